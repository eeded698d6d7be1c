"""Files that people already have: archived, read, loaded, checked and published like what a run collects."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from flows import extract, run, runs, summarize
from flows.archive import Attempt, AttemptLog, store
from flows.lock import run_lock
from flows.progress import Progress
from flows.run import RunReport
from flows.settings import Settings

LARGEST = 200 * 1024 * 1024


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those below the folders named, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p for p in path.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
        else:
            yield path


def ingest(settings: Settings, paths: list[Path], *, publish: bool) -> RunReport:
    """Archive and read files, then build, check and publish. Raises ``Locked`` where a run holds the data folder."""
    with run_lock(settings, "gongkai ingest"), Progress() as progress:
        report = RunReport(run.new_run_id(), before=run.last_counts(settings))
        _archive(settings, report, paths)
        report.add_read(extract.read_batches(settings, report.run_id, run.jobs(settings), progress.read))
        if publish and run.has_news(settings):
            run.put_in_place(settings, run.build(settings, report.run_id))
            report.built = True
            report.summaries = [str(path) for path in summarize.write_stale(settings)]
        with AttemptLog(settings, report.run_id) as log:
            runs.finish(log, settings.day, report.counts())
    return report


def _archive(settings: Settings, report: RunReport, paths: list[Path]) -> None:
    with AttemptLog(settings, report.run_id) as log:
        runs.start(settings, log, settings.day)
        for path in paths:
            report.found += 1
            if path.stat().st_size > LARGEST:
                report.not_fetched += 1
                report.problems.append(f"{path}: larger than {LARGEST // 2**20} MiB, not taken in")
                continue
            sha256 = store(settings, path.read_bytes())
            log.append(Attempt(report.run_id, "ingest", url=f"ingest:{path.name}", outcome="new", sha256=sha256, bytes=path.stat().st_size))
            report.fetched += 1
