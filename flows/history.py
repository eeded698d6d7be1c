"""What earlier attempts brought: what to ask conditionally, what a resumed run need not ask again, what a list held the last time."""

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from flows.archive import ABSENT, GOT, Attempt, Outcome, attempts, holds
from flows.notes import ATTACHED, HANDED_IN, WITHDRAWN, carries, of_the_bytes
from flows.runs import lineage
from flows.settings import Settings

_GOT = frozenset({"new", "unchanged", "not_a_report"})
Place = tuple[str, str]
"""Kind and address."""


class Known(NamedTuple):
    """What is kept of an attempt that brought something: a country has hundreds of thousands of addresses, so no more than is needed."""

    at: datetime
    outcome: Outcome
    sha256: str | None
    bytes: int | None
    etag: str | None
    last_modified: str | None
    content_type: str | None
    note: str | None
    """As the bytes were judged: without what was said of that night alone."""
    moved_to: str | None
    """The address that answered, where it was another."""

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        """What is kept of an attempt that has an outcome."""
        content_type = attempt.headers.get("content-type")
        note = of_the_bytes(attempt.note)
        return cls(
            attempt.at,
            attempt.outcome or "unreachable",
            attempt.sha256,
            attempt.bytes,
            attempt.etag,
            attempt.last_modified,
            sys.intern(content_type) if content_type else None,
            sys.intern(note) if note else None,
            attempt.final_url if attempt.final_url != attempt.url else None,
        )


class Stood(NamedTuple):
    """An address that gave a report, or a page that carried one: where it was found, and what was said of it."""

    listing_url: str | None
    link_text: str | None
    agency_id: str | None
    role: str | None
    gave: bool
    """Whether it gave a report itself."""


@dataclass
class History:
    """The log of attempts, by address."""

    last: dict[Place, Known] = field(default_factory=dict)
    done: set[Place] = field(default_factory=set)
    """The addresses that this run, or an unfinished one it resumes, has already."""
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    """List to page to sha256, as the last earlier run that got the list's first page saw it."""
    fresh: dict[str, datetime] = field(default_factory=dict)
    """List to the instant at which it last brought a new or changed document."""
    stood: dict[str, dict[str, Stood]] = field(default_factory=dict)
    """Portal to address to what earlier attempts, these runs' own included, brought of reports there; nothing of what was handed in."""
    withdrawn: set[str] = field(default_factory=set)
    """The addresses at which an earlier run found a report withdrawn, and nothing has stood since."""
    missing: dict[str, datetime] = field(default_factory=dict)
    """Address where a report stood to the instant since when no earlier run found one there."""
    carried: set[tuple[str, str]] = field(default_factory=set)
    """Page and address of what this run, or an unfinished one it resumes, has asked for because the page carries it."""
    spent: Counter[str] = field(default_factory=Counter)
    """Host to the attempts that this run, or an unfinished one it resumes, has made there."""

    def got(self, kind: str, url: str) -> Known | None:
        """What this run, or an unfinished one it resumes, has got of an address already."""
        return self.last[kind, url] if (kind, url) in self.done else None

    def validators(self, kind: str, url: str) -> dict[str, str]:
        """The headers that make a request conditional; none where nothing usable is known."""
        last = self.last.get((kind, url))
        if last is None:
            return {}
        pairs = (("If-None-Match", last.etag), ("If-Modified-Since", last.last_modified))
        return {name: value for name, value in pairs if value}

    def add(self, attempt: Attempt) -> None:
        """Take in an attempt of this run."""
        if attempt.outcome in _GOT and attempt.url is not None:
            self.last[attempt.kind, attempt.url] = Known.of(attempt)
            self.done.add((attempt.kind, attempt.url))
            self.carried.add((attempt.listing_url or "", attempt.url))


def gives_none(attempt: Attempt) -> bool:
    """Whether an attempt says that no report stands at its address. What could not be had says nothing."""
    if attempt.outcome in GOT:
        return False
    return attempt.status in ABSENT or (attempt.outcome == "not_a_report" and not carries(attempt.note))


def read_history(settings: Settings, run_id: str) -> History:
    """The history before a run. Attempts whose bytes the archive has lost do not count, so that they are asked for anew."""
    history = History()
    ours = lineage(settings, run_id)
    runs: dict[str, str] = {}
    for attempt in attempts(settings):
        if attempt.url is None or attempt.outcome is None:
            continue
        if attempt.run_id in ours:
            history.spent[urlsplit(attempt.url).hostname or ""] += 1
        elif (attempt.note or "").startswith(WITHDRAWN):
            history.withdrawn.add(attempt.url)
        if attempt.run_id not in ours and attempt.url in history.stood.get(attempt.portal or "", {}) and gives_none(attempt):
            history.missing.setdefault(attempt.url, attempt.at)
        if attempt.outcome in _GOT and (attempt.outcome == "not_a_report" or holds(settings, attempt.sha256)):
            _take_in(history, runs, attempt, attempt.run_id in ours)
    return history


def _take_in(history: History, runs: dict[str, str], attempt: Attempt, ours: bool) -> None:
    place = attempt.kind, attempt.url or ""
    history.last[place] = Known.of(attempt)
    if attempt.kind == "document" and attempt.role != "picture":
        _note_report(history, attempt)
    if attempt.kind == "document" and attempt.outcome == "new" and attempt.listing_url is not None:
        history.fresh[attempt.listing_url] = attempt.at
    if ours:
        history.done.add(place)
        history.carried.add((attempt.listing_url or "", attempt.url or ""))
    elif attempt.kind == "listing" and attempt.outcome != "not_a_report" and attempt.listing_url is not None:
        _note_page(history, runs, attempt.listing_url, attempt)


def _note_report(history: History, attempt: Attempt) -> None:
    """Note where a report stands. What a person handed in is not asked for, so that nothing is noted of it."""
    gives, note, url = attempt.outcome in GOT, attempt.note or "", attempt.url or ""
    if HANDED_IN in note or not (gives or ATTACHED in note):
        return
    reports = history.stood.setdefault(attempt.portal or "", {})
    before = reports.get(url)
    listing, text, agency, role = (
        sys.intern(said or "") or None for said in (attempt.listing_url, attempt.link_text, attempt.agency_id, attempt.role)
    )
    reports[url] = Stood(listing, text, agency, role, gives or (before is not None and before.gave))
    if gives:
        history.withdrawn.discard(url)
        history.missing.pop(url, None)


def _note_page(history: History, runs: dict[str, str], listing: str, attempt: Attempt) -> None:
    if runs.get(listing) != attempt.run_id:
        if attempt.url != listing:
            return
        runs[listing] = attempt.run_id
        history.lists[listing] = {}
    history.lists[listing][attempt.url or listing] = attempt.sha256 or ""
