"""Reports as PDF with a built-in CID font. 表三 breaks over two pages: one style repeats its header there, the other does not."""

import io
from functools import cache
from typing import Any

from layout import Box, Sheet
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)
from reports import SampleReport

_FONT = "STSong-Light"
_TEXT_WIDTH = A4[0] - 56 * mm
_HEADINGS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
# Rows of 表三 above its page break, header included, by whether the header is repeated below it.
_CUT = {True: 20, False: 17}
_WIDTHS = {"disclosure": [4.0, 3.3, 3.3, 3.3], "requests": [1.5, 1.9, 4.6] + [1.0] * 7, "proceedings": [1.0] * 15}


@cache
def _style(name: str) -> ParagraphStyle:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    body = ParagraphStyle("body", fontName=_FONT, fontSize=14, leading=26, firstLineIndent=28, wordWrap="CJK")
    styles = {
        "body": body,
        "title": ParagraphStyle("title", body, fontSize=20, leading=32, firstLineIndent=0, alignment=TA_CENTER),
        "heading": ParagraphStyle("heading", body, fontSize=15, leading=28, spaceAfter=4),
        "signature": ParagraphStyle("signature", body, firstLineIndent=0, alignment=TA_RIGHT, rightIndent=40),
        "centre": ParagraphStyle("centre", body, fontSize=9, leading=12, firstLineIndent=0, alignment=TA_CENTER),
        "label": ParagraphStyle("label", body, fontSize=9, leading=12, firstLineIndent=0),
    }
    return styles[name]


def render(report: SampleReport) -> bytes:
    """The PDF of a report; the same report always gives the same bytes."""
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=28 * mm,
        rightMargin=28 * mm,
        topMargin=28 * mm,
        bottomMargin=22 * mm,
        title=report.title,
        author=report.name,
        invariant=1,
        pageCompression=1,
    )
    document.build(_story(report), onFirstPage=_page_number, onLaterPages=_page_number)
    return target.getvalue()


def _story(report: SampleReport) -> list[Flowable]:
    body, heading = _style("body"), _style("heading")
    titles = (report.name, f"{report.year}年政府信息公开工作年度报告")
    story: list[Flowable] = [*(Paragraph(text, _style("title")) for text in titles), Spacer(1, 16)]
    story += [Paragraph(text, body) for text in report.prose.preamble]
    story += [Paragraph("一、总体情况", heading), *(Paragraph(first + text, body) for first, text in report.prose.situation)]
    repeated = report.style == "pdf-repeat"
    for words, sheet in zip(_HEADINGS, report.sheets, strict=True):
        story += [CondPageBreak(50 * mm), Paragraph(words, heading), *_tables(sheet, repeated), Spacer(1, 12)]
    story += [Paragraph("五、存在的主要问题及改进情况", heading), *(Paragraph(text, body) for text in report.prose.problems)]
    story += [Paragraph("六、其他需要报告的事项", heading), *(Paragraph(text, body) for text in report.prose.closing)]
    day = report.published
    signature = (report.name, f"{day.year}年{day.month}月{day.day}日")
    return [*story, KeepTogether([Spacer(1, 20), *(Paragraph(text, _style("signature")) for text in signature)])]


def _tables(sheet: Sheet, repeated: bool) -> list[Flowable]:
    if sheet.name != "requests":
        return [_table(sheet)]
    # reportlab never breaks inside a merged cell, word processors do; so the break is made here, in the middle of a group.
    above, below = sheet.cut(_CUT[repeated], repeated)
    return [_table(above), PageBreak(), _table(below)]


def _table(sheet: Sheet) -> Table:
    matrix: list[list[Paragraph | str]] = [[""] * sheet.width for _ in sheet.rows]
    style: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.6, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    style += [("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
    for row, column, box in sheet.places():
        matrix[row][column] = _cell(box)
        style += _dress(box, (column, row), (column + box.colspan - 1, row + box.rowspan - 1))
    shares = _WIDTHS[sheet.name]
    return Table(matrix, colWidths=[_TEXT_WIDTH * share / sum(shares) for share in shares], style=TableStyle(style))


def _cell(box: Box) -> Paragraph:
    return Paragraph(box.text, _style("label" if box.kind in ("label", "note") else "centre"))


def _dress(box: Box, start: tuple[int, int], corner: tuple[int, int]) -> list[tuple[object, ...]]:
    made: list[tuple[object, ...]] = [("SPAN", start, corner)] if corner != start else []
    return [*made, ("BACKGROUND", start, corner, colors.HexColor("#c6d9f1"))] if box.kind == "band" else made


def _page_number(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont("Times-Roman", 10)
    canvas.drawCentredString(A4[0] / 2, 15 * mm, f"- {document.page} -")


def render_budget(budget: dict[str, Any]) -> bytes:
    """A budget table: a PDF with a table that is no report."""
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=A4, title=budget["title"], invariant=1, pageCompression=1)
    rows = [[Paragraph(text, _style("centre")) for text in row] for row in (budget["heads"], *budget["rows"])]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.6, colors.black)])
    note = Paragraph("（示例市为虚构，本表仅供软件演示。）", _style("centre"))
    document.build([Paragraph(budget["title"], _style("title")), Spacer(1, 16), Table(rows, style=style), Spacer(1, 12), note])
    return target.getvalue()
