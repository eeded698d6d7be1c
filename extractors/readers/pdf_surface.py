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
    """What a page shows beside text: ``pieces`` of rules, ``fills``, the area ``pictured``, ``outlines`` (paths of many points).

    ``texts`` are the pieces of text by their address, each with its place in the order of painting; ``unseen`` those painted without
    ink, ``light`` those of so light a colour that they may not be told from paper.
    """

    pieces: list[Box] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    pictured: float = 0.0
    outlines: int = 0
    texts: dict[int, int] = field(default_factory=dict)
    unseen: set[int] = field(default_factory=set)
    light: set[int] = field(default_factory=set)


def survey(page: c_void_p, displayed: Displayed) -> Surface:
    """Look at every object of a page once, in the order of painting, those inside forms included."""
    surface = Surface()
    probe = native.Probe()
    texts, is_light = surface.texts, probe.is_light
    for order, (address, handle, mode, outer) in enumerate(_walk(page, native.count_on_page, native.object_on_page, None, 0)):
        if mode >= 0:
            texts[address] = order
            if mode in _UNSEEN:
                surface.unseen.add(address)
            elif is_light(handle):
                surface.light.add(address)
        elif (kind := native.kind_of(handle)) == pdfium_c.FPDF_PAGEOBJ_PATH:
            _note_path(surface, Fill(order, displayed.box(*probe.bounds(handle, None)), handle, outer, picture=False), displayed)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = displayed.box(*probe.bounds(handle, outer))
            surface.pictured += box.area
            surface.fills.append(Fill(order, box, handle, outer, picture=True))
    return surface


Walked = tuple[int, c_void_p, int, Matrix | None]
"""Address and handle of an object, its render mode (less than 0 if it is no text), the transformation of the forms around it."""


def _walk(parent: c_void_p, count: native.Native, get: native.Native, outer: Matrix | None, depth: int) -> Iterator[Walked]:
    render_mode = native.render_mode
    for index in range(count(parent)):
        address = get(parent, index)
        handle = c_void_p(address)
        mode = render_mode(handle)
        if mode < 0 and depth < MAX_DEPTH and native.kind_of(handle) == pdfium_c.FPDF_PAGEOBJ_FORM:
            own = native.matrix(handle)
            yield from _walk(handle, native.count_in_form, native.object_in_form, own if outer is None else own.within(outer), depth + 1)
        else:
            yield address, handle, mode, outer


def _note_path(surface: Surface, path: Fill, displayed: Displayed) -> None:
    """A path is a piece of a rule, or several, or a surface, or outlines; ``path.box`` is only right outside forms."""
    segments = native.count_segments(path.handle)
    surface.outlines += segments > 6
    if path.outer is None and min(path.box.width, path.box.height) < THIN:
        surface.pieces.append(path.box)
        return
    filled, stroked = native.draw_mode(path.handle)
    if filled and not stroked and segments <= 5 and path.outer is None:
        surface.fills.append(path)
        return
    for points in native.subpaths(path.handle, path.outer, MAX_SEGMENTS):
        around = _around(points)
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
