"""PDF tables by pdfplumber: the second engine. It gives the rectangles of cells; rows, columns and spans follow from their edges."""

import io
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

import pdfplumber
from pdfplumber.page import Page as PlumberPage
from pdfplumber.table import Table

from extractors.document import Document
from extractors.grid import Cell, Reading
from extractors.readers.pdf import Pdf, open_pdf
from extractors.readers.pdf_assembly import Found, assemble, covers, find_tables
from extractors.readers.pdf_rules import THIN, Box, RuledArea
from extractors.readers.pdf_text import Glyph, cell_text, hang_marks, innermost, lines_of, mark_torn

ENGINE = "pdfplumber"
# Fonts without metrics are named for every character; what matters of them shows in the text itself.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdfplumber(document: Document) -> Reading:
    """The reading by pdfplumber: tables in reading order with their spans, the text around them, pages without usable text as issues.

    Raises UnreadableDocument for a file that is encrypted, cut off, damaged, empty or too large.
    """
    pdf = open_pdf(document.content)
    return assemble(ENGINE, pdf, find_tables(lambda opened: dict(_find(opened)), pdf))


def _find(pdf: Pdf) -> Iterator[tuple[int, list[Found]]]:
    pages = pdf.table_pages()
    with pdfplumber.open(io.BytesIO(pdf.content), pages=[page.number for page in pages]) as opened:
        for page, plumbed in zip(pages, opened.pages, strict=True):
            # pdfplumber's origin is that of the media box, not the corner of the page.
            origin = plumbed.bbox[0], plumbed.bbox[1]
            chars = plumbed.dedupe_chars(tolerance=1, extra_attrs=()).chars
            glyphs = page.shown(_glyph(char, origin[0], page.height) for char in chars)
            drawn = [] if any(area.inferred for area in page.areas) else plumbed.filter(_is_rule).find_tables()
            found = _read_tables(drawn, glyphs, *origin)
            if not all(covers(area, found) for area in page.areas):
                better = [table for area in page.areas for table in _tables_from_rules(plumbed, area, *origin)]
                again = _read_tables(better, glyphs, *origin)
                found = max(found, again, key=lambda tables: sum(len(table.cells) for table in tables))
            yield page.number, found
            plumbed.close()


def _is_rule(item: dict[str, Any]) -> bool:
    """Leave out backgrounds: a filled rectangle without outline makes no cell, however its colour sets it off."""
    if item["object_type"] not in ("rect", "curve"):
        return True
    return bool(item.get("stroke")) or min(item["width"], item["height"]) < THIN


def _tables_from_rules(page: PlumberPage, area: RuledArea, dx: float, dy: float) -> list[Table]:
    across, down = area.closed()
    lines = (
        [_line(r.start + dx, r.at + dy, r.end + dx, r.at + dy) for r in across],
        [_line(r.at + dx, r.start + dy, r.at + dx, r.end + dy) for r in down],
    )
    return page.find_tables(
        {
            "horizontal_strategy": "explicit",
            "explicit_horizontal_lines": lines[0],
            "vertical_strategy": "explicit",
            "explicit_vertical_lines": lines[1],
        }
    )


def _line(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {"object_type": "line", "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top}


def _glyph(char: dict[str, Any], dx: float, height: float) -> Glyph:
    """A character placed by its baseline, as fonts without metrics hang too low in pdfminer's own boxes."""
    baseline = height - char["matrix"][5]
    box = Box(char["x0"] - dx, baseline - 0.85 * char["size"], char["x1"] - dx, baseline + 0.15 * char["size"])
    return Glyph(char["text"], box, baseline)


def _read_tables(tables: Sequence[Table], glyphs: list[Glyph], dx: float, dy: float) -> list[Found]:
    cells = [[_moved(cell, dx, dy) for cell in table.cells] for table in tables]
    boxes = [_moved(table.bbox, dx, dy) for table in tables]
    owned, _ = innermost(boxes, glyphs)
    return [Found(box, _cells(cells[i], owned[i])) for i, box in enumerate(boxes)]


def _moved(box: Sequence[float], dx: float, dy: float) -> Box:
    return Box(box[0] - dx, box[1] - dy, box[2] - dx, box[3] - dy)


def _cells(rectangles: list[Box], glyphs: list[Glyph]) -> list[Cell]:
    xs = _edges([x for box in rectangles for x in (box.x0, box.x1)])
    ys = _edges([y for box in rectangles for y in (box.top, box.bottom)])
    rectangles = [*rectangles, *_holes(rectangles, xs, ys)]
    texts: dict[Box, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        home = _home(glyph, rectangles)
        texts[home].append(glyph)
    hang_marks(texts)
    mark_torn(texts)
    lines = {box: lines_of(texts[box]) for box in rectangles}
    cells = []
    for box in sorted(rectangles, key=lambda b: (_nearest(ys, b.top), b.x0)):
        left, right, top, bottom = _nearest(xs, box.x0), _nearest(xs, box.x1), _nearest(ys, box.top), _nearest(ys, box.bottom)
        alike = [line.box.width for b, ls in lines.items() if abs(b.x0 - box.x0) < 1 and abs(b.x1 - box.x1) < 1 for line in ls]
        text = cell_text(lines[box], box.width, max(alike, default=0.0))
        cells.append(Cell(text, top + 1, left + 1, max(bottom - top, 1), max(right - left, 1), box=box))
    return cells


def _holes(rectangles: list[Box], xs: list[float], ys: list[float]) -> Iterator[Box]:
    """Places no cell covers, each run of them in a column as one: a cell that a page break has left without its upper rule."""
    for left, right in pairwise(xs):
        bare = [not any(b.holds((left + right) / 2, (top + bottom) / 2) for b in rectangles) for top, bottom in pairwise(ys)]
        for is_bare, run in groupby(range(len(bare)), key=bare.__getitem__):
            rows = list(run)
            if is_bare:
                yield Box(left, ys[rows[0]], right, ys[rows[-1] + 1])


def _home(glyph: Glyph, rectangles: list[Box]) -> Box:
    """The cell around a glyph, else the nearest: no text of a table is lost between its cells."""
    x, y = glyph.box.middle, glyph.box.centre
    return min(rectangles, key=lambda b: max(b.x0 - x, x - b.x1, 0) + max(b.top - y, y - b.bottom, 0))


def _edges(positions: list[float]) -> list[float]:
    """Distinct edges: pdfplumber has moved those of one rule together already, but for rounding."""
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > 1:
            edges.append(position)
    return edges


def _nearest(edges: list[float], position: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - position))
