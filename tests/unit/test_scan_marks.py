"""Scans: ticks beside figures, and ink in cells that makes no line of type."""

import numpy as np
import pytest
from PIL import ImageDraw

from extractors.readers import scan
from extractors.readers.scan_shapes import is_tick
from tests.unit.test_scan import ROWS, doubtful, grid_of, page, texts


def tick(draw, x, y, size=22, width=2, fill=(60, 60, 200)):
    draw.line([(x, y + 0.55 * size), (x + 0.35 * size, y + size), (x + size, y)], fill=fill, width=width)


def at(row, column):
    """The left edge and the middle of a cell of ``page``."""
    return 80 + column * 170, 90 + row * 60 + 30


@pytest.mark.parametrize("width", [1, 2, 3])
def test_ticks_before_and_behind_figures_are_no_part_of_them(width):
    image = page()
    draw = ImageDraw.Draw(image)
    for row, column in ((0, 0), (1, 0), (2, 2), (3, 3), (4, 1)):
        x, y = at(row, column)
        tick(draw, x + 132, y - 11, width=width)
    for row, column in ((0, 1), (2, 0), (3, 1), (4, 2)):
        x, y = at(row, column)
        tick(draw, x + 20, y - 11, width=width, fill=(200, 40, 40))
    grid = grid_of(image)
    assert texts(grid) == ROWS
    assert doubtful(grid) == []


def test_a_tick_close_to_a_figure_never_makes_another_figure():
    image = page()
    draw = ImageDraw.Draw(image)
    for row, column in ((0, 0), (1, 1), (2, 1), (3, 2), (4, 3)):
        x, y = at(row, column)
        tick(draw, x + 96, y - 14, size=26, width=3, fill="black")
    grid = grid_of(image)
    for cell, wanted in zip(grid.cells, [text for row in ROWS for text in row], strict=True):
        assert cell.text == wanted or cell.readings[0].confidence < scan.SURE


def test_digits_are_no_ticks():
    for text in "0123456789/-":
        image = page(rows=[[text] * 4] * 2)
        part = np.asarray(image.convert("L"))[105:136, 140:190]
        columns = np.flatnonzero((part < 128).any(axis=0))
        assert not is_tick(part[:, columns[0] : columns[-1] + 1])


@pytest.mark.parametrize("shade", [0, 190])
def test_ink_that_makes_no_line_is_no_blank(shade):
    """A figure broken to dots by a fax, and a pale one."""
    image = page()
    draw = ImageDraw.Draw(image)
    x, y = at(1, 2)
    for step in range(0, 360, 30):
        cx, cy = x + 85 + 8 * np.cos(np.radians(step)), y + 12 * np.sin(np.radians(step))
        draw.rectangle([cx, cy, cx + 2, cy + 2], fill=(shade, shade, shade))
    cell = grid_of(image).at(2, 3)
    assert cell.text != ""
    assert cell.readings[0].confidence < scan.SURE
