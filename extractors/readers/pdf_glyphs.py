"""The glyphs of a PDF page a person sees, and those nobody does or that are struck out: no engine may read the latter as figures."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from ctypes import c_void_p
from dataclasses import dataclass, field
from functools import partial
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from extractors.readers import pdf_native as native
from extractors.readers.pdf_rules import THIN, Box, Displayed
from extractors.readers.pdf_text import Glyph, is_unusable

MAX_CODE = 0x10FFFF
SMALLEST = 2.0
"""Points; type whose box is no higher has letters of about one point, which nobody reads."""
_FOREIGN = range(0xA1, 0x2000)
UNUSABLE = "\ufffd"
_IGNORED = frozenset((0xFFFE, 0x02, *(code for code in range(0x3001) if chr(code).isspace())))
_NEAR = 1.0
_EXACT = 0.01


@dataclass(slots=True)
class Glyphs:
    """The glyphs of a page, and apart from them those outside the page or too small to be read.

    ``owners`` are the addresses of the pieces of text the glyphs belong to, where they were asked for. Glyphs without a usable code
    have U+FFFD for text. ``foreign`` counts those of scripts that no report is in, as a font with a false encoding gives them.
    ``doubled`` says that some may be printed twice in one place.
    """

    all: list[Glyph] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    hidden: list[Glyph] = field(default_factory=list)
    foreign: int = 0
    doubled: bool = False


def glyphs_of(text: c_void_p, count: int, displayed: Displayed, with_owners: bool, placed: Mapping[int, native.Matrix]) -> Glyphs:
    """The glyphs of a page without its blanks: gaps are judged from the boxes, as pdfium makes up blanks of its own.

    ``placed`` is where forms set the pieces of text they hold.
    """
    codes = native.char_codes(text, count)
    indices = [i for i, code in enumerate(codes) if code not in _IGNORED]
    places, origins = native.char_places(text, indices)
    if placed:
        _set_in_forms(text, indices, places, origins, placed)
    shown = displayed.boxes(np.vstack((places, np.hstack((origins, origins)))))
    boxes, baselines = shown[: len(indices)], shown[len(indices) :, 1]
    words = [_USABLE[codes[i]] for i in indices]
    glyphs = list(map(_GLYPH, zip(words, map(_BOX, boxes.tolist()), baselines.tolist(), strict=True)))
    size = boxes[:, 2:] - boxes[:, :2]
    middle = (boxes[:, 2:] + boxes[:, :2]) / 2
    on_page = ((middle >= 0) & (middle <= (displayed.width, displayed.height))).all(axis=1)
    readable = np.asarray(on_page & (size >= SMALLEST).any(axis=1)).tolist()
    found = Glyphs(foreign=sum(codes[i] in _FOREIGN for i in indices), doubled=_may_be_doubled(words, boxes[:, 0], baselines))
    if not all(readable):
        found.hidden = [glyph for glyph, good in zip(glyphs, readable, strict=True) if not good]
        glyphs = list(compress(glyphs, readable))
        indices = list(compress(indices, readable))
    found.all = glyphs
    if with_owners:
        found.owners = [native.char_object(text, index) for index in indices]
    return found


def _set_in_forms(
    text: c_void_p,
    indices: Sequence[int],
    places: NDArray[np.float64],
    origins: NDArray[np.float64],
    placed: Mapping[int, native.Matrix],
) -> None:
    """Move to their place the characters that a file spells out (/ActualText) inside a form: pdfium gives them as if there were no form."""
    probe = native.Probe()
    for number, index in enumerate(indices):
        owner = native.char_object(text, index)
        outer = placed.get(owner)
        if outer is None:
            continue
        handle = c_void_p(owner)
        own = native.matrix(handle)
        if max(abs(origins[number, 0] - own.e), abs(origins[number, 1] - own.f)) < _EXACT:
            origins[number] = outer.at(own.e, own.f)
            places[number] = probe.bounds(handle, outer)


def _may_be_doubled(words: Sequence[str], lefts: NDArray[np.float64], baselines: NDArray[np.float64]) -> bool:
    """Whether some character may be printed twice within a point: two such share a place of one of four grids of two points."""
    codes = np.fromiter(map(ord, words), np.int64, len(words)) << 32
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        places = codes + (((lefts + dx) // 2).astype(np.int64) << 16) + ((baselines + dy) // 2).astype(np.int64)
        places.sort()
        if (places[1:] == places[:-1]).any():
            return True
    return False


class _Usable(dict[int, str]):
    """The character of a code, U+FFFD where it has none that says what is printed; each is judged once."""

    def __missing__(self, code: int) -> str:
        character = chr(code) if 0 < code <= MAX_CODE else UNUSABLE
        self[code] = UNUSABLE if is_unusable(character) else character
        return self[code]


_USABLE = _Usable()
_BOX = partial(tuple.__new__, Box)
_GLYPH = partial(tuple.__new__, Glyph)


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
