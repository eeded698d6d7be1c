"""What earlier attempts brought: what to ask conditionally, what a resumed run need not ask again, what a list held the last time."""

from dataclasses import dataclass, field

from flows.archive import Attempt, attempts, holds
from flows.runs import lineage
from flows.settings import Settings

_GOT = frozenset({"new", "unchanged", "not_a_report"})
Place = tuple[str, str]
"""Kind and address."""


@dataclass
class History:
    """The log of attempts, by address."""

    last: dict[Place, Attempt] = field(default_factory=dict)
    done: dict[Place, Attempt] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    """List to page to sha256, as the last earlier run that got the list's first page saw it."""

    def got(self, kind: str, url: str) -> Attempt | None:
        """The attempt by which this run, or an unfinished one it resumes, has the address already."""
        return self.done.get((kind, url))

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
            self.last[attempt.kind, attempt.url] = self.done[attempt.kind, attempt.url] = attempt


def read_history(settings: Settings, run_id: str) -> History:
    """The history before a run. Attempts whose bytes the archive has lost do not count, so that they are asked for anew."""
    history = History()
    ours = lineage(settings, run_id)
    runs: dict[str, str] = {}
    for attempt in attempts(settings):
        if attempt.url is None or attempt.outcome not in _GOT:
            continue
        if attempt.outcome != "not_a_report" and not holds(settings, attempt.sha256):
            continue
        history.last[attempt.kind, attempt.url] = attempt
        if attempt.run_id in ours:
            history.done[attempt.kind, attempt.url] = attempt
        elif attempt.kind == "listing" and attempt.listing_url is not None and attempt.sha256 is not None:
            _note_page(history, runs, attempt.listing_url, attempt)
    return history


def _note_page(history: History, runs: dict[str, str], listing: str, attempt: Attempt) -> None:
    if runs.get(listing) != attempt.run_id:
        if attempt.url != listing:
            return
        runs[listing] = attempt.run_id
        history.lists[listing] = {}
    history.lists[listing][attempt.url or listing] = attempt.sha256 or ""
