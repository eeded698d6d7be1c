"""The records every reader, check and file of readings share. Shapes follow the JSON of ``gongkai extract``."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

State = Literal["reported", "blank", "marked_empty", "unreadable", "absent"]
How = Literal["read", "split", "repaired", "corrected"]
Agreement = Literal["agreed", "disagreed", "single"]
Severity = Literal["error", "warning", "info"]
Blame = Literal["printed", "reading", "unclear"]
Status = Literal["ok", "partial", "failed"]
Basis = Literal["printed", "text", "meta", "address", "header", "first_seen"]
Key = tuple[str, str]
"""A figure's address: ``(item, measure)``."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure stands: page, number of the table in the document, row and column in the table's own grid, all 1-based."""

    page: int | None
    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to read a figure's cell, as a recogniser sees it: what it would be, the text read and the confidence from 0 to 1."""

    value: Decimal | None
    state: State
    text: str
    confidence: float


@dataclass(slots=True)
class Figure:
    """One number of the form. ``value`` is None in every state but ``reported``; ``unit`` is None for counts.

    ``alternatives`` are what a recogniser saw in the cell, the likeliest first; they serve while reading and are not kept.
    """

    item: str
    measure: str
    value: Decimal | None
    state: State
    raw: str | None = None
    unit: str | None = None
    how: How = "read"
    engines: tuple[str, ...] = ()
    agreement: Agreement = "single"
    source: Source | None = None
    candidates: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def key(self) -> Key:
        """The figure's address."""
        return self.item, self.measure


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections; ``number`` is None for text before the first heading or under a heading of the organ's own."""

    number: int | None
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure said in prose: the sum of ``items`` (one for a row) in ``measure`` is ``value``.

    ``unit`` is what is counted with (件, 宗) or the unit of money of ``value``, None where only words say that there was none; ``text`` is
    the number as printed or those words, ``sentence`` what it stands in, ``section`` the number of its section, None outside the six.
    """

    items: tuple[str, ...]
    measure: str
    value: Decimal
    unit: str | None
    section: int | None
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to know about a reading. About a cell: item and measure; a row: item; a column or table: the table's name in item."""

    code: str
    severity: Severity
    message: str
    item: str | None = None
    measure: str | None = None
    relation: str | None = None
    printed: Decimal | None = None
    computed: Decimal | None = None
    blame: Blame | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field of identity has its value: the text it was taken from and the kind of place that text stood in."""

    field: Literal["title", "agency", "year", "published_on"]
    value: str
    basis: str
    text: str


@dataclass(slots=True)
class Report:
    """One report as read from a document. ``editions`` has a key for each table found."""

    title: str | None = None
    agency: str | None = None
    year: int | None = None
    published_on: date | None = None
    published_on_basis: Basis | None = None
    status: Status = "failed"
    editions: dict[str, str] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def values(self) -> dict[Key, Decimal]:
        """The reported values by address."""
        return {f.key: f.value for f in self.figures if f.value is not None}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document and the reports read from it, in order; ``format`` as sniffed from its bytes. ``parts`` is a hash of the pictures that
    were read with it, empty without any."""

    document_id: str
    name: str
    format: str
    fingerprint: str
    read_at: datetime
    reports: list[Report]
    parts: str = ""


def as_row(record: "DataclassInstance") -> dict[str, Any]:
    """The fields of a record by name, as they are; ``dataclasses.asdict`` would copy each value, at ten times the cost."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of several statuses; ``ok`` of none."""
    order: tuple[Status, ...] = ("ok", "partial", "failed")
    return max(statuses, key=order.index, default="ok")
