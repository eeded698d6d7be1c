"""Tables without rules: rows and columns from where the text stands, the same for every engine; no table where there is none."""

from collections.abc import Callable

import pytest

from extractors.document import Document
from extractors.grid import Reading
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_grid import read_pdfium
from extractors.readers.pdf_plumber import read_pdfplumber
from tests.unit.test_pdf import Sheet, texts

Engine = Callable[[Document], Reading]
COLUMNS = [60.0, 240.0, 320.0, 400.0, 480.0]
ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "7", "6", "32"],
    ["行政规范性文件", "11", "0", "89"],
    ["行政许可", "", "1250", ""],
    ["行政处罚", "", "-", ""],
]


@pytest.fixture(params=[read_camelot, read_pdfium, read_pdfplumber], ids=["camelot", "pdfium", "pdfplumber"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param


def middle(sheet: Sheet, words: str, left: float, right: float, top: float) -> None:
    """Words centred between two places."""
    width = sum(5.0 if c.isascii() else 10.0 for c in words)
    sheet.text((left + right - width) / 2, top, words)


def table(sheet: Sheet, rows: list[list[str]], top: float, columns: list[float], step: float = 22) -> None:
    for i, row in enumerate(rows):
        for words, left, right in zip(row, columns, columns[1:], strict=False):
            middle(sheet, words, left, right, top + step * i)


def rows_of(reading: Reading) -> list[list[str]]:
    (grid,) = reading.grids()
    return [[cell.text for cell in grid.row(row)] for row in range(1, grid.height + 1)]


@pytest.mark.parametrize("ruled", [False, True], ids=["no rules", "rules between rows"])
def test_columns_are_where_figures_stand(engine: Engine, ruled: bool) -> None:
    sheet = Sheet()
    sheet.text(60, 60, "二、主动公开政府信息情况")
    table(sheet, ROWS, 100, [*COLUMNS])
    if ruled:
        for i in range(len(ROWS) + 1):
            sheet.rule(60, 95 + 22 * i, 480, 95 + 22 * i)
    sheet.text(60, 260, "三、收到和处理政府信息公开申请情况")
    reading = engine(sheet.done())
    assert rows_of(reading) == ROWS
    assert texts(reading) == ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    assert reading.issues == []


def test_labels_of_several_lines_and_of_groups_of_rows(engine: Engine) -> None:
    columns = [60.0, 140.0, 300.0, 340.0, 380.0, 420.0]
    sheet = Sheet()
    for i, (label, *figures) in enumerate(
        [("国家秘密", "1", "22", "23"), ("法律禁止", "0", "5", "5"), ("", "4", "0", "4"), ("其他", "9", "1", "10")]
    ):
        for words, left, right in zip((label, *figures), columns[1:], columns[2:], strict=False):
            middle(sheet, words, left, right, 100 + 32 * i)
    middle(sheet, "危及三安全", 140, 300, 158)
    middle(sheet, "一稳定", 140, 300, 170)
    sheet.text(62, 140, "不予公开")
    assert rows_of(engine(sheet.done())) == [
        ["", "国家秘密", "1", "22", "23"],
        ["不予公开", "法律禁止", "0", "5", "5"],
        ["", "危及三安全\n一稳定", "4", "0", "4"],
        ["", "其他", "9", "1", "10"],
    ]


def test_a_table_across_has_each_heading_over_all_it_stands_amid(engine: Engine) -> None:
    columns = [60.0 + 50 * i for i in range(7)]
    sheet = Sheet()
    middle(sheet, "复议", columns[0], columns[3], 80)
    middle(sheet, "诉讼", columns[3], columns[6], 80)
    table(sheet, [["结果", "其他", "总计"] * 2], 100, columns, 11)
    table(sheet, [["维持", "结果", ""] * 2], 111, columns, 11)
    table(sheet, [["1", "0", "1", "3", "4", "7"]], 135, columns)
    (grid,) = engine(sheet.done()).grids()
    assert [(c.text, c.column, c.colspan) for c in grid.row(1)] == [("复议", 1, 3), ("诉讼", 4, 3)]
    assert [c.text.replace("\n", "") for c in grid.row(2)] == ["结果维持", "其他结果", "总计"] * 2
    assert [c.text for c in grid.row(3)] == ["1", "0", "1", "3", "4", "7"]


def test_two_figures_in_one_column_make_no_table(engine: Engine) -> None:
    sheet = Sheet()
    table(sheet, [["规章", "7", "6", "32"], ["许可", "123456789012345678", "1", "2"]], 100, COLUMNS)
    sheet.text(270, 144, "1")
    sheet.text(295, 144, "2")
    sheet.text(70, 144, "处罚")
    assert list(engine(sheet.done()).grids()) == []


def test_prose_with_figures_is_no_table(engine: Engine) -> None:
    sheet = Sheet()
    sheet.text(60, 100, "2024年新收申请 12 件、答复 11 件、结转 1 件，其中 3 件为邮寄申请，其余为网上申请。")
    sheet.text(60, 120, "电话：0500-1234567，邮编：100000。")
    assert list(engine(sheet.done()).grids()) == []


def test_words_of_a_header_that_nearly_touch_are_parted_at_their_columns(engine: Engine) -> None:
    columns = [60 + 42.0 * i for i in range(6)]
    sheet = Sheet()
    table(sheet, [["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"], ["1", "0", "0", "2", "3"]], 100, columns)
    assert rows_of(engine(sheet.done())) == [["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"], ["1", "0", "0", "2", "3"]]


def test_a_row_left_blank_under_the_header_is_a_row(engine: Engine) -> None:
    sheet = Sheet()
    rows = [ROWS[0], ["规章", "", "", ""], *ROWS[2:]]
    table(sheet, rows, 100, [*COLUMNS])
    assert rows_of(engine(sheet.done())) == rows


def test_a_header_of_several_lines_amid_the_rows_is_one(engine: Engine) -> None:
    sheet = Sheet()
    table(sheet, ROWS[:3], 100, [*COLUMNS])
    for words, left, right, top in (("信息内容", 60, 240, 171), ("本年处理", 320, 400, 166), ("决定数量", 320, 400, 177)):
        middle(sheet, words, left, right, top)
    table(sheet, ROWS[3:], 199, [*COLUMNS])
    assert rows_of(engine(sheet.done())) == [*ROWS[:3], ["信息内容", "", "本年处理\n决定数量", ""], *ROWS[3:]]


def test_a_label_of_two_lines_above_the_first_figures_is_theirs(engine: Engine) -> None:
    sheet = Sheet()
    middle(sheet, "申请人逾期未按收费", 60, 240, 100)
    middle(sheet, "通知要求缴纳费用", 60, 240, 112)
    for words, left, right in zip(("1", "0", "1"), COLUMNS[1:], COLUMNS[2:], strict=False):
        middle(sheet, words, left, right, 106)
    table(sheet, [["其他", "0", "2", "2"], ["总计", "1", "2", "3"]], 140, [*COLUMNS])
    assert rows_of(engine(sheet.done()))[0] == ["申请人逾期未按收费\n通知要求缴纳费用", "1", "0", "1"]


def test_numbers_in_running_text_make_no_table(engine: Engine) -> None:
    sheet = Sheet()
    for top in (100, 114):
        x = 60.0
        for words in ("统计期限自", "2021", "年", "1", "月", "1", "日起至", "12", "月", "31", "日"):
            sheet.text(x, top, words)
            x += sum(5.0 if c.isascii() else 10.0 for c in words) + 5.5
    assert list(engine(sheet.done()).grids()) == []


def test_a_word_too_wide_for_its_column_heads_a_group(engine: Engine) -> None:
    columns = [60.0, 200.0, *(240.0 + 40 * i for i in range(6))]
    sheet = Sheet()
    for words, left, right, top in (("自然人", 200, 240, 100), ("法人或其他组织", 240, 400, 100), ("总计", 400, 440, 100)):
        middle(sheet, words, left, right, top)
    table(sheet, [["", "", "企业", "机构", "公益", "其他", ""]], 113, columns)
    table(sheet, [["新收", *"1230006"], ["结转", *"0000000"], ["予以公开", *"1111116"]], 130, columns)
    header = rows_of(engine(sheet.done()))[1]
    assert [header[i] for i in range(2, 6)] == ["企业", "机构", "公益", "其他"]


@pytest.mark.parametrize("blank", [1, 2, 3])
def test_a_column_under_its_header_only_is_a_column(engine: Engine, blank: int) -> None:
    sheet = Sheet()
    rows = [["信息内容", "自然人", "商业企业", "科研机构"], ["新收", "7", "6", "13"], ["结转", "11", "0", "11"], ["答复", "1", "2", "3"]]
    rows = [rows[0], *([*row[:blank], "", *row[blank + 1 :]] for row in rows[1:])]
    table(sheet, rows, 100, [*COLUMNS])
    assert rows_of(engine(sheet.done())) == rows


def test_a_heading_of_several_columns_is_none_of_its_own(engine: Engine) -> None:
    sheet = Sheet()
    middle(sheet, "法人或其他组织", COLUMNS[1], COLUMNS[3], 80)
    rows = [["信息内容", "自然人", "商业企业", "科研机构"], ["新收", "", "6", "13"], ["结转", "", "0", "11"]]
    table(sheet, rows, 100, [*COLUMNS])
    assert rows_of(engine(sheet.done()))[-3:] == rows


def test_words_of_a_header_that_nearly_touch_show_columns_left_blank(engine: Engine) -> None:
    columns = [60 + 43.0 * i for i in range(6)]
    rows = [["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"], ["1", "", "", "2", "3"]]
    sheet = Sheet()
    table(sheet, rows, 100, columns)
    assert rows_of(engine(sheet.done())) == rows


def test_a_group_beside_labels_that_nearly_touch_it(engine: Engine) -> None:
    sheet = Sheet()
    for i, label in enumerate(
        ["一、本年新收申请数量", "1.国家秘密", "2.其他法律行政法规禁止公开", "3.危及", "（七）总计", "四、结转下年度"]
    ):
        middle(sheet, label, 110, 242, 100 + 22 * i)
        for place, figure in enumerate(("1", "0", "1")):
            sheet.text(270 + 40 * place, 100 + 22 * i, figure)
    sheet.text(58, 139, "（三）不予")
    sheet.text(68, 151, "公开")
    rows = rows_of(engine(sheet.done()))
    assert [row[-4] for row in rows[1:4]] == ["1.国家秘密", "2.其他法律行政法规禁止公开", "3.危及"]
    assert "".join(row[0] for row in rows) == "（三）不予\n公开"


def test_a_label_written_downwards_and_one_that_was_spread(engine: Engine) -> None:
    sheet = Sheet()
    for i, label in enumerate(["予以公开", "部分公开", "国家秘密", "法律禁止"]):
        sheet.text(90, 104 + 22 * i, label)
        sheet.text(72, 108 + 18 * i, "办理结果"[i])
        for place in range(3):
            sheet.text(270 + 40 * place, 104 + 22 * i, "0")
    for place, letter in enumerate("结转下年"):
        sheet.text(72 + 16 * place, 192, letter)
    for place in range(3):
        sheet.text(270 + 40 * place, 192, "4")
    rows = rows_of(engine(sheet.done()))
    assert [row[-4] for row in rows[:4]] == ["予以公开", "部分公开", "国家秘密", "法律禁止"]
    assert len(rows[0]) == 5


def test_one_figure_a_row_under_a_header_of_several_columns(engine: Engine) -> None:
    rows = [["信息内容", "自然人", "商业企业", "总计"], ["新收", "", "", "13"], ["结转", "", "", "0"], ["答复", "", "", "3"]]
    sheet = Sheet()
    table(sheet, rows, 100, [*COLUMNS])
    assert rows_of(engine(sheet.done())) == rows


def test_room_after_the_number_of_a_heading_makes_it_no_row(engine: Engine) -> None:
    sheet = Sheet()
    table(sheet, ROWS[:3], 100, [*COLUMNS])
    sheet.text(60, 166, "三、")
    sheet.text(86, 166, "收到和处理政府信息公开申请情况")
    table(sheet, ROWS[:3], 188, [*COLUMNS])
    assert [grid.height for grid in engine(sheet.done()).grids()] == [3, 3]


def test_a_number_wrapped_before_its_comma_is_one(engine: Engine) -> None:
    columns = [60 + 32.0 * i for i in range(6)]
    sheet = Sheet()
    table(sheet, [["1", "0", "0", "2", "1"]], 100, columns)
    middle(sheet, "，294", columns[4], columns[5], 113)
    assert rows_of(engine(sheet.done())) == [["1", "0", "0", "2", "1，294"]]


def test_words_amid_groups_of_columns_are_no_part_of_the_word_below(engine: Engine) -> None:
    columns = [60 + 50.0 * i for i in range(7)]
    sheet = Sheet()
    middle(sheet, "起诉", columns[0], columns[3], 87)
    middle(sheet, "复议", columns[3], columns[6], 87)
    table(sheet, [["维持", "纠正", "总计"] * 2], 100, columns)
    table(sheet, [["1", "0", "1", "3", "4", "7"]], 113, columns)
    assert rows_of(engine(sheet.done()))[-2:] == [["维持", "纠正", "总计"] * 2, ["1", "0", "1", "3", "4", "7"]]


def test_the_lines_of_the_last_label_below_its_figures(engine: Engine) -> None:
    sheet = Sheet()
    table(sheet, [["新收", "1", "0", "1"], ["结转", "0", "2", "2"], ["逾期未缴", "1", "2", "3"]], 100, [*COLUMNS], 24)
    middle(sheet, "费用", 60, 240, 163)
    assert [row[0] for row in rows_of(engine(sheet.done()))] == ["新收", "结转", "逾期未缴\n费用"]


def test_a_heading_between_two_rows_alone_on_their_page_parts_them(engine: Engine) -> None:
    sheet = Sheet()
    table(sheet, [["结转", "0", "2", "2"]], 60, [*COLUMNS])
    sheet.text(60, 90, "四、行政复议、行政诉讼情况")
    table(sheet, [["维持", "纠正", "总计"], ["1", "0", "1"]], 112, [60.0, 200.0, 340.0, 480.0])
    assert [grid.width for grid in engine(sheet.done()).grids()] == [4, 3]


def test_a_word_of_a_header_with_a_blank_in_it_is_one_column(engine: Engine) -> None:
    rows = [["信息内容", "本年新制作数量", "公开数量", "总数量"], ["规章", "0", "2", "0"], ["文件", "1", "0", "3"]]
    sheet = Sheet()
    table(sheet, [["信息内容", "", "公开数量", "总数量"], *rows[1:]], 100, [*COLUMNS])
    sheet.text(244, 100, "本年新")
    sheet.text(277, 100, "制作数量")
    assert rows_of(engine(sheet.done())) == rows


def test_rows_left_blank_at_the_end_of_a_table_are_its_rows(engine: Engine) -> None:
    sheet = Sheet()
    table(sheet, [*ROWS[:4], ["行政处罚", "", "", ""], ["行政强制", "", "", ""]], 100, [*COLUMNS])
    sheet.text(60, 260, "注：以上数据截至年底。")
    reading = engine(sheet.done())
    assert [row[0] for row in rows_of(reading)] == ["信息内容", "规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制"]
    assert texts(reading) == ["注：以上数据截至年底。"]


def test_a_word_wrapped_in_its_cell_of_a_header_heads_one_column(engine: Engine) -> None:
    sheet = Sheet()
    for line, words in enumerate(["本年", "废止", "件数"]):
        middle(sheet, words, 320, 400, 100 + 12.5 * line)
    table(sheet, [["信息内容", "本年制发件数", "", "现行有效件数"]], 100, [*COLUMNS])
    table(sheet, ROWS[1:4], 147, [*COLUMNS])
    assert rows_of(engine(sheet.done()))[0] == ["信息内容", "本年制发件数", "本年\n废止\n件数", "现行有效件数"]


def test_figures_set_right_below_headings_in_the_middle_are_of_their_columns(engine: Engine) -> None:
    rows = [["结转", "7", "0", "", "1"], ["公开", "", "2", "9", "4"]]
    columns = [60.0, 180.0, 260.0, 340.0, 420.0, 500.0]
    sheet = Sheet()
    table(sheet, [["项目", "维持", "纠正", "其他", "总计"]], 100, columns)
    for i, row in enumerate(rows):
        middle(sheet, row[0], *columns[:2], 122 + 22 * i)
        for words, right in zip(row[1:], columns[2:], strict=True):
            sheet.text(right - 7, 122 + 22 * i, words)
    assert rows_of(engine(sheet.done())) == [["项目", "维持", "纠正", "其他", "总计"], *rows]


def test_a_label_like_a_heading_set_as_the_rows_above_is_the_last_row_left_blank(engine: Engine) -> None:
    sheet = Sheet()
    for i, words in enumerate(["一、新收", "二、结转", "三、办理", "四、结转"]):
        sheet.text(80, 100 + 22 * i, words)
    table(sheet, [["", "1", "2", "3"], ["", "4", "5", "6"], ["", "7", "8", "9"]], 100, [*COLUMNS])
    sheet.text(60, 220, "四、行政复议、行政诉讼情况", 12)
    reading = engine(sheet.done())
    assert [row[0] for row in rows_of(reading)] == ["一、新收", "二、结转", "三、办理", "四、结转"]
    assert texts(reading) == ["四、行政复议、行政诉讼情况"]
