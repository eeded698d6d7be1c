"""Rankings: only of rates, only within one class of at least ten organs, ties shared, what could not be assessed apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

RANKED_FROM = 10
"""A class is ranked, and a share of organs given in per cent, only from so many organs on."""


@dataclass(frozen=True)
class Rank:
    """One ranked organ: ``part`` of ``whole``; ties share a rank."""

    rank: int
    name: str
    part: int
    whole: int


@dataclass(frozen=True)
class Ranking:
    """A ranking within one class, with those that could not be assessed apart."""

    title: str
    rate_label: str
    class_label: str
    rows: list[Rank]
    unassessed: list[str]


def rate(row: Mapping[str, Any], part: str, whole: str, pending: str) -> tuple[str, int, int]:
    """(name, part, whole) of a row to rank: while anything of it is pending it counts as not assessed."""
    return row["name"], row[part], 0 if row[pending] else row[whole]


def ranking(words: Mapping[str, str], class_label: str, rates: Iterable[tuple[str, int, int]], high_is_first: bool) -> Ranking | None:
    """Rank (name, part, whole) by part/whole; ties share a rank. None where fewer than ten can be assessed."""
    rates = list(rates)
    assessed = [(name, part, whole) for name, part, whole in rates if whole]
    if len(assessed) < RANKED_FROM:
        return None
    ordered = sorted(assessed, key=lambda r: Decimal(r[1]) / r[2], reverse=high_is_first)
    rows: list[Rank] = []
    for position, (name, part, whole) in enumerate(ordered, start=1):
        tied = bool(rows) and rows[-1].part * whole == part * rows[-1].whole
        rows.append(Rank(rows[-1].rank if tied else position, name, part, whole))
    return Ranking(words["title"], words["rate"], class_label, rows, [name for name, _, whole in rates if not whole])
