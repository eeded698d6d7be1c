"""One night in the country: collect, read, build where there is news. As a program, so that it can be killed:
``python -m tests.bench.country.night DATA PORT ARGUMENTS`` with the arguments of ``plan.country`` as JSON."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flows import extract, fetch, run, runs
from flows.archive import AttemptLog
from flows.lock import run_lock
from flows.network import Network
from flows.portals import load_portals
from flows.run import RunReport
from flows.settings import Settings
from tests.bench.country.plan import DAY, country
from tests.bench.country.world import network


def settings_of(data: Path, day: date = DAY) -> Settings:
    """The settings of a night."""
    return Settings(data=data, as_of=day, contact="https://operator.example/")


def night(
    settings: Settings,
    reached: Network,
    *,
    collect_only: bool = False,
    collected: Callable[[RunReport], None] | None = None,
    delay: float | None = None,
) -> RunReport:
    """The nightly flow, stage by stage and without Prefect; ``collected`` is called when all is collected, ``delay`` stands in place of
    that of the portals' files."""
    with run_lock(settings, "a night in the country"):
        report = RunReport(run.new_run_id(), before=run.last_counts(settings))
        with AttemptLog(settings, report.run_id) as log:
            runs.start(settings, log, settings.day)
        portals = load_portals(settings)
        if delay is not None:
            portals = [portal.model_copy(update={"delay_seconds": delay}) for portal in portals]
        report.add_collected(fetch.collect(settings, report.run_id, portals, network=reached))
        if collected is not None:
            collected(report)
        if not collect_only:
            report.add_read(extract.read_batches(settings, report.run_id, run.jobs(settings), lambda *_: None))
            if run.has_news(settings):
                run.put_in_place(settings, run.build(settings, report.run_id))
                report.built = True
        with AttemptLog(settings, report.run_id) as log:
            runs.finish(log, settings.day, report.counts())
    return report


if __name__ == "__main__":
    night(settings_of(Path(sys.argv[1])), network(country(**json.loads(sys.argv[3])), int(sys.argv[2])))
