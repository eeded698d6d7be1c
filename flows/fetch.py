"""Collecting: the lists of the verified portals, then the documents they link to, into the archive and its log."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.archive import AttemptLog, Outcome
from flows.asking import Asker
from flows.discover import Alarm
from flows.journal import Journal
from flows.network import Network, allow_many_files, asking, make_visitor
from flows.portal_night import PortalNight, Progress
from flows.portals import Portal
from flows.settings import Settings

_STAGGER = 0.005
"""Seconds between the beginnings of two portals."""


@dataclass
class CollectResult:
    """What collecting brought. ``due`` counts lists to read, ``found`` the documents they link to; of these, ``fetched`` are new or
    changed, ``postponed`` were left to the next night by a budget, ``withdrawn`` stood where none stands now, and each other count is an
    outcome. ``alarms`` say what a person must look at."""

    due: int = 0
    found: int = 0
    fetched: int = 0
    unchanged: int = 0
    refused: int = 0
    unreachable: int = 0
    off_site: int = 0
    not_a_report: int = 0
    too_large: int = 0
    in_review: int = 0
    postponed: int = 0
    withdrawn: int = 0
    alarms: list[Alarm] = field(default_factory=list)

    @property
    def errors(self) -> list[Alarm]:
        """The alarms that fail a portal."""
        return [alarm for alarm in self.alarms if alarm.severity == "error"]

    def count(self, outcome: Outcome | None) -> None:
        """Add one to the count of an outcome."""
        name = "fetched" if outcome == "new" else outcome or "postponed"
        setattr(self, name, getattr(self, name) + 1)


def collect(
    settings: Settings, run_id: str, portals: Sequence[Portal], report_progress: Progress | None = None, network: Network | None = None
) -> CollectResult:
    """Ask all verified portals for their lists and documents.

    What a run that this one resumes has got already is not asked for again. Portals without ``verified_on`` are never asked. Sick
    portals end in outcomes and alarms; only a damaged archive or a disk that cannot be written raises.
    """
    asked = [portal for portal in portals if portal.due_lists]
    allow_many_files()
    with AttemptLog(settings, run_id) as log, asking(settings, asked, network or Network()) as asker:
        return asyncio.run(_collect(settings, log, asked, report_progress or _silent, asker))


def _silent(host: str, done: int, total: int) -> None:
    """No progress wanted."""


async def _collect(settings: Settings, log: AttemptLog, portals: list[Portal], progress: Progress, asker: Asker) -> CollectResult:
    result = CollectResult(due=sum(len(portal.due_lists) for portal in portals))
    async with asker:
        journal = Journal(log)
        visitor = make_visitor(settings, journal, asker)
        async with asyncio.TaskGroup() as group:
            for portal in portals:
                # Not all in the same instant: what waits here for its turn would be taken for a slow host.
                await asyncio.sleep(_STAGGER)
                group.create_task(PortalNight(settings, visitor, journal, portal, result, progress).collect())
    result.alarms.sort(key=lambda alarm: (alarm.portal, alarm.severity, alarm.url or "", alarm.message))
    return result
