"""Tables printed row by row: the lines of a document aligned with the form's rows, and the figures of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from extractors import issues as say
from extractors.alignment import Alignment, Line, Match, align, is_exact
from extractors.breaks import SheetRow
from extractors.cells import RowCells, Slot
from extractors.forms import Measure, Row, Table
from extractors.grid import Recognised
from extractors.labels import squeeze, wording
from extractors.printed import PrintedLine, as_line, belongs, candidates, is_copy, is_fragment
from extractors.records import Alternative, Figure, Issue, Key
from extractors.sheets import Sheet
from extractors.values import parse

_HEADED = 0.3
"""What a column heading of an edition counts beside its rows, of which each counts up to 1."""


@dataclass(slots=True)
class TableReading:
    """What was read of one table as one edition; ``score`` says how well the edition fits, ``inferred`` that no rules part its columns."""

    table: Table
    score: float
    figures: dict[Key, Figure] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    lines: list[SheetRow] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    inferred: bool = False


def read_down(sheets: list[Sheet], table: Table, others: tuple[Table, ...], engine: str) -> TableReading | None:
    """Read a table printed row by row; None where fewer than a quarter of its rows (at least two) are found.

    ``others`` are the form's other tables: a line that prints one of their labels is not this table's.
    """
    lines = [line for line in candidates(sheets, table) if not belongs(line, others, table)]
    fits = [as_line(line, table) for line in lines]
    alignment = align(fits, table)
    if len(alignment.matches) < max(2, len(table.rows) // 4):
        return None
    score = alignment.score + _HEADED * _headings([lines[match.line] for match in alignment.matches], table)
    reading = TableReading(table, score, inferred=any(lines[match.line].sheet.inferred for match in alignment.matches))
    matches = sorted((*alignment.matches, *_gap_matches(lines, table, alignment)), key=lambda m: m.row)
    for match in matches:
        _read_row(reading, lines[match.line], match, engine)
        _doubt_repeated(reading, lines, fits, match)
    _doubt_merged(reading, lines, matches)
    _report_rest(reading, lines, matches)
    _report_columns(reading, [lines[m.line] for m in matches])
    return reading


def _headings(lines: list[PrintedLine], table: Table) -> int:
    """How many of the table's column headings its sheets print: editions that share rows differ in these."""
    sheets = {id(line.sheet): line.sheet for line in lines}.values()
    texts = {wording(cell.text) for sheet in sheets for row in sheet.rows if not row.has_figures() for _, cell in row.distinct()}
    return sum(not texts.isdisjoint(map(wording, (m.label, *m.variants))) for m in table.measures.values())


def _gap_matches(lines: list[PrintedLine], table: Table, alignment: Alignment) -> list[Match]:
    """The gap rule: between two sure rows exactly one printed row and one row of the form are left, some likeness, all cells there."""
    sure = sorted(alignment.matches, key=lambda m: m.line)
    found = []
    for before, after in pairwise(sure):
        rest = [i for i in range(before.line + 1, after.line) if lines[i].has_figures()]
        missing = range(before.row + 1, after.row)
        pair = next((m for m in alignment.doubtful if rest == [m.line] and list(missing) == [m.row]), None)
        if pair and len(lines[pair.line].cells(table.rows[pair.row]).slots) == len(table.rows[pair.row].measures):
            found.append(pair)
    return found


def _read_row(reading: TableReading, line: PrintedLine, match: Match, engine: str) -> None:
    row = reading.table.rows[match.row]
    cells = line.cells(row)
    reading.lines.append(line.row)
    if match.matched_by == "fuzzy":
        reading.issues.append(say.label_damaged(row.item, row.label, line.label, _is_recognised(line)))
    if match.matched_by == "gap":
        reading.gaps.append(row.item)
        reading.issues.append(say.label_by_gap(row.item, row.label, line.label))
    if not cells.slots:
        _unread_row(reading, row, say.columns_unknown(row.item, row.label))
        return
    for measure in row.measures:
        _read_cell(reading, line, row.item, measure, cells, engine)


def _is_recognised(line: PrintedLine) -> bool:
    """Whether a row was read from a picture."""
    return any(cell.readings for _, cell in line.row.distinct())


def _unread_row(reading: TableReading, row: Row, issue: Issue) -> None:
    reading.issues.append(issue)
    for measure in row.measures:
        reading.figures[row.item, measure] = Figure(row.item, measure, None, "unreadable")


def _read_cell(reading: TableReading, line: PrintedLine, item: str, measure: str, cells: RowCells, engine: str) -> None:
    slot = cells.slots.get(measure)
    if slot is None:
        figure = Figure(item, measure, None, "absent")
        problem: str | None = "cell_missing"
    else:
        figure, problem = read_slot(reading.table, line.row, slot, item, measure, engine, cells.headers.get(measure, ""))
        if measure in cells.doubtful:
            figure.state, figure.value, problem = "unreadable", None, problem or "shared_cell"
    reading.figures[figure.key] = figure
    if problem:
        reading.issues.append(say.about_cell(problem, figure))


def read_slot(table: Table, row: SheetRow, slot: Slot, item: str, measure: str, engine: str, header: str) -> tuple[Figure, str | None]:
    """The figure a cell prints, and what is wrong with it."""
    column, cell = slot
    value = parse(cell.text, table.measures[measure], header)
    figure = Figure(
        item,
        measure,
        value.number,
        value.state,
        raw=cell.text.strip(),
        unit=value.unit,
        engines=(row.engine or engine,),
        source=row.source(column),
        candidates=value.candidates,
        alternatives=tuple(_alternative(reading, table.measures[measure], header) for reading in cell.readings),
    )
    return figure, value.problem


def _alternative(reading: Recognised, measure: Measure, header: str) -> Alternative:
    value = parse(reading.text, measure, header)
    return Alternative(value.number, value.state, reading.text, reading.confidence)


def _doubt_repeated(reading: TableReading, lines: list[PrintedLine], fits: list[Line], match: Match) -> None:
    """The same row found elsewhere, as well labelled and headed, with other figures: nobody can tell which is the report's."""
    row, chosen = reading.table.rows[match.row], fits[match.line]
    rivals = (i for i, fit in enumerate(fits) if i != match.line and fit.columns >= chosen.columns and is_exact(fit, row))
    for i in rivals:
        if _values(lines[i], reading.table, row) != _values(lines[match.line], reading.table, row):
            _unread_row(reading, row, say.duplicate_row(row.item, row.label))
            return


def _values(line: PrintedLine, table: Table, row: Row) -> dict[str, object]:
    cells = line.cells(row)
    parsed = {m: parse(cell.text, table.measures[m], cells.headers.get(m, "")) for m, (_, cell) in cells.slots.items()}
    return {m: (value.state, value.number) for m, value in parsed.items()}


def _doubt_merged(reading: TableReading, lines: list[PrintedLine], matches: list[Match]) -> None:
    """A filled cell that spans several rows of the form belongs to none of them surely."""
    owners: dict[int, list[Key]] = {}
    for match in matches:
        row = reading.table.rows[match.row]
        for measure, (_, cell) in lines[match.line].cells(row).slots.items():
            if squeeze(cell.text):
                owners.setdefault(id(cell), []).append((row.item, measure))
    for keys in owners.values():
        for key in keys if len({item for item, _ in keys}) > 1 else ():
            figure = reading.figures[key]
            figure.state, figure.value = "unreadable", None
            reading.issues.append(say.about_cell("merged_value", figure))


def _report_rest(reading: TableReading, lines: list[PrintedLine], matches: list[Match]) -> None:
    """Printed rows left over inside the table, and rows of the form that were not found."""
    table = reading.table
    taken = {m.line: m.row for m in matches}
    headings, found_rows = {wording(h) for h in table.headings}, set(taken.values())
    unknown = [i for i in _span(lines, taken) if i not in taken and lines[i].has_figures() and wording(lines[i].label) not in headings]
    unknown = [i for i in unknown if not is_copy(lines[i], table, found_rows)]
    missing = [j for j in range(len(table.rows)) if j not in found_rows]
    open_rows = {j: _lines_between(taken, j, unknown) for j in missing}
    for i in unknown:
        doubt = any(i in rest for rest in open_rows.values()) or is_fragment(lines[i], table)
        reading.issues.append(say.unknown_row(table.name, lines[i].label, doubt))
        reading.lines.append(lines[i].row)
        _doubt_halves(reading, lines[i], (table.rows[taken[j]] for j in (i - 1, i + 1) if j in taken))
    for j, rest in open_rows.items():
        row = table.rows[j]
        if rest or reading.inferred:
            _unread_row(reading, row, say.row_unreadable(row.item, row.label))
        else:
            reading.issues.append(say.row_missing(row.item, row.label))
            reading.figures.update({(row.item, m): Figure(row.item, m, None, "absent") for m in row.measures})


def _doubt_halves(reading: TableReading, line: PrintedLine, neighbours: Iterable[Row]) -> None:
    """A row without a figure may have them in the line beside it that prints a part of its label."""
    for row in neighbours:
        figures = [reading.figures[row.item, m] for m in row.measures if (row.item, m) in reading.figures]
        if wording(line.label) in wording(row.label) and all(figure.state == "blank" for figure in figures):
            _unread_row(reading, row, say.row_unreadable(row.item, row.label))


def _span(lines: list[PrintedLine], taken: dict[int, int]) -> range:
    """The table's lines, and those that follow or precede it at once in the same sheet."""
    first, last = min(taken), max(taken)
    while first > 0 and lines[first - 1].sheet is lines[first].sheet and lines[first - 1].has_figures():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].sheet is lines[last].sheet and lines[last + 1].has_figures():
        last += 1
    return range(first, last + 1)


def _lines_between(taken: dict[int, int], row: int, unknown: list[int]) -> list[int]:
    """The unknown lines that stand where a missing row of the form should."""
    before = max((i for i, j in taken.items() if j < row), default=-1)
    after = min((i for i, j in taken.items() if j > row), default=max(taken) + 10_000)
    return [i for i in unknown if before < i < after]


def _report_columns(reading: TableReading, lines: list[PrintedLine]) -> None:
    damaged: dict[str, tuple[str, bool]] = {}
    for line in lines:
        if line.header is not None:
            for measure in line.header.damaged:
                damaged.setdefault(measure, (line.header.texts[line.header.columns(measure)[0]], _is_recognised(line)))
    reading.issues += [say.column_damaged(reading.table.name, measure, *told) for measure, told in damaged.items()]
