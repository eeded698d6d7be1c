"""Rows of a table without rules: which of its lines head columns, and where one row ends and the next begins."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from extractors.readers.pdf_label_rows import rows_by_labels
from extractors.readers.pdf_pieces import Line, Token, around
from extractors.readers.pdf_rules import Box, Rule

_WRAPPED = 0.75
"""The lines of one header cell are no farther apart than this part of their height."""
_WITHIN = 0.6
"""Lines of a cell have no more room between them than this part of what rows have."""
_TOO_WIDE = 1.4
_CLOSER = 0.92
"""Lines of one label are closer than rows by this part of how far rows lie apart."""


def parted(lines: Sequence[Line], columns: Sequence[Box]) -> list[Line]:
    """The lines with the words over several columns each by itself; a header's columns are those that the rows below it fill."""
    blank = _blank(lines, columns)
    below = (_filled(_below(lines[index + 1 :]), columns, blank) for index in range(len(lines)))
    return [line if line.figures else line.parted(filled) for line, filled in zip(lines, below, strict=True)]


def row_borders(lines: list[Line], columns: Sequence[Box], left: float, own: float, across: Sequence[Rule]) -> Iterator[float]:
    """The heights between rows. ``left`` is where the figures begin, ``own`` where the labels of single rows do.

    Labels of groups of rows, left of ``own``, stand at any height.
    """
    body = [line for line in lines if line.figures or line.tokens[-1].last > own]
    width = around([line.box for line in lines]).width
    ruled = [rule.at for rule in across if rule.end - rule.start > 0.5 * width]
    usual = _usual_gap(body)
    close = min(0.7 * usual, _least_gap(body)) if usual > 0 else _clear_gap(body)
    before: list[Line] = []
    at = 0
    for head, after in pairwise((*_headers(lines, left), range(len(lines), len(lines)), range(len(lines), len(lines)))):
        rows = [line for line in lines[at : head.start] if line.figures or line.tokens[-1].last > own]
        header = lines[head.start : head.stop]
        yield from (_between(a, b) for a, b in pairwise([*before, *(rows or header)[:1]]))
        yield from _between_rows(rows, header[:1] if rows else [], close, ruled, own)
        room = usual or max((line.box.top - header[-1].box.bottom for line in lines[head.stop : head.stop + 1] if header), default=0.0)
        heads = leaf_header(header, _filled(lines[head.stop : after.start], columns, _blank(lines, columns)), left, room)
        yield from (_between(a, b) for a, b in pairwise(header[: heads + 1]))
        before, at = header[-1:], head.stop


def leaf_header(lines: Sequence[Line], columns: Sequence[Box], left: float, usual: float) -> int:
    """How many lines of a header stand above the words of its single columns, which may take several lines each.

    Lines of one cell are no farther apart than rows ``usual``ly are, or header and rows. What stands left of ``left`` is no header of a
    column of figures. A word over another heads a group of columns where it stands alone in its line, not close to it, or is wider than
    its column has room.
    """
    top = len(lines)
    below: dict[int, float] = {}
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        tokens = [token for token in line.tokens if token.box.middle > left]
        if _heads_groups(tokens, columns) and len(below) == len(columns):
            return top
        for token in tokens:
            over = places(token, columns)
            under = below.get(over[0])
            alone = len(tokens) == 1 and (len(columns) > 1 or not _is_beside(line, lines[index + 1 : index + 2]))
            close = under is not None and under - token.box.bottom < _WITHIN * usual
            group = (alone and not close) or reaches_out(token, columns, over[0])
            apart = under is not None and (group or under - token.box.bottom > max(_WRAPPED * line.box.height, 1.3 * usual))
            if len(over) != 1 or apart:
                return top
            below[over[0]] = token.box.top
        top = index if tokens else top
    return top


def _heads_groups(tokens: Sequence[Token], columns: Sequence[Box]) -> bool:
    """Whether words stand in the middles of groups of as many columns each, and nowhere else."""
    size, rest = divmod(len(columns), max(len(tokens), 1))
    if rest or size < 2 or len(tokens) < 2:
        return False
    outer = [(columns[i * size].middle, columns[(i + 1) * size - 1].middle) for i in range(len(tokens))]
    # The columns of a group need not be of one width.
    return all(abs(t.box.middle - (a + b) / 2) < (b - a) / (size - 1) / 2 for t, (a, b) in zip(tokens, outer, strict=True))


def places(token: Token, columns: Sequence[Box]) -> list[int]:
    """The columns whose middle a piece of text lies over; the nearest where it lies over none."""
    over = [i for i, column in enumerate(columns) if token.box.x0 - 1 <= column.middle <= token.box.x1 + 1]
    return over or [min(range(len(columns)), key=lambda i: abs(columns[i].middle - token.box.middle))]


def _headers(lines: Sequence[Line], left: float) -> Iterator[range]:
    """The stretches of lines that head columns: without figures, with words right of ``left``, and what stands beside these."""
    heads = [not line.figures and not line.is_rest and any(token.box.middle > left for token in line.tokens) for line in lines]
    first = next((i for i, line in enumerate(lines) if line.figures), len(lines))
    last = max((i for i in range(first) if heads[i]), default=-1)
    heads[: last + 1] = [True] * (last + 1)
    for one, other in (*pairwise(range(len(lines))), *pairwise(range(len(lines) - 1, -1, -1))):
        upper, lower = sorted((one, other))
        beside = lines[upper].box.bottom > lines[lower].box.top
        heads[other] = heads[other] or (heads[one] and beside and not lines[other].figures)
    for is_head, indices in groupby(range(len(lines)), key=heads.__getitem__):
        if is_head:
            stretch = list(indices)
            yield range(stretch[0], stretch[-1] + 1)


def reaches_out(token: Token, columns: Sequence[Box], place: int) -> bool:
    """Whether a word is wider than columns lie apart here, by more than letters may hang over."""
    if not 0 < place < len(columns) - 1:
        return False
    pitch = (columns[place + 1].middle - columns[place - 1].middle) / 2
    return token.box.width > _TOO_WIDE * pitch


def _is_beside(line: Line, below: Sequence[Line]) -> bool:
    """Whether other words stand at the height of a line."""
    return len(line.tokens) > 1 or any(line.box.bottom > other.box.top for other in below)


def _blank(lines: Sequence[Line], columns: Sequence[Box]) -> set[int]:
    """The columns that no row of a table fills."""
    return set(range(len(columns))) - {place for line in lines for token in line.figures for place in places(token, columns)}


def _filled(lines: Sequence[Line], columns: Sequence[Box], blank: set[int]) -> list[Box]:
    """The columns that rows fill, up to the next header, and those ``blank`` in all; all of them where rows fill none."""
    last = next((i for i, line in enumerate(lines) if not line.figures and line.box.x1 > columns[0].x0), len(lines))
    used = {place for line in lines[:last] for token in line.figures for place in places(token, columns)}
    return [columns[place] for place in sorted(used | blank)] if used else list(columns)


def _below(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines from the next figures on."""
    return lines[next((i for i, line in enumerate(lines) if line.figures), len(lines)) :]


def _between_rows(rows: list[Line], header: list[Line], close: float, ruled: Sequence[float], own: float) -> Iterator[float]:
    """The heights between the rows of a stretch, and before the header that may follow.

    They are at rules, else where labels end that stand alike beside their figures, else where lines leave most room.
    """
    body = [*rows, *header]
    drawn = any(body[0].box.centre < at < body[-1].box.centre for at in ruled if body)
    if not drawn and (found := rows_by_labels(rows, own)):
        yield from (_between(a[-1], b[0]) for a, b in pairwise([*found, *([header] if header else [])]))
        return
    start = 0
    for index in [i for i, line in enumerate(body) if i > 0 and (line.figures or i == len(rows))]:
        steps = list(pairwise(body[start : index + 1]))
        gaps = [b.box.top - a.box.bottom for a, b in steps]
        apart = [any(a.box.centre < at < b.box.centre for at in ruled) for a, b in steps]
        if not any(apart):
            apart = [gap >= close or (gap == max(gaps) and bool(body[start].figures)) for gap in gaps]
        yield from (_between(a, b) for (a, b), is_apart in zip(steps, apart, strict=True) if is_apart)
        start = index
    # Below the last figures only rows left blank follow.
    yield from (_between(a, b) for a, b in pairwise(body[start:]) if b.box.top - a.box.bottom >= close and not b.is_rest)


def _usual_gap(body: list[Line]) -> float:
    """The usual room between two rows, 0 where no two rows of figures follow each other."""
    gaps = [b.box.top - a.box.bottom for a, b in pairwise(body) if a.figures and b.figures]
    return median(gaps) if gaps else 0.0


def _least_gap(body: list[Line]) -> float:
    """The least room between rows of figures, less what lines of one label are closer than rows."""
    height = median(line.box.height for line in body)
    steps = [b.box.centre - a.box.centre for a, b in pairwise(body) if a.figures and b.figures]
    return _CLOSER * min((step for step in steps if step > height), default=height) - height


def _clear_gap(body: list[Line]) -> float:
    """Room between lines that parts rows, where no two rows of figures show it: lines of one label are clearly closer, if there are any."""
    height = median(line.box.height for line in body)
    gaps = sorted(gap for a, b in pairwise(body) if (gap := b.box.top - a.box.bottom) > 0)
    apart = [(a + b) / 2 for a, b in pairwise(gaps) if b > 2 * a and a < 0.45 * height < 0.6 * height < b < 2 * height]
    return apart[0] if apart else 0.15 * height


def _between(above: Line, below: Line) -> float:
    return (above.box.centre + below.box.centre) / 2
