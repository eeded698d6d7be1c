"""What a build depends on, as one hash: a night that brings nothing new builds nothing."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from flows.archive import GOT, Attempt, attempts
from flows.load_obligations import due_days
from flows.notes import UNLISTED, WITHDRAWN
from flows.settings import SHANGHAI, Settings, forms_folder, shipped

_CODE = (
    "load*.py",
    "check.py",
    "roster.py",
    "roster_names.py",
    "roster_lineage.py",
    "decisions.py",
    "regions.py",
    "reference.py",
    "portals.py",
)
"""The modules that shape rows: after an upgrade of theirs the same files give other rows."""
_REFERENCE = ("agencies.csv", "regions.csv", "deadlines.csv", "corrections.csv", "decisions.csv")


def inputs_hash(settings: Settings, as_of: date) -> str:
    """A hash of all that the rows depend on, the code that makes them included.

    Attempts count by what they changed: an address that answers as it did the last time is no news. The day counts by the deadlines
    that have passed, unless it was set on purpose (``settings.as_of``): then it counts itself.
    """
    digest = hashlib.sha256()
    for part in _parts(settings, as_of):
        digest.update(f"{len(part)}:{part}\n".encode())
    return digest.hexdigest()


def _parts(settings: Settings, as_of: date) -> Iterator[str]:
    days = due_days(settings, as_of.year)
    yield f"as of {as_of if settings.as_of else max((day for day in days if day < as_of), default=None)} in {as_of.year}"
    for path in _files(settings):
        yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    for path in sorted(settings.readings.glob("*/*.parquet")):
        yield f"{path.parent.name}/{path.name} {path.stat().st_size}"
    yield from _news(attempts(settings), days)


def _files(settings: Settings) -> Iterator[Path]:
    for name in _REFERENCE:
        yield from settings.reference(name)
    for folder in settings.reference("portals"):
        yield from sorted(folder.glob("*.toml"))
    yield from sorted(forms_folder().glob("*.toml"))
    yield from (path for pattern in _CODE for path in sorted(Path(__file__).parent.glob(pattern)))
    yield from sorted(shipped("sql").rglob("*.sql"))


def _news(log: Iterator[Attempt], days: list[date]) -> Iterator[str]:
    """Each attempt that says something the last one at its address did not, or that says it after a deadline for the first time, and the
    alarms of each run that collected where they are others than those of the run before."""
    last: dict[tuple[str, str | None], str] = {}
    alarms = _Alarms()
    for attempt in log:
        if attempt.kind in ("run", "alarm"):
            yield from alarms.take(attempt)
        if attempt.kind not in ("listing", "document", "ingest"):
            continue
        outcome = "answered" if attempt.outcome in GOT else attempt.outcome
        on = attempt.at.astimezone(SHANGHAI).date()
        passed = sum(day < on for day in days) if attempt.kind == "listing" else 0
        place = (attempt.kind, attempt.url or attempt.sha256)
        note = attempt.note or ""
        says = f"{outcome} {attempt.sha256} {passed} {note.startswith(WITHDRAWN)} {note.endswith(UNLISTED)}"
        # What a night's budget left for another night changes nothing where something is known already.
        if last.get(place) != says and not (outcome is None and place in last):
            last[place] = says
            yield f"{attempt.kind} {place[1]} {says}"
        alarms.collected |= attempt.kind != "ingest"
    yield from alarms.told()


class _Alarms:
    """The alarms of a run, and of those it resumes, beside the last ones."""

    def __init__(self) -> None:
        self.collected = False
        self._now: set[str] = set()
        self._last: set[str] = set()

    def take(self, attempt: Attempt) -> Iterator[str]:
        """Note an alarm; where another run begins, tell those of the one before."""
        if attempt.kind == "alarm":
            self._now.add(f"{attempt.severity} {attempt.portal} {attempt.url} {attempt.note}")
        elif attempt.event == "started" and attempt.resumes is None:
            yield from self.told()

    def told(self) -> Iterator[str]:
        """The alarms, where they changed."""
        if self.collected and self._now != self._last:
            yield from (f"alarm {line}" for line in sorted(self._now) or ["none"])
            self._last = self._now
        self.collected, self._now = False, set()
