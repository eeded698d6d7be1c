"""The nightly flow: the whole story of a run on one screen. Tasks are few and fat; between them go paths and counts, never frames."""

import os
from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import extract, fetch, run, runs, summarize
from flows.archive import AttemptLog
from flows.extract import ReadOutcome
from flows.fetch import CollectResult
from flows.lock import run_lock
from flows.orchestration import SERVED_BY
from flows.portals import check_contact, load_portals
from flows.present import Terminal, show_run
from flows.progress import Progress
from flows.run import RunReport
from flows.settings import Settings
from flows.watch import end_with


@flow(name="gongkai-nightly")
def nightly(data: str, as_of: date | None = None) -> RunReport:
    """One whole run: collect, read, build, check, publish, summarise. Raises ``Locked`` where another run holds the data folder."""
    served_by = os.environ.get(SERVED_BY)
    if served_by:
        end_with(int(served_by))
    settings = Settings(data=Path(data), as_of=as_of)
    with run_lock(settings, "gongkai run"), Progress() as progress:
        report = RunReport(run.new_run_id(), before=run.last_counts(settings))
        with AttemptLog(settings, report.run_id) as log:
            runs.start(settings, log, settings.day)
        report.add_collected(collect(settings, report.run_id, progress))
        report.add_read(read(settings, report.run_id, progress))
        if run.has_news(settings):
            publish(settings, build(settings, report.run_id))
            report.built = True
        report.summaries = summaries(settings)
        with AttemptLog(settings, report.run_id) as log:
            runs.finish(log, settings.day, report.counts())
    if served_by:
        show_run(Terminal(), report, str(settings.warehouse))
    return report


@task(cache_policy=NO_CACHE)
def collect(settings: Settings, run_id: str, progress: Progress) -> CollectResult:
    """Ask the verified portals for their lists and documents; network retries live in ``fetch`` and nowhere else."""
    portals = load_portals(settings)
    check_contact(settings, portals)
    return fetch.collect(settings, run_id, portals, progress.fetched)


@task(cache_policy=NO_CACHE)
def read(settings: Settings, run_id: str, progress: Progress) -> list[ReadOutcome]:
    """Read what has no reading under the readers in force."""
    return extract.read_batches(settings, run_id, run.jobs(settings), progress.read)


@task(cache_policy=NO_CACHE)
def build(settings: Settings, run_id: str) -> Path:
    """Build the warehouse from the state on disk, and check it."""
    return run.build(settings, run_id)


@task(cache_policy=NO_CACHE)
def publish(settings: Settings, built: Path) -> None:
    """Put the built warehouse in place of the published one."""
    run.put_in_place(settings, built)


@task(cache_policy=NO_CACHE)
def summaries(settings: Settings) -> list[str]:
    """Write the summaries that are stale; their paths."""
    return [str(path) for path in summarize.write_stale(settings)]
