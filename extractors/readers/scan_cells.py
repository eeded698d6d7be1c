"""The text of a table's cells: lines recognised together, figures twice over, each with the other ways it might be read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2

from extractors.grid import Cell, Recognised
from extractors.readers.scan_lines import Strip, framed, strips
from extractors.readers.scan_ocr import SURE, Line, alternatives, fitted, recognise
from extractors.readers.scan_page import Array
from extractors.readers.scan_shapes import SLANT, is_dash, slant
from extractors.readers.scan_tables import Place

SQUEEZE = 0.62
"""Running text is recognised as well when its width is squeezed so far, in that part of the time."""
LONG = 4.5
"""A line so many times wider than high is squeezed."""
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?|[-/]{1,4}|\d*[.,]\d*")
_NUMBER_WITH_UNIT = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?\D{1,2}")
_AGREED = 0.7
"""The least confidence with which either of two recognitions that agree must have read every character."""


@dataclass(slots=True)
class Draft:
    """A cell being read: its place, and its lines in pieces."""

    place: Place
    lines: list[list[Strip]]
    readings: list[list[tuple[Recognised, ...]]] = field(default_factory=list)


def read_cells(grey: Array, ink: Array, places: Sequence[Place], glyph: float) -> list[Cell]:
    """The cells of a table; a cell without ink is blank beyond doubt."""
    drafts = [Draft(place, strips(grey, ink, place, glyph)) for place in places]
    flat = [strip for draft in drafts for line in draft.lines for strip in line]
    readings = iter(read_strips(flat, glyph))
    for draft in drafts:
        draft.readings = [[next(readings) for _ in line] for line in draft.lines]
    return [_cell(draft) for draft in drafts]


def read_strips(flat: Sequence[Strip], glyph: float) -> list[tuple[Recognised, ...]]:
    """The readings of lines of type, the likeliest first; those of figures from several recognitions."""
    first = recognise([fitted(framed(s.clean, s.height, glyph), SQUEEZE if s.shape > LONG else 1.0) for s in flat])
    readings: list[tuple[Recognised, ...]] = [(Recognised(line.text, line.confidence),) for line in first]
    figures = [i for i, line in enumerate(first) if looks_like_number(line) or not line.text or is_dash(flat[i], glyph)]
    second = recognise([fitted(framed(flat[i].raw, flat[i].height, glyph, 0.34, 0.5), 1.12) for i in figures])
    third = [i for i, other in zip(figures, second, strict=True) if not _agree(first[i], other, flat[i])]
    more = dict(zip(third, zip(*[iter(_further(flat, third, glyph))] * 2, strict=True), strict=True))
    for i, other in zip(figures, second, strict=True):
        readings[i] = by_shape(settled([first[i], other, *more.get(i, ())]), flat[i], glyph)
    return readings


def by_shape(readings: tuple[Recognised, ...], strip: Strip, glyph: float) -> tuple[Recognised, ...]:
    """The readings of a figure, put right where its shape says that it is none, and doubted where its shape does not fit."""
    if is_dash(strip, glyph):
        return (Recognised("-", SURE + 0.05),)
    lean = slant(strip) if readings[0].text in ("1", "/", "7", "") else None
    if lean is not None and lean > SLANT:
        return (Recognised("/", SURE + 0.05),)
    if readings[0].text in ("/", "-") or (readings[0].text == "1" and lean is not None and lean > SLANT / 2):
        return tuple(Recognised(r.text, min(r.confidence, 0.8)) for r in readings)
    return readings


def looks_like_number(line: Line) -> bool:
    """Whether a line is a figure, a dash, or a figure with a unit."""
    return bool(_NUMBER.fullmatch(line.number) or (_NUMBER_WITH_UNIT.fullmatch(line.number) and re.match(r"[-+]?\d", line.text)))


def _agree(one: Line, other: Line, strip: Strip) -> bool:
    return one.number == other.number and min(one.confidence, other.confidence) >= _AGREED and strip.shape <= LONG


def _further(flat: Sequence[Strip], doubtful: list[int], glyph: float) -> list[Line]:
    """Two more recognitions of each doubtful figure: in black and white, and softened at another size."""
    pictures = []
    for i in doubtful:
        strip = flat[i]
        large = cv2.resize(strip.clean, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
        black = cv2.GaussianBlur(cv2.threshold(large, 150, 255, cv2.THRESH_BINARY)[1], (5, 5), 0)
        pictures.append(fitted(framed(black, 3 * strip.height, 3 * glyph, 0.22, 0.4)))
        soft = cv2.GaussianBlur(strip.clean, (3, 3), 0)
        pictures.append(fitted(framed(soft, strip.height, glyph, 0.26, 0.35), 0.9))
    return recognise(pictures)


def settled(lines: Sequence[Line]) -> tuple[Recognised, ...]:
    """What several recognitions of one figure come to.

    The first counts as sure where two that are sure of themselves agree and, if more were asked, no other contradicts with confidence.
    """
    votes: dict[str, list[float]] = {}
    for line in lines:
        votes.setdefault(line.number, []).append(line.confidence)
    ranked = sorted(votes, key=lambda text: -sum(votes[text]))
    best, others = ranked[0], ranked[1:]
    found = {best: _confidence(votes[best], max((max(votes[o]) for o in others), default=0.0), len(lines))}
    for text in others:
        found[text] = min(0.89, sum(votes[text]) / len(lines))
    if found[best] < SURE:
        for line in lines:
            for other in alternatives(line):
                found.setdefault(other.text, min(0.5, other.confidence / len(lines)))
    return tuple(Recognised(text, confidence) for text, confidence in sorted(found.items(), key=lambda pair: -pair[1]))


def _confidence(agreeing: list[float], against: float, asked: int) -> float:
    two = sorted(agreeing, reverse=True)[:2]
    sure = len(two) == 2 and two[1] >= _AGREED and (asked == 2 or (len(agreeing) >= asked - 1 and against < 0.5))
    return SURE + (1 - SURE) * two[1] if sure else min(0.89, sum(agreeing) / asked)


def _cell(draft: Draft) -> Cell:
    place = draft.place
    pieces = [piece for line in draft.readings for piece in line]
    if not pieces:
        readings: tuple[Recognised, ...] = (Recognised("", 1.0),)
    elif len(pieces) == 1:
        readings = pieces[0]
    else:
        text = "\n".join(" ".join(piece[0].text for piece in line) for line in draft.readings)
        readings = (Recognised(text, min(piece[0].confidence for piece in pieces)),)
    return Cell(readings[0].text, place.row, place.column, place.rowspan, place.colspan, readings)
