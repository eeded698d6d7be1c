"""Labels that a recogniser was not sure of: where one of its own readings is a label of the form, that is what is printed."""

from collections.abc import Iterator
from dataclasses import replace

from extractors.grid import Cell, Grid, Reading, Recognised
from extractors.labels import is_among, squeeze, wording

FEWEST = 3
"""Characters of a label whose places say enough when one of several differs."""


def spelt(reading: Reading, labels: frozenset[str]) -> Reading:
    """The reading with unclear labels as the form spells them (``labels`` are its wordings); what may be two labels stays as it is."""
    return replace(reading, blocks=[_grid(block, labels) if isinstance(block, Grid) else block for block in reading.blocks])


def _grid(grid: Grid, labels: frozenset[str]) -> Grid:
    if not any(_is_unclear(cell) for cell in grid.cells):
        return grid
    return replace(grid, cells=[_cell(cell, labels) for cell in grid.cells])


def _is_unclear(cell: Cell) -> bool:
    return any(reading.letters for reading in cell.readings)


def _cell(cell: Cell, labels: frozenset[str]) -> Cell:
    if not _is_unclear(cell) or is_among(cell.text, labels):
        return cell
    whole = [r.text for r in cell.readings if is_among(r.text, labels)]
    found = whole or sorted({label for reading in cell.readings for label in _fitting(reading, labels)})
    return replace(cell, text=found[0], readings=()) if len({wording(text) for text in found}) == 1 else cell


def _fitting(reading: Recognised, labels: frozenset[str]) -> Iterator[str]:
    """The labels of as many characters as were read, each of them likely at its place."""
    printed = wording(reading.text)
    places = [squeeze(letters) for letters in reading.letters if wording(letters[0])][-len(printed) :]
    if len(printed) < FEWEST or "".join(place[0] for place in places) != printed:
        return
    for label in labels:
        if len(label) == len(printed) and all(character in place for character, place in zip(label, places, strict=True)):
            yield label
