"""What a person must judge: documents of which it could not be decided whether they are a report, whose, and of which year."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from rapidfuzz import fuzz, process

from flows.archive import ArchiveError, holds, load
from flows.judge import text_of
from flows.query import ask
from flows.roster import Agency, Roster
from flows.settings import Settings, shipped
from flows.workbook import words

_OPENING = 300
_LOOKED_AT = 400_000
_UNSEEN = re.compile(r"<(script|style|head)\b[^<>]*>.*?(?:</\1>|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_ALIKE = 80
_MOST_AGENCIES = 5
_MOST_YEARS = 3
_WEIGHTS = (
    "title",
    "article_title",
    "page_title",
    "file_name",
    "subtitle",
    "longer_form",
    "signature",
    "period",
    "prose",
    "address",
    "label",
    "meta",
)
"""Where things are said, the surest first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be meant, and where it was said."""

    value: str
    label: str
    bases: tuple[str, ...]

    def __str__(self) -> str:
        said = words()["basis"]
        return f"{self.label}（{'、'.join(said.get(basis, basis) for basis in self.bases)}）"


@dataclass(frozen=True, slots=True)
class Case:
    """A report that awaits a person. ``part`` is its number where the document has several that do; ``agency_id`` and ``year`` are what
    is known of it already."""

    document_id: str
    part: int | None
    reasons: tuple[str, ...]
    title: str
    opening: str
    url: str
    link_text: str
    file_name: str
    agency_id: str | None
    year: int | None
    agencies: tuple[Candidate, ...] = ()
    years: tuple[Candidate, ...] = ()
    printed: str = field(default="")

    def proposals(self) -> list[tuple[str, str]]:
        """Pairs of an organ's name and a year that may be meant, the likeliest first."""
        return list(product([one.label for one in self.agencies], [one.value for one in self.years]))


def awaiting(settings: Settings, roster: Roster) -> list[Case]:
    """Every report that awaits a person, in the order of portals and addresses. ``NoWarehouse`` where nothing was built yet."""
    answer = ask(settings, shipped("sql", "review", "awaiting.sql").read_text(encoding="utf-8"))
    return [_case(settings, roster, dict(zip(answer.columns, row, strict=True))) for row in answer.rows]


def _case(settings: Settings, roster: Roster, row: dict[str, Any]) -> Case:
    said = [(one["field"], one["value"], one["basis"]) for one in row["evidence"] or ()]
    evidence = sorted(said, key=lambda one: (_WEIGHTS.index(one[2]) if one[2] in _WEIGHTS else len(_WEIGHTS), one))
    known = row["agency_id"] if row["in_roster"] else None
    reasons = (("report",) if row["in_review"] else ()) + (() if known else ("agency",)) + (() if row["year"] else ("year",))
    return Case(
        document_id=row["document_id"],
        part=row["part"],
        reasons=reasons,
        title=row["title"] or "",
        opening=_opening(settings, row)[:_OPENING],
        url=row["url"] or "",
        link_text=row["link_text"] or "",
        file_name=row["file_name"] or "",
        agency_id=known,
        year=row["year"],
        agencies=_agencies(roster, row, evidence, known),
        years=_years(row, evidence),
        printed=row["agency_name"] or "",
    )


def _opening(settings: Settings, row: dict[str, Any]) -> str:
    """The beginning of the report: of a page from its title on, where its source and its day stand too, else of its sections."""
    page, title = _page(settings, row), row["title"]
    at = page.find(title) if title else -1
    return page[at:] if at >= 0 else str(row["opening"] or page)


def _page(settings: Settings, row: dict[str, Any]) -> str:
    """The text of a page, its marks taken out without any parser, since one may have failed on it; empty for other formats."""
    if row["format"] not in ("html", "text") or not holds(settings, row["document_id"]):
        return ""
    try:
        page = text_of(load(settings, row["document_id"])[:_LOOKED_AT], {})
    except ArchiveError:
        return ""
    return " ".join(html.unescape(_UNSEEN.sub(" ", page)).split())


def _agencies(roster: Roster, row: dict[str, Any], evidence: list[tuple[str, str, str]], known: str | None) -> tuple[Candidate, ...]:
    """Organs of the roster: the one known, else those that any evidence names, those of the portal, and those of much the same name."""
    if known is not None:
        return (Candidate(known, roster.by_id[known].name, ("known",)),)
    found: dict[str, list[str]] = {}
    for agency_id, basis in (*_named(roster, row, evidence), *_alike(roster, row)):
        bases = found.setdefault(agency_id, [])
        if basis not in bases:
            bases.append(basis)
    return tuple(Candidate(key, roster.by_id[key].name, tuple(bases)) for key, bases in list(found.items())[:_MOST_AGENCIES])


def _named(roster: Roster, row: dict[str, Any], evidence: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    for kind, value, basis in evidence:
        if kind == "agency":
            yield from ((agency.agency_id, basis) for agency in roster.candidates(value, row["year"]))
    yield from ((key, "listing") for key in row["hints"] or () if key in roster.by_id)
    here = [agency for agency in roster.agencies if row["portal"] is not None and agency.portal == row["portal"]]
    yield from ((agency.agency_id, "portal") for agency in here if len(here) <= _MOST_AGENCIES)


def _alike(roster: Roster, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    printed = row["agency_name"]
    names: dict[str, Agency] = {agency.name: agency for agency in roster.agencies} if printed else {}
    for name, _, _ in process.extract(printed or "", list(names), scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE):
        yield names[name].agency_id, "alike"


def _years(row: dict[str, Any], evidence: list[tuple[str, str, str]]) -> tuple[Candidate, ...]:
    if row["year"] is not None:
        return (Candidate(str(row["year"]), str(row["year"]), ("known",)),)
    found: dict[str, list[str]] = {}
    said = [(value, basis) for kind, value, basis in evidence if kind == "year"]
    said += [(str(year), "listing") for year in row["hinted_years"] or ()]
    published = row["published_on"]
    said += [(str(published.year - 1), "published")] if published else []
    for value, basis in said:
        bases = found.setdefault(value, [])
        if basis not in bases:
            bases.append(basis)
    return tuple(Candidate(value, value, tuple(bases)) for value, bases in list(found.items())[:_MOST_YEARS])
