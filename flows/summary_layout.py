"""The official layout of the three tables, with merged cells, computed from the form's own data (notices 60 of 2019, 30 of 2021)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from extractors.forms import Measure, Row, Table
from extractors.records import Key


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of the printed form: its first row and column (1-based), its spans, and a text or the address of a figure."""

    kind: Literal["head", "label", "figure", "empty"]
    row: int
    column: int
    text: str = ""
    key: Key | None = None
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class Layout:
    """A table as it is printed; ``header`` counts the rows that head the whole table, ``labels`` the columns that name a row."""

    name: str
    edition: str
    title: str
    width: int
    header: int
    labels: int
    slots: tuple[Slot, ...]

    @property
    def height(self) -> int:
        """Number of rows."""
        return max(slot.row + slot.rowspan - 1 for slot in self.slots)

    def lines(self) -> list[list[Slot]]:
        """The slots row by row, each at the row it begins in."""
        rows: list[list[Slot]] = [[] for _ in range(self.height)]
        for slot in sorted(self.slots, key=lambda s: (s.row, s.column)):
            rows[slot.row - 1].append(slot)
        return rows


def lay_out(table: Table) -> Layout:
    """The layout of one table of one edition: side by side, in groups with columns of their own, or as rows under common columns."""
    if table.across:
        return _across(table)
    grouped = len({row.measures for row in table.rows}) > 1
    return _grouped(table) if grouped else _plain(table)


def _grouped(table: Table) -> Layout:
    """表二: each group of rows has a banner with the article's item and column headings of its own."""
    columns = max(len(row.measures) for row in table.rows)
    slots: list[Slot] = []
    line = 1
    for (path, measures), rows in groupby(table.rows, key=lambda row: (row.path, row.measures)):
        slots.append(Slot("head", line, 1, " ".join(path), colspan=columns + 1))
        slots.append(Slot("head", line + 1, 1, table.headings[0]))
        slots += _spread(line + 1, columns, [Slot("head", 0, 0, table.measures[m].label) for m in measures])
        line += 2
        for row in rows:
            slots.append(Slot("label", line, 1, row.label))
            slots += _spread(line, columns, [Slot("figure", 0, 0, key=(row.item, m)) for m in measures])
            line += 1
    return Layout(table.name, table.edition, table.label, columns + 1, 0, 1, tuple(slots))


def _spread(line: int, columns: int, cells: list[Slot]) -> Iterator[Slot]:
    """Cells over the columns after the first; the last one takes what is left, or all share alike where that divides evenly."""
    share = columns // len(cells) if columns % len(cells) == 0 else 1
    for index, cell in enumerate(cells):
        last = index == len(cells) - 1
        span = columns - share * index if last else share
        yield Slot(cell.kind, line, 2 + share * index, cell.text, cell.key, colspan=span)


def _plain(table: Table) -> Layout:
    """表三: label columns as deep as the longest path, three heading rows over the columns of the applicants."""
    depth = max(len(row.path) + 1 for row in table.rows)
    applicants, organizations, corner = table.headings[:3]
    measures = list(table.measures.values())
    slots = [
        Slot("head", 1, 1, corner, rowspan=3, colspan=depth),
        Slot("head", 1, depth + 1, applicants, colspan=len(measures)),
        Slot("head", 2, depth + 2, organizations, colspan=len(measures) - 2),
    ]
    slots += [_column_head(measure, depth + index, index in (1, len(measures))) for index, measure in enumerate(measures, start=1)]
    slots += _paths(table.rows, 4, depth)
    for line, row in enumerate(table.rows, start=4):
        level = len(row.path) + 1
        slots.append(Slot("label", line, level, row.label, colspan=depth - level + 1))
        slots += [Slot("figure", line, depth + n, key=(row.item, m)) for n, m in enumerate(row.measures, start=1)]
    return Layout(table.name, table.edition, table.label, depth + len(measures), 3, depth, tuple(slots))


def _column_head(measure: Measure, column: int, outer: bool) -> Slot:
    """The first column (自然人) and the last (总计) stand beside the group of organizations, the others below it."""
    return Slot("head", 2 if outer else 3, column, measure.label, rowspan=2 if outer else 1)


def _paths(rows: tuple[Row, ...], first: int, depth: int) -> Iterator[Slot]:
    """The group labels, merged over the rows that share them."""
    for level in range(1, depth):
        for path, run in groupby(enumerate(rows, start=first), key=lambda pair: pair[1].path[:level]):
            lines = [line for line, _ in run]
            if len(path) == level:
                yield Slot("label", lines[0], level, path[-1], rowspan=len(lines))


def _across(table: Table) -> Layout:
    """表四: the rows stand side by side, each with its own measures below it, in one line of figures."""
    slots: list[Slot] = []
    column = 1
    for path, run in groupby(table.rows, key=lambda row: row.path):
        rows = list(run)
        if path:
            slots.append(Slot("head", 1, column, " ".join(path), colspan=sum(len(row.measures) for row in rows)))
        for row in rows:
            slots.append(Slot("head", 2 if path else 1, column, row.label, rowspan=1 if path else 2, colspan=len(row.measures)))
            for measure in row.measures:
                slots.append(Slot("head", 3, column, table.measures[measure].label))
                slots.append(Slot("figure", 4, column, key=(row.item, measure)))
                column += 1
    return Layout(table.name, table.edition, table.label, column - 1, 3, 0, tuple(slots))
