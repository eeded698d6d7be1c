"""What every kind of list gives: links, and the addresses still to be asked."""

import datetime
from dataclasses import dataclass, field

MAX_PAGES = 500
"""More pages than any list of reports has; one that goes on is endless."""
MAX_ENTRIES = 5000
"""More entries than any answer of a service holds."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to what may be a report: its absolute address, what it says, and the date printed beside it.

    ``row`` is what else stands in its entry, ``agency_id`` the organ the portal's file names for it. A link that is not ``promised`` was
    composed and not found: nobody has said yet that anything stands there.
    """

    url: str
    text: str
    date: datetime.date | None = None
    row: str = ""
    agency_id: str | None = None
    promised: bool = True


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a list: its links in page order, the addresses of further pages, and what makes it doubtful that this is all.

    ``guessed`` says that nothing promised the further pages: the list ends where one is absent or brings nothing. ``contents`` is equal
    for pages that list the same, whatever else of them differs; ``shape`` says where in the page's structure the links stand, None where
    there are none. ``forms`` are the fields to send to those further pages that are asked for by sending a form.
    """

    links: list[Link]
    next_pages: list[str]
    doubts: list[str] = field(default_factory=list)
    guessed: bool = False
    contents: str = ""
    shape: str | None = None
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
