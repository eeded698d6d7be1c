"""The structure of scanned pages: long pictures, pale rules, lone rows, strokes beside rules; and labels that were not clear."""

from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont

from extractors.grid import Cell, Grid, Reading, Recognised
from extractors.readers import scan
from extractors.readers.scan_stack import stacked
from extractors.spelling import spelt

FONT = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 26)
SEVEN = ["0", "12", "407", "5", "0", "63", "487"]


def paper(width=1240, height=1754):
    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


def written(lines, width=1240, height=1754, top=150):
    image, draw = paper(width, height)
    for place in range(lines):
        draw.text((120, top + 60 * place), "4119 0 3 25 " * 5, fill="black", font=FONT)
    return image


def table(draw, rows, top, shade=(0, 0, 0), width=2, left=100, step=140, height=48):
    right, bottom = left + step * len(rows[0]), top + height * len(rows)
    for place in range(len(rows) + 1):
        draw.line([(left, top + place * height), (right, top + place * height)], fill=shade, width=width)
    for place in range(len(rows[0]) + 1):
        draw.line([(left + place * step, top), (left + place * step, bottom)], fill=shade, width=width)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            draw.text((left + (column + 0.5) * step, top + (row + 0.5) * height), text, fill="black", font=FONT, anchor="mm")


def grids(image):
    return [block for block in scan.read_page(np.asarray(image), 1, 1)[0] if isinstance(block, Grid)]


def texts(grid):
    return [[cell.text for cell in grid.row(row)] for row in range(1, grid.height + 1)]


def below(*images):
    return np.vstack([np.asarray(image) for image in images])


def test_pages_one_below_another_are_cut_where_they_meet():
    pages = stacked(below(written(20), written(24), written(5)))
    assert [page.shape[0] for page in pages] == [1754, 1754, 1754]


def test_a_page_of_ordinary_shape_is_one_and_nothing_printed_is_cut():
    assert len(stacked(below(written(20)))) == 1
    full = below(written(60, height=3600, top=0))
    pages = stacked(full)
    assert sum(page.shape[0] for page in pages) == 3600
    assert all((page[[0, -1]] > 200).all() for page in pages)


def test_a_lone_row_between_two_long_rules_is_a_table():
    image, draw = paper()
    table(draw, [SEVEN], 100)
    for place in range(6):
        draw.text((120, 400 + 60 * place), "4119 0 3 25 " * 5, fill="black", font=FONT)
    assert [texts(grid) for grid in grids(image)] == [[SEVEN]]


@pytest.mark.parametrize("shade", [235, 225, 190])
def test_pale_rules_on_a_noisy_page_are_rules(shade):
    image, draw = paper()
    rows = [SEVEN, SEVEN[::-1], SEVEN, SEVEN]
    table(draw, rows, 200, (shade,) * 3)
    noise = np.random.default_rng(3).normal(0, 4, (1754, 1240, 1))
    worn = Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))
    assert [texts(grid) for grid in grids(worn)] == [rows]


def test_type_right_below_a_table_is_no_row_of_it():
    image, draw = paper()
    table(draw, [SEVEN, SEVEN], 200)
    for column in range(8):
        draw.line([(100 + 140 * column, 303), (100 + 140 * column, 326)], fill="black", width=3)
        draw.text((112 + 140 * column, 301), "H1H", fill="black", font=FONT)
    assert [grid.height for grid in grids(image)] == [2]


def read(*readings):
    grid = Grid(1, [Cell(readings[0].text, 1, 1, readings=tuple(readings))])
    return spelt(Reading("rapidocr", [grid]), frozenset(("本年制发件数", "本年废止件数", "总计"))).blocks[0].cells[0].text


def test_a_label_is_spelt_as_the_form_has_it_where_each_character_was_likely():
    likely = Recognised("本牛制友件数", 0.5, ("本木", "牛年", "制", "友反发", "件仟", "数"))
    assert read(likely) == "本年制发件数"
    assert read(Recognised("1.本牛制友件数", 0.5, ("1", ".", *likely.letters))) == "本年制发件数"


@pytest.mark.parametrize(
    "letters",
    [
        pytest.param(("本", "牛", "制", "友发", "件", "数"), id="one character was not likely at all"),
        pytest.param(("本", "牛年", "制废", "友发止", "件", "数"), id="two labels are likely"),
    ],
)
def test_what_is_not_beyond_doubt_stays_as_it_was_read(letters):
    assert read(Recognised("本牛制友件数", 0.5, letters)) == "本牛制友件数"


def test_a_second_recognition_that_is_a_label_goes_before_likely_characters():
    assert read(Recognised("本年制件数", 0.8, tuple("本年制件数")), Recognised("本年制发件数", 0.7)) == "本年制发件数"
