"""DOCX in eight styles: four through python-docx, four as raw WordprocessingML such as Word and WPS write."""

import io
import zipfile
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from tests.bench.corpus.model import Break, Cell, Grid, Plan, Side, Text

STYLES = ("api", "api_shaded", "api_layout", "api_small", "raw", "raw_wps", "raw_runs", "raw_control")
BORDER = {
    "solid": ("single", 8, "000000"),
    "hairline": ("single", 2, "000000"),
    "dotted": ("dotted", 4, "000000"),
    "grey": ("single", 4, "BFBFBF"),
}


# Without room saved here, numbers of four digits would be broken over two lines.
MARGINS = '<w:tblCellMar><w:left w:w="30" w:type="dxa"/><w:right w:w="30" w:type="dxa"/></w:tblCellMar>'


def write(plan: Plan) -> bytes:
    """The document as DOCX bytes."""
    return _raw(plan) if plan.style.startswith("raw") else _api(plan)


def borders(plan: Plan, tag: str) -> str:
    """The border element of a table or of a cell."""
    kind, size, colour = BORDER.get(plan.look.borders, ("none", 0, "auto"))
    sides = ("top", "left", "bottom", "right") + (("insideH", "insideV") if tag == "tblBorders" else ())
    inner = "".join(f'<w:{s} w:val="{kind}" w:sz="{size}" w:space="0" w:color="{colour}"/>' for s in sides)
    return f"<w:{tag}>{inner}</w:{tag}>"


def _api(plan: Plan) -> bytes:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if plan.look.landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if plan.look.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "宋体", Pt(plan.look.size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    normal.paragraph_format.space_after = Pt(2)
    place = document
    if plan.style == "api_layout":
        plan.marked("layout_table")
        place = document.add_table(1, 1).cell(0, 0)
    for block in plan.blocks:
        _api_block(plan, document, place, block)
    if place is not document:
        # Word ends every document with a paragraph; of a .doc without one LibreOffice reads no table.
        document.add_paragraph()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _api_block(plan: Plan, document, place, block) -> None:  # type: ignore[no-untyped-def]
    if isinstance(block, Text):
        paragraph = place.add_paragraph()
        run = paragraph.add_run(block.text)
        run.bold = block.kind in ("title", "heading")
        if block.kind in ("title", "date"):
            paragraph.alignment = 1
    elif isinstance(block, Break):
        paragraph = place.add_paragraph()
        if place is document:
            paragraph.add_run()._r.append(parse_xml(f'<w:br {nsdecls("w")} w:type="page"/>'))
    elif isinstance(block, Grid):
        _api_table(plan, place, block)
    else:
        outer = place.add_table(1, len(block.grids))
        outer.autofit = False
        for column, grid, room in zip(outer.columns, block.grids, (0.32, 0.6), strict=True):
            cell = column.cells[0]
            column.width = cell.width = Cm(24 * room + 0.4)
            _api_table(plan, cell, grid, room)


def _api_table(plan: Plan, place, grid: Grid, room: float | None = None) -> None:  # type: ignore[no-untyped-def]
    table = place.add_table(len(grid.rows), len(grid.widths))
    table._tbl.tblPr.append(parse_xml(borders(plan, "tblBorders").replace("<w:tblBorders>", f"<w:tblBorders {nsdecls('w')}>")))
    table.autofit = False
    table._tbl.tblPr.append(parse_xml(MARGINS.replace("<w:tblCellMar>", f"<w:tblCellMar {nsdecls('w')}>")))
    cells = [row.cells for row in table.rows]
    unit = (24 if plan.look.landscape else 16.5) / sum(grid.widths) * (1 if room is None else room)
    for column, share in enumerate(grid.widths):
        table.columns[column].width = Cm(unit * share)
        for row in cells:
            row[column].width = Cm(unit * share)
    for r, c, cell in grid.places():
        here = cells[r][c]
        if cell.rowspan * cell.colspan > 1:
            here = here.merge(cells[r + cell.rowspan - 1][c + cell.colspan - 1])
        _api_cell(plan, here, cell)


def _api_cell(plan: Plan, here, cell: Cell) -> None:  # type: ignore[no-untyped-def]
    first = here.paragraphs[0]
    for extra in here.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    for number, line in enumerate(cell.lines):
        paragraph = first if number == 0 else here.add_paragraph()
        run = paragraph.add_run(line)
        run.font.size = Pt(plan.look.size - 1)
        run.bold = cell.kind in ("head", "title")
        if cell.kind != "label":
            paragraph.alignment = 1
    if plan.style == "api_shaded" and cell.kind == "title":
        here._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="C6D9F1"/>'))


NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/>'
    "</Relationships>"
)


def _raw(plan: Plan) -> bytes:
    wide, high = (16838, 11906) if plan.look.landscape else (11906, 16838)
    turn = ' w:orient="landscape"' if plan.look.landscape else ""
    margins = '<w:pgMar w:top="1134" w:right="1080" w:bottom="1134" w:left="1080"/>'
    page = f'<w:sectPr><w:pgSz w:w="{wide}" w:h="{high}"{turn}/>{margins}</w:sectPr>'
    text = "".join(_raw_block(plan, block, wide - 2160) for block in plan.blocks)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELS)
        package.writestr(
            "word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?><w:document {NS}><w:body>{text}{page}</w:body></w:document>'
        )
    return out.getvalue()


def _raw_block(plan: Plan, block: object, width: int) -> str:
    if isinstance(block, Text):
        return _raw_paragraph(plan, block.text, block.kind in ("title", "heading"), block.kind in ("title", "date"), plan.look.size)
    if isinstance(block, Break):
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    if isinstance(block, Side):
        parts = [(grid, int(width * share)) for grid, share in zip(block.grids, (0.34, 0.66), strict=True)]
        inner = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{_raw_table(plan, g, w - 220)}<w:p/></w:tc>' for g, w in parts
        )
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for _, w in parts)
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr>{inner}</w:tr></w:tbl><w:p/>'
        )
    assert isinstance(block, Grid)
    return _raw_table(plan, block, width)


def _raw_paragraph(plan: Plan, text: str, bold: bool, centre: bool, size: float) -> str:
    mark = "<w:b/>" if bold else ""
    props = f'<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/>{mark}<w:sz w:val="{int(size * 2)}"/></w:rPr>'
    pieces = [text[i : i + 3] for i in range(0, len(text), 3)] if plan.style == "raw_runs" else [text] if text else []
    runs = "".join(f'<w:r>{props}<w:t xml:space="preserve">{escape(p)}</w:t></w:r><w:proofErr w:type="spellStart"/>' for p in pieces)
    middle = '<w:jc w:val="center"/>' if centre else ""
    return f"<w:p><w:pPr>{middle}</w:pPr>{runs}</w:p>"


def _raw_table(plan: Plan, grid: Grid, width: int) -> str:
    unit = width / sum(grid.widths)
    columns = [int(w * unit) for w in grid.widths]
    at = {(r + i, c): (cell, i) for r, c, cell in grid.places() for i in range(cell.rowspan)}
    rows = []
    for r in range(len(grid.rows)):
        cells = [_raw_cell(plan, columns, c, *at[r, c]) for c in range(len(columns)) if (r, c) in at]
        head = "<w:tblHeader/>" if r < grid.heads and plan.style == "raw_wps" else ""
        split = "" if plan.number % 2 else "<w:cantSplit/>"
        rows.append(
            f'<w:tr><w:trPr>{split}<w:trHeight w:val="340" w:hRule="atLeast"/>{head}<w:jc w:val="center"/></w:trPr>{"".join(cells)}</w:tr>'
        )
    table_grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in columns)
    props = f'<w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>{borders(plan, "tblBorders")}<w:tblLayout w:type="fixed"/>{MARGINS}'
    text = f"<w:tbl><w:tblPr>{props}</w:tblPr><w:tblGrid>{table_grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"
    return f"<w:sdt><w:sdtContent>{text}</w:sdtContent></w:sdt>" if plan.style == "raw_control" else text


def _raw_cell(plan: Plan, columns: list[int], c: int, cell: Cell, down: int) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if down == 0 else "<w:vMerge/>"
    turned = '<w:textDirection w:val="tbRlV"/>' if cell.vertical and len(cell.lines) == 1 and plan.number % 3 == 0 else ""
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="C6D9F1"/>' if cell.kind == "title" and plan.look.shaded else ""
    width = sum(columns[c : c + cell.colspan])
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{borders(plan, "tcBorders")}{fill}{turned}<w:vAlign w:val="center"/>'
    bold, size = cell.kind in ("title", "head"), plan.look.size - 1
    lines = cell.lines if down == 0 else [""]
    inner = "".join(_raw_paragraph(plan, line, bold, cell.kind != "label", size) for line in lines)
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{inner}</w:tc>"
