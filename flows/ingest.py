"""Files that people already have: archived, read, loaded, checked and published like what a run collects."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.storable import text
from flows import extract, run, runs, summarize
from flows.archive import INGEST, Attempt, AttemptLog, Outcome, attempts, store_pieces
from flows.intake import Unusable, opened, pieces
from flows.lock import run_lock
from flows.progress import Progress
from flows.run import RunReport
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class Found:
    """A path to take in, or, with a ``problem``, one that cannot be."""

    path: Path
    problem: str | None = None


def files(paths: Iterable[Path]) -> Iterator[Found]:
    """The files named, and those below the folders named; hidden ones are left out, links that lead out of a folder are problems."""
    for path in paths:
        if path.is_dir():
            yield from sorted(_below(path), key=lambda found: found.path)
        else:
            yield Found(path)


def _below(folder: Path) -> Iterator[Found]:
    refused: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=refused.append):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                yield Found(here / name, _problem(folder, here / name))
        for name in links:
            problem = _problem(folder, here / name)
            if problem and not name.startswith("."):
                yield Found(here / name, problem)
    for error in refused:
        yield Found(Path(str(error.filename)), f"the folder must not be read ({error.strerror})")


def _problem(folder: Path, path: Path) -> str | None:
    """Why a link is not followed; None for what is no link or leads to another place in the same folder."""
    if not path.is_symlink():
        return None
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "a link that leads nowhere"
    return None if target.is_relative_to(folder.resolve()) else "a link that leads out of the folder, not followed: name its target itself"


def ingest(settings: Settings, found: Iterable[Found], *, publish: bool) -> RunReport:
    """Archive and read files, then build, check and publish. Raises ``Locked`` where a run holds the data folder."""
    with run_lock(settings, "gongkai ingest"), Progress() as progress:
        report = RunReport(run.new_run_id(), before=run.last_counts(settings))
        _archive(settings, report, found)
        report.add_read(extract.read_batches(settings, report.run_id, run.jobs(settings), progress.read))
        if publish and run.has_news(settings):
            run.put_in_place(settings, run.build(settings, report.run_id))
            report.built = True
            report.summaries = [str(path) for path in summarize.write_stale(settings)]
        with AttemptLog(settings, report.run_id) as log:
            runs.finish(log, settings.day, report.counts())
    return report


def _archive(settings: Settings, report: RunReport, found: Iterable[Found]) -> None:
    known = {attempt.sha256 for attempt in attempts(settings) if attempt.kind in ("document", "ingest")}
    with AttemptLog(settings, report.run_id) as log:
        runs.start(settings, log, settings.day)
        for one in found:
            report.found += 1
            try:
                attempt = _take_in(settings, report.run_id, one, known)
                log.append(attempt)
                report.fetched += attempt.outcome == "new"
                report.unchanged += attempt.outcome == "unchanged"
            except Unusable as error:
                report.not_taken_in += 1
                report.problems.append(f"{one.path}: not taken in: {error.message}")


def _take_in(settings: Settings, run_id: str, found: Found, known: set[str | None]) -> Attempt:
    """Archive one file; the line for the log, ``unchanged`` where the same bytes were taken in before. Raises ``Unusable``."""
    if found.problem:
        raise Unusable("not_a_file", found.problem)
    with opened(found.path) as file:
        sha256, size = store_pieces(settings, pieces(file))
    outcome: Outcome = "unchanged" if sha256 in known else "new"
    return Attempt(run_id, "ingest", url=f"{INGEST}{text(found.path.name)}", outcome=outcome, sha256=sha256, bytes=size)
