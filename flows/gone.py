"""Reports that no longer stand where they stood: withdrawn, or a portal that is sick."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.archive import Attempt
from flows.discover import Alarm
from flows.history import Stood, gives_none
from flows.notes import WITHDRAWN

PATIENCE = timedelta(days=30)
"""For so long a portal that has lost nearly everything is taken for sick; after that its reports for gone."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An attempt at an address where a report stood, the list that led there, and the sha256 of what came the last time. ``is_logged``
    where an unfinished run wrote its line; ``since`` is when an earlier run found none there first, nor any run after it."""

    attempt: Attempt
    stood: Stood
    list_url: str | None
    before: str | None = None
    is_logged: bool = False
    since: datetime | None = None

    @property
    def is_for_good(self) -> bool:
        """Whether it has been gone for too long for a portal that is sick."""
        return self.since is not None and self.attempt.at - self.since > PATIENCE


@dataclass(frozen=True, slots=True)
class Settled:
    """What is to be written into the log of a report that is gone, and whether it counts as withdrawn."""

    gone: Gone
    attempt: Attempt
    is_withdrawn: bool


def is_gone(attempt: Attempt, stood: Stood | None) -> bool:
    """Whether an attempt says that what stood at its address stands there no more."""
    return stood is not None and gives_none(attempt)


def settle(
    portal: str, gone: Collection[Gone], standing: int, broken: Collection[str], before: Collection[str]
) -> tuple[list[Settled], list[Alarm]]:
    """What becomes of the reports of a portal that are gone, and the alarms about those that an earlier night did not tell of.

    ``standing`` reports were got tonight, the lists ``broken`` did not answer whole and in their usual shape, and the reports at the
    addresses ``before`` were withdrawn before. Where a list is broken, or more is newly gone than stands, it is the portal that is sick;
    but not for ever.
    """
    lost = [one for one in gone if one.stood.gave and one.attempt.url not in before and not one.is_for_good]
    is_sick = len(lost) > max(1, standing)
    doubted = {one.attempt.url for one in gone if (is_sick and not one.is_for_good) or one.list_url in broken}.difference(before)
    settled = [_settled(one, one.attempt.url in doubted) for one in gone]
    told = [one.gone for one in settled if one.is_withdrawn and one.gone.stood.gave and one.gone.attempt.url not in before]
    return settled, [*(_sick(portal, lost, standing) if is_sick else ()), *(_withdrawn(portal, one) for one in told)]


def _settled(gone: Gone, is_sick: bool) -> Settled:
    attempt = gone.attempt
    if is_sick:
        return Settled(gone, attempt, is_withdrawn=False)
    # Of a page that only carried a report the report may stand where it stood: the file says so itself.
    note = f"{WITHDRAWN}{attempt.note or ''}" if gone.stood.gave else attempt.note
    return Settled(gone, replace(attempt, note=note), is_withdrawn=True)


def _sick(portal: str, lost: list[Gone], standing: int) -> list[Alarm]:
    message = (
        f"{len(lost)} addresses that gave reports give none tonight, {standing} do: the portal is sick, "
        f"and until {PATIENCE.days} days have passed no report is taken for withdrawn"
    )
    lists = Counter(one.list_url for one in lost)
    return [Alarm(portal, "error", message, address, list_url=address) for address, _ in lists.most_common()]


def _withdrawn(portal: str, gone: Gone) -> Alarm:
    what = gone.attempt.note or ""
    message = f"what was a report is none now: {what}" if gone.attempt.outcome == "not_a_report" else f"the report was withdrawn: {what}"
    return Alarm(portal, "warning", message, gone.attempt.url, gone.before, gone.attempt.sha256)
