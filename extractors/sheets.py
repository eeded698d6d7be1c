"""Sheets: grids of a document joined where a page break or an editor cut one table in several."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from extractors.grid import Cell, Grid, Paragraph, Reading
from extractors.labels import squeeze
from extractors.records import Source
from extractors.values import has_number

_PAGE_FURNITURE = 12
"""Text of at most so many characters between two halves of a table is a page number or a running title."""


@dataclass(slots=True)
class SheetRow:
    """One row: the cell that covers each column (None where none does), and where the row stands in the document."""

    cells: list[Cell | None]
    page: int | None
    table: int
    row: int

    def distinct(self) -> list[tuple[int, Cell]]:
        """The row's cells from left to right with the column (from 0) where each begins in this row."""
        found: list[tuple[int, Cell]] = []
        for column, cell in enumerate(self.cells):
            if cell is not None and (not found or found[-1][1] is not cell):
                found.append((column, cell))
        return found

    def text(self, column: int) -> str:
        """The text at a column (from 0), empty where there is no cell."""
        cell = self.cells[column] if column < len(self.cells) else None
        return cell.text if cell is not None else ""

    def source(self, column: int) -> Source:
        """Provenance of a cell of this row."""
        return Source(self.page, self.table, self.row, column + 1)


@dataclass(slots=True)
class Sheet:
    """A table as it was before it was cut. ``exact`` is False where columns prove nothing (see ``Grid.exact``)."""

    rows: list[SheetRow]
    exact: bool = True
    joints: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)


def sheets(reading: Reading, is_label: Callable[[str], bool]) -> list[Sheet]:
    """Join the grids of a reading. ``is_label`` tells whether a text is a row label of the form, to join rows cut by a page break."""
    found: list[Sheet] = []
    between = ""
    for block in reading.blocks:
        if isinstance(block, Paragraph):
            between += squeeze(block.text)
            continue
        sheet = _sheet(block)
        if not sheet.rows:
            continue
        if found and _continues(found[-1], sheet, between):
            found[-1].joints.append(len(found[-1].rows))
            found[-1].rows += sheet.rows
        else:
            found.append(sheet)
        between = ""
    _join_cut_rows(found, is_label)
    return found


def _sheet(grid: Grid) -> Sheet:
    width = grid.width
    rows = [SheetRow([grid.at(r, c) for c in range(1, width + 1)], grid.page, grid.number, r) for r in range(1, grid.height + 1)]
    return Sheet([row for row in rows if any(row.cells)], grid.exact)


def _continues(before: Sheet, after: Sheet, between: str) -> bool:
    """A table goes on in the next grid when both have as many columns and nothing but page furniture stands between them."""
    if before.width != after.width or before.exact != after.exact:
        return False
    last, first = before.rows[-1].page, after.rows[0].page
    turned = last is not None and first is not None and first == last + 1
    return len(between) <= _PAGE_FURNITURE if turned else not between


def _join_cut_rows(found: list[Sheet], is_label: Callable[[str], bool]) -> None:
    for sheet in found:
        for joint in reversed(sheet.joints):
            upper, lower = sheet.rows[joint - 1], sheet.rows[joint]
            if _is_cut(upper, lower, is_label):
                sheet.rows[joint - 1 : joint + 1] = [_joined(upper, lower)]


def _is_cut(upper: SheetRow, lower: SheetRow, is_label: Callable[[str], bool]) -> bool:
    """Two rows are one when their labels are the form's only together and no column has figures in both halves."""
    if any(has_number(upper.text(c)) and has_number(lower.text(c)) for c in range(len(upper.cells))):
        return False
    figures_below = any(has_number(text.text) for _, text in lower.distinct())
    return any(
        is_label(one + other) and not is_label(other) and (figures_below or not is_label(one))
        for one, other in zip(_labels(upper), _labels(lower), strict=False)
        if squeeze(one) and squeeze(other)
    )


def _labels(row: SheetRow) -> Iterator[str]:
    return ("" if has_number(row.text(c)) else row.text(c) for c in range(len(row.cells)))


def _joined(upper: SheetRow, lower: SheetRow) -> SheetRow:
    made: dict[tuple[int, int], Cell] = {}
    cells: list[Cell | None] = []
    for one, other in zip(upper.cells, lower.cells, strict=True):
        key = (id(one), id(other))
        if key not in made:
            anchor = one or other
            text = "\n".join(t for t in (one.text if one else "", other.text if other else "") if squeeze(t))
            made[key] = Cell(text, anchor.row if anchor else 0, anchor.column if anchor else 0)
        cells.append(made[key])
    place = upper if any(has_number(upper.text(c)) for c in range(len(upper.cells))) else lower
    return SheetRow(cells, place.page, place.table, place.row)
