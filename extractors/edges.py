"""Columns of a table that goes on over pages: told by where their edges stand on the page, since each page draws only those it needs."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.breaks import SheetRow
from extractors.grid import Cell, Grid, Paragraph
from extractors.labels import squeeze

PAGE_FURNITURE = 60
"""Text of at most so many characters between two halves of a table is a page number or a running title."""
_REACH = 3.0
_APART = 6.0
"""Edges of different columns are farther apart than this, those of one column on different pages are not."""
_FEWEST = 5
"""Rows that share fewer edges may well be of two tables."""


def common_edges(blocks: Sequence[Grid | Paragraph]) -> dict[int, list[float]]:
    """For each grid (by its place among the blocks) of a table cut by page breaks, the edges of all its columns, in points from the left.

    Only grids whose halves have not the same columns are named.
    """
    found: dict[int, list[float]] = {}
    for chain in _chains(blocks):
        grids = [grid for grid in (blocks[place] for place in chain) if isinstance(grid, Grid)]
        own = [_distinct(x for cell in grid.cells for x in _sides(cell)) for grid in grids]
        if not all(_are_alike(own[0], each) for each in own):
            found |= dict.fromkeys(chain, _distinct((x for each in own for x in each), _APART))
    return found


def _are_alike(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(x - y) <= _APART for x, y in zip(one, other, strict=True))


def same_columns(upper: Sequence[SheetRow], lower: Sequence[SheetRow]) -> bool:
    """Whether as many columns stand at the same places, none moved by half its width or more."""
    one, other = _sides_of(upper), _sides_of(lower)
    return len(one) == len(other) and all(
        2 * max(abs(a - c), abs(b - d)) < min(b - a, d - c) for (a, b), (c, d) in zip(one, other, strict=True)
    )


def _sides_of(rows: Sequence[SheetRow]) -> list[tuple[float, float]]:
    """The sides of each column, of the cells that stand in one column only."""
    own: dict[int, tuple[float, float]] = {}
    for row in rows:
        own |= {place: _sides(cell) for place, cell in enumerate(row.cells) if cell is not None and cell.colspan == 1}
    return [own[place] for place in sorted(own)]


def cells_between(row: Iterable[Cell], edges: list[float]) -> list[Cell | None]:
    """The cell of a row that covers each column, None where none does."""
    cells = sorted(row, key=_sides)
    lefts = [_sides(cell)[0] for cell in cells]
    found: list[Cell | None] = []
    for left, right in pairwise(edges):
        middle = (left + right) / 2
        place = bisect_right(lefts, middle) - 1
        found.append(cells[place] if place >= 0 and middle <= _sides(cells[place])[1] else None)
    return found


def _chains(blocks: Sequence[Grid | Paragraph]) -> Iterator[list[int]]:
    """The places of grids that follow each other over page breaks, two or more."""
    chain: list[int] = []
    between = ""
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            between += squeeze(block.text)
            continue
        before = blocks[chain[-1]] if chain else None
        if not (isinstance(before, Grid) and len(between) <= PAGE_FURNITURE and _goes_on(before, block)):
            yield from [chain] if len(chain) > 1 else []
            chain = []
        chain.append(place)
        between = ""
    yield from [chain] if len(chain) > 1 else []


def _goes_on(upper: Grid, lower: Grid) -> bool:
    """Whether the columns of the last row before a page break and of the first after it are the same, but for labels."""
    if upper.inferred or lower.inferred:
        return False
    if upper.page is None or lower.page != upper.page + 1 or not all(cell.box for grid in (upper, lower) for cell in grid.cells):
        return False
    one, other = (_distinct(x for cell in row for x in _sides(cell)) for row in (upper.row(upper.height), lower.row(1)))
    shared = [x for x in one if any(abs(x - y) <= _REACH for y in other)]
    outer = len(one) > 1 and len(other) > 1 and abs(one[0] - other[0]) <= _REACH and abs(one[-1] - other[-1]) <= _REACH
    return outer and len(shared) >= _FEWEST and len(shared) >= min(len(one), len(other))


def _sides(cell: Cell) -> tuple[float, float]:
    left, _, right, _ = cell.box or (0.0, 0.0, 0.0, 0.0)
    return left, right


def _distinct(positions: Iterable[float], reach: float = _REACH) -> list[float]:
    kept: list[float] = []
    for position in sorted(positions):
        if not kept or position - kept[-1] > reach:
            kept.append(position)
    return kept
