"""Tables printed side by side (表四): every column is an item and a measure, in one line of figures, several, or a line an item."""

from collections.abc import Iterator

from extractors import issues as say
from extractors.across_order import HEADER_ROWS, Placed, by_order
from extractors.breaks import SheetRow
from extractors.columns import Header, headers
from extractors.forms import Row, Table
from extractors.labels import best_similarity, squeeze, wording
from extractors.records import Figure, Key
from extractors.sheets import Sheet
from extractors.tables import TableReading, read_slot
from extractors.values import has_number, is_value_like

_FUZZY = 0.75


def read_across(sheets: list[Sheet], table: Table, engine: str) -> TableReading | None:
    """Read a table whose rows stand side by side, or one below the other with headers of their own. None where none is found."""
    before = [[], *(sheet.rows for sheet in sheets)]
    both = zip(sheets, before, strict=False)
    by_sheet = [(sheet, placed) for sheet, above in both for placed in _in_sheet(sheet, above, table)]
    if not by_sheet:
        return None
    reading = TableReading(table, 0.0, inferred=any(sheet.inferred for sheet, _ in by_sheet))
    found = [_whole_items(placed, table) if sheet.inferred else placed for sheet, placed in by_sheet]
    for placed in found:
        _add(reading, placed, engine)
    reading.score = float(len(reading.figures))
    _report_missing(reading)
    return reading


def _in_sheet(sheet: Sheet, before: list[SheetRow], table: Table) -> list[Placed]:
    """The figures in one sheet; its header may stand at the end of the sheet ``before``, on the page before.

    None of a line whose figures cannot be told apart.
    """
    found = [p for header in headers(sheet, table) for p in _below(sheet, header, table)]
    complete = sum(len(p) for p in found) >= len(list(table.addresses()))
    in_order = [] if complete and not sheet.inferred else list(by_order(sheet, before, table))
    return in_order or [p if complete or not sheet.inferred or _is_alone(p) else {} for p in found if p]


def _is_alone(placed: Placed) -> bool:
    """Whether the line of some figures holds no others: how far the heading of an item reaches is a guess where no rules part columns."""
    first = min(column for _, (column, _), _ in placed.values())
    row = next(row for row, _, _ in placed.values())
    labelled = first == 0 or any(wording(cell.text) and not is_value_like(cell.text) for column, cell in row.distinct() if column < first)
    return labelled and len(row.cells) - first == len(placed)


def _whole_items(placed: Placed, table: Table) -> Placed:
    """The figures of the items all of whose measures have a column of their own."""
    whole = [row.item for row in table.rows if all((row.item, m) in placed for m in row.measures)]
    return {key: slot for key, slot in placed.items() if key[0] in whole}


def _add(reading: TableReading, placed: Placed, engine: str) -> None:
    """Add figures; a figure found before with another value leaves both open."""
    for key, (row, slot, text) in placed.items():
        figure, problem = read_slot(reading.table, row, slot, *key, engine, text)
        before = reading.figures.setdefault(key, figure)
        if row not in reading.lines:
            reading.lines.append(row)
        if before is not figure and (before.state, before.value) != (figure.state, figure.value):
            before.state, before.value, problem = "unreadable", None, None
            item = reading.table.by_item[key[0]]
            if not any(i.code == "ambiguous_row" and i.item == item.item for i in reading.issues):
                reading.issues.append(say.duplicate_row(item.item, item.label))
        if problem:
            reading.issues.append(say.about_cell(problem, figure))


def _report_missing(reading: TableReading) -> None:
    for row in reading.table.rows:
        missing = [m for m in row.measures if (row.item, m) not in reading.figures]
        if len(missing) == len(row.measures):
            reading.issues.append(say.row_unreadable(row.item, row.label))
        for measure in missing:
            figure = Figure(row.item, measure, None, "unreadable" if reading.inferred else "absent")
            reading.figures[figure.key] = figure
            if len(missing) < len(row.measures):
                reading.issues.append(say.about_cell("cell_missing", figure))


def _below(sheet: Sheet, header: Header, table: Table) -> Iterator[Placed]:
    """What stands below a header: one line of figures under item headings, else a line for each item that labels one."""
    items = _items(sheet, header, table)
    if not any(item is not None for item in items.values()) and len(items) == len(table.measures):
        # 行政复议 stands over the table, not in it.
        items = dict.fromkeys(items, _heading(sheet.above, table))
    if any(item is not None for item in items.values()):
        columns = _columns(header, items)
        row = _figures_row(sheet, header.row, list(columns.values()))
        yield _place(row, columns, header) if row is not None else {}
        return
    first = min(header.measures)
    for row in sheet.rows[header.row + 1 :]:
        label = [cell.text for column, cell in row.distinct() if column < first and wording(cell.text)]
        item = _item(label[::-1], table)
        if item is not None:
            yield _place(row, {(item.item, header.measures[c]): c for c in sorted(header.measures, reverse=True)}, header)


def _items(sheet: Sheet, header: Header, table: Table) -> dict[int, Row | None]:
    """The item of each column; a column with nothing above its leaf belongs to the item on its left, whose cell lost its width."""
    items: dict[int, Row | None] = {}
    for column in sorted(header.measures):
        path = _path(sheet, header.row, column)
        items[column] = _item(path, table) or (items.get(column - 1) if len(path) == 1 else None)
    return _with_cut_headings(items, header, table)


def _with_cut_headings(items: dict[int, Row | None], header: Header, table: Table) -> dict[int, Row | None]:
    """The items, those unnamed too where the measures stand as in the form and so do all named items: a page break cut off a heading."""
    keys = list(table.addresses())
    if [header.measures[column] for column in items] != [measure for _, measure in keys]:
        return items
    meant = {column: table.by_item[item] for column, (item, _) in zip(items, keys, strict=True)}
    named = {column: row for column, row in items.items() if row is not None}
    return {**meant} if named and all(meant[column] is row for column, row in named.items()) else items


def _heading(above: str, table: Table) -> Row | None:
    return next((row for row in table.rows if above.endswith((squeeze(row.label), *map(squeeze, row.variants)))), None)


def _columns(header: Header, items: dict[int, Row | None]) -> dict[Key, int]:
    """The column (from 0) of each figure; of a header cell that is wider than one column, the first."""
    found: dict[Key, int] = {}
    for column, item in items.items():
        if item is not None:
            found.setdefault((item.item, header.measures[column]), column)
    return found


def _place(row: SheetRow, columns: dict[Key, int], header: Header) -> Placed:
    """The cells under the columns; none where two columns share one filled cell or a cell is no value at all."""
    placed: Placed = {}
    for key, column in columns.items():
        cell = row.cells[column] if column < len(row.cells) else None
        if cell is not None:
            placed[key] = (row, (column, cell), header.texts[column])
    cells = [cell for _, (_, cell), _ in placed.values()]
    shared = len({id(cell) for cell in cells}) < len(cells) and any(squeeze(cell.text) for cell in cells)
    return {} if shared or not any(is_value_like(cell.text) for cell in cells) else placed


def _path(sheet: Sheet, index: int, column: int) -> list[str]:
    """The header texts above a column, from the lowest up."""
    texts: list[str] = []
    for above in range(index, max(index - HEADER_ROWS, -1), -1):
        text = sheet.rows[above].text(column)
        if has_number(text):
            break
        if squeeze(text) and (not texts or texts[-1] != text):
            texts.append(text)
    return texts


def _item(path: list[str], table: Table) -> Row | None:
    for text in path:
        within = [row for row in table.rows if wording(row.label) in wording(text)]
        if within:
            return max(within, key=lambda row: len(row.label))
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
