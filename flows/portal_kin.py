"""One row an organ: which of a list's names are names of one, which may be, and which may be names of an organ that the roster has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.portal_names import forms, later_forms, may_be_one, without_superior
from flows.portal_rows import Proposed, Row, Setting, checked_region, region_of, usual_region
from flows.reference import read_file
from flows.regions import Region, load_regions
from flows.roster import Agency, Roster, normal_name
from flows.roster_xlsx import own_agencies, save
from flows.settings import Settings, shipped

_ALIKE = frozenset(["department", "township", "street", "vertical"])
"""Kinds of organs of which names that are much alike may be one organ's; 人民政府 and 人民政府办公室 never are."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Names that may be one organ's, perhaps one of the roster's (``agency``): no row is proposed for them."""

    names: tuple[str, ...]
    agency: Agency | None = None


@dataclass(frozen=True, slots=True)
class Proposals:
    """Rows for the roster, names that may be one organ's, and names of which nothing tells where they are."""

    rows: tuple[Proposed, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    placeless: tuple[str, ...] = ()


def proposals(
    settings: Settings,
    roster: Roster,
    names: Mapping[str, frozenset[int]],
    known: Iterable[Agency],
    host: str,
    region_code: str | None = None,
    site: str = "",
) -> Proposals:
    """Rows for the organs of ``names``, which the roster has not, with the years of their reports; governments first.

    ``known`` are the list's other organs, ``region_code`` that of organs whose names do not say theirs, ``site`` the portal's name.
    ``ReferenceFileError`` where the region is none of regions.csv.
    """
    regions = {region.region_code: region for region in load_regions(settings)}
    checked_region(regions, region_code)
    places = {name: region_of(without_superior(name), regions) for name in names}
    seen = [agency.region_code for agency in known] + [found[0].region_code for found in places.values() if len(found) == 1]
    usual = region_code or usual_region(seen)
    home = _home(region_of(normal_name(site), regions), region_code, usual, seen)
    setting = Setting(host, usual, home, regions, [*roster.agencies, *read_file(shipped("data", "agencies.csv"), Agency)])
    rows = [Row(name, names[name], places[name], setting) for name in sorted(names, key=lambda name: not name.endswith("人民政府"))]
    organs = _organs([row for row in rows if row.region is not None])
    unsure = [*_in_roster(organs, roster.agencies), *_alike(organs)]
    doubtful = {name for one in unsure for name in one.names}
    made: list[Proposed] = []
    for organ in organs:
        if organ.head.name not in doubtful:
            made.append(organ.proposed([*roster.agencies, *(one.agency for one in made)]))
    return Proposals(tuple(made), tuple(unsure), tuple(row.name for row in rows if row.region is None))


def _home(of_site: Sequence[Region], given: str | None, usual: str | None, seen: Sequence[str]) -> str | None:
    """The region of a portal: what it calls itself, else the one given, else that of more than half of its organs; None where none is."""
    if len(of_site) == 1:
        return of_site[0].region_code
    return given or (usual if usual is not None and 2 * seen.count(usual) > len(seen) else None)


@dataclass(frozen=True, slots=True)
class _Organ:
    """An organ with its names: ``rows`` those it bears, ``former`` those it bore."""

    region: Region
    rows: tuple[Row, ...]
    former: tuple[Row, ...] = ()

    @property
    def head(self) -> Row:
        """The name that says most."""
        return max(self.rows, key=lambda row: (len(row.bare), len(row.name)))

    @property
    def names(self) -> tuple[str, ...]:
        """All of its names, the one that says most first."""
        return (self.head.name, *(row.name for row in (*self.rows, *self.former) if row != self.head))

    @property
    def years(self) -> frozenset[int]:
        """The years of its reports under the names it bears."""
        return frozenset(year for row in self.rows for year in row.years)

    @property
    def forms(self) -> set[str]:
        """Its names without their places, in every form."""
        return {form for row in self.rows for form in forms(row.bare)}

    def proposed(self, agencies: Sequence[Agency]) -> Proposed:
        short = tuple(row.name for row in self.rows if row != self.head and row.name != self.head.whole_name)
        former = dict.fromkeys(name for row in self.former for name in (row.whole_name, row.name))
        return self.head.proposed(self.region, {"short_names": short, "former_names": tuple(former)}, agencies)


def _organs(rows: Iterable[Row]) -> list[_Organ]:
    """Rows as organs: those that are names of one are one, a name that another only replaced is its former one."""
    found: list[_Organ] = []
    for row in rows:
        same = next((one for one in found if one.region == row.region and forms(row.bare) & one.forms), None)
        if same is not None:
            found[found.index(same)] = _Organ(same.region, (*same.rows, row))
        elif row.region is not None:
            found.append(_Organ(row.region, (row,)))
    for organ in list(found):
        after = next((one for one in found if one.region == organ.region and _replaced(organ, one)), None)
        if after is not None:
            found[found.index(after)] = _Organ(after.region, after.rows, (*after.former, *organ.rows))
            found.remove(organ)
    return found


def _replaced(before: _Organ, after: _Organ) -> bool:
    later = {form for row in before.rows for form in later_forms(row.bare)}
    in_turn = bool(before.years and after.years) and max(before.years) <= min(after.years)
    return before is not after and in_turn and bool(later & after.forms)


def _alike(organs: Sequence[_Organ]) -> list[Unsure]:
    """Organs that may be one, all that hang together at once."""
    groups: list[list[_Organ]] = []
    for organ in organs:
        near = [group for group in groups if any(_may_be_one(organ, other) for other in group)]
        groups = [group for group in groups if group not in near] + [[*(one for group in near for one in group), organ]]
    return [Unsure(tuple(name for organ in group for name in organ.names)) for group in groups if len(group) > 1]


def _may_be_one(one: _Organ, other: _Organ) -> bool:
    if one.region != other.region or not {one.head.kind, other.head.kind} <= _ALIKE:
        return False
    renamed = any(later_forms(row.bare) & b.forms for a, b in ((one, other), (other, one)) for row in a.rows)
    return renamed or may_be_one(one.head.bare, other.head.bare, one.years & other.years)


def _in_roster(organs: Iterable[_Organ], agencies: Sequence[Agency]) -> list[Unsure]:
    found = []
    for organ in organs:
        near = [one for one in agencies if one.region_code == organ.region.region_code and _is_near(organ, one, organ.region)]
        found += [Unsure(organ.names, near[0])] if near else []
    return found


def _is_near(organ: _Organ, agency: Agency, region: Region) -> bool:
    bare = without_superior(normal_name(agency.name)).rpartition(region.name)[2]
    if organ.forms & forms(bare):
        return True
    if not {organ.head.kind, agency.kind} <= _ALIKE:
        return False
    return any(later_forms(row.bare) & forms(bare) for row in organ.rows) or may_be_one(organ.head.bare, bare, frozenset())


def with_areas(table: dict[str, object], names: Mapping[str, str], organs: Mapping[str, str]) -> list[str]:
    """Give the codes of organs in a table the organs that stand beside them, by ``organs`` (name to agency_id); what is left unsure."""
    areas = table.get("areas")
    if not isinstance(areas, dict):
        return []
    table["areas"] = areas = {code: agency or organs.get(normal_name(names.get(code, "")), "") for code, agency in areas.items()}
    open_codes = [code for code, agency in areas.items() if not agency]
    if not open_codes:
        return []
    shown = "、".join(f"{code} ({names[code]})" if names.get(code) else code for code in open_codes[:6])
    more = f" and {len(open_codes) - 6} more" if len(open_codes) > 6 else ""
    return [
        f"of {len(open_codes)} of the {len(areas)} codes it is not known whose they are: {shown}{more}; once agencies.csv has the organ, "
        f'write its agency_id behind the code: areas = {{ "{open_codes[0]}" = "990100-finance", … }}'
    ]


def add_agencies(settings: Settings, proposed: Iterable[Proposed]) -> str:
    """Append the rows to the data folder's agencies.csv, which begins as the shipped one; its path."""
    return str(save(settings, [*own_agencies(settings), *(one.agency for one in proposed)]))
