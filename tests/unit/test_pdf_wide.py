"""Worksheets printed over several pages side by side are read as one sheet; pages that only look like their columns are not joined."""

from collections.abc import Callable

import pytest

from extractors.document import Document
from extractors.grid import Grid, Reading
from extractors.readers.pdf import open_pdf
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_grid import read_pdfium
from extractors.readers.pdf_plumber import read_pdfplumber
from tests.unit.test_pdf import Sheet

Engine = Callable[[Document], Reading]
LEFT, TOP, STEP = 60.0, 80.0, 20.0
LABELS = ["项目", "新收", "结转", "公开", "总计"]


@pytest.fixture(params=[read_camelot, read_pdfium, read_pdfplumber], ids=["camelot", "pdfium", "pdfplumber"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param


def block(sheet: Sheet, columns: list[list[str]], wide: float = 110.0) -> None:
    """Columns of cells with all their rules."""
    rows = len(columns[0])
    xs, ys = [LEFT + wide * i for i in range(len(columns) + 1)], [TOP + STEP * i for i in range(rows + 1)]
    for y in ys:
        sheet.rule(xs[0], y, xs[-1], y)
    for x in xs:
        sheet.rule(x, ys[0], x, ys[-1])
    for i, column in enumerate(columns):
        for j, words in enumerate(column):
            sheet.text(xs[i] + 40, ys[j] + 4, words)


def figures(start: int, rows: slice = slice(None)) -> list[str]:
    return [f"单位{'甲乙丙丁戊己'[start]}", *(f"{start}{row}" for row in range(1, 5))][rows]


def printed(*pages: tuple[str, list[list[str]]]) -> Document:
    """A page for each block of columns, with words above it and its number at the foot."""
    sheet = Sheet()
    for number, (words, columns) in enumerate(pages, start=1):
        if words:
            sheet.text(LEFT, 50, words)
        if columns:
            block(sheet, columns)
        sheet.text(280, 800, f"第 {number} 页，共 {len(pages)} 页")
        sheet.canvas.showPage()
    return sheet.done()


def grids(reading: Reading) -> list[list[list[str]]]:
    return [[[cell.text for cell in grid.row(r)] for r in range(1, grid.height + 1)] for grid in reading.grids()]


def test_columns_on_the_next_pages_are_one_table(engine: Engine) -> None:
    pages = ("三、情况", [LABELS, figures(0)]), ("", [figures(1), figures(2)]), ("", [figures(3)]), ("四、其他", [])
    reading = engine(printed(*pages))
    assert grids(reading) == [[list(row) for row in zip(LABELS, *map(figures, range(4)), strict=True)]]
    (grid,) = reading.grids()
    assert [grid.at(2, column).page for column in range(1, 6)] == [1, 1, 2, 2, 3]
    assert [paragraph.text for paragraph in reading.paragraphs()] == ["三、情况", "四、其他"]
    assert [(issue.code, issue.severity) for issue in reading.issues] == [("columns_on_other_pages", "info")]


@pytest.mark.parametrize("down_first", [True, False])
def test_rows_and_columns_on_several_pages(engine: Engine, down_first: bool) -> None:
    upper, lower = slice(0, 3), slice(3, None)
    one, two = ("三、情况", [LABELS[upper], figures(0, upper)]), ("", [LABELS[lower], figures(0, lower)])
    three, four = ("", [figures(1, upper), figures(2, upper)]), ("", [figures(1, lower), figures(2, lower)])
    reading = engine(printed(*((one, two, three, four) if down_first else (one, three, two, four))))
    whole = [list(row) for row in zip(LABELS, *map(figures, range(3)), strict=True)]
    assert grids(reading) == [whole[upper], whole[lower]]
    assert [grid.page for grid in reading.grids()] == [1, 2]


@pytest.mark.parametrize(
    "other",
    [
        ("", [LABELS, figures(1)]),
        ("二〇二三年", [figures(1), figures(2)]),
        ("", [figures(1, slice(0, 4)), figures(2, slice(0, 4))]),
    ],
    ids=["labels of its own", "a heading of its own", "other rows"],
)
def test_a_page_that_is_no_part_of_the_sheet_stays_alone(other: tuple[str, list[list[str]]]) -> None:
    opened = open_pdf(printed(("三、情况", [LABELS, figures(0)]), other).content)
    assert not opened.wide
    assert len(opened.pages) == 2


def test_a_figure_beside_the_table_leaves_the_blank_cells_of_its_row_in_doubt(engine: Engine) -> None:
    sheet = Sheet()
    block(sheet, [LABELS, ["甲", "1", "", "3", ""]])
    sheet.text(300, TOP + 2 * STEP + 4, "22")
    (grid,) = (block for block in engine(sheet.done()).blocks if isinstance(block, Grid))
    assert [grid.at(row, 2).text for row in range(1, 6)] == ["甲", "1", "\ufffd", "3", ""]


def test_a_cell_in_which_something_is_drawn_is_not_blank(engine: Engine) -> None:
    sheet = Sheet()
    block(sheet, [LABELS, ["甲", "1", "", "3", ""]])
    sheet.canvas.circle(LEFT + 160, sheet.height - TOP - 2 * STEP - 10, 4)
    (grid,) = (block for block in engine(sheet.done()).blocks if isinstance(block, Grid))
    assert [grid.at(row, 2).text for row in range(1, 6)] == ["甲", "1", "\ufffd", "3", ""]


def test_what_was_filled_into_a_form_is_read(engine: Engine) -> None:
    sheet = Sheet()
    block(sheet, [LABELS, ["甲", "1", "", "3", "4"]])
    place = {"x": LEFT + 115, "y": sheet.height - TOP - 3 * STEP + 2, "width": 90, "height": 16}
    sheet.canvas.acroForm.textfield(name="结转", value="22", borderWidth=0, fillColor=None, borderColor=None, **place)
    (grid,) = (block for block in engine(sheet.done()).blocks if isinstance(block, Grid))
    assert [grid.at(row, 2).text for row in range(1, 6)] == ["甲", "1", "22", "3", "4"]
