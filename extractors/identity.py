"""What a document says it is: the report's title, organ, year and day of publication, each with its evidence."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from extractors.agencies import find_agency
from extractors.dates import Published, oddities, publication_date
from extractors.grid import Reading
from extractors.headline import Page, open_page
from extractors.lines import fold
from extractors.records import Basis, Evidence, Issue
from extractors.verdict import Verdict, is_of_another_kind, is_report
from extractors.vocabulary import Vocabulary, load_vocabulary
from extractors.weighing import Said, weigh
from extractors.years import period_years, prose_years, years_in

__all__ = ["Identity", "Verdict", "Vocabulary", "identify", "is_report", "load_vocabulary"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Title, organ, reporting year and day of publication; None where the document does not say, with an issue."""

    title: str | None
    agency: str | None
    year: int | None
    published_on: date | None
    published_on_basis: Basis | None
    evidence: tuple[Evidence, ...]
    issues: tuple[Issue, ...]


def identify(reading: Reading, name: str, url: str | None, vocabulary: Vocabulary) -> Identity:
    """Read a report's identity off ``reading``; ``name`` is the file's name, ``url`` its address if it has one.

    Title over text over metadata; where they name different years, see ``extractors.weighing``. The year in an address or a file's name
    alone decides nothing: neither follows the reporting year.
    """
    page = open_page(reading, name, vocabulary)
    published = publication_date(page, url, vocabulary)
    other = is_of_another_kind(page, vocabulary) if page.headline is None else None
    if other is not None:
        # Whoever speaks in it, it is nobody's report and of no year.
        issue = Issue("not_a_report", "error", f"the title is of another document, not of a report: {other[:80]}")
        return Identity(None, None, None, published.on, published.basis, published.evidence, (issue,))
    agency, agency_evidence = find_agency(page, vocabulary)
    year, year_evidence, issues = find_year(page, url, published)
    headline = page.headline
    titled = (Evidence("title", headline.parts.text, headline.basis, headline.parts.text[:120]),) if headline else ()
    if agency is None:
        issues.append(Issue("agency_unknown", "error", "the report names no organ in title, subtitle, signature or text"))
    if year is None and "year_undecided" not in {issue.code for issue in issues}:
        issues.append(Issue("year_unknown", "error", "the report names no reporting year in title or text"))
    if headline is not None and headline.basis == "file_name":
        issues.append(Issue("identity_from_file_name", "info", "no title was found in the document, it was taken from the file's name"))
    return Identity(
        headline.parts.text if headline else None, agency, year, published.on, published.basis,
        (*titled, *agency_evidence, *year_evidence, *published.evidence), (*issues, *oddities(published, year)),
    )  # fmt: skip


def find_year(page: Page, url: str | None, published: Published) -> tuple[int | None, tuple[Evidence, ...], list[Issue]]:
    """The reporting year from title, the lines around it, the period the figures cover, and prose, weighed against each other."""
    evidence: list[Evidence] = []
    headline = page.headline
    if headline is not None and headline.parts.year is not None:
        evidence.append(_evidence(headline.parts.year, headline.basis, headline.parts.text))
    elif headline is not None and headline.last is not None:
        evidence += _subtitled(page, headline.last)
    title = int(evidence[0].value) if evidence else None
    text = _text(page)
    periods = list(dict.fromkeys(period_years(text)))
    evidence += [_evidence(year, "period", wording) for year, wording in periods]
    said = Said(title, tuple(dict.fromkeys(year for year, _ in periods)), Counter(prose_years(text)), published.on, published.is_sure, url)
    if said.common is not None:
        evidence.append(_evidence(said.common, "prose", f"{said.common}年 ×{said.prose[said.common]}"))
    if url:
        evidence += [_evidence(year, "address", url) for year in dict.fromkeys(years_in(url))]
    year, issues = weigh(said)
    return year, tuple(evidence), issues


def _evidence(year: int, basis: str, text: str) -> Evidence:
    return Evidence("year", str(year), basis, text[:120])


def _subtitled(page: Page, last: int) -> list[Evidence]:
    for line in page.lines[last + 1 : min(last + 3, page.body)]:
        inside = line.folded.strip("()")
        if len(inside) <= 8 and years_in(inside) and inside.endswith(("年", "年度")):
            return [_evidence(years_in(inside)[0], "subtitle", line.text)]
    return []


def _text(page: Page) -> str:
    start = page.headline.last + 1 if page.headline and page.headline.last is not None else page.body
    return "".join(fold(line.text) for line in page.lines[min(start, page.body) :] if not line.in_table)
