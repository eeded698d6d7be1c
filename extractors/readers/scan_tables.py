"""From rules to cells: areas in which rules cross, the places their rules leave, missing pieces of rules made good.

Lengths are pixels; rows and columns count from 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import NamedTuple

import cv2
import numpy as np

from extractors.readers.scan_hidden import complete, with_hidden
from extractors.readers.scan_page import Array, Picture
from extractors.readers.scan_rules import Rules, Segment

COVERED = 0.88
DAMAGED = 0.2
"""A side of a cell is ruled where so much of it is, and where a little is if no type stands in the gaps."""
HIDDEN = 7
"""The thickness to which a pale rule is taken out."""
LONGEST = 14
"""A level rule so many times longer than type is high is one even where it crosses no other."""
MOST_PLACES = 20_000
LONG = 7
"""A rule so many times longer than its ends may miss others by stands although it meets only one: the rest of it is broken off."""


Area = tuple[list[Segment], list[Segment]]
"""Level and upright rules that hang together."""


class Place(NamedTuple):
    """A cell's rectangle and where it stands in the table."""

    x0: int
    y0: int
    x1: int
    y1: int
    row: int
    column: int
    rowspan: int
    colspan: int


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
            parents[_root(parents, len(across) + j)] = _root(parents, i)
    roots = [_root(parents, index) for index in range(len(parents))]
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
    common = [x for x in _positions(below[1], 0.35 * glyph) if any(abs(x - s.at) < 0.3 * glyph for s in above[1])]
    if start - end > 4 * glyph or len(common) < 3:
        return False
    return start - end < 0.5 * glyph or sum(_is_drawn(picture.grey, x, end, start) for x in common) * 2 > len(common)


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


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


def lattice_of(across: list[Segment], down: list[Segment], glyph: float, picture: Picture | None = None) -> Lattice:
    """The lattice of rules that cross; the picture, if given, is asked about rules and sides of cells that were not found."""
    tolerance = 0.35 * glyph
    xs = _ends(_positions(down, tolerance), across, glyph)
    ys = _ends(_positions(across, tolerance), down, glyph)
    if picture:
        xs = with_hidden(picture.grey, xs, ys, glyph)
        ys = with_hidden(np.ascontiguousarray(picture.grey.T), ys, xs, glyph)
    lattice = Lattice(xs, ys, (across, down))
    rows, columns = lattice.shape
    lattice.across = np.ones((rows + 1, columns), bool)
    lattice.down = np.ones((rows, columns + 1), bool)
    turned = (picture.grey.T, picture.ink.T) if picture else None
    level = _assigned(across, ys)
    for i, (j, (start, end)) in product(range(1, rows), enumerate(pairwise(xs))):
        lattice.across[i, j] = _is_ruled(turned, level[i], ys[i], start, end, tolerance)
    if picture:
        complete(lattice.across, ys, xs, np.ascontiguousarray(picture.grey.T))
    lattice = _without_strokes(lattice)
    sides = (picture.grey, picture.ink) if picture else None
    upright = _assigned(down, xs)
    for j, (i, (start, end)) in product(range(1, columns), enumerate(pairwise(lattice.ys))):
        lattice.down[i, j] = _is_ruled(sides, upright[j], xs[j], start, end, tolerance)
    if picture:
        complete(lattice.down.T, xs, lattice.ys, picture.grey)
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


def _positions(segments: list[Segment], tolerance: float) -> list[float]:
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
    share = _covered(rules, at, start, end, tolerance)
    if share >= COVERED or page is None:
        return share >= COVERED
    grey, ink = page
    return _is_drawn(grey, at, start, end) or (share > DAMAGED and not _is_crossed(ink, round(at), round(start), round(end)))


def _is_crossed(ink: Array, x: int, start: int, end: int) -> bool:
    """Whether type runs across an upright line."""
    rows = ink[start + 4 : end - 3]
    left, right = rows[:, max(0, x - 6) : x - 3], rows[:, x + 4 : x + 7]
    both = left.any(axis=1) & right.any(axis=1)
    return bool(both.sum() > 3)


def _covered(segments: Sequence[Segment], at: float, start: float, end: float, tolerance: float) -> float:
    near = sorted((s for s in segments if abs(s.at - at) <= tolerance + s.thick / 2), key=lambda s: s.start)
    length, reached = 0.0, start
    for segment in near:
        left, right = max(segment.start, reached), min(segment.end, end)
        length += max(0.0, right - left)
        reached = max(reached, right)
    return length / max(1.0, end - start)


def _is_drawn(grey: Array, at: float, start: float, end: float) -> bool:
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
    return bool((course > max(2.0, 0.35 * rule)).mean() > 0.9)


def without_rules(picture: Picture, rules: Rules, lattices: list[Lattice]) -> Array:
    """The grey picture with the rules of tables made paper, and long level rules, which tables without ruled columns have."""
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
    return np.where(gone > 0, 255, picture.grey).astype(np.uint8)


def _take_out_hidden(gone: Array, lattice: Lattice) -> None:
    """Mark sides that are ruled although no rule was found at their position."""
    across, down = lattice.segments
    for i in (i for i, y in enumerate(lattice.ys) if not any(abs(s.at - y) < 6 for s in across)):
        for (start, end), ruled in zip(pairwise(lattice.xs), lattice.across[i], strict=True):
            if ruled:
                cv2.line(gone, (round(start), round(lattice.ys[i])), (round(end), round(lattice.ys[i])), 1, HIDDEN)
    for j in (j for j, x in enumerate(lattice.xs) if not any(abs(s.at - x) < 6 for s in down)):
        for (start, end), ruled in zip(pairwise(lattice.ys), lattice.down[:, j], strict=True):
            if ruled:
                cv2.line(gone, (round(lattice.xs[j]), round(start)), (round(lattice.xs[j]), round(end)), 1, HIDDEN)


def _stands(segment: Segment, positions: list[float]) -> bool:
    return any(abs(segment.at - at) <= segment.thick + 6 for at in positions)


def places(lattice: Lattice) -> list[Place]:
    """The cells: neighbours without a rule between them are one, cut into rectangles where they make none."""
    rows, columns = lattice.shape
    parents = list(range(rows * columns))
    for i, j in product(range(rows), range(columns)):
        if j and not lattice.down[i, j]:
            parents[_root(parents, i * columns + j)] = _root(parents, i * columns + j - 1)
        if i and not lattice.across[i, j]:
            parents[_root(parents, i * columns + j)] = _root(parents, (i - 1) * columns + j)
    groups: dict[int, list[tuple[int, int]]] = {}
    for i, j in product(range(rows), range(columns)):
        groups.setdefault(_root(parents, i * columns + j), []).append((i, j))
    found = [_place(lattice, *rectangle) for group in groups.values() for rectangle in _rectangles(group)]
    return sorted(found, key=lambda p: (p.row, p.column))


def _rectangles(group: list[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, bottom, right (ends excluded) of rectangles that make up a group of cells: runs in a row, joined where they are alike."""
    open_runs: dict[tuple[int, int], tuple[int, int]] = {}
    for row in sorted({i for i, _ in group}):
        runs = set(_runs(sorted(j for i, j in group if i == row)))
        for run in [r for r in open_runs if r not in runs]:
            top, bottom = open_runs.pop(run)
            yield top, run[0], bottom, run[1]
        for run in runs:
            open_runs[run] = (open_runs[run][0] if run in open_runs else row, row + 1)
    for run, (top, bottom) in open_runs.items():
        yield top, run[0], bottom, run[1]


def _runs(columns: list[int]) -> Iterator[tuple[int, int]]:
    start = previous = columns[0]
    for column in columns[1:]:
        if column != previous + 1:
            yield start, previous + 1
            start = column
        previous = column
    yield start, previous + 1


def _place(lattice: Lattice, top: int, left: int, bottom: int, right: int) -> Place:
    x0, x1 = round(lattice.xs[left]), round(lattice.xs[right])
    y0, y1 = round(lattice.ys[top]), round(lattice.ys[bottom])
    return Place(x0, y0, x1, y1, top + 1, left + 1, bottom - top, right - left)
