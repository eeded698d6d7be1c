"""What a person does not see, or sees struck out, no engine reads as a figure; what only looks like it stays."""

import io
from collections.abc import Callable

import pytest
from reportlab.lib.utils import ImageReader

from extractors.document import Document
from extractors.grid import Reading
from extractors.readers.pdf import open_pdf
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_grid import read_pdfium
from extractors.readers.pdf_plumber import read_pdfplumber
from extractors.readers.pdf_text import lines_of
from tests.unit.test_pdf import COLUMNS, NUMBERS, ROWS, Sheet, shape

Draw = Callable[[Sheet, float, float], None]
CELLS = [(words if (row, column) != (2, 2) else "", row, column, rows, columns) for words, row, column, rows, columns in NUMBERS]


@pytest.fixture(params=[read_camelot, read_pdfium, read_pdfplumber], ids=["camelot", "pdfium", "pdfplumber"])
def engine(request: pytest.FixtureRequest) -> Callable[[Document], Reading]:
    return request.param


def drawn(before: Draw | None, words: Draw, after: Draw | None = None) -> Document:
    """A table whose cell in the second row and column holds what ``words`` draws, with something drawn before or after it."""
    sheet = Sheet()
    sheet.text(60, 60, "主动公开政府信息情况")
    sheet.table(CELLS, COLUMNS[:5], ROWS[:4])
    place = COLUMNS[1] + 4, ROWS[1] + 5
    for draw in (before, words, after):
        if draw is not None:
            sheet.canvas.saveState()
            draw(sheet, *place)
            sheet.canvas.restoreState()
    return sheet.done()


def plainly(sheet: Sheet, x: float, y: float) -> None:
    sheet.text(x, y, "719")


def in_white(sheet: Sheet, x: float, y: float) -> None:
    sheet.canvas.setFillGray(1)
    sheet.text(x, y, "719")


def as_a_watermark(sheet: Sheet, x: float, y: float) -> None:
    sheet.canvas.setFillGray(0.82)
    sheet.text(x, y, "719")


def shining_through(sheet: Sheet, x: float, y: float) -> None:
    sheet.canvas.setFillAlpha(0.15)
    sheet.text(x, y, "719")


def across(sheet: Sheet, x: float, y: float) -> None:
    sheet.canvas.translate(x, sheet.height - y - 10)
    sheet.canvas.rotate(30)
    sheet.canvas.setFont(sheet.font, 10)
    sheet.canvas.drawString(0, 0, "719")


def in_mode(mode: int) -> Draw:
    def draw(sheet: Sheet, x: float, y: float) -> None:
        text = sheet.canvas.beginText(x, sheet.height - y - 10)
        text.setFont(sheet.font, 10)
        text.setTextRenderMode(mode)
        text.textOut("719")
        sheet.canvas.drawText(text)

    return draw


def tiny(sheet: Sheet, x: float, y: float) -> None:
    sheet.text(x, y, "719", size=1)


def struck(sheet: Sheet, x: float, y: float) -> None:
    sheet.text(x, y, "719")
    sheet.rule(x - 0.5, y + 6.6, x + 15.5, y + 6.6)


def struck_by_a_bar(sheet: Sheet, x: float, y: float) -> None:
    sheet.text(x, y, "719")
    sheet.canvas.rect(x, sheet.height - y - 7, 15, 0.6, stroke=0, fill=1)


def surface(gray: float, alpha: float = 1.0) -> Draw:
    def draw(sheet: Sheet, x: float, y: float) -> None:
        sheet.canvas.setFillGray(gray)
        sheet.canvas.setFillAlpha(alpha)
        sheet.canvas.rect(x - 3, sheet.height - y - 14, 60, 16, stroke=0, fill=1)

    return draw


def stamp(sheet: Sheet, x: float, y: float) -> None:
    picture = ImageReader(io.BytesIO(b"P6 2 2 255\n" + b"\xff\x80\x80" * 4))
    sheet.canvas.drawImage(picture, x - 3, sheet.height - y - 14, 60, 16)


def frame(sheet: Sheet, x: float, y: float) -> None:
    sheet.canvas.circle(x + 8, sheet.height - y - 6, 20, stroke=1, fill=0)


def underline(sheet: Sheet, x: float, y: float) -> None:
    sheet.rule(x, y + 11.2, x + 15, y + 11.2)


def clipped(down: float) -> Draw:
    """As a worksheet prints a line that does not fit into its row: clipped to the row, whose foot is so far above the line's."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        path = sheet.canvas.beginPath()
        path.rect(x - 3, sheet.height - y - 12 + down, 60, 40)
        sheet.canvas.clipPath(path, stroke=0)
        sheet.text(x, y, "719")

    return draw


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        (None, clipped(11), None),
        (None, in_white, None),
        (None, in_mode(3), None),
        (None, in_mode(7), None),
        (None, tiny, None),
        (None, as_a_watermark, None),
        (None, shining_through, None),
        (None, across, None),
        (None, plainly, surface(1)),
        (None, plainly, surface(0.4)),
        (surface(0), plainly, None),
        (stamp, plainly, surface(1)),
    ],
    ids=[
        "cut off",
        "white",
        "without ink",
        "as a clip",
        "tiny",
        "pale",
        "transparent",
        "across",
        "under white",
        "under grey",
        "black on black",
        "under white, picture below",
    ],
)
def test_what_nobody_sees_is_not_read(engine: Callable[[Document], Reading], before: Draw | None, words: Draw, after: Draw | None) -> None:
    reading = engine(drawn(before, words, after))
    assert [shape(grid) for grid in reading.grids()] == [sorted(CELLS)]
    assert reading.issues == []


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        (None, clipped(0), None),
        (surface(0.2), in_white, None),
        (surface(0.8), plainly, None),
        (surface(1), plainly, None),
        (stamp, in_white, None),
        (None, plainly, stamp),
        (None, plainly, surface(0.9, alpha=0.3)),
        (None, plainly, frame),
        (None, plainly, underline),
        (None, in_mode(1), None),
        (in_mode(3), plainly, None),
    ],
    ids=[
        "within its clip",
        "white on dark",
        "on grey",
        "on white",
        "white on a picture",
        "under a stamp",
        "under a marker",
        "ringed",
        "underlined",
        "outlined",
        "printed over its invisible copy",
    ],
)
def test_what_is_seen_is_read(engine: Callable[[Document], Reading], before: Draw | None, words: Draw, after: Draw | None) -> None:
    reading = engine(drawn(before, words, after))
    (grid,) = reading.grids()
    cell = grid.at(2, 2)
    assert cell is not None
    assert cell.text == "719"
    assert reading.issues == []


@pytest.mark.parametrize("words", [struck, struck_by_a_bar])
def test_what_is_struck_out_is_left_out_and_said(engine: Callable[[Document], Reading], words: Draw) -> None:
    def corrected(sheet: Sheet, x: float, y: float) -> None:
        words(sheet, x, y)
        sheet.text(x + 24, y, "815")

    reading = engine(drawn(None, corrected))
    (grid,) = reading.grids()
    cell = grid.at(2, 2)
    assert cell is not None
    assert cell.text == "815"
    assert [(i.code, i.severity) for i in reading.issues] == [("struck_out", "warning")]
    assert "719" in reading.issues[0].message


def test_text_beside_the_page_is_no_text_of_it() -> None:
    sheet = Sheet()
    sheet.text(60, 60, "正文")
    sheet.text(-200, 60, "页外")
    page = open_pdf(sheet.done().content).pages[0]
    assert "".join(g.text for g in page.glyphs) == "正文"
    assert "".join(g.text for g in page.hidden) == "页外"


def test_characters_spelt_out_inside_a_form_stand_where_the_form_sets_them() -> None:
    sheet = Sheet()
    sheet.canvas.beginForm("page")
    sheet.text(60, 60, "一、")
    sheet.canvas._code.append("/Span <</ActualText <FEFF603B>>> BDC")
    sheet.text(80, 60, "总")
    sheet.canvas._code.append("EMC")
    sheet.text(90, 60, "体情况")
    sheet.canvas.endForm()
    sheet.canvas.translate(200, 300)
    sheet.canvas.scale(0.5, 0.5)
    sheet.canvas.doForm("page")
    (page,) = open_pdf(sheet.done().content).pages
    (line,) = lines_of(page.glyphs)
    assert line.text == "一、总体情况"
    assert line.box.x0 == pytest.approx(230, abs=0.5)


def test_a_character_without_code_is_not_left_out_of_a_number() -> None:
    reading = read_pdfium(drawn(None, lambda sheet, x, y: sheet.text(x, y, "7\ue0019")))
    (grid,) = reading.grids()
    cell = grid.at(2, 2)
    assert cell is not None
    assert cell.text == "7\ufffd9"
