"""What is painted on a PDF page beside its text: rules, filled surfaces and pictures; and which text they, or its colour, hide."""

from collections.abc import Callable, Iterable, Iterator
from ctypes import c_void_p
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from extractors.readers import pdf_native as native
from extractors.readers.pdf_native import Colour, Matrix, Point
from extractors.readers.pdf_rules import THIN, Box, Placer

MAX_SEGMENTS = 20_000
MAX_DEPTH = 15
FAINT = 12
"""Colours that differ by no more than this in red, green and blue cannot be told apart by eye."""
LIGHT = 255 - FAINT
_UNSEEN = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
_FILLED = pdfium_c.FPDF_TEXTRENDERMODE_FILL


class Fill(NamedTuple):
    """A filled rectangle (or a picture, whose colour is None), by its place in the order of painting."""

    order: int
    box: Box
    colour: tuple[int, int, int] | None


class Item(NamedTuple):
    """An object of a page: its place in the order of painting and the transformation of the forms around it."""

    order: int
    handle: c_void_p
    outer: Matrix | None


@dataclass(slots=True)
class Surface:
    """What a page shows beside text. ``outlines`` counts paths of many points, ``texts`` pieces of text, ``unseen`` those not shown.

    ``doubtful`` says that some text is invisible, or of so light a colour that it must be looked at against its background.
    """

    pieces: list[Box] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    pictured: float = 0.0
    outlines: int = 0
    texts: int = 0
    unseen: int = 0
    doubtful: bool = False


def items_of(page: c_void_p) -> Iterator[Item]:
    """The objects of a page in the order of painting, those inside forms included."""
    walk = _walk(page, native.count_on_page, native.object_on_page, None, 0)
    return (Item(order, handle, outer) for order, (handle, outer) in enumerate(walk))


def _walk(
    parent: c_void_p, count: native.Native, get: native.Native, outer: Matrix | None, depth: int
) -> Iterator[tuple[c_void_p, Matrix | None]]:
    for index in range(count(parent)):
        handle = c_void_p(get(parent, index))
        if depth < MAX_DEPTH and native.render_mode(handle) < 0 and native.kind_of(handle) == pdfium_c.FPDF_PAGEOBJ_FORM:
            own = native.matrix(handle)
            yield from _walk(handle, native.count_in_form, native.object_in_form, own if outer is None else own.within(outer), depth + 1)
        else:
            yield handle, outer


def survey(page: c_void_p, place: Placer) -> Surface:
    """Look at every object of a page once."""
    surface = Surface()
    for item in items_of(page):
        mode = native.render_mode(item.handle)
        if mode >= 0:
            _note_text(surface, item.handle, mode)
        elif (kind := native.kind_of(item.handle)) == pdfium_c.FPDF_PAGEOBJ_PATH:
            _note_path(surface, item, place)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = place(*native.bounds(item.handle, item.outer))
            surface.pictured += box.area
            surface.fills.append(Fill(item.order, box, None))
    return surface


def _note_text(surface: Surface, handle: c_void_p, mode: int) -> None:
    surface.texts += 1
    if mode in _UNSEEN:
        surface.unseen += 1
        surface.doubtful = True
    elif not surface.doubtful:
        surface.doubtful = _is_light(native.fill_colour(handle))


def _is_light(colour: Colour | None) -> bool:
    return colour is not None and (min(colour[:3]) >= LIGHT or colour[3] <= FAINT)


def _note_path(surface: Surface, item: Item, place: Placer) -> None:
    surface.outlines += native.count_segments(item.handle) > 6
    if item.outer is None:
        left, bottom, right, top = native.bounds(item.handle, None)
        if min(right - left, top - bottom) < THIN:
            surface.pieces.append(place(left, bottom, right, top))
            return
    filled, stroked = native.draw_mode(item.handle)
    colour = native.fill_colour(item.handle) if filled else None
    for points in native.subpaths(item.handle, item.outer, MAX_SEGMENTS):
        around = _around(points)
        if min(around[2] - around[0], around[3] - around[1]) < THIN:
            surface.pieces.append(place(*around))
            continue
        if stroked:
            surface.pieces += [place(*side) for side in _sides(points)]
        if colour is not None and _is_opaque_rectangle(points, colour, item.handle):
            clip = native.clip_box(item.handle, place)
            box = place(*around)
            surface.fills.append(Fill(item.order, box if clip is None else box.common(clip), colour[:3]))


def _around(points: list[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(points: list[Point]) -> Iterator[tuple[float, float, float, float]]:
    """The sides of an outline that run along an axis."""
    for (ax, ay), (bx, by) in pairwise(points):
        if min(abs(ax - bx), abs(ay - by)) < 0.5:
            yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _is_opaque_rectangle(points: list[Point], colour: Colour, handle: c_void_p) -> bool:
    straight = all(min(abs(ax - bx), abs(ay - by)) < 0.5 for (ax, ay), (bx, by) in pairwise(points))
    return len(points) in (4, 5) and straight and colour[3] > 255 - FAINT and not native.has_transparency(handle)


class Sight:
    """Judges whether a person sees a character: not where it is painted invisibly, in its background's colour, or painted over."""

    def __init__(self, page: c_void_p, text: c_void_p, surface: Surface) -> None:
        self._text = text
        self._doubtful = surface.doubtful
        self._fills = [fill for fill in surface.fills if fill.box.area > 0]
        self._items: dict[int | None, Item] = {i.handle.value: i for i in items_of(page)} if self._doubtful or self._fills else {}
        self._looks: dict[int | None, tuple[int, Colour | None]] = {}

    def hides(self, index: int, box: Box) -> bool:
        """Whether the character of an index (of the page's text) with its box is not to be seen."""
        if not self._items:
            return False
        behind = [fill for fill in self._fills if fill.box.holds(box.middle, box.centre)]
        if not behind and not self._doubtful:
            return False
        address = native.char_object(self._text, index)
        item = self._items.get(address)
        if item is None:
            return False
        mode, colour = self._look(address, item)
        if mode in _UNSEEN or any(f.order > item.order and f.colour and _covers(f.box, box) for f in behind):
            return True
        return mode == _FILLED and colour is not None and _blends(colour, [f for f in behind if f.order < item.order])

    def _look(self, address: int | None, item: Item) -> tuple[int, Colour | None]:
        look = self._looks.get(address)
        if look is None:
            look = self._looks[address] = native.render_mode(item.handle), native.fill_colour(item.handle)
        return look


def _covers(fill: Box, box: Box) -> bool:
    return fill.common(box).width > 0.7 * box.width


def _blends(colour: Colour, behind: Iterable[Fill]) -> bool:
    """Whether a colour cannot be told from what lies behind it: the last surface painted, else the paper; a picture may be anything."""
    if colour[3] <= FAINT:
        return True
    last = max(behind, key=lambda fill: fill.order, default=None)
    ground = (255, 255, 255) if last is None else last.colour
    return ground is not None and all(abs(a - b) <= FAINT for a, b in zip(colour, ground, strict=False))


Judge = Callable[[int, Box], bool]
"""Whether the character of an index, with its box, is hidden."""
