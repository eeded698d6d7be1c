"""Lines of type in a part of a page: marks joined to lines, specks and scraps of rules left out, pictures cut for the recogniser."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np

from extractors.readers.scan_page import Array, box, ink_of
from extractors.readers.scan_places import Place

PAPER = 255
SPECK = 0.09
"""What measures less than this part of the height of type both ways is dirt."""
DOT = 0.24
"""What measures less than this is a point or a comma where it stands at the foot of figures, else dirt."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A connected piece of ink: its box (ends excluded), the number of its pixels and its label among the labels of its part."""

    x0: int
    y0: int
    x1: int
    y1: int
    area: int
    label: int = 0

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of type: its box on the page, and two pictures of it, one of its marks alone (``clean``) and one with all around (``raw``).

    Both begin ``margin`` pixels left of the box; a ``damaged`` line stands where something was taken out of the page.
    """

    box: tuple[int, int, int, int]
    clean: Array = field(repr=False)
    raw: Array = field(repr=False)
    marks: tuple[Mark, ...] = field(repr=False, default=())
    margin: int = 3
    damaged: bool = False

    @property
    def height(self) -> int:
        """Height of the line in pixels."""
        return self.box[3] - self.box[1]

    @property
    def shape(self) -> float:
        """Width by height."""
        return (self.box[2] - self.box[0]) / max(1, self.height)


def strips(grey: Array, ink: Array, place: Place, glyph: float, xs: Sequence[float] = (), ys: Sequence[float] = ()) -> list[list[Strip]]:
    """The lines of a cell from top to bottom, each in pieces where it has wide gaps.

    ``xs`` and ``ys`` are where the table has rules on either side of this cell: what is thin there is a scrap of a rule.
    """
    x0, y0, x1, y1 = place.x0 + 2, place.y0 + 2, place.x1 - 1, place.y1 - 1
    if x1 - x0 < 4 or y1 - y0 < 4:
        return []
    part, patch = grey[y0:y1, x0:x1], np.ascontiguousarray(ink[y0:y1, x0:x1])
    marks, labels = marks_of(patch)
    marks = [m for m in marks if not _is_scrap(m, patch.shape, glyph)]
    # Of the cell's own borders only the level ones: what is thin beside an upright one may be a 1.
    level = [y - y0 for y in (*ys, place.y0, place.y1)]
    marks = _without_scraps(marks, [x - x0 for x in xs], level, glyph)
    lines = [without_dirt(line, glyph) for line in lines_of(marks, glyph)]
    made = []
    for line in lines:
        if line:
            # Beside a label of several lines stand figures of their own lines, which only come apart once the label is cut off.
            groups = [own for group in at_wide_gaps(line, glyph) for own in lines_of(group, glyph)]
            made.append([_strip(part, labels, group, x0, y0) for group in groups])
    return made


def cut(grey: Array, box: tuple[int, int, int, int], glyph: float) -> Strip:
    """A strip of what stands in a box of the page, its marks told apart anew."""
    x0, y0, x1, y1 = max(0, box[0] - 2), max(0, box[1] - 2), box[2] + 2, box[3] + 2
    part = grey[y0:y1, x0:x1]
    found, labels = marks_of(ink_of(part))
    marks = [m for m in found if max(m.width, m.height) > SPECK * glyph]
    kept = without_dirt(marks, glyph) or marks
    return _strip(part, labels, kept, x0, y0) if kept else Strip(box, part, part)


def marks_of(ink: Array) -> tuple[list[Mark], Array]:
    """The connected pieces of ink of a part of a page, and their labels pixel by pixel."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    rows = stats.tolist()
    return [Mark(x, y, x + w, y + h, a, i) for i, (x, y, w, h, a) in enumerate(rows) if i], labels


def _is_scrap(mark: Mark, shape: tuple[int, ...], glyph: float) -> bool:
    """Whether a mark is what is left of a rule: long and thin along the edge it lies on."""
    height, width = shape
    edge_x = mark.x0 <= 2 or mark.x1 >= width - 2
    edge_y = mark.y0 <= 2 or mark.y1 >= height - 2
    thin = max(3.0, 0.16 * glyph)
    upright = edge_x and mark.width <= thin and (mark.height >= 0.75 * height or (mark.width <= 3 and edge_y))
    level = edge_y and mark.height <= thin and (mark.width >= 0.5 * width or mark.width >= 1.2 * glyph or edge_x)
    return upright or level


def _without_scraps(marks: Sequence[Mark], xs: Sequence[float], ys: Sequence[float], glyph: float) -> list[Mark]:
    """The marks that are no scraps of rules which run on either side of a cell; a small one alone in the course of one may be a point."""
    kept = [m for m in marks if not (m.height <= 0.22 * glyph and any(abs((m.y0 + m.y1) / 2 - y) < 5 for y in ys))]
    for x in xs:
        scraps = [m for m in kept if m.width <= 0.22 * glyph and abs((m.x0 + m.x1) / 2 - x) < 5]
        if len(scraps) != 1 or scraps[0].height > 0.22 * glyph:
            kept = [m for m in kept if m not in scraps]
    return kept


def lines_of(marks: Iterable[Mark], glyph: float) -> list[list[Mark]]:
    """Marks gathered to lines by the rows they share; the strokes of a character that stand apart (三, 二, ：) come together again."""
    bands: list[list[Mark]] = []
    ends: list[int] = []
    for mark in sorted((m for m in marks if max(m.width, m.height) > SPECK * glyph), key=lambda m: m.y0):
        if bands and mark.y0 < ends[-1]:
            bands[-1].append(mark)
            ends[-1] = max(ends[-1], mark.y1)
        else:
            bands.append([mark])
            ends.append(mark.y1)
    return _rejoined(bands, glyph)


def _rejoined(bands: list[list[Mark]], glyph: float) -> list[list[Mark]]:
    full = max([glyph, *(_extent(b)[1] - _extent(b)[0] for b in bands if _extent(b)[1] - _extent(b)[0] < 1.6 * glyph)])
    joined: list[list[Mark]] = []
    for band in bands:
        if joined and _one_line(joined[-1], band, full):
            joined[-1] = joined[-1] + band
        else:
            joined.append(band)
    return joined


def _extent(band: Sequence[Mark]) -> tuple[int, int]:
    return min(m.y0 for m in band), max(m.y1 for m in band)


def _one_line(above: list[Mark], below: list[Mark], full: float) -> bool:
    (top, end), (start, bottom) = _extent(above), _extent(below)
    low = min(end - top, bottom - start) < 0.6 * full
    return low and start - end < 0.45 * full and bottom - top <= 1.2 * full


def without_dirt(line: list[Mark], glyph: float) -> list[Mark]:
    """A line's marks without specks; a small one stays where a point can stand: at the foot, with larger marks on both sides."""
    large = [m for m in line if max(m.width, m.height) > DOT * glyph or _is_flat(m, glyph)]
    if not large:
        return []
    top, bottom = _extent(large)
    return [m for m in line if max(m.width, m.height) > DOT * glyph or _is_point(m, large, top, bottom)]


def _is_flat(mark: Mark, glyph: float) -> bool:
    """Whether a small mark is long enough for a hyphen."""
    return mark.width >= 0.2 * glyph and mark.width >= 1.4 * mark.height


def _is_point(mark: Mark, large: list[Mark], top: int, bottom: int) -> bool:
    height = bottom - top
    if mark.y0 < top - 2 or mark.y1 > bottom + 0.25 * height:
        return False
    beside = [m for m in large if m.x0 - 0.5 * height <= mark.x1 and mark.x0 <= m.x1 + 0.5 * height]
    if any(m.width > 0.9 * height for m in beside):
        return True
    # A full-width point stands at the left of its room, as wide as that of the figures around it.
    after = (1.15 if _are_spaced(large, height) else 0.5) * height
    low = mark.y1 > bottom - 0.35 * height
    return low and any(m.x1 <= mark.x0 + 2 for m in beside) and any(mark.x1 - 2 <= m.x0 <= mark.x1 + after for m in large)


def _are_spaced(marks: Sequence[Mark], height: int) -> bool:
    """Whether marks stand apart like full-width figures."""
    ordered = sorted(marks, key=lambda m: m.x0)
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(ordered))
    return len(gaps) > 1 and gaps[len(gaps) // 2] > 0.3 * height


def at_wide_gaps(line: list[Mark], glyph: float) -> list[list[Mark]]:
    """A line cut where a gap is wider than any blank inside a number or a word."""
    ordered = sorted(line, key=lambda m: m.x0)
    top, bottom = _extent(line)
    widest = 1.1 * max(bottom - top, 0.7 * glyph)
    groups, reach = [[ordered[0]]], ordered[0].x1
    for _, mark in pairwise(ordered):
        if mark.x0 - reach > widest:
            groups.append([])
        groups[-1].append(mark)
        reach = max(reach, mark.x1)
    return groups


def _strip(part: Array, labels: Array, marks: list[Mark], x: int, y: int) -> Strip:
    top, bottom = _extent(marks)
    left, right = min(m.x0 for m in marks), max(m.x1 for m in marks)
    raw = part[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3]
    window = labels[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3]
    kept = np.zeros(int(labels.max()) + 1, np.uint8)
    kept[[m.label for m in marks]] = 1
    own = kept[window]
    # Type fades out over two pixels around its ink; what lies farther off belongs to something else.
    clean = np.where(cv2.dilate(own, box(5, 5)) > 0, raw, PAPER).astype(np.uint8)
    return Strip((x + left, y + top, x + right, y + bottom), clean, raw, tuple(marks), min(3, left))


def framed(picture: Array, height: int, glyph: float, above: float = 0.16, beside: float = 0.3) -> Array:
    """A strip's picture with paper around it, as the recogniser was taught to expect; a lone dash keeps the height of a line."""
    full = max(height, 0.62 * glyph)
    pad = max(0, round((full - picture.shape[0]) / 2)) + round(above * full)
    side = round(beside * full)
    return np.asarray(cv2.copyMakeBorder(picture, pad, pad, side, side, cv2.BORDER_CONSTANT, value=PAPER))
