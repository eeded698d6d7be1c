"""Pages and cells of a PDF file as pictures: the right place, upright, within limits."""

import numpy as np
import pytest

from extractors.document import Document, UnreadableDocument
from extractors.readers import pdf_render
from extractors.readers.pdf import open_pdf
from extractors.readers.pdf_grid import read_pdfium
from extractors.readers.pdf_render import render, render_box
from tests.unit.test_pdf import HEIGHT, NUMBERS, ROWS, WIDTH, Sheet

COLUMNS = [60.0, 160.0, 260.0, 360.0, 460.0]


def marked(turn: int = 0) -> Document:
    """A table whose first cell in the second row is black."""
    sheet = Sheet()
    sheet.canvas.setPageRotation(turn)
    sheet.canvas.rect(COLUMNS[0] + 30, HEIGHT - ROWS[2] + 2, 40, 18, stroke=0, fill=1)
    sheet.table([(words if row != 2 else "", row, *rest) for words, row, *rest in NUMBERS], COLUMNS, ROWS[:4])
    return sheet.done()


def test_a_page_has_the_pixels_asked_for_in_colour() -> None:
    picture = render(open_pdf(marked().content).content, 1, 144)
    assert picture.dtype == np.uint8
    assert picture.shape == (pytest.approx(2 * HEIGHT, abs=2), pytest.approx(2 * WIDTH, abs=2), 3)
    assert picture[int(2 * ROWS[1]) + 20, int(2 * COLUMNS[0]) + 100].tolist() == [0, 0, 0]


@pytest.mark.parametrize("turn", [0, 180])
def test_a_cells_rectangle_shows_that_cell(turn: int) -> None:
    document = marked(turn)
    (grid,) = read_pdfium(document).grids()
    content = open_pdf(document.content).content
    for column in (1, 2):
        cell = grid.at(2, column)
        assert cell is not None
        assert cell.box is not None
        picture = render_box(content, 1, cell.box, 200)
        assert picture.shape[:2] == (pytest.approx(22 * 200 / 72, abs=3), pytest.approx(100 * 200 / 72, abs=3))
        height, width = picture.shape[:2]
        assert (picture[height // 2, width // 2].max() < 10) == (column == 1)


def test_large_paper_is_rendered_with_fewer_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_render, "MAX_PIXELS", 10_000)
    picture = render(open_pdf(marked().content).content, 1, 200)
    assert 8_000 < picture.shape[0] * picture.shape[1] < 11_000


def test_a_picture_too_large_to_unpack_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.unit.test_pdf_sight import drawn, plainly, stamp

    monkeypatch.setattr(pdf_render, "MAX_PICTURE", 3)
    content = open_pdf(drawn(None, plainly, stamp).content).content
    with pytest.raises(UnreadableDocument) as caught:
        render(content, 1, 100)
    assert caught.value.code == "too_large"
