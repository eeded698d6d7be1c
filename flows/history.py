"""What earlier attempts brought: what to ask conditionally, what a resumed run need not ask again, what a list held the last time."""

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from flows.archive import Attempt, Outcome, attempts, holds
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
    moved_to: str | None
    """The address that answered, where it was another."""

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        """What is kept of an attempt that has an outcome."""
        content_type = attempt.headers.get("content-type")
        return cls(
            attempt.at,
            attempt.outcome or "unreachable",
            attempt.sha256,
            attempt.bytes,
            attempt.etag,
            attempt.last_modified,
            sys.intern(content_type) if content_type else None,
            sys.intern(attempt.note) if attempt.note else None,
            attempt.final_url if attempt.final_url != attempt.url else None,
        )


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
        if attempt.outcome in _GOT and (attempt.outcome == "not_a_report" or holds(settings, attempt.sha256)):
            _take_in(history, runs, attempt, attempt.run_id in ours)
    return history


def _take_in(history: History, runs: dict[str, str], attempt: Attempt, ours: bool) -> None:
    place = attempt.kind, attempt.url or ""
    history.last[place] = Known.of(attempt)
    if attempt.kind == "document" and attempt.outcome == "new" and attempt.listing_url is not None:
        history.fresh[attempt.listing_url] = attempt.at
    if ours:
        history.done.add(place)
    elif attempt.kind == "listing" and attempt.outcome != "not_a_report" and attempt.listing_url is not None:
        _note_page(history, runs, attempt.listing_url, attempt)


def _note_page(history: History, runs: dict[str, str], listing: str, attempt: Attempt) -> None:
    if runs.get(listing) != attempt.run_id:
        if attempt.url != listing:
            return
        runs[listing] = attempt.run_id
        history.lists[listing] = {}
    history.lists[listing][attempt.url or listing] = attempt.sha256 or ""
