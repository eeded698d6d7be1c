"""Is a document an annual disclosure report at all? Lists of reports also carry 解读, notices, circulars and error pages."""

from dataclasses import dataclass
from typing import Literal

from extractors.grid import Reading
from extractors.headline import Page, open_page, title_lines
from extractors.lines import fold
from extractors.sections import split_sections
from extractors.titles import is_about_reports
from extractors.vocabulary import Vocabulary

_LABELS_OF_A_FORM = 4
_ERROR_LENGTH = 600
_PROSE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """``in_review`` means a person should look; ``reason`` says what was seen."""

    kind: Literal["report", "not_a_report", "in_review"]
    reason: str


def is_report(reading: Reading, vocabulary: Vocabulary) -> Verdict:
    """Judge by title, statutory tables and sections together; a title alone can be a link, tables alone can be the blank form."""
    page = open_page(reading, "", vocabulary)
    text = "".join(line.folded for line in page.lines)
    if not text:
        return Verdict("in_review", "the document has no text that could be judged")
    form = _has_form(text, vocabulary)
    sections = sum(section.number is not None for section in split_sections(reading, vocabulary)[0])
    error = _error_word(text, page, vocabulary)
    if error and not form and sections < 2:
        return Verdict("not_a_report", f"an error or login page: {error}")
    other = other_subject(page, vocabulary)
    if other:
        kind: Literal["not_a_report", "in_review"] = "in_review" if form or sections >= 3 else "not_a_report"
        return Verdict(kind, f"the title is of another document: {other}")
    if page.headline is not None and (form or sections or not page.headline.parts.bare):
        return _titled(page, form, sections, vocabulary)
    return _untitled(reading, page, form, sections, vocabulary)


def is_of_another_kind(page: Page, vocabulary: Vocabulary) -> str | None:
    """The title of a document that speaks of reports and is none, without a report's tables in it: a 解读, a 通知; else None."""
    other = other_subject(page, vocabulary)
    return None if other is None or _has_form("".join(line.folded for line in page.lines), vocabulary) else other


def _has_form(text: str, vocabulary: Vocabulary) -> bool:
    return sum(label in text for label in vocabulary.statute_labels) >= _LABELS_OF_A_FORM


def _titled(page: Page, form: bool, sections: int, vocabulary: Vocabulary) -> Verdict:
    title = page.headline.parts.text if page.headline else ""
    if form or sections:
        return Verdict("report", f"title {title}, " + ("statutory tables" if form else f"{sections} sections, tables dropped"))
    if _reports_named(page, vocabulary) >= 3:
        return Verdict("not_a_report", "a list of reports, without a report's text")
    if page.body < len(page.lines) and sum(len(line.folded) for line in page.lines[page.body :]) >= _PROSE_LENGTH:
        return Verdict("report", f"title {title} and text, with an outline of its own")
    return Verdict("in_review", f"title {title}, but neither tables nor sections: the report may be an attachment or a picture")


def _untitled(reading: Reading, page: Page, form: bool, sections: int, vocabulary: Vocabulary) -> Verdict:
    if form:
        strange = any(line.level is not None and line.index < page.body for line in page.lines)
        if sections >= 2 and not strange and _has_figures(reading, page):
            return Verdict("report", "statutory tables and sections, without a title")
        return Verdict("in_review", "statutory tables, no title of a report" if _has_figures(reading, page) else "the form without figures")
    if _reports_named(page, vocabulary) >= 2:
        return Verdict("not_a_report", "a list of reports, without a report's text")
    if sections >= 3:
        return Verdict("in_review", "sections of a report, but neither title nor tables")
    return Verdict("not_a_report", "neither title, tables nor sections of a report")


def _has_figures(reading: Reading, page: Page) -> bool:
    cells = sum(cell.text.strip().replace(".", "").isdecimal() for grid in reading.grids() for cell in grid.cells)
    glued = any(label + digit in line.folded for line in page.lines for label in ("总计", "公开") for digit in "0123456789")
    return cells >= 10 or glued


def _error_word(text: str, page: Page, vocabulary: Vocabulary) -> str | None:
    title = fold(page.reading.metadata.get("title", "")).lower()
    where = title + (text.lower() if len(text) <= _ERROR_LENGTH else "")
    return next((word for word in vocabulary.errors if word.lower() in where), None)


def _reports_named(page: Page, vocabulary: Vocabulary) -> int:
    return len({parts.text for parts in title_lines(page.lines, vocabulary).values() if not parts.bare})


def other_subject(page: Page, vocabulary: Vocabulary) -> str | None:
    """The document's own title where it speaks of reports without being one (解读, 通知, 通报); else None."""
    article = page.reading.metadata.get("article_title", "")
    if page.headline is not None and not page.headline.parts.bare:
        return article if is_about_reports(article, vocabulary) else None
    opening = [line.text for line in page.lines[: page.body] if line.level == 1 or line.index < 3]
    candidates = (article, page.reading.metadata.get("title", ""), *opening)
    return next((title for title in candidates if len(fold(title)) <= 80 and is_about_reports(title, vocabulary)), None)
