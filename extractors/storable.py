"""Making a reading storable: text that UTF-8 and XML can carry, sums that the column of issues can hold."""

import re
from collections.abc import Iterable
from dataclasses import is_dataclass, replace
from decimal import Decimal
from typing import cast

from extractors.records import Issue, Report

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_CARRIED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BREAKS = "\x0b\x0c"
_DIGITS_BEFORE, _DIGITS_AFTER = 12, 6
_SHOWN = 40


def utf8(value: str) -> str:
    """A text that UTF-8 can carry: lone surrogates become U+FFFD, two that make a pair the character they stand for."""
    if _SURROGATE.search(value):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value


def text(value: str) -> str:
    """A text that every kind of file can carry: as ``utf8``, the controls that XML forbids become U+FFFD, old line breaks new ones."""
    value = utf8(value)
    if _NOT_CARRIED.search(value):
        return _NOT_CARRIED.sub(lambda found: "\n" if found[0] in _BREAKS else "\ufffd", value)
    return value


def storable(report: Report) -> Report:
    """A report whose every text is storable, and whose issues hold only numbers that fit DECIMAL(18,6); others go into the message."""
    clean = cast(Report, _clean(report))
    return replace(clean, issues=[_bounded(issue) for issue in clean.issues])


def _clean(value: object) -> object:
    """The same value where nothing in it needs to change, since in nearly every report nothing does."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, (list, tuple)):
        parts = [_clean(part) for part in value]
        return type(value)(parts) if _changed(parts, value) else value
    if isinstance(value, dict):
        return {_clean(key): _clean(part) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        before = [getattr(value, name) for name in value.__dataclass_fields__]
        after = [_clean(part) for part in before]
        return replace(value, **dict(zip(value.__dataclass_fields__, after, strict=True))) if _changed(after, before) else value
    return value


def _changed(after: Iterable[object], before: Iterable[object]) -> bool:
    return any(one is not other for one, other in zip(after, before, strict=True))


def _bounded(issue: Issue) -> Issue:
    numbers = {"printed": issue.printed, "computed": issue.computed}
    long = ", ".join(f"{name} {_shown(value)}" for name, value in numbers.items() if value is not None and not fits(value))
    if not long:
        return issue
    kept = {name: value if fits(value) else None for name, value in numbers.items()}
    message = f"{issue.message} ({long}: too long to be kept as a number)"
    return replace(issue, message=message, printed=kept["printed"], computed=kept["computed"])


def fits(value: Decimal | None) -> bool:
    """Whether a number fits DECIMAL(18,6) without loss. Looks at its digits only: arithmetic on a number of millions of digits fails."""
    if value is None:
        return True
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return False
    if not any(digits):
        return True
    zeros = _zeros_at_end(digits)
    return value.adjusted() < _DIGITS_BEFORE and exponent + zeros >= -_DIGITS_AFTER


def _zeros_at_end(digits: Iterable[int]) -> int:
    count = 0
    for digit in reversed(tuple(digits)):
        if digit:
            break
        count += 1
    return count


def _shown(value: Decimal) -> str:
    written = str(value)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}… ({len(written)} characters)"
