"""Worksheets too wide for the paper: printers set their columns on several pages, which are put side by side before anything is read.

Told by geometry alone: a page goes on with the columns of another where its grids have the very rows of that page's grids, no labels
beside them, and nothing else stands on it but page numbers and what the other page shows as well. Pages come first down, then over, or
first over, then down; every column must have its page for every page of rows.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from typing import NamedTuple, Protocol

import pypdfium2 as pdfium

from extractors.readers.pdf_file import load_page, load_pdf, rewritten
from extractors.readers.pdf_glyphs import Matcher
from extractors.readers.pdf_pieces import Line, lines_in_pieces
from extractors.readers.pdf_rules import Box, RuledArea
from extractors.readers.pdf_text import Glyph, is_page_number, lines_of

_NEAR = 1.5
"""Points by which the same row may stand higher or lower on another page."""
_SHARED = 0.6
_FEWEST = 3
_ROOM = 3.0
_MOST = 12
"""A report's table takes no more pages from top to bottom."""


class Sided(Protocol):
    """What of a page says which pages lie beside it (see ``pdf.Page``)."""

    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def glyphs(self) -> Sequence[Glyph]: ...
    @property
    def hidden(self) -> Sequence[Glyph]: ...
    @property
    def areas(self) -> Sequence[RuledArea]: ...
    @property
    def unread(self) -> str: ...


class Part(NamedTuple):
    """A page of a wide sheet: its index, how far right it is to be set, and what of its height is shown there, in points from the top.

    ``left`` is where its columns begin on the sheet.
    """

    page: int
    shift: float
    top: float
    bottom: float
    left: float = 0.0


Wide = tuple[Part, ...]


def wide_sheets(pages: Sequence[Sided]) -> list[Wide]:
    """The sheets that pages make side by side, each from left to right, in reading order; none of pages that stand alone."""
    found: list[Wide] = []
    at = 0
    while at < len(pages) - 1:
        sheets = next((sheets for rows in range(1, _MOST) if (sheets := _block(pages, at, rows))), [])
        found += sheets
        at += max(sum(map(len, sheets)), 1)
    return found


def _block(pages: Sequence[Sided], start: int, rows: int) -> list[Wide]:
    """The sheets of a table that begins on a page, takes some pages from top to bottom, and as many again for more columns."""
    sheets = [[Part(page, 0.0, 0.0, pages[page].height)] for page in range(start, min(start + rows, len(pages)))]
    for column in range(start + rows, len(pages) - rows + 1, rows):
        parts = [part for part in takewhile(bool, (_beside(pages, sheet, column + row) for row, sheet in enumerate(sheets))) if part]
        if len(parts) < len(sheets):
            break
        for sheet, part in zip(sheets, parts, strict=True):
            sheet.append(part)
    return [tuple(sheet) for sheet in sheets] if len(sheets[0]) > 1 else []


def _beside(pages: Sequence[Sided], sheet: Sequence[Part], index: int) -> Part | None:
    """A page as the next part of a sheet, None where it is not."""
    first, last, page = pages[sheet[0].page], pages[sheet[-1].page], pages[index]
    pairs = list(_pairs(first, last, page)) if page.areas and not (first.unread or page.unread) else []
    if not pairs:
        return None
    edge = sheet[-1].shift + max(right for _, right, _ in pairs)
    shift = edge - min(left for _, _, left in pairs)
    top, bottom = min(box.top for box, _, _ in pairs) - _ROOM, max(box.bottom for box, _, _ in pairs) + _ROOM
    rest = [glyph for glyph in page.glyphs if not top < glyph.box.centre < bottom]
    return Part(index, shift, top, bottom, edge) if _is_furniture(rest, page, first, shift) else None


def _pairs(first: Sided, last: Sided, page: Sided) -> Iterator[tuple[Box, float, float]]:
    """For each grid of a page the place of the one beside it, where that ends on the page before, and where this begins; none where
    some grid has none."""
    found: list[tuple[Box, float, float]] = []
    for area in page.areas:
        here = [other for other in first.areas if _same_rows(other, area, page)]
        before = [other for other in last.areas if len(here) == 1 and _overlap(other.box, here[0].box)]
        if len(before) != 1 or any(here[0].box == box for box, _, _ in found):
            return
        found.append((here[0].box, _right(before[0]), _left(area)))
    yield from found


def _same_rows(left: RuledArea, right: RuledArea, page: Sided) -> bool:
    """Whether all rows of a grid below its header, and most of those in it, are rows of another; what has labels in its rows has none."""
    if left.inferred or right.inferred:
        return False
    ones, others = _edges(left), _edges(right)
    shared = sum(any(abs(a - b) < _NEAR for a in ones) for b in others)
    if shared < max(_FEWEST, _SHARED * len(others)):
        return False
    words = [token.box.centre for line in _inside(right.box, page) for token in line.tokens if not token.is_figure]
    header = min((y for y in others if y > max(words)), default=others[-1]) if words else others[0]
    upper, lower = ([y for y in edges if y > header - _NEAR] for edges in (ones, others))
    return len(lower) > 1 and len(upper) == len(lower) and all(abs(a - b) < _NEAR for a, b in zip(upper, lower, strict=True))


def _inside(box: Box, page: Sided) -> Iterator[Line]:
    return lines_in_pieces(glyph for glyph in page.glyphs if box.holds(glyph.box.middle, glyph.box.centre))


def _edges(area: RuledArea) -> list[float]:
    found: list[float] = []
    for y in sorted(rule.at for rule in area.horizontals):
        if not found or y - found[-1] > _NEAR:
            found.append(y)
    return found


def _overlap(one: Box, other: Box) -> bool:
    return one.top < other.bottom - _ROOM and other.top < one.bottom - _ROOM


def _right(area: RuledArea) -> float:
    return max((rule.at for rule in area.verticals), default=area.box.x1)


def _left(area: RuledArea) -> float:
    return min((rule.at for rule in area.verticals), default=area.box.x0)


def _is_furniture(rest: Sequence[Glyph], page: Sided, first: Sided, shift: float) -> bool:
    """Whether text outside a page's grids is only its number, or the first page of the sheet has it at the same place of the sheet."""
    shown = Matcher(Glyph(g.text, Box(g.box.x0 - shift, g.box.top, g.box.x1 - shift, g.box.bottom), g.baseline) for g in _all(first))
    own = [glyph for glyph in rest if glyph not in shown]
    return all(is_page_number(line, page.height) for line in lines_of(own))


def _all(page: Sided) -> Iterator[Glyph]:
    return chain(page.glyphs, page.hidden)


def put_together(content: bytes, sheets: Sequence[Wide]) -> tuple[bytes, dict[int, Wide]]:
    """The file with each wide sheet as one page, and the sheets by page number (from 1).

    Empty pages make up for those taken away, so that whatever follows keeps its number. Sheets that follow each other stand together.
    """
    numbers: dict[int, Wide] = {}
    first = {sheet[0].page: sheet for sheet in sheets}
    taken = {part.page for sheet in sheets for part in sheet}
    with load_pdf(content) as pdf:
        made = pdfium.PdfDocument.new()
        for index in range(len(pdf)):
            if index in first:
                _add(made, pdf, first[index])
                numbers[len(made)] = first[index]
            elif index not in taken:
                _fill(made, index)
                made.import_pages(pdf, [index])
        _fill(made, len(pdf))
        return rewritten(made), numbers


def _fill(made: pdfium.PdfDocument, count: int) -> None:
    while len(made) < count:
        made.new_page(595, 842)


def _add(made: pdfium.PdfDocument, pdf: pdfium.PdfDocument, sheet: Wide) -> None:
    """Add a page on which parts of a sheet stand side by side, of all but the first only what is to be shown."""
    width, height = load_page(pdf, sheet[0].page).get_size()
    page = made.new_page(sheet[-1].shift + max(width, load_page(pdf, sheet[-1].page).get_size()[0]), height)
    for part in sheet:
        source = load_page(pdf, part.page)
        left, bottom, right, top = source.get_bbox()
        lowest = max(top - part.bottom, bottom)
        source.set_mediabox(left, lowest, right, min(top - part.top, top))
        source.set_cropbox(*source.get_mediabox())
        form = pdf.page_as_xobject(part.page, made).as_pageobject()
        # What is made of a page begins where what is to be shown of it does.
        form.transform(pdfium.PdfMatrix().translate(part.shift, height - top + lowest))
        page.insert_obj(form)
    page.gen_content()
