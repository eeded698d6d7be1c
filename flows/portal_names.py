"""Which names of organs are one organ's, which may be, and which organs are of vertical systems: by their ends (``organs.toml``)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from extractors.vocabulary import load_vocabulary
from flows.settings import forms_folder, shipped

Pairs = tuple[tuple[str, str], ...]
_ROUNDS = 3
"""A name goes over into another by as many changes at most: 卫计委, 卫生和计划生育委员会, 卫生健康委员会, 卫健委."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of names. ``same`` are pairs that end one name, ``renamed`` a former and the present end, ``vertical`` an end and the word
    of ids."""

    same: Pairs
    renamed: Pairs
    kinds: tuple[str, ...]
    superiors: tuple[str, ...]
    vertical: Pairs


@lru_cache(maxsize=1)
def ends() -> Ends:
    """What ships, with the equivalents by which the roster finds organs."""
    values = tomllib.loads(shipped("data", "organs.toml").read_text(encoding="utf-8"))
    pairs = {key: tuple((one, other) for one, other in values[key]) for key in ("same", "renamed", "vertical")}
    same = (*load_vocabulary(forms_folder()).equivalents, *pairs["same"])
    return Ends(same, pairs["renamed"], tuple(values["kinds"]), tuple(values["superiors"]), pairs["vertical"])


def forms(name: str) -> set[str]:
    """A name, without its place, in every form that usage has for it."""
    found = {name}
    for _ in range(_ROUNDS):
        found |= set(_changed(found, ends().same)) | set(_changed(found, tuple((other, one) for one, other in ends().same)))
    return found


def later_forms(name: str) -> set[str]:
    """The names that an organ of this name bears today, where it only changed its name."""
    return {form for later in _changed(forms(name), ends().renamed) for form in forms(later)}


def _changed(names: Iterable[str], pairs: Pairs) -> list[str]:
    # 人民政府 ends with 政府, and is not to become 人民人民政府.
    return [
        name.removesuffix(one) + other
        for name in names
        for one, other in pairs
        if name.endswith(one) and not (other.endswith(one) and name.endswith(other))
    ]


def without_superior(name: str) -> str:
    """A name without what stands before the place of an organ of a vertical system: 示例区税务局 of 国家税务总局示例区税务局."""
    return next((name.removeprefix(one) for one in ends().superiors if name.startswith(one) and vertical_word(name)), name)


def vertical_word(name: str) -> str | None:
    """The word in the ids of such organs of a vertical system; None for other organs."""
    return next((word for end, word in ends().vertical if name.endswith(end)), None)


def may_be_one(one: str, other: str, years: frozenset[int]) -> bool:
    """Whether two names, without their places, may be one organ's. ``years`` are those of which both have reports.

    Names that say the same thing of different kinds of organ (卫生健康局, 卫生健康委员会) may be. So may those of which one says all that
    the other says and more (教育局, 教育体育局), unless both report of one year, which one organ does not.
    """
    short, long = sorted((_stem(one), _stem(other)), key=len)
    if len(short) < 2:
        return False
    return short == long or (not years and short[0] == long[0] and _is_inside(short, long))


def _stem(name: str) -> str:
    longest = max(forms(name), key=lambda form: (len(form), form))
    return next((longest.removesuffix(end) for end in ends().kinds if longest.endswith(end)), "")


def _is_inside(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)
