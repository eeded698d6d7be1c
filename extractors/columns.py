"""Finding columns by their header path: which measure of the form each column of a sheet is, and for tables printed across, which item."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.forms import Measure, Table
from extractors.labels import bare, similarity, wording
from extractors.sheets import Sheet
from extractors.values import has_number

_FUZZY, _AHEAD, _STACK = 0.75, 0.15, 3


@dataclass(slots=True)
class Header:
    """A header of a sheet: the last of its rows (from 0), the measure of each column (from 0) and the column's printed text."""

    row: int
    measures: dict[int, str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    paths: dict[int, list[str]] = field(default_factory=dict)

    def columns(self, measure: str) -> list[int]:
        """The columns of a measure."""
        return [column for column, name in self.measures.items() if name == measure]


def headers(sheet: Sheet, table: Table) -> list[Header]:
    """Every header of a table in a sheet, from top to bottom.

    A row is a header where it names at least three measures (one where the table's rows have headers of their own) and holds no figure.
    """
    if not sheet.exact:
        return []
    least = 1 if any(len(row.measures) < len(table.measures) for row in table.rows) else 3
    found: list[Header] = []
    for index in range(len(sheet.rows)):
        header = _header_at(sheet, table, index)
        if len(set(header.measures.values())) < least:
            continue
        if found and found[-1].row == index - 1 and least > 1:
            header = _merged(found.pop(), header)
        found.append(header)
    return [_with_cut_words(sheet, table, _completed(sheet, table, header)) for header in found]


def _header_at(sheet: Sheet, table: Table, index: int) -> Header:
    header = Header(index)
    row = sheet.rows[index]
    if any(has_number(cell.text) or (not table.across and _names_row(cell.text, table)) for _, cell in row.distinct()):
        return header
    for column in range(len(row.cells)):
        _note(header, sheet, table, index, column)
    return header


@lru_cache(maxsize=65536)
def _names_row(text: str, table: Table) -> bool:
    """Whether a cell is the label of one of the table's rows, and of no column: such a row is no header, whatever else it holds."""
    hit = _measure_of(text, table)
    return hit is None and any(wording(text) == wording(name) for row in table.rows for name in (row.label, *row.variants))


def _note(header: Header, sheet: Sheet, table: Table, index: int, column: int) -> None:
    """Record the measure that the texts stacked above and at a place name, if they name one."""
    stack = list(_stack(sheet, index, column))
    if not stack or not wording(stack[0]):
        return
    texts = ["".join(reversed(stack[:depth])) for depth in range(1, len(stack) + 1)]
    hits = [(text, hit) for depth, text in enumerate(texts) if (hit := _measure_of(text, table)) and (hit[1] or depth == 0)]
    # An official label made of several cells goes before one cell that is merely like a label.
    for text, (measure, exact) in sorted(hits, key=lambda h: not h[1][1])[:1]:
        header.measures[column] = measure.name
        header.texts[column] = text
        header.paths[column] = stack
        if not exact:
            header.damaged.add(measure.name)


def _stack(sheet: Sheet, index: int, column: int) -> Iterator[str]:
    """The distinct cells from a place upwards, at most ``_STACK``, ending at the first figure."""
    last = None
    depth = 0
    for above in range(index, -1, -1):
        cell = sheet.rows[above].cells[column] if column < len(sheet.rows[above].cells) else None
        if cell is None or cell is last:
            continue
        if has_number(cell.text) or depth >= _STACK:
            return
        last, depth = cell, depth + 1
        yield cell.text


@lru_cache(maxsize=65536)
def _measure_of(text: str, table: Table) -> tuple[Measure, bool] | None:
    """The measure a header text names, and whether by the official label or a variant."""
    if not wording(text):
        return None
    for measure in table.measures.values():
        if any(wording(text) == wording(n) or bare(text) == bare(n) for n in (measure.label, *measure.variants)):
            return measure, True
    ranked = sorted(((max(similarity(text, n) for n in (m.label, *m.variants)), m) for m in table.measures.values()), key=lambda p: -p[0])
    if ranked[0][0] >= _FUZZY and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _AHEAD):
        return ranked[0][1], False
    return None


def _merged(upper: Header, lower: Header) -> Header:
    found_below = set(lower.measures.values())
    for column, measure in upper.measures.items():
        if column not in lower.measures:
            lower.measures[column] = measure
            lower.texts[column] = upper.texts[column]
            lower.paths[column] = upper.paths[column]
    lower.damaged |= upper.damaged - found_below
    return lower


def _completed(sheet: Sheet, table: Table, header: Header) -> Header:
    """Add columns whose label stands in a higher row of the header (自然人 and 总计 beside the split 法人或其他组织)."""
    if any(len(row.measures) < len(table.measures) for row in table.rows):
        return header
    for column in range(sheet.width):
        for index in range(header.row - 1, max(header.row - _STACK, -1), -1):
            if column in header.measures:
                break
            higher = Header(index)
            if not has_number(sheet.rows[index].text(column)) and not wording(sheet.rows[header.row].text(column)):
                _note(higher, sheet, table, index, column)
            header.measures.update(higher.measures)
            header.texts.update(higher.texts)
            header.paths.update(higher.paths)
    return header


def _with_cut_words(sheet: Sheet, table: Table, header: Header) -> Header:
    """Add a column of whose words only a part shows (项目 of 采购项目数量): the column after it tells which it is."""
    order = list(table.measures)
    for column, measure in sorted(header.measures.items()):
        text, before = wording(sheet.rows[header.row].text(column - 1)), order.index(measure) - 1
        missing = order[before] if before >= 0 and order[before] not in header.measures.values() else ""
        if column - 1 not in header.measures and missing and len(text) > 1 and text in wording(table.measures[missing].label):
            header.measures[column - 1], header.texts[column - 1] = missing, sheet.rows[header.row].text(column - 1)
    return header


def carried(header: Header, sheet: Sheet, after: Sheet) -> Header | None:
    """A header as it stands over a later sheet that has none: its columns counted from the right, where as many follow the labels."""
    first, shift = min(header.measures), after.width - sheet.width
    if not (sheet.exact and after.exact) or after.width - after.label_columns != sheet.width - first:
        return None
    measures = {column + shift: measure for column, measure in header.measures.items()}
    texts = {column + shift: text for column, text in header.texts.items()}
    return Header(-1, measures, texts, set(header.damaged))


def in_form_order(header: Header, table: Table) -> bool:
    """Whether a header's columns follow each other as the form's do."""
    order = list(table.measures)
    places = [order.index(header.measures[column]) for column in sorted(header.measures)]
    return places == sorted(places)
