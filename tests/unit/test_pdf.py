"""PDF readers on files drawn here: every way to draw a rule, spans, turned pages, wrapped numbers, and files that cannot be read."""

import io
import json
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, UnreadableDocument
from extractors.grid import Cell, Grid, Reading
from extractors.readers import pdf
from extractors.readers.pdf import Pdf, open_pdf
from extractors.readers.pdf_assembly import Found, find_tables
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_file import MAX_PAGES
from extractors.readers.pdf_grid import read_pdfium
from extractors.readers.pdf_plumber import read_pdfplumber
from extractors.readers.pdf_rules import Box
from extractors.readers.pdf_text import Glyph, Line, cell_text, lines_of

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
REAL = Path(__file__).parents[3] / "shared" / "real"
WIDTH, HEIGHT = A4
Engine = Callable[[Document], Reading]
Rect = tuple[float, float, float, float]
# text, row, column, rowspan, colspan: the head of the form's third table, and a merged label beside two rows.
HEAD = [
    ("勾稽关系", 1, 1, 3, 2),
    ("申请人情况", 1, 3, 1, 4),
    ("自然人", 2, 3, 2, 1),
    ("法人或其他组织", 2, 4, 1, 2),
    ("总计", 2, 6, 2, 1),
    ("商业企业", 3, 4, 1, 1),
    ("科研机构", 3, 5, 1, 1),
    ("不予公开", 4, 1, 2, 1),
    ("国家秘密", 4, 2, 1, 1),
    ("12", 4, 3, 1, 1),
    ("0", 4, 4, 1, 1),
    ("", 4, 5, 1, 1),
    ("12", 4, 6, 1, 1),
    ("法律禁止", 5, 2, 1, 1),
    ("3", 5, 3, 1, 1),
    ("119", 5, 4, 1, 1),
    ("-", 5, 5, 1, 1),
    ("122", 5, 6, 1, 1),
]
NUMBERS = [(f"{row}{column}", row, column, 1, 1) for row in (1, 2, 3) for column in (1, 2, 3, 4)]
COLUMNS = [60.0, 120.0, 220.0, 290.0, 360.0, 430.0, 500.0]
ROWS = [100.0, 122.0, 144.0, 166.0, 188.0, 210.0]


@pytest.fixture(params=[read_camelot, read_pdfium, read_pdfplumber], ids=["camelot", "pdfium", "pdfplumber"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param


class Sheet:
    """A PDF file under construction; heights are given from the top of the page."""

    def __init__(self, size: tuple[float, float] = A4, **options: object) -> None:
        self.buffer = io.BytesIO()
        self.height = size[1]
        self.font = "STSong-Light"
        self.canvas = Canvas(self.buffer, pagesize=size, pageCompression=0, **options)

    def text(self, x: float, top: float, words: str, size: float = 10) -> None:
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(x, self.height - top - size, words)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def thin_rectangle(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.rect(x0, self.height - y1, max(x1 - x0, 0.48), max(y1 - y0, 0.48), stroke=0, fill=1)

    def pieces(self, x0: float, y0: float, x1: float, y1: float) -> None:
        count = int(max(x1 - x0, y1 - y0) // 20) + 1
        for i in range(count):
            a, b = i / count, (i + 1) / count
            self.rule(x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)

    def dots(self, x0: float, y0: float, x1: float, y1: float) -> None:
        count = int(max(x1 - x0, y1 - y0) // 1.5) + 1
        for i in range(count + 1):
            x, y = x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count
            self.canvas.rect(x, self.height - y, 0.75, 0.75, stroke=0, fill=1)

    def dashes(self, x0: float, y0: float, x1: float, y1: float) -> None:
        path = self.canvas.beginPath()
        count = int(max(x1 - x0, y1 - y0) // 6) + 1
        for i in range(count):
            a, b = i / count, min((i + 0.6) / count, 1.0)
            path.moveTo(x0 + (x1 - x0) * a, self.height - y0 - (y1 - y0) * a)
            path.lineTo(x0 + (x1 - x0) * b, self.height - y0 - (y1 - y0) * b)
        self.canvas.drawPath(path)

    def double(self, x0: float, y0: float, x1: float, y1: float) -> None:
        across, down = (0.9, 0.0) if x0 == x1 else (0.0, 0.9)
        for sign in (-1, 1):
            self.rule(x0 + sign * across, y0 + sign * down, x1 + sign * across, y1 + sign * down)

    def hairline(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.1)
        self.canvas.setStrokeGray(0.85)
        self.rule(x0, y0, x1, y1)

    def table(
        self,
        cells: list[tuple[str, int, int, int, int]],
        xs: list[float],
        ys: list[float],
        how: str = "rule",
        shift: float = 0.0,
        sides: bool = True,
    ) -> None:
        rules: set[Rect] = set()
        for words, row, column, rowspan, colspan in cells:
            left, right = xs[column - 1], xs[column - 1 + colspan]
            top, bottom = ys[row - 1] + shift, ys[row - 1 + rowspan] + shift
            rules |= {(left, top, right, top), (left, bottom, right, bottom)}
            rules |= {(x, top, x, bottom) for x in (left, right) if sides or x not in (xs[0], xs[-1])}
            for i, line in enumerate(words.split("\n")):
                self.text(left + 4, top + 5 + 12 * i, line)
        for rule in sorted(rules):
            getattr(self, how)(*rule)

    def done(self) -> Document:
        self.canvas.save()
        return Document(self.buffer.getvalue(), "report.pdf")


def shape(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return sorted((c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells)


def texts(reading: Reading) -> list[str]:
    return [p.text for p in reading.paragraphs()]


@pytest.mark.parametrize("how", ["rule", "thin_rectangle", "pieces", "dots", "dashes", "double", "hairline"])
def test_rules_however_drawn_give_the_same_cells_and_spans(engine: Engine, how: str) -> None:
    sheet = Sheet()
    sheet.table(HEAD, COLUMNS, ROWS, how)
    (grid,) = engine(sheet.done()).grids()
    assert shape(grid) == sorted(HEAD)
    assert (grid.number, grid.page, grid.exact) == (1, 1, True)


def test_tables_of_all_pages_are_numbered_in_reading_order_between_the_text(engine: Engine) -> None:
    sheet = Sheet()
    sheet.text(60, 60, "一、总体情况")
    sheet.table(HEAD, COLUMNS, ROWS)
    sheet.text(60, 260, "二、主动公开政府信息情况")
    sheet.table(HEAD, COLUMNS, ROWS, shift=250)
    sheet.canvas.showPage()
    sheet.text(60, 60, "此页只有文字。")
    sheet.canvas.showPage()
    sheet.table(HEAD[:4] + HEAD[4:7], COLUMNS, ROWS)
    sheet.text(60, 260, "三、其他")
    reading = engine(sheet.done())
    assert [b.number if isinstance(b, Grid) else b.text for b in reading.blocks] == [
        "一、总体情况",
        1,
        "二、主动公开政府信息情况",
        2,
        "此页只有文字。",
        3,
        "三、其他",
    ]
    assert [b.page for b in reading.blocks] == [1, 1, 1, 1, 2, 3, 3]
    assert reading.engine in {"camelot-vector", "pdfium", "pdfplumber"}


def test_backgrounds_do_not_make_tables(engine: Engine) -> None:
    sheet = Sheet()
    sheet.canvas.setFillGray(0.9)
    for i in range(12):
        sheet.canvas.rect(60, 700 - 20 * i, 400, 18, stroke=0, fill=1)
    sheet.canvas.setFillGray(0)
    sheet.text(62, 160, "没有表格的一页文字，足够长，使得它不会被当成图像页面来处理，也不会被当成表格。")
    reading = engine(sheet.done())
    assert not list(reading.grids())
    assert reading.issues == []


def test_numbers_without_rules_stay_as_text(engine: Engine) -> None:
    sheet = Sheet()
    for i, label in enumerate(["本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量"]):
        sheet.text(60, 100 + 20 * i, label)
        sheet.text(300, 100 + 20 * i, str(30 + i))
    assert "".join(texts(engine(sheet.done()))) == "本年新收政府信息公开申请数量 30上年结转政府信息公开申请数量 31"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_with_a_rotate_entry(engine: Engine, turn: int) -> None:
    sheet = Sheet(landscape(A4))
    canvas = sheet.canvas
    width, height = landscape(A4)
    # reportlab swaps the sides of a page that it turns
    canvas.setPageRotation(turn)
    {
        90: lambda: (canvas.rotate(90), canvas.translate(0, -height)),
        180: lambda: (canvas.rotate(180), canvas.translate(-width, -height)),
        270: lambda: (canvas.rotate(-90), canvas.translate(-width, 0)),
    }[turn]()
    sheet.text(60, 60, "四、行政复议、行政诉讼情况")
    sheet.table(HEAD, COLUMNS, ROWS)
    reading = engine(sheet.done())
    assert [shape(grid) for grid in reading.grids()] == [sorted(HEAD)]
    assert texts(reading) == ["四、行政复议、行政诉讼情况"]


@pytest.mark.parametrize("turn", [90, -90])
def test_tables_drawn_sideways_without_a_rotate_entry(engine: Engine, turn: int) -> None:
    width, height = landscape(A4)
    sheet = Sheet(landscape(A4))
    sheet.canvas.setPageSize((height, width))
    sheet.canvas.rotate(turn)
    sheet.canvas.translate(*((0, -height) if turn == 90 else (-width, 0)))
    sheet.table(HEAD, COLUMNS, ROWS)
    assert [shape(grid) for grid in engine(sheet.done()).grids()] == [sorted(HEAD)]


def test_crop_box_and_origin_do_not_shift_the_text(engine: Engine) -> None:
    sheet = Sheet(cropBox=(30, 40, WIDTH, HEIGHT))
    sheet.text(60, 60, "正文")
    sheet.table(HEAD, COLUMNS, ROWS)
    reading = engine(sheet.done())
    assert [shape(grid) for grid in reading.grids()] == [sorted(HEAD)]
    assert texts(reading) == ["正文"]


def test_a_page_wrapped_in_a_form_object(engine: Engine) -> None:
    sheet = Sheet()
    sheet.canvas.beginForm("page")
    sheet.table(HEAD, COLUMNS, ROWS)
    sheet.canvas.endForm()
    sheet.canvas.translate(10, -20)
    sheet.canvas.doForm("page")
    assert [shape(grid) for grid in engine(sheet.done()).grids()] == [sorted(HEAD)]


def test_outer_columns_without_side_rules_are_kept(engine: Engine) -> None:
    sheet = Sheet()
    sheet.table(NUMBERS, [60.0, 160.0, 260.0, 360.0, 460.0], ROWS[:4], sides=False)
    assert [shape(grid) for grid in engine(sheet.done()).grids()] == [sorted(NUMBERS)]


def test_end_of_a_row_cut_by_the_page_break_is_a_table_of_its_own(engine: Engine) -> None:
    cells = [("公开", 1, 1, 1, 1), *(("", 1, column, 1, 1) for column in range(2, 13))]
    sheet = Sheet()
    sheet.table(cells, [60.0 + 35 * i for i in range(13)], ROWS[:2])
    assert [shape(grid) for grid in engine(sheet.done()).grids()] == [sorted(cells)]


def test_inner_table_keeps_its_text_to_itself(engine: Engine) -> None:
    outer = [("说明", 1, 1, 1, 1), ("", 1, 2, 1, 1), ("行政许可", 2, 1, 1, 1), ("550", 2, 2, 1, 1)]
    inner = [("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1), ("3", 2, 1, 1, 1), ("4", 2, 2, 1, 1)]
    sheet = Sheet()
    sheet.table(outer, [60.0, 200.0, 500.0], [100.0, 200.0, 230.0])
    sheet.table(inner, [260.0, 320.0, 380.0], [120.0, 145.0, 170.0])
    assert [shape(grid) for grid in engine(sheet.done()).grids()] == [sorted(outer), sorted(inner)]


def test_text_printed_twice_for_bold_is_read_once(engine: Engine) -> None:
    sheet = Sheet()
    sheet.table(HEAD, COLUMNS, ROWS)
    sheet.canvas.translate(0.3, 0)
    sheet.table(HEAD, COLUMNS, ROWS)
    assert [shape(grid) for grid in engine(sheet.done()).grids()] == [sorted(HEAD)]


def test_long_number_wrapped_in_a_narrow_cell_is_one_number(engine: Engine) -> None:
    cells = [("采购项目数量", 1, 1, 1, 1), ("总金额", 1, 2, 1, 1), ("12\n34", 2, 1, 1, 1), ("75394432.5\n2元", 2, 2, 1, 1)]
    sheet = Sheet()
    sheet.table(cells, [60.0, 160.0, 218.0], [100.0, 130.0, 170.0])
    (grid,) = engine(sheet.done()).grids()
    assert [c.text for c in grid.cells] == ["采购项目数量", "总金额", "12\n34", "75394432.52元"]


def test_radicals_are_read_as_the_characters_they_draw() -> None:
    glyphs = [Glyph(c, Box(10.0 * i, 0, 10.0 * i + 10, 10), 8.5) for i, c in enumerate("⼀、总体，３")]
    assert [found.text for found in lines_of(glyphs)] == ["一、总体，３"]


def line(words: str, width: float, top: float = 0.0) -> Line:
    return Line(words, Box(0, top, width, top + 10), 10, 5)


@pytest.mark.parametrize(
    ("lines", "widest", "expected"),
    [
        ([line("311", 17), line("9", 5, 12)], 17, "3119"),
        ([line("311", 17), line("9", 5, 40)], 17, "311\n9"),
        ([line("311", 17), line("9", 5, 12)], 25, "311\n9"),
        ([line("7730.28", 17), line("万元", 10, 12)], 17, "7730.28万元"),
        ([line("结果", 17), line("2", 5, 12)], 17, "结果\n2"),
        ([line("311", 17), line("规章", 10, 12)], 17, "311\n规章"),
    ],
)
def test_only_a_full_line_goes_on_without_a_newline(lines: list[Line], widest: float, expected: str) -> None:
    assert cell_text(lines, 30, widest) == expected


def test_lines_become_paragraphs_across_pages_and_headings_stay_apart(engine: Engine) -> None:
    full = "本机关认真贯彻落实条例要求持续推进政务公开工作全年主动公开政府信息若干条"
    sheet = Sheet()
    sheet.text(219, 60, "某某区人民政府", 18)
    sheet.text(145, 90, "2023年政府信息公开工作年度报告", 18)
    sheet.text(84, 130, "一、总体情况", 12)
    sheet.text(84, 150, full[:-2], 12)
    for i in range(2):
        sheet.text(60, 170 + 20 * i, full, 12)
    sheet.text(280, 790, "— 1 —")
    sheet.canvas.showPage()
    sheet.text(60, 60, "均已按期答复。", 12)
    sheet.text(84, 80, "二、主动公开", 12)
    reading = engine(sheet.done())
    assert texts(reading) == [
        "某某区人民政府2023年政府信息公开工作年度报告",
        "一、总体情况",
        full[:-2] + full * 2 + "均已按期答复。",
        "二、主动公开",
    ]
    assert [p.page for p in reading.paragraphs()] == [1, 1, 1, 2]


def test_page_that_is_a_picture_is_an_error_that_names_it(engine: Engine) -> None:
    sheet = Sheet()
    sheet.table(HEAD, COLUMNS, ROWS)
    sheet.canvas.showPage()
    picture = ImageReader(io.BytesIO(_portable_pixmap(60, 80)))
    sheet.canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
    sheet.canvas.showPage()
    sheet.canvas.showPage()
    reading = engine(sheet.done())
    assert [(i.code, i.severity) for i in reading.issues] == [("page_without_text", "error")]
    assert "Page 2" in reading.issues[0].message
    assert len(list(reading.grids())) == 1


def test_machine_read_text_behind_a_scan_is_not_taken_for_the_report(engine: Engine) -> None:
    sheet = Sheet()
    sheet.canvas.drawImage(ImageReader(io.BytesIO(_portable_pixmap(60, 80))), 0, 0, WIDTH, HEIGHT)
    hidden = sheet.canvas.beginText(60, 700)
    hidden.setFont("STSong-Light", 12)
    hidden.setTextRenderMode(3)
    hidden.textLine("扫描件背后由机器识别的文字，谁也没有核对过，数字更是如此。")
    sheet.canvas.drawText(hidden)
    assert [i.code for i in engine(sheet.done()).issues] == ["page_without_text"]


def _portable_pixmap(width: int, height: int) -> bytes:
    return b"P6 %d %d 255\n" % (width, height) + bytes(range(256)) * (width * height * 3 // 256 + 1)


def test_font_without_encoding_is_an_error_not_a_reading(engine: Engine) -> None:
    sheet = Sheet()
    sheet.text(60, 60, "\ue000\ue001\ue002\ue003\ue004\ue005\ue006")
    sheet.table([(words and "\ue100\ue101", *rest) for words, *rest in HEAD], COLUMNS, ROWS)
    assert [i.code for i in engine(sheet.done()).issues] == ["page_without_text"]


def whole() -> bytes:
    sheet = Sheet()
    sheet.table(HEAD, COLUMNS, ROWS)
    return sheet.done().content


def protected(**options: object) -> bytes:
    sheet = Sheet(encrypt=StandardEncryption(**options))
    sheet.font = "Helvetica"  # reportlab leaves strings of its Chinese fonts out of the encryption
    sheet.table(NUMBERS, COLUMNS, ROWS)
    return sheet.done().content


def many_pages() -> bytes:
    sheet = Sheet()
    for _ in range(MAX_PAGES + 1):
        sheet.canvas.showPage()
    return sheet.done().content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: protected(userPassword="geheim"), "encrypted"),
        (lambda: whole()[: len(whole()) * 2 // 3], "truncated"),
        (lambda: b"%PDF-1.4\nnothing of the kind\nstartxref\n9\n%%EOF", "broken"),
        (lambda: b"", "broken"),
        (many_pages, "too_large"),
    ],
    ids=["password", "cut off", "garbage", "nothing", "too many pages"],
)
def test_files_that_cannot_be_read_say_why(engine: Engine, content: Callable[[], bytes], code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        engine(Document(content(), "report.pdf"))
    assert caught.value.code == code
    assert "ask" in caught.value.message or "give" in caught.value.message


def test_page_with_too_many_objects_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.readers.pdf_file.MAX_OBJECTS", 10)
    sheet = Sheet()
    sheet.table(HEAD, COLUMNS, ROWS, shift=77)
    open_pdf.cache_clear()
    with pytest.raises(UnreadableDocument, match="more than 10 objects"):
        engine(sheet.done())


def test_file_that_opens_without_password_is_read_whatever_its_permissions(engine: Engine) -> None:
    content = protected(userPassword="", ownerPassword="geheim", canCopy=0, canPrint=0)
    assert [shape(grid) for grid in engine(Document(content, "report.pdf")).grids()] == [sorted(NUMBERS)]


def test_file_whose_table_of_objects_points_nowhere_is_mended(engine: Engine) -> None:
    content = whole()
    start = content.rindex(b"startxref")
    assert [shape(g) for g in engine(Document(content[:start] + b"startxref\n7\n%%EOF\n", "report.pdf")).grids()] == [sorted(HEAD)]


def test_file_that_only_pdfium_can_open_is_written_anew() -> None:
    asked: list[bytes] = []

    def stumble_once(pdf: Pdf) -> dict[int, list[Found]]:
        asked.append(pdf.content)
        if len(asked) == 1:
            raise StopIteration
        return {}

    content = whole()
    assert find_tables(stumble_once, open_pdf(content)) == {}
    assert asked[0] == content
    assert asked[1] != content
    assert asked[1].startswith(b"%PDF-")


def test_engine_that_stumbles_twice_reports_damage() -> None:
    def stumble(pdf: Pdf) -> dict[int, list[Found]]:
        raise KeyError(len(pdf.content))

    with pytest.raises(UnreadableDocument, match=r"damaged \(KeyError"):
        find_tables(stumble, open_pdf(whole()))


def test_bytes_before_the_header_do_no_harm(engine: Engine) -> None:
    assert [shape(g) for g in engine(Document(b"\r\n\r\n" + whole(), "report.pdf")).grids()] == [sorted(HEAD)]


def test_nothing_is_printed_and_no_file_left_behind(
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    recwarn: pytest.WarningsRecorder,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sheet = Sheet()
    sheet.table(HEAD, COLUMNS, ROWS, "dashes")
    engine(sheet.done())
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert not list(recwarn)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real reports are not beside this checkout")
def test_real_report_figures_stand_in_the_grids(engine: Engine) -> None:
    figures = json.loads((REAL / "figures" / "hongze-2023.json").read_text(encoding="utf-8"), parse_float=Decimal)["figures"]
    reading = engine(Document((REAL / "hongze-2023.pdf").read_bytes(), "hongze-2023.pdf"))
    printed = [c.text for grid in reading.grids() for c in _in_rows(grid) if c.text.replace(".", "").isdigit()]
    assert [Decimal(text) for text in printed] == _in_form_order(figures)
    assert reading.issues == []


def _in_rows(grid: Grid) -> list[Cell]:
    return [c for row in range(1, grid.height + 1) for c in grid.row(row) if c.row == row]


def _in_form_order(figures: dict[str, int | Decimal]) -> list[Decimal]:
    return [Decimal(value) for value in figures.values()]


def test_a_title_of_half_characters_costs_no_table(engine: Engine) -> None:
    sheet = Sheet()
    sheet.table(HEAD, COLUMNS, ROWS)
    sheet.canvas.setTitle("XXXX")
    content = sheet.done().content
    assert content.count(b"/Title (XXXX)") == 1
    reading = engine(Document(content.replace(b"/Title (XXXX)", b"/Title <FEFFD800D8000031>"), "report.pdf"))
    assert reading.metadata["title"] == "\ufffd\ufffd1"
    assert len(list(reading.grids())) == 1


def test_lines_hold_no_half_characters() -> None:
    (line,) = lines_of([Glyph("1\ud800", Box(0, 0, 10, 10), 9), Glyph("⼀", Box(10, 0, 20, 10), 9)])
    assert line.text == "1\ufffd一"


def test_a_page_of_more_rules_than_any_form_is_refused(engine: Engine) -> None:
    sheet = Sheet()
    for at in range(0, 590, 4):
        sheet.rule(at, 0, at, HEIGHT)
    for at in range(0, 840, 4):
        sheet.rule(0, at, WIDTH, at)
    with pytest.raises(UnreadableDocument) as caught:
        engine(sheet.done())
    assert caught.value.code == "too_large"


def test_a_page_of_more_text_than_paper_holds_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_GLYPHS", 100)
    sheet = Sheet()
    for at in range(20):
        sheet.text(60, 100 + 12 * at, "规章行政许可")
    with pytest.raises(UnreadableDocument) as caught:
        engine(sheet.done())
    assert caught.value.code == "too_large"


def test_a_number_that_runs_into_the_next_cell_is_no_figure_of_either(engine: Engine) -> None:
    cells = [(words if column != 2 else "", row, column, 1, 1) for words, row, column, _, _ in NUMBERS]
    sheet = Sheet()
    sheet.table(cells, [60.0, 160.0, 200.0, 240.0, 280.0], ROWS[:4])
    sheet.text(175, ROWS[1] + 5, "75394432.52")
    (grid,) = engine(sheet.done()).grids()
    torn = [cell.text for column in (2, 3) if (cell := grid.at(2, column)) is not None]
    assert len(torn) == 2
    assert all("\ufffd" in text for text in torn)


def test_numbers_of_cells_without_padding_are_not_taken_for_one(engine: Engine) -> None:
    cells = [("自然人", 1, 1, 1, 1), ("总计", 1, 2, 1, 1), ("", 2, 1, 1, 1), ("", 2, 2, 1, 1)]
    sheet = Sheet()
    sheet.table(cells, [60.0, 91.0, 140.0], [100.0, 130.0, 150.0])
    sheet.text(60.5, 135, "311900")
    sheet.text(91.5, 135, "47")
    (grid,) = engine(sheet.done()).grids()
    assert [c.text for c in grid.cells if c.row == 2] == ["311900", "47"]


def test_a_mark_that_hangs_over_the_rule_stays_with_its_line(engine: Engine) -> None:
    sheet = Sheet()
    sheet.table([("", row, column, 1, 1) for row in (1, 2) for column in (1, 2)], [60.0, 160.0, 260.0], [100.0, 130.0, 160.0])
    sheet.text(72, 110, "要求缴纳费用、行、")
    sheet.text(200, 110, "0")
    (grid,) = engine(sheet.done()).grids()
    assert [cell.text for cell in grid.row(1)] == ["要求缴纳费用、行、", "0"]
