"""Text of a PDF page outside its tables: glyphs to lines, lines to paragraphs; and the one rule for numbers wrapped inside a cell.

Coordinates: points, origin at the top left of the page as displayed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple, TypeVar

from extractors.grid import Grid, Paragraph
from extractors.readers.pdf_rules import Box

PADDING = 5.4
"""The inner margin of a cell left and right that Word sets unless told otherwise (0.19 cm)."""
_NUMBERING = re.compile(r"(?:第?[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])")
_PAGE_NUMBER = re.compile(r"[-—–－·•\s第]*\d{1,3}[-—–－·•\s页，,]*(?:(?:/|共)\s*\d{1,3}\s*页?)?")
# Fonts that draw 一 and 人 with the glyphs of radicals give the radicals' codes; what is printed is the character.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FD6)}
# Half a character is none; files that are written as UTF-8 cannot hold it.
_MENDED = _RADICALS | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_DIGITS = frozenset("0123456789.")
_DEEPEST = 4.0
"""A line set in by more than so many characters is centred or flush right: no first line of a paragraph."""
_HANGING = frozenset("、，。；：！？）》”’」』】〕")
_CLOSED = tuple("。；;！？!?：:")
_NUMBER_BEGUN = re.compile(r"(?:^|\s)[-－+]?[\d,，]*\d[.,，]?$|(?:^|\s)[-－+]?\d[\d,，]*\.\d*$")
_THOUSANDS = re.compile(r"[,，]\d{3}")
_NUMBER_CONTINUED = re.compile(r"[\d.]|[,，]\d|[万亿]?元|万$")


Place = TypeVar("Place")


class Glyph(NamedTuple):
    """A character, the box of its font around it and its baseline."""

    text: str
    box: Box
    baseline: float


class Line(NamedTuple):
    """A line of text on a page: its box, the height of its type and the width of its first character."""

    text: str
    box: Box
    size: float
    first: float
    page: int = 0


@lru_cache(maxsize=65_536)
def is_unusable(character: str) -> bool:
    """Whether a character says that the font has no encoding: private use, replacement, unassigned or control."""
    return character == "\ufffd" or (unicodedata.category(character) in {"Co", "Cn", "Cc", "Cs"} and not character.isspace())


def lines_of(glyphs: Iterable[Glyph], page: int = 0) -> list[Line]:
    """Lines from top to bottom: glyphs whose baselines agree within a third of the type's height, set off by blanks at gaps."""
    lines: list[Line] = []
    row: list[Glyph] = []
    first, tallest = 0.0, 0.0
    for glyph in sorted([g for g in glyphs if not g[0].isspace()], key=_baseline):
        _, top, _, bottom = glyph.box
        if row and glyph.baseline - first > 0.34 * max(tallest, bottom - top):
            lines.append(_line(row, page))
            row = []
        if not row:
            first, tallest = glyph.baseline, bottom - top
        row.append(glyph)
    if row:
        lines.append(_line(row, page))
    return lines


def _baseline(glyph: Glyph) -> float:
    return glyph[2]


def _left(glyph: Glyph) -> float:
    return glyph[1][0]


def _line(glyphs: list[Glyph], page: int) -> Line:
    if len(glyphs) == 1:
        ((words, box, _),) = glyphs
        return Line(words.translate(_MENDED), box, box[3] - box[1], box[2] - box[0], page)
    glyphs.sort(key=_left)
    size = sorted(g.box[3] - g.box[1] for g in glyphs)[len(glyphs) // 2]
    left, highest, end, lowest = glyphs[0].box
    first = end - left
    text, end = "", left
    for words, (x0, top, x1, bottom), _ in glyphs:
        text += " " + words if x0 - end > 0.35 * size else words
        end = max(end, x1)
        highest, lowest = min(highest, top), max(lowest, bottom)
    return Line(text.translate(_MENDED), Box(left, highest, end, lowest), size, first, page)


def is_page_number(line: Line, height: float) -> bool:
    """Whether a line is only the number of the page, at its foot or head (an eighth of the page each)."""
    at_edge = line.box.top > 0.875 * height or line.box.bottom < 0.125 * height
    return at_edge and _PAGE_NUMBER.fullmatch(line.text) is not None


def flow(items: Sequence[Line | Grid]) -> list[Paragraph | Grid]:
    """Lines joined to paragraphs, across pages too; a table always ends a paragraph. A paragraph's page is where it begins."""
    lines = [item for item in items if isinstance(item, Line)]
    margins = _margins(lines)
    blocks: list[Paragraph | Grid] = []
    previous: Line | None = None
    for item in items:
        if isinstance(item, Grid):
            blocks.append(item)
            previous = None
            continue
        last = blocks[-1] if blocks else None
        if previous is not None and isinstance(last, Paragraph) and _continues(previous, item, *margins):
            blocks[-1] = Paragraph(_concatenated(last.text, item.text), page=last.page)
        else:
            blocks.append(Paragraph(item.text, page=item.page))
        previous = item
    return blocks


def _margins(lines: list[Line]) -> tuple[float, float, float]:
    """Left and right edge of the running text, and the height of its type."""
    if not lines:
        return 0.0, 0.0, 0.0
    lefts, rights = sorted(line.box.x0 for line in lines), sorted(line.box.x1 for line in lines)
    return lefts[len(lefts) // 10], rights[len(rights) * 9 // 10], median(line.size for line in lines)


def _continues(previous: Line, line: Line, left: float, right: float, body: float) -> bool:
    """Whether a line goes on with the paragraph of the line before: that one was full and this one is not indented."""
    size = max(previous.size, line.size)
    if abs(previous.size - line.size) > 0.35 * size:
        return False
    if previous.page == line.page and line.box.top - previous.box.bottom > 2.5 * size:
        return False
    if _NUMBERING.match(line.text) and (previous.text.endswith(_CLOSED) or _NUMBERING.match(previous.text)):
        return False
    if _is_title(previous, left, right, body) or _is_title(line, left, right, body):
        return previous.page == line.page and _is_title(previous, left, right, body) and _is_title(line, left, right, body)
    if previous.box.x0 > left + _DEEPEST * size:
        return False
    # A mark that may not begin a line takes the character before it along, so a full line can want two.
    want = 1.6 if previous.text.endswith(_CLOSED) else 2.6
    return previous.box.x1 > right - want * size and line.box.x0 < left + 0.9 * size


def _is_title(line: Line, left: float, right: float, body: float) -> bool:
    """Whether a line is centred and of larger type than the running text; such lines in a row are one title."""
    indented = line.box.x0 > left + line.size / 2
    return indented and line.size > 1.15 * body and abs(line.box.x0 - left - (right - line.box.x1)) < 2 * line.size


def _concatenated(before: str, after: str) -> str:
    words = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return f"{before} {after}" if words else before + after


def cell_text(lines: Sequence[Line], width: float, widest: float) -> str:
    """Lines of a cell joined by newlines, but a number that was wrapped because the cell is too narrow stays one number.

    ``width`` is the cell's, rule to rule; ``widest`` the widest line seen in cells of these very columns: what fitted there would
    have fitted here, so that a shorter line was ended on purpose.
    """
    text = ""
    room = max(width - 2 * PADDING - 1.0, widest)
    for index, line in enumerate(lines):
        text += ("" if not index or _is_wrapped(lines[index - 1], line, room) else "\n") + line.text
    return text


def _is_wrapped(before: Line, after: Line, room: float) -> bool:
    # No number begins with a comma, so that it needs no narrow cell to be the rest of one.
    full = before.box.width + after.first > room or _THOUSANDS.match(after.text) is not None
    close = after.box.top - before.box.bottom < max(before.size, after.size)
    return full and close and bool(_NUMBER_BEGUN.search(before.text)) and bool(_NUMBER_CONTINUED.match(after.text))


def mark_torn(cells: dict[Place, list[Glyph]]) -> None:
    """Put U+FFFD where a number runs on from one cell into the next, so that neither half passes for a figure.

    Digits of one number touch; those of neighbouring cells have at least a rule between them.
    """
    digits = [(glyph.baseline, glyph.box, place) for place, glyphs in cells.items() for glyph in glyphs if glyph.text in _DIGITS]
    digits.sort(key=lambda d: (round(d[0]), d[1][0]))
    for (level, before, left), (other, after, right) in pairwise(digits):
        if left != right and abs(level - other) < 0.5 and before[0] < after[0] < before[2] + 0.3:
            cells[left].append(Glyph("\ufffd", Box(before.x1, before.top, before.x1, before.bottom), level))
            cells[right].append(Glyph("\ufffd", Box(after.x0, after.top, after.x0, after.bottom), other))


def hang_marks(cells: dict[Place, list[Glyph]]) -> None:
    """Give a mark that ends a line and hangs over the rule back to the cell whose last character it touches."""
    marks = [(glyph, place) for place, glyphs in cells.items() for glyph in glyphs if glyph.text in _HANGING]
    if not marks:
        return
    ends: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place, glyphs in cells.items():
        for glyph in glyphs:
            if glyph.text not in _DIGITS and not glyph.text.isspace():
                ends[round(glyph.baseline), round(glyph.box.x1)].append(place)
    for mark, place in marks:
        at = round(mark.baseline), round(mark.box.x0)
        before = [home for down in (-1, 0, 1) for aside in (-1, 0, 1) for home in ends.get((at[0] + down, at[1] + aside), ())]
        if before and place not in before:
            cells[place].remove(mark)
            cells[before[0]].append(mark)


def innermost(boxes: Sequence[Box], glyphs: Iterable[Glyph]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The glyphs in each table, and those in none; a table inside a cell of another keeps its text to itself."""
    rest = list(glyphs)
    owned: list[list[Glyph]] = [[] for _ in boxes]
    for index in sorted(range(len(boxes)), key=lambda i: boxes[i].area):
        left, top, right, bottom = boxes[index]
        left, top, right, bottom = 2 * left, 2 * top, 2 * right, 2 * bottom
        others: list[Glyph] = []
        for glyph in rest:
            x0, y0, x1, y1 = glyph[1]
            (owned[index] if left <= x0 + x1 <= right and top <= y0 + y1 <= bottom else others).append(glyph)
        rest = others
    return owned, rest


def without_overprint(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Glyphs printed once: bold that is made by printing twice, a hair apart, would double every digit."""
    kept: list[Glyph] = []
    near: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: (g[0], g[1][0])):
        text, (left, *_), baseline = glyph
        near = [other for other in near if other[0] == text and left - other[1][0] < 1]
        if not any(abs(other[2] - baseline) < 1 for other in near):
            near.append(glyph)
            kept.append(glyph)
    return kept
