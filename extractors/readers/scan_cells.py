"""The text of a table's cells: lines recognised together, figures twice over, each with the other ways it might be read."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractors.grid import Cell, Recognised
from extractors.readers.scan_blank import is_blank
from extractors.readers.scan_lines import Strip, strips
from extractors.readers.scan_page import Array, Damage
from extractors.readers.scan_places import Place
from extractors.readers.scan_readings import NUMBER, read_strips
from extractors.readers.scan_shapes import without_ticks

PADDING = 1.2
"""The inner margins of a cell, left and right together, in heights of type."""
UNREAD = "?"
"""What is said of a cell in which something stands that makes no line: no blank, for the form's sums would take one for a 0."""
_BEGUN = re.compile(r"[-+]?[\d,]*\d[.,]?|[-+]?\d[\d,]*\.\d*")
_CONTINUED = re.compile(r"[\d.,]+(?:万?元)?|万?元")


@dataclass(slots=True)
class Draft:
    """A cell being read: its place, and its lines in pieces."""

    place: Place
    lines: list[list[Strip]]
    readings: list[list[tuple[Recognised, ...]]] = field(default_factory=list)


def read_cells(
    grey: Array,
    ink: Array,
    places: Sequence[Place],
    glyph: float,
    xs: Sequence[float] = (),
    ys: Sequence[float] = (),
    damages: Sequence[Damage] = (),
) -> list[Cell]:
    """The cells of a table whose rules stand at ``xs`` and ``ys``; one without ink is blank beyond doubt, one with ink in no line unread.

    Where something was taken out of the page, two recognitions of what is left may well err alike: they must agree on both pictures.
    """
    drafts = [Draft(p, strips(grey, ink, p, glyph, _inner(xs, p.column, p.colspan), _inner(ys, p.row, p.rowspan))) for p in places]
    parts = [part for draft in _read(drafts, glyph, damages) for part in _divided(draft, xs, ys)]
    return [_cell(part, glyph) if part.lines or is_blank(grey, part.place, glyph) else _unread(part.place) for part in parts]


def cells_of_words(words: Sequence[Strip], places: Sequence[Place], glyph: float, damages: Sequence[Damage] = ()) -> list[Cell]:
    """The cells of a table without rules: each word belongs where its middle lies, for borders run through lines beside them."""
    drafts = [Draft(place, _lines([w for w in words if _lies_in(w, place)])) for place in places]
    return [_cell(draft, glyph) for draft in _read(drafts, glyph, damages)]


def _lies_in(word: Strip, place: Place) -> bool:
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return place.x0 <= x < place.x1 and place.y0 <= y < place.y1


def _lines(words: list[Strip]) -> list[list[Strip]]:
    lines: list[list[Strip]] = []
    for word in sorted(words, key=lambda w: w.box[1] + w.box[3]):
        if lines and word.box[1] + word.box[3] < 2 * lines[-1][0].box[3]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]


def _read(drafts: list[Draft], glyph: float, damages: Sequence[Damage]) -> list[Draft]:
    for draft in drafts:
        draft.lines = [[_damaged(strip, damages) for strip in line] for line in without_ticks(draft.lines)]
    readings = iter(read_strips([strip for draft in drafts for line in draft.lines for strip in line], glyph))
    for draft in drafts:
        draft.readings = [[next(readings) for _ in line] for line in draft.lines]
    return drafts


def _inner(positions: Sequence[float], first: int, span: int) -> Sequence[float]:
    return positions[first : first + span - 1]


def _damaged(strip: Strip, damages: Sequence[Damage]) -> Strip:
    """A strip that touches what was taken out, with the other picture of it as its raw one."""
    x0, y0, x1, y1 = strip.box
    for damage in damages:
        if damage.where[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1].any():
            return replace(strip, raw=damage.other[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3], damaged=True)
    return strip


def _divided(draft: Draft, xs: Sequence[float], ys: Sequence[float]) -> list[Draft]:
    """A cell that holds figures in several columns or rows of the table lost the rules between them: it is as many cells."""
    place = draft.place
    if place.colspan * place.rowspan == 1 or not xs or sum(len(line) for line in draft.lines) < 2:
        return [draft]
    found = _cut(draft, xs, 0, place.column, place.colspan)
    return [part for half in found for part in _cut(half, ys, 1, half.place.row, half.place.rowspan)]


def _cut(draft: Draft, at: Sequence[float], axis: int, first: int, span: int) -> list[Draft]:
    """The parts of a cell along one axis (0: columns), cut where a figure stands alone in its column or row."""
    pieces = [(s, r) for line, row in zip(draft.lines, draft.readings, strict=True) for s, r in zip(line, row, strict=True)]
    groups: list[list[int]] = []
    for strip, readings in sorted(pieces, key=lambda piece: piece[0].box[axis]):
        start, end = (_index(at, strip.box[axis + side]) for side in (0, 2))
        number = int(bool(NUMBER.fullmatch(readings[0].text)))
        if groups and start <= groups[-1][1]:
            groups[-1][1:] = [max(end, groups[-1][1]), groups[-1][2] * number]
        else:
            groups.append([start, end, number])
    if len(groups) < 2 or not any(number for *_, number in groups):
        return [draft]
    starts = [first, *(group[0] for group in groups[1:]), first + span]
    return [_part(draft, at, axis, a, b) for a, b in pairwise(starts)]


def _index(at: Sequence[float], position: float) -> int:
    return min(max(bisect_right(at, position), 1), len(at) - 1)


def _part(draft: Draft, at: Sequence[float], axis: int, start: int, end: int) -> Draft:
    """What of a cell stands in columns (or rows) from start to before end."""
    lines, readings = [], []
    for line, row in zip(draft.lines, draft.readings, strict=True):
        kept = [(s, r) for s, r in zip(line, row, strict=True) if start <= _index(at, (s.box[axis] + s.box[axis + 2]) / 2) < end]
        if kept:
            lines.append([s for s, _ in kept])
            readings.append([r for _, r in kept])
    low, high = round(at[start - 1]), round(at[end - 1])
    if axis:
        place = draft.place._replace(y0=low, y1=high, row=start, rowspan=end - start)
    else:
        place = draft.place._replace(x0=low, x1=high, column=start, colspan=end - start)
    return Draft(place, lines, readings)


def _unread(place: Place) -> Cell:
    """A cell in which something stands that makes no line."""
    return Cell(UNREAD, place.row, place.column, place.rowspan, place.colspan, (Recognised(UNREAD, 0.0),))


def _cell(draft: Draft, glyph: float) -> Cell:
    place = draft.place
    pieces = [piece for line in draft.readings for piece in line]
    if not pieces:
        readings: tuple[Recognised, ...] = (Recognised("", 1.0),)
    elif len(pieces) == 1:
        readings = pieces[0]
    else:
        readings = (Recognised(_text(draft, glyph), min(piece[0].confidence for piece in pieces)), *_wordings(pieces))
    return Cell(readings[0].text, place.row, place.column, place.rowspan, place.colspan, readings)


def _wordings(pieces: Sequence[tuple[Recognised, ...]]) -> tuple[Recognised, ...]:
    """The first and the second reading of words of several lines, without the blanks; none where all are clear."""
    if not any(piece[0].letters for piece in pieces):
        return ()
    ways = [[piece[min(way, len(piece) - 1)] for piece in pieces] for way in (0, 1)]
    return tuple(
        Recognised("".join(r.text for r in way), min(r.confidence for r in way), tuple(x for r in way for x in r.letters or r.text))
        for way in ways
    )


def _text(draft: Draft, glyph: float) -> str:
    """Lines joined by newlines, but a number that was wrapped because its cell is too narrow stays one number."""
    text = ""
    for index, (line, readings) in enumerate(zip(draft.lines, draft.readings, strict=True)):
        words = " ".join(piece[0].text for piece in readings)
        wrapped = index and _is_wrapped(draft, text, words, draft.lines[index - 1], line, glyph)
        text += ("" if wrapped or not index else "\n") + words
    return text


def _is_wrapped(draft: Draft, before: str, after: str, above: list[Strip], below: list[Strip], glyph: float) -> bool:
    """Whether a number fills its line, so that not one digit more would have fitted, and goes on in the next."""
    if len(above) != 1 or len(below) != 1 or not _BEGUN.fullmatch(before) or not _CONTINUED.fullmatch(after):
        return False
    x0, _, x1, bottom = above[0].box
    digit = (x1 - x0) / max(1, len(before))
    full = draft.place.x1 - draft.place.x0 - (x1 - x0) < digit + PADDING * glyph
    return full and below[0].box[1] - bottom < 0.8 * glyph
