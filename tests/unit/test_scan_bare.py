"""Scanned tables without rules, in frames, with marks for zero; and which rows labels of several lines belong to."""

import numpy as np
from PIL import Image

from extractors.readers.pdf_label_rows import rows_by_labels
from extractors.readers.pdf_pieces import Line, Token
from extractors.readers.pdf_rules import Box
from extractors.readers.pdf_text import Glyph
from extractors.readers.scan_stack import stacked
from tests.unit.test_scan_structure import SEVEN, below, grids, paper, table, texts, written


def word(text, left, middle, height=20):
    step = 0.6 * height
    boxes = (Box(left + i * step, middle - height / 2, left + (i + 1) * step, middle + height / 2) for i in range(len(text)))
    return Token(tuple(Glyph(c, b, b.bottom) for c, b in zip(text, boxes, strict=True)))


def lines(labels, figures):
    """Lines from labels and rows of figures by the heights of their middles."""
    found = [Line((word("abcdef", 100, at),)) for at in labels]
    return sorted([*found, *(Line((word("1", 400, at), word("2", 500, at))) for at in figures)], key=lambda line: line.box.centre)


def shares(rows):
    return [sum(not line.figures for line in row) for row in rows]


def test_a_label_of_several_lines_goes_with_the_figures_beside_its_middle():
    assert shares(rows_by_labels(lines([100, 140, 170, 210], [101, 155, 211]), 50)) == [1, 2, 1]


def test_a_label_of_several_lines_goes_with_the_figures_beside_its_first_line():
    assert shares(rows_by_labels(lines([100, 140, 170, 210], [101, 141, 211]), 50)) == [1, 2, 1]


def test_labels_of_rows_left_blank_are_of_no_other_row():
    assert rows_by_labels(lines([100, 140, 180, 220, 260], [100, 180, 260]), 50) == []
    assert rows_by_labels(lines([100, 140, 180], [140]), 50) == []


def test_pages_printed_across_are_cut_where_they_meet():
    across = [written(n, width=1754, height=1240) for n in (14, 17, 3)]
    assert [page.shape[0] for page in stacked(below(*across))] == [1240, 1240, 1240]


def test_a_page_with_type_in_its_middle_is_not_cut():
    assert len(stacked(below(written(24)))) == 1


def test_figures_among_slashes_of_full_width_are_sure():
    rows = [["/"] * 7 for _ in range(4)] + [SEVEN]
    image, draw = paper()
    table(draw, [[""] * 7 for _ in range(4)] + [SEVEN], 200)
    for row in range(4):
        for column in range(7):
            x, y = 100 + 140 * column + 70, 200 + 48 * row + 24
            draw.line([(x - 12, y + 12), (x + 12, y - 12)], fill="black", width=2)
    grid = grids(image)[0]
    assert texts(grid) == rows
    assert all(cell.readings[0].confidence >= 0.9 for cell in grid.cells if cell.text)


def test_figures_among_dashes_are_as_sure_as_elsewhere():
    image, draw = paper()
    table(draw, [["-"] * 7 for _ in range(6)] + [SEVEN], 200)
    cells = [cell for cell in grids(image)[0].cells if cell.text in SEVEN]
    assert len(cells) == 7
    assert all(cell.readings[0].confidence >= 0.9 for cell in cells)


def test_a_frame_around_figures_is_no_table_of_one_cell():
    image, draw = paper()
    rows = [[f"row {n}", *SEVEN[:4]] for n in range(1, 7)]
    for place, texts_of in enumerate(rows):
        for column, text in enumerate(texts_of):
            table(draw, [[text]], 220 + 60 * place, shade=(255, 255, 255), left=140 + 190 * column, step=120)
    draw.rectangle([100, 180, 1100, 640], outline="black", width=3)
    grid = next(g for g in grids(Image.fromarray(np.asarray(image))) if g.width > 4)
    assert grid.inferred
    assert [row[-4:] for row in texts(grid)] == [SEVEN[:4]] * 6
