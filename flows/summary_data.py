"""What a summary says, gathered from the published warehouse: organs, findings, consolidated tables, ranks. Wording lives in templates."""

import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb

from flows.query import NoWarehouse
from flows.settings import shipped
from flows.summary_ranking import Ranking, ranking, rate

Record = dict[str, Any]
TIMELINESS = ("on_time", "late", "not_seen", "not_verified")


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """The officials' words: labels of classes, states, outcomes and the kinds of problem."""
    return tomllib.loads((Path(__file__).parent / "templates" / "wording.toml").read_text(encoding="utf-8"))


def ask(connection: duckdb.DuckDBPyConnection, name: str, **variables: object) -> list[Record]:
    """The rows of ``sql/summaries/<name>.sql``. Parameters are session variables, so that the files run in any shell."""
    for variable, value in variables.items():
        connection.execute(f"SET VARIABLE {variable} = $value", {"value": value})
    cursor = connection.execute(shipped("sql", "summaries", f"{name}.sql").read_text(encoding="utf-8"))
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Tally:
    """One line of 应发布 A = 按时 B + 逾期 C + 截至时点未见发布 D + 未能核查 E.

    ``late_pending`` and ``not_seen_pending`` are those of C and D that no person has confirmed; ``on_time_other`` those of B whose day
    due is no statutory one (条例 article 49 names neither townships, streets nor zones).
    """

    label: str
    on_time: int = 0
    late: int = 0
    not_seen: int = 0
    not_verified: int = 0
    late_pending: int = 0
    not_seen_pending: int = 0
    on_time_other: int = 0

    @property
    def due(self) -> int:
        """A, which is the sum by construction: every organ has exactly one timeliness."""
        return self.on_time + self.late + self.not_seen + self.not_verified

    @property
    def assessed(self) -> int:
        """A less E: the organs whose timeliness could be judged."""
        return self.due - self.not_verified

    @property
    def pending(self) -> int:
        """Those of C and D that no person has confirmed: while there is one, the line has no rate."""
        return self.late_pending + self.not_seen_pending


@dataclass(frozen=True)
class Problem:
    """One of the kinds of problem: how many organs of how many checked. ``names`` have a confirmed finding."""

    key: str
    title: str
    sentence: str
    checked: bool
    assessed: int
    names: list[str]
    waiting: int
    checks: list[Record]

    @property
    def involved(self) -> int:
        """Organs with a confirmed finding."""
        return len(self.names)


class Region:
    """One region-year of a published warehouse. Everything is read once, when it is first asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, region_code: str, year: int) -> None:
        """Raises ``NoWarehouse`` where it has no such region, or no organ of it had a report due for the year or was asked for it."""
        self.connection, self.code, self.year = connection, region_code, year
        rows = ask(connection, "region", region_code=region_code, year=year)
        if not rows:
            raise NoWarehouse(f"the warehouse has no region {region_code}")
        self.region = rows[0]
        self.build = ask(connection, "build")[0]
        if not self.organs:
            raise NoWarehouse(f"no organ of {region_code} had a report due for {year}")
        if all(organ["seen"] == "not_checked" for organ in self.organs):
            raise NoWarehouse(f"no organ of {region_code} was asked for its report of {year}: there is nothing to summarise")

    def ask(self, name: str, **variables: object) -> list[Record]:
        """Rows of a summary query for this region-year."""
        return ask(self.connection, name, **{"region_code": self.code, "year": self.year, **variables})

    @property
    def government_name(self) -> str:
        """The government whose report sums the region, else the region's own name."""
        return str(self.region["government_name"] or self.region["name"])

    @cached_property
    def organs(self) -> list[Record]:
        """The organs in the order of the organ list, with what may be shown of each."""
        organs = self.ask("organs")
        for organ in organs:
            organ["class_label"] = self.class_label(organ["organ_class"])
        return organs

    def class_label(self, organ_class: str) -> str:
        """The official name of a class; departments are named after the level of their government."""
        words = wording()
        if organ_class == "departments" and self.region["kind"] == "division":
            return str(words["departments"].get(self.region["level"], words["classes"][organ_class]))
        return str(words["classes"][organ_class])

    @cached_property
    def tally(self) -> list[Tally]:
        """One line a class that has organs, in the order of ``wording.toml``."""
        by_class = {key: [organ for organ in self.organs if organ["organ_class"] == key] for key in wording()["classes"]}
        return [count(self.class_label(key), organs) for key, organs in by_class.items() if organs]

    @cached_property
    def total(self) -> Tally:
        """All classes together."""
        return count(wording()["all_classes"], self.organs)

    @cached_property
    def findings(self) -> list[Record]:
        """The findings about these organs that no person rejected, each with its place in words."""
        known = {organ["agency_id"] for organ in self.organs}
        found = [finding for finding in self.ask("findings") if finding["agency_id"] in known]
        for finding in found:
            finding["place"] = place(finding)
            if finding["verified"]:  # the checks end every message with the state it is born in
                finding["message_zh"] = finding["message_zh"].removesuffix(wording()["born_waiting"])
        return found

    @cached_property
    def verified(self) -> list[Record]:
        """Findings a person confirmed: the only ones that public parts show."""
        return [finding for finding in self.findings if finding["verified"]]

    @cached_property
    def waiting(self) -> list[Record]:
        """Findings not yet confirmed: for the internal list only."""
        return [finding for finding in self.findings if not finding["verified"]]

    @cached_property
    def problems(self) -> list[Problem]:
        """The kinds of problem in the order of the circular."""
        groups = {row["check_group"] for row in self.ask("check_groups")}
        coverage = self.ask("check_coverage")
        return [self._problem(kind, groups, coverage) for kind in wording()["problems"]]

    def _problem(self, kind: Record, groups: set[str], coverage: list[Record]) -> Problem:
        mine = set(kind["groups"])
        confirmed = {f["agency_id"] for f in self.verified if f["check_group"] in mine}
        names = [organ["name"] for organ in self.organs if organ["agency_id"] in confirmed]
        waiting = sum(f["check_group"] in mine for f in self.waiting)
        checks = [row for row in coverage if row["check_group"] in mine]
        key = kind["key"]
        return Problem(key, kind["title"], kind["sentence"], bool(groups & mine), self._assessed(key), names, waiting, checks)

    def _assessed(self, key: str) -> int:
        """已核查 of a kind of problem: a date that could be graded, tables that were read, for 年度衔接 last year's report as well, and for
        多处刊载 another document to compare with."""
        if key == "timeliness":
            return self.total.assessed
        also = {"continuity": "has_previous", "consistency": "has_copies"}.get(key, "is_read")
        return sum(bool(o["is_read"] and o[also]) for o in self.organs)

    @cached_property
    def rankings(self) -> list[Ranking]:
        """按时率 and 经核实差错率 of the governments below this one, over the organs that report to each; nothing else is ever ranked."""
        if self.region["government_id"] is None:
            return []
        rows = self.ask("subordinates", government_id=self.region["government_id"])
        words, label = wording()["rankings"], self.class_label("counties")
        made = [
            ranking(words["on_time"], label, [rate(r, "on_time", "assessed", "pending") for r in rows], high_is_first=True),
            ranking(words["faulty"], label, [rate(r, "faulty", "is_read", "faulty_pending") for r in rows], high_is_first=False),
        ]
        return [one for one in made if one is not None]


def place(record: Record) -> str:
    """Where a figure stands, in words: its label, page, table, row and column."""
    label = str(record.get("label_zh") or "")
    if record.get("source_table") is None:
        return label
    words = wording()["place"]
    spot = str(words["spot"].format(**record))
    if record["source_page"]:
        spot = str(words["page"].format(**record)) + spot
    return str(words["labelled"].format(label=label, spot=spot)) if label else spot


def count(label: str, organs: list[Record]) -> Tally:
    """Count organs by timeliness."""
    counts = {key: sum(organ["timeliness"] == key for organ in organs) for key in TIMELINESS}
    for key in ("late", "not_seen"):
        counts[f"{key}_pending"] = sum(organ["timeliness"] == key and organ["verdict"] == "pending" for organ in organs)
    counts["on_time_other"] = sum(organ["timeliness"] == "on_time" and organ["standing"] != "statutory" for organ in organs)
    return Tally(label, **counts)
