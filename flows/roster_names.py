"""The names by which a printed name finds its organ: those the roster gives, and those that follow from its region and from usage."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from flows.regions import Region, ancestors

_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


_FORMER = re.compile(r"(?:^|(?<=[省市县区旗州]))原")


class Named(Protocol):
    """What is needed to know of an organ."""

    @property
    def name(self) -> str: ...
    @property
    def short_names(self) -> tuple[str, ...]: ...
    @property
    def former_names(self) -> tuple[str, ...]: ...
    @property
    def region_code(self) -> str: ...
    @property
    def kind(self) -> str: ...


def normal_name(name: str) -> str:
    """A name as it is compared: NFKC, without blanks and invisible characters."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name))


def name_without_former(name: str) -> str:
    """A name without the 原 that is put before the name of an organ which is no more: 原示例市旅游局, 示例市原旅游局."""
    return _FORMER.sub("", name, count=1)


class Places:
    """The regions by code, and which of their names more than one of them carries."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._regions = {region.region_code: region for region in regions}
        self._chains: dict[str, tuple[str, ...]] = {}
        # A division that got another code keeps its name: 公主岭市 is one place.
        carried = Counter(region.name for region in self._regions.values() if region.kind == "division" and region.valid_to is None)
        self._shared = {name for name, times in carried.items() if times > 1}

    def chain(self, code: str) -> tuple[str, ...]:
        """The names of a region and those above it, nearest first, the country left out; none for a region that is not known."""
        if code not in self._chains:
            codes = ancestors(self._regions, code) if code in self._regions else []
            found = (self._regions[one] for one in codes)
            self._chains[code] = tuple(normal_name(region.name) for region in found if region.level != "country")
        return self._chains[code]

    def is_shared(self, name: str) -> bool:
        """Whether several divisions carry a name: 鼓楼区 alone says nothing of the city."""
        return name in self._shared

    def tells(self, name: str, code: str) -> bool:
        """Whether an organ's name says by itself in which region it is; where no region is known, it is not doubted."""
        chain = self.chain(code)
        return not chain or any(place in name for place in chain if not self.is_shared(place))


def derived_names(organ: Named, places: Places, equivalents: tuple[tuple[str, str], ...]) -> set[str]:
    """Names that follow from those of the roster: with and without the regions above, a government by its region, usual abbreviations.

    A name is never cut down to the name of a region that several divisions carry.
    """
    chain = places.chain(organ.region_code)
    names = {normal_name(name) for name in (organ.name, *organ.short_names, *organ.former_names)}
    if organ.kind == "government":
        by_region = ("".join(chain[level::-1]) for level in range(len(chain)))
        names |= {name for name in by_region if places.tells(name, organ.region_code)}
    names |= {other for name in names for other in _usual(name, equivalents)}
    placed = {other for name in names for other in _placed(name, chain)}
    return names | {name for name in placed if places.tells(name, organ.region_code)}


def _usual(name: str, equivalents: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for one, other in equivalents:
        if name.endswith(one):
            yield name.removesuffix(one) + other
        elif name.endswith(other):
            yield name.removesuffix(other) + one


def _placed(name: str, chain: tuple[str, ...]) -> Iterator[str]:
    """The name with any of the regions above before it, or without those that stand there."""
    bare = name
    for place in reversed(chain[1:]):
        bare = bare.removeprefix(place) if bare != place else bare
    if not chain or not bare.startswith(chain[0]):
        return
    yield from (prefix + bare for prefix in prefixes(chain))


def prefixes(chain: Sequence[str]) -> list[str]:
    """What may stand before the name of a region, the first of ``chain``: nothing, or any of the others, those above it, nearest last."""
    above = [""]
    for place in chain[1:]:
        above += [place + prefix for prefix in above]
    return above
