"""Which engines read which format, and what is said of a format that none reads."""

from dataclasses import replace

from extractors.document import Document, UnreadableDocument
from extractors.double_entry import Engine, Entry, enter
from extractors.extraction import from_grids, from_text, relations_of
from extractors.knowledge import Knowledge
from extractors.parts import split_text
from extractors.readers.docx import read_python_docx
from extractors.readers.docx_xml import read_xml
from extractors.readers.html import read_lxml
from extractors.readers.html_selectolax import read_selectolax
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_plumber import read_pdfplumber
from extractors.readers.text import read_plain, read_tabs
from extractors.reconcile import reconcile

PAIRS: dict[str, tuple[Engine, ...]] = {
    "html": (read_lxml, read_selectolax),
    "docx": (read_python_docx, read_xml),
    "pdf": (read_camelot, read_pdfplumber),
}
"""The engines of each format of grids."""

_UNSUPPORTED = {
    "empty": "the file is empty: fetch it again or ask the organ for it",
    "unknown": "the file is of no known format: open it by hand, save it as PDF, DOCX or HTML and hand that in",
    "image": "the file is a picture, which this version does not read: hand in the PDF, DOCX or HTML of the report",
    "archive": "the file is an archive: unpack it and hand in the report itself",
    "office": "the file is in a format this version does not read: open it and save it as DOCX or PDF",
}
_KINDS = {"png": "image", "jpeg": "image", "tiff": "image", "zip": "archive", "rar": "archive", "empty": "empty", "unknown": "unknown"}


def read_entries(document: Document, knowledge: Knowledge, fast: bool) -> list[Entry]:
    """Read the reports of a document by the engines of its format.

    Raises :class:`UnreadableDocument` where no engine reads it.
    """
    kind = document.format
    if kind == "text":
        return [entry for text in split_text(read_plain(document), knowledge) for entry in _of_text(text, document, knowledge)]
    if kind not in PAIRS:
        raise UnreadableDocument("unsupported_format", _UNSUPPORTED[_KINDS.get(kind, "office")] + f" (format: {kind})")
    return enter(document, PAIRS[kind], knowledge)


def _of_text(text: str, document: Document, knowledge: Knowledge) -> list[Entry]:
    """Plain text by its tabs and by its labels."""
    reading = read_tabs(replace(document, content=text.encode()))
    by_labels = from_text(text, knowledge.forms)
    # In running text an empty cell leaves nothing behind, so that this reading cannot tell a blank from a label it did not understand.
    by_labels.figures = {k: f for k, f in by_labels.figures.items() if f.state != "blank" or not any(reading.grids())}
    by_tabs = from_grids(reading, knowledge.forms)
    first, second = (by_tabs, by_labels) if by_tabs.editions else (by_labels, by_tabs)
    merged = reconcile(first, second, relations_of(first, knowledge.forms))
    return [Entry(reading, [by_tabs, by_labels], merged)]
