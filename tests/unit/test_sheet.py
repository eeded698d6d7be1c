"""Both engines for workbooks against what a person sees in them; every workbook is made here."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from extractors.document import Document, UnreadableDocument
from extractors.extraction import from_grids
from extractors.grid import Grid, Paragraph, Reading
from extractors.readers.sheet import read_calamine, read_raw
from extractors.readers.sheet_format import Look, look_of, number_text, plain_number
from tests.unit.made_grids import FORMS, Matrix, disclosure, proceedings, requests, truth

Engine = Callable[[Document], Reading]
ENGINES = pytest.mark.parametrize("engine", [read_raw, read_calamine])


def saved(book: openpyxl.Workbook) -> Document:
    made = io.BytesIO()
    book.save(made)
    return Document(made.getvalue(), "report.xlsx")


def sheet_of(*rows: list[object]) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    return book, sheet


def matrix(grid: Grid) -> list[list[str | None]]:
    places = [[grid.at(row, column) for column in range(1, grid.width + 1)] for row in range(1, grid.height + 1)]
    return [[cell.text if cell else None for cell in row] for row in places]


def outline(reading: Reading) -> list[object]:
    return [matrix(b) if isinstance(b, Grid) else b.text for b in reading.blocks]


def numeric(rows: Matrix) -> list[list[object]]:
    return [[int(text) if text.isdigit() else (text or None) for text in row] for row in rows]


@ENGINES
def test_the_form_is_read_from_one_sheet(engine: Engine) -> None:
    book, sheet = sheet_of(["某局2023年政府信息公开工作年度报告"], [], ["一、总体情况"], ["本年度" + "开展政府信息公开工作。" * 5], [])
    for title, rows in (("二、主动公开", disclosure("2021")), ("三、申请", requests("2021")), ("四、复议诉讼", proceedings())):
        for row in ([title], *numeric(rows), []):
            sheet.append(row)
    reading = engine(saved(book))
    read = from_grids(reading, FORMS)
    values = {key: figure.value for key, figure in read.figures.items() if figure.state == "reported"}
    assert values == {key: Decimal(value) for key, value in truth("2021", "disclosure", "requests", "proceedings").items()}
    assert [b.text for b in reading.blocks if isinstance(b, Paragraph)][:3] == [
        "某局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "本年度" + "开展政府信息公开工作。" * 5,
    ]


@ENGINES
def test_tables_on_sheets_of_their_own(engine: Engine) -> None:
    book = openpyxl.Workbook()
    for place, rows in enumerate((disclosure("2021"), requests("2021"), proceedings())):
        sheet = book.create_sheet(f"表{place}", place)
        for row in numeric(rows):
            sheet.append(row)
    read = from_grids(engine(saved(book)), FORMS)
    values = {key: figure.value for key, figure in read.figures.items() if figure.state == "reported"}
    assert values == {key: Decimal(value) for key, value in truth("2021", "disclosure", "requests", "proceedings").items()}


@ENGINES
def test_a_header_alone_has_the_empty_row_below_as_its_blank_cells(engine: Engine) -> None:
    book, sheet = sheet_of(*numeric(proceedings()[:3]), [], ["五、存在的主要问题及改进情况"])
    for place in ("A1:E1", "F1:O1", "F2:J2", "K2:O2", *(f"{column}2:{column}3" for column in "ABCDE")):
        sheet.merge_cells(place)
    figures = from_grids(engine(saved(book)), FORMS).figures.values()
    assert [figure.state for figure in figures] == ["blank"] * 15


@ENGINES
def test_merged_cells_are_spans(engine: Engine) -> None:
    book, sheet = sheet_of(["表", None, None], ["a", "b", None], ["c", 1, 2], [None, 3, 4])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("A3:A4")
    assert outline(engine(saved(book))) == ["表", [["a", "b", "b"], ["c", "1", "2"], ["c", "3", "4"]]]


@ENGINES
def test_numbers_as_shown(engine: Engine) -> None:
    book, sheet = sheet_of(["x", 7730.280000000001, 0, 0.1 + 0.2, 12.0, 24252.311082, -1942, "007", 123456789.123456, True])
    sheet.append(["y", 1, 2, 3, 4, 5, 6, 7, 8, 9])
    sheet["B1"].number_format = "0.00_ "
    sheet["C1"].number_format = '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ '
    (grid,) = engine(saved(book)).grids()
    assert matrix(grid)[0] == ["x", "7730.28", "0", "0.3", "12", "24252.311082", "-1942", "007", "123456789.123456", "TRUE"]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('#,##0.00"元"', 7730.28, "7730.28元"),
        ('General"件"', 12, "12件"),
        ("0%", 0.12, "0.12 [%]"),
        ('0!.0,"万元"', 125000, '125000 [0!.0,"万元"]'),
        ("#,##0_);[Red](#,##0)", -5, "-5"),
        ('"¥"#,##0.00', 5, "5"),
        (";;;", 5, "5 [;;;]"),
        ("+0;-0;0", 43, "43"),
    ],
)
def test_what_a_number_format_adds(code: str, value: float, shown: str) -> None:
    book, sheet = sheet_of(["a", value], ["b", 1])
    sheet["B1"].number_format = code
    document = saved(book)
    assert [matrix(next(engine(document).grids()))[0][1] for engine in (read_raw, read_calamine)] == [shown, shown]


@ENGINES
def test_what_is_hidden_is_not_read(engine: Engine) -> None:
    book, sheet = sheet_of(["a", 9, 1], ["b", 9, 2], ["c", 9, 3])
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("old").append(["x", 1])
    book["old"].sheet_state = "hidden"
    book.create_sheet("older").append(["y", 1])
    book["older"].sheet_state = "veryHidden"
    assert outline(engine(saved(book))) == [[["a", "1"], ["b", "2"]]]


@ENGINES
def test_what_is_no_number_is_loud(engine: Engine) -> None:
    book, sheet = sheet_of(["a", "=B2+1", "#N/A", CellRichText("5", TextBlock(InlineFont(vertAlign="superscript"), "1"))], ["b", 1, 2, 3])
    sheet["C1"].data_type = "e"
    assert matrix(next(engine(saved(book)).grids()))[0] == ["a", "=B2+1", "#N/A", "5 1"]


@ENGINES
def test_dates(engine: Engine) -> None:
    book, sheet = sheet_of(["发布日期", 44581], ["b", 1])
    sheet["B1"].number_format = 'yyyy"年"m"月"d"日"'
    assert matrix(next(engine(saved(book)).grids()))[0][1] == "2022-01-20"


@ENGINES
def test_a_row_of_blanks_at_the_end_stays_in_the_table(engine: Engine) -> None:
    book, _ = sheet_of(
        ["项目", "甲", "乙"], ["一", 1, 2], ["四、结转下年度继续办理", None, None], [], ["注：本表数据截至12月31日。", None, None]
    )
    assert outline(engine(saved(book))) == [
        [["项目", "甲", "乙"], ["一", "1", "2"], ["四、结转下年度继续办理", "", ""]],
        "注：本表数据截至12月31日。",
    ]


@ENGINES
def test_a_table_away_from_the_sheets_corner(engine: Engine) -> None:
    book, sheet = sheet_of()
    for number, row in enumerate((["表", None, None], ["a", "b", None], ["c", 1, 2], [None, 3, None]), 5):
        for column, value in enumerate(row, 3):
            sheet.cell(number, column, value)
    sheet.merge_cells("C5:E5")
    sheet.merge_cells("D6:E6")
    sheet.merge_cells("C7:C8")
    assert outline(engine(saved(book))) == ["表", [["a", "b", "b"], ["c", "1", "2"], ["c", "3", ""]]]


@ENGINES
def test_tables_side_by_side(engine: Engine) -> None:
    book, _ = sheet_of(["甲", "乙", None, "丙", "丁"], ["a", 1, None, "b", 2], ["c", 3, None, "d", 4])
    assert outline(engine(saved(book))) == [[["甲", "乙"], ["a", "1"], ["c", "3"]], [["丙", "丁"], ["b", "2"], ["d", "4"]]]
    book, _ = sheet_of(["甲", None, "乙"], ["a", None, 1], ["c", None, 3])
    assert outline(engine(saved(book))) == [[["甲", "", "乙"], ["a", "", "1"], ["c", "", "3"]]]


@ENGINES
@pytest.mark.parametrize("cells", [{"A1": 1, "XFD1": 2}, {"A1": 1, "A1048576": 2}])
def test_a_sheet_too_far_spread_is_refused(engine: Engine, cells: dict[str, int]) -> None:
    book, sheet = sheet_of()
    for place, value in cells.items():
        sheet[place] = value
    with pytest.raises(UnreadableDocument) as caught:
        engine(saved(book))
    assert caught.value.code == "too_large"


@ENGINES
def test_entities_are_refused(engine: Engine) -> None:
    book, _ = sheet_of(["a", 1])
    old = zipfile.ZipFile(io.BytesIO(saved(book).content))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + content
            archive.writestr(name, content)
    with pytest.raises(UnreadableDocument) as caught:
        engine(Document(made.getvalue(), "bomb.xlsx"))
    assert caught.value.code == "unsafe"


@ENGINES
@pytest.mark.parametrize("cut", [40, 400, 1500])
def test_truncated(engine: Engine, cut: int) -> None:
    book, _ = sheet_of(["a", 1])
    with pytest.raises(UnreadableDocument):
        engine(Document(saved(book).content[:-cut], "cut.xlsx"))


OLD = Path(__file__).parent / "features.xls"
"""Made by LibreOffice: numbers of every kind, formulas, an error, a raised figure, hidden parts, text over more than one record."""


@ENGINES
def test_an_old_workbook(engine: Engine) -> None:
    document = Document(OLD.read_bytes(), "old.xls")
    assert document.format == "xls"
    first, second = engine(document).grids()
    assert matrix(first) == [
        ["项目", "甲", "乙", "丙"],
        ["数", "7730.28", "-1942", "0"],
        ["小数", "24252.311082", "0.3", "123456789.123456"],
        ["公式", "#DIV/0!", "文本", "15460.56"],
        ["单位", "12.5万元", "0.5 [0%]", "2022-01-20"],
        ["注", "5 1", "TRUE", "007"],
        ["合", "1", "1", "2"],
    ]
    assert matrix(second) == [[f"{n}" + "政府信息公开" * 50, f"{n}" + "abc" * 120, f"{n}"] for n in range(16)]


@ENGINES
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_old_workbook_ends_with_a_word(engine: Engine, data: st.DataObject) -> None:
    content = bytearray((Path(__file__).parent / "old.xls").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.sampled_from([len(content), len(content) // 2, 600]))
    with suppress(UnreadableDocument):
        engine(Document(bytes(content[:end]), "old.xls"))


def test_plain_numbers() -> None:
    assert [plain_number(v) for v in (0.0, -0.0, 1e15, 1e-7, 0.1 + 0.7, 1234567.125)] == [
        "0",
        "0",
        "1000000000000000",
        "0.0000001",
        "0.8",
        "1234567.125",
    ]
    assert number_text(5, Look(after="元")) == "5元"
    assert look_of(14, None, 1).date
    assert look_of(9, None, 1).other
