"""What every run shares, with or without Prefect: its id, the documents to read, building with news only, and its report."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows import check, extract, load, load_tables, publish
from flows.archive import attempts
from flows.extract import ReadOutcome
from flows.fetch import CollectResult
from flows.settings import Settings
from flows.waiting import jobs as jobs

_LOST = ("refused", "unreachable", "off_site", "too_large")
"""Outcomes of documents that a list promised and that were not got."""


@dataclass
class RunReport:
    """What a run did. ``due`` lists asked, ``found`` documents they link to, ``fetched`` new or changed; ``refused`` to ``too_large`` are
    outcomes of documents that were not got, ``postponed`` those a night's budget left to the next, ``withdrawn`` those that stood where
    none stands now, ``in_review`` those a person must judge. ``read`` documents were read in this run, of these ``in_doubt`` partly and
    ``failed`` not at all. ``before`` holds the same counts of the run before."""

    run_id: str
    due: int = 0
    found: int = 0
    fetched: int = 0
    unchanged: int = 0
    refused: int = 0
    unreachable: int = 0
    off_site: int = 0
    not_a_report: int = 0
    too_large: int = 0
    postponed: int = 0
    withdrawn: int = 0
    in_review: int = 0
    not_taken_in: int = 0
    read: int = 0
    in_doubt: int = 0
    failed: int = 0
    built: bool = False
    alarms: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """The counts as they go into the log."""
        return {name: value for name, value in asdict(self).items() if type(value) is int}

    def add_collected(self, result: CollectResult) -> None:
        """Count what was collected."""
        for name in ("due", "found", "fetched", "unchanged", "in_review", "not_a_report", "postponed", "withdrawn", *_LOST):
            setattr(self, name, getattr(result, name))
        self.alarms = [f"{alarm.severity}: {alarm.portal}: {alarm.message}" for alarm in result.alarms]
        lost = [(name, getattr(self, name)) for name in _LOST]
        self.alarms += [
            f"error: {count} documents were {name.replace('_', ' ')}; gongkai doctor says where" for name, count in lost if count
        ]

    def is_clean(self) -> bool:
        """Nothing failed, nothing is in doubt, nothing was lost on the way."""
        return not (self.in_doubt or self.failed or self.not_taken_in or any(a.startswith("error") for a in self.alarms))

    def add_read(self, outcomes: list[ReadOutcome]) -> None:
        """Count what was read and name what was not read well."""
        self.read += len(outcomes)
        self.in_doubt += sum(o.status == "partial" for o in outcomes)
        self.failed += sum(o.status == "failed" for o in outcomes)
        self.problems += [line for o in outcomes for line in o.problems]


def new_run_id() -> str:
    """A run's id: its instant in UTC and a few random digits, so that ids sort by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(2)}"


def last_counts(settings: Settings) -> dict[str, int]:
    """The counts of the last run that ended; empty where there is none."""
    counts: dict[str, int] = {}
    for attempt in attempts(settings):
        if attempt.event == "finished":
            counts = attempt.counts
    return counts


def has_news(settings: Settings) -> bool:
    """Whether anything the published warehouse depends on has changed since it was built."""
    try:
        with duckdb.connect(settings.warehouse, read_only=True) as published:
            built = published.execute("SELECT inputs_hash FROM meta").fetchone()
    except (duckdb.IOException, duckdb.CatalogException):
        return True
    return built != (load.inputs_hash(settings, settings.day),)


def build(settings: Settings, run_id: str) -> Path:
    """Build and check a warehouse beside the published one; its path."""
    target = settings.state / "build.duckdb"
    load.build(settings, target, run_id, settings.day, extract.reading_fingerprint())
    with load_tables.connect(settings, target) as connection:
        check.run_checks(connection)
    return target


def put_in_place(settings: Settings, built: Path) -> None:
    """Publish a built warehouse."""
    publish.publish(settings, built)
