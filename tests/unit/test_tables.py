"""Tables of the form read from grids: sound ones, damaged ones, cut ones; nothing wrong, nothing silent."""

from dataclasses import replace

import pytest

from extractors.grid import Paragraph
from extractors.records import Issue
from tests.unit.made_grids import FORMS, disclosure, grid, proceedings, read, requests, truth


def values(extraction):
    return {key: int(f.value) for key, f in extraction.figures.items() if f.value is not None}


def alarms(extraction) -> list[tuple[str, str | None]]:
    return [(i.code, i.item) for i in extraction.issues if i.severity != "info"]


def errors(extraction) -> list[Issue]:
    return [i for i in extraction.issues if i.severity == "error"]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_sound_report_is_read_whole_and_raises_nothing(edition):
    read_ = read(grid(disclosure(edition)), grid(requests(edition), 2), grid(proceedings(), 3))
    assert values(read_) == truth(edition, "disclosure", "requests", "proceedings")
    assert read_.editions == {"disclosure": edition, "requests": edition, "proceedings": "any"}
    assert alarms(read_) == []


def test_editions_are_told_table_by_table():
    read_ = read(grid(disclosure("2021")), grid(requests("2019"), 2))
    assert read_.editions == {"disclosure": "2021", "requests": "2019"}
    assert values(read_) == truth("2021", "disclosure") | truth("2019", "requests")


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_page_break_anywhere_changes_nothing(edition):
    matrix = requests(edition)
    for cut in range(4, len(matrix)):
        read_ = read(grid(matrix[:cut], 1, 1), Paragraph("- 1 -", page=1), grid(matrix[cut:], 2, 2))
        assert values(read_) == truth(edition, "requests"), cut
        assert alarms(read_) == [], cut


def test_a_header_printed_again_after_the_break_is_no_row():
    matrix = requests("2021")
    for cut in range(4, len(matrix)):
        read_ = read(grid(matrix[:cut], 1, 1), grid(matrix[:3] + matrix[cut:], 2, 2))
        assert values(read_) == truth("2021", "requests"), cut
        assert alarms(read_) == [], cut


@pytest.mark.parametrize("header_again", [False, True])
@pytest.mark.parametrize("figures", ["above", "below"])
def test_a_row_cut_in_two_by_the_break_is_joined(figures, header_again):
    matrix = requests("2021")
    for cut in range(3, len(matrix)):
        row = matrix[cut]
        label = next(c for c in (2, 1, 0) if row[c])
        half = max(1, len(row[label]) // 2)
        above = [text[:half] if c == label else text for c, text in enumerate(row[:3])] + (row[3:] if figures == "above" else [""] * 7)
        below = [row[label][half:] if c == label else "" for c in range(3)] + (row[3:] if figures == "below" else [""] * 7)
        again = matrix[:3] if header_again else []
        read_ = read(grid([*matrix[:cut], above], 1, 1), grid([*again, below, *matrix[cut + 1 :]], 2, 2))
        assert values(read_) == truth("2021", "requests"), (cut, row[:3])
        assert errors(read_) == [], cut


def test_figures_left_above_the_break_without_their_label_are_not_lost():
    matrix = requests("2021")
    for cut in range(4, len(matrix)):
        row = matrix[cut]
        read_ = read(grid([*matrix[:cut], [""] * 3 + row[3:]], 1, 1), grid([row[:3] + [""] * 7, *matrix[cut + 1 :]], 2, 2))
        assert values(read_) == truth("2021", "requests"), cut


def test_a_damaged_label_is_read_with_a_warning():
    matrix = requests("2021")
    matrix[8][2] = "2.其他法律行政止公开"
    read_ = read(grid(matrix))
    assert values(read_) == truth("2021", "requests")
    assert alarms(read_) == [("label_damaged", "requests.refused.prohibited_by_law")]


def test_an_unknown_row_in_place_of_one_of_the_forms_is_never_guessed():
    matrix = requests("2021")
    matrix[8][2] = "本地另列事项"
    read_ = read(grid(matrix))
    lost = {key for key in read_.figures if key[0] == "requests.refused.prohibited_by_law"}
    assert {read_.figures[key].state for key in lost} == {"unreadable"}
    assert values(read_) == {k: v for k, v in truth("2021", "requests").items() if k not in lost}
    assert {"unknown_row_label", "row_unreadable"} == {code for code, _ in alarms(read_)}


def test_a_row_the_organ_added_is_said_and_costs_nothing():
    matrix = disclosure("2021")
    matrix.insert(4, ["本行政区域发布总数量", "7", "8", "9"])
    read_ = read(grid(matrix))
    assert values(read_) == truth("2021", "disclosure")
    assert [(i.code, i.severity) for i in read_.issues] == [("unknown_row_label", "warning")]


def test_a_row_the_organ_dropped_is_absent():
    matrix = [row for row in requests("2021") if row[2] != "2.重复申请"]
    read_ = read(grid(matrix))
    assert {f.state for key, f in read_.figures.items() if key[0] == "requests.not_processed.repeated"} == {"absent"}
    assert alarms(read_) == [("row_missing", "requests.not_processed.repeated")]


def test_rows_in_another_order_are_found_by_their_labels():
    matrix = requests("2021")
    matrix[7], matrix[9] = matrix[9], matrix[7]
    read_ = read(grid(matrix))
    assert values(read_) == truth("2021", "requests")


def test_columns_follow_the_header_wherever_they_stand():
    matrix = requests("2021")
    moved = [[*row[:3], row[9], *row[3:9]] for row in matrix]
    read_ = read(grid(moved))
    assert values(read_) == truth("2021", "requests")


def test_a_header_cut_over_two_rows_of_cells():
    matrix = requests("2021")
    matrix[2][4:9] = ["商业", "科研", "社会公益", "法律服务", "其他"]
    matrix.insert(3, ["", "", "", "", "企业", "机构", "组织", "机构", "", ""])
    read_ = read(grid(matrix))
    assert values(read_) == truth("2021", "requests")
    assert alarms(read_) == []


@pytest.mark.parametrize(
    ("text", "state"), [("", "blank"), ("/", "marked_empty"), ("无", "marked_empty"), ("约5", "unreadable"), ("5①", "unreadable")]
)
def test_a_row_of_one_kind_of_cell_is_never_taken_for_a_header(text, state):
    matrix = disclosure("2021")
    matrix[2][1:] = [text] * 3
    matrix[6][1] = text
    read_ = read(grid(matrix))
    states = {key[0]: f.state for key, f in read_.figures.items()}
    assert states["disclosure.rules"] == state
    assert states["disclosure.licenses"] == state


def test_one_filled_cell_over_two_rows_is_nobodys():
    matrix = requests("2021")
    made = grid(matrix)
    upper = next(c for c in made.cells if (c.row, c.column) == (9, 4))
    made.cells.remove(next(c for c in made.cells if (c.row, c.column) == (10, 4)))
    made.cells[made.cells.index(upper)] = type(upper)(upper.text, 9, 4, rowspan=2)
    read_ = read(made)
    unread = {key for key, f in read_.figures.items() if f.state == "unreadable"}
    assert {m for _, m in unread} == {"natural_person"}
    assert len(unread) == 2
    assert {"merged_value"} == {i.code for i in errors(read_)}


def test_the_same_table_twice_with_other_figures_is_left_open():
    other = requests("2021")
    other[3][3] = "999"
    read_ = read(grid(requests("2021")), Paragraph("另附"), grid(other, 2))
    assert read_.figures["requests.received", "natural_person"].state == "unreadable"
    assert ("ambiguous_row", "requests.received") in alarms(read_)
    assert read_.figures["requests.carried_in", "total"].value is not None


def test_the_same_table_twice_with_the_same_figures_is_no_matter():
    read_ = read(grid(requests("2021")), Paragraph("另附"), grid(requests("2021"), 2))
    assert values(read_) == truth("2021", "requests")
    assert alarms(read_) == []


def test_a_local_table_with_the_forms_words_does_not_win():
    local = grid([["事项", "数量"], ["行政许可", "12345"], ["行政处罚", "678"]], 1)
    read_ = read(local, Paragraph("二、主动公开政府信息情况"), grid(disclosure("2021"), 2))
    assert values(read_) == truth("2021", "disclosure")


@pytest.mark.parametrize("layout", ["two tables", "stacked", "a row each"])
def test_proceedings_in_other_layouts(layout):
    matrix = proceedings()
    expected = truth("2021", "proceedings")
    if layout == "two tables":
        left, right = [row[:5] for row in (matrix[0], matrix[1], matrix[3])], [row[5:] for row in matrix]
        blocks = [grid(left), Paragraph("行政诉讼情况"), grid(right, 2)]
    elif layout == "stacked":
        blank = [""] * 5
        upper = [row[:5] + blank for row in (matrix[0], matrix[1], matrix[3])]
        blocks = [grid(upper + [row[5:] for row in matrix])]
    else:
        table = FORMS.editions["2021"].tables["proceedings"]
        rows = [[row.label, *[str(expected[row.item, m]) for m in row.measures]] for row in table.rows]
        blocks = [grid([["类别", *[m.label for m in table.measures.values()]], *rows])]
    read_ = read(*blocks)
    assert values(read_) == expected
    assert alarms(read_) == []


def test_proceedings_header_on_the_page_before():
    matrix = proceedings()
    read_ = read(grid(matrix[:3], 1, 4), grid(matrix[3:], 2, 5))
    assert values(read_) == truth("2021", "proceedings")


SCRAMBLED = [
    "行政复议行政诉讼",
    "结果维结果纠其他结尚未审总",
    "未经复议直接起诉复议后起诉",
    "结果维结果纠其他结尚未审总" * 2,
    "持正果结计" * 3,
]


@pytest.mark.parametrize("page", ["same", "before"])
def test_proceedings_header_read_out_of_order_is_known_by_its_words(page):
    figures = proceedings()[-1]
    if page == "same":
        read_ = read(grid([*([words, *[""] * 14] for words in SCRAMBLED), figures], 1))
    else:
        heading = "四、政府信息公开行政复议、行政诉讼情况"
        read_ = read(*(Paragraph(words, page=1) for words in (heading, *SCRAMBLED)), grid([figures], 1, 2))
    assert values(read_) == truth("2021", "proceedings")


@pytest.mark.parametrize("damage", ["word lost", "sum wrong"])
def test_proceedings_header_out_of_order_proves_nothing_where_a_word_is_lost_or_a_sum_wrong(damage):
    figures = proceedings()[-1]
    words = [*SCRAMBLED[:-1], SCRAMBLED[-1][1:]] if damage == "word lost" else SCRAMBLED
    figures = [str(int(figures[0]) + 1), *figures[1:]] if damage == "sum wrong" else figures
    assert "proceedings" not in read(grid([*([line, *[""] * 14] for line in words), figures])).editions


def test_figures_without_a_label_are_said():
    matrix = requests("2021")
    matrix.insert(12, [""] * 3 + ["7"] * 7)
    read_ = read(grid(matrix))
    assert "row_without_label" in {i.code for i in errors(read_)}


def test_a_blank_row_beside_figures_under_a_part_of_its_label_is_unread_not_blank():
    matrix = requests("2021")
    place = next(place for place, row in enumerate(matrix) if "过程性信息" in row[2])
    upper = [*matrix[place][:2], "6.属于四", *matrix[place][3:], ""]
    lower = ["", "", "类过程性信息", *[""] * 7]
    read_ = read(grid([[*row, ""] for row in matrix[:place]] + [upper], 1, 1), grid([lower, *matrix[place + 1 :]], 2, 2))
    states = {f.state for key, f in read_.figures.items() if key[0] == "requests.refused.process_information"}
    assert states == {"unreadable"} or values(read_) == truth("2021", "requests")


def test_a_row_left_outside_its_table_is_unread_not_missing():
    read_ = read(grid(disclosure("2021")[:-1], 1, 1), Paragraph("行政事业性收费 8955.91", page=2))
    assert read_.figures["disclosure.administrative_charges", "amount"].state == "unreadable"
    assert ("row_unreadable", "disclosure.administrative_charges") in alarms(read_)


def test_a_table_that_fits_both_editions_gives_only_what_they_share():
    matrix = [row for row in requests("2021") if "其他" not in row[2] and "申请人" not in row[2]]
    read_ = read(grid(matrix))
    assert read_.editions == {"requests": "unknown"}
    assert ("edition_unknown", "requests") in alarms(read_)
    assert not [key for key in read_.figures if key[0].startswith("requests.other")]


def test_another_table_is_not_taken_for_one_of_the_forms():
    read_ = read(grid([["项目", "金额"], ["基本支出", "120"], ["项目支出", "80"]]))
    assert (read_.editions, read_.figures) == ({}, {})


def test_another_order_of_columns_holds_on_the_next_page_too():
    matrix = [[*row[:3], row[9], *row[3:9]] for row in requests("2021")]
    upper = [["".join(row[:3]), *row[3:]] for row in matrix[:6]]
    read_ = read(grid(upper, 1, 1), grid(matrix[6:], 2, 2))
    assert values(read_) == truth("2021", "requests")


def test_another_order_of_columns_is_never_forgotten_where_it_cannot_be_carried():
    matrix = [[*row[:3], row[9], *row[3:9]] for row in requests("2021")]
    lower = [[*row, "1.5%"] for row in matrix[6:]]
    read_ = read(grid(matrix[:6], 1, 1), Paragraph("续表，附占比，另见说明" * 8, page=2), grid(lower, 2, 2))
    expected = truth("2021", "requests")
    assert all(expected[key] == value for key, value in values(read_).items())
    assert {i.code for i in errors(read_)} == {"columns_unknown"}


def test_where_two_editions_fit_alike_each_row_that_is_left_out_is_named():
    common = [row for row in requests("2021") if not (row[2].startswith(("1.申请人", "2.申请人", "3.其他")) or row[1].startswith("（六）"))]
    found = read(grid(common))
    assert found.editions == {"requests": "unknown"}
    named = {i.item for i in found.issues if i.code == "row_unreadable"}
    assert {"requests.other", "requests.other.rest"} <= named


@pytest.mark.parametrize("blank", [False, True])
def test_a_heading_that_a_page_break_cut_off_is_that_of_the_form(blank):
    rows = proceedings()[1:]
    rows[-1] = [""] * 15 if blank else rows[-1]
    figures = read(grid(rows)).figures
    wanted = dict.fromkeys(truth("2021", "proceedings")) if blank else truth("2021", "proceedings")
    assert {key: f.value for key, f in figures.items()} == wanted
    assert {f.state for f in figures.values()} == {"blank" if blank else "reported"}


def test_no_heading_at_all_names_no_item_of_a_blank_form():
    rows = proceedings()[2:]
    rows = [[*rows[0][5:10], *rows[0][5:]], [""] * 15]
    assert not any(f.state == "blank" for f in read(grid(rows)).figures.values())


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_all_tables_in_one_grid_as_a_worksheet_holds_them(edition):
    wide = [[row[0], "", "", *row[1:], *[""] * 9] for row in disclosure(edition)]
    # The rows' labels stand where the other table has its first figures.
    narrow = [[row[0], row[1], "", row[2], "", "", *row[3:], "", ""] for row in requests(edition)]
    # Groups' labels go down over their rows there, so that each row prints them beside its own.
    for row, above in zip(narrow[4:], narrow[3:], strict=False):
        if row[0] == "" and above[0]:
            row[0] = above[0]
            row[1] = row[1] or (above[1] if row[3] else "")
    read_ = read(grid([*wide, [""] * 15, *narrow, [""] * 15, *proceedings()]))
    assert values(read_) == truth(edition, "disclosure", "requests", "proceedings")
    assert alarms(read_) == []


def test_figures_are_not_joined_with_a_header_below_them():
    whole = proceedings()
    left, right = [row[:7] for row in whole], [[*row[7:14]] for row in whole[1:]]
    read_ = read(grid(left, 1, 1), Paragraph("第1页", page=1), grid(right, 2, 2))
    found, sound = values(read_), truth("2021", "proceedings")
    assert found
    assert all(sound[key] == value for key, value in found.items())


def test_without_rules_figures_beside_the_middle_of_their_headings_are_theirs():
    matrix = requests("2021")
    apart = [
        [*row[:3], *(text for cell in row[3:] for text in ((cell, "") if number < 3 else ("", cell)))] for number, row in enumerate(matrix)
    ]
    read_ = read(replace(grid(apart), inferred=True))
    assert values(read_) == truth("2021", "requests")
    apart[5][6] = ""
    read_ = read(replace(grid(apart), inferred=True))
    row = [figure for figure in read_.figures.values() if figure.item == "requests.granted"]
    assert {figure.state for figure in row} == {"unreadable"}


def test_a_line_of_two_labels_gives_its_figures_to_neither():
    matrix = requests("2021")
    place = next(i for i, row in enumerate(matrix) if "上年结转" in row[0])
    matrix[place] = ["二、上年结转政府信息公开申请数量（一）予以公开" if "上年结转" in cell else cell for cell in matrix[place]]
    found = read(grid(matrix))
    assert {f.state for f in found.figures.values() if f.item == "requests.carried_in"} == {"unreadable"}


def test_a_column_of_whose_words_only_a_part_shows_is_told_by_the_next():
    matrix = [[{"采购项目数量": "项目"}.get(cell, cell) for cell in row] for row in disclosure("2019")]
    assert ["项目" in row for row in matrix].count(True) == 1
    found = read(grid(matrix))
    assert values(found) == truth("2019", "disclosure")
    assert alarms(found) == []
