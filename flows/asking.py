"""Asking a host for one address: politely, with limits on time and size, and with one answer or one named failure at the end."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_exponential, wait_random

from flows.bodies import Body, BrokenBody, TooLarge
from flows.manners import Answer, Busy, Failed, Gate, Limits, Passing
from flows.portals import Portal
from flows.transport import OffLimits, check_url

_DESCRIPTION = frozenset({"content-type", "content-length", "content-encoding", "content-disposition"})
_KEPT = _DESCRIPTION | {"date", "etag", "last-modified", "location", "retry-after", "server"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({500, 502, 504, 520, 522, 523, 524})
_BUSY = frozenset({429, 503})
_ABSENT = frozenset({404, 410})

Permit = Callable[[str], Awaitable[None]]
"""Called with every address before it is asked, redirects included; raises ``Failed`` to forbid it."""


def identity(contact: str) -> str:
    """The one name the project goes by, with where its operator can be reached."""
    try:
        return f"gongkai/{version('gongkai')} (+{contact})"
    except PackageNotFoundError:
        return f"gongkai (+{contact})"


class Asker:
    """Asks all hosts of a run. Use as an asynchronous context."""

    def __init__(self, contact: str, transport: httpx.AsyncBaseTransport, limits: Limits) -> None:
        self.limits = limits
        self._gates: dict[str, Gate] = {}
        self._client = httpx.AsyncClient(
            transport=transport,
            headers={
                "User-Agent": identity(contact),
                "Accept": "*/*",
                "Accept-Language": "zh-CN,zh;q=0.9",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds, pool=None),
            follow_redirects=False,
            trust_env=False,
            # A program that looks at public lists keeps no cookies: what a host hands out to recognise it is not sent back.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._client.__aexit__(kind, error, trace)

    def gate(self, portal: Portal, host: str) -> Gate:
        """The gate of a host, opened by the first portal that asks it."""
        if host not in self._gates:
            self._gates[host] = Gate(asyncio.Semaphore(portal.concurrency), portal.delay_seconds)
        return self._gates[host]

    async def ask(self, portal: Portal, url: str, validators: dict[str, str], permit: Permit) -> Answer:
        """The answer for one address, after redirects and, where a failure may pass, further tries. Raises ``Failed``."""
        try:
            gate = self.gate(portal, httpx.URL(url).host)
        except httpx.InvalidURL as error:
            raise Failed("off_site", f"no usable address: {error}", final_url=url[:2000]) from error
        try:
            answer: Answer = await self._retrying()(self._follow, portal, url, validators, permit)
        except (Passing, Failed) as error:
            failed = error.failed if isinstance(error, Passing) else error
            gate.failures = gate.failures + 1 if failed.status is None and failed.outcome == "unreachable" else 0
            raise failed from error
        gate.failures = 0
        return answer

    def _retrying(self) -> AsyncRetrying:
        stop = stop_after_attempt(self.limits.tries)
        return AsyncRetrying(retry=retry_if_exception_type(Passing), stop=stop, wait=self._wait, reraise=True)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        if isinstance(error, Passing) and error.wait is not None:
            return error.wait
        backoff = self.limits.backoff_seconds
        return (wait_exponential(multiplier=backoff, max=30) + wait_random(0, backoff))(state)

    async def _follow(self, portal: Portal, url: str, validators: dict[str, str], permit: Permit) -> Answer:
        current = url
        for _ in range(self.limits.redirects + 1):
            try:
                check_url(current, portal.hosts, portal.ports)
            except OffLimits as error:
                raise Failed("off_site", str(error), final_url=current[:2000]) from error
            await permit(current)
            answer = await self._once(portal, httpx.URL(current), validators)
            if answer.status not in _REDIRECTS:
                return answer
            current = _joined(current, answer.headers.get("location", ""))
        raise Failed("unreachable", f"more than {self.limits.redirects} redirects", final_url=current[:2000])

    async def _once(self, portal: Portal, url: httpx.URL, validators: dict[str, str]) -> Answer:
        gate = self.gate(portal, url.host)
        async with gate.slots:
            await gate.wait()
            if gate.closed is not None:
                raise Failed("refused", f"not asked, since the host wants to be left alone: {gate.closed}", final_url=str(url))
            if gate.failures >= self.limits.failures_in_a_row:
                raise Failed("unreachable", f"host given up for this run after {gate.failures} failures in a row", final_url=str(url))
            try:
                return await self._exchange(url, validators)
            except Busy as error:
                raise self._leave_alone(gate, error) from error

    def _leave_alone(self, gate: Gate, busy: Busy) -> Passing | Failed:
        """What becomes of a host that is busy: nothing is asked of it for the time it names, or in this run at all."""
        failed = Failed("refused", f"HTTP {busy.status}, Retry-After {busy.value or 'not given'}", busy.status, busy.url)
        wait = _retry_after(busy.value)
        if wait is not None and wait <= self.limits.retry_after_seconds:
            gate.resume_at = time.monotonic() + wait
            return Passing(failed, wait)
        if wait is not None or busy.status == 429:
            gate.closed = failed.note
        return failed

    async def _exchange(self, url: httpx.URL, validators: dict[str, str]) -> Answer:
        try:
            async with asyncio.timeout(self.limits.total_seconds), self._client.stream("GET", url, headers=validators) as response:
                headers = {name: value[:1000] for name, value in response.headers.items() if name in _KEPT}
                self._judge_status(response, bool(validators))
                content = b"" if response.status_code in _REDIRECTS | {304} else await self._body(response)
                return Answer(str(url), response.status_code, headers, content)
        except TimeoutError as error:
            # No further try: what drips for the whole time will drip again.
            raise Failed("unreachable", f"not done within {self.limits.total_seconds:g} seconds", final_url=str(url)) from error
        except OffLimits as error:
            raise Failed("off_site", str(error), final_url=str(url)) from error
        except httpx.TransportError as error:
            note = f"{type(error).__name__}: {error}".removesuffix(": ")
            raise Passing(Failed("unreachable", note, final_url=str(url))) from error

    def _judge_status(self, response: httpx.Response, conditional: bool) -> None:
        """Raise for every status that brings nothing. 403, 412, 521 and their like are the portal's no, which is taken for one."""
        status, url = response.status_code, str(response.url)
        if 200 <= status < 300 or status in _REDIRECTS or (status == 304 and conditional):
            return
        if status in _BUSY:
            raise Busy(status, url, response.headers.get("retry-after", "")[:100])
        if status in _PASSING:
            raise Passing(Failed("unreachable", f"HTTP {status}", status, url))
        if status in _ABSENT:
            raise Failed("unreachable", f"HTTP {status}: the page is absent", status, url)
        raise Failed("refused", f"HTTP {status}", status, url)

    async def _body(self, response: httpx.Response) -> bytes:
        """The whole body, decompressed; never more than the limit in memory."""
        limit, url = self.limits.max_bytes, str(response.url)
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            raise Failed("too_large", f"{declared} bytes declared, {limit} allowed", response.status_code, url)
        try:
            body = Body(response.headers.get("content-encoding", ""), limit)
            async for chunk in response.aiter_raw():
                body.add(chunk)
            return body.whole()
        except TooLarge as error:
            raise Failed("too_large", str(error), response.status_code, url) from error
        except BrokenBody as error:
            raise Passing(Failed("unreachable", str(error), response.status_code, url)) from error


def _joined(base: str, location: str) -> str:
    try:
        return str(httpx.URL(base).join(location))
    except httpx.InvalidURL as error:
        raise Failed("off_site", f"redirected to no usable address: {error}", final_url=location[:2000]) from error


def _retry_after(value: str) -> float | None:
    """The seconds to wait that a host asks for, as a number or as a date; None where it says nothing usable."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
