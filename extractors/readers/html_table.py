"""A table while its rows are read: spans by the last row that is taken in each column."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.grid import Cell
from extractors.readers import markup
from extractors.readers.flow import Draft, Flow, refuse_large

Wanted = tuple[tuple[int, int], str]
"""The rows and columns a cell asks for, and its text."""


@dataclass(slots=True)
class Table:
    """``taken`` is, by column, the last row that a cell of the current row group asks for."""

    before: Flow = field(default_factory=Flow)
    cells: list[Cell] = field(default_factory=list)
    group: list[Cell] = field(default_factory=list)
    flows: dict[int, Flow] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    row: int = 0
    column: int = 1
    in_row: bool = False

    def start_row(self) -> None:
        """Begin a row."""
        refuse_large(self.row, 0, len(self.cells) + len(self.group))
        self.row += 1
        self.column = 1
        self.in_row = True

    def place(self, cells: Iterable[Wanted]) -> None:
        """Put cells at the next free places of the row; one that would cover a cell from above ends before that."""
        if not self.in_row:
            self.start_row()
        taken, row, column, add = self.taken, self.row, self.column, self.group.append
        for (rows, columns), text in cells:
            while taken.get(column, 0) >= row:
                column += 1
            if rows == columns == 1:
                add(Cell(text, row, column))
                column += 1
                continue
            last = row + (rows or markup.MAX_ROWS) - 1
            free = 0
            while free < columns and taken.get(column + free, 0) < row:
                taken[column + free] = last
                free += 1
            add(Cell(text, row, column, rows, free))
            column += columns
        refuse_large(0, max(column - markup.MAX_COLUMNS, 0), 0)
        self.column = column

    def pour(self, rows: int, columns: int) -> Flow:
        """Put a cell that may hold more than a text at the next free place; what will flow in it."""
        self.place([((rows, columns), "")])
        return self.flows.setdefault(id(self.group[-1]), Flow())

    def end_group(self) -> None:
        """Cells end with their row group at the latest; 0 rows means just there."""
        for cell in self.group:
            if cell.rowspan != 1:
                left = self.row - cell.row + 1
                cell.rowspan = min(cell.rowspan or left, left)
        self.cells.extend(self.group)
        self.group, self.taken, self.in_row = [], {}, False

    def draft(self) -> Draft:
        """The table, no wider than the last column in which a cell begins."""
        self.end_group()
        refuse_large(self.row, 0, len(self.cells))
        width = max([cell.column for cell in self.cells], default=0)
        for cell in self.cells:
            if cell.colspan != 1:
                cell.colspan = min(cell.colspan, width - cell.column + 1)
        return Draft(self.before, self.cells, self.flows)
