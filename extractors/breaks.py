"""Page breaks: header rows printed again, and rows that a break cut in two. No engine joins these; here they are one again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from extractors.grid import Cell
from extractors.labels import squeeze
from extractors.records import Source
from extractors.values import has_number, is_value_like

_GROUPS = 3
"""A row of the form prints at most so many labels: its own and those of its groups. A header prints more."""
IsLabel = Callable[[str], bool]
"""Whether a text is a label of the form (a row's or a column's)."""


@dataclass(slots=True)
class SheetRow:
    """One row: the cell that covers each column (None where none does), and where the row stands in the document.

    ``left`` is how many columns of the document's own grid stand before the first.
    """

    cells: list[Cell | None]
    page: int | None
    table: int
    row: int
    engine: str | None = None
    left: int = 0
    _distinct: list[tuple[int, Cell]] | None = field(default=None, repr=False, compare=False)

    def distinct(self) -> list[tuple[int, Cell]]:
        """The row's cells from left to right with the column (from 0) where each begins in this row; ``cells`` never change."""
        if self._distinct is None:
            self._distinct = []
            last: Cell | None = None
            for column, cell in enumerate(self.cells):
                if cell is not None and cell is not last:
                    self._distinct.append((column, cell))
                    last = cell
        return self._distinct

    def text(self, column: int) -> str:
        """The text at a column (from 0), empty where there is no cell."""
        cell = self.cells[column] if column < len(self.cells) else None
        return cell.text if cell is not None else ""

    def source(self, column: int) -> Source:
        """Provenance of a cell of this row."""
        cell = self.cells[column] if column < len(self.cells) else None
        if cell is None:
            return Source(self.page, self.table, self.row, self.left + column + 1)
        return Source(cell.page or self.page, self.table, self.row, self.left + cell.column)

    def has_figures(self) -> bool:
        """Whether any cell holds a number or a dash."""
        return any(squeeze(cell.text) and is_value_like(cell.text) for _, cell in self.distinct())

    def is_blank(self) -> bool:
        """Whether no cell of the row's own (none that hangs over several rows) prints anything."""
        return not any(squeeze(cell.text) for _, cell in self.distinct() if cell.rowspan == 1)

    def labels(self) -> int:
        """How many of the row's cells print a label."""
        return sum(bool(squeeze(cell.text)) and not is_value_like(cell.text) for _, cell in self.distinct())

    def label(self) -> str:
        """The last of the row's own cells that is no value; empty where there is none."""
        own = [cell.text for _, cell in self.distinct() if cell.rowspan == 1 and squeeze(cell.text) and not is_value_like(cell.text)]
        return own[-1] if own else ""


def joined(upper: list[SheetRow], lower: list[SheetRow], is_label: IsLabel) -> list[SheetRow]:
    """The rows of two halves of a table as the rows of one."""
    lower = lower[_repeated(upper, lower) :]
    if upper and lower and (_is_cut(upper[-1], lower[0], is_label) or _may_run_on(upper[-1], lower[0])):
        return [*upper[:-1], _one(upper[-1], lower[0]), *lower[1:]]
    return upper + lower


def _repeated(upper: list[SheetRow], lower: list[SheetRow]) -> int:
    """How many rows the lower half begins with that the upper half has too: its header printed again."""
    texts = [_texts(row) for row in upper]
    best = 0
    for start in range(len(upper)):
        count = 0
        while count < len(lower) and start + count < len(upper) and not lower[count].has_figures():
            if not any(_texts(lower[count])) or _texts(lower[count]) != texts[start + count]:
                break
            count += 1
        best = max(best, count)
    return best


def _texts(row: SheetRow) -> list[str]:
    return [squeeze(cell.text) for _, cell in row.distinct()]


def _is_cut(upper: SheetRow, lower: SheetRow, is_label: IsLabel) -> bool:
    """Whether two rows are halves of one: one of them is nothing by itself, and together they are a row of the form."""
    if upper.is_blank() or lower.is_blank():
        # Under a header a row without text is a row of blank cells.
        return upper.labels() <= _GROUPS
    one, other = upper.label(), lower.label()
    if not one or not other:
        labelled, figures = (upper, lower) if one else (lower, upper)
        apart = _figure_columns(figures).isdisjoint(c for c, cell in enumerate(labelled.cells) if cell is not None and squeeze(cell.text))
        return apart and 0 < labelled.labels() <= _GROUPS and not labelled.has_figures() and figures.has_figures()
    if any(_makes_label(a, b, is_label) for a, b in zip(_labels(upper), _labels(lower), strict=False)):
        return True
    if not is_label(one + other):
        return False
    if is_label(one):
        # 2.其他 with its figures, and below the break only the rest of the words: what has no figures is no row of the form.
        return not is_label(other) and lower.has_figures() != upper.has_figures()
    return not (is_label(other) and lower.has_figures())


def _may_run_on(upper: SheetRow, lower: SheetRow) -> bool:
    """Whether figures that wrapped in narrow cells may go on below a page break: there stand figures without a label, in the same columns.

    What is put together then has a gap, so that no half of a number passes for a figure.
    """
    turned = None not in (upper.page, lower.page) and upper.page != lower.page
    return turned and bool(upper.label()) and not lower.labels() and not _figure_columns(lower).isdisjoint(_figure_columns(upper))


def rest_of_label(upper: SheetRow, lower: SheetRow, is_label: IsLabel) -> SheetRow | None:
    """A row whose label goes on in the row below, which has other columns: the row of figures with the whole label, else None."""
    figures, words = (upper, lower) if upper.has_figures() else (lower, upper)
    one, other = upper.label(), lower.label()
    whole = one + other
    cut = one and other and words.labels() <= _GROUPS and not words.has_figures() and figures.has_figures() and is_label(whole)
    if not cut or is_label(words.label()):
        return None
    own = figures.label()
    cells = [replace(cell, text=whole) if cell is not None and cell.text == own else cell for cell in figures.cells]
    return SheetRow(cells, figures.page, figures.table, figures.row, figures.engine, figures.left)


def _makes_label(one: str, other: str, is_label: IsLabel) -> bool:
    return bool(squeeze(one) and squeeze(other)) and is_label(one + other) and not is_label(one) and not is_label(other)


def _labels(row: SheetRow) -> list[str]:
    return ["" if has_number(row.text(c)) else row.text(c) for c in range(len(row.cells))]


def whole_rows(rows: list[SheetRow], is_label: IsLabel) -> list[SheetRow]:
    """Rows of a table without rules whose parts stand on several lines, put together: the end of a label, figures set lower than others."""
    found: list[SheetRow] = []
    for row in rows:
        last = found[-1] if found else None
        made = None
        if last is not None and last.page == row.page and last.has_figures():
            made = _with_rest(last, row, is_label) or _complemented(last, row)
        if made is None:
            found.append(row)
        else:
            found[-1] = made
    return found


def _with_rest(upper: SheetRow, lower: SheetRow, is_label: IsLabel) -> SheetRow | None:
    filled = sum(bool(squeeze(cell.text)) for _, cell in lower.distinct())
    return rest_of_label(upper, lower, is_label) if filled == 1 and not is_label(upper.label()) else None


def _complemented(upper: SheetRow, lower: SheetRow) -> SheetRow | None:
    """Two lines that are one row: the lower has no label of its own and figures just where the upper has none."""
    ones, others = _figure_columns(upper), _figure_columns(lower)
    last = max(
        (c for c, cell in enumerate(upper.cells) if cell is not None and squeeze(cell.text) and not is_value_like(cell.text)), default=0
    )
    columns = set(range(last + 1, len(upper.cells)))
    if not others or ones & others or ones | others != columns or min(others, default=0) <= last or len(upper.cells) != len(lower.cells):
        return None
    if lower.label() and squeeze(lower.text(last)):
        return None
    cells = [lower.cells[c] if c in others else cell for c, cell in enumerate(upper.cells)]
    return SheetRow(cells, upper.page, upper.table, upper.row, upper.engine, upper.left)


def _figure_columns(row: SheetRow) -> set[int]:
    return {
        c for c, cell in enumerate(row.cells) if cell is not None and cell.rowspan == 1 and squeeze(cell.text) and is_value_like(cell.text)
    }


def _one(upper: SheetRow, lower: SheetRow) -> SheetRow:
    made: dict[tuple[int, int], Cell] = {}
    cells: list[Cell | None] = []
    for one, other in zip(upper.cells, lower.cells, strict=True):
        key = (id(one), id(other))
        if key not in made:
            made[key] = _cell(one, other)
        cells.append(made[key])
    place = upper if upper.has_figures() else lower
    return SheetRow(cells, place.page, place.table, place.row, place.engine, place.left)


def _cell(one: Cell | None, other: Cell | None) -> Cell:
    filled = [cell for cell in (one, other) if cell is not None and squeeze(cell.text)]
    anchor = (filled or [cell for cell in (one, other) if cell is not None] or [Cell("", 0, 0)])[0]
    text = "\n".join(cell.text for cell in filled)
    return Cell(text, anchor.row, anchor.column, readings=anchor.readings if len(filled) < 2 else (), box=anchor.box, page=anchor.page)
