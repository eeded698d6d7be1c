"""PDF drawn by reportlab: fonts by name only, ruled, hairline, dotted, grey or unruled tables, rows that break over pages."""

import io

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import CondPageBreak, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table
from reportlab.platypus.doctemplate import LayoutError

from tests.bench.corpus.model import Break, Cell, Grid, Plan, Side, Text

STYLES = ("ruled", "heads_again", "rows_split", "tight")
FONT = "STSong-Light"
LINES = {
    "solid": (0.75, colors.black, None),
    "hairline": (0.1, colors.black, None),
    "dotted": (0.5, colors.black, (1, 2)),
    "grey": (0.5, colors.Color(0.75, 0.75, 0.75), None),
}


class SplitTable(Table):  # type: ignore[misc] # reportlab has no types
    """A table whose rows may break over pages: reportlab breaks the text of a merged cell as if it were as narrow as its first column."""

    def _splitCell(self, value: object, style: object, old: float, new: float, width: float) -> object:
        inside = value if isinstance(value, (list, tuple)) else ()
        width = next((part.merged_width for part in inside if hasattr(part, "merged_width")), width)
        halves = super()._splitCell(value, style, old, new, width)
        for part in (part for half in halves if isinstance(half, tuple) for part in half):
            part.merged_width = width
        return halves


def write(plan: Plan) -> bytes:
    """The document as PDF bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    size = landscape(A4) if plan.look.landscape else A4
    margin = 12 * mm if plan.style == "tight" else 20 * mm
    document = SimpleDocTemplate(
        out, pagesize=size, leftMargin=margin, rightMargin=margin, topMargin=18 * mm, bottomMargin=18 * mm, invariant=1
    )
    story: list[object] = []
    for block in plan.blocks:
        story += _flowables(plan, block, size[0] - 2 * margin - 4)
    try:
        document.build(story)
    except UnboundLocalError as error:
        raise LayoutError("a row that cannot be split stands at the foot of a page") from error
    return out.getvalue()


def _style(plan: Plan, kind: str) -> ParagraphStyle:
    size = plan.look.size + {"title": 6, "heading": 1}.get(kind, 0)
    indent = 2 * size if kind == "body" else 0
    align = 1 if kind in ("title", "date", "note") else 0
    return ParagraphStyle(
        kind, fontName=FONT, fontSize=size, leading=size * 1.5, wordWrap="CJK", firstLineIndent=indent, alignment=align, spaceAfter=3
    )


def _flowables(plan: Plan, block: object, width: float) -> list[object]:
    if isinstance(block, Text):
        return [Paragraph(block.text, _style(plan, block.kind))] if block.text else [Spacer(1, 6)]
    if isinstance(block, Break):
        return [PageBreak()]
    if isinstance(block, Side):
        shares = [0.32, 0.68]
        tables = [_table(plan, grid, width * share - 8) for grid, share in zip(block.grids, shares, strict=True)]
        return [Table([tables], colWidths=[width * share for share in shares], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]), Spacer(1, 6)]
    assert isinstance(block, Grid)
    upright = any(cell.vertical and len(cell.lines) > 1 for cell in block.cells())
    room = (
        [CondPageBreak(420)] if upright else []
    )  # reportlab cannot cut a label that reaches over a page break: it would run over its neighbours
    return [*room, _table(plan, block, width), Spacer(1, 6)]


def _table(plan: Plan, grid: Grid, width: float) -> SplitTable:
    data: list[list[object]] = [[""] * len(grid.widths) for _ in grid.rows]
    commands: list[tuple[object, ...]] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    if plan.look.borders in LINES:
        thick, colour, dash = LINES[plan.look.borders]
        commands.append(("GRID", (0, 0), (-1, -1), thick, colour, None, dash))
    unit = width / sum(grid.widths)
    for r, c, cell in grid.places():
        data[r][c] = _cell(plan, cell, sum(grid.widths[c : c + cell.colspan]) * unit)
        end = (c + cell.colspan - 1, r + cell.rowspan - 1)
        if cell.rowspan * cell.colspan > 1:
            commands.append(("SPAN", (c, r), end))
        if cell.rowspan > 1 and plan.style == "rows_split":
            # What reportlab leaves of a broken label is placed as if it had all its lines, and in the middle would run over the row above.
            commands.append(("VALIGN", (c, r), end, "TOP"))
        if cell.kind == "title" and plan.look.shaded:
            commands.append(("BACKGROUND", (c, r), end, colors.Color(0.78, 0.85, 0.94)))
    pad = 1 if plan.style == "tight" else 3
    commands += [(f"{side}PADDING", (0, 0), (-1, -1), pad) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    repeat = grid.heads if plan.style == "heads_again" else 0
    return SplitTable(
        data, colWidths=[w * unit for w in grid.widths], style=commands, repeatRows=repeat, splitInRow=int(plan.style == "rows_split")
    )


def _cell(plan: Plan, cell: Cell, width: float) -> object:
    size = plan.look.size - (2 if cell.kind == "head" else 1)
    style = ParagraphStyle(
        "c", fontName=FONT, fontSize=size, leading=size * 1.25, wordWrap="CJK", alignment=0 if cell.kind == "label" else 1
    )
    text = "<br/>".join(line.replace("&", "&amp;").replace("<", "&lt;").replace("\u00a0", " ") for line in cell.lines)
    if not text.strip():
        return ""
    paragraph = Paragraph(text, style)
    paragraph.merged_width = width
    return [paragraph]
