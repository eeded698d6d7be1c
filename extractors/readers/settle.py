"""What a table of HTML or Word is, data or layout, and its number in the document: one rule for all engines.

Every engine expands spans by itself, so that two of them are independent witnesses of where a number stands; if each also had a rule
of its own for what a table *is*, they would number the same tables differently.
"""

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from extractors.document import UnreadableDocument
from extractors.grid import Cell, Grid, Paragraph
from extractors.readers.flow import MAX_NESTING, MAX_TABLES, Draft, Flow, refuse_large
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


class _Table:
    """A draft with its texts settled. ``inner`` are the tables inside its cells, by the cells' identity."""

    def __init__(self, draft: Draft) -> None:
        self.cells = draft.cells
        self.flows = draft.flows
        self.inner: dict[int, list[Draft]] = {}
        for cell in draft.cells if draft.flows else ():
            flow = draft.flows.get(id(cell))
            if flow is not None:
                self.settle(cell, flow)
        self.rows = [list(row) for _, row in groupby(draft.cells, attrgetter("row"))]
        self.long = max([len(cell.text) for cell in draft.cells], default=0) > PAGE_TEXT

    def settle(self, cell: Cell, flow: Flow) -> None:
        if flow.parts:
            self.flows[id(cell)] = flow = _unframe(flow)
            inner = [part for part in flow.parts if isinstance(part, Draft)]
            if inner:
                self.inner[id(cell)] = inner
        cell.text = flow.own()

    def has_number(self, row: list[Cell]) -> bool:
        """Whether a number stands in a row beside another cell."""
        own = [cell.text for cell in row if cell.text and id(cell) not in self.inner]
        return len(own) > 1 and any(map(_is_number, own))

    def is_frame(self) -> bool:
        """Whether a table without figures beside other cells is a frame: tables are in it, or it is a column without any number."""
        if self.inner:
            return True
        return all(cell.column == 1 for cell in self.cells) and not any(_is_number(cell.text) for cell in self.cells)

    def shown(self, cell: Cell) -> Cell:
        """A cell with ``PICTURE`` where a picture alone stands in it or part of a number may be invisible."""
        flow = self.flows.get(id(cell))
        if flow is not None and flow.pictured and not cell.text and id(cell) not in self.inner:
            return replace(cell, text=PICTURE)
        doubtful = flow is not None and flow.doubtful and _is_number(cell.text.replace("\n", ""))
        return replace(cell, text=cell.text + PICTURE) if doubtful else cell


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

    def content(self, table: _Table, cell: Cell, depth: int) -> None:
        """What is in a cell, as part of the running text."""
        flow = table.flows.get(id(cell))
        if flow is not None:
            self.walk(flow, depth)
        else:
            for line in filter(None, cell.text.split("\n")):
                self.paragraph(Paragraph(line))

    def paragraph(self, paragraph: Paragraph) -> None:
        self.paragraphs += 1
        if self.paragraphs > MAX_PARAGRAPHS:
            raise UnreadableDocument("too_large", f"The document has more than {MAX_PARAGRAPHS} paragraphs; hand in the report alone.")
        self.blocks.append(paragraph)

    def table(self, draft: Draft, depth: int) -> None:
        self.walk(draft.before, depth + 1)
        table = _Table(draft)
        if (table.long or table.is_frame()) and not any(map(table.has_number, table.rows)):
            for cell in table.cells:
                self.content(table, cell, depth + 1)
        elif table.long or any(len(row) == 1 and id(row[0]) in table.inner for row in table.rows):
            self.mixed(table, depth)
        else:
            self.grid(table)
            for row in table.rows if table.inner else ():
                self.inside(table, row, depth)

    def grid(self, table: _Table) -> None:
        self.tables += 1
        if self.tables > MAX_TABLES:
            raise UnreadableDocument("too_large", f"The document has more than {MAX_TABLES} tables; hand in the report alone.")
        height = max([cell.row + cell.rowspan - 1 for cell in table.cells], default=0)
        width = max([cell.column + cell.colspan - 1 for cell in table.cells], default=0)
        refuse_large(height, width, height * width)
        marked = {key for key, flow in table.flows.items() if flow.marked}
        cells = [table.shown(cell) for cell in table.cells] if marked else table.cells
        self.blocks.append(Grid(self.tables, cells))
        doubtful = [cell for cell in table.cells if id(cell) in marked and table.flows[id(cell)].doubtful]
        self.issues += [_half_hidden(cell, self.tables) for cell in doubtful]

    def mixed(self, table: _Table, depth: int) -> None:
        """A table that holds figures and the report's prose as well: the prose comes out as paragraphs around the one grid."""
        placed = False
        for row in table.rows:
            if not placed and sum(1 for cell in row if cell.text) > 1:
                placed = True
                self.grid(table)
            prose = [cell for cell in row if len(row) == 1 or len(cell.text) > PAGE_TEXT]
            for cell in prose:
                self.content(table, cell, depth + 1)
            self.inside(table, [cell for cell in row if not any(cell is other for other in prose)], depth)

    def inside(self, table: _Table, row: list[Cell], depth: int) -> None:
        holders = [cell for cell in row if id(cell) in table.inner]
        if holders and table.has_number(row):
            for cell in holders:
                if not cell.text:
                    where = f"row {cell.row}, column {cell.column} of table {self.tables}"
                    self.issues.append(Issue("nested_table", "warning", f"The cell at {where} holds nothing but a table of its own."))
        for inner in (inner for cell in holders for inner in table.inner[id(cell)]):
            self.table(inner, depth + 1)


def _half_hidden(cell: Cell, table: int) -> Issue:
    where = f"row {cell.row}, column {cell.column} of table {table}"
    message = f"The cell at {where} holds text that may have the colour of what is behind it: look at the page."
    return Issue("text_in_doubt", "warning", message)


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
            case [Draft(before=before, cells=[only], flows=flows)] if not before.blocks():
                flow = flows.get(id(only)) or _of_text(only.text)
            case _:
                break
    return flow


def _of_text(text: str) -> Flow:
    flow = Flow()
    flow.text(text)
    return flow
