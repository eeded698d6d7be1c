"""Telling apart digits that ran together: only splits that the form's arithmetic allows, and only where exactly one is left."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

Split = tuple[int, ...]
Balance = tuple[list[str], list[str]]
"""Rows that are added up, and rows that add up to the same, in every column."""

STATES = 40_000
"""Sums looked at when a row is combined with those before; a table with more is given up as ambiguous."""
SPLITS = 5_000
"""Splits of one row that are looked at; a row with more is given up as ambiguous."""
_MARK = re.compile(r"[-\u2010-\u2015/无]")
DIGITS = 13
"""No figure has more."""
GLUED = 60
"""Digits of several groups that are taken apart; no table of disputes has more."""


def splits(chunks: tuple[str, ...], count: int) -> tuple[Split, ...]:
    """All ways to read runs of digits as ``count`` whole numbers without leading zeros, a blank always parting two numbers.

    The last number is the sum of the others. None where there are more than ``SPLITS`` ways.
    """
    found = _splits("".join(chunks), _borders(chunks), count)
    return found if len(found) <= SPLITS else ()


def grouped_splits(chunks: tuple[str, ...], groups: int, count: int) -> tuple[Split, ...]:
    """All ways to read runs of digits as ``groups`` times ``count`` numbers where each group's last number is the sum of its others.

    None where there are more than ``SPLITS`` ways, or more than ``GLUED`` digits.
    """
    digits = "".join(chunks)
    if len(digits) > GLUED:
        return ()
    found = tuple(islice(_grouped(digits, _borders(chunks), groups, count), SPLITS + 1))
    return found if len(found) <= SPLITS else ()


def _borders(chunks: tuple[str, ...]) -> frozenset[int]:
    return frozenset(accumulate(len(chunk) for chunk in chunks))


@lru_cache(maxsize=4096)
def _splits(digits: str, borders: frozenset[int], count: int) -> tuple[Split, ...]:
    """At most one more than ``SPLITS``. The parts, none longer than the total, are found in two halves, each by its sum."""
    found: list[Split] = []
    for start in range(max(count - 1, len(digits) - DIGITS), len(digits)):
        run = _Run(digits, borders, len(digits) - start)
        if run.is_number(start, len(digits)) and _may_sum(start, count - 1, total := int(digits[start:])):
            found += islice(((*parts, total) for parts in run.summing(start, count - 1, total)), SPLITS + 1 - len(found))
    return tuple(found)


def _may_sum(digits: int, count: int, total: int) -> bool:
    """Whether so many digits in so many numbers can sum to a total: the longest is no shorter, and no longer, than that leaves."""
    shortest, longest = -(-digits // count), digits - count + 1
    least: int = 10 ** (shortest - 1) if shortest > 1 else 0
    return shortest <= DIGITS and least <= total <= 10**longest - 1 + 9 * (count - 1)


class _Run:
    """One run of digits, and the ways to read stretches of it as numbers of at most ``longest`` digits, by their sum."""

    def __init__(self, digits: str, borders: frozenset[int], longest: int) -> None:
        self._digits, self._borders, self._longest = digits, borders, longest
        self._known: dict[tuple[int, int, int], dict[int, list[Split]]] = {}

    def summing(self, end: int, count: int, total: int) -> Iterator[Split]:
        """The ways to read the digits before ``end`` as so many numbers that sum to a total."""
        half = count // 2
        for middle in range(max(half, end - (count - half) * self._longest), min(half * self._longest, end - count + half) + 1):
            rest = self._sums(middle, end, count - half)
            for number, heads in self._sums(0, middle, half).items():
                yield from ((*head, *tail) for tail in rest.get(total - number, ()) for head in heads)

    def _sums(self, start: int, end: int, count: int) -> dict[int, list[Split]]:
        place = (start, end, count)
        if place not in self._known:
            self._known[place] = defaultdict(list)
            for numbers in self._readings(start, end, count):
                self._known[place][sum(numbers)].append(numbers)
        return self._known[place]

    def _readings(self, start: int, end: int, count: int) -> Iterator[Split]:
        if count == 0 and start == end:
            yield ()
        first = max(start + 1, end - (count - 1) * self._longest)
        for stop in range(first, min(end - count + 1, start + self._longest) + 1) if count > 0 else ():
            if not self.is_number(start, stop):
                break
            number = int(self._digits[start:stop])
            yield from ((number, *rest) for rest in self._readings(stop, end, count - 1))

    def is_number(self, start: int, end: int) -> bool:
        """Whether a stretch is one number: no blank inside it, no leading zero."""
        return (self._digits[start] != "0" or end == start + 1) and not any(start < border < end for border in self._borders)


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


def settle(candidates: dict[str, tuple[Split, ...]], balances: list[Balance], complete: bool = True) -> dict[str, Split]:
    """Choose one split a row so that every balance (parts, totals) holds in every column; rows that stay ambiguous are left out.

    Where no choice satisfies all balances (the source itself is wrong) or there are too many choices, only rows with a single split
    are returned. Where cells may have vanished (``complete`` is False) a row's own sum proves little, and only rows that balances
    confirm are returned.
    """
    single = {row: found[0] for row, found in candidates.items() if len(found) == 1 and complete}
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
        if len(layers[-1]) * len(vectors) > STATES:
            return None
        reached = {tuple(map(int.__add__, state, vector)) for state in layers[-1] for vector in vectors}
        layers.append({s for s in reached if all(a <= -n <= b for a, n, b in zip(low, s, high, strict=True))})
    if not layers[-1]:
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


def as_digits(printed: str) -> tuple[str, ...]:
    """The runs of digits of a row, each mark for an empty cell as a 0 of its own, which no number holds and no sum misses."""
    return tuple(_MARK.sub(" 0 ", printed).split())


def marks_among(printed: str, split: Split) -> dict[int, str]:
    """Which numbers of a split (from 0) of what ``as_digits`` gave stand for a mark, and the mark."""
    places = {at: character for at, character in enumerate("".join(printed.split())) if _MARK.match(character)}
    starts = accumulate((len(str(number)) for number in split), initial=0)
    return {index: places[start] for index, start in enumerate(starts) if start in places}
