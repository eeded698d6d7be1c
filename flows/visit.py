"""One attempt: ask for an address unless the run has it already, judge what comes back, archive it, and only then log it."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from flows.archive import Attempt, Kind, store
from flows.asking import Asker
from flows.bodies import IN_MEMORY, Content
from flows.history import History, Known
from flows.intake import Unusable
from flows.intake import content as read_file
from flows.journal import Journal
from flows.judge import Judgement
from flows.manners import Answer, Failed, Response
from flows.portals import Portal
from flows.robots import Permit
from flows.settings import Settings
from flows.transport import OffLimits, check_url

Judge = Callable[[Answer], Judgement]
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that a person handed in for an address, and the note that says who and when."""

    path: Path
    note: str


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask for, and what is known about it beforehand. Where a file was ``handed`` in, nothing is asked; where there is a ``form``,
    its fields are sent, and the address says by its fragment which page they bring. ``note`` is added to that on the attempt."""

    kind: Kind
    url: str
    listing_url: str | None = None
    link_text: str | None = None
    agency_id: str | None = None
    role: str | None = None
    handed: HandedFile | None = None
    form: Mapping[str, str] | None = None
    note: str | None = None


class Visitor:
    """Makes the attempts of a run. Every attempt ends in one outcome and one line of the log."""

    def __init__(self, settings: Settings, journal: Journal, history: History, asker: Asker, permit: Permit) -> None:
        self._settings = settings
        self._journal = journal
        self._asker = asker
        self._permit = permit
        # Large bodies come into memory one at a time, and wait for no small ones. Pages are judged one at a time, since more threads would
        # only keep the one that asks from its turn. Two hosts that send the same bytes do not write one file at once.
        self._large = Lock()
        self._judging = Lock()
        # Threads of their own: a list, on which everything else waits, must not stand in line behind thousands of documents.
        self._readers = ThreadPoolExecutor(4, "judging")
        self._writing = [Lock() for _ in range(16)]
        self.history = history

    async def visit(self, portal: Portal, target: Target, judge: Judge, wait: Callable[[Attempt], bool] | None = None) -> Attempt:
        """Attempt one address and return the line that stands for it in the log. Where ``wait`` says so of that line it is not written
        yet: the caller then owes the log a line by ``record``."""
        blank = self._blank(portal, target)
        already = self.history.got(target.kind, target.url)
        if already is not None:
            return _known(blank, already)
        try:
            # In threads: judging a large page takes long, and disks take their time, while other hosts wait for neither.
            if target.handed is not None:
                attempt = await asyncio.to_thread(self._take_handed, portal, blank, target.handed, judge)
            else:
                response = await self._response(portal, target)
                # The instant of the answer, whenever its turn to be judged comes: the order in which versions were got goes by it.
                blank = replace(blank, at=datetime.now(UTC))
                attempt = await asyncio.get_running_loop().run_in_executor(
                    self._readers if target.kind == "document" else None, self._take, blank, response, judge
                )
        except Failed as error:
            failed = replace(blank, outcome=error.outcome, note=error.note, status=error.status, final_url=error.final_url)
            attempt = replace(failed, at=datetime.now(UTC))
        if urlsplit(attempt.final_url or target.url).scheme == "https" and portal.tls_exceptions:
            attempt = replace(attempt, tls=", ".join(sorted(portal.tls_exceptions)))
        attempt = replace(attempt, note="; ".join(filter(None, (attempt.note, target.note))) or None)
        if wait is None or not wait(attempt):
            await self.record(attempt)
        return attempt

    async def record(self, attempt: Attempt) -> None:
        """Write an attempt into the log, and know of it from now on."""
        await self._journal.append(attempt)
        self.history.add(attempt)

    async def _response(self, portal: Portal, target: Target) -> Response:
        # A form is sent unconditionally: a host may take the condition for one under which nothing is to be done.
        validators = {} if target.form is not None else self.history.validators(target.kind, target.url)
        return await self._asker.ask(portal, target.url, validators, lambda url: self._permit(portal, url, target.kind), target.form)

    def _take_handed(self, portal: Portal, blank: Attempt, handed: HandedFile, judge: Judge) -> Attempt:
        """The attempt a handed-in file makes: as if its address had answered with it. Raises ``Failed``."""
        address = blank.url or ""
        try:
            check_url(address, portal.hosts, portal.ports)
            body = Content()
            body.add(read_file(handed.path))
        except OffLimits as error:
            raise Failed("off_site", str(error)) from error
        except Unusable as error:
            raise Failed("too_large" if error.code == "too_large" else "unreachable", f"{handed.note}: {error.message}") from error
        attempt = self._take(blank, Response(address, 200, {}, body), judge)
        said = attempt.note or ""
        note = said if handed.note in said else "; ".join(filter(None, (said, handed.note)))
        return replace(attempt, status=None, note=note)

    def _blank(self, portal: Portal, target: Target) -> Attempt:
        return Attempt(
            self._journal.run_id,
            target.kind,
            portal=portal.host,
            url=target.url,
            listing_url=target.listing_url,
            link_text=target.link_text,
            agency_id=target.agency_id,
            role=target.role or ("report" if target.kind == "document" else None),
        )

    def _take(self, blank: Attempt, response: Response, judge: Judge) -> Attempt:
        """The attempt an answer makes; the bytes are archived before this returns."""
        attempt = replace(
            blank,
            status=response.status,
            final_url=response.final_url,
            headers=response.headers,
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
        )
        last = self.history.last.get((blank.kind, blank.url or ""))
        if response.status == _NOT_MODIFIED and last is not None:
            return _as_before(attempt, last)
        with self._judging if response.size <= IN_MEMORY else self._large:
            answer = response.answer()
            sha256 = hashlib.sha256(answer.content).hexdigest()
            attempt = replace(attempt, sha256=sha256, bytes=len(answer.content))
            if last is not None and last.sha256 == sha256:
                return _as_before(attempt, last)
            judgement = judge(answer)
        # Of a list whatever came is kept: where its shape has changed, that is the sample a person must see.
        if judgement.outcome == "new" or judgement.kept or blank.kind == "listing":
            with self._writing[int(sha256[0], 16)]:
                store(self._settings, answer.content)
        return replace(attempt, outcome=judgement.outcome, note=judgement.note)


def _known(blank: Attempt, known: Known) -> Attempt:
    """The attempt by which the run has an address already."""
    headers = {"content-type": known.content_type} if known.content_type else {}
    seen = replace(blank, at=known.at, outcome=known.outcome, sha256=known.sha256, bytes=known.bytes, note=known.note)
    return replace(seen, headers=headers, final_url=known.moved_to or blank.url)


def _as_before(attempt: Attempt, last: Known) -> Attempt:
    """The attempt where the bytes are those of the last time: what was no report then is none now."""
    return replace(
        attempt,
        outcome="not_a_report" if last.outcome == "not_a_report" else "unchanged",
        sha256=last.sha256,
        bytes=last.bytes,
        etag=attempt.etag or last.etag,
        last_modified=attempt.last_modified or last.last_modified,
        headers=attempt.headers | ({"content-type": last.content_type} if last.content_type else {}),
        note=last.note,
    )
