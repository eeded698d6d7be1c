"""Tables drawn without table tags, as grids, flexible boxes or floats: rewritten as the tables a reader of the page sees.

Where the children of such elements stand follows from their style (``css_boxes``); a table is what then has the shape of one and holds
figures. Both engines read the tables so made, so that what they agree on here is the text, not the places.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.readers.css_boxes import LAID_OUT, Boxes, boxes_of
from extractors.readers.html_layout import Box, Layout

_DRAWN = re.compile(rb"display\s*:\s*(?:inline-)?(?:grid|flex|table)|float\s*:|role\s*=\s*.?(?:table|row)\b")
_FEWEST_CELLS, _FEWEST_ROWS, _FEWEST_COLUMNS = 5, 3, 2
_LONGEST_CELL = 200
_LONGEST_BETWEEN = 60
_FIGURES = 0.2
"""The share of figures and blanks: 表二 in parts has tables of a title, two headings, a label and one figure."""
_FIGURE = re.compile(r"(?!\s*\d{4}(?:[-/]\d|\.\d{1,2}\.))[\s\d.,，%％+＋\-－—–/无万元件宗项条个次]*")
_TABLE_CELLS = 60
"""A page with so many cells of tables has its tables in them."""
_MOST_CONTAINERS = 20_000
_DEEPEST = 200


@lru_cache(maxsize=1)  # both engines ask for the same page in turn
def with_drawn_tables(text: str, lower: bytes) -> str:
    """A page's markup with its drawn tables as table elements; the same text where it has none."""
    if lower.count(b"<td") + lower.count(b"<th") >= _TABLE_CELLS or _DRAWN.search(lower) is None:
        return text
    tree = LexborHTMLParser(text)
    boxes = boxes_of(tree)
    made = [run for run in _runs(boxes) if _rewrite(run, boxes)]
    return tree.html or text if made else text


def _runs(boxes: Boxes) -> Iterator[list[LexborNode]]:
    """The elements that may make up a table, the outermost first: one that is a grid or a table, or several rows in a row."""
    containers = boxes.containers()
    if len(containers) > _MOST_CONTAINERS:
        return
    lines = [node.parent for node in containers if node.parent is not None and boxes.aside(node)]
    parents = {node.parent.mem_id: node.parent for node in [*containers, *lines] if node.parent is not None}
    whole = {node.mem_id: node for node in containers if boxes.display(node) in ("grid", "table") or boxes.wraps(node)}
    done: set[int] = set()
    for node in sorted((parents | whole).values(), key=lambda n: len(list(_above(n)))):
        if any(above.mem_id in done for above in (node, *_above(node))):
            continue
        for run in ([[node]] if node.mem_id in whole else []) + _rows_of(node, boxes):
            yield run
            # The tree has changed where the run was taken for a table: its elements are no longer in the page.
            if run[0].parent is None:
                done.update(part.mem_id for part in run)


def _above(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around one; no more than any page people made has."""
    for _ in range(_DEEPEST):
        parent = node.parent
        if parent is None:
            return
        yield parent
        node = parent


def _rows_of(parent: LexborNode, boxes: Boxes) -> list[list[LexborNode]]:
    """The children that are rows, in runs; a short text between two of them belongs to the run, as the title over some rows does."""
    runs: list[list[LexborNode]] = [[]]
    between: list[LexborNode] = []
    for child in parent.iter():
        if boxes.display(child) in LAID_OUT - {"table"} or boxes.aside(child) or _holds_rows(child, boxes):
            runs[-1] += [*between, child] if runs[-1] else [child]
            between = []
        elif len(child.text(strip=True)) <= _LONGEST_BETWEEN and not between:
            between = [child]
        else:
            runs.append([])
            between = []
    return [run for run in runs if len(run) >= _FEWEST_ROWS]


def _holds_rows(child: LexborNode, boxes: Boxes) -> bool:
    return any(boxes.display(grandchild) in ("flex", "table-row") or boxes.aside(grandchild) for grandchild in child.iter())


def _rewrite(run: list[LexborNode], boxes: Boxes) -> bool:
    """Put a table in place of the elements of a run, if they look like one."""
    layout = Layout(boxes).of(run)
    if layout is None or not _is_table(layout):
        return False
    table = LexborHTMLParser(_markup(layout)).css_first("table")
    for node in run[1:]:
        node.remove()
    if table is not None:
        run[0].replace_with(table)
    return table is not None


def _is_table(cells: list[list[Box | None]]) -> bool:
    """Whether rows of cells look like a table of figures: cells covered by another from above or from the left stand as None."""
    found = [cell for row in cells for cell in row if cell is not None]
    if len(found) < _FEWEST_CELLS or len(cells) < _FEWEST_ROWS or max(map(len, cells)) < _FEWEST_COLUMNS:
        return False
    texts = [cell.node.text(strip=True) if cell.node is not None else "" for cell in found]
    if any(len(text) > _LONGEST_CELL for text in texts):
        return False
    return sum(_FIGURE.fullmatch(text) is not None for text in texts) >= _FIGURES * len(texts)


def _markup(cells: list[list[Box | None]]) -> str:
    rows = ("".join(_cell(cell) for cell in row if cell is not None) for row in cells)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _cell(cell: Box) -> str:
    # The element itself stands in the cell, so that what its style hides stays hidden.
    inside = cell.node.html if cell.node is not None else ""
    return f'<td rowspan="{cell.height}" colspan="{cell.width}">{inside}</td>'
