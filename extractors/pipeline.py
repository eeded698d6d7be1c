"""The whole way of one document: readers, tables, figures, arithmetic, sections, identity. Pure: bytes in, reports out."""

from dataclasses import replace

from extractors import issues as say
from extractors.archive import members
from extractors.document import Document, UnreadableDocument
from extractors.double_entry import Entry
from extractors.extraction import Extraction, relations_of
from extractors.formats import read_entries
from extractors.forms import Forms, Relation
from extractors.identity import identify
from extractors.knowledge import Knowledge, load_knowledge
from extractors.narrative import claims
from extractors.records import Figure, Issue, Key, Report, Severity, Status
from extractors.relations import Check, check_all, report
from extractors.sections import split_sections

__all__ = ["Knowledge", "load_knowledge", "read_document"]

_NOT_OF_CELLS = ("agency_", "year_", "published_", "date_", "title_", "section_")
_PLACEHOLDER = 20
"""Characters of a section in which a template says what to write there."""


def read_document(document: Document, knowledge: Knowledge, *, fast: bool = False) -> list[Report]:
    """Read every report of a document. Never raises for what the bytes contain: a failure is a report with an issue that says why.

    ``fast`` lets one engine read a PDF whose relations all hold (see ``extractors.pdf_entry``).
    """
    try:
        if document.format == "zip":
            return _reports_of_archive(document, knowledge, fast)
        return _without_empty_forms([_report(document, entry, knowledge) for entry in read_entries(document, knowledge, fast)])
    except UnreadableDocument as error:
        return [Report(issues=[Issue(error.code, "error", error.message)])]


def _without_empty_forms(reports: list[Report]) -> list[Report]:
    """The reports of a file without a form that nobody filled in, as templates leave behind the report that was made from them."""
    filled = [found for found in reports if not _is_empty_form(found)]
    if filled:
        filled[0].issues += [say.empty_form(found.year) for found in reports if _is_empty_form(found)]
    return filled or reports


def _is_empty_form(found: Report) -> bool:
    """Whether neither tables nor sections say anything; a table that was not found says nothing of this."""
    untouched = bool(found.figures) and all(figure.state in ("blank", "absent") for figure in found.figures)
    return untouched and all(len(section.text) <= _PLACEHOLDER for section in found.sections)


def _reports_of_archive(document: Document, knowledge: Knowledge, fast: bool) -> list[Report]:
    """The reports of an archive's members, each issue naming the member it is about; members that are no report only say so."""
    opened = members(document.content, document.converted)
    by_member = [read_document(member, knowledge, fast=fast) for member in opened.documents]
    for member, found in zip(opened.documents, by_member, strict=True):
        for report_ in found:
            report_.issues = [replace(issue, message=f"{member.name}: {issue.message}") for issue in report_.issues]
    kept = [found for found in by_member if any(report_.figures for report_ in found)] or by_member
    beside = [report_ for found in by_member if found not in kept for report_ in found]
    reports = _without_empty_forms([report_ for found in kept for report_ in found])
    reports[0].issues += [replace(issue, severity=_beside(report_)) for report_ in beside for issue in report_.issues]
    reports[0].issues += opened.issues
    return reports


def _beside(found: Report) -> Severity:
    """How loud it is that a member beside reports is none: hardly, where it was read and claims to be none."""
    read = any(issue.code == "no_tables" for issue in found.issues)
    return "info" if read and found.year is None else "warning"


def _finished(extraction: Extraction, forms: Forms) -> Extraction:
    """Judge rows matched by the gap rule, report the arithmetic and what is missing."""
    relations = relations_of(extraction, forms)
    for item in extraction.gaps:
        checks = [c for c in check_all(relations, extraction.figures) if any(t.item == item for t in c.relation.terms)]
        if not checks or any(c.outcome != "holds" for c in checks):
            _unread_row(extraction, item)
    checks = check_all(relations, extraction.figures)
    extraction.issues += report(checks, extraction.figures, extraction.inferred)
    _doubt_inferred(extraction, checks)
    missing = [table for table in list(forms.editions.values())[-1].tables.values() if table.name not in extraction.editions]
    if len(missing) == len(next(iter(forms.editions.values())).tables):
        extraction.issues.append(say.no_tables())
    else:
        extraction.issues += [say.table_missing(table.name, table.label) for table in missing]
    return extraction


def _doubt_inferred(extraction: Extraction, checks: list[Check]) -> None:
    """Figures in columns that no rules part count as unread where their sum does not hold: they may stand in others."""
    broken: list[Relation] = []
    for name in extraction.inferred:
        own = [c for c in checks if c.relation.total[0].split(".")[0] == name and c.outcome != "not_assessed"]
        parts = [part.key for c in own if c.relation.kind == "row_total" for part in c.relation.parts]
        # Where not a row has more than its total, the sums of rows say nothing of columns.
        bare = all(extraction.figures[key].state == "blank" for key in parts)
        broken += [c.relation for c in own if c.outcome == "broken" and not (bare and c.relation.kind == "row_total")]
    certain = _filled_rows(extraction, checks)
    keys = dict.fromkeys(term.key for relation in broken for term in relation.terms if term.item not in certain)
    for figure in [extraction.figures[key] for key in keys]:
        figure.state, figure.value = "unreadable", None
        extraction.issues.append(say.about_cell("sum_broken", figure))


def _filled_rows(extraction: Extraction, checks: list[Check]) -> set[str]:
    """The rows that have a figure in every column and add up: none of these can stand in another."""
    sound = {c.relation.total[0] for c in checks if c.relation.kind == "row_total" and c.outcome == "holds"}
    return sound - {figure.item for figure in extraction.figures.values() if figure.state in ("blank", "absent")}


def _unread_row(extraction: Extraction, item: str) -> None:
    for figure in extraction.figures.values():
        if figure.item == item:
            figure.state, figure.value = "unreadable", None
    extraction.issues.append(say.row_unreadable(item, item))


def _report(document: Document, entry: Entry, knowledge: Knowledge) -> Report:
    extraction = _finished(entry.extraction, knowledge.forms)
    identity = identify(entry.reading, document.name, document.url, knowledge.vocabulary)
    sections, section_issues = split_sections(entry.reading, knowledge.vocabulary)
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
        claims=claims(sections, knowledge.narrative, identity.agency, identity.year, extraction.editions),
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
