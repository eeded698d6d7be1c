"""Which lines of a label stand beside which row of figures, in a table without rules: labels of several lines, figures beside one of them.

Rows of one table are set alike: every label stands as high against its figures as any other, by its middle or by its first line.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

from extractors.readers.pdf_pieces import Line

_MOST = 5
"""No label takes more lines."""
_OFF = 0.34
"""A label may stand so much of a line's height higher or lower against its figures than the others of its table."""
_CLEARER = 2.0
"""One way of setting rows must fit so many times better than the other, where the two disagree."""

_CLOSER = 0.92
"""Lines of one label are closer than rows by this part of how far rows lie apart: rows left blank have labels and no figures too."""

Key = Callable[[float, float], float]
"""From the middles of a label's first and last line to where it stands."""
Shares = list[tuple[int, int]]
"""For each row of figures its label's first line, and the one after its last."""


def rows_by_labels(lines: Sequence[Line], own: float) -> list[list[Line]]:
    """The lines of each row, from top to bottom; none where labels of one line leave no doubt, or where several ways are left.

    ``own`` is where the labels of single rows begin, what stands left of it labels groups of rows.
    """
    figures = [line for line in lines if line.figures]
    labels = [(line, middle) for line in lines if (middle := _label_at(line, own)) is not None]
    if not figures or len(labels) <= len(figures):
        return []
    height = median(line.box.height for line in lines)
    rows = [median(token.box.centre for token in line.figures) for line in figures]
    ways = [way for key in (_middle, _first) if (way := _shared(rows, [at for _, at in labels], key, _OFF * height))]
    ways.sort(key=lambda way: way[0])
    if not ways or (len(ways) > 1 and ways[0][1] != ways[1][1] and ways[0][0] * _CLEARER > ways[1][0]):
        return []
    if not _are_close([at for _, at in labels], ways[0][1]):
        return []
    found = [[labels[i][0] for i in range(*share)] for share in ways[0][1]]
    return _with_figures(figures, found)


def _are_close(labels: Sequence[float], shares: Shares) -> bool:
    """Whether the lines of every label are closer than rows are."""
    inner = [labels[i + 1] - labels[i] for start, end in shares for i in range(start, end - 1)]
    alone = [labels[b] - labels[a] for (a, end), (b, last) in pairwise(shares) if end - a == last - b == 1]
    between = [labels[b] - labels[end - 1] for (_, end), (b, _) in pairwise(shares)]
    return bool(between) and max(inner, default=0.0) <= _CLOSER * (median(alone) if alone else min(between))


def _label_at(line: Line, own: float) -> float | None:
    """The middle of what of a line belongs to a row's own label."""
    left = line.figures[0].box.x0 if line.figures else line.box.x1
    words = [t.box.centre for t in line.tokens if not t.is_figure and t.last > own and t.box.x0 < left]
    return median(words) if words else None


def _middle(first: float, last: float) -> float:
    return (first + last) / 2


def _first(first: float, _: float) -> float:
    return first


def _shared(rows: Sequence[float], labels: Sequence[float], key: Key, reach: float) -> tuple[float, Shares] | None:
    """How the lines of labels are shared out among rows, and how far labels are off at most; None where they cannot be."""
    nearest = median(min((at - row for at in labels), key=abs) for row in rows)
    ways = [way for off in {0.0, nearest} if (way := _best([row + off for row in rows], labels, key, reach))]
    return min(ways, default=None, key=lambda way: way[0])


def _best(rows: Sequence[float], labels: Sequence[float], key: Key, reach: float) -> tuple[float, Shares] | None:
    open_ways: dict[int, tuple[float, Shares]] = {0: (0.0, [])}
    for row in rows:
        grown: dict[int, tuple[float, Shares]] = {}
        for start, (worst, shares) in open_ways.items():
            for end in range(start + 1, min(start + _MOST, len(labels)) + 1):
                off = abs(key(labels[start], labels[end - 1]) - row)
                if off <= reach and (end not in grown or max(worst, off) < grown[end][0]):
                    grown[end] = max(worst, off), [*shares, (start, end)]
        open_ways = grown
    return open_ways.get(len(labels))


def _with_figures(figures: Sequence[Line], labels: Sequence[list[Line]]) -> list[list[Line]]:
    """The rows with their figures; none where a line of figures would stand in two rows, or rows run into each other."""
    rows = [sorted({id(line): line for line in (own, *label)}.values(), key=_height) for own, label in zip(figures, labels, strict=True)]
    if any(line.figures and line is not own for own, row in zip(figures, rows, strict=True) for line in row):
        return []
    return rows if all(a[-1].box.centre < b[0].box.centre for a, b in pairwise(rows)) else []


def _height(line: Line) -> float:
    return line.box.centre
