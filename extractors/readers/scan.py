"""Scans and pictures: a page's picture to tables and text. What the recogniser was not sure of stands in each cell's readings."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from extractors.document import Document
from extractors.grid import Cell, Grid, Paragraph, Reading, Recognised
from extractors.readers.pdf_text import Line, flow, is_page_number
from extractors.readers.scan_bare import bare_lattices, is_frame, looks_bare
from extractors.readers.scan_cells import cells_of_words, read_cells
from extractors.readers.scan_ghost import without_ghost
from extractors.readers.scan_image import pages_of
from extractors.readers.scan_lattice import Lattice
from extractors.readers.scan_ocr import ENGINE, SURE, available
from extractors.readers.scan_page import Array, Damage, Picture, ink_of, prepare, turned, type_height, under_seals, whitened
from extractors.readers.scan_places import Place, borders_at, places
from extractors.readers.scan_row import lone_rows
from extractors.readers.scan_rules import Rules, find_rules
from extractors.readers.scan_straight import straightened
from extractors.readers.scan_tables import find_lattices, without_rules
from extractors.readers.scan_text import outside, text_lines
from extractors.readers.scan_turn import is_upside_down, lies_on_its_side
from extractors.readers.scan_words import cut_at, words_of
from extractors.records import Issue

__all__ = ["ENGINE", "SURE", "available", "page_items", "read_page", "read_scan", "recognise_cells"]


_POINTS = 72 / 200
"""Points a pixel of a page as it is rendered for recognition."""


@dataclass(slots=True)
class PageItems:
    """Lines and tables of one page in reading order, its height in pixels, and what could not be read."""

    items: list[Line | Grid] = field(default_factory=list)
    height: int = 0
    issues: list[Issue] = field(default_factory=list)


def read_scan(document: Document) -> Reading:
    """Read a PNG, JPEG or TIFF file (every frame a page).

    Raises :class:`UnreadableDocument`: ``ocr_missing`` without the ``ocr`` extra, ``broken``, ``too_large``.
    """
    reading = Reading(ENGINE)
    items: list[Line | Grid] = []
    for number, image in enumerate(pages_of(document.content), start=1):
        page = page_items(image, number, 1 + sum(isinstance(item, Grid) for item in items))
        items += page.items
        reading.issues += page.issues
    reading.blocks = flow(items)
    return reading


def read_page(image: Array, page: int, first_table: int) -> tuple[list[Paragraph | Grid], list[Issue]]:
    """Read the picture (RGB) of one page; its tables are numbered from ``first_table``."""
    read = page_items(image, page, first_table)
    return flow(read.items), read.issues


def page_items(image: Array, page: int, first_table: int) -> PageItems:
    """Lines and tables of the picture (RGB) of a page, for :func:`~extractors.readers.pdf_text.flow` over several pages.

    A page that was photographed at an angle is straightened first, one that was laid on its side or upside down turned.
    """
    image = straightened(image)
    sheet = _sheet(image)
    if lies_on_its_side(sheet.ink, sheet.picture.glyph):
        image = turned(image, 1)
        sheet = _sheet(image)
    # A few lines tell before all are recognised.
    if is_upside_down(sheet.grey, sheet.ink, sheet.picture.glyph):
        sheet = _sheet(turned(image, 2))
    return _items(sheet, page, first_table)


class Sheet(NamedTuple):
    """A page ready for reading, its rules and ruled areas, grey picture and ink without the rules, and what that may have hurt."""

    picture: Picture
    rules: Rules
    lattices: list[Lattice]
    grey: Array
    ink: Array
    damages: tuple[Damage, ...]


def _sheet(image: Array) -> Sheet:
    picture = without_ghost(prepare(image))
    rules = find_rules(picture)
    lattices = find_lattices(picture, rules)
    lattices = sorted([*lattices, *lone_rows(picture, rules.across, lattices)], key=lambda lattice: lattice.ys[0])
    grey, gone = without_rules(picture, rules, lattices)
    return Sheet(picture, rules, lattices, grey, ink_of(grey), (picture.seal, Damage(gone, picture.grey)))


def _items(sheet: Sheet, page: int, first_table: int) -> PageItems:
    """What stands on a page."""
    picture, grey = sheet.picture, sheet.grey
    ruled = [(lattice, _ruled(sheet, lattice)) for lattice in sheet.lattices]
    ruled = [(lattice, cells) for lattice, cells in ruled if not is_frame(lattice, cells)]
    tables = [(lattice.ys[0], cells, False) for lattice, cells in ruled]
    free = outside(sheet.ink, [_box(lattice) for lattice, _ in ruled])
    lines = text_lines(grey, free, picture.glyph, page)
    if looks_bare([line.text for line in lines]):
        words = words_of(grey, free, picture.glyph)
        for lattice in bare_lattices(picture, words, sheet.rules.across):
            held = places(lattice)
            strips = [s for w in words for s in cut_at(grey, w, borders_at(held, w.middle), picture.glyph)]
            tables.append((lattice.ys[0], cells_of_words(strips, held, picture.glyph, sheet.damages), True))
            lines = [line for line in lines if not _holds(lattice, line)]
    placed: list[tuple[float, Line | Grid]] = [(line.box.top, line) for line in lines if not is_page_number(line, picture.height)]
    for number, (top, cells, inferred) in enumerate(sorted(tables, key=lambda table: table[0]), start=first_table):
        placed.append((top, Grid(number, cells, page, inferred=inferred)))
    return PageItems([item for _, item in sorted(placed, key=lambda pair: pair[0])], picture.height)


def _ruled(sheet: Sheet, lattice: Lattice) -> list[Cell]:
    x0, y0, x1, y1 = _box(lattice)
    glyph = type_height(sheet.ink[y0:y1, x0:x1])
    cells = read_cells(sheet.grey, sheet.ink, places(lattice), glyph, lattice.xs, lattice.ys, sheet.damages)
    return [replace(cell, box=_place_in(lattice, cell)) for cell in cells]


def _place_in(lattice: Lattice, cell: Cell) -> tuple[float, float, float, float]:
    """A cell's rectangle, in points, from the corner of its table: pages do not lie on the scanner alike."""
    left, right = (lattice.xs[place] - lattice.xs[0] for place in (cell.column - 1, cell.column + cell.colspan - 1))
    top, bottom = (lattice.ys[place] - lattice.ys[0] for place in (cell.row - 1, cell.row + cell.rowspan - 1))
    return left * _POINTS, top * _POINTS, right * _POINTS, bottom * _POINTS


def _box(lattice: Lattice) -> tuple[int, int, int, int]:
    return max(0, round(lattice.xs[0])), max(0, round(lattice.ys[0])), round(lattice.xs[-1]), round(lattice.ys[-1])


def _holds(lattice: Lattice, line: Line) -> bool:
    return lattice.ys[0] <= line.box.centre <= lattice.ys[-1]


def recognise_cells(image: Array, boxes: Sequence[tuple[float, float, float, float]]) -> list[tuple[Recognised, ...]]:
    """The readings of cells of a rendered page (RGB), the likeliest first; none of a cell without ink.

    ``boxes`` are left, top, right, bottom in pixels, within the rules around each cell.
    """
    bare, stain = under_seals(image)
    grey = whitened(bare)
    ink = ink_of(grey)
    places = [_alone(box) for box in boxes]
    seal = Damage(stain, whitened(np.ascontiguousarray(image[:, :, 0])))
    return [cell.readings for cell in read_cells(grey, ink, places, type_height(ink), damages=[seal])]


def _alone(box: tuple[float, float, float, float]) -> Place:
    x0, y0, x1, y1 = (round(side) for side in box)
    return Place(x0, y0, x1, y1, row=1, column=1, rowspan=1, colspan=1)
