"""Tables that stand side by side in one grid: where one ends and the next begins."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from extractors.grid import Cell, Grid
from extractors.labels import squeeze
from extractors.values import is_value_like

IsLabel = Callable[[str], bool]
_REACH = 3.0


class Parted(NamedTuple):
    """Where a page parts two tables without a blank column between them: in points from the left."""

    page: int
    at: float


def parts_of(grid: Grid, is_label: IsLabel, before: Parted | None) -> tuple[list[tuple[int, int]], Parted | None]:
    """First and last column of each table of a grid, and where its page parts them. ``before`` is where the page before did."""
    if not grid.exact:
        return [], None
    parts = _apart(grid, is_label)
    if len(parts) > 1:
        return parts, None
    border = next((column for column in _borders(grid) if _parts_tables(grid, column, is_label) or _goes_on(grid, column, before)), None)
    if border is None:
        return [], None
    at = _left_edge(grid, border + 1)
    return [(1, border), (border + 1, grid.width)], Parted(grid.page, at) if grid.page is not None and at is not None else None


def _borders(grid: Grid) -> list[int]:
    """The columns behind which no cell goes on."""
    crossed = {column for cell in grid.cells for column in range(cell.column, cell.column + cell.colspan - 1)}
    return [column for column in range(1, grid.width) if column not in crossed]


def _parts_tables(grid: Grid, border: int, is_label: IsLabel) -> bool:
    """Whether a table ends at a column and another begins right behind it, with labels of rows."""
    begins = any(cell.column == border + 1 and is_label(cell.text) for cell in grid.cells)
    return begins and _has_labels(grid, 1, border, is_label) and _has_labels(grid, border + 1, grid.width, is_label)


def _goes_on(grid: Grid, border: int, before: Parted | None) -> bool:
    """Whether tables parted on the page before are parted at the same place here."""
    at = _left_edge(grid, border + 1)
    return before is not None and at is not None and grid.page == before.page + 1 and abs(at - before.at) <= _REACH


def _left_edge(grid: Grid, column: int) -> float | None:
    return next((cell.box[0] for cell in grid.cells if cell.column == column and cell.box is not None), None)


def _apart(grid: Grid, is_label: IsLabel) -> list[tuple[int, int]]:
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


def part_of(grid: Grid, first: int, last: int) -> Grid:
    """Some columns of a grid as a grid of their own, without the rows that only the table beside it has."""
    inside = [cell for cell in grid.cells if first <= cell.column <= last]
    rows = {row: place for place, row in enumerate(sorted({cell.row for cell in inside}), start=1)}
    cells = [
        replace(c, row=rows[c.row], column=c.column - first + 1, rowspan=sum(c.row <= row < c.row + c.rowspan for row in rows))
        for c in inside
    ]
    return Grid(grid.number, cells, grid.page, grid.exact, grid.engine, grid.inferred)
