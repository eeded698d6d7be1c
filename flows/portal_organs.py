"""Whose reports a list's links are: the roster's organs, or rows proposed for those that it has not."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.listings.page import Link
from extractors.titles import parse_title
from extractors.vocabulary import Vocabulary
from flows.judge import vocabulary
from flows.reference import ReferenceFileError, read_file
from flows.regions import Region, ancestors, load_regions
from flows.roster import Agency, Context, Roster, normal_name
from flows.roster_xlsx import own_agencies, save
from flows.settings import Settings, shipped

_ENDINGS = (
    ("人民政府办公室", "government_office"), ("政府办公室", "government_office"), ("人民政府办公厅", "government_office"),
    ("街道办事处", "street"), ("街道", "street"), ("镇人民政府", "township"), ("乡人民政府", "township"), ("苏木人民政府", "township"),
    ("人民政府", "government"), ("管理委员会", "zone"), ("管委会", "zone"),
)  # fmt: skip
_BARE = re.compile(r"((?:19|20)\d{2})年?度?(?:政府信息公开)?(?:工作)?(?:年度报告|年报)(?:\.\w+)?")
_OWN = "省市县区州旗"
"""Begins names that leave out of which place: 市财政局."""
_SCOPES = {"government": "consolidated", "government_office": "government_office"}


@dataclass(frozen=True, slots=True)
class Titled:
    """A link as a report: what its title says, the organ of the roster it belongs to, and what about it is unsure.

    ``is_report`` is None where the link has no words, so that nothing tells.
    """

    link: Link
    is_report: bool | None
    printed: str | None
    year: int | None
    agency: Agency | None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row for the roster, and what about it is a guess."""

    agency: Agency
    doubts: tuple[str, ...] = field(default=())


def titled(links: Iterable[Link], roster: Roster, host: str, agency_id: str | None) -> list[Titled]:
    """What each link's title says. ``agency_id`` is the organ whose list it is, where it is one organ's."""
    words = vocabulary()
    return [_titled(link, roster, host, link.agency_id or agency_id, words) for link in links]


def _titled(link: Link, roster: Roster, host: str, agency_id: str | None, words: Vocabulary) -> Titled:
    if not link.text:
        return Titled(link, None, None, None, roster.by_id.get(agency_id or ""), ("the link has no words",))
    bare = _BARE.fullmatch(normal_name(link.text))
    parts = parse_title(link.text, words)
    if parts is None and bare is None:
        return Titled(link, False, None, None, None)
    printed, year = (parts.agency, parts.year) if parts is not None else (None, int(bare[1]) if bare else None)
    found, _ = roster.identify(printed, year, Context(host, agency_id))
    agency = roster.by_id.get(found or "")
    doubts = [] if printed or agency_id else ["the title names no organ"]
    if printed and agency_id and found != agency_id:
        doubts.append(f"the title names {printed}, which is not the list's organ")
    return Titled(link, True, printed, year, agency, (*doubts, *_year_doubts(year, link)))


def with_areas(table: dict[str, object], names: Mapping[str, str], roster: Roster, host: str) -> list[str]:
    """Give the codes of organs in a table the organs of the roster that stand beside them; what is unsure about that."""
    areas = table.get("areas")
    if not isinstance(areas, dict):
        return []
    found = {code: roster.identify(names.get(code), None, Context(host))[0] or "" for code in areas}
    table["areas"] = {code: agency or found[code] for code, agency in areas.items()}
    return [
        f"the organ of code {code} ({names.get(code) or 'no name beside it'}) is not known to the roster"
        for code in areas
        if not found[code]
    ]


def _year_doubts(year: int | None, link: Link) -> list[str]:
    if year is None:
        return ["the title names no year" + (f"; the date {link.date} makes {link.date.year - 1} likely" if link.date else "")]
    if link.date is not None and not year < link.date.year <= year + 1:
        return [f"year {year}, but the date beside it is {link.date}"]
    return []


def proposals(settings: Settings, roster: Roster, rows: Sequence[Titled], host: str, region_code: str | None = None) -> list[Proposed]:
    """Rows for the organs that titles name and the roster has not, governments first. ``region_code`` is that of organs whose names do not
    say theirs. ``ReferenceFileError`` where it is none of regions.csv."""
    regions = {region.region_code: region for region in load_regions(settings)}
    if region_code is not None and region_code not in regions:
        raise ReferenceFileError(f"regions.csv has no region {region_code}")
    names = strangers(rows)
    places = {name: _region_of(name, regions) for name in names}
    known = Counter(row.agency.region_code for row in rows if row.agency is not None)
    known.update(found[0].region_code for found in places.values() if len(found) == 1)
    usual = region_code or next((code for code, _ in known.most_common(1)), None)
    words = [*roster.agencies, *read_file(shipped("data", "agencies.csv"), Agency)]
    made: list[Proposed] = []
    for name in sorted(names, key=lambda name: not name.endswith("人民政府")):
        row = _Row(name, places[name], usual, regions, [*roster.agencies, *(one.agency for one in made)], words)
        made += [] if row.region is None else [row.proposed(names[name], host)]
    return made


def strangers(rows: Iterable[Titled]) -> dict[str, tuple[str, ...]]:
    """The names in titles that are no organ of the roster, each with its shorter forms (清水镇 of 清水镇人民政府)."""
    names = dict.fromkeys(normal_name(row.printed) for row in rows if row.is_report and row.printed and row.agency is None)
    whole = [name for name in names if not any(other in (f"{name}人民政府", f"{name}办事处") for other in names)]
    return {name: tuple(other for other in names if name in (f"{other}人民政府", f"{other}办事处")) for name in whole}


def _region_of(name: str, regions: dict[str, Region]) -> list[Region]:
    """The regions whose names, with or without those above, an organ's name begins with: the longest; several where they share it."""
    found: dict[int, list[Region]] = {}
    for code, region in regions.items():
        if region.level != "country" and region.valid_to is None and region.name in name:
            above = [normal_name(regions[one].name) for one in ancestors(regions, code) if regions[one].level != "country"]
            fits = max((len(form) for form in _forms(above) if name.startswith(form)), default=0)
            found.setdefault(fits, []).append(region)
    best = max(found, default=0)
    return found[best] if best else []


def _forms(chain: list[str]) -> list[str]:
    """A region's name, the first of ``chain``, alone and behind any of the others, which are those above it."""
    forms = [chain[0]]
    for place in chain[1:]:
        forms += [place + form for form in forms]
    return forms


@dataclass(frozen=True, slots=True)
class _Row:
    """An organ's name as a row of the roster. ``places`` are the regions its name may begin with, ``usual`` that of the list's others,
    ``named`` organs whose ids have words for what such organs are called."""

    name: str
    places: list[Region]
    usual: str | None
    regions: dict[str, Region]
    agencies: list[Agency]
    named: list[Agency]

    @property
    def region(self) -> Region | None:
        """Its region, None where nothing tells: of several that share a name, the one in the usual region, or none."""
        if len(self.places) == 1:
            return self.places[0]
        if self.places:
            inside = [one for one in self.places if self.usual in ancestors(self.regions, one.region_code)]
            return inside[0] if len(inside) == 1 else None
        usual = self.regions.get(self.usual or "")
        # 市财政局 is none of a county's.
        return None if usual is None or (self.name[0] in _OWN and self.name[0] != usual.name[-1]) else usual

    def _whole_name(self, region: Region) -> str:
        return self.name if self.places else region.name + (self.name[1:] if self.name[0] in _OWN else self.name)

    @property
    def kind(self) -> str:
        """What its name ends in makes it."""
        return next((kind for ending, kind in _ENDINGS if self.name.endswith(ending)), "department")

    def proposed(self, short_names: tuple[str, ...], host: str) -> Proposed:
        """The row, with what about it is a guess."""
        region, kind = self.region or next(iter(self.regions.values())), self.kind
        name = self._whole_name(region)
        identifier, known = self._identifier(region, name[name.find(region.name) + len(region.name) :])
        above = self._above(region)
        doubts = list(self._place_doubts(region))
        doubts += [] if known else ["its agency_id ends in a hash; give it a word before its reports are collected, if you like"]
        doubts += (
            [] if above or kind == "government" else [f"the roster has no government of {region.name} in whose report it could be summed"]
        )
        values = {
            "agency_id": identifier, "name": name, "short_names": "；".join(short_names if self.places else (self.name, *short_names)),
            "region_code": region.region_code, "level": "township" if kind in ("township", "street") else region.level, "kind": kind,
            "scope": _SCOPES.get(kind, "organ"), "reports_to": above, "portal": host,
        }  # fmt: skip
        return Proposed(Agency.model_validate(dict.fromkeys(Agency.model_fields, "") | values), tuple(doubts))

    def _place_doubts(self, region: Region) -> Iterator[str]:
        if not self.places:
            yield f"its name does not say where it is; {region.name} was given or is that of the list's other organs"
        if len(self.places) > 1:
            yield f"{' and '.join(one.region_code for one in self.places)} carry the name it begins with; {region.region_code} is taken"
        if self.kind == "zone" and region.kind != "zone":
            yield f"a zone is a region of its own in regions.csv; as long as that lacks it, it is put under {region.name}"

    def _identifier(self, region: Region, rest: str) -> tuple[str, bool]:
        """An id as the roster makes them, by the id of an organ called so elsewhere, and True; else one with a hash."""
        kind = self.kind
        if kind in ("government", "government_office"):
            return f"{region.region_code}-{kind.replace('government_office', 'office')}", True
        taken = {agency.agency_id for agency in self.agencies}
        for agency in self.named:
            begin, _, word = agency.agency_id.partition("-")
            same = agency.name.endswith(rest) and begin == agency.region_code and kind == agency.kind == "department"
            if same and len(rest) > 2 and f"{region.region_code}-{word}" not in taken:
                return f"{region.region_code}-{word}", True
        word = {"township": "town", "department": "organ"}.get(kind, kind)
        return f"{region.region_code}-{word}-{hashlib.sha256(self.name.encode()).hexdigest()[:6]}", False

    def _above(self, region: Region) -> str:
        """The organ whose consolidated report sums it: that of its region; of a government none, which only a person can say."""
        codes = (region.region_code, region.parent_code) if region.kind == "zone" else (region.region_code,)
        found = (one.agency_id for code in codes for one in self.agencies if one.region_code == code and one.scope == "consolidated")
        return "" if self.kind == "government" else next(found, "")


def add_agencies(settings: Settings, proposed: Iterable[Proposed]) -> str:
    """Append the rows to the data folder's agencies.csv, which begins as the shipped one; its path."""
    return str(save(settings, [*own_agencies(settings), *(one.agency for one in proposed)]))
