"""Cells that look blank and may not be: a figure stands beside the table at the height of their row, or something is drawn in them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.grid import Cell
from extractors.readers.pdf_pieces import DIGITS
from extractors.readers.pdf_rules import Box
from extractors.readers.pdf_text import Glyph

UNSURE = "\ufffd"
"""What stands for text that could not be read: it makes a cell unreadable, and no figure has it."""
_MOST = 0.75
"""What fills more than this part of a cell's width and height is its background."""


def strays(glyphs: Iterable[Glyph], cut_off: Iterable[Glyph], width: float) -> list[Box]:
    """The digits outside the tables of a page, those that lie beyond its left or right edge included."""
    beyond = [glyph for glyph in cut_off if not 0 <= glyph.box.middle <= width]
    return [glyph.box for glyph in (*glyphs, *beyond) if glyph.text in DIGITS]


def doubted(cells: Sequence[Cell], table: Box, digits: Sequence[Box], drawn: Sequence[Box]) -> list[Cell]:
    """The cells of a table, the blank ones of a row beside which digits stand and those in which something is drawn marked as unsure."""
    beside = [box.centre for box in digits if table.top < box.centre < table.bottom and not table.x0 <= box.middle <= table.x1]
    if not beside and not drawn:
        return list(cells)
    return [replace(cell, text=UNSURE) if not cell.text and _is_in_doubt(cell, beside, drawn) else cell for cell in cells]


def _is_in_doubt(cell: Cell, beside: Sequence[float], drawn: Sequence[Box]) -> bool:
    if cell.box is None:
        return False
    box = Box(*cell.box)
    return any(box.top < y < box.bottom for y in beside) or any(_holds(box, mark) for mark in drawn)


def _holds(cell: Box, mark: Box) -> bool:
    inside = cell.common(mark)
    whole = inside.width > 0.9 * mark.width and inside.height > 0.9 * mark.height
    ground = mark.width > _MOST * cell.width and mark.height > _MOST * cell.height
    return whole and not ground
