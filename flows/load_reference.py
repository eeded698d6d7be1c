"""The reference files and the form as tables of the warehouse."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import duckdb
from pydantic import BeforeValidator

from extractors.forms import Forms
from extractors.listings.source import AskedList, ListSource
from flows.decisions import read_decisions
from flows.load_tables import insert
from flows.portals import Portal, load_portals
from flows.reference import Maybe, ReferenceFileError, Row, read_rows
from flows.regions import load_regions
from flows.roster import Agency, Roster
from flows.settings import Settings

_SIX_PLACES = Decimal("0.000001")
Year = Annotated[int | None, BeforeValidator(lambda value: None if value == "" else value)]
"""A year, None where the field is empty."""


class Deadline(Row):
    """A row of ``deadlines.csv``: the day of the following year by which reports of the years from ``year_from`` to ``year_to`` are due."""

    year_from: Year
    year_to: Year
    kind: str
    region_code: Maybe
    month_day: str
    standing: str
    basis_zh: str
    basis_en: str

    def holds(self, agency: Agency, year: int) -> bool:
        """Whether it speaks of this kind of organ and this reporting year."""
        return self.kind in ("*", agency.kind) and (self.year_from or year) <= year <= (self.year_to or year)

    def due_on(self, year: int) -> date:
        """The last day in time for a reporting year."""
        return date.fromisoformat(f"{year + 1}-{self.month_day}")


class Correction(Row):
    """A row of ``corrections.csv``."""

    document_id: str
    item: str
    measure: str
    value: str
    unit: Maybe
    expect: str
    reason: str
    status: str


def exact(text: str) -> Decimal:
    """A decimal of at most six places. ``ReferenceFileError`` otherwise: the warehouse rounds nothing."""
    try:
        value = Decimal(text)
        if value != value.quantize(_SIX_PLACES):
            raise ValueError(text)
    except (ArithmeticError, ValueError) as error:
        raise ReferenceFileError(f"corrections.csv: {text!r} is no decimal of at most six places") from error
    return value


def load_form(connection: duckdb.DuckDBPyConnection, forms: Forms) -> None:
    """Fill ``form_items`` and ``form_relations``."""
    names = ("item", "measure", "edition", "position", "label_zh", "label_en", "is_total", "kind", "comparable_as")
    insert(connection, "form_items", ({name: getattr(item, name) for name in names} for item in forms.form_items()))
    rows = (
        {
            "relation_id": relation.relation_id,
            "edition": edition.name,
            "item": term.item,
            "measure": term.measure,
            "coefficient": term.coefficient.quantize(_SIX_PLACES),
            "is_reported_at": term.key == relation.total,
        }
        for edition in forms.editions.values()
        for relation in edition.relations
        for term in relation.terms
    )
    insert(connection, "form_relations", rows)


def load_reference(connection: duckdb.DuckDBPyConnection, settings: Settings, roster: Roster) -> None:
    """Fill ``regions``, ``agencies``, ``agency_names`` and ``agency_lineage`` from the roster, ``deadlines``, ``portals``,
    ``portal_lists``, ``corrections`` and ``decisions``. ``ReferenceFileError`` where a file is wrong."""
    insert(connection, "regions", (region.model_dump() for region in load_regions(settings)))
    organs = enumerate(roster.agencies, start=1)
    insert(connection, "agencies", ({**agency.model_dump(), "in_roster": True, "position": place} for place, agency in organs))
    insert(connection, "agency_names", (name for agency in roster.agencies for name in _names(agency)))
    insert(connection, "agency_lineage", map(asdict, roster.lineage.changes))
    insert(connection, "deadlines", (row.model_dump() for row in read_rows(settings, "deadlines.csv", Deadline)))
    portals = load_portals(settings)
    insert(connection, "portals", map(_portal, portals))
    insert(connection, "portal_lists", (_list(portal, one) for portal in portals for one in portal.lists))
    insert(connection, "corrections", (_correction(row) for row in read_rows(settings, "corrections.csv", Correction)))
    decisions = read_decisions(settings, roster)
    insert(connection, "decisions", ({**row.model_dump(exclude={"by"}), "decided_by": row.by} for row in decisions))


def _portal(portal: Portal) -> dict[str, Any]:
    row = {name: getattr(portal, name) for name in ("host", "name", "kind", "verified_on")}
    return {**row, "tls_exceptions": ", ".join(sorted(portal.tls_exceptions)) or None}


def _list(portal: Portal, source: ListSource) -> dict[str, Any]:
    return {
        **source.model_dump(),
        "portal": portal.host,
        "list_url": source.address,
        "is_asked": isinstance(source, AskedList),
        "is_closed": not source.news_by,
    }


def _names(agency: Agency) -> list[dict[str, Any]]:
    kinds = {"official": (agency.name,), "short": agency.short_names, "former": agency.former_names}
    return [{"agency_id": agency.agency_id, "name": name, "kind": kind} for kind, names in kinds.items() for name in names]


def _correction(row: Correction) -> dict[str, Any]:
    return {**row.model_dump(), "value": exact(row.value).quantize(_SIX_PLACES) if row.value else None, "applied": 0}
