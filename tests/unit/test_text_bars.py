"""Text that programs made of pages: cells parted by bars, in lines of rows or of cells, filled up with bars or not."""

from collections.abc import Callable

import pytest

from extractors.document import Document
from extractors.pipeline import read_document
from extractors.records import Report
from flows.reading import knowledge
from tests.unit.made_grids import Matrix, disclosure, proceedings, requests, truth

Writer = Callable[[Matrix], list[str]]


def bare(matrix: Matrix) -> Matrix:
    """The rows without what merged cells leave behind."""
    return [[text for text in row if text] for row in matrix]


def in_rows(matrix: Matrix) -> list[str]:
    return [" | ".join(row) + " |" for row in bare(matrix)]


def open_ended(matrix: Matrix) -> list[str]:
    return ["| ".join(row) for row in bare(matrix)]


def filled_up(matrix: Matrix) -> list[str]:
    return [f"{' | '.join(row)} | {'|' * (len(whole) - len(row))}".strip() for row, whole in zip(bare(matrix), matrix, strict=True)]


def boxed(matrix: Matrix) -> list[str]:
    return ["| " + line for line in filled_up(matrix)]


def set_apart(matrix: Matrix) -> list[str]:
    return [" | ".join(row) + " |" * (1 + len(whole) - len(row)) for row, whole in zip(bare(matrix), matrix, strict=True)]


def in_cells(matrix: Matrix) -> list[str]:
    return [f"{text} |" for row in bare(matrix) for text in row]


def opened(matrix: Matrix) -> list[str]:
    return [f"|{text}" for row in bare(matrix) for text in row]


def drawn(matrix: Matrix) -> list[str]:
    return ["│".join(["", *row, ""]) for row in matrix]


SHAPES: tuple[Writer, ...] = (in_rows, open_ended, filled_up, boxed, set_apart, in_cells, opened, drawn)


def text_of(write: Writer, edition: str = "2021", change: Callable[[Matrix], Matrix] = lambda matrix: matrix) -> str:
    tables = [change(disclosure(edition)), change(requests(edition)), change(proceedings())]
    two, three, four = ("\n".join(write(table)) for table in tables)
    return (
        "示例县财政局2023年政府信息公开工作年度报告\n一、总体情况\n无。\n二、主动公开政府信息情况\n"
        f"{two}\n三、收到和处理政府信息公开申请情况\n{three}\n四、政府信息公开行政复议、行政诉讼情况\n{four}\n"
        "五、存在的主要问题及改进情况\n无。\n六、其他需要报告的事项\n无。\n"
    )


def read(text: str) -> Report:
    return read_document(Document(text.encode(), "report.txt"), knowledge())[0]


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("write", SHAPES, ids=lambda write: write.__name__)
def test_every_shape_is_read_whole_and_without_alarm(write, edition):
    report = read(text_of(write, edition))
    assert {figure.key: figure.value for figure in report.figures} == truth(edition, "disclosure", "requests", "proceedings")
    assert report.status == "ok"
    assert [issue.code for issue in report.issues if issue.severity != "info"] == []


def blank_in(matrix: Matrix) -> Matrix:
    """Every third figure of a row blank, marked so that only labels lose their empty cells."""
    found = []
    for row in matrix:
        figures = [at for at, text in enumerate(row) if text.isdecimal()]
        found.append([" " if at in figures[1::3] else text for at, text in enumerate(row)])
    return found


@pytest.mark.parametrize("write", SHAPES, ids=lambda write: write.__name__)
def test_empty_cells_keep_their_places_or_the_row_is_unread(write):
    report = read(text_of(write, change=blank_in))
    sound = truth("2021", "disclosure", "requests", "proceedings")
    wrong = [f.key for f in report.figures if f.state == "reported" and f.value != sound[f.key]]
    assert wrong == []
    read_blank = [f for f in report.figures if f.state == "blank"]
    if write is not opened:
        assert len(read_blank) > 40
    loud = {issue.item for issue in report.issues if issue.severity in ("error", "warning")}
    assert all(f.state in ("reported", "blank") or f.key[0] in loud for f in report.figures)


def test_a_program_that_leaves_out_empty_cells_makes_rows_unread_not_wrong():
    lost = [["行政许可", "5", "7", ""] if row[0] == "行政许可" else row for row in disclosure("2019")]
    text = text_of(filled_up, "2019")
    whole = "\n".join(filled_up(disclosure("2019")))
    padded = "\n".join(filled_up(lost))
    report = read(text.replace(whole, padded))
    states = {f.state for f in report.figures if f.key[0] == "disclosure.licenses"}
    assert states == {"unreadable"}


def test_what_stands_after_a_label_and_is_not_understood_is_no_blank():
    text = text_of(in_cells).replace("|", "¦")
    report = read(text)
    assert all(f.state != "blank" for f in report.figures)


def test_a_note_in_brackets_after_a_label_is_passed_over():
    text = "\n".join(text for row in bare(requests("2021")) for text in row)
    noted = text.replace("予以公开", "予以公开（按2023年口径统计）")
    assert noted != text
    figures = {f.key: f.value for f in read(text_of(in_rows).replace("\n".join(in_rows(requests("2021"))), noted)).figures}
    assert figures == truth("2021", "disclosure", "requests", "proceedings")


def test_two_reports_in_one_layout_column_are_two():
    one = text_of(in_rows)
    other = one.replace("2023年", "2022年").replace("无。", "工作平稳，未发生需要单独说明的其他情形和问题。")
    boxed_text = "\n".join(line if line.endswith("|") else f"| {line} |" for line in (one + other).splitlines())
    reports = read_document(Document(boxed_text.encode(), "report.txt"), knowledge())
    assert [report.year for report in reports] == [2023, 2022]


def test_an_edition_is_told_by_its_column_headings_where_the_rows_are_the_same():
    first = "\n".join(in_rows(disclosure("2021")[:4]))
    report = read(text_of(in_rows).replace("\n".join(in_rows(disclosure("2021"))), first))
    assert report.editions["disclosure"] == "2021"
    assert {f.key[1] for f in report.figures if f.key[0] == "disclosure.rules" and f.state == "reported"} == {
        "issued",
        "repealed",
        "in_force",
    }


def in_blanks(matrix: Matrix) -> list[str]:
    return [" ".join(row) for row in bare(matrix)]


@pytest.mark.parametrize("write", [in_cells, opened, in_blanks], ids=lambda write: write.__name__)
def test_a_damaged_label_is_read_and_said(write):
    text = text_of(write)
    broken = text.replace("其他法律行政法规禁止公开", "其他法律行政止公开")
    assert broken != text
    report = read(broken)
    assert {f.key: f.value for f in report.figures} == truth("2021", "disclosure", "requests", "proceedings")
    assert [(i.code, i.item) for i in report.issues if i.severity != "info"] == [("label_damaged", "requests.refused.prohibited_by_law")]


def test_figures_under_a_label_that_is_not_known_are_no_missing_row():
    report = read(text_of(in_blanks).replace("其他法律行政法规禁止公开", "见备注一"))
    assert {f.state for f in report.figures if f.key[0] == "requests.refused.prohibited_by_law"} == {"unreadable"}
    assert "row_missing" not in {issue.code for issue in report.issues}


@pytest.mark.parametrize("write", [in_cells, opened, in_rows, in_blanks], ids=lambda write: write.__name__)
def test_a_note_that_names_other_rows_is_no_row(write):
    noted = "其他对外管理服务事项（指行政许可以外的事项，含行政确认、行政处罚、行政强制、行政事业性收费，2019年起计）"
    report = read(text_of(write, "2019").replace("其他对外管理服务事项", noted))
    assert {f.key: f.value for f in report.figures} == truth("2019", "disclosure", "requests", "proceedings")


def test_a_damaged_label_that_is_like_two_rows_is_neither() -> None:
    report = read(text_of(in_blanks).replace("行政处罚", "行政许罚", 1).replace("行政许可", "行政许罚", 1))
    states = {f.key[0]: f.state for f in report.figures}
    assert states["disclosure.licenses"] == states["disclosure.penalties"] == "unreadable"
