"""Regions: administrative divisions by their GB/T 2260 code, and functional zones with codes of our own under their host region.

A zone's code is its host region's code, ``Z`` and two digits. ``parent_code`` is the region that a region's government answers to;
``host_region_code`` the division in whose territory a zone lies. A division that was merged, or that got another code when it was
renamed, keeps its row. Of such changes often only the year is known: the new row is then valid from the first day of the year at whose
end it was in force, the old one to the last day of the year before.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from flows.reference import Day, Maybe, Names, ReferenceFileError, Row, read_file, unique
from flows.settings import Settings

Level = Literal["country", "province", "prefecture", "county", "township"]


class Region(Row):
    """A row of ``regions.csv``. ``former_names`` are those it had under the same code since 2008."""

    region_code: str
    name: str
    name_en: str
    former_names: Names = ()
    level: Level
    kind: Literal["division", "zone"]
    parent_code: Maybe
    host_region_code: Maybe
    valid_from: Day
    valid_to: Day


def load_regions(settings: Settings) -> tuple[Region, ...]:
    """All regions. ``ReferenceFileError`` on a code that stands twice, a parent or host that is none, or parents that go in a circle."""
    paths = settings.reference("regions.csv")
    regions = [region for path in paths for region in _of_file(path, hashlib.sha256(path.read_bytes()).hexdigest())]
    unique([region.region_code for region in regions], "regions.csv: a region")
    by_code = {region.region_code: region for region in regions}
    for region in regions:
        for code in (region.parent_code, region.host_region_code):
            if code is not None and code not in by_code:
                raise ReferenceFileError(f"regions.csv: {region.region_code} names a region that is not there: {code}")
        if region.kind == "zone" and region.host_region_code is None:
            raise ReferenceFileError(f"regions.csv: the zone {region.region_code} has no host region")
        ancestors(by_code, region.region_code)
    return tuple(regions)


@lru_cache(maxsize=16)
def _of_file(path: Path, digest: str) -> tuple[Region, ...]:  # noqa: ARG001 - a file that changed is read again
    """Thousands of rows, asked for several times in each run."""
    return tuple(read_file(path, Region))


def ancestors(regions: dict[str, Region], code: str) -> list[str]:
    """A region's own code and those above it, nearest first. ``ReferenceFileError`` where they go in a circle."""
    chain: list[str] = []
    current: str | None = code
    while current is not None:
        if current in chain:
            raise ReferenceFileError(f"regions.csv: {code} lies in itself: {' → '.join([*chain, current])}")
        chain.append(current)
        current = regions[current].parent_code
    return chain
