"""Which engines read which format, and what is said of a format that none reads."""

from dataclasses import replace

from extractors.document import Document, UnreadableDocument
from extractors.double_entry import Engine, Entry, compare, enter, read_all
from extractors.extraction import from_grids, from_text, relations_of
from extractors.knowledge import Knowledge
from extractors.ocr_entry import mend, read_pictures
from extractors.parts import split_text
from extractors.pdf_entry import read_pdf
from extractors.readers.docx_xml import read_xml
from extractors.readers.heavy import read_python_docx
from extractors.readers.html import read_lxml
from extractors.readers.html_selectolax import read_selectolax
from extractors.readers.mhtml import unpack
from extractors.readers.ofd import as_pdf
from extractors.readers.scan import read_scan
from extractors.readers.sheet import read_calamine, read_raw
from extractors.readers.text import read_plain, read_tabs
from extractors.reconcile import reconcile

ENGINES: dict[str, tuple[Engine, ...]] = {
    "html": (read_lxml, read_selectolax),
    "docx": (read_python_docx, read_xml),
    **dict.fromkeys(("xlsx", "xls"), (read_raw, read_calamine)),
    **dict.fromkeys(("png", "jpeg", "tiff"), (read_scan,)),
}
"""The engines of each format of grids; PDF, plain text and saved pages have ways of their own."""
READ_DIRECTLY = frozenset((*ENGINES, "pdf", "ofd", "text", "mhtml", "zip"))

_UNSUPPORTED = {
    "empty": "the file is empty: fetch it again or ask the organ for it",
    "unknown": "the file is of no known format: open it by hand, save it as PDF, DOCX or HTML and hand that in",
    "archive": "the file is an archive that cannot be opened here: unpack it and hand in the report itself, or as ZIP",
    "office": "the file is in a format that is read through LibreOffice, which is not installed here or did not convert it: "
    "install libreoffice-writer and libreoffice-calc, or save the file as DOCX or PDF",
}
_KINDS = {"rar": "archive", "7z": "archive", "empty": "empty", "unknown": "unknown"}


def read_entries(document: Document, knowledge: Knowledge, fast: bool) -> list[Entry]:
    """Read the reports of a document by the engines of its format, or of the format another program made of it.

    Raises :class:`UnreadableDocument` where no engine reads it.
    """
    if document.converted is None:
        return _read(document, knowledge, fast)
    made = Document(document.converted.content, document.name, document.url, document.parts)
    return [_through(document.converted.by, entry) for entry in _read(made, knowledge, fast)]


def _read(document: Document, knowledge: Knowledge, fast: bool) -> list[Entry]:
    kind = document.format
    if kind == "pdf":
        return read_pdf(document, knowledge, fast)
    if kind == "ofd":
        made, issues = as_pdf(document.content)
        entries = [_through(made.by, entry) for entry in read_pdf(replace(document, content=made.content), knowledge, fast)]
        entries[0].extraction.issues += issues
        return entries
    if kind == "text":
        return [entry for text in split_text(read_plain(document), knowledge) for entry in _of_text(text, document, knowledge)]
    if kind == "mhtml":
        return _of_page(unpack(document), knowledge)
    if kind == "html":
        return _of_page(document, knowledge)
    if kind not in ENGINES:
        raise UnreadableDocument("unsupported_format", _UNSUPPORTED[_KINDS.get(kind, "office")] + f" (format: {kind})")
    entries = enter(document, ENGINES[kind], knowledge)
    for entry in entries:
        mend(entry, knowledge.forms)
    return entries


def _of_page(document: Document, knowledge: Knowledge) -> list[Entry]:
    """A page; where a table of the form is not in its text, what its pictures show is read too."""
    readings = read_all(document, ENGINES["html"])
    entries = compare(readings, knowledge)
    wanted = len(next(iter(knowledge.forms.editions.values())).tables)
    if all(len(entry.extraction.editions) == wanted for entry in entries) or not readings[0].pictures:
        return entries
    entries = compare(read_pictures(document, readings), knowledge)
    for entry in entries:
        mend(entry, knowledge.forms)
        issues = entry.extraction.issues
        if len(entry.extraction.editions) == wanted and not any(issue.severity == "error" for issue in issues):
            # All is read, so that a picture that was not saved shows something else.
            entry.extraction.issues = [issue for issue in issues if issue.code != "picture_missing"]
    return entries


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


def _through(by: str, entry: Entry) -> Entry:
    """Name the program that converted a document in front of the engines that read what it made."""
    for figure in entry.extraction.figures.values():
        figure.engines = tuple(f"{by}/{engine}" for engine in figure.engines)
    return entry
