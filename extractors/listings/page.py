"""What every kind of listing gives: links and further pages."""

import datetime
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """A link to what may be a report: its absolute address, what it says, and the date printed beside it."""

    url: str
    text: str
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a list: its links in page order, the addresses of further pages, and what makes it doubtful that this is all."""

    links: list[Link]
    next_pages: list[str]
    doubts: list[str] = field(default_factory=list)
