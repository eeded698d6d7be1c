"""What became of organs: renamed, merged, split, abolished; and which organ a name stands for in a given year.

``successors`` of an organ follow it after its last day (``valid_to``). Often only the year of a change is known: then the old organ is
valid to the last day of the year before, the new one from the first day of that year (as in ``flows.regions``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, Protocol

__all__ = ["Change", "ChangeKind", "Lineage", "Organ", "began_with", "gap"]

ChangeKind = Literal["renamed", "merged", "split", "reorganised"]


class Organ(Protocol):
    """What is needed to know of an organ."""

    @property
    def agency_id(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def successors(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One organ that went over into another. ``changed_on`` is the last day of the old one.

    ``renamed`` one into one that is new, ``merged`` into one that others went into or that was there before, ``split`` into several,
    ``reorganised`` both.
    """

    agency_id: str
    successor_id: str
    changed_on: date
    kind: ChangeKind


def _first_year(ended_on: date) -> int:
    """The first reporting year at whose end an organ was gone."""
    return (ended_on + timedelta(days=1)).year


def began_with(successor: Organ, ended_on: date) -> bool:
    """Whether an organ is known to be new with a change: it began on that day or later, or, its day not known, in that year."""
    begun = successor.valid_from
    return begun is not None and (begun >= ended_on or begun == date(ended_on.year, 1, 1))


def gap(successor: Organ, ended_on: date) -> bool:
    """Whether there were days between the end of an organ and the beginning of its successor; none where only the years are known."""
    begun = successor.valid_from
    if begun is None or begun <= ended_on + timedelta(days=1):
        return False
    only_year = (ended_on.month, ended_on.day) == (12, 31) and begun.year == ended_on.year + 1
    return not only_year


class Lineage:
    """The changes among some organs. A successor that is none of them, and an organ without a last day, make no change."""

    def __init__(self, organs: Iterable[Organ]) -> None:
        self._organs = {organ.agency_id: organ for organ in organs}

    @cached_property
    def _heirs(self) -> dict[str, dict[str, date]]:
        """Organ to its successors, each with the last day of the organ."""
        return {
            organ.agency_id: {key: organ.valid_to for key in organ.successors if key in self._organs}
            for organ in self._organs.values()
            if organ.valid_to is not None and organ.successors
        }

    @cached_property
    def _origins(self) -> dict[str, dict[str, date]]:
        """Organ to its predecessors, each with its last day."""
        found: dict[str, dict[str, date]] = defaultdict(dict)
        for key, heirs in self._heirs.items():
            for heir, ended_on in heirs.items():
                found[heir][key] = ended_on
        return found

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change, in the order of the organs."""
        pairs = ((key, heir, ended_on) for key, heirs in self._heirs.items() for heir, ended_on in heirs.items())
        return tuple(Change(key, heir, ended_on, self._kind(key, heir, ended_on)) for key, heir, ended_on in pairs)

    def _kind(self, key: str, heir: str, ended_on: date) -> ChangeKind:
        successor = self._organs[heir]
        others = [
            other
            for other, its_end in self._origins[heir].items()
            if other != key and (began_with(successor, its_end) or _first_year(its_end) == _first_year(ended_on))
        ]
        is_merged, is_split = bool(others) or not began_with(successor, ended_on), len(self._heirs[key]) > 1
        if is_split:
            return "reorganised" if is_merged else "split"
        return "merged" if is_merged else "renamed"

    @cached_property
    def _renamed(self) -> tuple[dict[str, str], dict[str, str]]:
        """Old to new and new to old, of organs that only took another name."""
        pairs = [(change.agency_id, change.successor_id) for change in self.changes if change.kind == "renamed"]
        return dict(pairs), {new: old for old, new in pairs}

    def at(self, agency_id: str, year: int) -> tuple[str, ...]:
        """The organs that an organ is in a reporting year, which is those of the end of that year: itself while it stands.

        In the year of its end, and before its beginning, only another name of the same organ counts: what was merged or split reported for
        itself. After that year its successors, several where it was split.
        """
        end = date(year, 12, 31)
        return tuple(dict.fromkeys(self._later(agency_id, end) if self._is_over(agency_id, end) else self._earlier(agency_id, end)))

    def _is_over(self, agency_id: str, day: date) -> bool:
        ended_on = self._organs[agency_id].valid_to
        return ended_on is not None and ended_on < day

    def _is_to_come(self, agency_id: str, day: date) -> bool:
        begun = self._organs[agency_id].valid_from
        return begun is not None and begun > day

    def _later(self, agency_id: str, end: date) -> Iterator[str]:
        heirs = self._heirs.get(agency_id, {})
        ended_on = self._organs[agency_id].valid_to
        if ended_on is not None and ended_on.year == end.year:
            heirs = {key: day for key, day in heirs.items() if self._renamed[0].get(agency_id) == key}
        there = [key for key in heirs if not self._is_to_come(key, end)]
        if not self._is_over(agency_id, end) or not there:
            yield agency_id
        else:
            for key in there:
                yield from self._later(key, end)

    def _earlier(self, agency_id: str, end: date) -> Iterator[str]:
        before = self._renamed[1].get(agency_id)
        while before is not None and self._is_to_come(agency_id, end) and not self._is_over(before, end):
            agency_id, before = before, self._renamed[1].get(before)
        yield agency_id

    def circles(self) -> list[str]:
        """Organs that come after themselves."""
        return [key for key in self._heirs if key in self._followers(key)]

    def _followers(self, agency_id: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(self._heirs.get(agency_id, ()))
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                waiting += self._heirs.get(key, ())
        return seen

    def are_related(self, one: str, other: str) -> bool:
        """Whether one of two organs is the successor of the other, at any remove."""
        return one in self._followers(other) or other in self._followers(one)
