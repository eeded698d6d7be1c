"""The glyphs of a PDF page a person sees, and those nobody does or that are struck out: no engine may read the latter as figures."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from ctypes import c_void_p
from dataclasses import dataclass, field

from extractors.readers import pdf_native as native
from extractors.readers.pdf_rules import THIN, Box, Placer
from extractors.readers.pdf_surface import Judge
from extractors.readers.pdf_text import Glyph, is_unusable

MAX_CODE = 0x10FFFF
SMALLEST = 2.0
"""Points; type whose box is no higher has letters of about one point, which nobody reads."""
_FOREIGN = range(0xA1, 0x2000)
_MADE_UP = frozenset((0xFFFE, 0x02))
_SPACES = frozenset(code for code in range(0x3001) if chr(code).isspace())
_NEAR = 1.0


@dataclass(slots=True)
class Glyphs:
    """The usable glyphs of a page, those not to be seen, and those without a usable code (as U+FFFD).

    ``foreign`` counts usable ones of scripts that no report is in, as a font with a false encoding gives them.
    """

    seen: list[Glyph] = field(default_factory=list)
    hidden: list[Glyph] = field(default_factory=list)
    unusable: list[Glyph] = field(default_factory=list)
    foreign: int = 0


def glyphs_of(text: c_void_p, count: int, place: Placer, size: tuple[float, float], hides: Judge) -> Glyphs:
    """The glyphs of a page without its blanks: gaps are judged from the boxes, as pdfium makes up blanks of its own."""
    found = Glyphs()
    where = native.CharPlace(text)
    width, height = size
    for index in range(count):
        code = native.char_code(text, index)
        if code in _SPACES or code in _MADE_UP:
            continue
        left, bottom, right, top, x, y = where(index)
        box = place(left, bottom, right, top)
        usable = 0 < code <= MAX_CODE and not is_unusable(chr(code))
        glyph = Glyph(chr(code) if usable else "\ufffd", box, place(x, y, x, y)[1])
        tiny = box[3] - box[1] < SMALLEST and box[2] - box[0] < SMALLEST
        inside = 0 <= box[0] + box[2] <= 2 * width and 0 <= box[1] + box[3] <= 2 * height
        if tiny or not inside or hides(index, box):
            found.hidden.append(glyph)
        else:
            (found.seen if usable else found.unusable).append(glyph)
            found.foreign += code in _FOREIGN
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
