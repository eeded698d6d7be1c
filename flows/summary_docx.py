"""The draft circular (代拟稿) as an editable document in the manner of GB/T 9704-2012: page, fonts, line spacing, page numbers."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from jinja2 import Environment
from lxml.etree import _Element

from flows.summary_data import Record, Region, wording
from flows.summary_html import held, number, tally_rate
from flows.summary_text import circular_text
from flows.summary_trends import Consolidated, Outcomes, Trend

# 字号: 二号 22 pt, 三号 16 pt, 四号 14 pt, 小四 12 pt, 五号 10.5 pt.
_LINE = Pt(28)
_FALLBACKS = {"方正小标宋简体": "宋体", "仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体"}
_FONTS = {"title": "方正小标宋简体", "body": "仿宋_GB2312", "first": "黑体", "second": "楷体_GB2312", "table": "宋体"}


def circular(made: Environment, region: Region, tables: list[Consolidated], shares: Outcomes, trends: dict[str, Trend]) -> bytes:
    """通报（代拟稿）.docx. The text is ``circular.txt.j2``; a line's mark says how it is set."""
    text = circular_text(made, region, tables, shares, trends)
    document = _prepared(region)
    fill: dict[str, Callable[[Docx], None]] = {
        "[[tally]]": lambda d: _tally(d, region),
        "[[coverage]]": lambda d: _coverage(d, region),
        "[[findings]]": lambda d: _findings(d, region),
    }
    for line in filter(None, map(str.strip, text.splitlines())):
        _set(document, line, fill)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _prepared(region: Region) -> Docx:
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = wording()["circular_title"], "", f"build {region.build['build_id']}"
    properties.created = properties.modified = region.build["built_at"]
    document.settings.odd_and_even_pages_header_footer = True
    _page(document.sections[0])
    _name_fallbacks(document)
    for name, font, size in (("Normal", "body", 16), ("Title", "title", 22), ("Heading 1", "first", 16), ("Heading 2", "second", 16)):
        _style(document, name, _FONTS[font], size)
    table = document.styles.add_style("Table text", WD_STYLE_TYPE.PARAGRAPH)
    table.base_style = document.styles["Normal"]
    _style(document, "Table text", _FONTS["table"], 10.5)
    table.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    return document


def _page(section: Section) -> None:
    """A4, margins 37/35/28/26 mm, page numbers as — 1 — on the outer side."""
    section.page_width, section.page_height, section.orientation = Mm(210), Mm(297), WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    _number_pages(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _number_pages(foot: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """A page number one character in from the outer side: right on odd pages, left on even ones."""
    foot.alignment = side
    foot.paragraph_format.left_indent = foot.paragraph_format.right_indent = Pt(14)
    _run(foot, "— ", _FONTS["table"], 14)
    run = _run(foot, "", _FONTS["table"], 14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run._r.append(_field(kind, text))
    _run(foot, " —", _FONTS["table"], 14)


def _name_fallbacks(document: Docx) -> None:
    """Tell the reader's program which font to take where one of ours is not installed."""
    table = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    fonts = parse_xml(table.blob)
    for name, other in _FALLBACKS.items():
        font = OxmlElement("w:font", {qn("w:name"): name})
        font.append(OxmlElement("w:altName", {qn("w:val"): other}))
        font.append(OxmlElement("w:charset", {qn("w:val"): "86"}))
        fonts.append(font)
    table._blob = serialize_part_xml(fonts)


def _field(kind: str | None, text: str | None) -> _Element:
    element = OxmlElement("w:instrText" if text else "w:fldChar")
    if text:
        element.text = text
    else:
        element.set(qn("w:fldCharType"), str(kind))
    return element


def _run(paragraph: Paragraph, text: str, font: str, size: float) -> Run:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _style(document: Docx, name: str, font: str, size: float) -> None:
    style: ParagraphStyle = document.styles[name]
    style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = Pt(size), False, False, RGBColor(0, 0, 0)
    style.font.name = "Times New Roman"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), font)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    layout.space_before = layout.space_after = Pt(0)


def _set(document: Docx, line: str, fill: dict[str, Callable[[Docx], None]]) -> None:
    """Set one marked line."""
    if line in fill:
        fill[line](document)
    elif line == "---":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif line.startswith("# "):
        _title(document, line[2:])
    elif line.startswith("## "):
        _indent(document.add_heading(line[3:], level=1))
    elif line.startswith("### "):
        _indent(document.add_heading(line[4:], level=2))
    elif line.startswith("! "):
        _remark(document, line[2:])
    elif line.startswith(">> "):
        document.add_paragraph(line[3:]).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif line.startswith("> "):
        document.add_paragraph(line[2:])
    else:
        _indent(document.add_paragraph(line))


def _title(document: Docx, text: str) -> None:
    paragraph = document.add_paragraph(text, style="Title")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = _LINE
    border = paragraph.style.element.pPr.find(qn("w:pBdr")) if paragraph.style is not None else None
    if border is not None:  # the rule that Word's own Title style draws below itself
        border.getparent().remove(border)


def _indent(paragraph: Paragraph) -> None:
    """首行缩进 two characters of 三号."""
    paragraph.paragraph_format.first_line_indent = Pt(32)


def _remark(document: Docx, text: str) -> None:
    paragraph = document.add_paragraph()
    run = _run(paragraph, text, _FONTS["second"], 12)
    run.font.color.rgb = RGBColor(0xA3, 0x20, 0x1D)
    paragraph.paragraph_format.line_spacing = Pt(20)
    paragraph.paragraph_format.space_after = Pt(8)


def _table(document: Docx, headings: list[str], widths: list[float], rows: list[list[str]]) -> Table:
    """A bordered table of 五号 text with its heading row repeated on every page; ``widths`` in mm."""
    table: Table = document.add_table(rows=1 + len(rows), cols=len(headings), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    # python-docx looks all styles through at every assignment of one.
    style = document.styles["Table text"].style_id
    for line, values in enumerate([headings, *rows]):
        for cell, value, width in zip(table.rows[line].cells, values, widths, strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style
            is_short = line == 0 or value.rstrip("%").replace(".", "").isdigit()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_short else WD_ALIGN_PARAGRAPH.LEFT
            paragraph.add_run(value).bold = line == 0
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    document.add_paragraph(style="Table text")
    return table


def _tally(document: Docx, region: Region) -> None:
    words = wording()["columns"]["tally"]
    rows = [
        [
            t.label,
            str(t.due),
            str(t.on_time),
            held(t.late, t.late_pending),
            held(t.not_seen, t.not_seen_pending),
            str(t.not_verified),
            tally_rate(t),
        ]
        for t in (*region.tally, region.total)
    ]
    _table(document, words, [33, 15, 13, 25, 29, 17, 24], rows)


def _coverage(document: Docx, region: Region) -> None:
    rows = [
        [str(n), o["name"], str(o["due_on"] or "—"), o["shown_date"], o["evidence"], o["url"] or "—"]
        for n, o in enumerate(region.organs, start=1)
    ]
    _table(document, wording()["columns"]["coverage"], [11, 33, 24, 25, 28, 35], rows)


def _findings(document: Docx, region: Region) -> None:
    rows = [_finding_row(number_, f) for number_, f in enumerate(region.verified, start=1)]
    _table(document, wording()["columns"]["findings"], [11, 27, 31, 18, 18, 25, 13, 13], rows)


def _finding_row(position: int, finding: Record) -> list[str]:
    printed: Decimal | None = finding["printed"]
    original = number(printed) if printed is not None else finding["raw"] or "—"
    place = finding["place"] or finding["title_zh"]
    return [str(position), finding["agency_name"], place, original, number(finding["computed"]), finding["basis"], "", ""]
