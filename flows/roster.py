"""The roster: who should report, under which names, and the key an agency has in the warehouse."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, Protocol

from extractors.vocabulary import load_vocabulary
from flows.reference import Day, Maybe, Names, ReferenceFileError, Row, read_rows, unique
from flows.regions import Level, Region, load_regions
from flows.roster_lineage import Lineage
from flows.roster_names import Places, derived_names, name_without_former, normal_name
from flows.settings import Settings, forms_folder

__all__ = ["Agency", "AgencyKind", "Context", "Roster", "Scope", "load_roster", "normal_name", "read_roster"]

AgencyKind = Literal["government", "government_office", "department", "township", "street", "zone", "vertical"]
Scope = Literal["organ", "government_office", "consolidated", "system"]


class Lasting(Protocol):
    """What begins and may end."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


class Agency(Row):
    """A row of ``agencies.csv``. ``scope`` is what its report covers; ``reports_to`` the agency whose consolidated report sums it.

    ``successors`` are the agencies that took it up after ``valid_to``; ``credit_code`` is its 统一社会信用代码. Files may lack both.
    """

    agency_id: str
    name: str
    short_names: Names
    former_names: Names
    region_code: str
    level: Level
    kind: AgencyKind
    scope: Scope
    reports_to: Maybe
    valid_from: Day
    valid_to: Day
    portal: Maybe
    successors: Names = ()
    credit_code: Maybe = None

    def existed_in(self, year: int) -> bool:
        """Whether the organ existed on any day of a year; bounds that are not known do not bound."""
        return (self.valid_from is None or self.valid_from.year <= year) and (self.valid_to is None or year <= self.valid_to.year)

    def is_in_being(self, day: date) -> bool:
        """Whether it existed on a day; bounds that are not known do not bound."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def is_together_with(self, other: Lasting) -> bool:
        """Whether another existed on any same day."""
        begin = max(self.valid_from or date.min, other.valid_from or date.min)
        return begin <= min(self.valid_to or date.max, other.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a document beside what it prints: the host it came from, the organ of the list it was found in, and the organs
    that the page's own data name (source, publisher, site). The page's data may name a parent or whoever put the page up."""

    portal: str | None = None
    hint: str | None = None
    declared: tuple[str, ...] = ()


_NOTHING = Context()
_PARENTS = frozenset(["government", "government_office", "zone"])


class Roster:
    """All agencies that should report, by every name that finds them."""

    def __init__(self, agencies: Iterable[Agency], regions: Iterable[Region] = (), equivalents: tuple[tuple[str, str], ...] = ()) -> None:
        self.agencies = tuple(agencies)
        self.places = Places(regions)
        self._equivalents = equivalents

    @cached_property
    def by_id(self) -> dict[str, Agency]:
        """The agencies by ``agency_id``."""
        return {agency.agency_id: agency for agency in self.agencies}

    @cached_property
    def lineage(self) -> Lineage:
        """What became of the agencies."""
        return Lineage(self.agencies)

    @cached_property
    def circles(self) -> frozenset[str]:
        """Agencies that come after themselves, which is never so."""
        return frozenset(self.lineage.circles())

    @cached_property
    def _by_name(self) -> tuple[dict[str, list[Agency]], ...]:
        """Name to agencies: by present names, former, short, and derived ones; an earlier kind of name goes before a later."""
        indexes: tuple[dict[str, list[Agency]], ...] = ({}, {}, {}, {})
        for agency in self.agencies:
            derived = derived_names(agency, self.places, self._equivalents)
            for index, names in zip(indexes, ((agency.name,), agency.former_names, agency.short_names, derived), strict=True):
                for name in {normal_name(name) for name in names}:
                    index.setdefault(name, []).append(agency)
        return indexes

    def candidates(self, printed_name: str, year: int | None = None, portal: str | None = None) -> list[Agency]:
        """The agencies a printed name may stand for, by the best kind of name that any has.

        A name that an organ no longer bears in ``year``, or not yet, stands for what the organ was then (``Lineage.at``); where nothing
        bears a name, it is tried without 原. Organs that existed in ``year`` are preferred, then those of ``portal``, the host of the
        document; where none of that name did, a single one is taken for any year, because a name is better evidence than the roster's
        dates, which are often not known. A name that does not say where its organ is (财政局, or 鼓楼区财政局 where several cities have
        a 鼓楼区) is not taken for an organ whose reports stand on another host.
        """
        name = normal_name(printed_name)
        former = name_without_former(name)
        return self._called(name, year, portal) or (self._called(former, year, portal) if former != name else [])

    def _called(self, name: str, year: int | None, portal: str | None) -> list[Agency]:
        otherwise: list[Agency] = []
        for index in self._by_name:
            found = [agency for agency in index.get(name, []) if not self._is_elsewhere(agency, name, portal)]
            if year is not None:
                then = self._of_time(found, year)
                otherwise = otherwise or (then if len(then) == 1 else [])
                found = [agency for agency in then if agency.existed_in(year)]
            if len(found) > 1 and portal is not None:
                found = [agency for agency in found if agency.portal == portal] or found
            if found:
                return found
        return otherwise

    def _of_time(self, agencies: Iterable[Agency], year: int) -> list[Agency]:
        keys = dict.fromkeys(key for agency in agencies for key in self.lineage.at(agency.agency_id, year))
        return [self.by_id[key] for key in keys]

    def of_time(self, agency_id: str | None, year: int | None) -> str | None:
        """The organ that one of a list or of a link is in a year: itself where it was split or the year is not known; None for none."""
        if agency_id is None or agency_id not in self.by_id:
            return None
        found = self.lineage.at(agency_id, year) if year is not None else ()
        return found[0] if len(found) == 1 else agency_id

    def _is_elsewhere(self, agency: Agency, name: str, portal: str | None) -> bool:
        if portal is None or agency.portal is None or agency.portal == portal:
            return False
        return bool(self.places.chain(agency.region_code)) and not self.places.tells(name, agency.region_code)

    def resolve(self, printed_name: str, year: int | None = None, context: Context = _NOTHING) -> str | None:
        """The ``agency_id`` a printed name stands for, None where the roster has none or several of that name.

        Of several, the one the page's own data name or that the list is of is taken; so is the list's organ where the name is the end of
        its own (财政局 of 示例市财政局).
        """
        found = self.candidates(printed_name, year, context.portal)
        if len(found) > 1:
            named = {agency.agency_id for agency in self._declared(context, year)} | {self.of_time(context.hint, year)}
            found = [agency for agency in found if agency.agency_id in named]
        if len(found) == 1:
            return found[0].agency_id
        listed = self.by_id.get(context.hint or "") if not found else None
        return self.of_time(context.hint, year) if listed and self._ends_with(listed, normal_name(printed_name)) else None

    def _ends_with(self, agency: Agency, name: str) -> bool:
        names = (agency.name, *agency.short_names, *agency.former_names)
        return len(name) >= 3 and any(normal_name(one).endswith(name) for one in names)

    def _declared(self, context: Context, year: int | None) -> list[Agency]:
        found = (self.candidates(name, year, context.portal) for name in context.declared)
        return list({agencies[0].agency_id: agencies[0] for agencies in found if len(agencies) == 1}.values())

    def identify(self, printed_name: str | None, year: int | None = None, context: Context = _NOTHING) -> tuple[str | None, str]:
        """The ``agency_id`` a report belongs to (None where nothing decides) and what decided: ``printed``, ``listing``, ``meta``.

        The organ of the list and the page's own data count only where the report prints no name at all; the data only where they name one
        organ that is nobody's parent, since they often name the government whose site it is.
        """
        if printed_name is not None and normal_name(printed_name):
            return self.resolve(printed_name, year, context), "printed"
        if context.hint in self.by_id:
            return self.of_time(context.hint, year), "listing"
        own = [agency for agency in self._declared(context, year) if agency.kind not in _PARENTS]
        return (own[0].agency_id, "meta") if len(own) == 1 else (None, "none")

    def agency_key(self, printed_name: str | None, document_id: str, year: int | None = None, context: Context = _NOTHING) -> str:
        """The key of a report's agency: its roster id, else ``x-`` and a hash of the printed name, else ``d-`` and the document."""
        found, _ = self.identify(printed_name, year, context)
        if found is not None:
            return found
        name = normal_name(printed_name or "")
        return "x-" + hashlib.sha256(name.encode()).hexdigest()[:16] if name else f"d-{document_id}"


def read_roster(settings: Settings) -> Roster:
    """The roster as its file has it, each row well formed, nothing compared yet."""
    agencies = read_rows(settings, "agencies.csv", Agency)
    return Roster(agencies, load_regions(settings), load_vocabulary(forms_folder()).equivalents)


def load_roster(settings: Settings) -> Roster:
    """The roster. ``ReferenceFileError`` on an id that stands twice, a region or ``reports_to`` that is none, a report that no other
    report may sum (``reports_to`` must name a consolidated one), or successors that are none, have no day, or go in a circle."""
    roster = read_roster(settings)
    unique([agency.agency_id for agency in roster.agencies], "agencies.csv: an agency")
    regions = {region.region_code for region in load_regions(settings)}
    for agency in roster.agencies:
        if agency.region_code not in regions:
            raise ReferenceFileError(f"agencies.csv: {agency.agency_id} lies in a region that is not in regions.csv: {agency.region_code}")
        above = roster.by_id.get(agency.reports_to) if agency.reports_to else None
        if agency.reports_to and (above is None or above.scope != "consolidated"):
            raise ReferenceFileError(f"agencies.csv: {agency.agency_id} reports to {agency.reports_to}, which has no consolidated report")
        _refuse_lineage(roster, agency)
    return roster


def _refuse_lineage(roster: Roster, agency: Agency) -> None:
    lost = [key for key in agency.successors if key not in roster.by_id]
    if lost:
        raise ReferenceFileError(f"agencies.csv: {agency.agency_id} has a successor that is not there: {'、'.join(lost)}")
    if agency.successors and agency.valid_to is None:
        raise ReferenceFileError(f"agencies.csv: {agency.agency_id} has successors but no valid_to, so that nobody knows since when")
    if agency.agency_id in roster.circles:
        raise ReferenceFileError(f"agencies.csv: {agency.agency_id} is its own successor by way of others")
