"""OFD files are drawn as PDF: what stands in their tables is read by the engines of PDF where it stood."""

import io
import zipfile
import zlib

import cv2
import numpy as np
import pytest

from extractors.document import Document, UnreadableDocument
from extractors.readers.ofd import as_pdf
from extractors.readers.pdf import open_pdf
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_grid import read_pdfium
from tests.unit.ofd_writer import line, ofd, rectangle, table, text

ROWS = [["项目", "自然人", "总计"], ["规章", "7730.28", "12"], ["−1942", "", "0"]]


def drawn(content: bytes) -> bytes:
    converted, issues = as_pdf(content)
    assert issues == []
    assert converted.by == "ofd"
    return converted.content


def cells(content: bytes) -> list[list[str]]:
    (grid,) = read_pdfium(Document(content, "a.pdf")).grids()
    return [[cell.text for cell in grid.row(row)] for row in range(1, grid.height + 1)]


def words(content: bytes) -> str:
    return "".join(glyph.text for page in open_pdf(content).pages for glyph in page.glyphs)


def test_a_table_is_read_by_both_engines_of_pdf() -> None:
    content = ofd([text("年度报告", 80, 20, 6), *table(ROWS)], title="标题")
    assert Document(content, "a.ofd").format == "ofd"
    made = drawn(content)
    assert cells(made) == ROWS
    (grid,) = read_camelot(Document(made, "a.pdf")).grids()
    assert [[cell.text for cell in grid.row(row)] for row in range(1, 4)] == ROWS
    reading = read_pdfium(Document(made, "a.pdf"))
    assert (reading.blocks[0].text, reading.metadata) == ("年度报告", {"title": "标题"})


def test_pages_and_templates() -> None:
    made = drawn(ofd(table(ROWS), [text("第二页", 20, 20)], template=[text("页眉", 20, 10)]))
    pages = open_pdf(made).pages
    assert [len(page.areas) for page in pages] == [1, 0]
    assert ["".join(g.text for g in page.glyphs)[:2] for page in pages] == ["页眉", "页眉"]


@pytest.mark.parametrize(
    "code",
    ['DeltaX="2 2 1 2 2"', 'DeltaX="g 2 2 1 g 2 2"', 'DeltaX="3.6 3.6 1.8 3.6 3.6"', ""],
)
def test_steps_between_letters(code: str) -> None:
    objects = table([["a", "b"], ["", "1"]])
    assert cells(drawn(ofd([*objects, text("136.28", 23, 57, 4, code)])))[1] == ["136.28", "1"]


def test_a_gap_within_a_run_stays_one() -> None:
    objects = table([["a", "b"], ["", "1"]])
    assert cells(drawn(ofd([*objects, text("13", 23, 57, 4, 'DeltaX="9"')])))[1] == ["1 3", "1"]


def test_letters_below_one_another() -> None:
    made = drawn(ofd([text("总计", 20, 20, 4, 'DeltaX="0" DeltaY="6"')]))
    first, second = open_pdf(made).pages[0].glyphs
    assert abs(first.box.x0 - second.box.x0) < 0.1
    assert second.baseline - first.baseline == pytest.approx(6 * 72 / 25.4, abs=0.1)


def test_matrix_and_boundary_place_letters() -> None:
    made = drawn(ofd([text("1", 50, 100, 4, attributes='CTM="2 0 0 2 10 20"')]))
    (glyph,) = open_pdf(made).pages[0].glyphs
    # The baseline lies at 4 in the object's own coordinates: twice that, 20 more, from the boundary's top at 96.
    assert glyph.baseline == pytest.approx((4 * 2 + 20 + 96) * 72 / 25.4, abs=0.1)
    assert glyph.box.x0 == pytest.approx(60 * 72 / 25.4, abs=0.1)


@pytest.mark.parametrize("attributes", ['Visible="false"', 'Alpha="0"', 'Fill="false"'])
def test_what_is_not_shown_is_not_drawn(attributes: str) -> None:
    made, issues = as_pdf(ofd([*table(ROWS), text("99", 150, 67, attributes=attributes)]))
    assert cells(made.content) == ROWS
    assert issues == []


def test_white_letters_on_white_are_not_read_and_on_colour_are() -> None:
    white, dark = '<ofd:FillColor Value="255 255 255"/>', '<ofd:FillColor Value="0 0 128"/>'
    hidden = text("77", 20, 20, inside=white)
    shown = [rectangle(100, 10, 50, 20, 'Fill="true" Stroke="false"', dark), text("88", 110, 20, inside=white)]
    assert words(drawn(ofd([hidden, *shown]))) == "88"


def test_rules_as_filled_rectangles_and_boxes() -> None:
    thin = [rectangle(20, 40 + 10 * r, 80, 0.2, 'Fill="true" Stroke="false"') for r in range(3)]
    thin += [rectangle(20 + 40 * c, 40, 0.2, 20, 'Fill="true" Stroke="false"') for c in range(3)]
    letters = [text(t, 23 + 40 * c, 47 + 10 * r) for r, row in enumerate((("a", "1"), ("b", "2"))) for c, t in enumerate(row)]
    assert cells(drawn(ofd([*thin, *letters]))) == [["a", "1"], ["b", "2"]]
    boxes = [rectangle(20 + 40 * c, 40 + 10 * r, 40, 10, 'LineWidth="0.3"') for r in range(2) for c in range(2)]
    assert cells(drawn(ofd([*boxes, *letters]))) == [["a", "1"], ["b", "2"]]


def test_units_of_several_objects() -> None:
    unit = (
        f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="80" Height="20"><ofd:Content>{text("5", 3, 7)}</ofd:Content>'
    )
    resources = f"{unit}</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    used = '<ofd:CompositeObject ID="1" Boundary="60 40 40 10" ResourceID="7"/>'
    rows = [["a", ""], ["b", "1"]]
    assert cells(drawn(ofd([*table(rows), used], resources=resources))) == [["a", "5"], ["b", "1"]]


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_scanned_page_keeps_its_picture(suffix: str) -> None:
    done, encoded = cv2.imencode(suffix, np.full((300, 200, 3), 200, np.uint8))
    assert done
    media = (
        f'<ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>a{suffix}</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    )
    image = '<ofd:ImageObject ID="1" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="5"/>'
    made = drawn(ofd([image], resources=media, files={f"a{suffix}": encoded.tobytes()}))
    (page,) = open_pdf(made).pages
    assert page.unread == "picture"


def test_a_picture_that_is_missing_or_a_bomb_is_said() -> None:
    header = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    bomb = header + zlib.crc32(header[12:]).to_bytes(4, "big")
    media = '<ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    image = '<ofd:ImageObject ID="1" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="{}"/>'
    made, issues = as_pdf(ofd([image.format(5), image.format(6), *table(ROWS)], resources=media, files={"a.png": bomb}))
    assert [(issue.code, issue.severity) for issue in issues] == [("page_incomplete", "warning")] * 2
    assert cells(made.content) == ROWS


def test_letters_without_a_code_are_no_blanks() -> None:
    objects = table([["a", "b"], ["c", "1"]])
    made, _ = as_pdf(ofd([*objects, text("\ue012", 27, 57)]))
    assert "〓" in cells(made.content)[1][0]


def test_hostile_files() -> None:
    content = ofd(table(ROWS))
    for broken in (content[:-40], content[:200], b"PK\x03\x04OFD.xml"):
        with pytest.raises(UnreadableDocument):
            as_pdf(broken)
    assert _replaced(content, "OFD.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><OFD/>') == "broken"
    assert _replaced(content, "OFD.xml", b"<OFD/>") == "broken"
    assert _replaced(content, "Doc_0/Pages/Page_0/Content.xml", b"<a") == "broken"
    deep = b"<Page><Content><Layer>" + b"<PageBlock>" * 5_000 + b"</PageBlock>" * 5_000 + b"</Layer></Content></Page>"
    assert _replaced(content, "Doc_0/Pages/Page_0/Content.xml", deep) == ""
    many = ofd([line(0, 0, 10, 0)] * 1_000 + [text("1" * 21_000, 0, 0)])
    with pytest.raises(UnreadableDocument) as caught:
        as_pdf(many)
    assert caught.value.code == "too_large"


def _replaced(content: bytes, name: str, with_: bytes) -> str:
    """The code of the failure where a part is replaced; empty where there is none."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            new.writestr(part, with_ if part == name else old.read(part))
    try:
        as_pdf(made.getvalue())
    except UnreadableDocument as error:
        return error.code
    return ""
