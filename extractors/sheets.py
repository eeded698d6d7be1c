"""Sheets: grids of a document joined where a page break or an editor cut one table in several, and parted where two stand side by side."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from extractors.breaks import SheetRow, joined, rest_of_label, whole_rows
from extractors.edges import PAGE_FURNITURE, cells_between, common_edges
from extractors.grid import Cell, Grid, Paragraph, Reading
from extractors.labels import squeeze
from extractors.values import is_value_like

IsLabel = Callable[[str], bool]


@dataclass(slots=True)
class Sheet:
    """A table as it was before it was cut. ``exact`` is False where columns prove nothing (see ``Grid.exact``); ``label_columns`` counts
    the columns up to the last one that prints a label in any row. ``above`` is the text between the table and the one before it."""

    rows: list[SheetRow]
    exact: bool = True
    joints: list[int] = field(default_factory=list)
    label_columns: int = 0
    above: str = ""

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)


def sheets(reading: Reading, is_label: IsLabel) -> list[Sheet]:
    """Join the grids of a reading. ``is_label`` tells whether a text is a row label of the form, to join rows cut by a page break."""
    found: list[Sheet] = []
    between = ""
    edges = common_edges(reading.blocks)
    for place, block in enumerate(reading.blocks):
        if isinstance(block, Paragraph):
            between += squeeze(block.text)
            continue
        for sheet in _sheets(block, edges.get(place), is_label):
            if not sheet.rows:
                continue
            before = next((other for other in reversed(found) if _continues(other, sheet, between)), None)
            if before is not None and (before is found[-1] or before.rows[-1].left or sheet.rows[0].left):
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
        labels = (c for row in sheet.rows for c, cell in enumerate(row.cells) if cell is not None and not is_value_like(cell.text))
        sheet.label_columns = max(labels, default=-1) + 1
    return [sheet for sheet in found if sheet.rows]


def _sheets(grid: Grid, edges: list[float] | None, is_label: IsLabel) -> Iterator[Sheet]:
    """The tables of a grid: one, or those that stand side by side with nothing but blank columns between them.

    ``edges`` are those of the columns where the grid goes on over pages that have not the same columns.
    """
    parts = _beside(grid, is_label) if grid.exact else []
    if len(parts) < 2:
        yield _sheet(grid, edges)
    for first, last in parts if len(parts) > 1 else ():
        sheet = _sheet(_part(grid, first, last))
        starts = sorted({cell.row for cell in grid.cells if first <= cell.column <= last})
        yield Sheet([replace(row, row=starts[row.row - 1], left=first - 1) for row in sheet.rows])


def _sheet(grid: Grid, edges: list[float] | None = None) -> Sheet:
    columns = range(1, grid.width + 1)
    cells = ([grid.at(r, c) for c in columns] if edges is None else cells_between(grid.row(r), edges) for r in range(1, grid.height + 1))
    rows = [SheetRow(found, grid.page, grid.number, r, grid.engine) for r, found in enumerate(cells, start=1)]
    return Sheet([row for row in rows if any(row.cells)], grid.exact)


def _beside(grid: Grid, is_label: IsLabel) -> list[tuple[int, int]]:
    """First and last column of each table side by side: parted by columns that are blank all the way down, with labels in each part."""
    filled = {c for cell in grid.cells if squeeze(cell.text) for c in range(cell.column, cell.column + cell.colspan)}
    runs = [list(run) for is_filled, run in groupby(range(1, grid.width + 1), key=filled.__contains__) if is_filled]
    parts = [(run[0], run[-1]) for run in runs]
    return parts if all(_has_labels(grid, *part, is_label) for part in parts) else []


def _has_labels(grid: Grid, first: int, last: int, is_label: IsLabel) -> bool:
    """Whether some columns hold a table of their own: labels of rows in one column, figures right of it."""
    inside = [cell for cell in grid.cells if first <= cell.column <= last]
    labels = [cell for cell in inside if is_label(cell.text) and any(_is_figure(other, cell) for other in inside)]
    return len({squeeze(cell.text) for cell in labels}) > 2


def _is_figure(cell: Cell, label: Cell) -> bool:
    same = label.row <= cell.row < label.row + label.rowspan
    return same and cell.column > label.column and bool(squeeze(cell.text)) and is_value_like(cell.text)


def _part(grid: Grid, first: int, last: int) -> Grid:
    """Some columns of a grid as a grid of their own, without the rows that only the table beside it has."""
    inside = [cell for cell in grid.cells if first <= cell.column <= last]
    rows = {row: place for place, row in enumerate(sorted({cell.row for cell in inside}), start=1)}
    cells = [
        replace(c, row=rows[c.row], column=c.column - first + 1, rowspan=sum(c.row <= row < c.row + c.rowspan for row in rows))
        for c in inside
    ]
    return Grid(grid.number, cells, grid.page, grid.exact, grid.engine)


def _continues(before: Sheet, after: Sheet, between: str) -> bool:
    """A table goes on in the next grid when both have as many columns and nothing but page furniture stands between them."""
    if before.width != after.width or before.exact != after.exact:
        return False
    last, first = before.rows[-1].page, after.rows[0].page
    turned = last is not None and first is not None and first == last + 1
    return len(between) <= PAGE_FURNITURE if turned else not between


def _mend_label(found: list[Sheet], sheet: Sheet, is_label: IsLabel) -> None:
    """Put a row together whose label a page break cut, where the columns are not the same on both pages."""
    before = found[-1] if found else None
    last = before.rows[-1].page if before is not None and before.rows else None
    if before is None or last is None or sheet.rows[0].page != last + 1:
        return
    row = rest_of_label(before.rows[-1], sheet.rows[0], is_label)
    if row is None:
        return
    if before.rows[-1].has_figures():
        before.rows[-1] = row
        del sheet.rows[0]
    else:
        sheet.rows[0] = row
        del before.rows[-1]
