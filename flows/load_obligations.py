"""Who has to report for which year, and by which day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb

from flows.load_reference import Deadline
from flows.load_tables import insert
from flows.reference import read_rows
from flows.regions import ancestors, load_regions
from flows.roster import Agency, Roster
from flows.settings import Settings


def due(deadlines: list[Deadline], agency: Agency, year: int, chain: list[str]) -> Deadline | None:
    """The deadline for an organ and a reporting year: of the nearest region, there the exact kind before ``*``; None where none speaks."""
    for region in (*chain, None):
        found = [row for row in deadlines if row.region_code == region and row.holds(agency, year)]
        if found:
            return min(found, key=lambda row: row.kind == "*")
    return None


def _first_years(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The first reporting year seen in each region and on each portal: before it nobody has looked, so nobody is missing."""
    query = """
        SELECT place, min(year) FROM (
            SELECT a.region_code AS place, r.year FROM reports r JOIN agencies a USING (agency_id) WHERE a.in_roster
            UNION ALL SELECT a.portal, r.year FROM reports r JOIN agencies a USING (agency_id) WHERE a.in_roster)
        WHERE place IS NOT NULL AND year IS NOT NULL GROUP BY place"""
    return dict(connection.execute(query).fetchall())


def obligations(settings: Settings, roster: Roster, first: dict[str, int], as_of: date) -> Iterator[dict[str, Any]]:
    """Every roster organ and year up to the last one that has ended, with the day due (NULL where no deadline speaks)."""
    regions = {region.region_code: region for region in load_regions(settings)}
    deadlines = read_rows(settings, "deadlines.csv", Deadline)
    last = as_of.year - 1
    for agency in roster.agencies:
        chain = ancestors(regions, agency.region_code)
        begin = min((first[place] for place in (agency.region_code, agency.portal) if place in first), default=last)
        for year in range(min(begin, last), last + 1):
            # The report is about the whole year and drawn up after it: an organ that was gone by its last day has a successor that reports.
            if agency.is_in_being(date(year, 12, 31)):
                row = due(deadlines, agency, year, chain)
                yield {
                    "agency_id": agency.agency_id,
                    "year": year,
                    "due_on": row.due_on(year) if row else None,
                    "standing": row.standing if row else None,
                    "basis_zh": row.basis_zh if row else None,
                    "basis_en": row.basis_en if row else None,
                }


def due_days(settings: Settings, until: int) -> list[date]:
    """Every day that any deadline names, up to those of reporting year ``until``, in order."""
    deadlines = read_rows(settings, "deadlines.csv", Deadline)
    return sorted({row.due_on(year) for row in deadlines for year in range(row.year_from or 2008, min(row.year_to or until, until) + 1)})


def load_obligations(connection: duckdb.DuckDBPyConnection, settings: Settings, roster: Roster, as_of: date) -> None:
    """Fill ``obligations``; the reports must be there already."""
    insert(connection, "obligations", obligations(settings, roster, _first_years(connection), as_of))
