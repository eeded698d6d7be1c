"""Scans: drawn pages of known figures, straight and spoiled, and files that are no pages."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont

from extractors.document import Document, UnreadableDocument
from extractors.readers import scan, scan_ocr
from extractors.readers.scan_image import pages_of
from extractors.readers.scan_page import prepare

FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
ROWS = [["0", "12", "7730.28", "-"], ["4119", "0", "", "/"], ["1", "396", "442", "278"], ["0", "5", "0", "86"], ["9", "3", "60", "0"]]


def page(rows=ROWS, gaps=(), size=26, shape=(900, 700)):
    """A page (RGB) with one ruled table; ``gaps`` are (row, column) whose right-hand rule is missing."""
    image = Image.new("RGB", shape, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), size)
    left, top, width, height = 80, 90, 170, 60
    for row in range(len(rows) + 1):
        draw.line([(left, top + row * height), (left + 4 * width, top + row * height)], fill="black", width=2)
    for column in range(5):
        for row in range(len(rows)):
            if (row, column - 1) not in gaps:
                x, y = left + column * width, top + row * height
                draw.line([(x, y), (x, y + height)], fill="black", width=2)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            draw.text((left + (column + 0.5) * width, top + (row + 0.5) * height), text, fill="black", font=font, anchor="mm")
    return image


def grid_of(image):
    blocks, issues = scan.read_page(np.asarray(image.convert("RGB")), 3, 5)
    (grid,) = [b for b in blocks if not hasattr(b, "level")]
    assert (issues, grid.page, grid.number) == ([], 3, 5)
    return grid


def texts(grid):
    return [[grid.at(row, column).text for column in range(1, grid.width + 1)] for row in range(1, grid.height + 1)]


def doubtful(grid):
    return [cell.text for cell in grid.cells if cell.readings[0].confidence < scan.SURE]


def sealed(image):
    draw = ImageDraw.Draw(image)
    draw.ellipse([200, 120, 480, 400], outline=(215, 40, 40), width=8)
    draw.regular_polygon((340, 260, 60), 5, fill=(215, 40, 40))
    ink = page()
    return Image.fromarray(np.minimum(np.asarray(image), 255 - (255 - np.asarray(ink))))


def worn(image):
    turned = image.rotate(1.7, resample=Image.Resampling.BICUBIC, fillcolor="white")
    noise = np.random.default_rng(7).normal(0, 6, (*turned.size[::-1], 3))
    target = io.BytesIO()
    Image.fromarray(np.clip(np.asarray(turned) + noise, 0, 255).astype(np.uint8)).save(target, "JPEG", quality=40)
    return Image.open(target)


@pytest.mark.parametrize(
    "spoil", [lambda image: image, sealed, worn, lambda image: worn(sealed(image))], ids=["clean", "sealed", "worn", "both"]
)
def test_figures_of_a_page_are_read_and_sure(spoil):
    grid = grid_of(spoil(page()))
    assert texts(grid) == ROWS
    assert doubtful(grid) == []


def test_a_speck_makes_neither_a_figure_nor_a_doubt():
    image = page()
    draw = ImageDraw.Draw(image)
    for x, y in ((500, 180), (452, 175), (148, 300), (185, 112)):
        draw.rectangle([x, y, x + 1, y + 1], fill="black")
    grid = grid_of(image)
    assert texts(grid) == ROWS
    assert doubtful(grid) == []


def test_a_spot_grown_onto_a_figure_is_doubted_or_read_through():
    image = page()
    ImageDraw.Draw(image).rectangle([150, 104, 158, 132], fill="black")
    cell = grid_of(image).at(1, 1)
    assert cell.text == "0" or cell.readings[0].confidence < scan.SURE


def test_figures_whose_rule_is_missing_are_two_cells():
    grid = grid_of(page(gaps={(2, 1), (2, 2)}))
    assert texts(grid) == ROWS


def test_a_doubtful_cell_has_other_readings():
    image = page(size=13).resize((450, 350), Image.Resampling.BOX).resize((900, 700), Image.Resampling.BILINEAR)
    grid = grid_of(image)
    for cell, wanted in zip(grid.cells, [t for row in ROWS for t in row], strict=True):
        assert cell.text == wanted or cell.readings[0].confidence < scan.SURE


def test_cells_of_a_rendered_page_are_recognised_alone():
    image = np.asarray(page())
    boxes = [(83, 213, 247, 267), (253, 213, 417, 267), (423, 153, 587, 207)]
    assert [readings[0].text for readings in scan.recognise_cells(image, boxes)] == ["1", "396", ""]


def test_every_frame_of_a_tiff_is_a_page():
    target = io.BytesIO()
    page().convert("1").save(target, "TIFF", save_all=True, append_images=[page().convert("1")], compression="group4")
    reading = scan.read_scan(Document(target.getvalue(), "scan.tif"))
    assert [(grid.page, grid.number) for grid in reading.grids()] == [(1, 1), (2, 2)]
    assert texts(list(reading.grids())[1]) == ROWS


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_pages(mode):
    image, target = Image.new("RGB", (40, 30), "white"), io.BytesIO()
    image.paste((0, 0, 0), (0, 0, 20, 30))
    made = image.convert("L").convert("I;16").point(lambda v: v * 257) if mode == "I;16" else image.convert(mode)
    made.save(target, "TIFF")
    (pixels,) = pages_of(target.getvalue())
    assert pixels.shape == (30, 40, 3)
    assert (pixels[5, 5].max() < 60, pixels[5, 35].min() > 200) == (True, True)


def test_a_transparent_ground_is_paper_and_the_orientation_is_obeyed():
    image, target = Image.new("RGBA", (40, 30), (0, 0, 0, 0)), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(target, "PNG", exif=exif)
    (pixels,) = pages_of(target.getvalue())
    assert pixels.shape == (40, 30, 3)
    assert pixels.min() == 255


def png(width, height):
    """A PNG file that says it is so large and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    body = (struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (png(60_000, 60_000), "too_large"),
        (png(8_000, 8_000), "too_large"),
        (png(0, 0), "broken"),
        (b"\xff\xd8\xff", "broken"),
    ],
)
def test_what_is_no_page_is_said(content, code):
    with pytest.raises(UnreadableDocument) as caught:
        scan.read_scan(Document(content, "x.png"))
    assert caught.value.code == code


def test_without_the_recogniser_it_is_said_what_to_install(monkeypatch):
    scan_ocr.recogniser.cache_clear()
    monkeypatch.setattr(scan_ocr, "available", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"gongkai\[ocr\]") as caught:
        scan_ocr.recogniser()
    assert caught.value.code == "ocr_missing"


def test_a_blank_page_and_a_black_one_have_nothing():
    for colour in (255, 0):
        assert scan.read_page(np.full((400, 300, 3), colour, np.uint8), 1, 1)[0] == []


def test_a_skewed_page_is_made_level():
    picture = prepare(np.asarray(worn(page())))
    rows = picture.ink.sum(axis=1)
    assert rows.max() > 0.6 * 680
