"""Double entry of PDF: which engines stand behind a figure, what the quick way takes on trust, and what a third voice settles."""

import pytest

from extractors import pdf_entry
from extractors.document import Document
from extractors.double_entry import read_all
from extractors.pipeline import load_knowledge, read_document
from extractors.readers.pdf_grid import read_pdfium
from extractors.records import Report
from flows.settings import forms_folder, shipped

KNOWLEDGE = load_knowledge(forms_folder())
SAMPLES = sorted(shipped("data", "samples", "shili", "site").rglob("P*.pdf"))
CAMELOT, PDFIUM = "camelot-vector", "pdfium"


def read(path, *, fast: bool = False) -> Report:
    (report,) = read_document(Document(path.read_bytes(), path.name), KNOWLEDGE, fast=fast)
    return report


@pytest.mark.parametrize("path", SAMPLES[:2], ids=lambda path: path.name)
def test_camelot_is_among_the_engines_of_every_figure(path):
    report = read(path)
    assert len(report.figures) >= 198
    assert all({CAMELOT, PDFIUM} <= set(f.engines) and f.agreement == "agreed" for f in report.figures)


def test_the_quick_way_asks_camelot_for_the_table_without_sums_alone():
    slow, quick = read(SAMPLES[0]), read(SAMPLES[0], fast=True)
    assert quick.values() == slow.values()
    engines = {f.item.split(".")[0]: f.engines for f in quick.figures}
    assert engines == {"disclosure": (PDFIUM, CAMELOT), "requests": (PDFIUM,), "proceedings": (PDFIUM,)}


def test_the_quick_way_goes_the_whole_way_where_a_sum_does_not_hold(monkeypatch):
    monkeypatch.setattr(pdf_entry, "read_pdfium", _with_another_digit)
    report = read(SAMPLES[0], fast=True)
    assert {CAMELOT} <= set(report.figures[-1].engines)
    assert report.values() == read(SAMPLES[0]).values()


def _with_another_digit(document: Document):
    """pdfium's reading with one figure of 表三 misread."""
    reading = read_pdfium(document)
    for grid in reading.grids():
        for place, cell in enumerate(grid.cells):
            if cell.row > 4 and cell.column > 3 and cell.text.isdecimal() and grid.width > 8:
                grid.cells[place] = type(cell)(str(int(cell.text) + 7), cell.row, cell.column, cell.rowspan, cell.colspan, box=cell.box)
                return reading
    raise AssertionError("no figure to misread")


def test_a_misread_cell_is_settled_by_the_sums(monkeypatch):
    monkeypatch.setattr(pdf_entry, "read_pdfium", _with_another_digit)
    report = read(SAMPLES[0])
    assert [f.agreement for f in report.figures].count("disagreed") == 1
    assert (report.status, [i.code for i in report.issues if i.severity == "error"]) == ("ok", [])


def test_engines_that_cannot_read_are_left_out_where_another_can():
    def cannot(document: Document):
        raise pdf_entry.UnreadableDocument("broken", "no")

    document = Document(SAMPLES[0].read_bytes(), "x")
    assert [r.engine for r in read_all(document, (cannot, read_pdfium))] == [PDFIUM]
