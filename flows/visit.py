"""One attempt: ask for an address unless the run has it already, judge what comes back, archive it, and only then log it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flows.archive import Attempt, AttemptLog, Kind, store
from flows.asking import Asker
from flows.history import History
from flows.judge import Judgement
from flows.manners import Answer, Failed
from flows.portals import Portal
from flows.robots import Permit
from flows.settings import Settings

Judge = Callable[[Answer], Judgement]


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask for, and what is known about it beforehand."""

    kind: Kind
    url: str
    listing_url: str | None = None
    link_text: str | None = None
    agency_id: str | None = None


class Visitor:
    """Makes the attempts of a run. Every attempt ends in one outcome and one line of the log."""

    def __init__(self, settings: Settings, log: AttemptLog, history: History, asker: Asker, permit: Permit) -> None:
        self._settings = settings
        self._log = log
        self._asker = asker
        self._permit = permit
        self.history = history

    async def visit(self, portal: Portal, target: Target, judge: Judge) -> Attempt:
        """Attempt one address and return the line that stands for it in the log."""
        already = self.history.got(target.kind, target.url)
        if already is not None:
            return already
        blank = self._blank(portal, target)
        try:
            validators = self.history.validators(target.kind, target.url)
            answer = await self._asker.ask(portal, target.url, validators, lambda url: self._permit(portal, url, target.kind))
            attempt = self._take(blank, answer, judge)
        except Failed as error:
            attempt = replace(blank, outcome=error.outcome, note=error.note, status=error.status, final_url=error.final_url)
        attempt = replace(attempt, at=datetime.now(UTC))
        self._log.append(attempt)
        self.history.add(attempt)
        return attempt

    def _blank(self, portal: Portal, target: Target) -> Attempt:
        return Attempt(
            self._log.run_id,
            target.kind,
            portal=portal.host,
            url=target.url,
            listing_url=target.listing_url,
            link_text=target.link_text,
            agency_id=target.agency_id,
            role="report" if target.kind == "document" else None,
        )

    def _take(self, blank: Attempt, answer: Answer, judge: Judge) -> Attempt:
        """The attempt an answer makes; the bytes are archived before this returns."""
        last = self.history.last.get((blank.kind, blank.url or ""))
        attempt = replace(
            blank,
            status=answer.status,
            final_url=answer.final_url,
            headers=answer.headers,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )
        if answer.status == 304 and last is not None:
            return _as_before(attempt, last)
        sha256 = hashlib.sha256(answer.content).hexdigest()
        attempt = replace(attempt, sha256=sha256, bytes=len(answer.content))
        if last is not None and last.sha256 == sha256:
            return _as_before(attempt, last)
        judgement = judge(answer)
        if judgement.outcome == "new":
            store(self._settings, answer.content)
        return replace(attempt, outcome=judgement.outcome, note=judgement.note)


def _as_before(attempt: Attempt, last: Attempt) -> Attempt:
    """The attempt where the bytes are those of the last time: what was no report then is none now."""
    return replace(
        attempt,
        outcome="not_a_report" if last.outcome == "not_a_report" else "unchanged",
        sha256=last.sha256,
        bytes=last.bytes,
        etag=attempt.etag or last.etag,
        last_modified=attempt.last_modified or last.last_modified,
        note=last.note,
    )
