"""What a table of HTML or Word is, data or layout, and its number in the document: one rule for all engines.

Every engine expands spans by itself, so that two of them are independent witnesses of where a number stands; if each also had a rule
of its own for what a table *is*, they would number the same tables differently.
"""

import re
import unicodedata
from functools import lru_cache

from extractors.document import UnreadableDocument
from extractors.grid import Cell, Grid, Paragraph
from extractors.readers.flow import MAX_NESTING, MAX_TABLES, Draft, DraftCell, Flow, refuse_large
from extractors.readers.tidy import SHORT
from extractors.records import Issue

MAX_PARAGRAPHS = 40_000
"""A report has some hundreds."""

PAGE_TEXT = 200
"""A cell of a form is shorter than this; a longer one holds running text of the page."""

PICTURE = "\ufffc"
"""The text of a cell that shows nothing but a picture: what it says cannot be read, but it is not blank."""

_NUMBER = re.compile(r"[+-]?\d[\d,.]*(?:件|项|个|条|次|宗|万?元)?")


def settle(flow: Flow) -> tuple[list[Paragraph | Grid], list[Issue]]:
    """Decide what each table is and number the tables (from 1, in reading order): blocks and doubts.

    A table of one cell alone in its cell is a frame around it. A table is data if a row of it has a number beside another cell, or
    if no table is inside it and it is no column of text and holds no running text; any other is layout and only its content counts.
    """
    settler = _Settler()
    settler.walk(flow, 0)
    return settler.blocks, settler.issues


class _Settler:
    def __init__(self) -> None:
        self.blocks: list[Paragraph | Grid] = []
        self.issues: list[Issue] = []
        self.tables = 0
        self.paragraphs = 0

    def walk(self, flow: Flow, depth: int) -> None:
        if depth > MAX_NESTING:
            raise UnreadableDocument("too_deep", f"Tables are nested more than {MAX_NESTING} deep; look at the document by hand.")
        for part in flow.blocks():
            if isinstance(part, Draft):
                self.table(part, depth)
            else:
                self.paragraph(part)

    def paragraph(self, paragraph: Paragraph) -> None:
        self.paragraphs += 1
        if self.paragraphs > MAX_PARAGRAPHS:
            raise UnreadableDocument("too_large", f"The document has more than {MAX_PARAGRAPHS} paragraphs; hand in the report alone.")
        self.blocks.append(paragraph)

    def table(self, draft: Draft, depth: int) -> None:
        self.walk(draft.before, depth + 1)
        longest = 0
        for cell in draft.cells:
            if cell.flow.parts:
                cell.flow = _unframe(cell.flow)
            cell.said = said = cell.flow.own()
            longest = max(longest, len(said))
        rows = _rows(draft)
        if not any(map(_has_number, rows)) and (longest > PAGE_TEXT or _is_layout(draft)):
            self.layout(draft, depth)
        elif longest > PAGE_TEXT or any(len(row) == 1 and row[0].inner() for row in rows):
            self.mixed(draft, rows, depth)
        else:
            self.grid(draft)
            for row in rows:
                self.inside(row, depth)

    def layout(self, draft: Draft, depth: int) -> None:
        for cell in draft.cells:
            self.walk(cell.flow, depth + 1)

    def grid(self, draft: Draft) -> None:
        self.tables += 1
        if self.tables > MAX_TABLES:
            raise UnreadableDocument("too_large", f"The document has more than {MAX_TABLES} tables; hand in the report alone.")
        height = max([cell.row + cell.rowspan - 1 for cell in draft.cells], default=0)
        width = max([cell.column + cell.colspan - 1 for cell in draft.cells], default=0)
        refuse_large(height, width, height * width)
        cells = [Cell(_shown(c) if c.flow.marked else c.said, c.row, c.column, c.rowspan, c.colspan) for c in draft.cells]
        self.blocks.append(Grid(self.tables, cells))
        self.issues += [_half_hidden(cell, self.tables) for cell in draft.cells if cell.flow.marked and cell.flow.doubtful]

    def mixed(self, draft: Draft, rows: list[list[DraftCell]], depth: int) -> None:
        """A table that holds figures and the report's prose as well: the prose comes out as paragraphs around the one grid."""
        placed = False
        for row in rows:
            if not placed and sum(1 for cell in row if cell.said) > 1:
                placed = True
                self.grid(draft)
            prose = [cell for cell in row if len(row) == 1 or len(cell.said) > PAGE_TEXT]
            for cell in prose:
                self.walk(cell.flow, depth + 1)
            self.inside([cell for cell in row if not any(cell is other for other in prose)], depth)

    def inside(self, row: list[DraftCell], depth: int) -> None:
        holders = [cell for cell in row if cell.flow.parts and cell.inner()]
        if holders and _has_number(row):
            for cell in holders:
                if not cell.said:
                    where = f"row {cell.row}, column {cell.column} of table {self.tables}"
                    self.issues.append(Issue("nested_table", "warning", f"The cell at {where} holds nothing but a table of its own."))
        for inner in (inner for cell in holders for inner in cell.inner()):
            self.table(inner, depth + 1)


def _shown(cell: DraftCell) -> str:
    """A cell's own text, with ``PICTURE`` where a picture alone stands in it or part of a number may be invisible."""
    if cell.flow.pictured and not cell.said and not cell.inner():
        return PICTURE
    return cell.said + PICTURE if cell.flow.doubtful and _is_number(cell.said.replace("\n", "")) else cell.said


def _half_hidden(cell: DraftCell, table: int) -> Issue:
    where = f"row {cell.row}, column {cell.column} of table {table}"
    message = f"The cell at {where} holds text that may have the colour of what is behind it: look at the page."
    return Issue("text_in_doubt", "warning", message)


def _rows(draft: Draft) -> list[list[DraftCell]]:
    rows: dict[int, list[DraftCell]] = {}
    for cell in draft.cells:
        rows.setdefault(cell.row, []).append(cell)
    return list(rows.values())


def _is_layout(draft: Draft) -> bool:
    """Whether a table without figures beside other cells is a frame: tables are in it, or it is a column without any number."""
    if any(cell.flow.parts and cell.inner() for cell in draft.cells):
        return True
    return all(cell.column == 1 for cell in draft.cells) and not any(_is_number(cell.said) for cell in draft.cells)


def _has_number(row: list[DraftCell]) -> bool:
    own = [cell.said for cell in row if cell.said and not (cell.flow.parts and cell.inner())]
    return len(own) > 1 and any(map(_is_number, own))


def _is_number(text: str) -> bool:
    # The longest number is far shorter than running text.
    return _is_short_number(text) if len(text) <= SHORT else _NUMBER.fullmatch(_squeezed(text)) is not None


@lru_cache(maxsize=4096)
def _is_short_number(text: str) -> bool:
    return _NUMBER.fullmatch(_squeezed(text)) is not None


def _squeezed(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _unframe(flow: Flow) -> Flow:
    """The content of a cell that holds nothing but tables of one cell each around it."""
    for _ in range(MAX_NESTING):
        match flow.tables():
            case [Draft(before=before, cells=[only])] if not before.blocks():
                flow = only.flow
            case _:
                break
    return flow
