"""Manners: the limits of an asking, how one ends, and how far apart, how many at once and how often a host is asked."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.archive import Outcome
from flows.bodies import Content
from flows.portals import Portal

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one asking. Seconds, bytes after decompression, and counts; ``tries`` counts the first one too."""

    max_bytes: int = 50 * 1024 * 1024
    connect_seconds: float = 15
    read_seconds: float = 30
    total_seconds: float = 180
    redirects: int = 5
    tries: int = 3
    backoff_seconds: float = 1
    retry_after_seconds: float = 60
    failures_in_a_row: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answered: 304 without content, or a success with it, decompressed. ``headers`` are those that are kept."""

    final_url: str
    status: int
    headers: dict[str, str]
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer whose content may still lie on disk: what many hosts send at once is not all in memory."""

    final_url: str
    status: int
    headers: dict[str, str]
    body: Content | None = None

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return self.body.size if self.body is not None else 0

    def answer(self) -> Answer:
        """The answer with its content in memory; the file it lay in is gone afterwards."""
        return Answer(self.final_url, self.status, self.headers, self.body.take() if self.body is not None else b"")


class Failed(Exception):
    """An asking that gave nothing, with the outcome it ends in; None where nothing was asked, because the night's budget is used up."""

    def __init__(self, outcome: Outcome | None, note: str, status: int | None = None, final_url: str | None = None) -> None:
        super().__init__(note)
        self.outcome = outcome
        self.note = note
        self.status = status
        self.final_url = final_url


class Passing(Exception):
    """A failure that may pass: worth another try."""

    def __init__(self, failed: Failed, wait: float | None = None) -> None:
        super().__init__(failed.note)
        self.failed = failed
        self.wait = wait


class Busy(Exception):
    """A host that asks to be left alone for a while: 429 or 503, with what it says in Retry-After."""

    def __init__(self, status: int, url: str, value: str) -> None:
        super().__init__(status)
        self.status = status
        self.url = url
        self.value = value


@dataclass
class Gate:
    """The manners towards one host: so many at once, so far apart, not before ``resume_at`` (of ``time.monotonic``), no more than
    ``budget`` requests and ``allowance`` bytes a night, and not at all once ``closed`` says why the host wants to be left alone."""

    concurrency: int
    delay: float
    budget: int
    allowance: int
    failures: int = 0
    closed: str | None = None
    resume_at: float = 0
    next_at: float = 0
    requests: int = 0
    received: int = 0
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.concurrency)

    async def wait(self) -> None:
        """Wait until the host may be asked again. Requests begin ``delay`` apart, also after a pause: no burst."""
        begin = max(time.monotonic(), self.next_at)
        self.next_at = begin + self.delay
        await asyncio.sleep(begin - time.monotonic())
        while (left := self.resume_at - time.monotonic()) > 0:
            await asyncio.sleep(left)
            self.next_at = max(self.next_at, time.monotonic() + self.delay)

    def slow_down(self, delay: float) -> None:
        """Ask no oftener than every ``delay`` seconds from now on."""
        if delay > self.delay:
            self.next_at += delay - self.delay
            self.delay = delay

    @property
    def spent(self) -> str | None:
        """What of the night's budget is used up; None where the host may be asked for more."""
        if self.requests >= self.budget:
            return f"{self.budget} requests a night"
        return f"{self.allowance // _MEGABYTE} megabytes a night" if self.received >= self.allowance else None


def gates(portals: Iterable[Portal]) -> dict[str, Gate]:
    """The gate of every host; where several portals ask one, the strictest of their files holds."""
    by_host: dict[str, list[Portal]] = {}
    for portal in portals:
        for host in portal.hosts:
            by_host.setdefault(host, []).append(portal)
    return {
        host: Gate(
            min(one.concurrency for one in those),
            max(one.delay_seconds for one in those),
            min(one.requests_per_night for one in those),
            min(one.megabytes_per_night for one in those) * _MEGABYTE,
        )
        for host, those in by_host.items()
    }
