"""What the cells of a workbook show: numbers to the 15 digits a spreadsheet knows, and what their number format adds.

A number is read as it is stored, not as its format rounds or hides it: ``0.00`` over 12.345 reads 12.345, and 0 is 0 where the format
shows a dash. A format that shows another number than is stored (percent, thousands, fractions) makes a text that is no number.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

_BUILTIN_PERCENT = {9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 48: "##0.0E+0"}
_BUILTIN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_PIECE = re.compile(r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<other>.)', re.DOTALL)
_GENERAL = re.compile(r"General|G/通用格式", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
_SYMBOLS = re.compile(r"[\s()+\-¥￥$,.]*")


@dataclass(frozen=True, slots=True)
class Look:
    """What a number format puts around a number; ``other`` where it shows another number than is stored."""

    before: str = ""
    after: str = ""
    other: bool = False
    date: bool = False


PLAIN = Look()


def plain_number(value: float) -> str:
    """A number with the 15 digits a spreadsheet knows, without exponent: 7730.28, 0, 12."""
    text = f"{Decimal(f'{value:.15g}'):f}"
    return "0" if text == "-0" else text


def number_text(value: float, look: Look, code: str = "") -> str:
    """What stands for a number under a look: with a unit its format adds, or with the format where that shows another number."""
    text = plain_number(value)
    return f"{text} [{code or '%'}]" if look.other else f"{look.before}{text}{look.after}"


def moment_text(value: date | datetime | time | timedelta) -> str:
    """A date or time as ISO 8601 writes it; midnight is left out."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    return str(value)


def serial_text(serial: float, since_1904: bool) -> str:
    """The date a spreadsheet's day number stands for; the number itself where it stands for none."""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a day of the calendar, at no place
    try:
        return moment_text(start + timedelta(seconds=round(serial * 86_400)))
    except (OverflowError, ValueError):
        return plain_number(serial)


@lru_cache(maxsize=1024)
def look_of(number: int, code: str | None, value_sign: int) -> Look:
    """The look of a number of a sign (-1, 0, 1) under a format: its number, and its code where the workbook defines one."""
    if code is None:
        return Look(date=number in _BUILTIN_DATES, other=number in _BUILTIN_PERCENT)
    section = _section(_GENERAL.sub("0", code), value_sign)
    before, digits, after, brackets = _pieces(section)
    if _DATE.search(digits) or (_DATE.search(before + after) and not re.search(r"[0#?]", digits)) or any(map(_ELAPSED.fullmatch, brackets)):
        return Look(date=True)
    return _around(digits, before, after, value_sign)


def _around(digits: str, before: str, after: str, value_sign: int) -> Look:
    if not re.search(r"[0#?]", digits):
        # Only words are shown: for nothing that is a dash or a blank, for a number it hides what is stored.
        return Look(other=value_sign != 0 and digits.strip() != "@")
    if re.search(r"%|[eE][+-]|/|,\s*$", digits) or re.search(r"[^0#?.,\s@+()\-¥￥$]", digits):
        return Look(other=True)
    return Look("" if _SYMBOLS.fullmatch(before) else before, "" if _SYMBOLS.fullmatch(after) else after)


def _section(code: str, value_sign: int) -> str:
    """The part of a format for numbers of a sign: positive; negative; zero; text."""
    sections: list[str] = [""]
    for piece in _PIECE.finditer(code):
        if piece["other"] == ";":
            sections.append("")
        else:
            sections[-1] += piece[0]
    wanted = {1: 0, -1: 1, 0: 2}[value_sign]
    return sections[wanted] if wanted < len(sections) and len(sections) > 1 else sections[0]


def _pieces(section: str) -> tuple[str, str, str, list[str]]:
    """Literal text before the digits, the digits with what stands among them, literal text after them, and what is in brackets."""
    before, digits, after = "", "", ""
    brackets: list[str] = []
    for piece in _PIECE.finditer(section):
        literal = piece["quoted"] or piece["escaped"]
        if piece["bracket"] is not None:
            brackets.append(piece["bracket"])
        elif literal and not re.search(r"[0#?]", digits):
            before += literal
        elif literal:
            after += literal
        elif piece["other"]:
            # A literal among the digits (0!.0000) moves the decimal point: it counts as one of them.
            digits += ("!" if after and piece["other"] in "0#?" else "") + piece["other"]
    return before, digits, after, brackets
