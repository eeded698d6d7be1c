"""Tables printed side by side in one line of figures (表四): every column is an item and a measure."""

from extractors import issues as say
from extractors.breaks import SheetRow
from extractors.cells import Slot, by_position
from extractors.columns import Header, headers
from extractors.forms import Row, Table
from extractors.labels import best_similarity, squeeze, wording
from extractors.records import Key
from extractors.sheets import Sheet
from extractors.tables import TableReading, read_slot
from extractors.values import has_number

_FUZZY = 0.75
_HEADER_ROWS = 4


def read_across(sheets: list[Sheet], table: Table, engine: str) -> TableReading | None:
    """Read a table whose rows stand side by side; None where its header is not found or nothing stands below it."""
    readings = [r for sheet in sheets if (r := _by_header(sheet, table, engine) or _by_order(sheet, table, engine)) is not None]
    if not readings:
        return None
    best = max(readings, key=lambda r: r.score)
    if any(r is not best and r.score == best.score and _values(r) != _values(best) for r in readings):
        _unread(best)
    return best


def _values(reading: TableReading) -> dict[Key, object]:
    return {key: (figure.state, figure.value) for key, figure in reading.figures.items()}


def _unread(reading: TableReading) -> None:
    for row in reading.table.rows:
        reading.issues.append(say.duplicate_row(row.item, row.label))
    for figure in reading.figures.values():
        figure.state, figure.value = "unreadable", None


def _by_header(sheet: Sheet, table: Table, engine: str) -> TableReading | None:
    """By header path: the leaf names the measure, a cell above it the item."""
    for header in reversed(headers(sheet, table)):
        columns = _columns(sheet, header, table)
        row = _figures_row(sheet, header.row, [column for column, _ in columns.values()])
        if len(columns) < 2 * len(table.rows) or row is None or len({c for c, _ in columns.values()}) < len(columns):
            continue
        slots = {key: (column, cell) for key, (column, _) in columns.items() if (cell := row.cells[column]) is not None}
        if len(slots) == len(list(table.addresses())) and len({id(cell) for _, cell in slots.values()}) == len(slots):
            reading = _reading(table, row, slots, engine, {key: text for key, (_, text) in columns.items()})
            _report_others(sheet, row, reading)
            return reading
    return None


def _columns(sheet: Sheet, header: Header, table: Table) -> dict[Key, tuple[int, str]]:
    """The column (from 0) and header text of each figure; the first column counts where a header cell is wider."""
    found: dict[Key, tuple[int, str]] = {}
    for column in sorted(header.measures):
        item = _item(_path(sheet, header.row, column), table)
        if item is not None:
            found.setdefault((item.item, header.measures[column]), (column, header.texts[column]))
    return found


def _path(sheet: Sheet, index: int, column: int) -> list[str]:
    """The header texts above a column, from the lowest up."""
    texts: list[str] = []
    for above in range(index, max(index - _HEADER_ROWS, -1), -1):
        text = sheet.rows[above].text(column)
        if has_number(text):
            break
        if squeeze(text) and (not texts or texts[-1] != text):
            texts.append(text)
    return texts


def _item(path: list[str], table: Table) -> Row | None:
    for text in path:
        scored = [(best_similarity([text], [row.label, *row.variants]), row) for row in table.rows]
        best, row = max(scored, key=lambda pair: pair[0])
        if best >= _FUZZY:
            return row
    return None


def _figures_row(sheet: Sheet, header_row: int, columns: list[int]) -> SheetRow | None:
    """The first row below the header with a figure under it, else the row that follows the header (a blank form)."""
    below = sheet.rows[header_row + 1 :]
    filled = (row for row in below if any(has_number(row.text(column)) for column in columns))
    return next(filled, below[0] if below and not any(wording(below[0].text(c)) for c in columns) else None)


def _reading(table: Table, row: SheetRow, slots: dict[Key, Slot], engine: str, texts: dict[Key, str]) -> TableReading:
    reading = TableReading(table, float(len(slots)), lines=[row])
    for key in table.addresses():
        figure, problem = read_slot(table, row, slots[key], *key, engine, texts.get(key, ""))
        reading.figures[key] = figure
        if problem:
            reading.issues.append(say.about_cell(problem, figure))
    return reading


def _report_others(sheet: Sheet, row: SheetRow, reading: TableReading) -> None:
    """A second line of figures below the header is nobody's."""
    after = sheet.rows[sheet.rows.index(row) + 1 :]
    for other in after:
        if sum(has_number(cell.text) for _, cell in other.distinct()) >= len(reading.figures) // 2:
            label = squeeze("".join(cell.text for _, cell in other.distinct()[:2]))
            reading.issues.append(say.unknown_row(reading.table.name, label, missing=False))
            reading.lines.append(other)


def _by_order(sheet: Sheet, table: Table, engine: str) -> TableReading | None:
    """Where header cells have lost their places: all leaf labels in form order, then a line of as many value cells."""
    keys = list(table.addresses())
    for index, row in enumerate(sheet.rows):
        slots = by_position(sheet, row, len(keys))
        above = sheet.rows[max(0, index - _HEADER_ROWS) : index]
        if slots and any(squeeze(cell.text) for _, cell in slots) and _leaves(above, table) == [measure for _, measure in keys]:
            return _reading(table, row, dict(zip(keys, slots, strict=True)), engine, {})
    return None


def _leaves(rows: list[SheetRow], table: Table) -> list[str]:
    """The measures named by the cells of some rows, in reading order, each cell once."""
    labels = {wording(name): m.name for m in table.measures.values() for name in (m.label, *m.variants)}
    seen: set[int] = set()
    found = []
    for row in rows:
        for _, cell in row.distinct():
            if id(cell) not in seen and wording(cell.text) in labels:
                found.append(labels[wording(cell.text)])
            seen.add(id(cell))
    return found
