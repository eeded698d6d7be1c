"""Every report of the sample region as one record: what it prints, where it stands on the portal, and what should be read from it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from invent import edition_of, first_version, printed_figures, true_figures
from layout import Sheet, sheet
from plan import Organ, Plan, Twist
from prose import Prose, write

from extractors.forms import Forms, Table
from extractors.records import Key

TABLES = ("disclosure", "requests", "proceedings")
_SUFFIXES = {"html": "html", "pdf": "pdf", "docx": "docx"}
_TEN_THOUSAND = Decimal(10000)
_REPORT_FOLDER = "zwgk"


@dataclass(frozen=True)
class SampleReport:
    """One published version of one report."""

    organ: Organ
    year: int
    name: str
    published: date
    style: str
    editions: dict[str, str]
    values: dict[Key, Decimal | None]
    printed: dict[Key, str]
    sheets: list[Sheet]
    prose: Prose
    notice: str = ""
    replaced: bool = False
    path: str = ""

    @property
    def title(self) -> str:
        """The report's full title."""
        return f"{self.name}{self.year}年政府信息公开工作年度报告"

    @property
    def file_name(self) -> str:
        """The stem of its file of figures; a version that was replaced later says so."""
        return f"{self.organ.agency_id}-{self.year}" + ("-original" if self.replaced else "")

    def figures_json(self) -> str:
        """What a reader should read, in the shape of the golden figures: converted values, None where a cell says no number."""
        data: dict[str, Any] = {
            "agency": self.name,
            "agency_id": self.organ.agency_id,
            "year": self.year,
            "title": self.title,
            "published_on": self.published.isoformat(),
            "document": self.path,
            "editions": self.editions,
            "printed": {"|".join(k): text for k, text in self.printed.items() if self.values[k] is None or text != _plain(self.values[k])},
            "figures": {"|".join(k): _number(value) for k, value in self.values.items()},
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Decimal | None) -> str:
    return f"{value or Decimal(0):f}"


def _number(value: Decimal | None) -> int | str | None:
    """Counts as numbers; decimals as strings, so that no reader of the file turns them into floats."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else f"{value:f}"


def all_reports(plan: Plan, forms: Forms) -> list[SampleReport]:
    """Every version of every report, oldest first, each with its place on the portal."""
    truth = true_figures(plan, forms)
    places = [(organ, year) for organ in plan.organs for year in plan.years]
    found = [report for organ, year in places for report in _versions(plan, forms, organ, year, truth[organ.agency_id, year])]
    found.sort(key=lambda report: (report.published, report.organ.agency_id))
    return [replace(report, path=_path(report, 1000 + index)) for index, report in enumerate(found, start=1)]


def _path(report: SampleReport, serial: int) -> str:
    day = report.published
    kind = _SUFFIXES[report.style.split("-")[0]]
    stem = f"t{day:%Y%m%d}_{serial}" if kind == "html" else f"P0{day:%Y%m%d}{serial:06d}"
    return f"{_REPORT_FOLDER}/{day:%Y%m}/{stem}.{kind}"


def _versions(plan: Plan, forms: Forms, organ: Organ, year: int, truth: dict[Key, Decimal]) -> Iterator[SampleReport]:
    if plan.is_absent(organ.agency_id, year):
        return
    figures = printed_figures(plan, truth, organ, year)
    day = plan.published_on(organ, year)
    first = first_version(plan, figures, organ, year)
    if first is None:
        yield _report(plan, forms, organ, year, figures, day)
        return
    fault = next(t for t in plan.twists(organ.agency_id, year) if t.kind == "correction")
    if fault.corrected_on is None:
        raise ValueError(f"the correction of {organ.agency_id} {year} needs corrected_on")
    yield replace(_report(plan, forms, organ, year, first, day), replaced=True)
    first_day = f"{day.year}年{day.month}月{day.day}日"
    notice = f"更正说明：本机关{first_day}发布的年度报告第二部分有一处数字填写有误，现予更正，以本次发布的内容为准。"
    yield replace(_report(plan, forms, organ, year, figures, fault.corrected_on), notice=notice)


def _report(plan: Plan, forms: Forms, organ: Organ, year: int, figures: dict[Key, Decimal], day: date) -> SampleReport:
    editions = {name: edition_of(plan, organ.agency_id, year, name) for name in TABLES}
    tables = [forms.editions[editions[name]].tables[name] for name in TABLES]
    values: dict[Key, Decimal | None] = {key: figures[key] for key in _keys(tables)}
    printed = {key: _plain(value) for key, value in values.items()}
    for habit in plan.habits:
        if (habit.agency_id, habit.year) == (organ.agency_id, year):
            _apply(habit, tables, values, printed)
    words = write(organ, year, figures, plan.seed)
    sheets = [sheet(table, printed) for table in tables]
    return SampleReport(organ, year, organ.printed_name(year), day, plan.style(organ, year), editions, values, printed, sheets, words)


def _keys(tables: list[Table]) -> list[Key]:
    return list(chain.from_iterable(table.addresses() for table in tables))


def _apply(habit: Twist, tables: list[Table], values: dict[Key, Decimal | None], printed: dict[Key, str]) -> None:
    """Print a report's figures its own way; what is then no number in print is no number in what should be read."""
    if habit.kind == "unit":
        value = values[habit.key] or Decimal(0)
        # Procurement is stored in 元, charges in 万元; the cell prints the unit the plan names.
        stored = "元" if habit.item == "disclosure.procurement" else "万元"
        factor = {("元", "万元"): 1 / _TEN_THOUSAND, ("万元", "元"): _TEN_THOUSAND}.get((stored, habit.unit), Decimal(1))
        printed[habit.key] = f"{(value * factor).normalize():f}{habit.unit}"
        return
    for key in _keys(tables):
        blank = habit.kind == "blank_zeros" and key[0].startswith(f"{habit.table}.") and key[1] != "total"
        if values[key] == 0 and (blank or key[0] in habit.items):
            values[key] = None
            printed[key] = "" if blank else "/"
