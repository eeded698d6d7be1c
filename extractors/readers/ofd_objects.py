"""What is drawn on the pages of an OFD file (GB/T 33190): letters, paths and pictures in the order of painting."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from extractors.document import UnreadableDocument
from extractors.readers.ofd_resources import AGAIN, Resources
from extractors.readers.ofd_xml import Affine, child_of, children_of, is_on, name_of, number_of, numbers_of, place_of, text_of

MAX_OBJECTS = 100_000
MAX_LETTERS = 20_000
"""Objects and letters on one page, as many as a page of PDF may have."""
MAX_NESTING = 32
WIDEST = {1.0: 1.7, 0.5: 1.1}
"""A letter of a run is no wider than this, by its usual width, all in its size; a wider step leaves a gap."""
_LINE_WIDTH = 0.353

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


@dataclass(slots=True)
class Page:
    """A page: its box (left, top, width, height in millimetres) and what is drawn on it. ``problems`` are what could not be drawn."""

    box: tuple[float, float, float, float]
    drawn: list[Drawn] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Style:
    width: float = _LINE_WIDTH
    stroke: Colour | None = (0.0, 0.0, 0.0)
    fill: Colour | None = None


def style_of(element: Element, above: Style, resources: Resources) -> Style:
    """How an object is drawn: by itself, by the parameters it names, by what it stands in."""
    chain = [element]
    name = element.get("DrawParam")
    while name and len(chain) < 8 and (found := resources.parameters.get(name.strip())) is not None:
        chain.append(found)
        name = found.get("Relative")
    for part in reversed(chain):
        width = number_of(part.get("LineWidth"), above.width)
        stroke, fill = _colour(child_of(part, "StrokeColor")), _colour(child_of(part, "FillColor"))
        above = Style(width, stroke or above.stroke, fill or above.fill)
    return above


def _colour(element: Element | None) -> Colour | None:
    """A colour by its components, 0 to 255: grey, RGB or CMYK; black for one that is told another way."""
    if element is None:
        return None
    values = [min(max(v / 255, 0.0), 1.0) for v in numbers_of(element.get("Value"))]
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 4:
        return tuple((1 - c) * (1 - values[3]) for c in values[:3])  # type: ignore[return-value] # three of three
    return (values[0], values[1], values[2]) if len(values) == 3 else (0.0, 0.0, 0.0)


class Painter:
    def __init__(self, page: Page, resources: Resources) -> None:
        self._page, self._resources = page, resources
        self._objects = self._letters = 0

    def walk(self, parent: Element, place: Affine, style: Style, depth: int) -> None:
        for element in parent:
            self._objects += 1
            if self._objects > MAX_OBJECTS:
                raise UnreadableDocument("too_large", f"A page of the OFD file holds more than {MAX_OBJECTS} objects; {AGAIN}")
            if (element.get("Visible") or "").strip().lower() in ("false", "0") or (element.get("Alpha") or "").strip() == "0":
                continue
            self._object(element, place, style, depth)

    def _object(self, element: Element, place: Affine, style: Style, depth: int) -> None:
        kind = name_of(element)
        if kind == "PageBlock" and depth < MAX_NESTING:
            self.walk(element, place, style, depth + 1)
            return
        own = place_of(element).inside(place)
        style = style_of(element, style, self._resources)
        if kind == "TextObject":
            self._letters_of(element, own, style)
        elif kind == "PathObject":
            self._path(element, own, style)
        elif kind == "ImageObject":
            content = self._resources.picture(element.get("ResourceID") or "")
            if content is None:
                self._page.problems.append("a picture of the page is not in the file")
            else:
                self._page.drawn.append(Picture(content, own))
        elif kind == "CompositeObject" and depth < MAX_NESTING:
            content_of = child_of(self._resources.units.get((element.get("ResourceID") or "").strip()), "Content")
            if content_of is not None:
                self.walk(content_of, own, style, depth + 1)

    def _letters_of(self, element: Element, place: Affine, style: Style) -> None:
        filled, stroked = is_on(element, "Fill", True), is_on(element, "Stroke", False)
        if not (filled or stroked):
            return
        colour = (style.fill if filled else style.stroke) or (0.0, 0.0, 0.0)
        size, stretch = number_of(element.get("Size"), 0.0), number_of(element.get("HScale"), 1.0)
        x = y = 0.0
        for code in children_of(element, "TextCode"):
            x, y = number_of(code.get("X"), x), number_of(code.get("Y"), y)
            letters = [c for c in code.text or "" if c in "\t " or unicodedata.category(c) != "Cc"]
            self._letters += len(letters)
            if self._letters > MAX_LETTERS:
                raise UnreadableDocument("too_large", f"A page of the OFD file holds more than {MAX_LETTERS} characters; {AGAIN}")
            for letter, at_x, at_y, wide in _placed(letters, code, x, y, size * stretch):
                if not letter.isspace():
                    self._page.drawn.append(Letter(letter, at_x, at_y, size, stretch * wide, place, colour))

    def _path(self, element: Element, place: Affine, style: Style) -> None:
        stroke = (style.stroke or (0.0, 0.0, 0.0)) if is_on(element, "Stroke", True) else None
        fill = (style.fill or (0.0, 0.0, 0.0)) if is_on(element, "Fill", False) else None
        commands = tuple(_commands(text_of(child_of(element, "AbbreviatedData")) or ""))
        if commands and (stroke or fill):
            self._page.drawn.append(Shape(commands, place, style.width, stroke, fill))


def natural_width(letter: str) -> float:
    """The usual width of a character, in its size."""
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.5


def _placed(letters: list[str], code: Element, x: float, y: float, size: float) -> Iterator[tuple[str, float, float, float]]:
    """The letters of a run, where each begins and how much wider than usual it is: as wide as the step the run gives, within reason."""
    across, down = _steps(code.get("DeltaX"), len(letters)), _steps(code.get("DeltaY"), len(letters))
    for index, letter in enumerate(letters):
        usual, widest = natural_width(letter) * size, WIDEST[natural_width(letter)] * size
        step = across[index] if index < len(across) else 0.0 if down else usual
        yield letter, x, y, step / usual if usual < step <= widest else 1.0
        x += step
        y += down[index] if index < len(down) else 0.0


def _steps(text: str | None, most: int) -> list[float]:
    """A list of steps; ``g 3 2.5`` stands for three of 2.5."""
    words = iter((text or "").split())
    steps: list[float] = []
    for word in words:
        if len(steps) >= most:
            break
        if word == "g":
            times, step = number_of(next(words, ""), 0.0), number_of(next(words, ""), 0.0)
            steps += [step] * int(min(max(times, 0), most - len(steps)))
        else:
            steps.append(number_of(word, 0.0))
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
        values = tuple(number_of(next(words, ""), 0.0) for _ in range(7 if word == "A" else 2 * _POINTS[word]))
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
