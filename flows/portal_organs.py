"""Whose reports a list's links are: the roster's organs, or rows proposed for those that it has not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from extractors.listings.page import Link
from extractors.titles import ends_as_organ, parse_title
from extractors.vocabulary import Vocabulary
from flows.judge import vocabulary
from flows.portal_names import ends, forms
from flows.reference import ReferenceFileError
from flows.roster import Agency, Context, Roster, normal_name
from flows.roster_names import derived_names

_BARE = re.compile(r"((?:19|20)\d{2})年?度?(?:政府信息公开)?(?:工作)?(?:年度报告|年报)(?:\.\w+)?")


_PARENTS = frozenset(["government", "government_office", "zone"])
_INDEX = re.compile(r"(/|/(index|list|default)\.[a-z]+)$")


@dataclass(frozen=True, slots=True)
class Titled:
    """A link as a report: what its title says, the organ of the roster it belongs to, and what about it is unsure.

    ``is_report`` is None where the link has no words, so that nothing tells.
    """

    link: Link
    is_report: bool | None
    printed: str | None
    year: int | None
    agency: Agency | None
    doubts: tuple[str, ...] = ()


def titled(links: Iterable[Link], roster: Roster, host: str, agency_id: str | None) -> list[Titled]:
    """What each link's title says. ``agency_id`` is the organ whose list it is, where it is one organ's."""
    words, links = vocabulary(), list(links)
    lists = year_lists(links) if agency_id is None else []
    return [
        Titled(link, False, None, None, None) if link in lists else _titled(link, roster, host, link.agency_id or agency_id, words)
        for link in links
    ]


def year_lists(links: Iterable[Link]) -> list[Link]:
    """Links that say a year and no organ, and lead to what addresses of lists look like: lists of a year each."""
    found = [one for one in links if one.promised and _BARE.fullmatch(normal_name(one.text)) and _INDEX.search(urlsplit(one.url).path)]
    return found if len(found) > 1 else []


def _titled(link: Link, roster: Roster, host: str, agency_id: str | None, words: Vocabulary) -> Titled:
    if not link.text:
        return Titled(link, None, None, None, roster.by_id.get(agency_id or ""), ("the link has no words",))
    bare = _BARE.fullmatch(normal_name(link.text))
    parts = parse_title(link.text, words)
    if parts is None and bare is None:
        return Titled(link, False, None, None, None)
    printed, year = (parts.agency, parts.year) if parts is not None else (None, int(bare[1]) if bare else None)
    found = roster.identify(printed, year, Context(host, agency_id))[0]
    agency = roster.by_id.get(found or "")
    # What a file composes has no name in it, and needs none.
    doubts = [] if printed or agency_id or not link.promised else ["the title names no organ"]
    listed = roster.by_id.get(agency_id or "")
    if printed and listed is not None and found not in (agency_id, roster.of_time(agency_id, year)):
        if is_name_of(printed, listed, roster):
            # A run goes by the roster, which must be told of the name.
            agency = listed
            doubts.append(f"add {printed} to the short_names or former_names of {agency_id} in agencies.csv; else runs do not know it")
        else:
            doubts.append(f"the title names {printed}, which is not the list's organ")
    return Titled(link, True, printed, year, agency, (*doubts, *_year_doubts(year, link)))


def is_name_of(printed: str, agency: Agency, roster: Roster) -> bool:
    """Whether a printed name is one of an organ: present, short, former, derived of them, or the end of one (财政局 of 示例市财政局)."""
    name = normal_name(printed)
    names = derived_names(agency, roster.places, ends().same)
    return bool(forms(name) & names) or (len(name) > 2 and any(one.endswith(name) for one in names))


def _year_doubts(year: int | None, link: Link) -> list[str]:
    if year is None:
        return ["the title names no year" + (f"; the date {link.date} makes {link.date.year - 1} likely" if link.date else "")]
    if link.date is not None and not year < link.date.year <= year + 1:
        return [f"year {year}, but the date beside it is {link.date}"]
    return []


def refuse_contradiction(rows: Iterable[Titled], table: Mapping[str, object], site: str, roster: Roster, agency_id: str | None) -> None:
    """``ReferenceFileError`` where the organ that a person gave is none that the titles, the address or the site name."""
    listed = roster.by_id.get(agency_id or "")
    if listed is None:
        return
    agencies = table.get("agencies")
    searched = tuple(agencies.values()) if isinstance(agencies, dict) else ()
    rows = [row for row in rows if row.is_report and row.printed]
    printed = [row.printed for row in rows if row.printed]
    away = [row.printed for row in rows if row.agency is not None and row.agency.region_code != listed.region_code]
    named = [*searched, *printed] or ([site] if _tells(site, listed, roster) else [])
    others = [str(name) for name in named if not is_name_of(str(name), listed, roster)]
    if others and (away or len(others) == len(named) or (searched and others[0] in searched)):
        names = "、".join(list(dict.fromkeys(map(str, away or others)))[:3])
        raise ReferenceFileError(
            f"--agency {listed.agency_id} is {listed.name}, but the list is of {names}: nothing is drafted. Give the agency_id of that "
            f"organ, or no --agency where several are listed; if it is a name of {listed.name}, add it to its short_names in agencies.csv"
        )


def _tells(site: str, listed: Agency, roster: Roster) -> bool:
    """Whether a site's name may tell that a list is not ``listed``'s: a government's site carries its departments' lists too."""
    owner = roster.by_id.get(roster.resolve(site) or "")
    if owner is None or owner.kind not in _PARENTS:
        return owner is not None
    theirs, own = roster.places.chain(owner.region_code), roster.places.chain(listed.region_code)
    return bool(theirs and own) and theirs[0] not in own and own[0] not in theirs


def strangers(rows: Iterable[Titled], beside: Iterable[str] = ()) -> dict[str, frozenset[int]]:
    """The names in titles that are no organ of the roster, each with the years of its reports, and the names ``beside`` codes."""
    found: dict[str, set[int]] = {}
    for row in rows:
        if row.is_report and row.printed and row.agency is None:
            found.setdefault(normal_name(row.printed), set()).update([row.year] if row.year else [])
    words = vocabulary()
    for name in map(normal_name, beside):
        if ends_as_organ(name, words):
            found.setdefault(name, set())
    return {name: frozenset(years) for name, years in found.items()}
