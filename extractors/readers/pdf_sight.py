"""Which characters of a PDF page a person does not see: without ink, in their background's colour, painted over, cut off by a cell."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from ctypes import c_void_p

import numpy as np
import pypdfium2.raw as pdfium_c

from extractors.readers import pdf_native as native
from extractors.readers.pdf_native import FAINT, PALE, Colour, is_pale
from extractors.readers.pdf_rules import Box, Displayed
from extractors.readers.pdf_surface import MAX_SEGMENTS, Fill, Surface, is_rectangle
from extractors.readers.pdf_text import Glyph

_MANY = 500
_SHOWN = 0.25
"""A letter of whose height less is left at the edge of its cell cannot be read."""
_PAPER = (255, 255, 255)


def needs_owners(surface: Surface) -> bool:
    """Whether anything on the page may hide text, so that it matters which object each character belongs to."""
    return bool(surface.fills or surface.unseen or surface.light or surface.slanted or surface.clipped)


class Sight:
    """Judges the glyphs of one page. ``owners`` are the addresses of the pieces of text they belong to, in the order of the glyphs."""

    def __init__(self, surface: Surface, displayed: Displayed, glyphs: Sequence[Glyph], owners: Sequence[int]) -> None:
        self._surface, self._displayed, self._glyphs, self._owners = surface, displayed, glyphs, owners
        self._orders = [surface.texts.get(owner, -1) for owner in owners]
        self._probe = native.Probe()
        self._colours: dict[int, Colour | None] = {}
        self._grounds: dict[int, tuple[int, int, int] | None] = {}
        heights = [glyph[1][1] + glyph[1][3] for glyph in glyphs]
        self._sorted = sorted(range(len(glyphs)), key=heights.__getitem__)
        self._heights = [heights[i] for i in self._sorted]
        self._painted = [self._orders[i] for i in self._sorted]
        self._painted_array = np.array(self._painted)

    def hidden(self) -> set[int]:
        """The indices of the glyphs that are not to be seen."""
        surface = self._surface
        if not self._glyphs:
            return set()
        apart = surface.unseen | surface.slanted
        found = {i for i, owner in enumerate(self._owners) if owner in apart} if apart else set()
        found.update(self._cut_off())
        found.update(i for fill in surface.fills if not fill.picture for i in self._under(fill))
        if surface.light:
            found.update(i for i, owner in enumerate(self._owners) if owner in surface.light and self._blends(i))
        dark = [fill for fill in surface.fills if not fill.picture and self._is_dark(fill)]
        found.update(i for fill in dark for i in self._inside(fill) if self._blends(i))
        return self._without_copies(found) if found else found

    def _cut_off(self) -> Iterator[int]:
        """The glyphs outside what their piece of text is clipped to: lines of a worksheet's cell for which its row is too low."""
        placed = self._surface.placed
        boxes = {address: native.clip_box(c_void_p(address), self._displayed, placed.get(address)) for address in self._surface.clipped}
        for index, owner in enumerate(self._owners):
            clip, box = boxes.get(owner), self._glyphs[index].box
            if clip is not None and clip.common(box).height < _SHOWN * box.height:
                yield index

    def _without_copies(self, found: set[int]) -> set[int]:
        """pdfium gives one of several characters printed in one place, and it may have left out the one that is seen."""
        surface = self._surface
        left_out = set(surface.texts) - set(self._owners) - surface.unseen - surface.light
        boxes = [self._displayed.box(*self._probe.bounds(c_void_p(address), None)) for address in left_out]
        return {i for i in found if not any(box.holds(self._glyphs[i].box.middle, self._glyphs[i].box.centre) for box in boxes)}

    def _inside(self, fill: Fill, before: int | None = None) -> Iterator[int]:
        """The glyphs within a surface's box; with ``before`` only those painted before that."""
        left, top, right, bottom = fill.box
        low, high = bisect_left(self._heights, 2 * top), bisect_right(self._heights, 2 * bottom)
        if low < high and (before is None or self._earliest(low, high) < before):
            yield from (i for i in self._sorted[low:high] if left <= self._glyphs[i].box.middle <= right)

    def _earliest(self, low: int, high: int) -> int:
        """The first of some glyphs, side by side in height, to be painted."""
        return min(self._painted[low:high]) if high - low < _MANY else int(self._painted_array[low:high].min())

    def _under(self, fill: Fill) -> Iterator[int]:
        """The glyphs painted over by a surface: a stamp or a marker pen, which is no opaque rectangle, lets them shine through."""
        for index in self._inside(fill, fill.order):
            box = self._glyphs[index].box
            if 0 <= self._orders[index] < fill.order and fill.box.holds(box.middle, box.centre) and self._covers(fill, box):
                yield index

    def _covers(self, fill: Fill, box: Box) -> bool:
        if fill.box.common(box).width < 0.7 * box.width or self._ground(fill) is None:
            return False
        clip = native.clip_box(fill.handle, self._displayed)
        return clip is None or clip.holds(box.middle, box.centre)

    def _is_dark(self, fill: Fill) -> bool:
        return not self._probe.is_light(fill.handle)

    def _blends(self, index: int) -> bool:
        """Whether a glyph cannot be told from what lies behind it: the last surface painted, else the paper; a picture may be anything."""
        colour = self._colour(self._owners[index])
        if colour is None or self._orders[index] < 0:
            return False
        x, y = self._glyphs[index].box.middle, self._glyphs[index].box.centre
        behind = [f for f in self._surface.fills if f.order < self._orders[index] and f.box.holds(x, y)]
        ground = self._ground(max(behind, key=lambda fill: fill.order)) if behind else _PAPER
        same = ground is not None and all(abs(a - b) <= FAINT for a, b in zip(colour, ground, strict=False))
        pale = ground is not None and min(ground) >= PALE and is_pale(colour)
        return same or pale or colour[3] <= FAINT

    def _colour(self, address: int) -> Colour | None:
        """The colour of a piece of text, None where it is not filled with one."""
        if address not in self._colours:
            handle = c_void_p(address)
            filled = native.render_mode(handle) == pdfium_c.FPDF_TEXTRENDERMODE_FILL
            self._colours[address] = self._probe.colour(handle) if filled else None
        return self._colours[address]

    def _ground(self, fill: Fill) -> tuple[int, int, int] | None:
        """The colour of a surface, None of a picture, a pattern, and what is no opaque rectangle."""
        if fill.order not in self._grounds:
            colour = None if fill.picture else self._probe.colour(fill.handle)
            opaque = colour is not None and colour[3] > 255 - FAINT and not native.has_transparency(fill.handle)
            whole = opaque and all(map(is_rectangle, native.subpaths(fill.handle, fill.outer, MAX_SEGMENTS)))
            self._grounds[fill.order] = colour[:3] if colour is not None and whole else None
        return self._grounds[fill.order]
