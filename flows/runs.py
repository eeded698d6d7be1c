"""When a run began, whether it ended, and which unfinished run it takes up again: read from and written to the log of attempts."""

from dataclasses import dataclass
from datetime import date

from flows.archive import Attempt, AttemptLog, attempts
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class _Begun:
    run_id: str
    as_of: date | None
    resumes: str | None


def unfinished(settings: Settings, as_of: date) -> str | None:
    """The last run, if it never wrote its finished line and was a run of the same day; a run of another day is not taken up,
    since what it got may have changed since."""
    last: _Begun | None = None
    for attempt in attempts(settings):
        if attempt.event == "started":
            last = _Begun(attempt.run_id, attempt.as_of, attempt.resumes)
        elif attempt.event == "finished" and last is not None and attempt.run_id == last.run_id:
            last = None
    return last.run_id if last is not None and last.as_of == as_of else None


def start(settings: Settings, log: AttemptLog, as_of: date) -> str | None:
    """Write the run's started line and return the id of the run it resumes."""
    resumes = unfinished(settings, as_of)
    log.append(Attempt(log.run_id, "run", event="started", as_of=as_of, resumes=resumes))
    return resumes


def finish(log: AttemptLog, as_of: date, counts: dict[str, int]) -> None:
    """Write the run's finished line. It comes last of all, after publishing, so that a run that died is always resumed."""
    log.append(Attempt(log.run_id, "run", event="finished", as_of=as_of, counts=counts))


def lineage(settings: Settings, run_id: str) -> set[str]:
    """The run and all unfinished runs it resumes, one after the other."""
    resumes = {attempt.run_id: attempt.resumes for attempt in attempts(settings) if attempt.event == "started"}
    found: set[str] = {run_id}
    earlier = resumes.get(run_id)
    while earlier is not None and earlier not in found:
        found.add(earlier)
        earlier = resumes.get(earlier)
    return found
