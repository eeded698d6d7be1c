"""The roster as a workbook that officials edit, and back: every fault by row and column, nothing written unless there is none."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from flows.decisions import Decision
from flows.disk import replacing
from flows.reference import read_file, read_rows
from flows.regions import Region, load_regions
from flows.roster import Agency, Roster
from flows.roster_check import Problem, check
from flows.settings import Settings
from flows.workbook import Fault, Field, Filled, Sheet, WorkbookFaults, read, words, write

_WIDTHS = {"name": 30, "short_names": 26, "former_names": 22, "agency_id": 26, "reports_to": 24, "portal": 24, "region_name": 14}
_WIDTHS |= {"successors": 24, "credit_code": 22}
_LATER = ("successors", "credit_code")
"""Columns that workbooks of earlier versions lack: what the roster has there stays."""
_CHOICES = ("level", "kind", "scope")
_NAMES = ("short_names", "former_names", "successors")
_WANTED = ("agency_id", "name", "region_code", "level", "kind", "scope")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_PARTS = re.compile(r"[；;\n]")
_TELLING = {"unknown_region": "region_code", "region_ended": "region_code", "dates_reversed": "valid_to", "kind_and_scope": "scope"}
_TELLING |= {"successor_no_end": "valid_to", "credit_code_wrong": "credit_code", "duplicate_credit_code": "credit_code"}
_SUPERIOR = ("unknown_superior", "superior_not_consolidated", "superior_circle")


def fields() -> tuple[Field, ...]:
    """The columns of the roster's sheet, which are those of ``agencies.csv``."""
    said = words()

    def field(key: str) -> Field:
        choices = said[key] if key in _CHOICES else {}
        return Field(key, said["roster"][key], _WIDTHS.get(key, 13), choices, may_lack=key in _LATER)

    return tuple(field(key) for key in Agency.model_fields)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a workbook changes: agencies added and removed, and of those changed each field with its old and new text."""

    added: tuple[Agency, ...]
    removed: tuple[Agency, ...]
    changed: tuple[tuple[Agency, dict[str, tuple[str, str]]], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def lines(self) -> list[str]:
        """What a person reads of it, one line an agency added or removed and one a field changed."""
        said, heads = words()["import"], words()["roster"]
        lines = [f"{said[what]} {a.agency_id} {a.name}" for what in ("added", "removed") for a in getattr(self, what)]
        for agency, differ in self.changed:
            pairs = ((heads[key], was or said["nothing"], now or said["nothing"]) for key, (was, now) in differ.items())
            lines += [f"{said['changed']} {agency.agency_id} {agency.name}  {head}：{was} → {now}" for head, was, now in pairs]
        return lines


def texts(agency: Agency) -> dict[str, str]:
    """An agency's fields as ``agencies.csv`` has them."""
    values = agency.model_dump(mode="json")
    return {key: "；".join(value) if isinstance(value, list) else value or "" for key, value in values.items()}


def export(settings: Settings, agencies: Iterable[Agency]) -> bytes:
    """The workbook of the roster, with the region codes on a sheet of their own."""
    said = words()["roster"]
    regions = load_regions(settings)
    known = {region.region_code: region for region in regions}
    rows = ({**texts(agency), "region_name": _full_name(known, known.get(agency.region_code))} for agency in agencies)
    name = Field("region_name", said["region_name"], 22, filled_in=False)
    shown = tuple(column for one in fields() for column in ((one, name) if one.key == "region_code" else (one,)))
    roster = Sheet(said["sheet"], said["title"], said["note"], shown, rows)
    columns = (("region_code", 14), ("region_name", 40), ("valid_from", 13), ("valid_to", 13))
    look_up = tuple(Field(key, said[key], width, filled_in=False) for key, width in columns)
    places = ({**region.model_dump(), "region_name": _full_name(known, region)} for region in regions)
    return write(roster, Sheet(said["regions"], said["regions"], said["regions"], look_up, places))


def _full_name(known: dict[str, Region], region: Region | None) -> str:
    if region is None or region.level == "country":
        return region.name if region else ""
    above = known.get(region.parent_code or "")
    return region.name if above is None or above.level == "country" else _full_name(known, above) + region.name


def take_in(settings: Settings, content: bytes) -> list[Agency]:
    """The agencies of a workbook, in its order. ``WorkbookFaults`` names every row and column that is wrong."""
    filled, faults = read(content, words()["roster"]["sheet"], fields())
    if not filled:
        raise WorkbookFaults([Fault(words()["import"]["no_rows"])])
    before = {agency.agency_id: texts(agency) for agency in own_agencies(settings)}
    whole = (Filled(one.row, _kept(before.get(one.values["agency_id"], {})) | one.values) for one in filled)
    parsed = [(one, agency) for one in whole if (agency := _agency(one, faults)) is not None]
    agencies = [agency for _, agency in parsed]
    known = {one.values["agency_id"] for one in filled}
    faults += [*_compared(settings, [one.row for one, _ in parsed], agencies, known), *_still_named(settings, known)]
    if faults:
        raise WorkbookFaults(sorted(faults, key=lambda fault: fault.row or 0))
    return agencies


def _kept(before: dict[str, str]) -> dict[str, str]:
    return {key: before.get(key, "") for key in _LATER}


def _agency(filled: Filled, faults: list[Fault]) -> Agency | None:
    values = {**filled.values, **{key: "；".join(_names(filled.values[key])) for key in _NAMES}}
    empty = [key for key in _WANTED if not values[key]]
    faults += [_fault(filled.row, key, "empty") for key in empty]
    odd = values["agency_id"]
    if odd and not _IDENTIFIER.fullmatch(odd):
        faults.append(_fault(filled.row, "agency_id", "identifier", value=odd))
    try:
        return Agency.model_validate(values)
    except ValidationError as error:
        keys = [str(fault["loc"][0]) for fault in error.errors()]
        wrong = [key for key in keys if key not in empty and key not in _CHOICES]
        faults += [_fault(filled.row, key, "date" if key.startswith("valid") else "wrong", value=values[key]) for key in wrong]
        return None


def _names(text: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def _fault(row: int, key: str, message: str, **values: str) -> Fault:
    return Fault(words()["import"][message].format(**values), row, words()["roster"][key])


def _compared(settings: Settings, rows: list[int], agencies: list[Agency], known: set[str]) -> list[Fault]:
    """What is wrong between the rows; hints that leave the roster usable are not held against it, nor is a superior or a successor
    in a faulty row."""
    found = check(settings, Roster(agencies, load_regions(settings)), portals=None)
    missing = ("unknown_superior", "unknown_successor")
    errors = [one for one in found if one.severity == "error" and not (one.code in missing and one.detail in known)]
    return [Fault(_said(problem), rows[problem.place or 0], words()["roster"][_column(problem)]) for problem in errors]


def _still_named(settings: Settings, known: set[str]) -> list[Fault]:
    """Organs that a workbook takes away although decisions on documents name them."""
    gone = {agency.agency_id for agency in own_agencies(settings)} - known
    rows = read_rows(settings, "decisions.csv", Decision)
    named = dict.fromkeys(row.value for row in rows if row.kind == "document" and row.decision == "agency" and row.value in gone)
    return [Fault(words()["import"]["decided"].format(value=key)) for key in named]


def _column(problem: Problem) -> str:
    if problem.code.startswith("superior") or problem.code in _SUPERIOR:
        return "reports_to"
    if "successor" in problem.code and problem.code not in _TELLING:
        return "successors"
    return _TELLING.get(problem.code, "name" if "name" in problem.code else "agency_id")


def _said(problem: Problem) -> str:
    what = words()["fault"][problem.code]
    return f"{what}（{problem.detail}）" if problem.detail else what


def compare(old: Iterable[Agency], new: Iterable[Agency]) -> Changes:
    """What turns one roster into another."""
    before, after = ({agency.agency_id: agency for agency in agencies} for agencies in (old, new))
    changed = []
    for key in before.keys() & after.keys():
        was, now = texts(before[key]), texts(after[key])
        differ = {name: (was[name], now[name]) for name in was if was[name] != now[name]}
        if differ:
            changed.append((after[key], differ))
    added = tuple(after[key] for key in after if key not in before)
    removed = tuple(before[key] for key in before if key not in after)
    return Changes(added, removed, tuple(sorted(changed, key=lambda pair: pair[0].agency_id)))


def own_agencies(settings: Settings) -> list[Agency]:
    """The agencies of the file that officials edit: the data folder's own, else the shipped one; never those of a sample region."""
    return read_file(settings.reference("agencies.csv")[0], Agency)


def save(settings: Settings, agencies: Iterable[Agency]) -> Path:
    """Write the data folder's ``agencies.csv``, whole or not at all."""
    target = settings.data / "agencies.csv"
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(Agency.model_fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(texts(agency) for agency in agencies)
    with replacing(target) as file:
        file.write(text.getvalue().encode())
    return target
