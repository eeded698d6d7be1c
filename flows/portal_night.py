"""One portal's night: its lists, what they link to, what those pages carry, and what stood there and stands on no list any more."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from extractors.listings.links import same_document
from extractors.listings.page import Link
from extractors.listings.source import AskedList
from flows.archive import ABSENT, GOT, Attempt, Outcome, holds, load
from flows.carrying import files_of, pictures_of
from flows.discover import Alarm, oldest_first, read_list, too_few
from flows.errands import Errand, left_behind, unlisted
from flows.expectations import no_news
from flows.gone import Gone, is_gone, settle
from flows.journal import Journal
from flows.judge import judge_document, judge_picture, text_of
from flows.notes import BESIDE, carries
from flows.portals import ListSource, Portal
from flows.settings import Settings
from flows.visit import HandedFile, Target, Visitor

Progress = Callable[[str, int, int], None]
"""Called with a portal's host, the documents done and found there."""
_AHEAD = 4
"""So many answers of a portal may wait to be judged while the next are asked for."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Tally(Protocol):
    """Where a night's outcomes are counted and its alarms told."""

    found: int
    in_review: int
    withdrawn: int
    alarms: list[Alarm]

    def count(self, outcome: Outcome | None) -> None:
        """Add one to the count of an outcome."""


class PortalNight:
    """The collecting of one portal, a few documents at a time."""

    def __init__(self, settings: Settings, visitor: Visitor, journal: Journal, portal: Portal, result: Tally, progress: Progress) -> None:
        self._settings = settings
        self._visitor = visitor
        self._history = visitor.history
        self._journal = journal
        self._portal = portal
        self._result = result
        self._progress = progress
        self._alarms: list[Alarm] = []
        self._files: dict[str, HandedFile] = {}
        self._got: defaultdict[str, list[Link]] = defaultdict(list)
        self._stood = self._history.stood.get(portal.host, {})
        self._gone: list[Gone] = []
        self._asked: set[str] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._done = self._found = self._standing = 0

    async def collect(self) -> None:
        """Ask for everything; what went wrong is in the result and in the log."""
        listed = await self._read_lists()
        await self._ask(sorted(listed.values(), key=self._last_asked))
        await self._ask(list(unlisted(self._portal, self._stood, listed, self._broken())))
        gone = {one.attempt.url for one in self._gone}
        await self._ask(list(left_behind(self._portal, self._stood, gone, self._asked)))
        self._expect()
        await self._settle()
        self._result.alarms += self._alarms
        for alarm in self._alarms:
            await self._journal.append(_line(self._journal.run_id, alarm))

    async def _read_lists(self) -> dict[str, Errand]:
        found: dict[str, Errand] = {}
        for source in self._portal.due_lists:
            discovery = await read_list(self._settings, self._visitor, self._portal, source)
            self._files |= discovery.files
            self._alarms += discovery.alarms
            if isinstance(source, AskedList):
                self._alarms += self._no_news(source, discovery.links)
            for link in oldest_first(discovery.links):
                role = "report" if link.promised else "place"
                errand = Errand(link, source.address, link.agency_id or source.agency_id, role, source)
                found.setdefault(same_document(link.url), errand)
        return found

    def _no_news(self, source: ListSource, links: list[Link]) -> list[Alarm]:
        return no_news(self._portal, source, links, self._settings.day, self._history.fresh.get(source.address))

    def _expect(self) -> None:
        """What lists that nobody was asked for should have brought: only now is it known what stands there."""
        for source in self._portal.due_lists:
            if not isinstance(source, AskedList):
                got = self._got[source.address]
                self._alarms += too_few(self._portal, source, len(got)) + self._no_news(source, got)

    def _broken(self) -> set[str]:
        """The lists that did not answer whole and in their usual shape."""
        return {alarm.list_url for alarm in self._alarms if alarm.list_url is not None}

    def _last_asked(self, errand: Errand) -> datetime:
        """What was never got comes first, then what was asked longest ago: a night's budget may not reach to the end."""
        known = self._history.last.get(("document", errand.link.url))
        return known.at if known is not None else _NEVER

    async def _ask(self, errands: list[Errand]) -> None:
        self._found += len(errands)
        self._result.found += len(errands)
        waiting = iter(errands)
        # Not a task a document: a portal may link to thousands. A few more than its manners let through, so that what waits to be judged
        # does not keep the next from being asked for.
        workers = min(len(errands), self._portal.concurrency * len(self._portal.hosts) + _AHEAD)
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(self._work(waiting))

    async def _work(self, waiting: Iterator[Errand]) -> None:
        for errand in waiting:
            await self._fetch(errand)
            self._done += 1
            self._progress(self._portal.host, self._done, self._found)

    async def _fetch(self, errand: Errand) -> None:
        """Attempt one document and what it carries, and count how it ended."""
        link, is_known = errand.link, ("document", errand.link.url) in self._history.last
        target = Target(
            "document", link.url, errand.listing_url, link.text, errand.agency_id, errand.role, self._files.get(link.url), note=errand.note
        )
        attempt = await self._visit(target, link.text, errand.listing_url)
        if attempt is None:
            return
        carried = await self._fetch_carried(attempt, errand)
        if errand.source is not None and not isinstance(errand.source, AskedList) and (carried or attempt.outcome in GOT):
            self._got[errand.source.address].append(link)
        self._result.in_review += (attempt.note or "").startswith("in_review")
        if attempt.outcome is None:
            self._postponed(attempt, is_known)
        if errand.role == "place" and attempt.status in ABSENT:
            # Nobody said that anything stands there, so nothing was found and nothing is lost.
            self._result.found -= 1
        else:
            self._result.count(attempt.outcome)

    async def _visit(self, target: Target, words: str, list_url: str) -> Attempt | None:
        """One attempt; None where a report stood and stands no more, of which the end of the night decides what that means."""
        self._asked.add(target.url)
        stood, is_logged = self._stood.get(target.url), self._history.got("document", target.url) is not None
        before = self._history.last.get(("document", target.url))
        judge = partial(judge_document, link_text=words)
        attempt = await self._visitor.visit(self._portal, target, judge, lambda attempt: is_gone(attempt, stood))
        if stood is not None and is_gone(attempt, stood):
            since = self._history.missing.get(target.url)
            self._gone.append(Gone(attempt, stood, list_url, before.sha256 if before is not None else None, is_logged, since))
            return None
        self._standing += attempt.outcome in GOT
        return attempt

    async def _fetch_carried(self, page: Attempt, errand: Errand) -> bool:
        """Attempt what a page carries; whether any file was got. It stands on the page, not on the list, which promises the page only."""
        if not carries(page.note) or not holds(self._settings, page.sha256):
            return False
        content = text_of(load(self._settings, page.sha256 or ""), page.headers)
        note, base = page.note or "", page.final_url or page.url or ""
        files = files_of(content, base, note)
        if errand.link.url in self._files:
            self._not_handed_in(errand.link, files)
            return any(file.url in self._files for file in files)
        for picture in pictures_of(content, base, note):
            await self._fetch_picture(page, picture)
        outcomes = [await self._fetch_file(page, file, errand) for file in files]
        return any(outcome in GOT for outcome in outcomes)

    async def _fetch_file(self, page: Attempt, file: Link, errand: Errand) -> Outcome | None:
        """Attempt a file. One that lies beside a report is but one more copy of it: if it cannot be had, nothing is lost."""
        target = Target("document", file.url, page.url, errand.link.text, page.agency_id, "attachment", note=errand.note)
        async with self._turns[file.url]:
            attempt = await self._visit(target, f"{errand.link.text} {file.text}", errand.listing_url)
        self._result.found += 1
        if attempt is None:
            return None
        # Where no list leads to the page, no other that carries the file is told to have been left behind as well.
        if errand.note is None:
            await self._also_here(page, attempt)
        if BESIDE in (page.note or "") and attempt.outcome not in GOT:
            self._result.found -= 1
        else:
            self._result.count(attempt.outcome)
        return attempt.outcome

    async def _fetch_picture(self, page: Attempt, picture: Link) -> None:
        """Attempt a picture. It is a part of its page and no document: what is missing without it, the page's reading says."""
        if urlsplit(picture.url).hostname not in self._portal.hosts:
            return
        target = Target("document", picture.url, page.url, picture.text, page.agency_id, "picture")
        # Pages that show the same picture must not ask for it at once.
        async with self._turns[picture.url]:
            attempt = await self._visitor.visit(self._portal, target, judge_picture)
        await self._also_here(page, attempt)

    async def _also_here(self, page: Attempt, attempt: Attempt) -> None:
        """Write a line for what was asked for already because another page carries it too."""
        if attempt.outcome in GOT and (page.url or "", attempt.url or "") not in self._history.carried:
            await self._visitor.record(replace(attempt, outcome="unchanged", listing_url=page.url))

    def _not_handed_in(self, page: Link, files: Iterable[Link]) -> None:
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

    async def _settle(self) -> None:
        """Decide what it means that reports are gone, and write the lines that waited for it."""
        settled, alarms = settle(self._portal.host, self._gone, self._standing, self._broken(), self._history.withdrawn)
        self._alarms += alarms
        for one in settled:
            if one.is_withdrawn:
                self._result.withdrawn += one.gone.stood.gave
            else:
                self._result.count(one.attempt.outcome)
            if not one.gone.is_logged:
                await self._visitor.record(one.attempt)


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
