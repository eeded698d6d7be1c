"""Reading one cell: its state, its exact value and its unit (contract, section 1: the state of a figure)."""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from extractors.forms import Measure
from extractors.labels import squeeze
from extractors.records import State

LIMIT = Decimal(10) ** 12
"""Values are stored as DECIMAL(18,6): twelve digits before the point, six after."""

_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that show digits in another order than they stand in."""
_LONGEST = 40
"""No figure has more characters; Decimal would take a million digits and overflow."""
_EMPTY = re.compile(r"^(?:[-\u2010-\u2015\u2212\u2500\ufe58/\\\u2044\u2215|]{1,4}|无)$")
_NUMBER = re.compile(r"^(?P<sign>[+-]?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<fraction>\.[0-9]+)?(?P<unit>\D*)$")
_POWERS = {"元": 0, "千元": 3, "万": 4, "万元": 4, "百万元": 6, "亿": 8, "亿元": 8}
_MONEY_UNITS = {unit: Decimal(10) ** power for unit, power in _POWERS.items()}
_COUNT_UNITS = frozenset({"件", "宗", "起", "条", "份", "次", "个", "项", "人", "家", "部", "函件", "人次", "件次"})
_WIDE_COMMA = re.compile(r"(?<=\d)[^\S\n]*，[^\S\n]*(?=\d{3}(?!\d))")
_HEADER_UNIT = re.compile(r"((?:百万|[千万亿])?元)")
_SIGNS = {"增": "+", "增加": "+", "新增": "+", "减": "-", "减少": "-", "\u2212": "-", "\u2013": "-", "\u2014": "-"}
_SIGNED = re.compile(rf"^(?:{'|'.join(sorted(_SIGNS, key=len, reverse=True))})(?=[0-9.])")
_VALUE = re.compile(rf"^[+-]?\d[\d,]*(?:\.\d+)?(?:{'|'.join((*_MONEY_UNITS, *_COUNT_UNITS))}|[^\w.、)]{{1,2}})?$")


@dataclass(frozen=True, slots=True)
class Value:
    """What one cell says. ``candidates`` are readings that a doubtful cell might mean; ``problem`` is an issue code or None."""

    state: State
    number: Decimal | None = None
    unit: str | None = None
    candidates: tuple[str, ...] = ()
    problem: str | None = None


@lru_cache(maxsize=65536)
def is_value_like(text: str) -> bool:
    """True for what stands in value cells: blank, a dash, or a number, be it with a unit or a stray mark; a numbered label is none."""
    text = squeeze(text).removesuffix("。")
    return not text or bool(_EMPTY.match(text)) or bool(_VALUE.match(_SIGNED.sub("", text)))


@lru_cache(maxsize=65536)
def has_number(text: str) -> bool:
    """True where a cell is a number, with a unit or not."""
    text = squeeze(text)
    return is_value_like(text) and bool(re.search(r"\d", text))


@lru_cache(maxsize=65536)
def parse(text: str, measure: Measure, header: str = "") -> Value:
    """Read a cell of a column. ``header`` is the column's printed header, which may name a unit of money.

    Blanks inside a number make it unreadable: they may be two figures whose border was lost.
    """
    squeezed = squeeze(text).removesuffix("。")
    if not squeezed:
        return Value("blank")
    if _EMPTY.match(squeezed):
        return Value("marked_empty")
    spelled = _spell_sign(squeezed, measure)
    match = _NUMBER.match(spelled)
    if match is None or len(spelled) > _LONGEST or _has_odd_digits(text):
        return Value("unreadable", candidates=tuple(re.findall(r"\d[\d,]*(?:\.\d+)?", spelled[:_LONGEST])), problem="unreadable_cell")
    if _broken_inside(text):
        return Value("unreadable", candidates=(spelled,), problem="number_with_gap")
    number = Decimal(match["sign"] + match["digits"].replace(",", "") + (match["fraction"] or ""))
    return _with_unit(number, match["unit"], measure, header)


def _has_odd_digits(text: str) -> bool:
    """Whether folding widths made digits of other characters: a circled or raised figure is a note's mark, no part of the number."""
    return any(
        not c.isascii() and not "０" <= c <= "９" and (c in _REORDERING or re.search(r"\d", unicodedata.normalize("NFKC", c))) for c in text
    )


def _spell_sign(text: str, measure: Measure) -> str:
    """A change may be signed by a word or by any dash; elsewhere only the proper minus sign is one."""
    if measure.kind == "change":
        return _SIGNED.sub(lambda m: _SIGNS[m[0]], text)
    return text.replace("\u2212", "-")


def _broken_inside(text: str) -> bool:
    """Whether blanks stand between the digits of a number; a wide comma has room of its own around it."""
    text = _WIDE_COMMA.sub(",", text)
    return bool(re.search(r"[\d.,]\s+[\d.,]", unicodedata.normalize("NFKC", text).strip()))


def _with_unit(number: Decimal, unit: str, measure: Measure, header: str) -> Value:
    if measure.kind != "money":
        if unit and unit not in _COUNT_UNITS:
            return Value("unreadable", candidates=(str(number),), problem="unknown_unit")
        problem = "not_an_integer" if number != number.to_integral_value() else None
        problem = problem or ("negative_count" if number < 0 and measure.kind == "count" else None)
        return _bounded(number, None, problem)
    if unit and unit not in _MONEY_UNITS:
        return Value("unreadable", candidates=(str(number),), problem="unknown_unit")
    named = _HEADER_UNIT.search(squeeze(header))
    printed = unit or (named[1] if named else None)
    value = _money(number, printed, measure)
    # The form prints the unit in the header; where a header stands without it, the form's own unit is an assumption to be said, but of 0.
    assumed = printed is None and measure.unit is not None and squeeze(header) and bool(value.number)
    return replace(value, problem="unit_assumed") if assumed else value


def _money(number: Decimal, printed: str | None, measure: Measure) -> Value:
    """Charges are stored in the form's 万元; a sum the form gives no unit for is stored in 元 where one is printed."""
    target = measure.unit or ("元" if printed else None)
    if printed and target:
        number = number * _MONEY_UNITS[printed] / _MONEY_UNITS[target]
    return _bounded(number, target, None)


def _bounded(number: Decimal, unit: str | None, problem: str | None) -> Value:
    if abs(number) >= LIMIT or number != round(number, 6):
        return Value("unreadable", candidates=(f"{number:f}",), problem="not_representable")
    return Value("reported", number, unit, problem=problem)
