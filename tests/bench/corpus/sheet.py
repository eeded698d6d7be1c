"""XLSX in several arrangements: one sheet or a sheet a table, numbers as numbers or as text, tables side by side."""

import io

import xlsxwriter

from tests.bench.corpus.model import Block, Grid, Plan, Side, Text

STYLES = ("one_sheet", "sheet_each", "numbers", "numbers_each")


def write(plan: Plan) -> bytes:
    """The document as a workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    formats = {
        "cell": book.add_format({"border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}),
        "text": book.add_format({"text_wrap": False}),
    }
    sheet, row = None, 0
    for block in _arranged(plan):
        if sheet is None or (plan.style.endswith("each") and isinstance(block, Text) and block.kind == "heading"):
            sheet, row = book.add_worksheet(), 0
        row = _block(plan, sheet, formats, row, block)
    book.close()
    return out.getvalue()


def _arranged(plan: Plan) -> list[Block]:
    return [block for block in plan.blocks if isinstance(block, Text | Grid | Side)]


def _block(plan: Plan, sheet, formats, row: int, block: Block) -> int:  # type: ignore[no-untyped-def]
    if isinstance(block, Text):
        sheet.write_string(row, 0, block.text, formats["text"])
        return row + 1
    grids = [block] if isinstance(block, Grid) else block.grids if isinstance(block, Side) else []
    column = 0
    for grid in grids:
        _grid(plan, sheet, formats["cell"], row, column, grid)
        column += len(grid.widths) + 1
    return row + max(len(grid.rows) for grid in grids) + 1


def _grid(plan: Plan, sheet, style, top: int, left: int, grid: Grid) -> None:  # type: ignore[no-untyped-def]
    for r, c, cell in grid.places():
        r, c, text = r + top, c + left, "\n".join(cell.lines)
        number = plan.style.startswith("numbers") and cell.kind == "figure" and _is_number(text)
        if cell.rowspan * cell.colspan > 1:
            sheet.merge_range(r, c, r + cell.rowspan - 1, c + cell.colspan - 1, "" if number else text, style)
        if number:
            sheet.write_number(r, c, float(text), style)
        elif cell.rowspan * cell.colspan == 1:
            sheet.write_string(r, c, text, style)


def _is_number(text: str) -> bool:
    return text.isascii() and text.strip() == text and text.replace(".", "", 1).replace("-", "", 1).isdigit()
