"""Sheets: grids of a document joined where a page break or an editor cut one table in several."""

from collections.abc import Callable
from dataclasses import dataclass, field

from extractors.breaks import SheetRow, joined
from extractors.grid import Grid, Paragraph, Reading
from extractors.labels import squeeze
from extractors.values import is_value_like

_PAGE_FURNITURE = 60
"""Text of at most so many characters between two halves of a table is a page number or a running title."""


@dataclass(slots=True)
class Sheet:
    """A table as it was before it was cut. ``exact`` is False where columns prove nothing (see ``Grid.exact``); ``label_columns`` counts
    the columns up to the last one that prints a label in any row."""

    rows: list[SheetRow]
    exact: bool = True
    joints: list[int] = field(default_factory=list)
    label_columns: int = 0

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
    for sheet in found:
        for joint in reversed(sheet.joints):
            sheet.rows = joined(sheet.rows[:joint], sheet.rows[joint:], is_label)
        labels = (c for row in sheet.rows for c, cell in enumerate(row.cells) if cell is not None and not is_value_like(cell.text))
        sheet.label_columns = max(labels, default=-1) + 1
    return found


def _sheet(grid: Grid) -> Sheet:
    width = grid.width
    rows = [
        SheetRow([grid.at(r, c) for c in range(1, width + 1)], grid.page, grid.number, r, grid.engine) for r in range(1, grid.height + 1)
    ]
    return Sheet([row for row in rows if any(row.cells)], grid.exact)


def _continues(before: Sheet, after: Sheet, between: str) -> bool:
    """A table goes on in the next grid when both have as many columns and nothing but page furniture stands between them."""
    if before.width != after.width or before.exact != after.exact:
        return False
    last, first = before.rows[-1].page, after.rows[0].page
    turned = last is not None and first is not None and first == last + 1
    return len(between) <= _PAGE_FURNITURE if turned else not between
