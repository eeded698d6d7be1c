"""Reports that no longer stand where they stood: withdrawn, or a portal that is sick."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from flows.archive import GOT, Attempt
from flows.discover import Alarm
from flows.history import Stood
from flows.notes import WITHDRAWN, carries

_ABSENT = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Gone:
    """An attempt at an address where a report stood, the list that led there, and the sha256 of what came the last time. ``is_logged``
    where an unfinished run wrote its line."""

    attempt: Attempt
    stood: Stood
    list_url: str | None
    before: str | None = None
    is_logged: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What is to be written into the log of a report that is gone, and whether it counts as withdrawn."""

    gone: Gone
    attempt: Attempt
    is_withdrawn: bool


def is_gone(attempt: Attempt, stood: Stood | None) -> bool:
    """Whether an attempt says that what stood at its address stands there no more. What could not be had says nothing."""
    if stood is None or attempt.outcome in GOT:
        return False
    return attempt.status in _ABSENT or (attempt.outcome == "not_a_report" and not carries(attempt.note))


def settle(
    portal: str, gone: Collection[Gone], standing: int, broken: Collection[str], before: Collection[str]
) -> tuple[list[Settled], list[Alarm]]:
    """What becomes of the reports of a portal that are gone, and the alarms about those that an earlier night did not tell of.

    ``standing`` reports were got tonight, the lists ``broken`` did not answer whole and in their usual shape, and the reports at the
    addresses ``before`` were withdrawn before. Where a list is broken, or more is newly gone than stands, it is the portal that is sick.
    """
    fresh = [one for one in gone if one.attempt.url not in before]
    lost = [one for one in fresh if one.stood.gave]
    is_sick = len(lost) > max(1, standing)
    settled = [_settled(one, is_sick=one in fresh and (is_sick or one.list_url in broken)) for one in gone]
    if is_sick:
        return settled, _sick(portal, lost, standing)
    told = [one for one in settled if one.is_withdrawn and one.gone.stood.gave and one.gone in fresh]
    return settled, [_withdrawn(portal, one.gone) for one in told]


def _settled(gone: Gone, is_sick: bool) -> Settled:
    attempt = gone.attempt
    if is_sick:
        return Settled(gone, attempt, is_withdrawn=False)
    # Of a page that only carried a report the report may stand where it stood: the file says so itself.
    note = f"{WITHDRAWN}{attempt.note or ''}" if gone.stood.gave else attempt.note
    return Settled(gone, replace(attempt, note=note), is_withdrawn=True)


def _sick(portal: str, lost: list[Gone], standing: int) -> list[Alarm]:
    message = (
        f"{len(lost)} addresses that gave reports give none tonight, {standing} do: no report is taken for withdrawn, the portal for sick"
    )
    lists = Counter(one.list_url for one in lost)
    return [Alarm(portal, "error", message, address, list_url=address) for address, _ in lists.most_common()]


def _withdrawn(portal: str, gone: Gone) -> Alarm:
    what = gone.attempt.note or ""
    message = f"what was a report is none now: {what}" if gone.attempt.outcome == "not_a_report" else f"the report was withdrawn: {what}"
    return Alarm(portal, "warning", message, gone.attempt.url, gone.before, gone.attempt.sha256)
