"""The plan of the sample region (``shili/plan.toml``) as records: organs, faults and printing habits."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors.records import Key


@dataclass(frozen=True)
class Organ:
    """An invented organ, how busy it is, and when and how it published each year's report."""

    agency_id: str
    name: str
    region_code: str
    level: str
    kind: str
    scope: str
    published: list[str]
    styles: list[str]
    works: list[str]
    short_names: list[str] = field(default_factory=list)
    former_names: list[str] = field(default_factory=list)
    renamed_from: int | None = None
    reports_to: str = ""
    requests: int = 0
    rules: int = 0
    stock: int = 0
    issues_upto: int = 3
    licenses: int = 0
    penalties: int = 0
    compulsion: int = 0
    charges: Decimal = Decimal(0)
    items: int = 0
    disputes: int = 0
    carries: bool = True
    outcomes: dict[str, Decimal] = field(default_factory=dict)

    def printed_name(self, year: int) -> str:
        """The name the organ had when it wrote the report of a year."""
        return self.former_names[0] if self.renamed_from and year < self.renamed_from else self.name


@dataclass(frozen=True)
class Twist:
    """A fault or a printing habit of one organ in one year; ``kind`` says which of the other fields it uses."""

    kind: str
    agency_id: str
    year: int
    item: str = ""
    measure: str = ""
    table: str = ""
    edition: str = ""
    unit: str = ""
    offset: int = 0
    items: tuple[str, ...] = ()
    corrected_on: date | None = None

    @property
    def key(self) -> Key:
        """The figure it concerns."""
        return self.item, self.measure


@dataclass(frozen=True)
class Plan:
    """Everything the sample region is made from."""

    seed: str
    years: list[int]
    host: str
    verified_on: date
    outcomes: dict[str, Decimal]
    applicants: dict[str, Decimal]
    regions: list[dict[str, str]]
    organs: list[Organ]
    faults: list[Twist]
    habits: list[Twist]

    def members(self, agency_id: str) -> list[Organ]:
        """The organs whose reports a government sums."""
        return [organ for organ in self.organs if organ.reports_to == agency_id]

    def twists(self, agency_id: str, year: int) -> list[Twist]:
        """The faults and habits of one report."""
        return [t for t in (*self.faults, *self.habits) if (t.agency_id, t.year) == (agency_id, year)]

    def is_absent(self, agency_id: str, year: int) -> bool:
        """True where an organ published nothing for a year."""
        return any(t.kind == "absent" for t in self.twists(agency_id, year))

    def published_on(self, organ: Organ, year: int) -> date:
        """The day an organ's report of a year was published."""
        return date.fromisoformat(f"{year + 1}-{organ.published[self.years.index(year)]}")

    def style(self, organ: Organ, year: int) -> str:
        """How an organ's report of a year looks."""
        return organ.styles[self.years.index(year)]


def load_plan(path: Path) -> Plan:
    """Read a plan; numbers with a point are read as exact decimals."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    twists = {name: [Twist(**{**t, "items": tuple(t.get("items", ()))}) for t in data.pop(name)] for name in ("faults", "habits")}
    organs = [Organ(**organ) for organ in data.pop("organs")]
    return Plan(organs=organs, **twists, **data)
