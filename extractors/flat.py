"""Text whose tables have lost their cells: figures found between the form's labels, one after the other, glued or not."""

import re
import unicodedata

from extractors import issues as say
from extractors.flat_cells import Printed, after_header, after_label
from extractors.flat_rows import Found, damaged, may_stand, pattern, sequences, spaced, with_next, without_notes
from extractors.forms import Row, Table
from extractors.labels import squeeze
from extractors.records import Figure, Key, Source
from extractors.split import Split, as_digits, grouped_splits, marks_among, settle, splits
from extractors.tables import TableReading
from extractors.values import parse

ENGINE = "text-labels"
_HEADING = 300
"""The heading of a row stands at most so many characters before it."""
# Columns set apart by blanks are as far apart as the page is wide.
_WIDE = re.compile(r"[^\S\n]{2,}")


def read_flat(text: str, table: Table, number: int) -> TableReading | None:
    """Read a table from text by its labels; ``number`` is its number in the document. None where too few labels follow each other."""
    text = without_notes(_WIDE.sub(" ", unicodedata.normalize("NFKC", text)), table)
    return _read_across(text, table, number) if table.across else _read_down(text, table, number)


def _read_down(text: str, table: Table, number: int) -> TableReading | None:
    found = max(sequences(text, table), key=lambda f: (len(f), -(f[-1].end - f[0].start)), default=[])
    if len(found) < max(2, len(table.rows) // 4):
        return None
    mended = list(damaged(text, table, found))
    found = sorted((*found, *mended), key=lambda f: f.start)
    header = text[max(0, found[0].start - _HEADING) : found[-1].end]
    named = sum(1 for m in table.measures.values() if pattern(m.label).search(header))
    reading = TableReading(table, len(found) - 0.1 * len(mended) - 0.5 * (len(table.rows) - len(found)) + 0.1 * named)
    printed = {f.row.item: after_label(text, f.end, after, len(f.row.measures)) for f, after in with_next(found, text)}
    chosen = _settled(table, printed)
    for line, f in enumerate(found, start=1):
        heading = text[max(0, f.start - _HEADING) : f.start]
        _read_row(reading, f.row, printed[f.row.item], chosen.get(f.row.item), heading, (number, line))
    reading.issues += [say.label_damaged(f.row.item, f.row.label, squeeze(text[f.start : f.end])) for f in mended]
    _report_missing(reading, table, text, found)
    return reading


def _settled(table: Table, printed: dict[str, Printed]) -> dict[str, Split]:
    """The splits of glued rows that the table's sums leave as the only ones."""
    total = [m.name for m in table.measures.values() if m.is_total]
    if not total:
        return {}
    width = len(table.measures)
    candidates = {item: _row_splits(p, width) for item, p in printed.items() if _is_digits(p.text) and not p.strange}
    # An empty cell leaves nothing behind where tags were stripped: where some row is too short for its cells, others may lack one as well.
    complete = all(len("".join(p.text.split())) >= width for p in printed.values())
    return settle({item: found for item, found in candidates.items() if found}, _balances(table), complete)


def _row_splits(printed: Printed, width: int) -> tuple[Split, ...]:
    """A row whose figures stand apart is as it is, even where its sum is wrong: the columns need it."""
    if printed.cells is not None:
        return (tuple(int(cell) if cell.isdecimal() else 0 for cell in printed.cells),)
    chunks = as_digits(printed.text)
    return (tuple(map(int, chunks)),) if len(printed.text.split()) == len(chunks) == width else splits(chunks, width)


def _is_digits(printed: str) -> bool:
    """Whether a row prints whole numbers and marks for empty cells only."""
    return bool(printed) and all(chunk.isdecimal() for chunk in as_digits(printed))


def _balances(table: Table) -> list[tuple[list[str], list[str]]]:
    kinds = {r.kind: r for r in table.relations if r.kind != "row_total"}
    return [([t.item for t in r.parts], [t.item for t in r.totals]) for r in kinds.values()]


def _read_row(reading: TableReading, row: Row, printed: Printed, split: Split | None, heading: str, place: tuple[int, int]) -> None:
    tokens = printed.tokens(len(row.measures))
    one = len(row.measures) == 1 and printed.cells is None
    if not printed.strange and (not printed.text or one or len(tokens) == len(row.measures)):
        texts = [printed.text] if one else (tokens or [""] * len(row.measures))
        _read_tokens(reading, row, texts, heading, place)
        return
    if split:
        _read_tokens(reading, row, _texts(printed.text, split), heading, place, printed.text)
        return
    for column, name in enumerate(row.measures, start=1):
        figure = Figure(row.item, name, None, "unreadable", printed.text, engines=(ENGINE,), source=Source(None, *place, column + 1))
        reading.figures[figure.key] = figure
    ran_together = not printed.strange
    reading.issues.append(say.split_ambiguous(row.item, printed.text) if ran_together else say.row_unreadable(row.item, row.label))


def _texts(printed: str, split: Split) -> list[str]:
    """The texts of the cells that a split makes of a row."""
    marks = marks_among(printed, split)
    return [marks.get(index, str(number)) for index, number in enumerate(split)]


def _read_tokens(reading: TableReading, row: Row, texts: list[str], heading: str, place: tuple[int, int], glued: str = "") -> None:
    """Read cells; ``glued`` is what the row prints where they ran together."""
    for column, (name, text) in enumerate(zip(row.measures, texts, strict=True), start=1):
        value = parse(text, reading.table.measures[name], heading)
        figure = Figure(row.item, name, value.number, value.state, glued or text, value.unit, "split" if glued else "read", (ENGINE,))
        figure.source, figure.candidates = Source(None, *place, column + 1), value.candidates
        reading.figures[figure.key] = figure
        if value.problem:
            reading.issues.append(say.about_cell(value.problem, figure))


def _report_missing(reading: TableReading, table: Table, text: str, found: list[Found]) -> None:
    for row in table.rows:
        if all(f.row is not row for f in found):
            lost = may_stand(text, found, row)
            reading.issues.append((say.row_unreadable if lost else say.row_missing)(row.item, row.label))
            reading.figures.update({(row.item, m): Figure(row.item, m, None, "unreadable" if lost else "absent") for m in row.measures})


def _read_across(text: str, table: Table, number: int) -> TableReading | None:
    keys = list(table.addresses())
    names = [row.label for row in table.rows] + [group for row in table.rows for group in row.path]
    names += [name for m in table.measures.values() for name in (m.label, *m.variants)]
    header = re.compile(r"(?:[\s|]*(?:" + "|".join(spaced(n) for n in sorted(set(names), key=len, reverse=True)) + "))+")
    for match in header.finditer(text):
        if [m for _, m in keys] == _leaves(match[0], table):
            return _across(text, match.end(), table, keys, number)
    return None


def _leaves(header: str, table: Table) -> list[str]:
    labels = {squeeze(name): m.name for m in table.measures.values() for name in (m.label, *m.variants)}
    return [labels[leaf] for leaf in re.findall("|".join(labels), squeeze(header))]


def _across(text: str, at: int, table: Table, keys: list[Key], number: int) -> TableReading:
    reading = TableReading(table, float(len(keys)))
    whole = after_header(text, at, len(keys))
    printed, tokens = whole.text, whole.tokens(len(keys))
    # The heading of the next section follows at once: its numbering is Chinese, so no digit of it is caught.
    glued = _is_digits(printed) and not whole.strange
    found: tuple[Split, ...] = grouped_splits(as_digits(printed), len(table.rows), len(table.measures)) if glued else ()
    texts = tokens if len(tokens) == len(keys) else _texts(printed, found[0]) if len(found) == 1 else []
    for column, (item, name) in enumerate(keys, start=1):
        figure = Figure(item, name, None, "unreadable", printed, engines=(ENGINE,), source=Source(None, number, 1, column))
        if texts or not (printed or whole.strange):
            text = texts[column - 1] if texts else ""
            figure.raw, figure.how = (text, "read") if texts is tokens else (printed, "split" if texts else "read")
            value = parse(text, table.measures[name])
            figure.value, figure.state, figure.candidates = value.number, value.state, value.candidates
        reading.figures[figure.key] = figure
    unread = dict.fromkeys(item for item, name in keys if reading.figures[item, name].state == "unreadable")
    reading.issues += [say.split_ambiguous(item, printed) for item in unread]
    return reading
