"""Figures of tables printed side by side (表四) whose header cells have lost their places, told by the order of the form."""

import re
from collections import Counter
from collections.abc import Iterator

from extractors.breaks import SheetRow
from extractors.cells import Slot, by_position
from extractors.forms import Table
from extractors.labels import squeeze, wording
from extractors.records import Key
from extractors.sheets import Sheet
from extractors.values import has_number, parse

HEADER_ROWS = 4
Placed = dict[Key, tuple[SheetRow, Slot, str]]
"""Where each figure stands: its row, its cell, the header text above it."""


def by_order(sheet: Sheet, before: list[SheetRow], table: Table) -> Iterator[Placed]:
    """Where header cells have lost their places: the leaf labels in form order, then a line of as many value cells.

    Labels may be lost too where every column is there: those left must then stand where the form has them.
    """
    keys = list(table.addresses())
    empty: list[Placed] = []
    filled = False
    for index, row in enumerate(sheet.rows):
        slots = by_position(sheet, row, len(keys))
        above = _header_rows(before + sheet.rows[:index])
        if slots and not any(squeeze(cell.text) for _, cell in slots):
            if len(slots) == len(row.cells) and _is_headed(above, table):
                empty.append({key: (row, slot, "") for key, slot in zip(keys, slots, strict=True)})
            continue
        if not slots:
            continue
        leaves = _leaves(above, table)
        in_place = {column - slots[0][0]: measure for column, measure in leaves}
        kept = len(slots) == len(row.cells) and len(in_place) >= 2 * len(keys) // 3
        fit = kept and all(keys[c][1] == m for c, m in in_place.items() if 0 <= c < len(keys))
        measures = [m for _, m in keys]
        placed = {key: (row, slot, "") for key, slot in zip(keys, slots, strict=True)}
        named = ([m for _, m in leaves], _leaves_in(_words(above[-1:]), table), _leaves_in(sheet.above, table))
        if fit or measures in named or _is_whole(_words(sheet.rows[:index]), sheet.above, placed, table):
            filled = True
            yield placed
    # A line that nobody filled in counts only where there is no other.
    yield from () if filled else empty[:1]


def _is_headed(above: list[SheetRow], table: Table) -> bool:
    """Whether every item and, in form order, every measure is named in some rows."""
    words = _words(above)
    items = all(squeeze(row.label) in words for row in table.rows)
    return items and [m for _, m in _leaves(above, table)] == [m for _, m in table.addresses()]


def _header_rows(rows: list[SheetRow]) -> list[SheetRow]:
    """The last of some rows, from after the last figures."""
    last = rows[-HEADER_ROWS:]
    figures = [place for place, row in enumerate(last) if any(has_number(cell.text) for _, cell in row.distinct())]
    return last[figures[-1] + 1 :] if figures else last


def _words(rows: list[SheetRow]) -> str:
    """The text of some rows, whatever cells their words have come to stand in, each cell once."""
    cells = {id(cell): cell for row in rows for _, cell in row.distinct()}
    return "".join(squeeze(cell.text) for cell in cells.values())


def _is_whole(header: str, above: str, placed: Placed, table: Table) -> bool:
    """Whether all words of the form's header stand over a line of figures, and no others, in whatever order their lines were read.

    The figures are then in the form's order where each total is the sum of its row.
    """
    named = Counter("".join(_names(table)))
    outside = above.rpartition(squeeze(table.label))[2]
    if named not in (Counter(header), Counter(outside + header)):
        return False
    values = {key: parse(cell.text, table.measures[key[1]]) for key, (_, (_, cell), _) in placed.items()}
    if any(value.state == "unreadable" for value in values.values()):
        return False
    sums = [[term.coefficient * (values[term.key].number or 0) for term in relation.terms] for relation in table.relations]
    return all(sum(terms) == 0 for terms in sums)


def _names(table: Table) -> Iterator[str]:
    """What the header of the table prints: each group once, each row, and each measure under every row."""
    yield from {squeeze(name) for row in table.rows for name in row.path}
    for row in table.rows:
        yield squeeze(row.label)
        yield from (squeeze(table.measures[name].label) for name in row.measures)


def _leaves_in(text: str, table: Table) -> list[str]:
    """The measures named by the text over a table, whose header a page break has left without rules: the last of them, in order."""
    labels = {squeeze(name): m.name for m in table.measures.values() for name in (m.label, *m.variants)}
    found = re.findall("|".join(map(re.escape, sorted(labels, key=len, reverse=True))), text)
    count = len(list(table.addresses()))
    return [labels[name] for name in found[-count:]]


def _leaves(rows: list[SheetRow], table: Table) -> list[tuple[int, str]]:
    """The columns (from 0) and measures named by the cells of some rows, in reading order, each cell once."""
    labels = {wording(name): m.name for m in table.measures.values() for name in (m.label, *m.variants)}
    seen: set[int] = set()
    found = []
    for row in rows:
        for column, cell in row.distinct():
            if id(cell) not in seen and wording(cell.text) in labels:
                found.append((column, labels[wording(cell.text)]))
            seen.add(id(cell))
    return found
