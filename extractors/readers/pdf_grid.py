"""PDF tables by pdfium alone: cells are the places no rule parts, their text the glyphs that stand in them. The second, quick engine.

Independent of camelot's: it finds rows, columns, spans and text by itself, from what pdfium says of characters and paths.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from extractors.document import Document
from extractors.grid import Cell, Reading
from extractors.readers.pdf import Page, open_pdf
from extractors.readers.pdf_assembly import Found, assemble
from extractors.readers.pdf_rules import REACH, Box, Rule, RuledArea
from extractors.readers.pdf_text import Glyph, Line, cell_text, hang_marks, innermost, lines_of, mark_torn

ENGINE = "pdfium"
Place = tuple[int, int]
Block = tuple[int, int, int, int]
"""First row and column of a cell (from 0), number of rows and columns."""


def read_pdfium(document: Document) -> Reading:
    """The reading by pdfium: tables in reading order with their spans, the text around them, pages without usable text as issues.

    Raises UnreadableDocument for a file that is encrypted, cut off, damaged, empty or too large.
    """
    pdf = open_pdf(document.content)
    return assemble(ENGINE, pdf, {page.number: _tables(page) for page in pdf.table_pages()})


def _tables(page: Page) -> list[Found]:
    owned, _ = innermost([area.box for area in page.areas], (*page.glyphs, *page.unusable))
    return [_table(area, glyphs) for area, glyphs in zip(page.areas, owned, strict=True)]


def _table(area: RuledArea, glyphs: Sequence[Glyph]) -> Found:
    across, down = area.closed()
    ys, xs = _positions(across), _positions(down)
    blocks = _blocks(len(ys) - 1, len(xs) - 1, _walls(down, xs, ys), _walls(across, ys, xs))
    owner = {(r, c): b for b in blocks for r in range(b[0], b[0] + b[2]) for c in range(b[1], b[1] + b[3])}
    inside: dict[Block, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        box = glyph.box
        row, column = bisect_right(ys, (box[1] + box[3]) / 2) - 1, bisect_right(xs, (box[0] + box[2]) / 2) - 1
        inside[owner[_within(row, len(ys) - 2), _within(column, len(xs) - 2)]].append(glyph)
    hang_marks(inside)
    mark_torn(inside)
    lines = {block: lines_of(inside[block]) if block in inside else [] for block in blocks}
    widest: dict[tuple[int, int], float] = defaultdict(float)
    for (_, column, _, width), found in lines.items():
        widest[column, width] = max(widest[column, width], *(line.box.width for line in found), 0.0)
    cells = [_cell(block, lines[block], widest[block[1], block[3]], xs, ys) for block in blocks]
    return Found(Box(xs[0], ys[0], xs[-1], ys[-1]), cells)


def _cell(block: Block, lines: Sequence[Line], widest: float, xs: Sequence[float], ys: Sequence[float]) -> Cell:
    row, column, height, width = block
    box = Box(xs[column], ys[row], xs[column + width], ys[row + height])
    return Cell(cell_text(lines, box.width, widest), row + 1, column + 1, height, width, box=box)


def _within(index: int, last: int) -> int:
    return min(max(index, 0), last)


def _positions(rules: Iterable[Rule]) -> list[float]:
    """Where rules stand; those no farther apart than one can be drawn out of line stand in one place."""
    groups: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if not groups or at - groups[-1][0] > REACH:
            groups.append([])
        groups[-1].append(at)
    return [sum(group) / len(group) for group in groups]


def _walls(rules: Iterable[Rule], positions: Sequence[float], steps: Sequence[float]) -> set[Place]:
    """Where rules stand, as the index of their position and of the step along it: they cover the better half of that step."""
    walls: set[Place] = set()
    for at, start, end in rules:
        index = min(range(len(positions)), key=lambda i: abs(positions[i] - at))
        for step in range(len(steps) - 1):
            low, high = steps[step], steps[step + 1]
            if min(end, high) - max(start, low) > 0.5 * (high - low):
                walls.add((index, step))
    return walls


def _blocks(rows: int, columns: int, sides: set[Place], lids: set[Place]) -> list[Block]:
    """The cells in reading order: places that no wall parts. ``sides`` by column and row, ``lids`` by row and column.

    What is no rectangle (a rule is missing, or ends within) falls into the rectangles of which it is made.
    """
    taken: set[Place] = set()
    blocks: list[Block] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            width = 1 + sum(1 for _ in _open_columns(row, column, columns, sides, taken))
            height = 1
            while row + height < rows and _goes_down(row + height, column, width, sides, lids):
                height += 1
            taken.update((r, c) for r in range(row, row + height) for c in range(column, column + width))
            blocks.append((row, column, height, width))
    return blocks


def _open_columns(row: int, column: int, columns: int, sides: set[Place], taken: set[Place]) -> Iterator[int]:
    """The columns to the right that no wall parts from this one."""
    for other in range(column + 1, columns):
        if (other, row) in sides or (row, other) in taken:
            return
        yield other


def _goes_down(row: int, column: int, width: int, sides: set[Place], lids: set[Place]) -> bool:
    """Whether the cell of the row above goes on in this one: no wall above it, none within it, and one at either side."""
    if any((row, c) in lids for c in range(column, column + width)) or any((c, row) in sides for c in range(column + 1, column + width)):
        return False
    return (column, row) in sides and (column + width, row) in sides
