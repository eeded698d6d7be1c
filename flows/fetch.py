"""Collecting: the lists of the verified portals, then the documents they link to, into the archive and its log."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from extractors.listings.page import Link
from flows.archive import AttemptLog, load
from flows.asking import Asker
from flows.discover import Alarm, ListReader, oldest_first
from flows.history import read_history
from flows.judge import Judgement, judge_document
from flows.manners import Failed, Limits
from flows.portals import ListSource, Portal
from flows.robots import Robots
from flows.serving import serve
from flows.settings import Settings
from flows.transport import GuardedTransport, Resolver, resolve_by_system
from flows.visit import Target, Visitor

Progress = Callable[[str, int, int], None]
"""Called with a portal's host, the documents done and the documents found there."""
_GOT = frozenset({"new", "unchanged"})


@dataclass
class CollectResult:
    """What collecting brought. ``due`` counts lists to read, ``found`` the documents they link to; of these, ``fetched`` are new or
    changed, and each other count is an outcome. ``alarms`` say what a person must look at."""

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
    alarms: list[Alarm] = field(default_factory=list)

    @property
    def errors(self) -> list[Alarm]:
        """The alarms that fail a portal."""
        return [alarm for alarm in self.alarms if alarm.severity == "error"]

    def count(self, outcome: str, times: int = 1) -> None:
        """Add to the count of an outcome."""
        name = "fetched" if outcome == "new" else outcome
        setattr(self, name, getattr(self, name) + times)


@dataclass(frozen=True, slots=True)
class Network:
    """How a run reaches hosts: limits, the resolver, and hosts that stand on loopback by explicit setting (the tests' own servers)."""

    limits: Limits = field(default_factory=Limits)
    resolve: Resolver = resolve_by_system
    local: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def collect(
    settings: Settings, run_id: str, portals: Sequence[Portal], report_progress: Progress | None = None, network: Network | None = None
) -> CollectResult:
    """Ask all verified portals for their lists and documents.

    What a run that this one resumes has got already is not asked for again. Portals without ``verified_on`` are never asked. Sick
    portals end in outcomes and alarms; only a damaged archive or a disk that cannot be written raises.
    """
    network = network or Network()
    asked = [portal for portal in portals if portal.verified_on is not None]
    with ExitStack() as stack:
        served = {portal.host: stack.enter_context(serve(portal.site)) for portal in asked if portal.site is not None}
        log = stack.enter_context(AttemptLog(settings, run_id))
        transport = GuardedTransport({**served, **network.local}, network.resolve)
        return asyncio.run(_collect(settings, log, asked, report_progress or _silent, Asker(settings.contact, transport, network.limits)))


def _silent(host: str, done: int, total: int) -> None:
    """No progress wanted."""


async def _collect(settings: Settings, log: AttemptLog, portals: list[Portal], progress: Progress, asker: Asker) -> CollectResult:
    result = CollectResult(due=sum(len(portal.lists) for portal in portals))
    async with asker:
        visitor = _visitor(settings, log, asker)
        async with asyncio.TaskGroup() as group:
            for portal in portals:
                group.create_task(_collect_portal(settings, visitor, portal, progress, result))
    result.alarms.sort(key=lambda alarm: (alarm.portal, alarm.severity, alarm.url or "", alarm.message))
    return result


def _visitor(settings: Settings, log: AttemptLog, asker: Asker) -> Visitor:
    """A visitor whose robots.txt are attempts like any other: asked conditionally, archived, logged."""

    async def rules(portal: Portal, url: str) -> str | None:
        attempt = await visitor.visit(portal, Target("robots", url), lambda _: Judgement("new"))
        if attempt.outcome in _GOT and attempt.sha256 is not None:
            return load(settings, attempt.sha256).decode("utf-8", "replace")
        no_answer = attempt.status is None or attempt.status == 429 or attempt.status >= 500
        if attempt.outcome in ("off_site", "too_large") or not no_answer:
            return None
        raise Failed("unreachable", attempt.note or "no answer", attempt.status)

    robots = Robots(asker, rules)
    visitor = Visitor(settings, log, read_history(settings, log.run_id), asker, robots.permit)
    return visitor


async def _collect_portal(settings: Settings, visitor: Visitor, portal: Portal, progress: Progress, result: CollectResult) -> None:
    links: dict[str, tuple[Link, ListSource]] = {}
    for source in portal.lists:
        found = await ListReader(settings, visitor, portal, source).read()
        result.alarms += found.alarms
        for link in oldest_first(found.links):
            links.setdefault(link.url, (link, source))
    result.found += len(links)
    outcomes: Counter[str] = Counter()

    async def fetch(link: Link, source: ListSource) -> None:
        outcome = await _fetch_document(visitor, portal, link, source, result)
        outcomes[outcome] += 1
        progress(portal.host, outcomes.total(), len(links))

    async with asyncio.TaskGroup() as group:
        for link, source in links.values():
            group.create_task(fetch(link, source))
    for outcome, times in outcomes.items():
        result.count(outcome, times)


async def _fetch_document(visitor: Visitor, portal: Portal, link: Link, source: ListSource, result: CollectResult) -> str:
    """Attempt one document; its outcome. A report that is one no more is an alarm: the page was replaced, or is an error page."""
    before = visitor.history.last.get(("document", link.url))
    target = Target("document", link.url, source.url, link.text, source.agency_id)
    attempt = await visitor.visit(portal, target, lambda answer: judge_document(answer, link.text))
    if attempt.outcome == "not_a_report" and before is not None and before.outcome in _GOT:
        result.alarms.append(Alarm(portal.host, "warning", f"what was a report is none now: {attempt.note}", link.url))
    if (attempt.note or "").startswith("in_review"):
        result.in_review += 1
    return attempt.outcome or "unreachable"
