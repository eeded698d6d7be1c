"""Plain text as tables end up in it: separated by tabs, between bars, or with nothing between."""

from tests.bench.corpus.model import Block, Break, Cell, Grid, Plan, Side, Text

STYLES = ("tabs", "tabs", "bars", "glued")


def write(plan: Plan) -> bytes:
    """The document as text, sometimes in GB18030."""
    text = "\n".join(line for block in plan.blocks for line in _lines(plan, block)) + "\n"
    return text.encode("gb18030" if plan.number % 5 == 0 else "utf-8")


def _lines(plan: Plan, block: Block) -> list[str]:
    if isinstance(block, Text):
        mark = {"title": "# ", "heading": "## "}.get(block.kind, "") if plan.style == "bars" else ""
        return [mark + block.text, ""]
    if isinstance(block, Side):
        return [line for grid in block.grids for line in [*_table(plan, grid), ""]]
    if isinstance(block, Break):
        return [""]
    return [*_table(plan, block), ""]


def places(grid: Grid) -> list[list[Cell | None]]:
    """The table as a full rectangle; None where a span covers."""
    rows: list[list[Cell | None]] = [[None] * len(grid.widths) for _ in grid.rows]
    for r, c, cell in grid.places():
        rows[r][c] = cell
    return rows


def _table(plan: Plan, grid: Grid) -> list[str]:
    rows = [["" if cell is None else cell.text.replace("\n", "") for cell in row] for row in places(grid)]
    if plan.style == "tabs":
        return ["\t".join(row) for row in rows]
    if plan.style == "glued":
        return ["".join(text.strip() for row in rows for text in row)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * len(grid.widths), *lines[1:]]
