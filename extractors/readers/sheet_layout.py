"""From the cells of a workbook's sheets to tables and text: hidden rows and columns out, tables apart where an empty row stands."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from extractors.document import UnreadableDocument
from extractors.grid import Cell, Grid, Paragraph
from extractors.readers.flow import MAX_CELLS, MAX_TABLES, refuse_large
from extractors.readers.tidy import tidy
from extractors.values import is_value_like

Place = tuple[int, int]
"""Row and column, from 0."""

_PROSE = 40
"""A cell alone in its row with more characters than this is text between tables, whatever it spans."""
_MOST_GAPS = 20
_SECTION = re.compile(r"\s*[一二三四五六七八九十]{1,2}、")


@dataclass(slots=True)
class SheetCells:
    """What one sheet shows: texts by place, merged ranges (first row, first column, last row, last column), what is hidden."""

    texts: dict[Place, str]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell in the visible rows and columns, from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


def blocks_of(sheets: list[SheetCells]) -> list[Paragraph | Grid]:
    """The tables of visible sheets, numbered through, and the text around them.

    Raises :class:`UnreadableDocument` (``too_large``) for a table no report has.
    """
    blocks = [block for sheet in sheets for block in _blocks(sheet)]
    grids = [block for block in blocks if isinstance(block, Grid)]
    if len(grids) > MAX_TABLES:
        raise UnreadableDocument("too_large", f"The workbook has more than {MAX_TABLES} tables; hand in the report alone.")
    for number, grid in enumerate(grids, start=1):
        grid.number = number
    return blocks


def _blocks(sheet: SheetCells) -> Iterator[Paragraph | Grid]:
    """Tables and text of one sheet."""
    blocks = [block for region in _regions(_boxes(sheet)) for block in region.blocks()]
    for place, block in enumerate(blocks):
        last = not any(isinstance(after, Grid) for after in blocks[place + 1 : place + 2])
        yield _with_blanks(block) if isinstance(block, Grid) and last else block


def _with_blanks(grid: Grid) -> Grid:
    """A table; where it is a header alone, the empty row that ended it is the row of its blank cells."""
    if any(is_value_like(cell.text) for cell in grid.cells if cell.text):
        return grid
    return Grid(grid.number, [*grid.cells, *(Cell("", grid.height + 1, column) for column in range(1, grid.width + 1))])


def _boxes(sheet: SheetCells) -> list[_Box]:
    """The cells that show something, merged ones as wide and high as they are, in the visible rows and columns alone."""
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    covered = _covered(sheet.merges, sheet.texts)
    row_of, column_of = _Visible(sheet.hidden_rows), _Visible(sheet.hidden_columns)
    boxes = []
    for (row, column), text in sheet.texts.items():
        shown = "\n".join(line for line in map(tidy, text.splitlines()) if line)
        if not shown or (row, column) in covered:
            continue
        bottom, right = spans.get((row, column), (row, column))
        rows, columns = row_of.span(row, bottom), column_of.span(column, right)
        if rows and columns:
            boxes.append(_Box(rows[0], columns[0], rows[1], columns[1], shown))
    return sorted(boxes, key=lambda box: (box.top, box.left))


def _covered(merges: list[tuple[int, int, int, int]], texts: dict[Place, str]) -> set[Place]:
    """Places a merged cell hides: a spreadsheet shows its first cell only."""
    last_row, last_column = max((r for r, _ in texts), default=0), max((c for _, c in texts), default=0)
    inside = [(top, left, min(bottom, last_row), min(right, last_column)) for top, left, bottom, right in merges]
    if sum(max(b - t + 1, 0) * max(r - left + 1, 0) for t, left, b, r in inside) > 10 * MAX_CELLS:
        raise UnreadableDocument("too_large", "A sheet has more merged cells than any form; hand in the report alone.")
    places = {(row, column) for top, left, bottom, right in inside for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return places - {(top, left) for top, left, _, _ in inside}


class _Visible:
    """Numbers the rows or columns that are shown."""

    def __init__(self, hidden: set[int]) -> None:
        self._hidden = sorted(hidden)

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """First and last visible number of a range; None where all of it is hidden."""
        before = bisect_left(self._hidden, first)
        inside = bisect_left(self._hidden, last + 1) - before
        shown = last - first + 1 - inside
        return (first - before, first - before + shown - 1) if shown else None


def _regions(boxes: list[_Box]) -> "Iterator[_Region]":
    """Boxes in groups with no empty row inside, from top to bottom."""
    group: list[_Box] = []
    end = -1
    for box in boxes:
        if group and box.top > end + 1:
            yield _Region(group)
            group = []
        group.append(box)
        end = max(end, box.bottom)
    if group:
        yield _Region(group)


class _Region:
    """Rows without an empty one among them: one table, with what stands right above and below it."""

    def __init__(self, boxes: list[_Box]) -> None:
        self.boxes = boxes
        self.left, self.right = min(b.left for b in boxes), max(b.right for b in boxes)
        self.top, self.bottom = boxes[0].top, max(b.bottom for b in boxes)
        areas = sum((b.bottom - b.top + 1) * (b.right - b.left + 1) for b in boxes)
        refuse_large(self.bottom - self.top + 1, self.right - self.left + 1, areas)

    @cached_property
    def alone(self) -> dict[int, _Box]:
        """The cells that are one row high and have that row for themselves."""
        rows: dict[int, list[_Box]] = {}
        for box in self.boxes:
            for row in range(box.top, box.bottom + 1):
                rows.setdefault(row, []).append(box)
        return {row: found[0] for row, found in rows.items() if len(found) == 1 and found[0].top == found[0].bottom}

    def blocks(self) -> Iterator[Paragraph | Grid]:
        first, last = self.top, self.bottom
        while first in self.alone:
            yield Paragraph(self.alone[first].text)
            first += 1
        below = []
        # A row of blanks at the end of a table is a label alone in its row: only what spans the table or is long stands under it.
        while last > first and last in self.alone and self._is_text(self.alone[last]):
            below.append(Paragraph(self.alone[last].text))
            last -= 1
        yield from self._tables(first, last)
        yield from reversed(below)

    def _is_text(self, box: _Box) -> bool:
        return len(box.text) > _PROSE or (self.right > self.left and (box.left, box.right) == (self.left, self.right))

    def _tables(self, first: int, last: int) -> Iterator[Paragraph | Grid]:
        """The table, cut where text or the heading of a section stands across it."""
        start = first
        for row in range(first, last + 1):
            box = self.alone.get(row)
            if box is not None and self._is_text(box) and (len(box.text) > _PROSE or _SECTION.match(box.text)):
                yield from self._grid(start, row - 1)
                yield Paragraph(box.text)
                start = row + 1
        yield from self._grid(start, last)

    def _grid(self, first: int, last: int) -> Iterator[Grid]:
        for boxes in _side_by_side([box for box in self.boxes if first <= box.top <= last]):
            yield _table(boxes, first, last)


def _side_by_side(boxes: list[_Box]) -> Iterator[list[_Box]]:
    """Tables that stand beside one another, an empty column between them: each has figures and words."""
    if not boxes:
        return
    filled = {column for box in boxes for column in range(box.left, box.right + 1)}
    gaps = [column for column in range(min(filled), max(filled)) if column not in filled]
    for gap in gaps[:_MOST_GAPS]:
        left, right = [b for b in boxes if b.right < gap], [b for b in boxes if b.left > gap]
        if _has_both(left) and _has_both(right):
            yield left
            yield from _side_by_side(right)
            return
    yield boxes


def _has_both(boxes: list[_Box]) -> bool:
    figures = [is_value_like(box.text) for box in boxes]
    return any(figures) and not all(figures)


def _table(boxes: list[_Box], first: int, last: int) -> Grid:
    """A table of the rows from first to last, the places where nothing stands as blank cells."""
    left, right = min(b.left for b in boxes), max(b.right for b in boxes)
    refuse_large(last - first + 1, right - left + 1, (last - first + 1) * (right - left + 1))
    cells = [Cell(b.text, b.top - first + 1, b.left - left + 1, b.bottom - b.top + 1, b.right - b.left + 1) for b in boxes]
    taken = {(r, c) for b in boxes for r in range(b.top, b.bottom + 1) for c in range(b.left, b.right + 1)}
    blanks = (
        Cell("", row - first + 1, column - left + 1)
        for row in range(first, last + 1)
        for column in range(left, right + 1)
        if (row, column) not in taken
    )
    return Grid(1, sorted([*cells, *blanks], key=lambda cell: (cell.row, cell.column)))
