"""The value cells of one printed row: which cell belongs to which measure, by header, confirmed or replaced by position."""

from dataclasses import dataclass, field

from extractors.breaks import SheetRow
from extractors.columns import Header
from extractors.grid import Cell
from extractors.labels import squeeze
from extractors.sheets import Sheet, label_columns
from extractors.values import has_number, is_value_like

Slot = tuple[int, Cell]
"""A value cell with the column (from 0) it begins at in its row."""


@dataclass(slots=True)
class RowCells:
    """Value cells by measure, how they were found, the header texts, and measures whose cell is in doubt."""

    slots: dict[str, Slot] = field(default_factory=dict)
    by: str = "none"
    headers: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)


def value_cells(sheet: Sheet, row: SheetRow, header: Header | None, measures: tuple[str, ...]) -> RowCells:
    """Find the value cells of a row for the given measures, in form order; none where its columns are inferred and not all are told."""
    if sheet.inferred:
        return _all_or_none(sheet, row, header, measures)
    placed = by_position(sheet, row, len(measures))
    if header is None or not sheet.exact:
        return RowCells(dict(zip(measures, placed, strict=True)), "position") if placed else RowCells()
    found = _by_header(row, header, measures)
    if len(found.slots) == len(measures) and not found.doubtful:
        return found
    if placed and _agrees(header, measures, placed):
        return RowCells(dict(zip(measures, placed, strict=True)), "position", found.headers)
    return found


def _all_or_none(sheet: Sheet, row: SheetRow, header: Header | None, measures: tuple[str, ...]) -> RowCells:
    """The cells of a row where each measure has a column of its own: without rules, a column blank all the way down leaves no trace."""
    labels = sheet.label_columns if header is None else label_columns(sheet.rows[header.row + 1 :])
    placed = _last(row, len(measures)) if len(row.cells) - labels == len(measures) else []
    if header is None:
        placed = _filled(row, len(measures)) or (placed if len(measures) > 1 or not _figures(row) else [])
    in_order = RowCells(dict(zip(measures, placed, strict=True)), "position") if placed else RowCells()
    if header is None:
        return in_order
    found = _by_header(row, header, measures)
    own = {id(cell) for _, cell in found.slots.values()}
    if len(own) == len(found.slots) == len(measures) and not found.doubtful:
        if own.issuperset(id(cell) for _, cell in _figures(row)):
            return found
        # Figures set to one side of their column and headings in its middle look like columns of their own each.
        placed = _filled(row, len(measures)) if _names_all_in_order(header, measures) else []
        return RowCells(dict(zip(measures, placed, strict=True)), "position", found.headers) if placed else RowCells()
    if not in_order.slots and len(measures) > 1 and (filled := _filled(row, len(measures))):
        in_order = RowCells(dict(zip(measures, filled, strict=True)), "position")
    at = {measure: column for measure, (column, _) in in_order.slots.items()}
    named = {header.measures[column] for column in header.measures} & set(measures)
    confirmed = len(named) > len(measures) // 2 and all(at.get(m) in header.columns(m) for m in named)
    return RowCells(in_order.slots, "position", found.headers) if confirmed else RowCells()


def _figures(row: SheetRow) -> list[Slot]:
    return [slot for slot in row.distinct() if squeeze(slot[1].text) and is_value_like(slot[1].text)]


def _filled(row: SheetRow, count: int) -> list[Slot]:
    """The row's value cells where as many are filled as the form has: each measure has its own, whichever columns they stand in."""
    found = _figures(row)
    labels = [column for column, cell in row.distinct() if squeeze(cell.text) and not is_value_like(cell.text)]
    return found if labels and len(found) == count and labels[-1] < found[0][0] else []


def by_position(sheet: Sheet, row: SheetRow, count: int) -> list[Slot]:
    """The row's last ``count`` cells where they are plainly its value cells: all value-like, after a label; else nothing.

    Where merged cells are lost, empty cells pad the row: they are dropped where exactly ``count`` filled ones remain, or behind these.
    """
    if sheet.exact and len(row.cells) - sheet.label_columns == count:
        return _last(row, count)
    if sheet.inferred:
        return _last(row, count) if len(row.cells) == count else []
    tail = _tail(row)
    filled = [slot for slot in tail if squeeze(slot[1].text)]
    if len(tail) == count or sheet.exact:
        return tail if len(tail) == count else []
    return filled if len(filled) == count else _unpadded(sheet, tail, count)


def _tail(row: SheetRow) -> list[Slot]:
    """The cells after a row's last label; none where figures stand before it."""
    slots = row.distinct()
    first = next((i for i, (_, cell) in enumerate(slots) if is_value_like(cell.text) and squeeze(cell.text)), len(slots))
    labels = [i for i, (_, cell) in enumerate(slots) if squeeze(cell.text) and not is_value_like(cell.text)]
    if labels and labels[-1] > first:
        return []
    return slots[labels[-1] + 1 :] if labels else slots


def _unpadded(sheet: Sheet, tail: list[Slot], count: int) -> list[Slot]:
    """The first ``count`` cells of a row that blanks fill up to the width of its table, where other rows tell that they stand behind."""
    ends = [(bool(squeeze(t[0][1].text)), bool(squeeze(t[-1][1].text))) for t in map(_tail, sheet.rows) if len(t) > count]
    if len(tail) < count or (True, False) not in ends or (False, True) in ends:
        return []
    return [] if any(squeeze(cell.text) for _, cell in tail[count:]) else tail[:count]


def _last(row: SheetRow, count: int) -> list[Slot]:
    """The row's last ``count`` columns, where each is a value cell of its own."""
    slots = [(column, cell) for column, cell in enumerate(row.cells[-count:], start=len(row.cells) - count) if cell is not None]
    own = len({id(cell) for _, cell in slots}) == count and all(is_value_like(cell.text) for _, cell in slots)
    return slots if own and row.cells[-count - 1 : -count] != [slots[0][1]] else []


def _by_header(row: SheetRow, header: Header, measures: tuple[str, ...]) -> RowCells:
    found = RowCells(by="header")
    for measure in measures:
        columns = header.columns(measure)
        slots = _slots(row, columns)
        if not slots:
            continue
        filled = [slot for slot in slots if squeeze(slot[1].text)]
        found.slots[measure] = (filled or slots)[0]
        found.headers[measure] = header.texts[columns[0]]
        if len(filled) > 1 or any(squeeze(cell.text) and not is_value_like(cell.text) and not has_number(cell.text) for _, cell in slots):
            found.doubtful.add(measure)
    _doubt_shared(found)
    return found


def _slots(row: SheetRow, columns: list[int]) -> list[Slot]:
    slots: list[Slot] = []
    for column in columns:
        cell = row.cells[column] if column < len(row.cells) else None
        if cell is not None and all(cell is not other for _, other in slots):
            slots.append((column, cell))
    return slots


def _doubt_shared(found: RowCells) -> None:
    """One filled cell under two measures' headers is neither's."""
    if len({id(cell) for _, cell in found.slots.values()}) == len(found.slots):
        return
    for measure, (_, cell) in found.slots.items():
        if squeeze(cell.text) and any(cell is other for name, (_, other) in found.slots.items() if name != measure):
            found.doubtful.add(measure)


def _named(header: Header, measures: tuple[str, ...]) -> list[str]:
    """The measures a header names, from left to right."""
    ordered = [header.measures[column] for column in sorted(header.measures)]
    return [m for i, m in enumerate(ordered) if (i == 0 or ordered[i - 1] != m) and m in measures]


def _names_all_in_order(header: Header, measures: tuple[str, ...]) -> bool:
    return _named(header, measures) == list(measures)


def _agrees(header: Header, measures: tuple[str, ...], placed: list[Slot]) -> bool:
    """Whether a row taken in form order does not contradict its header: all of it in form order, or each column found where it is."""
    if _names_all_in_order(header, measures):
        return True
    distinct = _named(header, measures)
    at = {measure: column for measure, (column, _) in zip(measures, placed, strict=True)}
    return len(distinct) > len(measures) // 2 and all(at[m] in header.columns(m) for m in distinct)
