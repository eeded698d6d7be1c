"""What a list is expected to bring at this time of the year."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from extractors.listings.page import Link
from extractors.titles import parse_title
from flows.discover import Alarm
from flows.judge import vocabulary
from flows.portals import ListSource, Portal
from flows.settings import SHANGHAI

SEASON = timedelta(days=60)
"""For so long after the legal day a list without last year's reports is an alarm every night; later, people know."""


def no_news(portal: Portal, source: ListSource, links: Sequence[Link], day: date, fresh_at: datetime | None) -> list[Alarm]:
    """The alarm that a list carries nothing of last year though the legal day has passed; empty where it does, or out of season.

    ``fresh_at`` is when the list last brought a new document: links that print neither year nor date are known by that alone.
    """
    if not source.news_by or not links:
        return []
    due = date.fromisoformat(f"{day.year}-{source.news_by}")
    if not due < day <= due + SEASON or any(_is_of(link, day.year) for link in links):
        return []
    if fresh_at is not None and fresh_at.astimezone(SHANGHAI).year == day.year and any(_is_silent(link) for link in links):
        return []
    message = f"no report of {day.year - 1} on the list, though such reports were due on {due}"
    return [Alarm(portal.host, "error", message, source.address)]


def _year(link: Link) -> int | None:
    parts = parse_title(link.text, vocabulary())
    return parts.year if parts is not None else None


def _is_of(link: Link, year: int) -> bool:
    """Whether a link leads to a report of the year before ``year``."""
    named = _year(link)
    return named >= year - 1 if named is not None else link.date is not None and link.date.year >= year


def _is_silent(link: Link) -> bool:
    return link.date is None and _year(link) is None
