"""The cells of a ruled area: the places its rules leave. Lengths are pixels; rows and columns count from 1."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from extractors.readers.scan_lattice import Lattice


class Place(NamedTuple):
    """A cell's rectangle and where it stands in the table."""

    x0: int
    y0: int
    x1: int
    y1: int
    row: int
    column: int
    rowspan: int
    colspan: int


def places(lattice: Lattice) -> list[Place]:
    """The cells: neighbours without a rule between them are one, cut into rectangles where they make none."""
    rows, columns = lattice.shape
    parents = list(range(rows * columns))
    for i, j in product(range(rows), range(columns)):
        if j and not lattice.down[i, j]:
            parents[root_of(parents, i * columns + j)] = root_of(parents, i * columns + j - 1)
        if i and not lattice.across[i, j]:
            parents[root_of(parents, i * columns + j)] = root_of(parents, (i - 1) * columns + j)
    groups: dict[int, list[tuple[int, int]]] = {}
    for i, j in product(range(rows), range(columns)):
        groups.setdefault(root_of(parents, i * columns + j), []).append((i, j))
    found = [_place(lattice, *rectangle) for group in groups.values() for rectangle in _rectangles(group)]
    return sorted(found, key=lambda p: (p.row, p.column))


def borders_at(cells: Sequence[Place], y: float) -> list[int]:
    """Where upright borders of cells run at a height."""
    return sorted({x for cell in cells if cell.y0 <= y < cell.y1 for x in (cell.x0, cell.x1)})


def _rectangles(group: list[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, bottom, right (ends excluded) of rectangles that make up a group of cells: runs in a row, joined where they are alike."""
    open_runs: dict[tuple[int, int], tuple[int, int]] = {}
    for row in sorted({i for i, _ in group}):
        runs = set(_runs(sorted(j for i, j in group if i == row)))
        for run in [r for r in open_runs if r not in runs]:
            top, bottom = open_runs.pop(run)
            yield top, run[0], bottom, run[1]
        for run in runs:
            open_runs[run] = (open_runs[run][0] if run in open_runs else row, row + 1)
    for run, (top, bottom) in open_runs.items():
        yield top, run[0], bottom, run[1]


def _runs(columns: list[int]) -> Iterator[tuple[int, int]]:
    start = previous = columns[0]
    for column in columns[1:]:
        if column != previous + 1:
            yield start, previous + 1
            start = column
        previous = column
    yield start, previous + 1


def _place(lattice: Lattice, top: int, left: int, bottom: int, right: int) -> Place:
    x0, x1 = round(lattice.xs[left]), round(lattice.xs[right])
    y0, y1 = round(lattice.ys[top]), round(lattice.ys[bottom])
    return Place(x0, y0, x1, y1, top + 1, left + 1, bottom - top, right - left)


def root_of(parents: list[int], index: int) -> int:
    """The first of those that hang together with a place, in a forest of parents that is made flatter on the way."""
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
