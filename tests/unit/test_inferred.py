"""Tables whose columns no rules part: figures count where every measure of their row has a column of its own, else the row is unread."""

from dataclasses import replace

import pytest

from extractors.edges import same_columns
from extractors.extraction import Extraction
from extractors.grid import Grid
from extractors.pipeline import _finished
from extractors.readers.pdf_blank_columns import carried_over
from extractors.readers.pdf_rules import Box
from extractors.sheets import _sheet
from tests.unit.made_grids import FORMS, disclosure, grid, proceedings, read, requests, truth

Matrix = list[list[str]]


def bare(matrix: Matrix, number: int = 1, page: int = 1, left: float = 0.0) -> Grid:
    """A grid without rules, each column ten points wide."""
    made = grid(matrix, number, page)
    cells = [replace(c, box=(left + 10.0 * c.column, 10.0 * c.row, left + 10.0 * c.column + 10, 10.0 * c.row + 10)) for c in made.cells]
    return Grid(number, cells, page, inferred=True)


def without(matrix: Matrix, column: int) -> Matrix:
    """A column left blank by the organ is one that no reader finds; the words over it come to stand beside."""
    return [[*row[:column], *row[column + 1 :]] for row in matrix]


def values(extraction: Extraction) -> dict[tuple[str, str], int]:
    return {key: int(f.value) for key, f in extraction.figures.items() if f.value is not None}


@pytest.mark.parametrize("table", [requests, disclosure, proceedings])
def test_whole_tables_are_read(table) -> None:
    matrix = table() if table is proceedings else table("2021")
    assert values(read(bare(matrix))) == truth("2021", table.__name__)


@pytest.mark.parametrize("headed", [True, False])
def test_rows_of_a_table_that_lost_a_column_are_unread_and_named(headed: bool) -> None:
    matrix = without(requests("2021"), 6)
    found = read(bare(matrix if headed else matrix[3:]))
    items = {row.item for row in FORMS.editions["2021"].tables["requests"].rows}
    assert {f.state for f in found.figures.values()} == {"unreadable"}
    assert {i.item for i in found.issues if i.severity == "error"} >= items


def test_items_of_a_table_across_that_lost_a_column_are_unread_and_named() -> None:
    found = read(bare(without(proceedings(), 12)))
    states = {item: {f.state for f in found.figures.values() if f.item == item} for item, _ in found.figures}
    assert states["proceedings.litigation_after_reconsideration"] == {"unreadable"}
    assert "absent" not in set.union(*states.values())
    assert "proceedings.litigation_after_reconsideration" in {i.item for i in found.issues if i.severity == "error"}


def test_pages_with_other_columns_are_not_joined_because_they_have_as_many() -> None:
    matrix = requests("2021")
    above, below = without(matrix[:10], 6), without(matrix[10:], 1)
    found = read(bare(above), bare(below, 2, 2, left=10.0))
    sound = truth("2021", "requests")
    assert values(found).items() <= sound.items()
    assert found.figures["requests.received", "natural_person"].state == "unreadable"


def test_columns_are_the_same_where_none_is_moved_by_half_its_width() -> None:
    rows = [_sheet(bare([["a", "b", "c"]], left=left)).rows for left in (0.0, 4.0, 6.0)]
    assert same_columns(rows[0], rows[1])
    assert not same_columns(rows[0], rows[2])


def test_a_sum_that_does_not_hold_leaves_its_figures_unread() -> None:
    matrix = requests("2021")
    place = next(i for i, row in enumerate(matrix) if row[-1].isdecimal())
    matrix[place] = [*matrix[place][:-1], "999999"]
    found = _finished(read(bare(matrix)), FORMS)
    states = {m: f.state for (item, m), f in found.figures.items() if item == "requests.received"}
    assert set(states.values()) == {"unreadable"}
    assert {i.blame for i in found.issues if i.code == "printed_mismatch"} == {"reading"}
    named = {(i.item, i.measure) for i in found.issues if i.code == "sum_broken"}
    assert named == {key for key, f in found.figures.items() if f.state == "unreadable"}


def test_a_heading_that_reaches_over_others_columns_gives_no_figures() -> None:
    leaves = [m.label for m in FORMS.editions["2021"].tables["proceedings"].measures.values()]
    heads = ["行政复议", *[""] * 4, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5]
    moved = [*heads[:1], *heads[5:10], *heads[1:5], *heads[10:]]
    figures = [str(n) for n in range(15)]
    found = read(bare([moved, [*leaves[::-1], *leaves * 2], figures]))
    assert {f.state for f in found.figures.values()} <= {"unreadable"}


def test_columns_of_the_page_before_are_those_of_the_next() -> None:
    above = [Box(10.0 * i, 0, 10.0 * i + 5, 5) for i in range(7)]
    some = [Box(1, 20, 4, 25), Box(58, 20, 66, 25)]
    assert [box.x0 for box in carried_over([], some, [[], above])] == [1, 10, 20, 30, 40, 50, 58]
    for other in ([Box(1, 20, 14, 25)], [Box(1, 20, 2, 25), Box(3, 20, 4, 25)]):
        assert carried_over([], other, [above]) == other


def test_what_a_page_break_left_of_a_header_is_no_label() -> None:
    matrix = requests("2021")[3:]
    found = read(bare([[*[""] * 5, "组织", *[""] * 4], *matrix]))
    assert values(found) == truth("2021", "requests")


def test_the_only_figure_of_a_row_of_one_measure_needs_no_header() -> None:
    rows = disclosure("2021")
    place = next(i for i, row in enumerate(rows) if row[0] == "行政强制")
    figures = read(bare(rows[:place]), bare([[row[0], "", *row[1:3]] for row in rows[place:]], 2, 2, left=5.0)).figures
    assert figures["disclosure.compulsion", "decisions"].value == truth("2021", "disclosure")["disclosure.compulsion", "decisions"]


def test_totals_alone_are_not_doubted_because_their_rows_are_blank() -> None:
    matrix = [row if i < 3 else [*row[:-7], *[""] * 6, row[-1]] for i, row in enumerate(requests("2021"))]
    found = _finished(read(bare(matrix)), FORMS)
    assert {f.state for (_, m), f in found.figures.items() if m == "total"} == {"reported"}
    assert not any(f.state == "unreadable" for f in found.figures.values())


def test_a_broken_sum_of_a_column_does_not_doubt_rows_that_are_filled_and_add_up() -> None:
    matrix = requests("2021")
    place = next(i for i, row in enumerate(matrix) if row[0] == "（七）总计" or "总计" in row[1])
    matrix[place] = [*matrix[place][:-1], "999999"]
    found = _finished(read(bare(matrix)), FORMS)
    assert {item for (item, _), f in found.figures.items() if f.state == "unreadable"} == {"requests.concluded"}


def test_as_many_figures_as_measures_need_no_header() -> None:
    rows = requests("2021")[3:]
    spread = [[*row[:3], *[text for figure in row[3:] for text in ("", figure)]] for row in rows]
    assert values(read(bare(spread))) == truth("2021", "requests")
    spread[0][4] = ""
    assert read(bare(spread)).figures["requests.received", "natural_person"].state == "unreadable"


def test_a_page_that_begins_amid_a_header_has_the_columns_it_names_and_those_beside() -> None:
    matrix = requests("2021")
    head, rows = matrix[2], matrix[3:]
    assert values(read(bare([head, *rows]))) == truth("2021", "requests")
