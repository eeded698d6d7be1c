"""Grids of style sheets: where their columns are, and where an item comes to stand (CSS Grid Layout 1, sections 7 and 8)."""

import re
from dataclasses import dataclass, field

from extractors.readers.css_boxes import Properties

_REPEAT = re.compile(r"repeat\(\s*(\d{1,3})\s*,([^()]*(?:\([^()]*\))?[^()]*)\)")
_LENGTH = re.compile(r"([\d.]{1,9})(fr|%|px|pt|em|rem|vw)?")
_MOST_ROWS = 5_000
_MOST_PLACES = 40_000
_MOST_COLUMNS = 200


class TooLarge(Exception):
    """More boxes than any table of a report has, or deeper ones."""


@dataclass(slots=True)
class Places:
    """The places of a grid of so many columns that are taken so far; items without a place of their own go on behind the last."""

    columns: int
    taken: set[tuple[int, int]] = field(default_factory=set)
    row: int = 0
    column: int = 0

    def take(self, said: Properties) -> tuple[int, int, int, int]:
        """Row and column (from 0), rows and columns that an item gets by its properties. Raises :class:`TooLarge`."""
        (column, wide), (row, high) = _span(said, "column", self.columns), _span(said, "row", _MOST_ROWS)
        column = min(column, self.columns - wide)
        if len(self.taken) + high * wide > _MOST_PLACES:
            raise TooLarge
        if row < 0 or column < 0:
            row, column = self._next(row, column, wide, high)
        self.row, self.column = row, column + wide
        self.taken.update((r, c) for r in range(row, row + high) for c in range(column, column + wide))
        return row, column, high, wide

    def _next(self, row: int, column: int, wide: int, high: int) -> tuple[int, int]:
        """The next place where an item fits; -1 for the row or column it leaves open."""
        at_row, at = (row, 0) if row >= 0 else (self.row, self.column)
        if column >= 0:
            at_row, at = at_row + (column < at), column
        while at + wide > self.columns or not self.taken.isdisjoint(
            (r, c) for r in range(at_row, at_row + high) for c in range(at, at + wide)
        ):
            at_row, at = (at_row + 1, max(column, 0)) if column >= 0 or at + wide >= self.columns else (at_row, at + 1)
        return at_row, at

    def _is_taken(self, row: int, column: int, high: int, wide: int) -> bool:
        return not self.taken.isdisjoint((r, c) for r in range(row, row + high) for c in range(column, column + wide))


def length(value: str) -> tuple[float, str]:
    """Number and unit of a length, ``fr`` for a bare number; an empty unit for what is none."""
    found = _LENGTH.fullmatch(value.strip())
    return (float(found[1]), found[2] or "fr") if found and found[1].count(".") < 2 and found[1] != "." else (0.0, "")


def edges_of(template: str) -> list[float]:
    """Where a grid's columns begin and end, in shares of its width."""
    template = _REPEAT.sub(lambda found: f" {found[2]} " * int(found[1]), template)
    tracks = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", template).split()[:_MOST_COLUMNS]
    lengths = [length(track) for track in tracks] or [(1.0, "fr")]
    units = {unit for _, unit in lengths}
    sizes = (
        [number for number, _ in lengths] if len(units) == 1 and "" not in units and all(n for n, _ in lengths) else [1.0] * len(lengths)
    )
    return [sum(sizes[:index]) / sum(sizes) for index in range(len(sizes) + 1)]


def _span(said: dict[str, str], way: str, most: int) -> tuple[int, int]:
    """First track (from 0, -1 where none is asked for) and number of tracks that an item asks for."""
    area = [part.strip() for part in said.get("grid-area", "").split("/")]
    both = said.get(f"grid-{way}", "").split("/")
    if len(area) == 4:
        both = [area[1], area[3]] if way == "column" else [area[0], area[2]]
    begin = said.get(f"grid-{way}-start") or both[0]
    end = said.get(f"grid-{way}-end") or (both[1] if len(both) > 1 else "")
    first, last = _line_number(begin, most), _line_number(end, most)
    spans = [int(found[1]) for found in (re.search(r"span\s+(\d{1,4})", side) for side in (begin, end)) if found]
    wide = spans[0] if spans else last - first if first and last > first else 1
    return (first - 1 if first else last - wide - 1 if last else -1), max(1, min(wide, most))


def _line_number(side: str, most: int) -> int:
    """A grid line's number from 1, 0 where none is named; lines are also counted from the end."""
    found = re.fullmatch(r"\s*(-?\d{1,4})\s*", side)
    number = int(found[1]) if found else 0
    return number if number >= 0 else most + 2 + number
