"""Scans and pictures: a page's picture to tables and text. What the recogniser was not sure of stands in each cell's readings."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from extractors.document import Document
from extractors.grid import Grid, Paragraph, Reading, Recognised
from extractors.readers.pdf_text import Line, flow, is_page_number
from extractors.readers.scan_cells import read_cells
from extractors.readers.scan_image import pages_of
from extractors.readers.scan_ocr import ENGINE, SURE, available
from extractors.readers.scan_page import Array, Seal, ink_of, prepare, type_height, under_seals, whitened
from extractors.readers.scan_rules import find_rules
from extractors.readers.scan_tables import Place, find_lattices, places, without_rules
from extractors.readers.scan_text import text_lines
from extractors.records import Issue

__all__ = ["ENGINE", "SURE", "available", "page_items", "read_page", "read_scan", "recognise_cells"]


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
    """Lines and tables of the picture (RGB) of a page, for :func:`~extractors.readers.pdf_text.flow` over several pages."""
    picture = prepare(image)
    rules = find_rules(picture)
    lattices = find_lattices(picture, rules)
    grey = without_rules(picture, rules, lattices)
    ink = ink_of(grey)
    boxes = [(round(a.xs[0]), round(a.ys[0]), round(a.xs[-1]), round(a.ys[-1])) for a in lattices]
    items: list[tuple[float, Line | Grid]] = []
    for number, (lattice, box) in enumerate(zip(lattices, boxes, strict=True), start=first_table):
        x0, y0, x1, y1 = box
        cells = read_cells(grey, ink, places(lattice), type_height(ink[y0:y1, x0:x1]), lattice.xs, lattice.ys, picture.seal)
        items.append((box[1], Grid(number, cells, page)))
    for line, _ in text_lines(grey, ink, boxes, picture.glyph, page):
        if not is_page_number(line, picture.height):
            items.append((line.box.top, line))
    return PageItems([item for _, item in sorted(items, key=lambda pair: pair[0])], picture.height)


def recognise_cells(image: Array, boxes: Sequence[tuple[float, float, float, float]]) -> list[tuple[Recognised, ...]]:
    """The readings of cells of a rendered page (RGB), the likeliest first; none of a cell without ink.

    ``boxes`` are left, top, right, bottom in pixels, within the rules around each cell.
    """
    bare, stain = under_seals(image)
    grey = whitened(bare)
    ink = ink_of(grey)
    places = [_alone(box) for box in boxes]
    seal = Seal(stain, whitened(np.ascontiguousarray(image[:, :, 0])))
    return [cell.readings for cell in read_cells(grey, ink, places, type_height(ink), seal=seal)]


def _alone(box: tuple[float, float, float, float]) -> Place:
    x0, y0, x1, y1 = (round(side) for side in box)
    return Place(x0, y0, x1, y1, row=1, column=1, rowspan=1, colspan=1)
