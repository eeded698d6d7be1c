"""What is painted on a PDF page beside its text: rules, filled surfaces and pictures, and the order of painting."""

from collections.abc import Iterator
from ctypes import c_void_p
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from extractors.readers import pdf_native as native
from extractors.readers.pdf_native import Matrix, Point
from extractors.readers.pdf_rules import THIN, Box, Displayed

MAX_SEGMENTS = 20_000
MAX_DEPTH = 15
_FEW = 6
"""A path of no more segments is a rule or a rectangle."""
_LEAST = 4.0
"""Points; what is drawn smaller is no letter."""
_UNMOVED = Matrix()
_UNSEEN = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)


class Fill(NamedTuple):
    """A filled surface (or a picture), by its place in the order of painting, with the box around it."""

    order: int
    box: Box
    handle: c_void_p
    outer: Matrix | None
    picture: bool


@dataclass(slots=True)
class Surface:
    """What a page shows beside text: ``pieces`` of rules, ``fills``, the area ``pictured``, ``outlines`` (how many paths of many points).

    ``drawn`` are the places of pictures and outlines, each with its place in the order of painting.
    ``texts`` are the pieces of text by their address, each with its place in the order of painting; ``unseen`` those painted without
    ink, ``light`` those of so light a colour that they are no print on paper, ``slanted`` those that run across the page,
    ``clipped`` those that may be cut off at the edges of a cell or of a form: they are clipped to more paths than others. ``placed`` is
    where forms set the pieces they hold.
    """

    pieces: list[Box] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    pictured: float = 0.0
    outlines: int = 0
    drawn: list[tuple[int, Box]] = field(default_factory=list)
    texts: dict[int, int] = field(default_factory=dict)
    unseen: set[int] = field(default_factory=set)
    light: set[int] = field(default_factory=set)
    slanted: set[int] = field(default_factory=set)
    clipped: set[int] = field(default_factory=set)
    placed: dict[int, Matrix] = field(default_factory=dict)

    def in_sight(self) -> list[Box]:
        """The places of pictures and outlines that no surface was painted over, the dots of borders left out."""
        large = [(order, box) for order, box in self.drawn if max(box.width, box.height) >= _LEAST]
        return [box for order, box in large if not any(_covers(fill, order, box) for fill in self.fills)]


def _covers(fill: Fill, order: int, box: Box) -> bool:
    over = not fill.picture and fill.order > order and fill.box.holds(box.x0, box.top, 1.0) and fill.box.holds(box.x1, box.bottom, 1.0)
    return over and not native.has_transparency(fill.handle)


def survey(page: c_void_p, displayed: Displayed) -> Surface:
    """Look at every object of a page once, in the order of painting, those inside forms included."""
    surface = Surface()
    survey_ = _Survey(surface, displayed)
    survey_.of(page, native.count_on_page, native.object_on_page, None, 0)
    fewest = min(survey_.clips.values(), default=0)
    surface.clipped |= {address for address, count in survey_.clips.items() if count > fewest}
    return surface


class _Survey:
    def __init__(self, surface: Surface, displayed: Displayed) -> None:
        self._surface, self._displayed, self._probe = surface, displayed, native.Probe()
        self._order = 0
        self.clips: dict[int, int] = {}

    def of(self, parent: c_void_p, count: native.Native, get: native.Native, outer: Matrix | None, depth: int) -> None:
        """Note what a page or a form holds."""
        texts, light, unseen, slanted = self._surface.texts, self._surface.light, self._surface.unseen, self._surface.slanted
        render_mode, is_light, is_slanted = native.render_mode, self._probe.is_light, self._probe.is_slanted
        for index in range(count(parent)):
            address = get(parent, index)
            handle = c_void_p(address)
            mode = render_mode(handle)
            if mode < 0:
                self._other(handle, outer, depth)
                continue
            texts[address] = self._order = self._order + 1
            clips = native.count_clips(handle)
            if outer is None:
                self.clips[address] = clips
            else:
                self._surface.clipped.update([address] if clips else [])
                self._surface.placed.update({address: outer} if outer != _UNMOVED else {})
            if mode in _UNSEEN:
                unseen.add(address)
            elif is_light(handle):
                light.add(address)
            elif is_slanted(handle, outer):
                slanted.add(address)

    def _other(self, handle: c_void_p, outer: Matrix | None, depth: int) -> None:
        self._order += 1
        kind = native.kind_of(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            box = self._displayed.box(*self._probe.bounds(handle, None))
            _note_path(self._surface, Fill(self._order, box, handle, outer, picture=False), self._displayed)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = self._displayed.box(*self._probe.bounds(handle, outer))
            self._surface.pictured += box.area
            self._surface.drawn.append((self._order, box))
            self._surface.fills.append(Fill(self._order, box, handle, outer, picture=True))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            own = native.matrix(handle)
            self.of(handle, native.count_in_form, native.object_in_form, own if outer is None else own.within(outer), depth + 1)


def _note_path(surface: Surface, path: Fill, displayed: Displayed) -> None:
    """A path is a piece of a rule, or several, or a surface, or outlines; ``path.box`` is only right outside forms."""
    segments = native.count_segments(path.handle)
    surface.outlines += segments > _FEW
    if path.outer is None and min(path.box.width, path.box.height) < THIN:
        surface.pieces.append(path.box)
        return
    filled, stroked = native.draw_mode(path.handle)
    if filled and not stroked and segments <= 5 and path.outer is None:
        surface.fills.append(path)
        return
    for points in native.subpaths(path.handle, path.outer, MAX_SEGMENTS):
        around = _around(points)
        if segments > _FEW:
            surface.drawn.append((path.order, displayed.box(*around)))
        if min(around[2] - around[0], around[3] - around[1]) < THIN:
            surface.pieces.append(displayed.box(*around))
            continue
        if stroked and not points.curved:
            surface.pieces += [displayed.box(*side) for side in _sides(points)]
        if filled and is_rectangle(points):
            surface.fills.append(path._replace(box=displayed.box(*around)))


def _around(points: list[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(points: list[Point]) -> Iterator[tuple[float, float, float, float]]:
    """The sides of an outline that run along an axis."""
    for (ax, ay), (bx, by) in pairwise(points):
        if min(abs(ax - bx), abs(ay - by)) < 0.5:
            yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def is_rectangle(points: list[Point]) -> bool:
    """Whether an outline is a rectangle along the axes."""
    return len(points) in (4, 5) and all(min(abs(ax - bx), abs(ay - by)) < 0.5 for (ax, ay), (bx, by) in pairwise(points))
