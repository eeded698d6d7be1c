"""The lattice of an area in which rules cross: the positions of its rules, and which sides of its smallest cells are ruled.

Rules that were not found and missing pieces of rules are made good. Lengths are pixels; rows and columns count from 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

import cv2
import numpy as np

from extractors.readers.scan_courses import Segment
from extractors.readers.scan_hidden import complete, with_hidden
from extractors.readers.scan_page import Array, Picture

DOTS_APART = 5
DOTTED = 40
"""Pixels from one dot of a rule to the next, and how much darker than paper both are on the average."""
COVERED = 0.88
DAMAGED = 0.2
"""A side of a cell is ruled where so much of it is, and where a little is if no type stands in the gaps."""


@dataclass
class Lattice:
    """A ruled area: the positions of its rules, and which sides of its smallest cells are ruled.

    ``across[i, j]`` is the rule above row i in column j (one more row than there are), ``down[i, j]`` the one left of column j in row i.
    """

    xs: list[float]
    ys: list[float]
    segments: tuple[list[Segment], list[Segment]] = ([], [])
    across: Array = field(default_factory=lambda: np.zeros((0, 0), bool))
    down: Array = field(default_factory=lambda: np.zeros((0, 0), bool))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.ys) - 1, len(self.xs) - 1


def lattice_of(across: list[Segment], down: list[Segment], glyph: float, picture: Picture | None = None) -> Lattice:
    """The lattice of rules that cross; the picture, if given, is asked about rules and sides of cells that were not found."""
    tolerance = 0.35 * glyph
    xs = _ends(positions_of(down, tolerance), across, glyph)
    ys = _ends(positions_of(across, tolerance), down, glyph)
    sides = (picture.grey, picture.ink) if picture else None
    turned = (np.ascontiguousarray(picture.grey.T), picture.ink.T) if picture else None
    if sides and turned:
        xs = with_hidden(sides[0], xs, ys, glyph)
        ys = with_hidden(turned[0], ys, xs, glyph)
    lattice = Lattice(xs, ys, (across, down))
    rows, columns = lattice.shape
    lattice.across = np.ones((rows + 1, columns), bool)
    lattice.down = np.ones((rows, columns + 1), bool)
    level = _assigned(across, ys)
    for i, (j, (start, end)) in product(range(1, rows), enumerate(pairwise(xs))):
        lattice.across[i, j] = _is_ruled(turned, level[i], ys[i], start, end, tolerance)
    if turned:
        complete(lattice.across, ys, xs, turned[0])
    lattice = _without_strokes(lattice)
    upright = _assigned(down, xs)
    for j, (i, (start, end)) in product(range(1, columns), enumerate(pairwise(lattice.ys))):
        lattice.down[i, j] = _is_ruled(sides, upright[j], xs[j], start, end, tolerance)
    if sides:
        complete(lattice.down.T, xs, lattice.ys, sides[0])
    return _used(lattice)


def _assigned(segments: Sequence[Segment], positions: Sequence[float]) -> list[list[Segment]]:
    """The rules of each position: each rule belongs to the nearest, so that two tables in one area may differ a little in their columns."""
    groups: list[list[Segment]] = [[] for _ in positions]
    for segment in segments:
        groups[min(range(len(positions)), key=lambda i: abs(positions[i] - segment.at))].append(segment)
    return groups


def _used(lattice: Lattice) -> Lattice:
    """Without positions at which no side of a cell is ruled."""
    rows, columns = lattice.shape
    ys = [i for i in range(rows + 1) if i in (0, rows) or lattice.across[i].any()]
    xs = [j for j in range(columns + 1) if j in (0, columns) or lattice.down[:, j].any()]
    across = np.stack([lattice.across[:, a:b].all(axis=1) for a, b in pairwise(xs)], axis=1)[ys]
    down = np.stack([lattice.down[a:b].all(axis=0) for a, b in pairwise(ys)])[:, xs]
    return Lattice([lattice.xs[j] for j in xs], [lattice.ys[i] for i in ys], lattice.segments, across, down)


def positions_of(segments: list[Segment], tolerance: float) -> list[float]:
    """Distinct positions, each the mean by length of rules that are nearly in line."""
    groups: list[list[Segment]] = []
    for segment in sorted(segments):
        if groups and segment.at - groups[-1][-1].at <= tolerance:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return [sum(s.at * s.length for s in g) / sum(s.length for s in g) for g in groups]


def _without_strokes(lattice: Lattice) -> Lattice:
    """Without inner rows that one column alone has a rule for: that is a stroke through the words of a narrow header cell."""
    rows, columns = lattice.shape
    if columns < 4:
        return lattice
    kept = [i for i in range(rows + 1) if i in (0, rows) or int(lattice.across[i].sum()) > 1]
    down = np.ones((len(kept) - 1, columns + 1), bool)
    return Lattice(lattice.xs, [lattice.ys[i] for i in kept], lattice.segments, lattice.across[kept], down)


def _ends(positions: list[float], crossing: list[Segment], glyph: float) -> list[float]:
    """The positions, with an outer side where the rules run out beyond the last one (a table cut by the page, an open side)."""
    end = _run_out([(s.at, s.end) for s in crossing], positions[-1], glyph)
    start = _run_out([(s.at, -s.start) for s in crossing], -positions[0], glyph)
    return [*([-start] if start is not None else []), *positions, *([end] if end is not None else [])]


def _run_out(reaches: list[tuple[float, float]], last: float, glyph: float) -> float | None:
    """How far rules (position, end) run out beyond the last one they cross; None where only strokes of type beside it do."""
    there = sorted(reach for reach in reaches if reach[1] > last - 0.8 * glyph)
    out = [reach for reach in there if reach[1] > last + 0.8 * glyph]
    outermost = len(out) > 1 and out[0] == there[0] and out[-1] == there[-1]
    return sorted(end for _, end in out)[-2] if outermost or (len(out) > 1 and 2 * len(out) >= len(there)) else None


def _is_ruled(page: tuple[Array, Array] | None, rules: Sequence[Segment], at: float, start: float, end: float, tolerance: float) -> bool:
    """Whether an upright side is ruled: for the most part, or palely, or in pieces with no type across the gaps (of grey and ink)."""
    share = covered(rules, at, start, end, tolerance)
    if share >= COVERED or page is None:
        return share >= COVERED
    grey, ink = page
    return is_drawn(grey, at, start, end) or (share > DAMAGED and not _is_crossed(ink, round(at), round(start), round(end)))


def _is_crossed(ink: Array, x: int, start: int, end: int) -> bool:
    """Whether type runs across an upright line."""
    rows = ink[start + 4 : end - 3]
    left, right = rows[:, max(0, x - 6) : x - 3], rows[:, x + 4 : x + 7]
    both = left.any(axis=1) & right.any(axis=1)
    return bool(both.sum() > 3)


def covered(segments: Sequence[Segment], at: float, start: float, end: float, tolerance: float) -> float:
    """The share of a line from start to end that rules near it cover."""
    near = sorted((s for s in segments if abs(s.at - at) <= tolerance + s.thick / 2), key=lambda s: s.start)
    length, reached = 0.0, start
    for segment in near:
        left, right = max(segment.start, reached), min(segment.end, end)
        length += max(0.0, right - left)
        reached = max(reached, right)
    return length / max(1.0, end - start)


def is_drawn(grey: Array, at: float, start: float, end: float) -> bool:
    """Whether a faint or short upright rule runs from start to end: a column that is a little darker than paper all along."""
    x = round(at)
    patch = 255.0 - grey[round(start) + 4 : round(end) - 3, max(0, x - 5) : x + 6].astype(np.float32)
    if min(patch.shape) < 9:
        return False
    patch -= np.median(patch)
    parts = np.stack([part.mean(axis=0) for part in np.array_split(patch, 5)])
    darkness = parts.mean(axis=0)
    best = 2 + int(np.argmax(darkness[2:-2]))
    rule = float(darkness[best])
    beside = np.delete(darkness, slice(best - 2, best + 3))
    if rule < 3 or beside.max() > 0.5 * rule:
        return False
    # A dark rule has no gaps, as type has between characters; of a pale one only longer pieces stand out from the noise.
    course = (patch if rule > 30 else parts)[:, best - 1 : best + 2].max(axis=1)
    return bool((course > max(2.0, 0.35 * rule)).mean() > 0.9) or (rule > 30 and _is_dotted(course))


def _is_dotted(course: Array) -> bool:
    """Whether a line is one of dots: dark, and even once each dot is averaged with the gap after it, as strokes of type are not."""
    even = cv2.blur(course[:, None], (1, DOTS_APART))
    usual = float(np.median(even))
    return usual > DOTTED and bool(((even > 0.6 * usual) & (even < 1.5 * usual)).mean() > 0.97)
