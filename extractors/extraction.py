"""One engine's reading of a document turned into figures: each table of the form in the edition that fits it best."""

import operator
import re
from dataclasses import dataclass, field
from itertools import dropwhile

from extractors import issues as say
from extractors.across import read_across
from extractors.breaks import SheetRow
from extractors.flat import read_flat
from extractors.forms import Forms, Relation, Table
from extractors.grid import Cell, Reading
from extractors.labels import bare, is_among, squeeze, wording
from extractors.records import Figure, Issue, Key
from extractors.sheets import Sheet, sheets
from extractors.spelling import spelt
from extractors.tables import TableReading, read_down
from extractors.values import has_number, is_value_like

_TIE = 1e-6


@dataclass(slots=True)
class Extraction:
    """What one engine's reading says: figures by address, the edition of each table found, and issues.

    ``inferred`` names the tables whose columns no rules part.
    """

    engine: str
    figures: dict[Key, Figure] = field(default_factory=dict)
    editions: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    inferred: set[str] = field(default_factory=set)


def from_grids(reading: Reading, forms: Forms) -> Extraction:
    """Read every table of the form from a reading's grids."""
    labels = _known_labels(forms)

    def is_label(text: str) -> bool:
        return is_among(text, labels)

    found = sheets(spelt(reading, labels), is_label)
    extraction = Extraction(reading.engine)
    consumed: dict[int, str] = {}
    for name in next(iter(forms.editions.values())).tables:
        editions = forms.tables(name)
        others = tuple(t for other in forms.editions.values() for t in other.tables.values() if t.name != name and not t.across)
        if editions[0].across:
            readings = [read_across(found, editions[-1], reading.engine)]
        else:
            readings = [read_down(found, table, others, reading.engine) for table in editions]
        read = [r for r in readings if r is not None]
        _add(extraction, read, same=editions[0].across)
        consumed.update({id(row): name for r in read for row in r.lines})
    _doubt_missing(extraction, reading, forms)
    _doubt_unclaimed(extraction, found, consumed)
    return extraction


def _doubt_unclaimed(extraction: Extraction, found: list[Sheet], consumed: dict[int, str]) -> None:
    """Figures in a table of the form that stand in no row of it: half a row, most likely."""
    above: SheetRow | None = None
    name: str | None = None
    known = {(consumed[id(row)], _printed(row)) for sheet in found for row in sheet.rows if id(row) in consumed}
    whole = extraction.editions.keys() - {f.item.split(".")[0] for f in extraction.figures.values() if f.state in ("absent", "unreadable")}
    for sheet in found:
        # With nothing between, what begins a page may be the end of the table that the page before ends with.
        goes_on = name if above is not None and not sheet.above and _turns(above, sheet.rows[0]) else None
        name = next((consumed[id(row)] for row in sheet.rows if id(row) in consumed), goes_on)
        for row in sheet.rows if name is not None else ():
            figures = [squeeze(cell.text) for _, cell in row.distinct() if has_number(cell.text)]
            again = name in whole and (name, _printed(row)) in known
            if name and id(row) not in consumed and figures and not row.label() and not again:
                doubted = _doubt_beside(extraction, row) | _doubt_above_break(extraction, above, row)
                if len(figures) > 2 or doubted:
                    extraction.issues.append(say.row_without_label(name, " ".join(figures)))
            above = row if figures else above


def _printed(row: SheetRow) -> tuple[str, ...]:
    """What a row's cells print but for its labels. Of a table that is whole, a row that prints the same once more is a copy."""
    texts = (squeeze(cell.text) for _, cell in row.distinct() if is_value_like(cell.text))
    return tuple(dropwhile(operator.not_, texts))


def _doubt_beside(extraction: Extraction, row: SheetRow) -> bool:
    """Blank cells just above or below a figure that no label claims may be that figure's place. Whether there are any."""
    columns = {row.source(column).column for column, cell in row.distinct() if has_number(cell.text)}
    found = False
    for figure in extraction.figures.values():
        place = figure.source
        if place is None or figure.state != "blank" or place.table != row.table or abs(place.row - row.row) != 1:
            continue
        if place.column in columns:
            figure.state, found = "unreadable", True
            extraction.issues.append(say.about_cell("beside_unclaimed", figure))
    return found


def _doubt_above_break(extraction: Extraction, above: SheetRow | None, row: SheetRow) -> bool:
    """Figures above a page break may go on in a row below it that no label claims, as numbers wrap in narrow cells. Whether any may."""
    if above is None or not _turns(above, row):
        return False
    columns = {above.source(column).column: rest for column, cell in above.distinct() if (rest := _rest_below(cell, row))}
    found = False
    for figure in extraction.figures.values():
        place = figure.source
        # No number begins with a nought, so that one cannot be the first half of another.
        may = figure.value or "\n" in (figure.raw or "").strip()
        if place and (place.table, place.row) == (above.table, above.row) and place.column in columns and may:
            figure.state, figure.value, found = "unreadable", None, True
            extraction.issues.append(say.about_cell("may_run_on", figure))
            if len(columns[place.column]) == 1:
                figure.raw = f"{figure.raw}\n{columns[place.column][0]}"
    return found


def _turns(above: SheetRow, row: SheetRow) -> bool:
    """Whether a page ends between two rows."""
    return above.page is not None and row.page is not None and above.page < row.page


def _rest_below(cell: Cell, row: SheetRow) -> list[str]:
    """The figures of a row that stand below a cell, all of them where it is not known where they stand."""
    below = [(squeeze(other.text), other.box) for _, other in row.distinct() if has_number(other.text)]
    return [text for text, box in below if cell.box is None or box is None or (box[0] < cell.box[2] and cell.box[0] < box[2])]


def _doubt_missing(extraction: Extraction, reading: Reading, forms: Forms) -> None:
    """A row that its table lacks but whose label stands with a figure in the text around the tables was lost by us, not by the organ."""
    lines = [squeeze(p.text) for p in reading.paragraphs() if re.search(r"\d", p.text)]
    for place, issue in enumerate(extraction.issues):
        if issue.code != "row_missing" or issue.item is None:
            continue
        name = issue.item.split(".")[0]
        row = table_of(forms, name, extraction.editions[name]).by_item.get(issue.item)
        if row and any(re.search(re.escape(squeeze(row.label)) + r"[-+]?\d", line) for line in lines):
            extraction.issues[place] = say.row_unreadable(row.item, row.label)
            for figure in extraction.figures.values():
                figure.state = "unreadable" if figure.item == row.item else figure.state


def from_text(text: str, forms: Forms) -> Extraction:
    """Read every table of the form from plain text by its labels."""
    extraction = Extraction("text-labels")
    for number, name in enumerate(next(iter(forms.editions.values())).tables, start=1):
        editions = forms.tables(name)
        tried = [read_flat(text, table, number) for table in (editions[-1:] if editions[0].across else editions)]
        _add(extraction, [r for r in tried if r is not None], same=editions[0].across)
    return extraction


def _known_labels(forms: Forms) -> frozenset[str]:
    names: set[str] = set()
    for edition in forms.editions.values():
        for table in edition.tables.values():
            names.update(n for row in table.rows for n in (row.label, *row.variants))
            names.update(n for measure in table.measures.values() for n in (measure.label, *measure.variants))
    return frozenset({wording(n) for n in names} | {bare(n) for n in names})


def _add(extraction: Extraction, readings: list[TableReading], same: bool) -> None:
    """Keep the edition that fits best; where two fit alike, only what both read alike."""
    if not readings:
        return
    best = max(readings, key=lambda r: r.score)
    name = best.table.name
    extraction.editions[name] = "any" if same else best.table.edition
    figures = best.figures
    rivals = [r for r in readings if r is not best and abs(r.score - best.score) < _TIE]
    if rivals:
        extraction.editions[name] = "unknown"
        extraction.issues.append(say.edition_unknown(name, best.table.label))
        figures = {k: f for k, f in figures.items() if all(k in r.figures and r.figures[k].value == f.value for r in rivals)}
        left_out = {item for r in readings for item, _ in r.figures} - {item for item, _ in figures}
        labels = {row.item: row.label for r in readings for row in r.table.rows}
        extraction.issues += [say.row_unreadable(item, labels[item]) for item in sorted(left_out)]
    extraction.figures.update(figures)
    extraction.issues += best.issues
    extraction.gaps += best.gaps
    if best.inferred:
        extraction.inferred.add(name)


def relations_of(extraction: Extraction, forms: Forms) -> tuple[Relation, ...]:
    """The relations of the report's tables, each in its own edition; of a table whose edition is unknown, those all editions share."""
    found: list[Relation] = []
    for name, edition in extraction.editions.items():
        relations = table_of(forms, name, edition).relations
        if edition == "unknown":
            shared = [{r.terms for r in table.relations} for table in forms.tables(name)]
            relations = tuple(r for r in relations if all(r.terms in terms for terms in shared))
        found += relations
    return tuple(found)


def table_of(forms: Forms, name: str, edition: str) -> Table:
    """The table as a report uses it: of its own edition, of the newest where editions do not differ or cannot be told."""
    return (forms.editions[edition] if edition in forms.editions else list(forms.editions.values())[-1]).tables[name]
