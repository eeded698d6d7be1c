"""Functions of pdfium called once a character or object: without ctypes' checks of arguments, which take longer than pdfium itself.

Handles are ``c_void_p``, results C ints unless another type is named; a wrong argument is not caught, so nothing else belongs here.
"""

from collections.abc import Callable, Iterable, Sequence
from ctypes import addressof, byref, c_char, c_float, c_int, c_uint, c_ushort, c_void_p, cast
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from extractors.readers.pdf_rules import Box, Displayed

if TYPE_CHECKING:
    from _ctypes import CFuncPtr

Native = Callable[..., int]


def _native(function: "CFuncPtr", handle: bool = False) -> Native:
    native: Any = type(function)(cast(function, c_void_p).value or 0)
    native.restype = c_void_p if handle else c_int
    return native  # type: ignore[no-any-return] # ctypes' own class has no type for it


_char_code = _native(pdfium_c.FPDFText_GetUnicode)
_char_text = _native(pdfium_c.FPDFText_GetText)
_char_box = _native(pdfium_c.FPDFText_GetLooseCharBox)
_char_ink = _native(pdfium_c.FPDFText_GetCharBox)
_char_origin = _native(pdfium_c.FPDFText_GetCharOrigin)
char_object = _native(pdfium_c.FPDFText_GetTextObject, handle=True)
count_on_page = _native(pdfium_c.FPDFPage_CountObjects)
object_on_page = _native(pdfium_c.FPDFPage_GetObject, handle=True)
count_in_form = _native(pdfium_c.FPDFFormObj_CountObjects)
object_in_form = _native(pdfium_c.FPDFFormObj_GetObject, handle=True)
kind_of = _native(pdfium_c.FPDFPageObj_GetType)
render_mode = _native(pdfium_c.FPDFTextObj_GetTextRenderMode)
has_transparency = _native(pdfium_c.FPDFPageObj_HasTransparency)
clip_of = _native(pdfium_c.FPDFPageObj_GetClipPath, handle=True)
_bounds = _native(pdfium_c.FPDFPageObj_GetBounds)
_fill_colour = _native(pdfium_c.FPDFPageObj_GetFillColor)
_draw_mode = _native(pdfium_c.FPDFPath_GetDrawMode)
_matrix = _native(pdfium_c.FPDFPageObj_GetMatrix)
count_segments = _native(pdfium_c.FPDFPath_CountSegments)
_segment = _native(pdfium_c.FPDFPath_GetPathSegment, handle=True)
_count_clips = _native(pdfium_c.FPDFClipPath_CountPaths)
_count_clip_segments = _native(pdfium_c.FPDFClipPath_CountPathSegments)
_clip_segment = _native(pdfium_c.FPDFClipPath_GetPathSegment, handle=True)
_segment_type = _native(pdfium_c.FPDFPathSegment_GetType)
_segment_point = _native(pdfium_c.FPDFPathSegment_GetPoint)
_segment_closes = _native(pdfium_c.FPDFPathSegment_GetClose)

Colour = tuple[int, int, int, int]
"""Red, green, blue and opacity, 0 to 255."""
Point = tuple[float, float]


class Outline(list[Point]):
    """The points of a subpath; ``curved`` where some only guide a curve."""

    curved = False


FAINT = 12
"""Colours that differ by no more than this in red, green and blue cannot be told apart by eye."""
PALE = 200
"""What is this light in red, green and blue is no print on paper but what shines through: a watermark, or nothing at all."""
_SLANT = 0.18
"""Text that runs up or down by more than this part of its way, and is not upright either, runs across the page: a watermark or a stamp."""
HUGE = 40.0
"""Points; no letter of a report is as wide and as high."""


class Matrix(NamedTuple):
    """A transformation of the plane as PDF writes it."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def within(self, outer: "Matrix") -> "Matrix":
        """This transformation followed by another."""
        a, b, c, d, e, f = self
        oa, ob, oc, od, oe, of = outer
        return Matrix(a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of)

    def at(self, x: float, y: float) -> Point:
        """Where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


class Probe:
    """Asks for bounds and colours of objects, with the room for the answers made once."""

    def __init__(self) -> None:
        self._floats, self._ints, self._lights = (c_float * 4)(), (c_uint * 4)(), dict[bytes, bool]()
        self._bytes = (c_char * 16).from_buffer(self._ints)
        self._values = pdfium_c.FS_MATRIX()
        self._to_matrix = byref(self._values)
        start, other = addressof(self._floats), addressof(self._ints)
        self._to_floats = tuple(c_void_p(start + 4 * i) for i in range(4))
        self._to_ints = tuple(c_void_p(other + 4 * i) for i in range(4))

    def bounds(self, item: c_void_p, outer: Matrix | None) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of an object on its page; ``outer`` is the transformation of the form it stands in."""
        _bounds(item, *self._to_floats)
        left, bottom, right, top = self._floats
        if outer is None:
            return left, bottom, right, top
        corners = [outer.at(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def colour(self, item: c_void_p) -> Colour | None:
        """The colour an object is filled with, None where it has none or a pattern."""
        if not _fill_colour(item, *self._to_ints):
            return None
        red, green, blue, opacity = self._ints
        return red, green, blue, opacity

    def is_light(self, item: c_void_p) -> bool:
        """Whether an object is filled with a colour that is no print on paper, or with none that shows."""
        if not _fill_colour(item, *self._to_ints):
            return False
        seen = self._bytes.raw
        light = self._lights.get(seen)
        if light is None:
            red, green, blue, opacity = self._ints
            light = self._lights[seen] = is_pale((red, green, blue, opacity))
        return light

    def is_slanted(self, item: c_void_p, outer: Matrix | None) -> bool:
        """Whether a piece of text runs across its page."""
        _matrix(item, self._to_matrix)
        a, b = self._values.a, self._values.b
        if outer is not None:
            a, b = a * outer.a + b * outer.c, a * outer.b + b * outer.d
        return bool(abs(b) > _SLANT * abs(a) and abs(a) > _SLANT * abs(b))


def is_pale(colour: Colour) -> bool:
    """Whether a colour, on white paper, is too light for print."""
    red, green, blue, opacity = colour
    return 255 - (255 - min(red, green, blue)) * opacity / 255 >= PALE


def draw_mode(path: c_void_p) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    fill, stroke = c_int(), c_int()
    _draw_mode(path, byref(fill), byref(stroke))
    return bool(fill.value), bool(stroke.value)


def matrix(item: c_void_p) -> Matrix:
    """The transformation of an object or a form."""
    values = pdfium_c.FS_MATRIX()
    _matrix(item, byref(values))
    return Matrix(values.a, values.b, values.c, values.d, values.e, values.f)


def subpaths(path: c_void_p, outer: Matrix | None, most: int) -> list[Outline]:
    """The points of a path's subpaths on the page, closed ones ending where they begin; none of a path of more than ``most`` segments."""
    count = count_segments(path)
    if not 0 < count <= most:
        return []
    own = matrix(path)
    return _polygons((_segment(path, index) for index in range(count)), own if outer is None else own.within(outer))


def count_clips(item: c_void_p) -> int:
    """How many paths an object is clipped to; that of the page alone is one."""
    clip = clip_of(item)
    return _count_clips(c_void_p(clip)) if clip else 0


def clip_box(item: c_void_p, displayed: Displayed, outer: Matrix | None = None) -> Box | None:
    """The rectangle around what an object is clipped to, None where it is not clipped; ``outer`` is where the form it stands in is set."""
    clip = c_void_p(clip_of(item))
    box: Box | None = None
    for path in range(_count_clips(clip) if clip else 0):
        points = [
            p
            for polygon in _polygons((_clip_segment(clip, path, i) for i in range(_count_clip_segments(clip, path))), outer or Matrix())
            for p in polygon
        ]
        if points:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            around = displayed.box(min(xs), min(ys), max(xs), max(ys))
            box = around if box is None else box.common(around)
    return box


def _polygons(segments: Iterable[int], place: Matrix) -> list[Outline]:
    x, y = c_float(), c_float()
    polygons: list[Outline] = []
    for address in segments:
        segment = c_void_p(address)
        kind = _segment_type(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO or not polygons:
            polygons.append(Outline())
        polygons[-1].curved |= kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
        _segment_point(segment, byref(x), byref(y))
        polygons[-1].append(place.at(x.value, y.value))
        if _segment_closes(segment) and polygons[-1][-1] != polygons[-1][0]:
            polygons[-1].append(polygons[-1][0])
    return polygons


def char_codes(text: c_void_p, count: int) -> list[int]:
    """The code of each character of a page, 0 where it has none."""
    units = (c_ushort * (count + 1))()
    if _char_text(text, 0, count, byref(units)) == count + 1 and not any(0xD800 <= code < 0xE000 for code in units):
        return units[:count]
    return [_char_code(text, index) for index in range(count)]


def char_places(text: c_void_p, indices: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The boxes of characters (n x left, bottom, right, top) and their origins (n x horizontal, vertical), on their page.

    Of type written downwards pdfium's boxes can be twenty times too large; then the box around the ink is given.
    """
    boxes, origins = np.zeros((len(indices), 4), np.float32), np.zeros((len(indices), 2), np.float64)
    box, origin = boxes.ctypes.data, origins.ctypes.data
    ink = np.zeros(4)
    ask_box, ask_origin = _char_box, _char_origin
    for index in indices:
        ask_box(text, index, c_void_p(box))
        ask_origin(text, index, c_void_p(origin), c_void_p(origin + 8))
        box += 16
        origin += 16
    # pdfium's rectangles are left, top, right, bottom
    places = boxes.astype(np.float64)[:, [0, 3, 2, 1]]
    for number in np.flatnonzero((places[:, 2:] - places[:, :2] > HUGE).all(axis=1)).tolist():
        _char_ink(text, indices[number], *(c_void_p(ink.ctypes.data + 8 * i) for i in (0, 2, 1, 3)))
        if (places[number, 2:] - places[number, :2] > 2 * (ink[2:] - ink[:2])).all():
            places[number] = ink
    return places, origins
