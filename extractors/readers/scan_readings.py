"""How lines of type are read, the likeliest reading first: words again where they are not clear, figures by several recognitions."""

import re
from collections.abc import Sequence
from statistics import median

import cv2

from extractors.grid import Recognised
from extractors.readers.scan_alike import alike
from extractors.readers.scan_digits import Look, looks, put_right
from extractors.readers.scan_lines import Strip, framed
from extractors.readers.scan_ocr import SURE, Line, alternatives, fitted, recognise
from extractors.readers.scan_page import Array
from extractors.readers.scan_shapes import SLANT, is_dash, slant

SQUEEZE = 0.62
"""Running text is recognised as well when its width is squeezed so far, in that part of the time."""
LONG = 4.5
"""A line so many times wider than high is squeezed."""
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?|[-/]{1,4}|\d*[.,]\d*")
_NUMBER_WITH_UNIT = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?\D{1,2}")
WITNESSES = 3
WORDS = 1.6
"""So many figures that look the same are recognised, all alike, before further ones are taken to be the same; of words, which are so
many times wider than high, the first."""
TALL = 1.5
"""A figure so much taller than the others of its table has something grown together with it."""
UNANIMOUS = 0.9
_AGREED = 0.7
"""The least confidence with which either of two recognitions that agree must have read every character."""


def whole_line(picture: Array, strip: Strip, glyph: float) -> Array:
    """A picture of a line as it is recognised first: framed, and squeezed where it is long."""
    return fitted(framed(picture, strip.height, glyph), SQUEEZE if strip.shape > LONG else 1.0)


def read_strips(flat: Sequence[Strip], glyph: float) -> list[tuple[Recognised, ...]]:
    """The readings of lines of type, the likeliest first; those of figures from several recognitions."""
    first = _first(flat, glyph)
    readings: list[tuple[Recognised, ...]] = [(Recognised(line.text, line.confidence),) for line in first]
    _read_words_again(readings, first, flat, glyph)
    figures = [i for i, line in enumerate(first) if looks_like_number(line) or not line.text or is_dash(flat[i], glyph)]
    look = dict(zip(figures, looks([flat[i] for i in figures], [first[i] for i in figures]), strict=True))
    fits = [i for i in figures if look[i] is Look.ALIKE and not flat[i].damaged]
    for i in fits:
        readings[i] = by_shape((Recognised(first[i].number, SURE + (1 - SURE) * first[i].certainty),), flat[i], glyph)
    for i, lines in _again(flat, first, [i for i in figures if i not in fits], glyph).items():
        found = by_shape(settled(lines), flat[i], glyph)
        unsure = (look[i] is Look.STRANGE and found[0].text.isdigit()) or (flat[i].damaged and not _unanimous(lines))
        readings[i] = _doubted(found) if unsure else found
    for i in figures:
        readings[i] = _shaped(readings[i], flat[i])
    heights = [flat[i].height for i in figures if any(c.isdigit() for c in readings[i][0].text)]
    usual = median(heights) if len(heights) > 4 else min(glyph, median(heights or [glyph]))
    for i in figures:
        if flat[i].height > TALL * usual:
            readings[i] = _doubted(readings[i])
    return readings


def _first(flat: Sequence[Strip], glyph: float) -> list[Line]:
    """The first recognition of each line, those that look the same as others that were read beyond doubt taken to say what they say."""
    lines: dict[int, Line] = {}

    def ask(which: list[int]) -> None:
        lines.update(zip(which, recognise([whole_line(flat[i].clean, flat[i], glyph) for i in which]), strict=True))

    groups = [(group, WITNESSES if flat[group[0]].shape < WORDS else 1) for group in alike(flat)]
    ask([i for group, number in groups for i in group[:number]])
    left: list[int] = []
    for group, number in groups:
        if _are_clear([lines[i] for i in group[:number]]):
            lines |= dict.fromkeys(group[number:], lines[group[0]])
        else:
            left += group[number:]
    ask(left)
    return [lines[i] for i in range(len(flat))]


def _are_clear(lines: Sequence[Line]) -> bool:
    """Whether lines that look the same say what all others like them say: words read beyond doubt, or several figures that agree."""
    if looks_like_number(lines[0]):
        return len(lines) == WITNESSES and len({line.number for line in lines}) == 1 and min(line.certainty for line in lines) > UNANIMOUS
    return len({line.text for line in lines}) == 1 and all(line.text and not line.letters for line in lines)


def _read_words_again(readings: list[tuple[Recognised, ...]], first: Sequence[Line], flat: Sequence[Strip], glyph: float) -> None:
    """Put down how words are read that the first recognition was not sure of: by a second one, at their full width."""
    doubtful = [i for i, line in enumerate(first) if line.letters]
    second = recognise([fitted(framed(flat[i].raw, flat[i].height, glyph)) for i in doubtful])
    for i, other in zip(doubtful, second, strict=True):
        ranked = sorted((first[i], other), key=lambda line: -line.confidence)
        readings[i] = tuple(Recognised(line.text, line.confidence, line.letters) for line in ranked)


def _shaped(readings: tuple[Recognised, ...], strip: Strip) -> tuple[Recognised, ...]:
    """The readings of a figure with what its shape says first, and both in doubt, where that is not what was recognised."""
    other = put_right(strip, readings[0].text)
    if other == readings[0].text:
        return readings
    return (Recognised(other, 0.8), *(Recognised(r.text, min(r.confidence, 0.7)) for r in readings if r.text != other))


def _unanimous(lines: Sequence[Line]) -> bool:
    return len({line.number for line in lines}) == 1 and min(line.certainty for line in lines) > UNANIMOUS


def _doubted(readings: tuple[Recognised, ...]) -> tuple[Recognised, ...]:
    return tuple(Recognised(r.text, min(r.confidence, 0.8)) for r in readings)


def _again(flat: Sequence[Strip], first: Sequence[Line], which: list[int], glyph: float) -> dict[int, list[Line]]:
    """All recognitions of some figures: a second of each, and two more where the second does not agree with the first."""
    second = recognise([fitted(framed(flat[i].raw, flat[i].height, glyph, 0.34, 0.5), 1.12) for i in which])
    lines = {i: [first[i], other] for i, other in zip(which, second, strict=True)}
    doubtful = [i for i in which if not _agree(lines[i], flat[i])]
    further = iter(_further(flat, doubtful, glyph))
    for i in doubtful:
        lines[i] += [next(further), next(further)]
    return lines


def by_shape(readings: tuple[Recognised, ...], strip: Strip, glyph: float) -> tuple[Recognised, ...]:
    """The readings of a figure, put right where its shape says that it is none, and doubted where its shape does not fit."""
    if is_dash(strip, glyph):
        return (Recognised("-", SURE + 0.05),)
    lean = slant(strip) if readings[0].text in ("1", "/", "7", "-", "") else None
    if lean is not None and lean > SLANT:
        return (Recognised("/", SURE + 0.05),)
    if readings[0].text in ("/", "-") or (readings[0].text == "1" and lean is not None and lean > SLANT / 2):
        return _doubted(readings)
    return readings


def looks_like_number(line: Line) -> bool:
    """Whether a line is a figure, a dash, or a figure with a unit."""
    return bool(NUMBER.fullmatch(line.number) or (_NUMBER_WITH_UNIT.fullmatch(line.number) and re.match(r"[-+]?\d", line.text)))


def _agree(lines: Sequence[Line], strip: Strip) -> bool:
    one, other = lines
    return one.number == other.number and min(one.certainty, other.certainty) >= _AGREED and strip.shape <= LONG


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
        votes.setdefault(line.number, []).append(line.certainty)
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
