"""What the files of an OFD package are made of: elements by local name, numbers that are none, transformations, boxes."""

import math
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

Box = tuple[float, float, float, float]
"""Left, top, width, height in millimetres."""


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


def place_of(element: Element) -> Affine:
    """From an object's own coordinates to those it stands in: its matrix, then its boundary's corner."""
    box = box_of(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    values = numbers_of(element.get("CTM"))
    own = Affine(*values[:6]) if len(values) >= 6 else Affine()
    return own._replace(e=own.e + box[0], f=own.f + box[1])


def is_on(element: Element, name: str, default: bool) -> bool:
    """A yes or no attribute."""
    value = (element.get(name) or "").strip().lower()
    return default if not value else value not in ("false", "0")


def name_of(element: Element) -> str:
    """The name of an element without its namespace, of which producers use several; empty for comments and the like."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def children_of(element: Element | None, name: str) -> Iterator[Element]:
    """The children of a name."""
    return (child for child in (element if element is not None else ()) if name_of(child) == name)


def child_of(element: Element | None, name: str) -> Element | None:
    """The first child of a name."""
    return next(children_of(element, name), None)


def text_of(element: Element | None) -> str | None:
    """The text of an element."""
    return None if element is None else element.text


def number_of(text: str | None, default: float) -> float:
    """A number, the default where it is none, not finite or larger than any page."""
    try:
        value = float(text or "")
    except ValueError:
        return default
    return value if math.isfinite(value) and abs(value) < 1e6 else default


def numbers_of(text: str | None) -> list[float]:
    """A list of numbers, at most sixteen."""
    return [number_of(part, 0.0) for part in (text or "").replace(",", " ").split()[:16]]


def box_of(text: str | None) -> Box | None:
    """A box, None where there is none."""
    values = numbers_of(text)
    return (values[0], values[1], values[2], values[3]) if len(values) >= 4 else None
