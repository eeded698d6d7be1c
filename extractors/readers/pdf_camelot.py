"""PDF tables by camelot: its lattice parser finds rows, columns and the edges of every cell; spans and text are read off those.

Camelot's ``vector`` line detection reads the rules of reports by Word, WPS and LibreOffice. Where it takes in less than the rules on
the page make (Chromium's dashed and dotted borders, double rules), the same parser is given the joined rules. Its ``raster`` engine
is not used: on those borders it found no table or a wrong one, at ten times the cost. Camelot also drops a grid that is nine tenths
empty, such as the end of a label that a page break has cut off; that grid is asked for again in the same way.
"""

import logging
import warnings
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

import playa
from camelot.core import Table
from camelot.handlers import PDFHandler
from camelot.parsers.lattice import Lattice
from playa.miner import LTChar

from extractors.document import Document
from extractors.grid import Cell, Reading
from extractors.readers.pdf import Page, Pdf, open_pdf
from extractors.readers.pdf_assembly import Found, assemble, covers, find_tables
from extractors.readers.pdf_rules import Box, Rule, RuledArea
from extractors.readers.pdf_text import Glyph, Line, cell_text, hang_marks, innermost, lines_of, mark_torn, without_overprint

ENGINE = "camelot-vector"
Place = tuple[int, int]
Block = tuple[int, int, int, int]
"""First row and column of a cell (from 0), number of rows and columns."""

# Fonts without metrics and the like are named at every page; what matters of them shows in the text itself.
logging.getLogger("playa").setLevel(logging.ERROR)
logging.getLogger("camelot").setLevel(logging.ERROR)


class _VectorLattice(Lattice):
    """Camelot's lattice parser over the lines it finds among a page's drawings."""

    def __init__(self) -> None:
        super().__init__(engine="vector")  # type: ignore[no-untyped-call] # camelot leaves it without annotations

    def tables(self, laid_out: tuple[Any, ...], number: int) -> list[Table]:
        """The tables of a page (1-based) whose layout camelot has analysed."""
        layout, dimensions, images, _, across, down, rotation = laid_out
        self.prepare_page_parse("", layout, dimensions, number, images, across, down, rotation, {})  # type: ignore[no-untyped-call] # as above
        return list(self.extract_tables())  # type: ignore[no-untyped-call] # as above


class _RuledLattice(_VectorLattice):
    """The same over rules that are given; it keeps grids that are nearly empty."""

    def __init__(self, areas: Iterable[RuledArea], height: float) -> None:
        super().__init__()
        self._areas = areas
        self._height = height

    def _generate_table_bbox_vector(self) -> None:
        self.vertical_segments, self.horizontal_segments, self.table_bbox_parses = [], [], {}
        for area in self._areas:
            across, down = area.closed()
            self.horizontal_segments += [(r.start, self._height - r.at, r.end, self._height - r.at) for r in across]
            self.vertical_segments += [(r.at, self._height - r.end, r.at, self._height - r.start) for r in down]
            box = (area.box.x0, self._height - area.box.bottom, area.box.x1, self._height - area.box.top)
            self.table_bbox_parses[box] = {"joints": [(v.at, self._height - h.at) for h in across for v in down if _meet(h, v)]}
        self._compute_table_anchors()  # type: ignore[no-untyped-call] # as above

    def _reject_table(self, table: Table) -> bool:
        return not table.cells


def read_camelot(document: Document, pages: Collection[int] | None = None) -> Reading:
    """The reading by camelot: tables in reading order with their spans, the text around them, pages without usable text as issues.

    ``pages`` are the numbers of the pages whose tables are wanted, all unless given. Raises UnreadableDocument for a file that is
    encrypted, cut off, damaged, empty or too large.
    """
    pdf = open_pdf(document.content)
    if pages is not None:
        pdf = replace(pdf, pages=tuple(page for page in pdf.pages if page.number in pages))
    return assemble(ENGINE, pdf, find_tables(_find, pdf))


def _find(pdf: Pdf) -> dict[int, list[Found]]:
    found: dict[int, list[Found]] = {}
    with warnings.catch_warnings(), playa.parse(pdf.content, space="page") as opened:
        warnings.filterwarnings("ignore", message=r"page-\d+ is image-based|No tables found on page|.*does not lie in column range")
        for page in pdf.table_pages():
            # Camelot's own loop over pages would open the file twice, through a temporary copy. Boxes around lines, whose order takes
            # most of the time on a page of many cells, are of no use to its lattice parser.
            laid_out = PDFHandler("")._get_layout(opened.pages[page.number - 1], boxes_flow=None)
            drawn = [] if any(area.inferred for area in page.areas) else _VectorLattice().tables(laid_out, page.number)
            found[page.number] = _read_tables(drawn, page)
            if not all(covers(area, found[page.number]) for area in page.areas):
                again = _read_tables(_RuledLattice(page.areas, page.height).tables(laid_out, page.number), page)
                found[page.number] = max(found[page.number], again, key=_extent)
    return found


def _extent(tables: list[Found]) -> tuple[float, int]:
    """What speaks for one finding of a page's tables over another: the surface to a tenth, then the number of places in the grids."""
    return round(sum(t.box.area for t in tables) / 50_000, 1), sum(t.rows() * t.columns() for t in tables)


def _meet(across: Rule, down: Rule) -> bool:
    return across.start - 3 <= down.at <= across.end + 3 and down.start - 3 <= across.at <= down.end + 3


def _read_tables(tables: list[Table], page: Page) -> list[Found]:
    if not tables:
        return []
    boxes = [_box(table, page.height) for table in tables]
    owned, _ = innermost(boxes, without_overprint(page.shown(_glyphs(tables[0], page.height))))
    return [Found(box, _cells(table, owned[i], page.height)) for i, (table, box) in enumerate(zip(tables, boxes, strict=True))]


def _box(table: Table, height: float) -> Box:
    return Box(table.cols[0][0], height - table.rows[0][0], table.cols[-1][1], height - table.rows[-1][1])


def _glyphs(table: Table, height: float) -> Iterator[Glyph]:
    """The glyphs of a table's whole page, as camelot's text layer has them; its grouping into lines may run through several cells."""
    for line in vars(table)["textlines"]:
        for item in line:
            if isinstance(item, LTChar):
                # Placed by the baseline: where a font tells no metrics, camelot's own boxes hang a whole line too low.
                baseline = height - item.matrix[5]
                yield Glyph(item.get_text(), Box(item.x0, baseline - 0.85 * item.size, item.x1, baseline + 0.15 * item.size), baseline)


def _cells(table: Table, glyphs: list[Glyph], height: float) -> list[Cell]:
    blocks = list(_blocks(table))
    owner: dict[Place, Block] = {(r, c): b for b in blocks for r in range(b[0], b[0] + b[2]) for c in range(b[1], b[1] + b[3])}
    texts: dict[Block, list[Glyph]] = defaultdict(list)
    tops, lefts = [height - top for top, _ in table.rows], [left for left, _ in table.cols]
    for glyph in glyphs:
        row, column = bisect_right(tops, glyph.box.centre) - 1, bisect_right(lefts, glyph.box.middle) - 1
        texts[owner[max(row, 0), max(column, 0)]].append(glyph)
    hang_marks(texts)
    mark_torn(texts)
    lines = {block: lines_of(texts[block]) for block in blocks}
    widest: dict[Place, float] = defaultdict(float)
    for (_, column, _, width), found in lines.items():
        widest[column, width] = max(widest[column, width], *(line.box.width for line in found), 0.0)
    return [_cell(table, block, lines[block], widest[block[1], block[3]], height) for block in blocks]


def _cell(table: Table, block: Block, lines: list[Line], widest: float, page: float) -> Cell:
    row, column, height, width = block
    left, right = table.cols[column][0], table.cols[column + width - 1][1]
    top, bottom = page - table.rows[row][0], page - table.rows[row + height - 1][1]
    return Cell(cell_text(lines, right - left, widest), row + 1, column + 1, height, width, box=(left, top, right, bottom))


def _blocks(table: Table) -> Iterator[Block]:
    """The cells as rectangles without inner edges, in reading order; what is no rectangle falls into several."""
    taken: set[Place] = set()
    cells: list[list[Any]] = table.cells
    for row, line in enumerate(cells):
        for column in range(len(line)):
            if (row, column) in taken:
                continue
            width, height = 1, 1
            while column + width < len(line) and (row, column + width) not in taken and not _wall(cells, row, column + width):
                width += 1
            while row + height < len(cells) and _goes_down(cells, row + height, column, width, taken):
                height += 1
            taken |= {(r, c) for r in range(row, row + height) for c in range(column, column + width)}
            yield row, column, height, width


def _wall(cells: list[list[Any]], row: int, column: int) -> bool:
    """Whether a rule stands between a place and the one to its left."""
    return bool(cells[row][column].left or cells[row][column - 1].right)


def _goes_down(cells: list[list[Any]], row: int, column: int, width: int, taken: set[Place]) -> bool:
    """Whether a cell of a row above goes on in this row: no rule above it and none within it."""
    columns = range(column, column + width)
    if any((row, c) in taken or cells[row][c].top or cells[row - 1][c].bottom for c in columns):
        return False
    return not any(_wall(cells, row, c) for c in columns[1:])
