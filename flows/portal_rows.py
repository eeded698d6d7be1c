"""Rows for the roster, proposed for organs that a list names and the roster has not: one a organ, whatever names it goes by."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flows.portal_names import vertical_word, without_superior
from flows.reference import ReferenceFileError
from flows.regions import Region, ancestors
from flows.roster import Agency, normal_name
from flows.roster_names import prefixes

_ENDINGS = (
    ("人民政府办公室", "government_office"), ("政府办公室", "government_office"), ("人民政府办公厅", "government_office"),
    ("街道办事处", "street"), ("街道", "street"), ("镇人民政府", "township"), ("乡人民政府", "township"), ("苏木人民政府", "township"),
    ("人民政府", "government"), ("管理委员会", "zone"), ("管委会", "zone"),
)  # fmt: skip
_OWN = "省市县区州旗"
"""Begins names that leave out of which place: 市财政局."""
_SCOPES = {"government": "consolidated", "government_office": "government_office"}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row for the roster, and what about it is a guess."""

    agency: Agency
    doubts: tuple[str, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the row, as names are compared."""
        return tuple(map(normal_name, (self.agency.name, *self.agency.short_names, *self.agency.former_names)))


def checked_region(regions: Mapping[str, Region], region_code: str | None) -> None:
    """``ReferenceFileError`` where a region that was given is none of regions.csv."""
    if region_code is not None and region_code not in regions:
        raise ReferenceFileError(f"regions.csv has no region {region_code}; --region wants a region_code of it")


def region_of(name: str, regions: Mapping[str, Region]) -> list[Region]:
    """The regions whose names, with or without those above, an organ's name begins with: the longest; several where they share it."""
    found: dict[int, list[Region]] = {}
    for code, region in regions.items():
        if region.level != "country" and region.valid_to is None and region.name in name:
            above = [normal_name(regions[one].name) for one in ancestors(dict(regions), code) if regions[one].level != "country"]
            fits = max((len(form) for form in (prefix + above[0] for prefix in prefixes(above)) if name.startswith(form)), default=0)
            found.setdefault(fits, []).append(region)
    best = max(found, default=0)
    return found[best] if best else []


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the list stands: its host, ``usual`` the region of organs whose names say none, ``home`` that of the portal (None: not known),
    and organs whose ids have words for what such organs are called."""

    host: str
    usual: str | None
    home: str | None
    regions: dict[str, Region]
    named: Sequence[Agency]

    def is_at_home(self, region: Region) -> bool:
        """Whether a region lies in the portal's; where that is not known, it is not doubted."""
        return self.home is None or self.home in ancestors(self.regions, region.region_code)


def usual_region(regions: Iterable[str]) -> str | None:
    """The region that most of a list's organs are in."""
    return next((code for code, _ in Counter(regions).most_common(1)), None)


@dataclass(frozen=True, slots=True)
class Row:
    """An organ's name as a row of the roster. ``places`` are the regions its name may begin with, ``years`` those of its reports."""

    name: str
    years: frozenset[int]
    places: list[Region]
    setting: Setting

    @property
    def region(self) -> Region | None:
        """Its region, None where nothing tells: of several that share a name, the one in the usual region, or none."""
        regions, usual = self.setting.regions, self.setting.usual
        if len(self.places) == 1:
            return self.places[0]
        if self.places:
            inside = [one for one in self.places if usual in ancestors(regions, one.region_code)]
            return inside[0] if len(inside) == 1 else None
        found = regions.get(usual or "")
        # 市财政局 is none of a county's.
        return None if found is None or (self.name[0] in _OWN and self.name[0] != found.name[-1]) else found

    @property
    def whole_name(self) -> str:
        """The name with its place."""
        region = self.region
        if self.places or region is None or self.name != without_superior(self.name):
            return self.name
        return region.name + (self.name[1:] if self.name[0] in _OWN else self.name)

    @property
    def bare(self) -> str:
        """The name without its place and without what stands before it."""
        region, name = self.region, without_superior(self.whole_name)
        return name if region is None else name[name.find(region.name) + len(region.name) :] if region.name in name else name

    @property
    def kind(self) -> str:
        """What its name ends in makes it."""
        kind = next((kind for ending, kind in _ENDINGS if self.name.endswith(ending)), "department")
        return "vertical" if kind == "department" and vertical_word(self.name) else kind

    def proposed(self, region: Region, others: Mapping[str, tuple[str, ...]], agencies: Sequence[Agency]) -> Proposed:
        """The row, with what about it is a guess. ``others`` are its ``short_names`` and ``former_names``, ``agencies`` those there are."""
        kind, name, setting = self.kind, self.whole_name, self.setting
        identifier, known = self._identifier(region, {one.agency_id for one in agencies})
        above = _above(region, kind, agencies)
        doubts = [*self._place_doubts(region)]
        doubts += [] if known else ["its agency_id ends in a hash; give it a word before its reports are collected, if you like"]
        doubts += [] if above or kind in ("government", "vertical") else [_without_government(region)]
        short = dict.fromkeys((*(() if name == self.name else (self.name,)), *others.get("short_names", ())))
        values = {
            "agency_id": identifier, "name": name, "short_names": "；".join(short),
            "former_names": "；".join(others.get("former_names", ())), "region_code": region.region_code,
            "level": "township" if kind in ("township", "street") else region.level, "kind": kind,
            "scope": _SCOPES.get(kind, "organ"), "reports_to": above, "portal": setting.host if setting.is_at_home(region) else "",
        }  # fmt: skip
        return Proposed(Agency.model_validate(dict.fromkeys(Agency.model_fields, "") | values), tuple(doubts))

    def _place_doubts(self, region: Region) -> Iterator[str]:
        if not self.places:
            yield f"its name does not say where it is; {region.name} was given or is that of the list's other organs"
        if len(self.places) > 1:
            yield f"{' and '.join(one.region_code for one in self.places)} carry the name it begins with; {region.region_code} is taken"
        if self.kind == "zone" and region.kind != "zone":
            yield f"a zone is a region of its own in regions.csv; as long as that lacks it, it is put under {region.name}"
        if not self.setting.is_at_home(region):
            yield f"it is of another place than this portal ({self.setting.host}), which is therefore not set as its portal"

    def _identifier(self, region: Region, taken: set[str]) -> tuple[str, bool]:
        """An id as the roster makes them, by the id of an organ called so elsewhere, and True; else one with a hash."""
        kind, bare = self.kind, self.bare
        words = [kind.replace("government_office", "office")] if kind in ("government", "government_office") else []
        words += [vertical_word(self.name) or ""] if kind == "vertical" else []
        for agency in self.setting.named if kind == "department" and len(bare) > 2 else ():
            begin, _, word = agency.agency_id.partition("-")
            words += [word] if agency.kind == kind and begin == agency.region_code and agency.name.endswith(bare) else []
        free = next((f"{region.region_code}-{word}" for word in words if f"{region.region_code}-{word}" not in taken), None)
        if free is not None:
            return free, True
        word = {"township": "town", "department": "organ"}.get(kind, kind)
        return f"{region.region_code}-{word}-{hashlib.sha256(self.name.encode()).hexdigest()[:6]}", False


def _above(region: Region, kind: str, agencies: Iterable[Agency]) -> str:
    """The organ whose consolidated report sums it: that of its region; none of a government, which only a person can say, and none of an
    organ of a vertical system."""
    codes = (region.region_code, region.parent_code) if region.kind == "zone" else (region.region_code,)
    found = [one.agency_id for code in codes for one in agencies if one.region_code == code and one.scope == "consolidated"]
    return found[0] if found and kind not in ("government", "vertical") else ""


def _without_government(region: Region) -> str:
    return (
        f"the roster has no government of {region.name} in whose report it could be summed: reports_to stays empty until that is added, "
        "and is then to be set"
    )
