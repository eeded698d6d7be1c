"""Collecting: the lists of the verified portals, then the documents they link to, into the archive and its log."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from extractors.listings.attached import attached_files
from extractors.listings.links import same_document
from extractors.listings.page import Link
from extractors.listings.source import AskedList
from flows.archive import GOT, Attempt, AttemptLog, Outcome, holds, load
from flows.asking import Asker
from flows.discover import Alarm, oldest_first, read_list, too_few
from flows.expectations import no_news
from flows.journal import Journal
from flows.judge import ATTACHED, judge_document, text_of
from flows.network import Network, allow_many_files, asking, make_visitor
from flows.portals import ListSource, Portal
from flows.settings import Settings
from flows.visit import HandedFile, Target, Visitor

Progress = Callable[[str, int, int], None]
"""Called with a portal's host, the documents done and the documents found there."""
_ABSENT = frozenset({404, 410})
_AHEAD = 4
"""So many answers of a portal may wait to be judged while the next are asked for."""
_STAGGER = 0.005
"""Seconds between the beginnings of two portals."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class CollectResult:
    """What collecting brought. ``due`` counts lists to read, ``found`` the documents they link to; of these, ``fetched`` are new or
    changed, ``postponed`` were left to the next night by a budget, and each other count is an outcome. ``alarms`` say what a person must
    look at."""

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
                group.create_task(_Portal(settings, visitor, journal, portal, result, progress).collect())
    result.alarms.sort(key=lambda alarm: (alarm.portal, alarm.severity, alarm.url or "", alarm.message))
    return result


class _Portal:
    """The collecting of one portal: its lists, then what they link to, a few at a time."""

    def __init__(
        self, settings: Settings, visitor: Visitor, journal: Journal, portal: Portal, result: CollectResult, progress: Progress
    ) -> None:
        self._settings = settings
        self._visitor = visitor
        self._journal = journal
        self._portal = portal
        self._result = result
        self._progress = progress
        self._alarms: list[Alarm] = []
        self._files: dict[str, HandedFile] = {}
        self._got: defaultdict[str, list[Link]] = defaultdict(list)
        self._done = self._found = 0

    async def collect(self) -> None:
        """Ask for everything; what went wrong is in the result and in the log."""
        links = await self._read_lists()
        self._found = len(links)
        self._result.found += len(links)
        waiting = iter(sorted(links.values(), key=lambda one: self._last_asked(one[0])))
        # Not a task a document: a portal may link to thousands. A few more than its manners let through, so that what waits to be judged
        # does not keep the next from being asked for.
        workers = self._portal.concurrency * len(self._portal.hosts) + _AHEAD
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(self._work(waiting))
        self._expect()
        self._result.alarms += self._alarms
        for alarm in self._alarms:
            await self._journal.append(_line(self._journal.run_id, alarm))

    async def _read_lists(self) -> dict[str, tuple[Link, ListSource]]:
        links: dict[str, tuple[Link, ListSource]] = {}
        for source in self._portal.due_lists:
            found = await read_list(self._settings, self._visitor, self._portal, source)
            self._files |= found.files
            self._alarms += found.alarms
            if isinstance(source, AskedList):
                self._alarms += self._no_news(source, found.links)
            for link in oldest_first(found.links):
                links.setdefault(same_document(link.url), (link, source))
        return links

    def _no_news(self, source: ListSource, links: Sequence[Link]) -> list[Alarm]:
        return no_news(self._portal, source, links, self._settings.day, self._visitor.history.fresh.get(source.address))

    def _expect(self) -> None:
        """What lists that nobody was asked for should have brought: only now is it known what stands there."""
        for source in self._portal.due_lists:
            if not isinstance(source, AskedList):
                got = self._got[source.address]
                self._alarms += too_few(self._portal, source, len(got)) + self._no_news(source, got)

    def _last_asked(self, link: Link) -> datetime:
        """What was never got comes first, then what was asked longest ago: a night's budget may not reach to the end."""
        known = self._visitor.history.last.get(("document", link.url))
        return known.at if known is not None else _NEVER

    async def _work(self, waiting: Iterator[tuple[Link, ListSource]]) -> None:
        for link, source in waiting:
            await self._fetch(link, source)
            self._done += 1
            self._progress(self._portal.host, self._done, self._found)

    async def _fetch(self, link: Link, source: ListSource) -> None:
        """Attempt one document, and count how it ended. What was a report and is none now is an alarm: an error page, or another one."""
        before = self._visitor.history.last.get(("document", link.url))
        agency_id, role = link.agency_id or source.agency_id, "report" if link.promised else "place"
        target = Target("document", link.url, source.address, link.text, agency_id, role, self._files.get(link.url))
        attempt = await self._visitor.visit(self._portal, target, lambda answer: judge_document(answer, link.text))
        carries = await self._fetch_attached(attempt, link)
        if (carries or attempt.outcome in GOT) and not isinstance(source, AskedList):
            self._got[source.address].append(link)
        if attempt.outcome == "not_a_report" and before is not None and before.outcome in GOT:
            message = f"what was a report is none now: {attempt.note}"
            self._alarms.append(Alarm(self._portal.host, "warning", message, link.url, before.sha256, attempt.sha256))
        if (attempt.note or "").startswith("in_review"):
            self._result.in_review += 1
        if attempt.outcome is None:
            self._postponed(attempt, is_known=before is not None)
        if role == "place" and attempt.status in _ABSENT:
            # Nobody said that anything stands there, so nothing was found and nothing is lost.
            self._result.found -= 1
        else:
            self._result.count(attempt.outcome)

    async def _fetch_attached(self, page: Attempt, link: Link) -> bool:
        """Attempt the files that a page without the form carries; whether any was got. They stand on the page, not on the list, which
        promises the page only."""
        if not (page.note or "").startswith(ATTACHED) or not holds(self._settings, page.sha256):
            return False
        content = text_of(load(self._settings, page.sha256 or ""), page.headers)
        files = attached_files(content, page.final_url or link.url)
        if link.url in self._files:
            self._not_handed_in(link, files)
            return any(file.url in self._files for file in files)
        outcomes: list[Outcome | None] = []
        for file in files:
            target = Target("document", file.url, link.url, link.text, page.agency_id, "attachment")
            attempt = await self._visitor.visit(self._portal, target, partial(judge_document, link_text=f"{link.text} {file.text}"))
            self._result.found += 1
            self._result.count(attempt.outcome)
            outcomes.append(attempt.outcome)
        return any(outcome in GOT for outcome in outcomes)

    def _not_handed_in(self, page: Link, files: Sequence[Link]) -> None:
        """What a page carries that was handed in is not asked for either: the portal refuses programs."""
        missing = [file.url for file in files if file.url not in self._files]
        if missing:
            message = f"the page that was handed in carries files that were not: {'；'.join(missing[:3])}"
            self._alarms.append(Alarm(self._portal.host, "warning", message, page.url))

    def _postponed(self, attempt: Attempt, is_known: bool) -> None:
        """Once a portal: that the budget did not reach to the end. What was never got yet makes it an error."""
        alarm = Alarm(self._portal.host, "warning" if is_known else "error", f"{attempt.note}; the next night begins with what was left")
        if alarm not in self._alarms:
            self._alarms.append(alarm)


def _line(run_id: str, alarm: Alarm) -> Attempt:
    return Attempt(
        run_id,
        "alarm",
        portal=alarm.portal,
        url=alarm.url,
        severity=alarm.severity,
        note=alarm.message,
        before=alarm.before,
        sha256=alarm.now,
        listing_url=alarm.list_url,
    )
