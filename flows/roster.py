"""The roster: who should report, under which names, and the key an agency has in the warehouse."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from flows.reference import Day, Maybe, Names, ReferenceFileError, Row, read_rows, unique
from flows.regions import Level, load_regions
from flows.settings import Settings

AgencyKind = Literal["government", "government_office", "department", "township", "street", "zone", "vertical"]
Scope = Literal["organ", "government_office", "consolidated", "system"]
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


class Agency(Row):
    """A row of ``agencies.csv``. ``scope`` is what its report covers; ``reports_to`` the agency whose consolidated report sums it."""

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

    def existed_in(self, year: int) -> bool:
        """Whether the organ existed on any day of a year; bounds that are not known do not bound."""
        return (self.valid_from is None or self.valid_from.year <= year) and (self.valid_to is None or year <= self.valid_to.year)


def normal_name(name: str) -> str:
    """A name as it is compared: NFKC, without blanks and invisible characters."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name))


class Roster:
    """All agencies that should report."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.agencies = tuple(agencies)

    @cached_property
    def by_id(self) -> dict[str, Agency]:
        """The agencies by ``agency_id``."""
        return {agency.agency_id: agency for agency in self.agencies}

    @cached_property
    def _by_name(self) -> tuple[dict[str, list[Agency]], ...]:
        """Name to agencies: by present names, by former ones, by short ones; an earlier kind of name goes before a later."""
        indexes: tuple[dict[str, list[Agency]], ...] = ({}, {}, {})
        for agency in self.agencies:
            for index, names in zip(indexes, ((agency.name,), agency.former_names, agency.short_names), strict=True):
                for name in {normal_name(name) for name in names}:
                    index.setdefault(name, []).append(agency)
        return indexes

    def resolve(self, printed_name: str, year: int | None = None) -> str | None:
        """The ``agency_id`` a printed name stands for, None where the roster has none or several of that name.

        Of several organs of one name those that existed in ``year`` are preferred; a single one is taken for any year, because a name
        is better evidence than the roster's dates, which are often not known.
        """
        name = normal_name(printed_name)
        for index in self._by_name:
            found = index.get(name, [])
            if len(found) > 1 and year is not None:
                found = [agency for agency in found if agency.existed_in(year)]
            if found:
                return found[0].agency_id if len(found) == 1 else None
        return None

    def agency_key(self, printed_name: str | None, document_id: str, year: int | None = None, hint: str | None = None) -> str:
        """The key of a report's agency: its roster id, else ``x-`` and a hash of the printed name, else ``d-`` and the document.

        ``hint``, the agency the portal's file gives for a list, counts only where the report prints no name at all.
        """
        if printed_name is None or not normal_name(printed_name):
            return hint if hint in self.by_id else f"d-{document_id}"
        found = self.resolve(printed_name, year)
        return found or "x-" + hashlib.sha256(normal_name(printed_name).encode()).hexdigest()[:16]


def load_roster(settings: Settings) -> Roster:
    """The roster. ``ReferenceFileError`` on an id that stands twice, a region or ``reports_to`` that is none, or a report that no other
    report may sum (``reports_to`` must name a consolidated one)."""
    roster = Roster(read_rows(settings, "agencies.csv", Agency))
    unique([agency.agency_id for agency in roster.agencies], "agencies.csv: an agency")
    regions = {region.region_code for region in load_regions(settings)}
    for agency in roster.agencies:
        if agency.region_code not in regions:
            raise ReferenceFileError(f"agencies.csv: {agency.agency_id} lies in a region that is not in regions.csv: {agency.region_code}")
        above = roster.by_id.get(agency.reports_to) if agency.reports_to else None
        if agency.reports_to and (above is None or above.scope != "consolidated"):
            raise ReferenceFileError(f"agencies.csv: {agency.agency_id} reports to {agency.reports_to}, which has no consolidated report")
    return roster
