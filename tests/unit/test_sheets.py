"""Tables set side by side, on several lines, cut with other columns, or headed by text above them."""

import pytest

from extractors.grid import Cell, Grid, Paragraph
from tests.unit.made_grids import FORMS, disclosure, grid, proceedings, read, requests, truth

MEASURES = [m.label for m in FORMS.editions["2021"].tables["requests"].measures.values()]


def values(extraction):
    return {key: int(f.value) for key, f in extraction.figures.items() if f.value is not None}


def alarms(extraction) -> list[tuple[str, str | None]]:
    return [(i.code, i.item) for i in extraction.issues if i.severity != "info"]


def test_two_tables_side_by_side_are_two():
    left, right = disclosure("2021"), requests("2021")
    height = max(len(left), len(right))
    padded = [m + [[""] * len(m[0])] * (height - len(m)) for m in (left, right)]
    found = read(grid([[*one, "", *other] for one, other in zip(*padded, strict=True)]))
    assert values(found) == truth("2021", "disclosure", "requests")
    assert alarms(found) == []
    place = found.figures["requests.received", "natural_person"].source
    assert (place.row, place.column) == (4, 4 + 1 + 4)


def test_a_label_cut_by_a_break_where_the_columns_are_others():
    matrix = requests("2021")
    above = [[row[0], *row[3:]] for row in matrix[:4]]
    above[3][0] = "一、本年新收政府信息"
    found = read(grid(above, 1, 1), grid([["公开申请数量", *[""] * 9], *matrix[4:]], 2, 2))
    assert values(found) == truth("2021", "requests")
    assert alarms(found) == []


def test_the_end_of_a_label_and_figures_set_lower_are_part_of_their_row():
    matrix = requests("2021")
    row = next(r for r in matrix if r[2].startswith("2.申请人逾期"))
    at, label = matrix.index(row), row[2]
    low = ["", "", "", *[text if c % 2 else "" for c, text in enumerate(row[3:])]]
    high = [*row[:3], *["" if c % 2 else text for c, text in enumerate(row[3:])]]
    for rows in ([[*row[:2], label[:20], *row[3:]], ["", "", label[20:], *[""] * 7]], [high, low]):
        found = read(grid(matrix[:at] + rows + matrix[at + 1 :]))
        assert values(found) == truth("2021", "requests")
        assert alarms(found) == []


def test_blanks_beside_a_figure_that_no_label_claims_are_in_doubt():
    matrix = requests("2021")
    matrix[5][3] = matrix[5][4] = ""
    matrix.insert(6, ["", "", "", "77", *[""] * 6])
    found = read(grid(matrix))
    assert found.figures["requests.granted", "natural_person"].state == "unreadable"
    assert ("beside_unclaimed", "requests.granted") in alarms(found)


@pytest.mark.parametrize("header", [0, 3])
def test_figures_that_may_go_on_below_a_page_break_are_none(header):
    """The figures of a row wrap in narrow cells where the page ends: what stands below it has no label, and may have columns of its own."""
    matrix = requests("2021")
    above, below = [row[:] for row in matrix[:4]], ["", "", "", "71", *[""] * 5, "14"]
    above[3][3], above[3][9] = "165", "17"
    for rest in (below, below[1:]):
        width = slice(len(below) - len(rest), None)
        found = read(grid(above, 1, 1), grid([*[row[width] for row in matrix[:header]], rest, *[row[width] for row in matrix[4:]]], 2, 2))
        for measure in ("natural_person", "total"):
            assert found.figures["requests.received", measure].state == "unreadable"
            named = [i.code for i in found.issues if (i.item, i.measure) == ("requests.received", measure)]
            assert named in (["number_with_gap"], ["may_run_on"])


def test_the_last_row_may_go_on_below_a_page_break_too():
    matrix = requests("2021")
    rest = ["", "", "", "13", *[""] * 5, "43"]
    for shift in (0, 1):
        found = read(grid(matrix, 1, 1), grid([row[shift:] for row in (*matrix[:3], rest)], 2, 2))
        assert found.figures["requests.carried_out", "total"].state == "unreadable"
        assert any((i.item, i.measure) == ("requests.carried_out", "total") for i in found.issues)


def test_headings_of_proceedings_may_stand_over_their_tables():
    matrix = proceedings()
    one, two = [row[:5] for row in matrix[1:2] + matrix[3:]], [row[5:] for row in matrix[1:]]
    found = read(Paragraph("行政复议"), grid(one), Paragraph("行政诉讼"), grid(two, 2))
    assert values(found) == truth("2021", "proceedings")
    header = [Paragraph("行政复议 行政诉讼 未经复议直接起诉 复议后起诉"), *[Paragraph(" ".join(matrix[1][:5])) for _ in range(3)]]
    assert values(read(*header, grid(matrix[3:]))) == truth("2021", "proceedings")


def drawn(rows: list[list[tuple[str, float, float]]], number: int, page: int) -> Grid:
    """A grid whose cells stand where they are drawn: text, left and right edge."""
    edges = sorted({x for row in rows for _, *sides in row for x in sides})
    cells = [
        Cell(text, r, edges.index(left) + 1, colspan=edges.index(right) - edges.index(left), box=(left, 20.0 * r, right, 20.0 * r + 20))
        for r, row in enumerate(rows, start=1)
        for text, left, right in row
    ]
    return Grid(number, cells, page)


@pytest.mark.parametrize("cut", range(4, 20, 5))
def test_columns_of_a_table_cut_by_a_break_are_told_by_their_edges(cut):
    """Above the break two tables in one grid: its columns are as many as those below, and others."""
    places = [50.0 * i for i in range(11)]
    matrix = requests("2021")
    figures = [places[i : i + 2] for i in range(3, 10)]
    above = [
        [("信息内容", 0.0, 220.0), ("本年制发件数", 220.0, 330.0), ("本年废止件数", 330.0, 500.0)],
        *(
            [(next(filter(None, row[2::-1]), ""), 0.0, 150.0), *((text, *at) for text, at in zip(row[3:], figures, strict=True))]
            for row in ([*[""] * 3, *MEASURES], *matrix[3:cut])
        ),
    ]
    below = [[(text, left, right) for text, left, right in zip(row, places, places[1:], strict=False)] for row in matrix[cut:]]
    found = read(drawn(above, 1, 1), Paragraph("- 1 -", page=1), drawn(below, 2, 2))
    assert values(found) == truth("2021", "requests")
    assert found.figures["requests.carried_out", "natural_person"].source.column == 4


def test_two_tables_side_by_side_without_a_column_between_are_two_on_every_page():
    """The rows that the break cuts off belong to the left table, whose others stand on the page before."""
    left, right = disclosure("2021"), requests("2021")
    ones = [[(row[0], 0.0, 200.0)] if not any(row[1:]) else [(text, 50.0 * i, 50.0 * i + 50) for i, text in enumerate(row)] for row in left]
    others = [[(text, 200.0 + 50 * i, 250.0 + 50 * i) for i, text in enumerate(row)] for row in right]
    cut = next(i for i, row in enumerate(left) if row[0] == "行政强制")
    above = [one + other for one, other in zip(ones[:cut], others, strict=False)]
    height = len(left) - cut
    below = [one + other for one, other in zip(ones[cut:], others[cut:], strict=False)]
    below += [[("", 0.0, 200.0), *row] for row in others[cut + height :]]
    found = read(drawn(above, 1, 1), drawn(below, 2, 2))
    assert values(found) == truth("2021", "disclosure", "requests")
    assert alarms(found) == []


def test_a_row_of_blanks_below_the_break_is_the_tables():
    found = read(grid(proceedings()[:3], 1, 1), Paragraph("- 2 -", page=1), grid([[""] * 15], 2, 2))
    assert {figure.state for figure in found.figures.values()} == {"blank"}
    assert len(found.figures) == 15


def test_the_rest_of_a_label_of_the_left_of_two_tables_stands_at_the_head_of_the_next_page():
    left, right = disclosure("2021"), requests("2021")
    last = [(text, 50.0 * i, 50.0 * i + 50) for i, text in enumerate(["行政事业性收", *left[-1][1:]])]
    ones = [[(text, 50.0 * i, 50.0 * i + 50) for i, text in enumerate(row)] for row in left[:-1]] + [last]
    others = [[(text, 300.0 + 50 * i, 350.0 + 50 * i) for i, text in enumerate(row)] for row in right]
    rest = [[("费", 0.0, 50.0), ("", 50.0, 100.0), ("", 100.0, 200.0)]]
    found = read(drawn(ones, 1, 1), drawn(others, 2, 1), drawn(rest, 3, 2))
    assert values(found) == truth("2021", "disclosure", "requests")
    assert alarms(found) == []
