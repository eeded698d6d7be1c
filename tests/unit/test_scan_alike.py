"""Lines that look the same are recognised once, and no figure looks like another; dotted rules end where type in line with them begins."""

import io
from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from extractors.readers import scan_readings
from extractors.readers.scan_alike import alike
from extractors.readers.scan_courses import Segment, rule_in, trimmed
from extractors.readers.scan_digits import put_right
from extractors.readers.scan_lines import cut, strips
from extractors.readers.scan_ocr import Line
from extractors.readers.scan_page import ink_of
from extractors.readers.scan_places import Place

FONTS = Path(reportlab.__file__).parent / "fonts"
FACES = ["Vera.ttf", "VeraBd.ttf", "VeraIt.ttf"]


def printed(text, face="Vera.ttf", size=26, at=(20.0, 12.0), blur=0.7, quality=60):
    """A line as a scanner gives it: not on whole pixels, softened, pressed as JPEG."""
    font = ImageFont.truetype(str(FONTS / face), size * 4)
    large = Image.new("L", (4 * (40 + size * len(text)), 4 * (2 * size + 12)), 250)
    ImageDraw.Draw(large).text((4 * at[0], 4 * at[1]), text, fill=20, font=font)
    target = io.BytesIO()
    large.resize((large.width // 4, large.height // 4), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(blur)).save(
        target, "JPEG", quality=quality
    )
    grey = np.asarray(Image.open(target).convert("L"))
    rows, columns = np.nonzero(grey < 128)
    return cut(grey, (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1), size * 0.75)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("size", [17, 22, 30])
def test_no_figure_looks_like_another(face, size):
    strips = [printed(digit, face, size, (20 + shift, 12 + shift), 0.5 + shift) for digit in "0123456789" for shift in (0.0, 0.3, 0.6)]
    assert all(len({place // 3 for place in group}) == 1 for group in alike(strips))


def test_the_same_figure_looks_the_same_a_little_moved():
    groups = alike([printed("407", at=(20 + shift, 12)) for shift in (0.0, 0.25, 0.5)])
    assert groups == [[0, 1, 2]]


def test_figures_of_one_look_are_recognised_three_times_only(monkeypatch):
    asked = []
    monkeypatch.setattr(
        scan_readings, "recognise", lambda pictures, own=scan_readings.recognise: asked.append(len(pictures)) or own(pictures)
    )
    readings = scan_readings.read_strips([printed("0", at=(20 + step / 10, 12)) for step in range(9)] + [printed("8")], 20)
    assert [each[0].text for each in readings] == ["0"] * 9 + ["8"]
    assert asked[0] == 4


@pytest.mark.parametrize(("foot", "number"), [(170, "1"), (250, "7")])
def test_a_one_may_stand_on_a_hair_stroke_and_a_seven_on_none(foot, number):
    grey = np.full((50, 50), 250, np.uint8)
    grey[10:34, 24:27] = 30
    grey[10:13, 19:27] = 60
    grey[32:34, 18:24] = grey[32:34, 27:32] = foot
    assert put_right(cut(grey, (18, 10, 32, 34), 24), "1") == number


@pytest.mark.parametrize("stroke", [20, 8])
def test_a_dotted_rule_ends_where_type_in_line_with_it_begins(stroke):
    dark = np.zeros((40, 300), np.uint8)
    dark[20, 20:200] = 15
    dark[20, 20:200:4] = 220
    dark[20, 21:200:4] = 120
    for start in range(208, 208 + 3 * stroke + 20, stroke + 10):
        dark[19:22, start : start + stroke] = 235
    rule = rule_in(dark, Segment(20.0, 20.0, 260.0, 1.0), 28.0)
    assert rule is not None
    assert trimmed(dark, rule, 28.0).end == pytest.approx(200, abs=6)


@pytest.mark.parametrize(("dots", "kept"), [([31], 1), ([13, 22, 31], 0)])
def test_a_point_where_a_rule_runs_above_the_cell_stays_and_scraps_of_a_rule_go(dots, kept):
    grey = np.full((60, 160), 255, np.uint8)
    for left in (40, 60, 86, 106):
        grey[10:34, left : left + 14] = 20
        grey[14:30, left + 4 : left + 10] = 255
    for top in dots:
        grey[top : top + 3, 78:81] = 20
    [[strip]] = strips(grey, ink_of(grey), Place(0, 0, 160, 60, 1, 1, 1, 2), 24, xs=[79.0])
    assert sum(mark.height < 6 for mark in strip.marks) == kept


def test_a_full_width_point_is_one_although_the_next_figure_stands_far_off():
    grey = np.full((60, 300), 255, np.uint8)
    for left in (20, 46, 72, 124, 150):
        grey[10:32, left : left + 15] = 20
        grey[14:28, left + 4 : left + 11] = 255
    grey[27:32, 95:100] = 20
    [[strip]] = strips(grey, ink_of(grey), Place(0, 0, 300, 60, 1, 1, 1, 1), 26)
    assert len(strip.marks) == 6


def test_a_plus_read_as_the_numeral_ten_is_a_plus():
    assert Line("十464", 0.9, np.zeros((1, 2))).number == "+464"
