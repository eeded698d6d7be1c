"""The three statutory tables as boxes with spans, in the official layout, with labels and rows from ``data/forms``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from extractors.forms import Row, Table
from extractors.records import Key

BoxKind = Literal["band", "head", "note", "group", "label", "value"]


@dataclass(frozen=True, slots=True)
class Box:
    """One cell where it begins; the places it spans are simply not there in the rows below and beside it."""

    text: str
    kind: BoxKind
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to print: rows of boxes, the number of columns and how many rows are the header (0: headers stand between the rows)."""

    name: str
    rows: list[list[Box]]
    width: int
    header: int

    def places(self) -> Iterator[tuple[int, int, Box]]:
        """Every box with the row and column (0-based) where it begins."""
        taken: set[tuple[int, int]] = set()
        for row, boxes in enumerate(self.rows):
            for box in boxes:
                column = next(c for c in range(self.width) if (row, c) not in taken)
                taken |= {(row + r, column + c) for r in range(box.rowspan) for c in range(box.colspan)}
                yield row, column, box

    def cut(self, at: int, repeat_header: bool) -> tuple["Sheet", "Sheet"]:
        """Two sheets, cut above a row as a page break does: merged cells go on below the cut without their words."""
        above: list[list[Box]] = [[] for _ in range(at)]
        below: list[list[Box]] = [[] for _ in range(len(self.rows) - at)]
        for row, _, box in self.places():
            if row >= at:
                below[row - at].append(box)
                continue
            above[row].append(replace(box, rowspan=min(box.rowspan, at - row)))
            if row + box.rowspan > at:
                below[0].append(replace(box, text="", rowspan=row + box.rowspan - at))
        header = self.rows[: self.header] if repeat_header else []
        return Sheet(self.name, above, self.width, self.header), Sheet(self.name, header + below, self.width, len(header))


def sheet(table: Table, printed: Mapping[Key, str]) -> Sheet:
    """Lay out one table with the printed text of each figure."""
    if table.across:
        return _across(table, printed)
    if all(row.measures == tuple(table.measures) for row in table.rows):
        return _down(table, printed)
    return _banded(table, printed)


def _values(row: Row, printed: Mapping[Key, str], spans: list[int]) -> list[Box]:
    return [Box(printed[row.item, m], "value", colspan=span) for m, span in zip(row.measures, spans, strict=True)]


def _banded(table: Table, printed: Mapping[Key, str]) -> Sheet:
    """表二: a band for each item of article 20, its own header below it."""
    most = max(len(row.measures) for row in table.rows)
    rows: list[list[Box]] = []
    for band, members in groupby(table.rows, key=lambda row: row.path[0]):
        group = list(members)
        measures = group[0].measures
        spans = [1] * (len(measures) - 1) + [most - len(measures) + 1]
        heads = [Box(table.measures[m].label, "head", colspan=span) for m, span in zip(measures, spans, strict=True)]
        rows += [[Box(band, "band", colspan=most + 1)], [Box(table.headings[0], "head"), *heads]]
        rows += [[Box(row.label, "label"), *_values(row, printed, spans)] for row in group]
    return Sheet(table.name, rows, most + 1, 0)


def _down(table: Table, printed: Mapping[Key, str]) -> Sheet:
    """表三: applicants across, results down, their groups as merged cells at the left."""
    applicants, organisations, note = table.headings[:3]
    first, *middle, last = [measure.label for measure in table.measures.values()]
    deepest = max(len(row.path) for row in table.rows) + 1
    rows = [
        [Box(note, "note", 3, deepest), Box(applicants, "head", colspan=len(middle) + 2)],
        [Box(first, "head", 2), Box(organisations, "head", colspan=len(middle)), Box(last, "head", 2)],
        [Box(label, "head") for label in middle],
    ]
    for index, row in enumerate(table.rows):
        label = Box(row.label, "label", colspan=deepest - len(row.path))
        rows.append([*_groups(table, index), label, *_values(row, printed, [1] * len(row.measures))])
    return Sheet(table.name, rows, deepest + len(table.measures), 3)


def _groups(table: Table, index: int) -> list[Box]:
    """The group labels that begin in a row, with the number of rows that share them."""
    path = table.rows[index].path
    before = table.rows[index - 1].path if index else ()
    boxes = []
    for depth in range(len(path)):
        prefix = path[: depth + 1]
        if before[: depth + 1] != prefix:
            height = sum(row.path[: depth + 1] == prefix for row in table.rows)
            boxes.append(Box(path[depth], "group", rowspan=height))
    return boxes


def _across(table: Table, printed: Mapping[Key, str]) -> Sheet:
    """表四: one row of figures, the form's rows side by side."""
    count = len(table.measures)
    top: list[Box] = []
    second: list[Box] = []
    for path, members in groupby(table.rows, key=lambda row: row.path):
        group = list(members)
        if path:
            top.append(Box(path[0], "head", colspan=count * len(group)))
            second += [Box(row.label, "head", colspan=count) for row in group]
        else:
            top += [Box(row.label, "head", 2, count) for row in group]
    third = [Box(measure.label, "head") for _ in table.rows for measure in table.measures.values()]
    values = [box for row in table.rows for box in _values(row, printed, [1] * count)]
    return Sheet(table.name, [top, second, third, values], count * len(table.rows), 3)
