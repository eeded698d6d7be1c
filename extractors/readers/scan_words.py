"""Words of a scanned page that stand in no ruled cell: cut where letters stand apart, each with what it says. Lengths are pixels."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.readers.scan_lines import Strip, cut, framed
from extractors.readers.scan_ocr import HEIGHT, STEP, Line, fitted, recognise
from extractors.readers.scan_page import Array
from extractors.readers.scan_readings import looks_like_number
from extractors.readers.scan_shapes import is_dash
from extractors.readers.scan_text import line_boxes

APART = 0.95
"""What stands farther apart than this part of the height of type is never one word."""
_LETTERS_APART = 0.42
"""Letters between which so much of it is free, and which no mark of punctuation parts, are of two words; figures are not."""
FREE = 0.2
"""Between letters of one word no more of it is free."""
_NUMBERED = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d{1,2}[.．、][^\d])")
"""Where the number of an item follows a word: the name of a group of rows, and the label of one."""
_LOW = 0.5
"""What is lower than this part of the height of type is a mark of punctuation, where it is no dash."""
_LEVEL = 0.25
"""Words whose middles differ by no more than this part of the height of type stand in one line."""


class Word(NamedTuple):
    """What stands together, what it says, each part of it with its left and right end, and the middle of the line it stands in."""

    strip: Strip
    parts: tuple[tuple[float, float, str], ...]
    middle: float


Piece = tuple[Strip, tuple[tuple[float, float, str], ...]]
"""A strip, and the parts of what it says with their ends."""


def words_of(grey: Array, free: Array, glyph: float) -> list[Word]:
    """The words of ink ``free`` of ruled tables, from top to bottom."""
    whole = [cut(grey, box, glyph) for box in line_boxes(free, glyph, APART)]
    pictures = [framed(strip.raw, strip.height, glyph) for strip in whole]
    lines = recognise([fitted(picture) for picture in pictures])
    pieces = [piece for s, p, line in zip(whole, pictures, lines, strict=True) for piece in _pieces(grey, s, p, line, glyph)]
    return _levelled(pieces, glyph)


def _pieces(grey: Array, strip: Strip, picture: Array, line: Line, glyph: float) -> Iterator[Piece]:
    """What of a strip stands apart, with its text."""
    x0, y0, x1, y1 = strip.box
    whole = _whole(strip, line, glyph)
    if whole:
        yield strip, ((x0, x1, whole),)
        return
    centres, gaps = _centres(strip, picture, line), list(_gaps(strip))
    wide = [*_wide(gaps, centres, line.text, _LETTERS_APART * glyph), *_numbered(gaps, centres, line.text, 0.3 * glyph)]
    narrow = _wide(gaps, centres, line.text, FREE * glyph)
    cuts, parts = sorted(set(wide)), sorted({*wide, *narrow})
    ends = [(x0, x0, 0), *cuts, (x1, x1, len(line.text))]
    for (_, left, first), (right, _, last) in pairwise(ends):
        inner = [(left, left, first), *(p for p in parts if first < p[2] < last), (right, right, last)]
        texts = tuple((float(a), float(b), "".join(line.text[i:j].split())) for (_, a, i), (b, _, j) in pairwise(inner))
        yield cut(grey, (left, y0, right, y1), glyph) if cuts else strip, texts


def cut_at(grey: Array, word: Word, borders: Sequence[float], glyph: float) -> list[Strip]:
    """A word's strip, cut between its parts where a border runs there."""
    x0, y0, x1, y1 = word.strip.box
    between = [(a, b) for (_, a, _), (b, _, _) in pairwise(word.parts)]
    cuts = [(a, b) for a, b in between if any(a - 1 <= x <= b + 1 for x in borders)]
    ends = [(x0, x0), *cuts, (x1, x1)]
    return [cut(grey, (round(a), y0, round(b), y1), glyph) for (_, a), (b, _) in pairwise(ends)] if cuts else [word.strip]


def _whole(strip: Strip, line: Line, glyph: float) -> str:
    """What a strip says that is no words to be parted; empty where it is."""
    if is_dash(strip, glyph):
        return "-"
    if strip.height < _LOW * glyph:
        return "、"
    if looks_like_number(line):
        return line.number
    return "" if len(line.places) == len(line.text) > 0 else "".join(line.text.split()) or "?"


def _centres(strip: Strip, picture: Array, line: Line) -> list[float]:
    """Where on the page each character of a line stands."""
    height, width = picture.shape
    inner = max(1, round(width * HEIGHT / height))
    full = max(inner, STEP * len(line.scores))
    left = strip.box[0] - strip.margin - (width - strip.raw.shape[1]) / 2
    return [left + (place * full - (full - inner) // 2) * width / inner for place in line.places]


def _gaps(strip: Strip) -> Iterator[tuple[int, int]]:
    """The columns between marks, on the page."""
    marks = sorted(strip.marks, key=lambda m: m.x0)
    left = strip.box[0] - (marks[0].x0 if marks else 0)
    reach = marks[0].x1 if marks else 0
    for mark in marks:
        if mark.x0 > reach:
            yield left + reach, left + mark.x0
        reach = max(reach, mark.x1)


def _wide(gaps: Sequence[tuple[int, int]], centres: Sequence[float], text: str, least: float) -> Iterator[tuple[int, int, int]]:
    """Gaps wider than the least that part two words, each with the character before which it stands."""
    for start, end in gaps:
        index = bisect_left(centres, (start + end) / 2)
        if end - start > least and 0 < index < len(text) and _parts(text[index - 1], text[index]):
            yield start, end, index


def _parts(before: str, after: str) -> bool:
    """Whether a gap between two characters is one between words."""
    marks = any(unicodedata.category(c)[0] in "PS" for c in (before, after))
    return not marks and not (before.isascii() and after.isascii())


def _numbered(gaps: Sequence[tuple[int, int]], centres: Sequence[float], text: str, about: float) -> Iterator[tuple[int, int, int]]:
    """The gaps before the numbers of items, each with the character before which it stands."""
    for found in _NUMBERED.finditer(text):
        low, high = centres[found.start() - 1] - about, centres[found.start()] + about
        inside = [gap for gap in gaps if low < (gap[0] + gap[1]) / 2 < high]
        if inside:
            yield *max(inside, key=lambda gap: gap[1] - gap[0]), found.start()


def _levelled(pieces: Sequence[Piece], glyph: float) -> list[Word]:
    """The words with the middle of each line in which they stand."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=_middle):
        near = bool(lines) and _middle(piece) - _middle(lines[-1][-1]) <= _LEVEL * glyph
        if near and _middle(piece) - _middle(lines[-1][0]) <= 2 * _LEVEL * glyph:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [Word(strip, parts, median(map(_middle, line))) for line in lines for strip, parts in line]


def _middle(piece: Piece) -> float:
    return (piece[0].box[1] + piece[0].box[3]) / 2
