"""Telling apart digits that ran together: only splits that the form's arithmetic allows, and only where exactly one is left."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import prod

Split = tuple[int, ...]
MOST = 20_000
"""Combinations of rows looked at before a table is given up as ambiguous."""


@lru_cache(maxsize=4096)
def splits(chunks: tuple[str, ...], count: int) -> tuple[Split, ...]:
    """All ways to read runs of digits as ``count`` whole numbers without leading zeros, a blank always parting two numbers.

    The last number is the sum of the others.
    """
    return tuple(numbers for numbers in _readings(chunks, count) if sum(numbers[:-1]) == numbers[-1])


def grouped_splits(chunks: tuple[str, ...], groups: int, count: int) -> tuple[Split, ...]:
    """All ways to read runs of digits as ``groups`` times ``count`` numbers where each group's last number is the sum of its others."""
    return tuple(_grouped("".join(chunks), groups, count)) if len(chunks) == 1 else tuple(_grouped_chunks(chunks, groups, count))


def _readings(chunks: tuple[str, ...], count: int) -> Iterator[Split]:
    if not chunks:
        if count == 0:
            yield ()
        return
    least_after = sum(1 for c in chunks[1:] if c)
    for taken in range(1, count - least_after + 1):
        for head in _cuts(chunks[0], taken):
            for tail in _readings(chunks[1:], count - taken):
                yield head + tail


@lru_cache(maxsize=65536)
def _cuts(digits: str, count: int) -> tuple[Split, ...]:
    """All ways to cut one run of digits in ``count`` numbers without leading zeros."""
    if count == 1:
        return ((int(digits),),) if digits and (digits == "0" or digits[0] != "0") else ()
    found = []
    for end in range(1, len(digits) - count + 2):
        if end > 1 and digits[0] == "0":
            break
        found += [(int(digits[:end]), *rest) for rest in _cuts(digits[end:], count - 1)]
    return tuple(found)


def _grouped(digits: str, groups: int, count: int) -> Iterator[Split]:
    if groups == 0:
        if not digits:
            yield ()
        return
    for end in range(count, len(digits) - (groups - 1) * count + 1):
        for head in splits((digits[:end],), count):
            for tail in _grouped(digits[end:], groups - 1, count):
                yield head + tail


def _grouped_chunks(chunks: tuple[str, ...], groups: int, count: int) -> Iterator[Split]:
    for numbers in _readings(chunks, groups * count):
        parts = [numbers[i : i + count] for i in range(0, groups * count, count)]
        if all(sum(part[:-1]) == part[-1] for part in parts):
            yield numbers


def settle(candidates: dict[str, tuple[Split, ...]], balances: list[tuple[list[str], list[str]]]) -> dict[str, Split]:
    """Choose one split a row so that every balance (parts, totals) holds in every column; rows that stay ambiguous are left out.

    Where no choice satisfies all balances (the source itself is wrong) or there are too many choices, only rows with a single split
    are returned.
    """
    single = {row: found[0] for row, found in candidates.items() if len(found) == 1}
    open_rows = [row for row, found in candidates.items() if len(found) > 1]
    usable = [b for b in balances if all(row in candidates and candidates[row] for row in (*b[0], *b[1]))]
    if not open_rows or not usable or prod(len(candidates[row]) for row in open_rows) > MOST:
        return single
    fitting = []
    for choice in product(*(candidates[row] for row in open_rows)):
        chosen = single | dict(zip(open_rows, choice, strict=True))
        if all(_holds(balance, chosen) for balance in usable):
            fitting.append(chosen)
    if not fitting:
        return single
    return {row: split for row, split in fitting[0].items() if all(other[row] == split for other in fitting)}


def _holds(balance: tuple[list[str], list[str]], chosen: dict[str, Split]) -> bool:
    parts, totals = balance
    width = len(chosen[parts[0]])
    return all(sum(chosen[row][i] for row in parts) == sum(chosen[row][i] for row in totals) for i in range(width))


def as_decimals(split: Split) -> list[Decimal]:
    """A split as exact values."""
    return [Decimal(number) for number in split]
