"""Telling apart digits that ran together: only splits that the form's arithmetic allows, and only where exactly one is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, islice

Split = tuple[int, ...]
Balance = tuple[list[str], list[str]]
"""Rows that are added up, and rows that add up to the same, in every column."""

STATES = 50_000
"""Different sums kept while rows are combined; a table with more is given up as ambiguous."""
SPLITS = 5_000
"""Splits of one row that are looked at; a row with more is given up as ambiguous."""
DIGITS = 13
"""No figure has more."""


def splits(chunks: tuple[str, ...], count: int) -> tuple[Split, ...]:
    """All ways to read runs of digits as ``count`` whole numbers without leading zeros, a blank always parting two numbers.

    The last number is the sum of the others. None where there are more than ``SPLITS`` ways.
    """
    found = _splits("".join(chunks), _borders(chunks), count)
    return found if len(found) <= SPLITS else ()


def grouped_splits(chunks: tuple[str, ...], groups: int, count: int) -> tuple[Split, ...]:
    """All ways to read runs of digits as ``groups`` times ``count`` numbers where each group's last number is the sum of its others.

    None where there are more than ``SPLITS`` ways.
    """
    found = tuple(islice(_grouped("".join(chunks), _borders(chunks), groups, count), SPLITS + 1))
    return found if len(found) <= SPLITS else ()


def _borders(chunks: tuple[str, ...]) -> frozenset[int]:
    return frozenset(accumulate(len(chunk) for chunk in chunks))


@lru_cache(maxsize=4096)
def _splits(digits: str, borders: frozenset[int], count: int) -> tuple[Split, ...]:
    found: list[Split] = []
    for start in range(max(count - 1, len(digits) - DIGITS), len(digits)):
        if _is_number(digits, start, len(digits), borders):
            total = int(digits[start:])
            parts = _parts(digits, 0, start, borders, count - 1, total)
            found += [(*numbers, total) for numbers in islice(parts, SPLITS + 1 - len(found))]
    return tuple(found)


def _parts(digits: str, at: int, end: int, borders: frozenset[int], count: int, total: int) -> Iterator[Split]:
    """The ways to read a stretch of digits as ``count`` numbers that sum to ``total``."""
    if count == 1:
        if _is_number(digits, at, end, borders) and end - at <= DIGITS and int(digits[at:end]) == total:
            yield (total,)
        return
    longest = len(str(total))
    for stop in range(max(at + 1, end - longest * (count - 1)), min(end - count + 1, at + longest) + 1):
        if not _is_number(digits, at, stop, borders) or int(digits[at:stop]) > total:
            break
        number = int(digits[at:stop])
        for rest in _parts(digits, stop, end, borders, count - 1, total - number):
            yield (number, *rest)


def _is_number(digits: str, start: int, end: int, borders: frozenset[int]) -> bool:
    """Whether a stretch is one number: no blank inside it, no leading zero."""
    return start < end and (digits[start] != "0" or end == start + 1) and not any(start < border < end for border in borders)


def _grouped(digits: str, borders: frozenset[int], groups: int, count: int) -> Iterator[Split]:
    if groups == 0:
        if not digits:
            yield ()
        return
    for end in range(count, min(len(digits) - (groups - 1) * count, count * DIGITS) + 1):
        for head in _splits(digits[:end], frozenset(b for b in borders if b < end), count):
            for tail in _grouped(digits[end:], frozenset(b - end for b in borders if b > end), groups - 1, count):
                yield head + tail


@dataclass(frozen=True)
class _Rows:
    """Rows with their candidate splits as what each adds to the balances: a vector of one number a balance and column."""

    names: list[str]
    vectors: list[list[Split]]


def settle(candidates: dict[str, tuple[Split, ...]], balances: list[Balance]) -> dict[str, Split]:
    """Choose one split a row so that every balance (parts, totals) holds in every column; rows that stay ambiguous are left out.

    Where no choice satisfies all balances (the source itself is wrong) or there are too many choices, only rows with a single split
    are returned.
    """
    single = {row: found[0] for row, found in candidates.items() if len(found) == 1}
    usable = [b for b in balances if all(candidates.get(row) for row in (*b[0], *b[1]))]
    fitting = fit(candidates, usable) if usable else None
    return single if not fitting else single | {row: found[0] for row, found in fitting.items() if len(found) == 1}


def fit(candidates: dict[str, tuple[Split, ...]], balances: list[Balance]) -> dict[str, list[Split]] | None:
    """The splits of each row of some balances that belong to a choice with which all of these hold; None where that is none or too much."""
    names = [row for row in candidates if any(row in (*parts, *totals) for parts, totals in balances)]
    # The rows of the shorter balances first, which are soon complete, then those with the most splits: the rest then bounds them best.
    names.sort(key=lambda row: (min(len(p) + len(t) for p, t in balances if row in (*p, *t)), -len(candidates[row])))
    rows = _Rows(names, [[_vector(row, split, balances) for split in candidates[row]] for row in names])
    layers = _layers(rows)
    if layers is None:
        return None
    return {row: _kept(candidates[row], rows.vectors[i], layers[i], layers[i + 1]) for i, row in enumerate(names)}


def _vector(row: str, split: Split, balances: list[Balance]) -> Split:
    return tuple(number * (parts.count(row) - totals.count(row)) for parts, totals in balances for number in split)


def _layers(rows: _Rows) -> list[set[Split]] | None:
    """The sums that can be reached before each row and still lead to zero."""
    width = len(rows.vectors[0][0])
    lows, highs = _bounds(rows, width)
    layers: list[set[Split]] = [{(0,) * width}]
    for vectors, low, high in zip(rows.vectors, lows, highs, strict=True):
        reached = {tuple(map(int.__add__, state, vector)) for state in layers[-1] for vector in vectors}
        layers.append({s for s in reached if all(a <= -n <= b for a, n, b in zip(low, s, high, strict=True))})
        if not layers[-1] or len(layers[-1]) > STATES:
            return None
    for place in range(len(rows.vectors) - 1, -1, -1):
        after, vectors = layers[place + 1], rows.vectors[place]
        layers[place] = {s for s in layers[place] if any(tuple(map(int.__add__, s, v)) in after for v in vectors)}
    return layers


def _bounds(rows: _Rows, width: int) -> tuple[list[Split], list[Split]]:
    """For each row, the least and the most that the rows after it can add, column by column."""
    lows, highs = [(0,) * width], [(0,) * width]
    for vectors in reversed(rows.vectors[1:]):
        columns = list(zip(*vectors, strict=True))
        lows.append(tuple(a + min(c) for a, c in zip(lows[-1], columns, strict=True)))
        highs.append(tuple(a + max(c) for a, c in zip(highs[-1], columns, strict=True)))
    return lows[::-1], highs[::-1]


def _kept(found: tuple[Split, ...], vectors: list[Split], before: set[Split], after: set[Split]) -> list[Split]:
    return [split for split, v in zip(found, vectors, strict=True) if any(tuple(map(int.__add__, s, v)) in after for s in before)]


def as_decimals(split: Split) -> list[Decimal]:
    """A split as exact values."""
    return [Decimal(number) for number in split]
