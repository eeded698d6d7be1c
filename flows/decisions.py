"""What people decided: rows of ``decisions.csv``. The last row on a subject counts; none is ever taken away.

A ``finding`` is decided by its id (confirmed, rejected …). A ``document`` is decided by its sha256, followed by ``#`` and a number where
only one of several reports in it is meant: ``accepted`` it is a report, ``rejected`` it is none, ``outside`` it is one of an organ that is
not to be listed, ``agency`` with an ``agency_id``, ``year`` with a year.
"""

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import model_validator

from flows.reference import Day, Maybe, ReferenceFileError, Row, read_rows
from flows.roster import Roster
from flows.settings import Settings

_OF_DOCUMENTS = frozenset(["accepted", "rejected", "outside", "agency", "year"])
_VERDICTS = ("accepted", "rejected", "outside")


class Decision(Row):
    """A row of ``decisions.csv``."""

    kind: Literal["finding", "document"]
    subject: str
    decision: str
    value: Maybe
    by: Maybe
    decided_on: Day
    note: Maybe

    @model_validator(mode="after")
    def _understood(self) -> Self:
        if self.kind == "document" and self.decision not in _OF_DOCUMENTS:
            raise ValueError(f"a document's decision is one of {', '.join(sorted(_OF_DOCUMENTS))}, not {self.decision!r}")
        if self.kind == "document" and self.decision == "year" and not (self.value or "").isdecimal():
            raise ValueError(f"the year decided is no year: {self.value!r}")
        return self


def read_decisions(settings: Settings, roster: Roster) -> list[Decision]:
    """All decisions in their order. ``ReferenceFileError`` where one is not understood or names an organ that the roster lacks."""
    rows = read_rows(settings, "decisions.csv", Decision)
    for row in rows:
        if row.kind == "document" and row.decision == "agency" and row.value not in roster.by_id:
            raise ReferenceFileError(f"decisions.csv: {row.subject} was decided to be of {row.value}, which is not in agencies.csv")
    return rows


def subject_of(document_id: str, part: str) -> str:
    """The subject of a document, or of one report of several in it."""
    return f"{document_id}#{part}" if part else document_id


def same_as_before(known: Iterable[Decision], rows: Iterable[Decision]) -> bool:
    """Whether rows on one subject say only what counts already."""
    wanted = {(row.subject, _field(row)): (row.decision, row.value) for row in rows}
    standing: dict[tuple[str, str], tuple[str, str | None]] = {}
    for row in known:
        if row.kind == "document":
            standing[row.subject, _field(row)] = (row.decision, row.value)
    return all(standing.get(key) == value for key, value in wanted.items())


def _field(row: Decision) -> str:
    return "verdict" if row.decision in _VERDICTS else row.decision
