"""What is drawn on the pages of an OFD file (GB/T 33190): letters, paths and pictures in the order of painting, templates first."""

import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ofdkit import OFDError
from ofdkit.package import Package

from extractors.document import UnreadableDocument

MAX_PAGES = 200
MAX_OBJECTS = 100_000
MAX_LETTERS = 20_000
"""Objects and letters on one page, as many as a page of PDF may have."""
MAX_NESTING = 32
_A4 = (0.0, 0.0, 210.0, 297.0)
_LINE_WIDTH = 0.353
AGAIN = "fetch it again or ask the agency for the whole file."


class Affine(NamedTuple):
    """A transformation of the plane as OFD writes it: x' = ax + cy + e, y' = bx + dy + f; y runs down, in millimetres."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def inside(self, outer: "Affine") -> "Affine":
        """This transformation followed by another."""
        a, b, c, d, e, f = self
        o = outer
        e, f = o.at(e, f)
        return Affine(o.a * a + o.c * b, o.b * a + o.d * b, o.a * c + o.c * d, o.b * c + o.d * d, e, f)


Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Letter:
    """A character, where its baseline begins (in the place's own coordinates), its size and how much wider than usual it is drawn."""

    text: str
    x: float
    y: float
    size: float
    stretch: float
    place: Affine
    colour: Colour


@dataclass(frozen=True, slots=True)
class Shape:
    """A path: its commands (M, L, B with their points, C to close), whether and how it is stroked and filled."""

    commands: tuple[tuple[str, tuple[float, ...]], ...]
    place: Affine
    width: float
    stroke: Colour | None
    fill: Colour | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (the bytes of its file) on the unit square of its place."""

    content: bytes
    place: Affine


Drawn = Letter | Shape | Picture
_Parse = Callable[[str], Element]


@dataclass(slots=True)
class Page:
    """A page: its box (left, top, width, height in millimetres) and what is drawn on it. ``problems`` are what could not be drawn."""

    box: tuple[float, float, float, float]
    drawn: list[Drawn] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Ofd:
    """An opened file. Raises :class:`UnreadableDocument` (``broken``, ``too_large``) where it is none."""

    def __init__(self, package: Package) -> None:
        self._package = package
        entry = package.find("OFD.xml")
        if entry is None:
            raise UnreadableDocument("broken", f"The OFD file has no OFD.xml; {AGAIN}")
        root = self._xml(entry)
        self.title = (_text(_child(_child(_child(root, "DocBody"), "DocInfo"), "Title")) or "").strip()
        self._documents = [
            found for body in _children(root, "DocBody") if (found := package.resolve(entry, _text(_child(body, "DocRoot"))))
        ]
        if not self._documents:
            raise UnreadableDocument("broken", f"The OFD file names no document; {AGAIN}")

    def _xml(self, name: str) -> Element:
        try:
            root: Element = self._package.read_xml(name)
        except OFDError as error:
            raise UnreadableDocument("broken", f"The OFD file is damaged ({error}); {AGAIN}") from error
        return root

    def pages(self) -> Iterator[Page]:
        """The pages in order."""
        number = 0
        for path in self._documents:
            document = _Body(self._package, path, self._xml)
            for page in _children(_child(document.root, "Pages"), "Page"):
                number += 1
                if number > MAX_PAGES:
                    raise UnreadableDocument("too_large", f"The OFD file has more than {MAX_PAGES} pages; give the report alone.")
                location = self._package.resolve(path, page.get("BaseLoc"))
                if location is None:
                    raise UnreadableDocument("truncated", f"Page {number} of the OFD file is not in it; {AGAIN}")
                yield document.page(location)


class _Body:
    """One document of a file: its resources and templates."""

    def __init__(self, package: Package, path: str, xml: "_Parse") -> None:
        self._package, self._path, self._xml = package, path, xml
        self.root: Element = xml(path)
        self._common = _child(self.root, "CommonData")

    @cached_property
    def _templates(self) -> dict[str, str | None]:
        found = _children(self._common, "TemplatePage")
        return {(t.get("ID") or "").strip(): self._package.resolve(self._path, t.get("BaseLoc")) for t in found}

    @cached_property
    def _resources(self) -> "_Resources":
        files = [
            self._package.resolve(self._path, _text(e)) for kind in ("PublicRes", "DocumentRes") for e in _children(self._common, kind)
        ]
        return _Resources(self._package, [f for f in files if f], self._xml)

    def page(self, location: str) -> Page:
        """A page with its templates below it, or above where they say so."""
        root = self._xml(location)
        own = [self._package.resolve(location, _text(e)) for e in _children(root, "PageRes")]
        resources = self._resources.and_of([f for f in own if f])
        box = _box(_text(_child(_child(root, "Area"), "PhysicalBox")))
        box = box or _box(_text(_child(_child(self._common, "PageArea"), "PhysicalBox"))) or _A4
        page = Page(box)
        painter = _Painter(page, resources)
        layers = [(_order(layer.get("Type")), layer) for layer in _children(_child(root, "Content"), "Layer")]
        for template in _children(root, "Template"):
            path = self._templates.get((template.get("TemplateID") or "").strip())
            if path is None:
                page.problems.append("a template of the page is not in the file")
                continue
            order = _order(template.get("ZOrder") or "Background")
            layers += [(order, layer) for layer in _children(_child(self._xml(path), "Content"), "Layer")]
        for _, layer in sorted(layers, key=lambda pair: pair[0]):
            painter.walk(layer, Affine(), _style(layer, _Style(), resources), 0)
        return page


def _order(kind: str | None) -> int:
    return {"Background": 0, "Foreground": 2}.get(kind or "", 1)


class _Resources:
    """Resources by identifier: units of several objects, parameters of drawing, files of pictures."""

    def __init__(self, package: Package, files: list[str], xml: "_Parse", above: "_Resources | None" = None) -> None:
        self._package, self._xml = package, xml
        self.units: dict[str, Element] = dict(above.units) if above else {}
        self.parameters: dict[str, Element] = dict(above.parameters) if above else {}
        self.media: dict[str, str] = dict(above.media) if above else {}
        for name in files:
            self._load(name, xml(name))

    def _load(self, name: str, root: Element) -> None:
        base = (root.get("BaseLoc") or "").strip()
        for container, kind, found in (
            ("CompositeGraphicUnits", "CompositeGraphicUnit", self.units),
            ("DrawParams", "DrawParam", self.parameters),
        ):
            found.update({(e.get("ID") or "").strip(): e for e in _children(_child(root, container), kind)})
        for media in _children(_child(root, "MultiMedias"), "MultiMedia"):
            file = (_text(_child(media, "MediaFile")) or "").strip()
            path = self._package.resolve(name, f"{base}/{file}") if base else None
            path = path or self._package.resolve(name, file)
            if path:
                self.media[(media.get("ID") or "").strip()] = path

    def and_of(self, files: list[str]) -> "_Resources":
        """These and those of some more files."""
        return _Resources(self._package, files, self._xml, self) if files else self

    def picture(self, identity: str) -> bytes | None:
        """The file of a picture."""
        path = self.media.get(identity.strip())
        try:
            content: bytes | None = self._package.read(path) if path else None
        except OFDError:
            return None
        return content


@dataclass(frozen=True, slots=True)
class _Style:
    width: float = _LINE_WIDTH
    stroke: Colour | None = (0.0, 0.0, 0.0)
    fill: Colour | None = None


def _style(element: Element, above: _Style, resources: _Resources) -> _Style:
    """How an object is drawn: by itself, by the parameters it names, by what it stands in."""
    chain = [element]
    name = element.get("DrawParam")
    while name and len(chain) < 8 and (found := resources.parameters.get(name.strip())) is not None:
        chain.append(found)
        name = found.get("Relative")
    for part in reversed(chain):
        width = _number(part.get("LineWidth"), above.width)
        stroke, fill = _colour(_child(part, "StrokeColor")), _colour(_child(part, "FillColor"))
        above = _Style(width, stroke or above.stroke, fill or above.fill)
    return above


def _colour(element: Element | None) -> Colour | None:
    """A colour by its components, 0 to 255: grey, RGB or CMYK; black for one that is told another way."""
    if element is None:
        return None
    values = [min(max(v / 255, 0.0), 1.0) for v in _numbers(element.get("Value"))]
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 4:
        return tuple((1 - c) * (1 - values[3]) for c in values[:3])  # type: ignore[return-value] # three of three
    return (values[0], values[1], values[2]) if len(values) == 3 else (0.0, 0.0, 0.0)


class _Painter:
    def __init__(self, page: Page, resources: _Resources) -> None:
        self._page, self._resources = page, resources
        self._objects = self._letters = 0

    def walk(self, parent: Element, place: Affine, style: _Style, depth: int) -> None:
        for element in parent:
            self._objects += 1
            if self._objects > MAX_OBJECTS:
                raise UnreadableDocument("too_large", f"A page of the OFD file holds more than {MAX_OBJECTS} objects; {AGAIN}")
            if (element.get("Visible") or "").strip().lower() in ("false", "0") or (element.get("Alpha") or "").strip() == "0":
                continue
            self._object(element, place, style, depth)

    def _object(self, element: Element, place: Affine, style: _Style, depth: int) -> None:
        kind = _name(element)
        if kind == "PageBlock" and depth < MAX_NESTING:
            self.walk(element, place, style, depth + 1)
            return
        own = _place(element).inside(place)
        style = _style(element, style, self._resources)
        if kind == "TextObject":
            self._text(element, own, style)
        elif kind == "PathObject":
            self._path(element, own, style)
        elif kind == "ImageObject":
            content = self._resources.picture(element.get("ResourceID") or "")
            if content is None:
                self._page.problems.append("a picture of the page is not in the file")
            else:
                self._page.drawn.append(Picture(content, own))
        elif kind == "CompositeObject" and depth < MAX_NESTING:
            content_of = _child(self._resources.units.get((element.get("ResourceID") or "").strip()), "Content")
            if content_of is not None:
                self.walk(content_of, own, style, depth + 1)

    def _text(self, element: Element, place: Affine, style: _Style) -> None:
        filled, stroked = _is_on(element, "Fill", True), _is_on(element, "Stroke", False)
        if not (filled or stroked):
            return
        colour = (style.fill if filled else style.stroke) or (0.0, 0.0, 0.0)
        size, stretch = _number(element.get("Size"), 0.0), _number(element.get("HScale"), 1.0)
        x = y = 0.0
        for code in _children(element, "TextCode"):
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            letters = [c for c in code.text or "" if c in "\t " or unicodedata.category(c) != "Cc"]
            self._letters += len(letters)
            if self._letters > MAX_LETTERS:
                raise UnreadableDocument("too_large", f"A page of the OFD file holds more than {MAX_LETTERS} characters; {AGAIN}")
            for letter, at_x, at_y in _placed(letters, code, x, y, size * stretch):
                if not letter.isspace():
                    self._page.drawn.append(Letter(letter, at_x, at_y, size, stretch, place, colour))

    def _path(self, element: Element, place: Affine, style: _Style) -> None:
        stroke = (style.stroke or (0.0, 0.0, 0.0)) if _is_on(element, "Stroke", True) else None
        fill = (style.fill or (0.0, 0.0, 0.0)) if _is_on(element, "Fill", False) else None
        commands = tuple(_commands(_text(_child(element, "AbbreviatedData")) or ""))
        if commands and (stroke or fill):
            self._page.drawn.append(Shape(commands, place, style.width, stroke, fill))


def natural_width(letter: str) -> float:
    """The usual width of a character, in its size."""
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.5


def _placed(letters: list[str], code: Element, x: float, y: float, size: float) -> Iterator[tuple[str, float, float]]:
    """The letters of a run with where each begins: the steps the run gives, else as wide as usual."""
    across, down = _steps(code.get("DeltaX"), len(letters)), _steps(code.get("DeltaY"), len(letters))
    for index, letter in enumerate(letters):
        yield letter, x, y
        if index < len(across):
            x += across[index]
        elif not down:
            x += natural_width(letter) * size
        if index < len(down):
            y += down[index]


def _steps(text: str | None, most: int) -> list[float]:
    """A list of steps; ``g 3 2.5`` stands for three of 2.5."""
    words = iter((text or "").split())
    steps: list[float] = []
    for word in words:
        if len(steps) >= most:
            break
        if word == "g":
            times, step = _number(next(words, ""), 0.0), _number(next(words, ""), 0.0)
            steps += [step] * int(min(max(times, 0), most - len(steps)))
        else:
            steps.append(_number(word, 0.0))
    return steps


_POINTS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3, "A": 0, "C": 0}


def _commands(data: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """The commands of a path. An arc is drawn straight to its end: no table is bounded by one."""
    words = iter(data.replace(",", " ").split())
    start: tuple[float, ...] = (0.0, 0.0)
    last = start
    for word in words:
        if word not in _POINTS:
            continue
        values = tuple(_number(next(words, ""), 0.0) for _ in range(7 if word == "A" else 2 * _POINTS[word]))
        if word in "SM":
            start = values
            yield "M", values
        elif word == "Q":
            (x0, y0), (x1, y1, x2, y2) = last, values
            third = ((x0 + 2 * x1) / 3, (y0 + 2 * y1) / 3, (x2 + 2 * x1) / 3, (y2 + 2 * y1) / 3)
            yield "B", (*third, x2, y2)
        elif word == "A":
            yield "L", values[-2:]
        else:
            yield word, values
        last = start if word == "C" else values[-2:]


def _place(element: Element) -> Affine:
    """From an object's own coordinates to those it stands in: its matrix, then its boundary's corner."""
    box = _box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    values = _numbers(element.get("CTM"))
    own = Affine(*values[:6]) if len(values) >= 6 else Affine()
    return own._replace(e=own.e + box[0], f=own.f + box[1])


def _is_on(element: Element, name: str, default: bool) -> bool:
    value = (element.get(name) or "").strip().lower()
    return default if not value else value not in ("false", "0")


def _name(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _children(element: Element | None, name: str) -> Iterator[Element]:
    return (child for child in (element if element is not None else ()) if _name(child) == name)


def _child(element: Element | None, name: str) -> Element | None:
    return next(_children(element, name), None)


def _text(element: Element | None) -> str | None:
    return None if element is None else element.text


def _number(text: str | None, default: float) -> float:
    try:
        value = float(text or "")
    except ValueError:
        return default
    return value if math.isfinite(value) and abs(value) < 1e6 else default


def _numbers(text: str | None) -> list[float]:
    return [_number(part, 0.0) for part in (text or "").replace(",", " ").split()[:16]]


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    values = _numbers(text)
    return (values[0], values[1], values[2], values[3]) if len(values) >= 4 else None
