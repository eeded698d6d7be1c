"""What nights brought of reports that stand behind their pages, against what the country holds: each counted once, from the right document,
with all its addresses, and exactly the copies that disagree named."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import duckdb

from extractors.records import Key
from flows.settings import Settings
from tests.bench.country.behind import ALTERED, MODES, figures
from tests.bench.country.plan import Country, Entry, Host

Report = tuple[str, int]
"""Whose, and of which year."""


@dataclass
class Verdict:
    """Counts, and in each list what is not as it should be."""

    reports: int = 0
    once: int = 0
    documents: int = 0
    figures: int = 0
    planted: int = 0
    not_once: list[str] = field(default_factory=list)
    wrong_preferred: list[str] = field(default_factory=list)
    wrong_documents: list[str] = field(default_factory=list)
    not_ok: list[str] = field(default_factory=list)
    wrong_figures: list[str] = field(default_factory=list)
    disagreements_missed: list[str] = field(default_factory=list)
    disagreements_invented: list[str] = field(default_factory=list)

    def wrong(self) -> dict[str, list[str]]:
        """What is wrong, by kind."""
        return {name: value for name, value in vars(self).items() if isinstance(value, list)}

    def is_right(self) -> bool:
        """Nothing is."""
        return self.once == self.reports and not any(self.wrong().values())

    def __str__(self) -> str:
        lines = [
            f"reports counted once {self.once} of {self.reports}, with {self.documents} documents and {self.figures} exact figures; "
            f"copies that disagree {self.planted - len(self.disagreements_missed)} of {self.planted}"
        ]
        lines += [f"{name.replace('_', ' ')} {len(some)}: {'; '.join(some[:5])}" for name, some in self.wrong().items() if some]
        return "\n".join(lines)


def judge(settings: Settings, made: Country) -> Verdict:
    """Compare the published warehouse with the country."""
    verdict = Verdict()
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        ask = connection.execute
        versions = Counter((agency, year) for agency, year in ask("SELECT agency_id, year FROM reports").fetchall())
        current = {
            (agency, year): (report_id, url, status)
            for agency, year, report_id, url, status in ask(
                "SELECT agency_id, year, report_id, url, status FROM reports WHERE is_current AND NOT in_review"
            ).fetchall()
        }
        belonging = _grouped(
            ask("SELECT d.report_id, t.url FROM report_documents AS d JOIN retrievals AS t USING (document_id)").fetchall()
        )
        read = _figures(ask("SELECT report_id, item, measure, value FROM figures WHERE state = 'reported'").fetchall())
        found = set(ask("SELECT agency_id, year, item, measure FROM findings WHERE check_id LIKE '%copies_disagree'").fetchall())
    planted: set[tuple[Any, ...]] = set()
    for report, places in _expected(made).items():
        home = next(entry for _, entry in places if entry.thing == "report")
        verdict.reports += 1
        verdict.not_once += [] if versions[report] == 1 and report in current else [f"{home.behind} {report} {versions[report]}"]
        if MODES[home.behind].disagrees:
            planted.add((*report, *ALTERED))
        if report in current:
            _judge_one(verdict, home, places, current[report], belonging, read)
    verdict.once = verdict.reports - len(verdict.not_once)
    verdict.not_once += [f"{report} is nobody's" for report in current if report not in _expected(made)]
    verdict.planted = len(planted)
    verdict.disagreements_missed = [str(one) for one in sorted(planted - found)]
    verdict.disagreements_invented = [str(one) for one in sorted(found - planted)]
    return verdict


def _judge_one(
    verdict: Verdict,
    home: Entry,
    places: list[tuple[Host, Entry]],
    current: tuple[str, str, str],
    belonging: dict[str, set[str]],
    read: dict[str, dict[Key, Any]],
) -> None:
    report_id, url, status = current
    mode, name = MODES[home.behind], f"{home.behind} {home.agency}{home.year}"
    pages = {f"http://{host.name}{entry.path}" for host, entry in places}
    files = {f"http://{host.name}{file}" for host, entry in places for file in entry.carried if home.behind != "pictures"}
    preferred = pages if mode.has_tables or home.behind == "pictures" else files
    verdict.not_ok += [] if status == "ok" else [f"{name} {status}"]
    verdict.wrong_preferred += [] if url in preferred else [f"{name} {url}"]
    missing = (files | preferred) - belonging[report_id]
    verdict.wrong_documents += [f"{name} lacks {' '.join(sorted(missing))}"] if missing else []
    foreign = belonging[report_id] - files - pages
    verdict.wrong_documents += [f"{name} has {' '.join(sorted(foreign))}"] if foreign else []
    verdict.documents += len(belonging[report_id])
    printed = [
        {key: one.value for key, one in figures(home, altered).items()} for altered in ((False, True) if mode.disagrees else (False,))
    ]
    # Of two copies that disagree either may be the one preferred.
    right = read[report_id] in printed
    verdict.figures += len(printed[0]) if right else 0
    verdict.wrong_figures += [] if right else [name]


def _expected(made: Country) -> dict[Report, list[tuple[Host, Entry]]]:
    expected: defaultdict[Report, list[tuple[Host, Entry]]] = defaultdict(list)
    for host in made.hosts:
        for entry in host.entries:
            expected[entry.agency_id, entry.year].append((host, entry))
    return expected


def _grouped(rows: Iterable[tuple[str, str]]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for report_id, url in rows:
        found[report_id].add(url)
    return found


def _figures(rows: Iterable[tuple[str, str, str, Any]]) -> defaultdict[str, dict[Key, Any]]:
    found: defaultdict[str, dict[Key, Any]] = defaultdict(dict)
    for report_id, item, measure, value in rows:
        found[report_id][item, measure] = value
    return found
