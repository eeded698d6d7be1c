"""Declarations of style, be they of an attribute or of a rule: those that change an element's text, and whether their values hide it."""

import re
from functools import lru_cache

from extractors.readers import colours

Declared = dict[str, tuple[str, bool]]
"""Values by property, each with whether it is ``!important``."""

COLOURS = frozenset(("color", "background-color"))
_SIZE = re.compile(r"(?<![\w.#-])([0-9]*\.?[0-9]+)(px|pt|pc|cm|mm|in|q|rem|vw|vh|em|ex|ch|%)?(?![\w.-])")
_SIZE_WORDS = re.compile(r"\b(?:(?:xx?-)?(?:small|large)|medium)\b")
_RELATIVE = frozenset(("em", "ex", "ch", "%"))
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "cm": 38, "mm": 3.8, "in": 96, "q": 0.95, "em": 16, "ex": 8, "ch": 8, "%": 0.16}
_SEEN = 4 / 3
"""Letters of this many pixels (a point) or fewer cannot be seen."""

_SAME = {
    "text-decoration-line": "text-decoration",
    "font": "font-size",
    "background": "background-color",
    "background-image": "background-color",
}
_WATCHED = frozenset(("display", "mso-hide", "visibility", "font-size", "text-decoration")) | COLOURS


@lru_cache(maxsize=4096)
def declarations(style: str) -> Declared:
    """The declarations of a style attribute or a rule that matter here; the last of a property counts, ``!important`` before others."""
    found: Declared = {}
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        name = _SAME.get(name, name)
        value, mark, flag = value.strip().lower().partition("!")
        important = bool(mark) and flag.strip() == "important"
        if colon and name in _WATCHED and (important or not found.get(name, ("", False))[1]):
            found[name] = value.strip(), important
    return found


def is_hiding(name: str, value: str) -> bool:
    """Whether a value takes an element's text from the reader, strikes it through, or makes it or what is behind it white."""
    if name == "font-size":
        return is_sized(value) is False
    if name == "text-decoration":
        return "line-through" in value.split()
    if name in COLOURS:
        return colours.ink(value) in ("pale", "clear") if name == "color" else colours.ground(value) != "dark"
    return value in {"display": ("none",), "mso-hide": ("all",), "visibility": ("hidden", "collapse")}[name]


@lru_cache(maxsize=1024)
def is_sized(value: str) -> bool | None:
    """Whether letters of a font size can be seen; None for one that is a part of the size around it."""
    if _SIZE_WORDS.search(value):
        return True
    sizes = [size for size in _SIZE.finditer(value.partition("/")[0]) if size[2] or float(size[1]) == 0]
    if not sizes:
        return None
    if float(sizes[0][1]) * _PIXELS.get(sizes[0][2] or "", 1000) <= _SEEN:
        return False
    return None if sizes[0][2] in _RELATIVE else True
