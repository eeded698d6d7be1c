"""Sheets of two pages side by side are read page by page; a sheet that only looks like one is left as it is."""

import io

import pypdfium2 as pdfium
import pytest

from extractors.document import Document
from extractors.grid import Paragraph
from extractors.readers.pdf import open_pdf
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_grid import read_pdfium
from tests.unit.test_pdf import COLUMNS, NUMBERS, ROWS, Sheet, shape


def report(pages: int) -> bytes:
    """A text with the number of its page, and a table, on each page."""
    sheet = Sheet()
    for number in range(1, pages + 1):
        sheet.text(60, 60, f"第{number}页的文字")
        sheet.table(NUMBERS, COLUMNS[:5], ROWS[:4])
        sheet.canvas.showPage()
    return sheet.done().content


def two_up(content: bytes) -> bytes:
    """As a printer sets it: two pages on each sheet, each made smaller."""
    buffer = io.BytesIO()
    with pdfium.PdfDocument(content) as pdf:
        pdfium.PdfDocument(pdfium.raw.FPDF_ImportNPagesToOne(pdf, 842, 595, 2, 1)).save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("engine", [read_pdfium, read_camelot])
@pytest.mark.parametrize("pages", [2, 3])
def test_pages_come_one_by_one(engine, pages):
    reading = engine(Document(two_up(report(pages)), "report.pdf"))
    words = [block.text for block in reading.blocks if isinstance(block, Paragraph)]
    assert words == [f"第{number}页的文字" for number in range(1, pages + 1)]
    assert [(grid.page, shape(grid)) for grid in reading.grids()] == [(number, sorted(NUMBERS)) for number in range(1, pages + 1)]
    assert [(issue.code, issue.severity) for issue in reading.issues] == [("two_pages_a_sheet", "info")]


def test_a_report_as_it_is_stays_so():
    opened = open_pdf(report(2))
    assert (len(opened.pages), opened.two_up) == (2, False)
