"""Printed rows as they stand in sheets, before they are matched with the form: label, header above, value cells."""

from dataclasses import dataclass, field
from functools import lru_cache

from extractors.alignment import FUZZY, LEAST, Line, is_exact, likeness
from extractors.breaks import SheetRow
from extractors.cells import RowCells, value_cells
from extractors.columns import Header, carried, headers, in_form_order
from extractors.forms import Row, Table
from extractors.labels import bare, squeeze, wording
from extractors.sheets import Sheet
from extractors.values import has_number, is_value_like


@dataclass(slots=True)
class PrintedLine:
    """A printed row that may be one of a table's: where it stands, its label's wordings, and the header above it."""

    sheet: Sheet
    row: SheetRow
    header: Header | None
    texts: tuple[str, ...]
    in_form_order: bool = True
    _cells: dict[tuple[str, ...], RowCells] = field(default_factory=dict, repr=False, compare=False)

    def cells(self, form_row: Row) -> RowCells:
        """The row's value cells, taken as the given row of the form; none where its columns stand in an order that nothing here tells."""
        if self.header is None and not self.in_form_order:
            return RowCells()
        if form_row.measures not in self._cells:
            self._cells[form_row.measures] = value_cells(self.sheet, self.row, self.header, form_row.measures)
        return self._cells[form_row.measures]

    @property
    def label(self) -> str:
        """The label as printed, without blanks."""
        return squeeze(self.texts[0]) if self.texts else ""

    def has_figures(self) -> bool:
        """Whether any cell of the row is a number."""
        return any(has_number(cell.text) for _, cell in self.row.distinct())


def candidates(sheets: list[Sheet], table: Table) -> list[PrintedLine]:
    """Every printed row that may be one of a table's. A sheet without a header goes on under the last one where it has its columns."""
    lines: list[PrintedLine] = []
    last: tuple[Header, Sheet] | None = None
    for sheet in sheets:
        found = headers(sheet, table)
        above = None if found or last is None else carried(*last, sheet)
        known = bool(found) or last is None or in_form_order(last[0], table)
        for index, row in enumerate(sheet.rows):
            header = next((h for h in reversed(found) if h.row < index), above)
            texts = _texts(row, header)
            if texts and not any(h.row == index for h in found):
                lines.append(PrintedLine(sheet, row, header, texts, known))
        # Where rows have headers of their own, none speaks for another sheet.
        if found and all(len(row.measures) == len(table.measures) for row in table.rows):
            last = (found[-1], sheet)
    return [line for line in lines if line.has_figures() or _resembles(line, table)]


def _resembles(line: PrintedLine, table: Table) -> bool:
    return any(likeness(line.texts, row) >= FUZZY for row in table.rows)


def belongs(line: PrintedLine, others: tuple[Table, ...], table: Table) -> bool:
    """Whether a line prints the official label of a row of one of the other tables, be it where this table's header sees figures.

    A label that is merely like one of theirs belongs to them where it is like none of this table's.
    """
    words, bares = _official(others)
    texts = (*line.texts, *(cell.text for _, cell in line.row.distinct() if not is_value_like(cell.text)))
    if any(wording(text) in words or bare(text) in bares for text in texts):
        return True
    return any(likeness(line.texts, row) >= FUZZY for other in others for row in other.rows) and not _resembles(line, table)


@lru_cache(maxsize=16)
def _official(tables: tuple[Table, ...]) -> tuple[frozenset[str], frozenset[str]]:
    labels = [row.label for table in tables for row in table.rows]
    return frozenset(map(wording, labels)), frozenset(map(bare, labels))


def _texts(row: SheetRow, header: Header | None) -> tuple[str, ...]:
    """The wordings of a row's label: its last label cell, that cell after its group's, and all label cells together."""
    slots = row.distinct()
    if header is not None:
        first = min(header.measures)
        labels = [cell.text for column, cell in slots if column < first and wording(cell.text)]
        if labels and not is_value_like(labels[-1]):
            return _wordings(labels)
    filled = (i for i, (_, cell) in enumerate(slots) if squeeze(cell.text) and is_value_like(cell.text))
    labels = [cell.text for _, cell in slots[: next(filled, len(slots))] if wording(cell.text)]
    return _wordings(labels)


def _wordings(labels: list[str]) -> tuple[str, ...]:
    distinct = [text for i, text in enumerate(labels) if text not in labels[:i]]
    return tuple(dict.fromkeys("".join(distinct[-n:]) for n in (1, 2, len(distinct)) if distinct[-n:]))


def as_line(line: PrintedLine, table: Table) -> Line:
    """How well a line's columns fit is judged for the row its label is most like."""
    best, form_row = max(((likeness(line.texts, row), row) for row in table.rows), key=lambda pair: pair[0])
    if best < LEAST:
        return Line(line.texts, 0.0)
    cells = line.cells(form_row)
    share = (len(cells.slots) - len(cells.doubtful)) / len(form_row.measures)
    return Line(line.texts, share if cells.by == "header" else share * 0.6)


def is_copy(line: PrintedLine, table: Table, found: set[int]) -> bool:
    """A row printed twice: the copies were compared when the row was read."""
    return any(is_exact(Line(line.texts), table.rows[j]) for j in found)


def is_fragment(line: PrintedLine, table: Table) -> bool:
    """Whether a label is part of one of the form's, as where a page break cut the row."""
    text = wording(line.label)
    return any(text and text != wording(row.label) and text in wording(row.label) for row in table.rows)
