"""The documents to judge as a workbook, and the filled-in workbook as rows of ``decisions.csv``, which hold ever after."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.archive import object_path
from flows.decisions import Decision, same_as_before, subject_of
from flows.disk import replacing
from flows.review import Case
from flows.roster import Roster
from flows.settings import Settings
from flows.workbook import Fault, Field, Filled, Sheet, WorkbookFaults, read, words, write

_GIVEN = (("reasons", 14), ("name", 30), ("opening", 46), ("agencies", 30), ("years", 16))
_ASKED = (("verdict", 34), ("by", 10), ("remark", 16))
_REST = (("url", 30), ("link_text", 20), ("file_name", 18), ("document_id", 20), ("part", 7))
_FIRST_YEAR = 2007
_YEAR = re.compile(r"^(20\d{2})(?:年度?)?$|(?<!\d)(20\d{2})年度?$")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_CHOICES = 240


def fields() -> tuple[Field, ...]:
    """The columns of the sheet."""
    said = words()["review"]
    return tuple(Field(key, said[key], width, filled_in=(key, width) in _ASKED) for key, width in (*_GIVEN, *_ASKED, *_REST))


def export(cases: Iterable[Case]) -> bytes:
    """The workbook of what awaits a person, each row with a drop-down of its own candidates."""
    said = words()["review"]
    return write(Sheet(said["sheet"], said["title"], said["note"], fields(), (_row(case) for case in cases)))


def _row(case: Case) -> Mapping[str, object]:
    return {
        "reasons": "、".join(words()["reason"][reason] for reason in case.reasons),
        "name": case.title or case.link_text or case.file_name,
        "opening": case.opening,
        "agencies": "\n".join(map(str, case.agencies)) or case.printed,
        "years": "\n".join(map(str, case.years)),
        "url": case.url,
        "link_text": case.link_text,
        "file_name": case.file_name,
        "document_id": case.document_id,
        "part": case.part,
        "verdict.choices": _choices(case),
    }


def _choices(case: Case) -> list[str]:
    """What the row's drop-down offers, as much of it as Excel takes."""
    said = words()["review"]
    always = [said["rejected"], said["outside"]]
    chosen: list[str] = []
    for name, year in case.proposals():
        line = f"{said['yes']}｜{name}｜{year}".replace(",", "，")
        if len(",".join([*chosen, line, *always])) <= _LONGEST_CHOICES:
            chosen.append(line)
    return [*chosen, *always]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a filled-in workbook says that was not said before."""

    cases: int
    rows: tuple[Decision, ...]


def take_in(settings: Settings, roster: Roster, content: bytes, before: Iterable[Decision]) -> Taken:
    """The decisions of a workbook. ``WorkbookFaults`` names every row and column that is wrong; rows left empty are passed over."""
    filled, faults = read(content, words()["review"]["sheet"], fields())
    decided: dict[str, list[Decision]] = {}
    for one in filled:
        if not one.values["verdict"]:
            continue
        found = _decisions(settings, roster, one, faults)
        subject = found[0].subject if found else ""
        if found and decided.setdefault(subject, found) != found:
            faults.append(_fault(one.row, "verdict", "contradicts"))
    if faults:
        raise WorkbookFaults(sorted(faults, key=lambda fault: fault.row or 0))
    known = list(before)
    new = [rows for rows in decided.values() if not same_as_before(known, rows)]
    return Taken(len(new), tuple(row for rows in new for row in rows))


def _decisions(settings: Settings, roster: Roster, filled: Filled, faults: list[Fault]) -> list[Decision]:
    values, said = filled.values, words()["review"]
    document_id, part = values["document_id"], values["part"]
    if not _SHA256.fullmatch(document_id) or not object_path(settings, document_id).is_file() or (part and not part.isdecimal()):
        faults.append(_fault(filled.row, "document_id", "unknown_document"))
        return []
    text = unicodedata.normalize("NFKC", values["verdict"]).strip()
    if text in (said["rejected"], said["outside"]):
        pairs = [("rejected" if text == said["rejected"] else "outside", "")]
    else:
        pairs = _accepted(roster, text, filled.row, settings.day, faults)
    subject = subject_of(document_id, part)
    common = {"kind": "document", "subject": subject, "by": values["by"], "decided_on": settings.day.isoformat(), "note": values["remark"]}
    return [Decision.model_validate({**common, "decision": decision, "value": value}) for decision, value in pairs]


def _accepted(roster: Roster, text: str, row: int, day: date, faults: list[Fault]) -> list[tuple[str, str]]:
    """A report: whose and of which year. Empty with a fault where the text does not say both."""
    tokens = [token for token in re.split(r"[|\s]+", text) if token]
    tokens = tokens[1:] if tokens and tokens[0] == words()["review"]["yes"] else tokens
    years = [int(found[1] or found[2]) for token in tokens[-1:] if (found := _YEAR.search(token))]
    name = "".join(tokens[:-1]) if years and _YEAR.match(tokens[-1]) else _YEAR.sub("", "".join(tokens))
    before = len(faults)
    if not name:
        faults.append(_fault(row, "verdict", "not_understood", value=text))
        return []
    agency = _agency(roster, name, years[0] if years else None, row, faults)
    if not years:
        faults.append(_fault(row, "verdict", "no_year"))
    elif not _FIRST_YEAR <= years[0] <= day.year:
        faults.append(_fault(row, "verdict", "year_range", year=str(years[0]), last=str(day.year)))
    return [("accepted", ""), ("agency", agency), ("year", str(years[0]))] if len(faults) == before else []


def _agency(roster: Roster, name: str, year: int | None, row: int, faults: list[Fault]) -> str:
    if name in roster.by_id:
        return name
    found = roster.candidates(name, year)
    if len(found) == 1:
        return found[0].agency_id
    several = "、".join(agency.agency_id for agency in found)
    faults.append(_fault(row, "verdict", "several" if found else "no_agency", value=name, found=several))
    return ""


def _fault(row: int, key: str, message: str, **values: str) -> Fault:
    return Fault(words()["review"][message].format(**values), row, words()["review"][key])


def append(settings: Settings, rows: Iterable[Decision]) -> Path:
    """Add rows to the data folder's ``decisions.csv``, whole or not at all; where it has none, the shipped ones come first."""
    target = settings.data / "decisions.csv"
    before = settings.reference("decisions.csv")[0].read_bytes()
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(Decision.model_fields), lineterminator="\n")
    writer.writerows({key: value or "" for key, value in row.model_dump(mode="json").items()} for row in rows)
    with replacing(target) as file:
        file.write(before if not before or before.endswith(b"\n") else before + b"\n")
        file.write(text.getvalue().encode())
    return target
