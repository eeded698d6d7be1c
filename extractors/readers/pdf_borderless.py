"""Tables without rules, or with rules between their rows only: rows and columns from where the text stands, as rules for the engines.

Guided by geometry alone. A table is seen where some line has three figures or more set apart; columns are where figures stand, their
borders where the least text is crossed; text that crosses a border spans it. Where two figures share a column nothing is made of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from extractors.readers.pdf_bare_rows import leaf_header, parted, places, reaches_out, row_borders
from extractors.readers.pdf_blank_columns import carried_over, headed
from extractors.readers.pdf_pieces import DIGITS, Line, Token, around, blocks, lines_in_pieces
from extractors.readers.pdf_rules import Box, Rule, RuledArea
from extractors.readers.pdf_text import Glyph

_FEW = 0.4
"""A border between label columns is crossed by no more than this part of the lines."""
_STEP = 1.0
_MARKS = DIGITS | frozenset("-—–－/／无")
_FEWEST = 3
_ROWS = 1.2
"""Rows left blank at the end of a table are no farther apart than this part of how far its rows lie apart."""
_CLOSER = 0.92
"""Lines of one label are closer than rows by this part of how far rows lie apart."""


def inferred_areas(glyphs: Sequence[Glyph], across: Sequence[Rule], above: Sequence[Sequence[Box]] = ()) -> tuple[RuledArea, ...]:
    """The tables of a page without ruled columns; ``across`` are the horizontal rules it has all the same.

    ``above`` are the columns of the header and of the table that end the page before, and may go on in the first of this.
    """
    if sum(glyph.text in _MARKS for glyph in glyphs) < _FEWEST:
        return ()
    lines = list(lines_in_pieces(glyphs))
    areas = (_area(block, across, above if place == 0 else ()) for place, block in enumerate(blocks(lines)))
    return tuple(area for area in areas if area is not None)


def header_at_end(glyphs: Sequence[Glyph]) -> list[Box]:
    """The columns of a header with which a page ends, its rows all on the next; none where it ends otherwise."""
    last = list(blocks(list(lines_in_pieces(glyphs))))[-1:]
    return [column for block in last if not any(line.figures for line in block) for column in headed(block, [])]


def _area(block: list[Line], across: Sequence[Rule], above: Sequence[Sequence[Box]]) -> RuledArea | None:
    """The table in a block of lines, None where there is none or its columns cannot be told."""
    if not any(line.figures for line in block):
        return None
    lines = _trimmed(block)
    columns = carried_over(lines, headed(lines, _columns([line.figures for line in lines])), above)
    if not (_is_table(block, columns) or (any(above) and _ends_table(lines))):
        return None
    lines = parted(lines, columns)
    first = next(i for i, line in enumerate(lines) if line.figures)
    labels = _label_borders(lines[first:], columns[0].x0)
    xs = [*labels, *_borders(lines, columns)]
    page = around([line.box for line in lines])
    box = Box(page.x0 - 2, page.top - 2, page.x1 + 2, page.bottom + 2)
    unlabelled = len(xs) < len(columns)
    left = box.x0 if unlabelled else xs[-len(columns)]
    ys = [box.top, *row_borders(lines, columns, left, labels[-1] if labels else box.x0, across), box.bottom]
    verticals = [Rule(box.x0, box.top, box.bottom), Rule(box.x1, box.top, box.bottom)]
    covered = _covered(lines[: leaf_header(lines[:first], columns, left, 0.0)], columns) if unlabelled else {}
    for top, bottom in pairwise(ys):
        band = [line for line in lines if top < line.box.centre < bottom]
        if _share_a_column([t for line in band for t in line.figures], columns):
            return None
        spanned = {i for line in band for span in covered.get(id(line), ()) for i in range(span[0], span[1])}
        verticals += [Rule(x, top, bottom) for i, x in enumerate(xs) if i not in spanned and not _crossed(x, band)]
    return RuledArea(box, tuple(Rule(y, box.x0, box.x1) for y in ys), tuple(verticals), inferred=True, held=tuple(columns))


def _is_table(block: list[Line], columns: Sequence[Box]) -> bool:
    """Whether lines are rows of figures: three or two side by side, or one in each row beside columns that are known to be blank."""
    counts = [len(line.figures) for line in block]
    most, rows = max(counts), sum(map(bool, counts))
    return most > 2 or (most == 2 and (rows > 1 or len(columns) > 2)) or (rows > 1 and len(columns) > 2)


def _ends_table(lines: list[Line]) -> bool:
    """Whether lines at the head of a page may be the end of the table before: its last row, or several of a figure each."""
    rows = [line for line in lines if line.figures]
    labelled = all(not line.tokens[0].is_figure and line.tokens[1:] == tuple(line.figures) for line in rows)
    return labelled and (len(lines) == 1 or (len(rows) > 1 and all(len(line.tokens) < 3 for line in lines)))


def _covered(lines: Sequence[Line], columns: Sequence[Box]) -> dict[int, list[tuple[int, int]]]:
    """For each line of a header (by identity) the first and last column of each of its words: they stand amid what they head."""
    outer = [(0, len(columns) - 1)]
    covered: dict[int, list[tuple[int, int]]] = {}
    for line in lines:
        covered[id(line)] = [_span(token, columns, outer) for token in line.tokens]
        outer += covered[id(line)]
    return covered


def _span(token: Token, columns: Sequence[Box], outer: Sequence[tuple[int, int]]) -> tuple[int, int]:
    over = places(token, columns)
    low, high = next(span for span in reversed(outer) if span[0] <= over[0] and over[-1] <= span[1])
    middle = min(
        range(2 * low, 2 * high + 1), key=lambda i: abs((columns[i // 2].middle + columns[(i + 1) // 2].middle) / 2 - token.box.middle)
    )
    reach = min(middle - 2 * low, 2 * high - middle)
    return (middle - reach) // 2, (middle + reach) // 2


def _trimmed(block: list[Line]) -> list[Line]:
    """The lines of a block up to the last with figures, and what of that row goes on below."""
    last = max(i for i, line in enumerate(block) if line.figures)
    height = median(line.box.height for line in block)
    pitch = min((b - a for a, b in pairwise(line.box.centre for line in block if line.figures)), default=0.0)
    row = block[last]
    while last + 1 < len(block) and _goes_on(block[last], block[last + 1], row, height, pitch):
        last += 1
    return block[: last + 1]


def _goes_on(above: Line, line: Line, row: Line, height: float, pitch: float) -> bool:
    """Whether a line is part of the row above it: close by, the rest of a number, or below its label and closer than rows are."""
    gap = line.box.top - above.box.bottom
    if gap < (0.6 if line.is_rest else 0.3) * height:
        return True
    width = max(line.box.x1, row.box.x1) - min(line.box.x0, row.box.x0)
    if line.box.centre - above.box.centre < _ROWS * pitch and max(token.box.width for token in line.tokens) < 0.5 * width:
        # A row left blank, or a header of such rows: prose is wider, and a heading ends the block.
        return True
    under = any(token.box.x0 - 2 <= line.box.x0 and line.box.x1 <= row.figures[0].box.x0 for token in row.tokens[:1] if not token.is_figure)
    return under and len(line.tokens) == 1 and line.box.centre - above.box.centre < _CLOSER * pitch


def _columns(rows: Sequence[Sequence[Token]]) -> list[Box]:
    """Where figures stand: the boxes around those that overlap from left to right."""
    columns: list[Box] = []
    for token in sorted((t for row in rows for t in row), key=lambda t: t.box.x0):
        if columns and token.box.x0 < columns[-1].x1:
            columns[-1] = around([columns[-1], token.box])
        else:
            columns.append(token.box)
    return columns


def _share_a_column(figures: Sequence[Token], columns: Sequence[Box]) -> bool:
    places = [i for token in figures for i, column in enumerate(columns) if column.x0 <= token.box.middle <= column.x1]
    return len(set(places)) < len(places)


def _borders(lines: Sequence[Line], columns: Sequence[Box]) -> Iterator[float]:
    """The left border of each column: where it crosses the least text between it and what stands before it.

    Words wider than their column, which head groups of columns, may be crossed anywhere.
    """
    before = [t.box.x1 for line in lines for t in line.tokens if not t.is_figure and t.box.x1 < columns[0].x0]
    if before:
        yield _quietest(lines, max(before), columns[0].x0)
    lines = [Line(kept) for line in lines if (kept := tuple(t for t in line.tokens if not reaches_out(t, columns, places(t, columns)[0])))]
    for left, right in pairwise(columns):
        yield _quietest(lines, left.x1, right.x0)


def _quietest(lines: Sequence[Line], low: float, high: float) -> float:
    """The middle of the longest stretch between two places that crosses the least text; lines of many pieces say most."""
    steps = max(int((high - low) / _STEP), 1)
    places = [low + (high - low) * (i + 0.5) / steps for i in range(steps)]
    counts = [sum(max(len(line.tokens) - 1, 0.1) for line in lines if _crossed(x, (line,))) for x in places]
    least, best, run = min(counts), (0, 0), 0
    for index, count in enumerate(counts):
        run = run + 1 if count == least else 0
        best = max(best, (run, index), key=lambda pair: pair[0])
    length, end = best
    return (places[end - length + 1] + places[end]) / 2


def _crossed(x: float, lines: Iterable[Line]) -> bool:
    """Whether some piece of text has letters on both sides; a letter stands where its middle is."""
    return any(token.first < x < token.last for line in lines for token in line.tokens)


def _label_borders(lines: Sequence[Line], right: float) -> list[float]:
    """Borders between columns of labels: few lines cross them, and text stands wholly between any two. Letters stand at their middles.

    Room of a line's height counts as much as a line that is not crossed.
    """
    height = median(line.box.height for line in lines)
    spans = [_spans([t for t in line.tokens if t.box.x1 <= right and not t.is_figure]) for line in lines]
    borders: list[float] = []
    for crossings, left, end in sorted(_valleys(spans), key=lambda valley: valley[0] - (valley[2] - valley[1]) / height):
        border = (left + end) / 2
        edges = sorted([*borders, border, 0.0, right])
        parts = list(pairwise(edges))
        filled = {place for line in spans for first, last in line for place, (a, b) in enumerate(parts) if a < first and last < b}
        if crossings <= _FEW * len(lines) and len(filled) == len(parts):
            borders.append(border)
    return sorted(borders)


def _spans(tokens: Sequence[Token]) -> list[tuple[float, float]]:
    """From the middle of each piece's first letter to that of its last; all of a letter that stands alone, in a label written downwards.

    Letters that stand alone side by side are a word that was spread to fill its cell.
    """
    spans: list[tuple[float, float]] = []
    for place, token in enumerate(tokens):
        before, alone = tokens[place - 1], len(token.glyphs) == 1
        if place and alone and len(before.glyphs) == 1 and token.box.x0 - before.box.x1 < token.box.height:
            spans[-1] = spans[-1][0], token.box.x1
        else:
            spans.append((token.box.x0, token.box.x1) if alone else (token.first, token.last))
    return spans


def _valleys(spans: Sequence[Sequence[tuple[float, float]]]) -> Iterator[tuple[int, float, float]]:
    """Where fewer lines have letters on both sides than left and right of there: how many, and both ends of the stretch."""
    edges = sorted({at for line in spans for span in line for at in span})
    counts = [sum(any(first <= a and b <= last for first, last in line) for line in spans) for a, b in pairwise(edges)]
    start = 0
    for count, run in groupby(counts):
        end = start + len(list(run))
        if start > 0 and end < len(counts) and counts[start - 1] > count < counts[end]:
            yield count, edges[start], edges[end]
        start = end
