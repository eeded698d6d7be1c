"""The glyphs of a PDF page a person sees, and those nobody does or that are struck out: no engine may read the latter as figures."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from ctypes import c_void_p
from dataclasses import dataclass, field

from extractors.readers import pdf_native as native
from extractors.readers.pdf_rules import THIN, Box, Placer
from extractors.readers.pdf_text import Glyph, is_unusable

MAX_CODE = 0x10FFFF
SMALLEST = 2.0
"""Points; type whose box is no higher has letters of about one point, which nobody reads."""
_FOREIGN = range(0xA1, 0x2000)
UNUSABLE = "\ufffd"
_MADE_UP = frozenset((0xFFFE, 0x02))
_SPACES = frozenset(code for code in range(0x3001) if chr(code).isspace())
_NEAR = 1.0


@dataclass(slots=True)
class Glyphs:
    """The glyphs of a page, and apart from them those outside the page or too small to be read.

    ``owners`` are the addresses of the pieces of text the glyphs belong to, where they were asked for. Glyphs without a usable code
    have U+FFFD for text. ``foreign`` counts those of scripts that no report is in, as a font with a false encoding gives them.
    """

    all: list[Glyph] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    hidden: list[Glyph] = field(default_factory=list)
    foreign: int = 0


def glyphs_of(text: c_void_p, count: int, place: Placer, size: tuple[float, float], with_owners: bool) -> Glyphs:
    """The glyphs of a page without its blanks: gaps are judged from the boxes, as pdfium makes up blanks of its own."""
    found = Glyphs()
    where, code_of = native.CharPlace(text), native.char_code
    width, height = size
    for index in range(count):
        code = code_of(text, index)
        if code in _SPACES or code in _MADE_UP:
            continue
        left, bottom, right, top, x, y = where(index)
        box = place(left, bottom, right, top)
        words = chr(code) if 0 < code <= MAX_CODE else UNUSABLE
        if is_unusable(words):
            words = UNUSABLE
        x0, y0, x1, y1 = box
        glyph = Glyph(words, box, place(x, y, x, y)[1])
        if (x1 - x0 < SMALLEST and y1 - y0 < SMALLEST) or not (0 <= x0 + x1 <= 2 * width and 0 <= y0 + y1 <= 2 * height):
            found.hidden.append(glyph)
            continue
        found.all.append(glyph)
        found.foreign += code in _FOREIGN
        if with_owners:
            found.owners.append(native.char_object(text, index))
    return found


def struck_out(glyphs: Sequence[Glyph], pieces: Sequence[Box]) -> tuple[set[int], set[int]]:
    """Which glyphs a rule strikes out, and which pieces of rules do so, both by index.

    A rule strikes text out where it runs through the middle of the letters and is no longer than they are; a longer one borders.
    """
    lines: dict[float, list[int]] = defaultdict(list)
    for index, glyph in enumerate(glyphs):
        lines[round(glyph.baseline)].append(index)
    baselines = sorted(lines)
    struck: set[int] = set()
    strikes: set[int] = set()
    for number, piece in enumerate(pieces):
        if piece[3] - piece[1] < THIN <= 2 * (piece[2] - piece[0]):
            hit = _under(piece, glyphs, (i for b in _near(baselines, piece.centre) for i in lines[b]))
            if hit and sum(glyphs[i].box.common(piece).width for i in hit) > 0.5 * piece.width:
                struck.update(hit)
                strikes.add(number)
    return struck, strikes


def _near(baselines: list[float], at: float) -> list[float]:
    return baselines[bisect_left(baselines, at) : bisect_right(baselines, at + 20)]


def _under(piece: Box, glyphs: Sequence[Glyph], indices: Iterable[int]) -> list[int]:
    hit = []
    for index in indices:
        _, box, baseline = glyphs[index]
        if 0.12 < (baseline - piece.centre) / box.height < 0.5 and box.common(piece).width > 0.6 * box.width:
            hit.append(index)
    return hit


class Matcher:
    """Finds glyphs that are the same as known ones, by character and place, whichever parser they come from."""

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        self._by_text: dict[str, list[Glyph]] = defaultdict(list)
        for glyph in glyphs:
            self._by_text[glyph.text].append(glyph)

    def __contains__(self, glyph: Glyph) -> bool:
        near = self._by_text.get(glyph.text, ())
        return any(abs(g.box.x0 - glyph.box.x0) < _NEAR and abs(g.baseline - glyph.baseline) < _NEAR for g in near)
