"""A table's lone row at the head or foot of a page: two long level rules, and uprights too short to be found by themselves.

Lengths are pixels.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from extractors.readers.scan_courses import Segment
from extractors.readers.scan_hidden import with_hidden
from extractors.readers.scan_lattice import Lattice, is_drawn
from extractors.readers.scan_page import Picture
from extractors.readers.scan_tables import LONGEST

LOW, HIGH = 0.9, 5.0
"""A row is so many times as high as type, from one line to a label of three."""
FEWEST = 3
"""The columns that two level rules need between them to be a row of a table and no frame around a line; with sides, one less."""


def lone_rows(picture: Picture, across: Sequence[Segment], lattices: Sequence[Lattice]) -> list[Lattice]:
    """The rows that stand by themselves, outside the ruled areas that were found."""
    free = [s for s in across if s.length > LONGEST * picture.glyph and not any(_lies_in(s, lattice) for lattice in lattices)]
    rows = (_row(picture, upper, lower) for upper, lower in _bands(sorted(free), picture.glyph))
    return [row for row in rows if row is not None]


def _lies_in(segment: Segment, lattice: Lattice) -> bool:
    return lattice.ys[0] - 3 <= segment.at <= lattice.ys[-1] + 3


def _bands(rules: list[Segment], glyph: float) -> Iterator[tuple[Segment, Segment]]:
    """Two rules one close below the other, of the same ends."""
    for upper, lower in pairwise(rules):
        ends = abs(upper.start - lower.start), abs(upper.end - lower.end)
        if LOW * glyph < lower.at - upper.at < HIGH * glyph and max(ends) < 1.5 * glyph:
            yield upper, lower


def _row(picture: Picture, upper: Segment, lower: Segment) -> Lattice | None:
    ends = [(upper.start + lower.start) / 2, (upper.end + lower.end) / 2]
    ys = [upper.at, lower.at]
    sides = [_side(picture, end, ys, way) for end, way in zip(ends, (1, -1), strict=True)]
    borders = [end if side is None else side for end, side in zip(ends, sides, strict=True)]
    xs = with_hidden(picture.grey, borders, ys, picture.glyph, rows=1)
    if len(xs) <= (FEWEST if None in sides else FEWEST - 1):
        return None
    # Uprights that were found by no search stand on no mask: as hidden ones they are taken out all along.
    return Lattice(xs, ys, ([upper, lower], []), np.ones((2, len(xs) - 1), bool), np.ones((1, len(xs)), bool))


def _side(picture: Picture, end: float, ys: Sequence[float], way: int) -> float | None:
    """Where the outer upright of a row stands: level rules run a few pixels beyond it."""
    drawn = [end + step * way for step in (0, 3, 6) if is_drawn(picture.grey, end + step * way, ys[0], ys[1])]
    return sum(drawn) / len(drawn) if drawn else None
