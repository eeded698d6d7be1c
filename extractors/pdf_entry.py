"""How a PDF is read: camelot and pdfium on every page of text, a third engine where they differ, a recogniser where there is no text.

``fast`` lets pdfium's reading stand alone where every relation of the form holds and camelot confirms the one table that has no sums;
what is left goes the whole way.
"""

from dataclasses import replace

from extractors.document import Document, UnreadableDocument
from extractors.double_entry import Entry, compare, doubts, read_all
from extractors.extraction import Extraction
from extractors.forms import Forms
from extractors.grid import Grid, Reading
from extractors.knowledge import Knowledge
from extractors.ocr_entry import Blocks, mend, with_pages
from extractors.readers.heavy import read_camelot, read_pdfplumber
from extractors.readers.pdf import Pdf, open_pdf
from extractors.readers.pdf_grid import read_pdfium
from extractors.readers.pdf_render import render
from extractors.readers.scan import ENGINE, available, read_page
from extractors.recheck import recheck
from extractors.reconcile import reconcile, vote
from extractors.records import Issue
from extractors.wrapped import join_wrapped

DPI = 200
_WITHOUT_SUMS = "disclosure"


def read_pdf(document: Document, knowledge: Knowledge, fast: bool) -> list[Entry]:
    """The reports of a PDF file.

    Raises :class:`UnreadableDocument` where no engine opens it.
    """
    pdf = open_pdf(document.content)
    scanned, issues = _scanned(pdf)
    quick = read_pdfium(document)
    if fast and not scanned:
        entries = compare([quick], knowledge)
        if all(_is_sound(entry, knowledge.forms) for entry in entries) and _is_confirmed(document, entries, knowledge):
            return entries
    readings = [with_pages(reading, scanned) if scanned else reading for reading in read_all(document, (read_camelot, lambda _: quick))]
    entries = compare(readings, knowledge)
    if any(_is_open(entry) for entry in entries):
        _ask_third(document, scanned, entries, knowledge)
    for entry in entries:
        mend(entry, knowledge.forms)
        join_wrapped(entry, knowledge.forms)
        if available():
            recheck(pdf.content, entry, knowledge.forms)
    entries[0].extraction.issues += issues
    return entries


def _scanned(pdf: Pdf) -> tuple[dict[int, Blocks], list[Issue]]:
    """What is recognised on pages without usable text, by page; what went wrong there."""
    scanned: dict[int, Blocks] = {}
    issues: list[Issue] = []
    for page in pdf.pages:
        if page.readable or not available():
            continue
        try:
            blocks, found = read_page(render(pdf.content, page.number, DPI), page.number, 1)
            scanned[page.number] = [replace(block, engine=ENGINE) if isinstance(block, Grid) else block for block in blocks]
            issues += found
        except UnreadableDocument as error:
            issues.append(Issue(error.code, "error", f"page {page.number}: {error.message}"))
    return scanned, issues


def _is_sound(entry: Entry, forms: Forms) -> bool:
    return doubts(entry.extraction, forms) == 0


def _is_confirmed(document: Document, entries: list[Entry], knowledge: Knowledge) -> bool:
    """Whether camelot reads the table without sums as pdfium does; its figures then have both engines."""
    figures = [f for entry in entries for key, f in entry.extraction.figures.items() if key[0].startswith(_WITHOUT_SUMS)]
    pages = sorted({f.source.page for f in figures if f.source is not None and f.source.page is not None})
    others = compare([read_camelot(document, pages)], knowledge)
    if len(others) != len(entries):
        return False
    for entry, other in zip(entries, others, strict=True):
        merged = reconcile(entry.extraction, _only(other.extraction, _WITHOUT_SUMS), ())
        if any(f.agreement != "agreed" for key, f in merged.figures.items() if key[0].startswith(_WITHOUT_SUMS)):
            return False
        entry.extraction = merged
    return True


def _only(extraction: Extraction, table: str) -> Extraction:
    figures = {key: figure for key, figure in extraction.figures.items() if key[0].startswith(table)}
    return replace(extraction, figures=figures, editions={k: v for k, v in extraction.editions.items() if k == table})


def _is_open(entry: Entry) -> bool:
    return any(f.agreement == "disagreed" and f.state == "unreadable" for f in entry.extraction.figures.values())


def _ask_third(document: Document, scanned: dict[int, Blocks], entries: list[Entry], knowledge: Knowledge) -> None:
    """Let pdfplumber settle what camelot and pdfium read differently, where it sides with pdfium.

    It is of camelot's kin: both decode text as pdfminer does and lose the same characters (the minus sign of some fonts), so that
    their agreement proves nothing.
    """
    third: Reading = read_pdfplumber(document)
    found = compare([with_pages(third, scanned) if scanned else third], knowledge)
    if len(found) != len(entries):
        return
    for entry, other in zip(entries, found, strict=True):
        if len(entry.extractions) == 2:
            vote(entry.extraction, entry.extractions[1], other.extraction)
