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
    xs = with_hidden(picture.grey, ends, ys, picture.glyph, rows=1)
    # Level rules run a few pixels beyond the upright ones at their ends.
    sides = all(
        any(is_drawn(picture.grey, x + step * way, upper.at, lower.at) for step in (0, 5)) for x, way in zip(ends, (1, -1), strict=True)
    )
    if len(xs) <= (FEWEST - 1 if sides else FEWEST):
        return None
    ruled = np.ones((2, len(xs) - 1), bool), np.ones((1, len(xs)), bool)
    return Lattice(xs, ys, ([upper, lower], [Segment(x, upper.at, lower.at, 3.0) for x in xs]), *ruled)
