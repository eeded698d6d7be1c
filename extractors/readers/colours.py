"""Colours as style and attributes write them, told apart only as far as it decides whether text can be seen on what is behind it."""

import re
from functools import lru_cache
from typing import Literal

Ink = Literal["pale", "clear", "dark"]
Ground = Literal["pale", "dark", "maybe"]

MAYBE = "-maybe"
"""Behind a background: a rule says so that may be about other elements."""

_PALEST = 0xF0
"""Every channel of a colour that looks like white paper is at least this."""

_WHITES = frozenset(("white", "window", "canvas", "snow", "ivory", "ghostwhite", "floralwhite", "whitesmoke", "azure", "mintcream"))
_WHITES |= {"honeydew", "aliceblue"}
_INHERITED = frozenset(("", "inherit", "unset", "currentcolor"))
_NO_COLOUR = frozenset(("none", "transparent", "inherit", "initial", "unset", "revert", "no-repeat", "repeat", "repeat-x", "repeat-y"))
_NO_COLOUR |= {"round", "space", "center", "left", "right", "top", "bottom", "scroll", "fixed", "local", "cover", "contain", "auto", "text"}
_NO_COLOUR |= {"border-box", "padding-box", "content-box"}
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
_NUMBER = re.compile(r"([0-9]*\.?[0-9]+)(%?)")
_CALL = re.compile(r"[\w-]+\([^()]*(?:\([^()]*\)[^()]*)*\)")
_WORD = re.compile(r"#[0-9a-f]+|[a-z][\w-]*")
_PALE_INK = re.compile(
    rb"color\s*[:=]\s*[\"']?\s*(?:#?[ef][0-9a-f]|rgb|hsl|transparent|white|window|canvas|snow|ivory|ghost|floral|azure|mint|honey|alice)"
)


def may_hide(markup: bytes) -> bool:
    """Whether lower-cased markup names a colour of text that is lost on white paper; most pages do not."""
    return _PALE_INK.search(markup) is not None


@lru_cache(maxsize=1024)
def ink(value: str) -> Ink | None:
    """What a lower-case colour of text is; None where it is that of the text around it."""
    if value in _INHERITED:
        return None
    if value == "transparent" or _is_clear(value):
        return "clear"
    return "pale" if _is_pale(value) else "dark"


@lru_cache(maxsize=1024)
def ground(value: str) -> Ground | None:
    """What a lower-case background is; None where it lets what is behind it through. A picture counts as dark."""
    if value.endswith(MAYBE):
        return "maybe" if ground(value.removesuffix(MAYBE).strip()) == "dark" else None
    if "url(" in value or "gradient(" in value:
        return "dark"
    colours = [call for call in _CALL.findall(value) if not _is_clear(call)]
    colours += [word for word in _WORD.findall(_CALL.sub(" ", value)) if word not in _NO_COLOUR and not _is_clear(word)]
    if not colours:
        return None
    return "pale" if all(map(_is_pale, colours)) else "dark"


def _is_pale(colour: str) -> bool:
    channels = _channels(colour)
    return colour in _WHITES or (channels is not None and min(channels[:3]) >= _PALEST)


def _is_clear(colour: str) -> bool:
    channels = _channels(colour)
    return channels is not None and len(channels) == 4 and channels[3] == 0


def _channels(colour: str) -> list[float] | None:
    """Red, green, blue (0-255) and perhaps opacity; None for what is not written in numbers. Of hsl() only the lightness counts."""
    digits = _HEX.fullmatch(colour)
    if digits:
        code = digits[1] if len(digits[1]) > 4 else "".join(digit * 2 for digit in digits[1])
        return [int(code[at : at + 2], 16) for at in range(0, len(code), 2)]
    function = _FUNCTION.fullmatch(colour)
    numbers = _NUMBER.findall(function[2]) if function else []
    if function is None or len(numbers) not in (3, 4):
        return None
    values = [float(number) * (2.55 if percent else 1) for number, percent in numbers]
    return values if function[1] == "rgb" else [values[2]] * 3 + values[3:]
