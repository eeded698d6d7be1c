"""Reports as Word files, with merged cells as gridSpan and vMerge."""

import io
import zipfile
from datetime import UTC, datetime, time

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from layout import Box, Sheet
from reports import SampleReport

_HEADINGS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
_WIDTHS = {"disclosure": [4.6, 3.6, 3.6, 3.6], "requests": [1.2, 1.6, 4.2] + [1.2] * 7, "proceedings": [1.03] * 15}
_ZIP_TIME = (2020, 1, 1, 0, 0, 0)
_BODY, _HEAVY, _TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"


def render(report: SampleReport) -> bytes:
    """The Word file of a report; the same report always gives the same bytes."""
    document = docx.Document()
    _set_up(document, report)
    _line(document, report.name, _TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, f"{report.year}年政府信息公开工作年度报告", _TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    for text in report.prose.preamble:
        _text(document, text)
    _heading(document, "一、总体情况")
    for first, text in report.prose.situation:
        _text(document, text, first)
    for words, sheet in zip(_HEADINGS, report.sheets, strict=True):
        _heading(document, words)
        _table(document, sheet)
    _heading(document, "五、存在的主要问题及改进情况")
    for text in report.prose.problems:
        _text(document, text)
    _heading(document, "六、其他需要报告的事项")
    for text in report.prose.closing:
        _text(document, text)
    document.add_paragraph()
    day = report.published
    for text in (report.name, f"{day.year}年{day.month}月{day.day}日"):
        _line(document, text, _BODY, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    return _packed(document)


def _set_up(document: Document, report: SampleReport) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = report.title, report.name, ""
    properties.created = properties.modified = datetime.combine(report.published, time(), UTC)
    # Without it word processors take the glyphs and punctuation of another script.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.6), Cm(3.7), Cm(3.5)


def _run(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _line(document: Document, text: str, font: str, size: float, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    _run(paragraph, text, font, size)


def _text(document: Document, text: str, first: str = "") -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    if first:
        _run(paragraph, first, "楷体_GB2312", 16)
    _run(paragraph, text, _BODY, 16)


def _heading(document: Document, text: str) -> None:
    paragraph = document.add_paragraph(style="Heading 1")
    paragraph.paragraph_format.first_line_indent = Pt(32)
    _run(paragraph, text, _HEAVY, 16)


def _table(document: Document, sheet: Sheet) -> None:
    table = document.add_table(len(sheet.rows), sheet.width, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, _WIDTHS[sheet.name], strict=True):
        column.width = Cm(width)
    grid = [list(row.cells) for row in table.rows]
    for table_row in table.rows:
        table_row.height, table_row.height_rule = Cm(0.7), WD_ROW_HEIGHT_RULE.AT_LEAST
    for row, column, box in sheet.places():
        _fill(_joined(grid, row, column, box), box)
    _keep_widths(table, sheet)


def _joined(grid: list[list[_Cell]], row: int, column: int, box: Box) -> _Cell:
    if (box.rowspan, box.colspan) == (1, 1):
        return grid[row][column]
    return grid[row][column].merge(grid[row + box.rowspan - 1][column + box.colspan - 1])


def _fill(cell: _Cell, box: Box) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if box.kind not in ("label", "note"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if box.text:
        _run(paragraph, box.text, "宋体", 9)


def _keep_widths(table: Table, sheet: Sheet) -> None:
    """Cells that were not merged still carry the even width python-docx gave them."""
    for cell_element, column in ((c, i) for row in table._tbl.tr_lst for i, c in enumerate(row.tc_lst)):
        if cell_element.grid_span == 1:
            cell_element.width = Cm(_WIDTHS[sheet.name][cell_element.grid_offset if column else 0])


def _packed(document: Document) -> bytes:
    """The package with fixed times, without the template's preview picture and the styles nothing uses."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects"))]:
            relations.pop(key)
    for style in [s for s in document.styles if s.type == WD_STYLE_TYPE.TABLE and s.name not in ("Normal Table", "Table Grid")]:
        style.delete()
    raw, target = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _ZIP_TIME)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(member, source.read(name))
    return target.getvalue()
