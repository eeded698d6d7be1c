"""The ruled areas of a PDF page, from the pieces of its rules: which pages hold tables, and what an engine should have found there.

Producers draw one rule as a stroke, a thin filled rectangle, a side of a rectangle, a chain of short pieces (Chromium) or a row of
dots, so the pieces are joined before anything is counted. Coordinates: points, origin at the top left of the page as displayed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.document import UnreadableDocument

THIN = 3.0
"""A path narrower than this many points is a rule; on real reports no other path objects are."""
GAP = 4.0
SHORTEST = 6.0
REACH = 3.0
MAX_CROSSINGS = 4_000_000
MAX_PLACES = 20_000
"""Cells the rules of one area make; a page of the densest form has a thousand."""


class Box(NamedTuple):
    """A rectangle in points, origin at the top left of the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Area in square points, 0 of an empty box."""
        return max(self.width, 0.0) * max(self.height, 0.0)

    @property
    def middle(self) -> float:
        """The horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def centre(self) -> float:
        """The vertical centre."""
        return (self.top + self.bottom) / 2

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether a point lies inside, a margin around the box included."""
        return self.x0 - margin <= x <= self.x1 + margin and self.top - margin <= y <= self.bottom + margin

    def common(self, other: "Box") -> "Box":
        """The intersection of two boxes; its ``area`` is 0 where there is none."""
        return Box(max(self.x0, other.x0), max(self.top, other.top), min(self.x1, other.x1), min(self.bottom, other.bottom))


@dataclass(frozen=True, slots=True)
class Displayed:
    """A page as displayed: its size, the corner its own coordinates start from, and its turn clockwise (0, 90, 180, 270)."""

    width: float
    height: float
    left: float
    bottom: float
    turn: int

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The place of a rectangle given by left, bottom, right and top in the page's own coordinates."""
        x0, y0, x1, y1 = x0 - self.left, y0 - self.bottom, x1 - self.left, y1 - self.bottom
        if self.turn == 90:
            return Box(y0, x0, y1, x1)
        if self.turn == 180:
            return Box(self.width - x1, y0, self.width - x0, y1)
        if self.turn == 270:
            return Box(self.width - y1, self.height - x1, self.width - y0, self.height - x0)
        return Box(x0, self.height - y1, x1, self.height - y0)

    def boxes(self, rectangles: NDArray[np.float64]) -> NDArray[np.float64]:
        """The places of many rectangles at once: n x 4 to n x 4, as :meth:`box` does one."""
        (ox, oy), (xx, xy), (yx, yy) = (self.box(x, y, x, y)[:2] for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)))
        x, y = rectangles[:, 0::2], rectangles[:, 1::2]
        across, down = ox + (xx - ox) * x + (yx - ox) * y, oy + (xy - oy) * x + (yy - oy) * y
        return np.column_stack((across.min(axis=1), down.min(axis=1), across.max(axis=1), down.max(axis=1)))


class Rule(NamedTuple):
    """A straight rule: its constant coordinate and its two ends."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RuledArea:
    """Rules that cross one another: at least two cells. ``rows`` and ``columns`` count the distinct positions between the outer rules.

    ``inferred`` rules are not drawn: they were put where the text leaves room for them, between the columns ``held`` has (of figures).
    """

    box: Box
    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]
    inferred: bool = False
    held: tuple[Box, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows the rules make, outer rules or not."""
        return len(_distinct([self.box.top, self.box.bottom, *(r.at for r in self.horizontals)])) - 1

    @property
    def columns(self) -> int:
        """Number of columns the rules make, outer rules or not."""
        return len(_distinct([self.box.x0, self.box.x1, *(r.at for r in self.verticals)])) - 1

    def closed(self) -> tuple[list[Rule], list[Rule]]:
        """Horizontals and verticals that end on one another, the four outer sides added: no outer column is lost for want of a rule."""
        box = self.box
        across = _joined([Rule(box.top, box.x0, box.x1), *self.horizontals, Rule(box.bottom, box.x0, box.x1)])
        down = _joined([Rule(box.x0, box.top, box.bottom), *self.verticals, Rule(box.x1, box.top, box.bottom)])
        xs, ys = [rule.at for rule in down], [rule.at for rule in across]
        return [_snapped(rule, xs) for rule in across], [_snapped(rule, ys) for rule in down]


def ruled_areas(pieces: Sequence[Box]) -> tuple[RuledArea, ...]:
    """The areas of a page in which pieces of rules form a grid of two cells or more, from top to bottom.

    Raises :class:`UnreadableDocument` (``too_large``) where they are so many that no engine would come to an end.
    """
    across = rules_across(pieces)
    down = _rules([Rule((p.x0 + p.x1) / 2, p.top, p.bottom) for p in pieces if p.height >= p.width or _is_dot(p)])
    many = len(across) * len(down) > MAX_CROSSINGS
    areas = [] if many else list(_areas(across, down))
    if many or any(area.rows * area.columns > MAX_PLACES for area in areas):
        raise UnreadableDocument("too_large", "A page of the PDF file has more rules than any form; ask the agency for a Word file.")
    return tuple(sorted(areas, key=lambda area: (area.box.top, area.box.x0)))


def rules_across(pieces: Sequence[Box]) -> list[Rule]:
    """The horizontal rules that pieces make, joined."""
    return _rules([Rule((p.top + p.bottom) / 2, p.x0, p.x1) for p in pieces if p.width >= p.height or _is_dot(p)])


def _is_dot(piece: Box) -> bool:
    return max(piece.width, piece.height) < THIN


def _rules(pieces: list[Rule]) -> list[Rule]:
    long = [rule for rule in _joined(pieces) if rule.end - rule.start >= SHORTEST]
    return _joined(long)


def _joined(pieces: Iterable[Rule]) -> list[Rule]:
    """Pieces on one line (double rules too) whose ends meet or nearly meet, joined; the position is their mean by length."""
    joined: list[Rule] = []
    for group in _bands(sorted(pieces)):
        chain: list[Rule] = []
        for piece in sorted(group, key=lambda rule: rule.start):
            if chain and piece.start > max(link.end for link in chain[-1:]) + GAP:
                joined.append(_mean(chain))
                chain = []
            chain.append(_reaching(piece, chain))
        joined.append(_mean(chain))
    return joined


def _reaching(piece: Rule, chain: list[Rule]) -> Rule:
    """The piece, ending no earlier than the chain so far, so that only the last link need be looked at."""
    return piece if not chain or piece.end >= chain[-1].end else Rule(piece.at, piece.start, chain[-1].end)


def _snapped(rule: Rule, positions: list[float]) -> Rule:
    """The rule with its ends moved to the crossing rules they stand beside (by half the width of a double rule, say)."""
    start, end = (min(positions, key=lambda at: abs(at - tip)) for tip in (rule.start, rule.end))
    return Rule(rule.at, start if abs(start - rule.start) <= REACH else rule.start, end if abs(end - rule.end) <= REACH else rule.end)


def _mean(chain: list[Rule]) -> Rule:
    weights = [max(link.end - link.start, 0.1) for link in chain]
    at = sum(link.at * weight for link, weight in zip(chain, weights, strict=True)) / sum(weights)
    return Rule(at, chain[0].start, chain[-1].end)


def _bands(pieces: list[Rule]) -> Iterator[list[Rule]]:
    """Pieces grouped by position, no group wider than ``REACH``."""
    band: list[Rule] = []
    for piece in pieces:
        if band and piece.at - band[0].at > REACH:
            yield band
            band = []
        band.append(piece)
    if band:
        yield band


def _distinct(positions: list[float]) -> list[float]:
    kept: list[float] = []
    for position in sorted(positions):
        if not kept or position - kept[-1] > REACH:
            kept.append(position)
    return kept


def _areas(across: list[Rule], down: list[Rule]) -> Iterator[RuledArea]:
    parents = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    crossings: list[int] = []
    for i, h in enumerate(across):
        for j, v in enumerate(down):
            if h.start - REACH <= v.at <= h.end + REACH and v.start - REACH <= h.at <= v.end + REACH:
                parents[root(len(across) + j)] = root(i)
                crossings.append(i)
    members = sorted(range(len(parents)), key=root)
    for key, group in groupby(members, key=root):
        indices = list(group)
        horizontals = tuple(across[i] for i in indices if i < len(across))
        verticals = tuple(down[i - len(across)] for i in indices if i >= len(across))
        if sum(root(i) == key for i in crossings) > 4:
            yield RuledArea(_around(horizontals, verticals), horizontals, verticals)


def _around(across: tuple[Rule, ...], down: tuple[Rule, ...]) -> Box:
    xs = [x for rule in across for x in (rule.start, rule.end)] + [rule.at for rule in down]
    ys = [y for rule in down for y in (rule.start, rule.end)] + [rule.at for rule in across]
    return Box(min(xs), min(ys), max(xs), max(ys))
