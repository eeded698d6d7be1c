"""Is the roster sound? Duplicates, unknown regions, organs without a portal, sums that lead nowhere, dates that do not fit."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from rich.console import Console
from rich.table import Table

from flows.portals import Portal
from flows.regions import Region, load_regions
from flows.roster import Agency, Roster
from flows.roster_lineage_check import faults
from flows.roster_names import normal_name
from flows.settings import Settings
from flows.workbook import words

_SCOPES = {"government": ("consolidated",), "government_office": ("government_office", "organ")}
_HINTS = frozenset(["ambiguous_name", "region_ended", "superior_other_time", "kind_and_scope", "name_without_place", "no_portal"])
_HINTS |= {"successor_gap", "successor_no_begin"}
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a row (``place`` counts from 0, None for a portal's file). ``error`` means that it must be mended, ``warning``
    that something cannot be had until it is."""

    code: str
    agency_id: str
    name: str
    detail: str = ""
    place: int | None = None

    @property
    def severity(self) -> Literal["error", "warning"]:
        """How much it matters."""
        return "warning" if self.code in _HINTS else "error"


def check(settings: Settings, roster: Roster, portals: Sequence[Portal] | None) -> list[Problem]:
    """Everything that is wrong with a roster, in the order of its rows; ``portals`` is None where they are not to be looked at."""
    regions = {region.region_code: region for region in load_regions(settings)}
    lineage = [_of(roster, *fault) for fault in faults(roster)]
    found = [*_each(roster, regions), *_superiors(roster), *_names(roster), *lineage]
    if portals is not None:
        found += _portals(roster, portals)
    return sorted(
        dict.fromkeys(found), key=lambda one: (one.severity, one.code, one.place if one.place is not None else len(roster.agencies))
    )


def _of(roster: Roster, place: int, code: str, detail: str = "") -> Problem:
    agency = roster.agencies[place]
    return Problem(code, agency.agency_id, agency.name, detail, place)


def _each(roster: Roster, regions: dict[str, Region]) -> Iterator[Problem]:
    for place, agency in enumerate(roster.agencies):
        region = regions.get(agency.region_code)
        if region is None:
            yield _of(roster, place, "unknown_region", agency.region_code)
        elif not agency.is_together_with(region):
            yield _of(roster, place, "region_ended", f"{region.region_code} {region.name}")
        elif roster.places.is_shared(region.name) and not roster.places.tells(normal_name(agency.name), agency.region_code):
            yield _of(roster, place, "name_without_place", region.name)
        if agency.valid_from and agency.valid_to and agency.valid_to < agency.valid_from:
            yield _of(roster, place, "dates_reversed", f"{agency.valid_from} … {agency.valid_to}")
        if agency.scope not in _SCOPES.get(agency.kind, (agency.scope,)):
            yield _of(roster, place, "kind_and_scope", f"{words()['kind'][agency.kind]}、{words()['scope'][agency.scope]}")


def _superiors(roster: Roster) -> Iterator[Problem]:
    for place, agency in enumerate(roster.agencies):
        if agency.reports_to is None:
            continue
        above = roster.by_id.get(agency.reports_to)
        if above is None:
            yield _of(roster, place, "unknown_superior", agency.reports_to)
        elif above.scope != "consolidated":
            yield _of(roster, place, "superior_not_consolidated", above.name)
        elif not agency.is_together_with(above):
            yield _of(roster, place, "superior_other_time", above.name)
        if _leads_back(roster, agency):
            yield _of(roster, place, "superior_circle", agency.reports_to)


def _leads_back(roster: Roster, agency: Agency) -> bool:
    seen: set[str] = set()
    above = agency.reports_to
    while above is not None and above not in seen:
        if above == agency.agency_id:
            return True
        seen.add(above)
        above = roster.by_id[above].reports_to if above in roster.by_id else None
    return False


def _names(roster: Roster) -> Iterator[Problem]:
    by_id: dict[str, list[int]] = defaultdict(list)
    by_name: dict[str, list[int]] = defaultdict(list)
    for place, agency in enumerate(roster.agencies):
        by_id[agency.agency_id].append(place)
        for name in {normal_name(name) for name in (agency.name, *agency.short_names)}:
            by_name[name].append(place)
    for key, places in by_id.items():
        yield from (_of(roster, place, "duplicate_id", key) for place in places[1:])
    for name, places in by_name.items():
        yield from _same_name(roster, name, places)


def _same_name(roster: Roster, name: str, places: list[int]) -> Iterator[Problem]:
    """Organs of one name: in one region an error, in several a warning for all of them together, since thousands may be a 财政局."""
    regions: dict[str, list[int]] = defaultdict(list)
    for place in places:
        regions[roster.agencies[place].region_code].append(place)
    for here in regions.values():
        for one, other in combinations(here, 2):
            first, second = roster.agencies[one], roster.agencies[other]
            if first.agency_id != second.agency_id and first.is_together_with(second):
                yield _of(roster, other, "duplicate_name", f"{name}：{first.agency_id}")
    if len(regions) > 1:
        others = [roster.agencies[here[0]].agency_id for here in regions.values()]
        yield _of(roster, places[0], "ambiguous_name", f"{name}：{'、'.join(others[:5])}{'…' if len(others) > 5 else ''}")


def _portals(roster: Roster, portals: Sequence[Portal]) -> Iterator[Problem]:
    hosts = {portal.host for portal in portals}
    for place, agency in enumerate(roster.agencies):
        if agency.portal is None:
            yield _of(roster, place, "no_portal")
        elif agency.portal not in hosts:
            yield _of(roster, place, "unknown_portal", agency.portal)
    for portal in portals:
        named = {agency for one in portal.lists for agency in one.organs()}
        for key in sorted(named - roster.by_id.keys()):
            yield Problem("unknown_in_portal", key, "", portal.host)


def show(console: Console, roster: Roster, problems: list[Problem], *, everything: bool) -> int:
    """Print what was found as a table; 1 where anything must be mended, else 0."""
    said = words()["check"]
    count, errors = len(roster.agencies), sum(problem.severity == "error" for problem in problems)
    if not problems:
        console.print(said["clean"].format(count=count))
        return 0
    groups: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.code].append(problem)
    for code, group in groups.items():
        _show_group(console, code, group, everything)
    console.print(said["found"].format(count=count, errors=errors, warnings=len(problems) - errors))
    return int(errors > 0)


def _show_group(console: Console, code: str, group: list[Problem], everything: bool) -> None:
    said = words()["check"]
    table = Table(title=f"{said[group[0].severity]}：{words()['fault'][code]}（{len(group)}）", title_justify="left")
    for key in ("agency_id", "name"):
        table.add_column(words()["roster"][key])
    detailed = any(problem.detail for problem in group)
    if detailed:
        table.add_column(said["detail"])
    for problem in group if everything else group[:_SHOWN]:
        table.add_row(problem.agency_id, problem.name, *([problem.detail] if detailed else []))
    console.print(table)
    if len(group) > _SHOWN and not everything:
        console.print(said["more"].format(count=len(group) - _SHOWN))
