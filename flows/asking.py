"""Asking a host for one address: politely, with limits on time and size, and with one answer or one named failure at the end."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_exponential, wait_random

from flows.archive import ABSENT
from flows.bodies import Body, BrokenBody, Content, TooLarge
from flows.manners import Busy, Failed, Gate, Limits, Passing, Response, gates
from flows.portals import Portal
from flows.transport import OffLimits, check_url

_DESCRIPTION = frozenset({"content-type", "content-length", "content-encoding", "content-disposition"})
_KEPT = _DESCRIPTION | {"date", "etag", "last-modified", "location", "retry-after", "server"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FORM_GOES_ALONG = frozenset({307, 308})
_PASSING = frozenset({500, 502, 504, 520, 522, 523, 524})
_BUSY = frozenset({429, 503})
_HEADERS_TOO_LARGE = 431
_SHORT = 65536
_PATIENCE = 5

Permit = Callable[[str], Awaitable[None]]
"""Called with every address before it is asked, redirects included; raises ``Failed`` to forbid it."""


def identity(contact: str) -> str:
    """The one name the project goes by, with where its operator can be reached."""
    try:
        return f"gongkai/{version('gongkai')} (+{contact})"
    except PackageNotFoundError:
        return f"gongkai (+{contact})"


class Asker:
    """Asks all hosts of the portals of a run. Use as an asynchronous context."""

    def __init__(self, contact: str, transport: httpx.AsyncBaseTransport, limits: Limits, portals: Iterable[Portal]) -> None:
        self.limits = limits
        self.gates = gates(portals)
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

    async def ask(
        self, portal: Portal, url: str, validators: dict[str, str], permit: Permit, form: Mapping[str, str] | None = None
    ) -> Response:
        """The answer for one address, after redirects and, where a failure may pass, further tries. Raises ``Failed``.

        Where a ``form`` is given, its fields are sent, as a browser does that turns the page of a list.
        """
        try:
            check_url(url, portal.hosts, portal.ports)
            gate = self.gates[httpx.URL(url).host]
        except (OffLimits, httpx.InvalidURL, KeyError) as error:
            raise Failed("off_site", str(error), final_url=url[:2000]) from error
        try:
            response: Response = await self._retrying()(self._follow, portal, url, validators, permit, form)
        except (Passing, Failed) as error:
            failed = error.failed if isinstance(error, Passing) else error
            gate.failures = gate.failures + 1 if failed.status is None and failed.outcome == "unreachable" else 0
            raise failed from error
        gate.failures = 0
        return response

    def _retrying(self) -> AsyncRetrying:
        stop = stop_after_attempt(self.limits.tries)
        return AsyncRetrying(retry=retry_if_exception_type(Passing), stop=stop, wait=self._wait, reraise=True)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        if isinstance(error, Passing) and error.wait is not None:
            return error.wait
        backoff = self.limits.backoff_seconds
        return (wait_exponential(multiplier=backoff, max=30) + wait_random(0, backoff))(state)

    async def _follow(
        self, portal: Portal, url: str, validators: dict[str, str], permit: Permit, form: Mapping[str, str] | None
    ) -> Response:
        current, seen = url, {url}
        for _ in range(self.limits.redirects + 1):
            try:
                check_url(current, portal.hosts, portal.ports)
            except OffLimits as error:
                raise Failed("off_site", str(error), final_url=current[:2000]) from error
            await permit(current)
            response = await self._once(httpx.URL(current), validators, form)
            if response.status not in _REDIRECTS:
                return response
            current = _joined(current, response.headers.get("location", ""))
            if current in seen:
                raise Failed("unreachable", "its redirects go round in a circle", response.status, current[:2000])
            seen.add(current)
            form = form if response.status in _FORM_GOES_ALONG else None
        raise Failed("unreachable", f"more than {self.limits.redirects} redirects", response.status, current[:2000])

    async def _once(self, url: httpx.URL, validators: dict[str, str], form: Mapping[str, str] | None) -> Response:
        gate = self.gates[url.host]
        async with gate.slots:
            self._still_asked(gate, url)
            await gate.wait()
            self._still_asked(gate, url)
            gate.requests += 1
            try:
                return await self._exchange(gate, url, validators, form)
            except Busy as error:
                raise self._leave_alone(gate, error) from error

    def _still_asked(self, gate: Gate, url: httpx.URL) -> None:
        """Raise ``Failed`` where the host wants to be left alone, was given up, or has been asked for all that one night allows."""
        if gate.closed is not None:
            raise Failed("refused", f"not asked, since the host wants to be left alone: {gate.closed}", final_url=str(url))
        if gate.failures >= self.limits.failures_in_a_row:
            note = f"not asked, since the host did not answer {self.limits.failures_in_a_row} times in a row"
            raise Failed("unreachable", note, final_url=str(url))
        if gate.spent is not None:
            raise Failed(None, f"not asked: the host's budget of {gate.spent} is used up", final_url=str(url))

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

    async def _exchange(self, gate: Gate, url: httpx.URL, validators: dict[str, str], form: Mapping[str, str] | None) -> Response:
        stream = self._client.stream("GET" if form is None else "POST", url, headers=validators, data=form)
        try:
            async with asyncio.timeout(self.limits.total_seconds), stream as response:
                headers = {name: value[:1000] for name, value in response.headers.items() if name in _KEPT}
                if not response.is_success:
                    await _pass_over(gate, response)
                self._judge_status(response, bool(validators))
                body = await self._body(gate, response) if response.is_success else None
                return Response(str(url), response.status_code, headers, body)
        except TimeoutError as error:
            # No further try: what drips for the whole time will drip again.
            raise Failed("unreachable", f"not done within {self.limits.total_seconds:g} seconds", final_url=str(url)) from error
        except OffLimits as error:
            raise Failed("off_site", str(error), final_url=str(url)) from error
        except httpx.TransportError as error:
            raise _broken_off(error, str(url)) from error

    def _judge_status(self, response: httpx.Response, conditional: bool) -> None:
        """Raise for every status that brings nothing. 403, 412, 521 and their like are the portal's no, which is taken for one."""
        status, url = response.status_code, str(response.url)
        if 200 <= status < 300 or status in _REDIRECTS or (status == 304 and conditional):
            return
        if status in _BUSY:
            raise Busy(status, url, response.headers.get("retry-after", "")[:100])
        if status in _PASSING:
            raise Passing(Failed("unreachable", f"HTTP {status}", status, url))
        if status in ABSENT:
            raise Failed("unreachable", f"HTTP {status}: the page is absent", status, url)
        raise Failed("refused", f"HTTP {status}", status, url)

    async def _body(self, gate: Gate, response: httpx.Response) -> Content:
        """The whole body, decompressed; never more than the limit."""
        limit, url = self.limits.max_bytes, str(response.url)
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            raise Failed("too_large", f"{declared} bytes declared, {limit} allowed", response.status_code, url)
        try:
            with Body(response.headers.get("content-encoding", ""), limit) as body:
                async for chunk in response.aiter_raw():
                    gate.received += len(chunk)
                    body.add(chunk)
                return body.whole()
        except TooLarge as error:
            raise Failed("too_large", str(error), response.status_code, url) from error
        except BrokenBody as error:
            raise Passing(Failed("unreachable", str(error), response.status_code, url)) from error


async def _pass_over(gate: Gate, response: httpx.Response) -> None:
    """Read what nobody wants, if it is short: only then can the connection be used again, and the host is spared a new one."""
    size = 0
    with suppress(httpx.TransportError, TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            async for chunk in response.aiter_raw():
                size += len(chunk)
                gate.received += len(chunk)
                if size > _SHORT:
                    return


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _broken_off(error: httpx.TransportError, url: str) -> Passing | Failed:
    """What ended a connection: a certificate that is not in order or endless headers will be so the next time too; the rest may pass."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            why = getattr(cause, "verify_message", "") or cause.reason or str(cause)
            return Failed("unreachable", f"TLS: {why}; only tls_exceptions in the portal's file would allow it", final_url=url)
        if getattr(cause, "error_status_hint", None) == _HEADERS_TOO_LARGE:
            return Failed("too_large", "the headers of the answer are longer than any sound ones", final_url=url)
    note = f"{type(error).__name__}: {error}".removesuffix(": ")
    return Passing(Failed("unreachable", note, final_url=url))


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
