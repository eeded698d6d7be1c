"""Sheets: grids of a document joined where a page break or an editor cut one table in several, and parted where two stand side by side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.beside import Parted, part_of, parts_of
from extractors.breaks import SheetRow, joined, rest_of_label, whole_rows
from extractors.edges import PAGE_FURNITURE, cells_between, common_edges, same_columns
from extractors.grid import Grid, Paragraph, Reading
from extractors.labels import squeeze
from extractors.values import is_value_like

IsLabel = Callable[[str], bool]


@dataclass(slots=True)
class Sheet:
    """A table as it was before it was cut.

    ``exact`` is False where columns prove nothing (see ``Grid.exact``); ``label_columns`` counts the columns up to the last one that prints
    a label in any row. ``above`` is the text between the table and the one before it; ``beside`` says that it shares its grid with another.
    ``inferred`` is that of its grids.
    """

    rows: list[SheetRow]
    exact: bool = True
    joints: list[int] = field(default_factory=list)
    label_columns: int = 0
    above: str = ""
    beside: bool = False
    inferred: bool = False

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)


def sheets(reading: Reading, is_label: IsLabel) -> list[Sheet]:
    """Join the grids of a reading. ``is_label`` tells whether a text is a row label of the form, to join rows cut by a page break."""
    found: list[Sheet] = []
    between = ""
    edges = common_edges(reading.blocks)
    parted: Parted | None = None
    for place, block in enumerate(reading.blocks):
        if isinstance(block, Paragraph):
            between += squeeze(block.text)
            continue
        parts, parted = parts_of(block, is_label, parted)
        for sheet in _sheets(block, parts, edges.get(place)):
            if not sheet.rows:
                continue
            before = next((other for other in reversed(found) if _continues(other, sheet, between)), None)
            if before is not None and (before is found[-1] or (before.beside and sheet.beside)):
                before.joints.append(len(before.rows))
                before.rows += sheet.rows
            else:
                _mend_label(found, sheet, is_label)
                sheet.above = between
                found.append(sheet)
        between = ""
    for sheet in found:
        for joint in reversed(sheet.joints):
            sheet.rows = joined(sheet.rows[:joint], sheet.rows[joint:], is_label)
        sheet.rows = whole_rows(sheet.rows, is_label) if sheet.exact else sheet.rows
        sheet.label_columns = label_columns(_without_remains(sheet.rows, is_label))
    return [sheet for sheet in found if sheet.rows]


def label_columns(rows: Sequence[SheetRow]) -> int:
    """How many columns there are up to the last one that prints a label in any row."""
    labels = (c for row in rows for c, cell in enumerate(row.cells) if cell is not None and not is_value_like(cell.text))
    return max(labels, default=-1) + 1


def _sheets(grid: Grid, parts: list[tuple[int, int]], edges: list[float] | None) -> Iterator[Sheet]:
    """The tables of a grid, whose first and last columns ``parts`` tells where they are several.

    ``edges`` are those of the columns where the grid goes on over pages that have not the same columns.
    """
    if len(parts) < 2:
        yield _sheet(grid, edges)
    for first, last in parts if len(parts) > 1 else ():
        sheet = _sheet(part_of(grid, first, last))
        starts = sorted({cell.row for cell in grid.cells if first <= cell.column <= last})
        yield Sheet([replace(row, row=starts[row.row - 1], left=first - 1) for row in sheet.rows], beside=True, inferred=grid.inferred)


def _sheet(grid: Grid, edges: list[float] | None = None) -> Sheet:
    columns = range(1, grid.width + 1)
    cells = ([grid.at(r, c) for c in columns] if edges is None else cells_between(grid.row(r), edges) for r in range(1, grid.height + 1))
    rows = [SheetRow(found, grid.page, grid.number, r, grid.engine) for r, found in enumerate(cells, start=1)]
    return Sheet([row for row in rows if any(row.cells)], grid.exact, inferred=grid.inferred)


def _without_remains(rows: list[SheetRow], is_label: IsLabel) -> list[SheetRow]:
    """The rows without what a page break left of a header: words over the first figures that are no label of the form."""
    first = next((place for place, row in enumerate(rows) if row.has_figures()), 0)
    named = any(is_label(cell.text) for row in rows[:first] for _, cell in row.distinct())
    return rows if named else rows[first:]


def _continues(before: Sheet, after: Sheet, between: str) -> bool:
    """A table goes on in the next grid when both have as many columns and nothing but page furniture stands between them."""
    if before.width != after.width or before.exact != after.exact or before.inferred != after.inferred:
        return False
    if before.inferred and not same_columns(before.rows, after.rows):
        return False
    last, first = before.rows[-1].page, after.rows[0].page
    turned = last is not None and first is not None and first == last + 1
    return len(between) <= PAGE_FURNITURE if turned else not between


def _mend_label(found: list[Sheet], sheet: Sheet, is_label: IsLabel) -> None:
    """Put a row together whose label a page break cut, where the columns are not the same on both pages.

    The table it ends need not be the last: two may stand side by side on the page before.
    """
    for before in reversed(found):
        last = before.rows[-1].page if before.rows else None
        if last is None or sheet.rows[0].page != last + 1:
            return
        row = rest_of_label(before.rows[-1], sheet.rows[0], is_label)
        if row is not None:
            _put(row, before, sheet)
            return


def _put(row: SheetRow, before: Sheet, sheet: Sheet) -> None:
    """Put a row in the place of its half with figures, and drop the other half."""
    if before.rows[-1].has_figures():
        before.rows[-1] = row
        del sheet.rows[0]
    else:
        sheet.rows[0] = row
        del before.rows[-1]
