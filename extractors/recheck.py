"""Before a wrong sum is called printed: its cells are recognised from the rendered page, since two text engines share a font's map."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.double_entry import Entry
from extractors.extraction import Extraction, relations_of, table_of
from extractors.forms import Forms
from extractors.grid import Cell, Reading, Recognised
from extractors.readers.pdf_render import render_box
from extractors.readers.scan import recognise_cells
from extractors.readers.scan_ocr import ENGINE, SURE
from extractors.records import Alternative, Figure, Key
from extractors.relations import broken
from extractors.repair import repair
from extractors.values import parse

Box = tuple[float, float, float, float]
DPI = 200
_SCALE = DPI / 72
_INSET = 1.2
"""Points by which a cell's box is drawn in, so that the rules around it are left out."""
_MOST = 150
"""Cells looked at again in one report; a table that breaks more sums than these is not this form's."""


def recheck(content: bytes, entry: Entry, forms: Forms) -> None:
    """Look again at every cell of the relations that do not hold, and change what is said of those whose picture says otherwise.

    A cell whose picture says the same has the recogniser among its engines. Where the picture surely says another figure the two are
    alternatives, which the form's arithmetic judges; where it says neither, the engines no longer count as agreed.
    """
    extraction = entry.extraction
    _settle_signs(content, entry, forms)
    keys = {term.key for c in broken(relations_of(extraction, forms), extraction.figures) for term in c.relation.terms}
    keys = {key for key in keys if ENGINE not in extraction.figures[key].engines}
    if not keys or len(keys) > _MOST:
        return
    differing: dict[Key, tuple[Alternative, ...]] = {}
    for key, found in _seen(content, _places(entry.reading, extraction, keys)).items():
        alternatives = _alternatives(found, extraction.figures[key], extraction, forms)
        extraction.figures[key] = _judged(extraction.figures[key], alternatives)
        if extraction.figures[key].agreement == "disagreed":
            differing[key] = alternatives
    if differing:
        result = repair(relations_of(extraction, forms), extraction.figures, differing)
        extraction.figures = result.figures
        extraction.issues += result.issues


def _settle_signs(content: bytes, entry: Entry, forms: Forms) -> None:
    """Take a change with its minus sign where one engine lost it, as of a font without a name for it, and the picture surely shows it."""
    extraction = entry.extraction
    keys = {key for key, figure in extraction.figures.items() if figure.measure == "change" and _lost_sign(figure)}
    for key, found in _seen(content, _places(entry.reading, extraction, keys)).items() if keys else ():
        figure = extraction.figures[key]
        best = _alternatives(found, figure, extraction, forms)[0]
        signed = min(map(Decimal, figure.candidates))
        if best.confidence >= SURE and best.value == signed:
            extraction.figures[key] = replace(figure, value=signed, state="reported", raw=f"{signed:f}", engines=(*figure.engines, ENGINE))
            extraction.issues[:] = [i for i in extraction.issues if (i.item, i.measure) != key or i.code != "engines_disagree"]


def _lost_sign(figure: Figure) -> bool:
    """Whether two engines read a figure alike but for its minus sign."""
    if figure.state != "unreadable" or figure.agreement != "disagreed" or len(figure.candidates) != 2:
        return False
    plain, signed = sorted(figure.candidates, key=len)
    return signed == f"-{plain}"


def _places(reading: Reading, extraction: Extraction, keys: set[Key]) -> dict[int, dict[Key, Cell]]:
    """The cells of figures by page, so far as it is known where they stand."""
    grids = {grid.number: grid for grid in reading.grids()}
    found: dict[int, dict[Key, Cell]] = defaultdict(dict)
    for key in sorted(keys):
        place = extraction.figures[key].source
        grid = grids.get(place.table) if place is not None else None
        cell = grid.at(place.row, place.column) if grid is not None and place is not None else None
        if cell is not None and cell.box is not None and grid is not None and grid.page is not None:
            found[grid.page][key] = cell
    return found


def _seen(content: bytes, places: dict[int, dict[Key, Cell]]) -> dict[Key, tuple[Recognised, ...]]:
    """What the pictures of cells say."""
    found: dict[Key, tuple[Recognised, ...]] = {}
    for page, cells in places.items():
        boxes = [cell.box for cell in cells.values() if cell.box is not None]
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        around = (min(lefts), min(tops), max(rights), max(bottoms))
        picture = render_box(content, page, around, DPI)
        found |= zip(cells, recognise_cells(picture, [_within(box, around) for box in boxes]), strict=True)
    return found


def _within(box: Box, around: Sequence[float]) -> Box:
    """A cell's box within its rules, in pixels of the picture of the part of the page around it."""
    left, top, right, bottom = (side - around[i % 2] for i, side in enumerate(box))
    return ((left + _INSET) * _SCALE, (top + _INSET) * _SCALE, (right - _INSET) * _SCALE, (bottom - _INSET) * _SCALE)


def _alternatives(found: tuple[Recognised, ...], figure: Figure, extraction: Extraction, forms: Forms) -> tuple[Alternative, ...]:
    """What the picture may say, and last what the text says: as likely as anything the picture does not rule out."""
    name = figure.item.split(".")[0]
    measure = table_of(forms, name, extraction.editions[name]).measures[figure.measure]
    values = [(parse(one.text, measure), one) for one in found] or [(parse("", measure), Recognised("", 1.0))]
    seen = [Alternative(value.number, value.state, one.text, one.confidence) for value, one in values]
    return (*seen, Alternative(figure.value, figure.state, figure.raw or "", 0.5))


def _judged(figure: Figure, alternatives: tuple[Alternative, ...]) -> Figure:
    *seen, own = alternatives
    if any((a.state, a.value) == (own.state, own.value) for a in seen) or {own.state, seen[0].state} <= {"blank", "marked_empty"}:
        return replace(figure, engines=(*figure.engines, ENGINE))
    if seen[0].confidence >= SURE and seen[0].state in ("reported", "blank"):
        return replace(figure, agreement="disagreed", alternatives=alternatives)
    return replace(figure, agreement="single")
