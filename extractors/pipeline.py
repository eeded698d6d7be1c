"""The whole way of one document: reader, tables, figures, arithmetic, sections, identity. Pure: bytes in, reports out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from extractors import issues as say
from extractors.document import Document, UnreadableDocument
from extractors.extraction import Extraction, from_grids, from_text, table_of
from extractors.forms import Forms, Relation, load_forms
from extractors.grid import Reading
from extractors.identity import identify
from extractors.readers.docx import read_python_docx
from extractors.readers.docx_xml import read_xml
from extractors.readers.html import read_lxml
from extractors.readers.html_selectolax import read_selectolax
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_plumber import read_pdfplumber
from extractors.readers.text import read_plain, read_tabs
from extractors.reconcile import reconcile
from extractors.records import Figure, Issue, Key, Report, Status
from extractors.relations import broken, check_all, report
from extractors.sections import split_sections
from extractors.vocabulary import Vocabulary, load_vocabulary

Engine = Callable[[Document], Reading]

PAIRS: dict[str, tuple[Engine, Engine]] = {
    "html": (read_lxml, read_selectolax),
    "docx": (read_python_docx, read_xml),
    "pdf": (read_camelot, read_pdfplumber),
}
"""The two engines of each format of grids; the second of PDF, which is slow, only reads where the first leaves a doubt."""

_UNSUPPORTED = {
    "empty": "the file is empty: fetch it again or ask the organ for it",
    "unknown": "the file is of no known format: open it by hand, save it as PDF, DOCX or HTML and hand that in",
    "image": "the file is a picture, which this version does not read: hand in the PDF, DOCX or HTML of the report",
    "archive": "the file is an archive: unpack it and hand in the report itself",
    "office": "the file is in a format this version does not read: open it and save it as DOCX or PDF",
}
_KINDS = {"png": "image", "jpeg": "image", "tiff": "image", "zip": "archive", "rar": "archive", "empty": "empty", "unknown": "unknown"}
_NOT_OF_CELLS = ("agency_", "year_", "published_", "date_", "title_", "section_")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What reading knows beforehand: the form's editions and the vocabulary of titles and headings."""

    forms: Forms
    vocabulary: Vocabulary


def load_knowledge(folder: Path) -> Knowledge:
    """Load forms and vocabulary from the folder of forms. Raises ``ValueError`` where a file is malformed."""
    return Knowledge(load_forms(folder), load_vocabulary(folder))


def read_document(document: Document, knowledge: Knowledge) -> list[Report]:
    """Read every report of a document. Never raises for what the bytes contain: a failure is a report with an issue that says why."""
    try:
        reading, extraction = _extract(document, knowledge.forms)
    except UnreadableDocument as error:
        return [Report(issues=[Issue(error.code, "error", error.message)])]
    return [_report(document, reading, extraction, knowledge)]


def _extract(document: Document, forms: Forms) -> tuple[Reading, Extraction]:
    kind = document.format
    if kind == "text":
        reading = read_tabs(document)
        by_labels = from_text(read_plain(document), forms)
        # In running text an empty cell leaves nothing behind, so that this reading cannot tell a blank from a label it did not understand.
        by_labels.figures = {k: f for k, f in by_labels.figures.items() if f.state != "blank" or not any(reading.grids())}
        return reading, _finished(_both(from_grids(reading, forms), by_labels, forms), forms)
    if kind not in PAIRS:
        raise UnreadableDocument("unsupported_format", _UNSUPPORTED[_KINDS.get(kind, "office")] + f" (format: {kind})")
    reading, second = _open(document, *PAIRS[kind])
    extraction = from_grids(reading, forms)
    if second is not None and (kind != "pdf" or in_doubt(extraction, forms)):
        other = _try(second, document)
        extraction = _both(extraction, from_grids(other, forms), forms) if isinstance(other, Reading) else extraction
    extraction.issues[:0] = reading.issues
    return reading, _finished(extraction, forms)


def _open(document: Document, first: Engine, second: Engine) -> tuple[Reading, Engine | None]:
    """The first engine's reading and the other engine; the second's reading alone where only the first cannot read the document."""
    reading = _try(first, document)
    if isinstance(reading, Reading):
        return reading, second
    other = _try(second, document)
    if isinstance(other, Reading):
        return other, None
    raise reading


def _try(engine: Engine, document: Document) -> Reading | UnreadableDocument:
    try:
        return engine(document)
    except UnreadableDocument as error:
        return error


def in_doubt(extraction: Extraction, forms: Forms) -> bool:
    """Whether one engine's reading leaves anything open: a broken relation, an issue, an unread cell, a missing table."""
    complete = len(extraction.editions) == len(next(iter(forms.editions.values())).tables)
    unread = any(f.state in ("unreadable", "absent") for f in extraction.figures.values())
    return bool(not complete or unread or extraction.issues or broken(_relations(extraction, forms), extraction.figures))


def _both(first: Extraction, second: Extraction, forms: Forms) -> Extraction:
    if not first.editions:
        first, second = second, first
    return reconcile(first, second, _relations(first, forms))


def _relations(extraction: Extraction, forms: Forms) -> tuple[Relation, ...]:
    """The relations of the report's tables, each in its own edition; of a table whose edition is unknown, those all editions share."""
    found: list[Relation] = []
    for name, edition in extraction.editions.items():
        relations = table_of(forms, name, edition).relations
        if edition == "unknown":
            shared = [{r.terms for r in table.relations} for table in forms.tables(name)]
            relations = tuple(r for r in relations if all(r.terms in terms for terms in shared))
        found += relations
    return tuple(found)


def _finished(extraction: Extraction, forms: Forms) -> Extraction:
    """Judge rows matched by the gap rule, report the arithmetic and what is missing."""
    relations = _relations(extraction, forms)
    for item in extraction.gaps:
        checks = [c for c in check_all(relations, extraction.figures) if any(t.item == item for t in c.relation.terms)]
        if not checks or any(c.outcome != "holds" for c in checks):
            _unread_row(extraction, item)
    extraction.issues += report(check_all(relations, extraction.figures), extraction.figures)
    missing = [table for table in list(forms.editions.values())[-1].tables.values() if table.name not in extraction.editions]
    if len(missing) == len(next(iter(forms.editions.values())).tables):
        extraction.issues.append(say.no_tables())
    else:
        extraction.issues += [say.table_missing(table.name, table.label) for table in missing]
    return extraction


def _unread_row(extraction: Extraction, item: str) -> None:
    for figure in extraction.figures.values():
        if figure.item == item:
            figure.state, figure.value = "unreadable", None
    extraction.issues.append(say.row_unreadable(item, item))


def _report(document: Document, reading: Reading, extraction: Extraction, knowledge: Knowledge) -> Report:
    identity = identify(reading, document.name, document.url, knowledge.vocabulary)
    sections, section_issues = split_sections(reading, knowledge.vocabulary)
    issues = [*extraction.issues, *identity.issues, *section_issues]
    return Report(
        title=identity.title,
        agency=identity.agency,
        year=identity.year,
        published_on=identity.published_on,
        published_on_basis=identity.published_on_basis,
        status=_status(extraction.figures, issues),
        editions=extraction.editions,
        figures=_in_form_order(extraction.figures, knowledge.forms),
        sections=sections,
        issues=issues,
        evidence=list(identity.evidence),
    )


def _status(figures: dict[Key, Figure], issues: list[Issue]) -> Status:
    """How well the tables were read; what identity and sections lack is said by issues and does not count here."""
    if not figures:
        return "failed"
    doubt = any(i.severity == "error" and not i.code.startswith(_NOT_OF_CELLS) for i in issues)
    return "partial" if doubt or any(f.state == "unreadable" for f in figures.values()) else "ok"


def _in_form_order(figures: dict[Key, Figure], forms: Forms) -> list[Figure]:
    order = {key: position for position, key in enumerate(forms.columns())}
    return sorted(figures.values(), key=lambda f: order[f.key])
