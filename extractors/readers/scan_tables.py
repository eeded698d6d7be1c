"""From rules to ruled areas: those in which rules cross, each with its lattice, and the page without their rules.

Lengths are pixels; rows and columns count from 1.
"""

from collections.abc import Iterator
from itertools import pairwise, product

import cv2
import numpy as np

from extractors.readers.scan_courses import Segment
from extractors.readers.scan_lattice import COVERED, Lattice, covered, is_drawn, lattice_of, positions_of
from extractors.readers.scan_page import Array, Picture
from extractors.readers.scan_places import root_of
from extractors.readers.scan_rules import Rules

HIDDEN = 7
"""The thickness to which a pale rule is taken out."""
LONGEST = 14
"""A level rule so many times longer than type is high is one even where it crosses no other."""
MOST_PLACES = 20_000
LONG = 7
"""A rule so many times longer than its ends may miss others by stands although it meets only one: the rest of it is broken off."""

Area = tuple[list[Segment], list[Segment]]
"""Level and upright rules that hang together."""


def find_lattices(picture: Picture, rules: Rules) -> list[Lattice]:
    """The ruled areas of a page with two cells or more, from top to bottom."""
    found = []
    for across, down in _rejoined(list(_areas(rules, 0.8 * picture.glyph)), picture):
        lattice = lattice_of(across, down, picture.glyph, picture)
        rows, columns = lattice.shape
        if rows * columns >= 2 and rows * columns <= MOST_PLACES:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _areas(rules: Rules, reach: float) -> Iterator[tuple[list[Segment], list[Segment]]]:
    """Rules that hang together, strokes of characters left out: those end on nothing."""
    across, down = _supported(rules.across, rules.down, reach)
    parents = list(range(len(across) + len(down)))
    for i, j in product(range(len(across)), range(len(down))):
        if _meet(across[i], down[j], reach):
            parents[root_of(parents, len(across) + j)] = root_of(parents, i)
    roots = [root_of(parents, index) for index in range(len(parents))]
    for root in sorted(set(roots)):
        level = [s for i, s in enumerate(across) if roots[i] == root]
        upright = [s for j, s in enumerate(down) if roots[len(across) + j] == root]
        if len(level) >= 2 and len(upright) >= 1 and len(level) + len(upright) >= 4:
            yield level, upright


def _rejoined(areas: list[Area], picture: Picture) -> list[Area]:
    """Areas one close below the other with upright rules between them, if palely, are one table."""
    joined: list[Area] = []
    for area in sorted(areas, key=lambda a: min(s.start for s in a[1])):
        if joined and _goes_on(joined[-1], area, picture):
            joined[-1] = joined[-1][0] + area[0], joined[-1][1] + area[1]
        else:
            joined.append(area)
    return joined


def _goes_on(above: Area, below: Area, picture: Picture) -> bool:
    glyph = picture.glyph
    end, start = max(s.end for s in above[1]), min(s.start for s in below[1])
    common = [x for x in positions_of(below[1], 0.35 * glyph) if any(abs(x - s.at) < 0.3 * glyph for s in above[1])]
    if start - end > 4 * glyph or len(common) < 3:
        return False
    return start - end < 0.5 * glyph or sum(is_drawn(picture.grey, x, end, start) for x in common) * 2 > len(common)


def _meet(level: Segment, upright: Segment, reach: float) -> bool:
    across = level.start - reach <= upright.at <= level.end + reach
    return across and upright.start - reach <= level.at <= upright.end + reach


def _supported(across: list[Segment], down: list[Segment], reach: float) -> tuple[list[Segment], list[Segment]]:
    """Rules that cross two others, or one that is long; repeated until none falls."""
    while True:
        level = [s for s in across if _support(s, down, reach, False) >= (1 if s.length > LONG * reach else 2)]
        upright = [s for s in down if _support(s, level, reach, True) >= (1 if s.length > LONG * reach else 2)]
        if len(level) == len(across) and len(upright) == len(down):
            return level, upright
        across, down = level, upright


def _support(segment: Segment, others: list[Segment], reach: float, upright: bool) -> int:
    return sum(_meet(other, segment, reach) if upright else _meet(segment, other, reach) for other in others)


def without_rules(picture: Picture, rules: Rules, lattices: list[Lattice]) -> tuple[Array, Array]:
    """The grey picture with the rules of tables made paper, long level rules too (tables without columns have them), and where (1)."""
    bands = np.zeros_like(rules.mask)
    for s in (s for s in rules.across if s.length > LONGEST * picture.glyph):
        cv2.line(bands, (int(s.start), round(s.at)), (int(s.end), round(s.at)), 1, round(s.thick) + 6)
    for lattice in lattices:
        across, down = lattice.segments
        for s in (s for s in across if _stands(s, lattice.ys)):
            cv2.line(bands, (int(s.start), round(s.at)), (int(s.end), round(s.at)), 1, round(s.thick) + 6)
        for s in (s for s in down if _stands(s, lattice.xs)):
            cv2.line(bands, (round(s.at), int(s.start)), (round(s.at), int(s.end)), 1, round(s.thick) + 6)
    gone = cv2.min(bands, rules.mask)
    for lattice in lattices:
        _take_out_hidden(gone, lattice)
    return np.where(gone > 0, 255, picture.grey).astype(np.uint8), np.asarray(gone)


def _take_out_hidden(gone: Array, lattice: Lattice) -> None:
    """Mark sides that are ruled although no rule was found there, or not all along."""
    across, down = lattice.segments
    for i, y in enumerate(lattice.ys):
        for start, end in _hidden(across, y, lattice.xs, lattice.across[i]):
            cv2.line(gone, (start, round(y)), (end, round(y)), 1, HIDDEN)
    for j, x in enumerate(lattice.xs):
        for start, end in _hidden(down, x, lattice.ys, lattice.down[:, j]):
            cv2.line(gone, (round(x), start), (round(x), end), 1, HIDDEN)


def _hidden(segments: list[Segment], at: float, ends: list[float], ruled: Array) -> Iterator[tuple[int, int]]:
    """The ruled sides at a position that no rule covers whole."""
    near = [s for s in segments if abs(s.at - at) < 6]
    for (start, end), is_ruled in zip(pairwise(ends), ruled, strict=True):
        if is_ruled and covered(near, at, start, end, 6) < COVERED:
            yield round(start), round(end)


def _stands(segment: Segment, positions: list[float]) -> bool:
    return any(abs(segment.at - at) <= segment.thick + 6 for at in positions)
