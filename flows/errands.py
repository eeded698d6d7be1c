"""What a night asks a portal for: documents on its lists, and what stood there and is on no list any more."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from extractors.listings.links import same_document
from extractors.listings.page import Link
from flows.history import Stood
from flows.notes import UNLISTED
from flows.portals import ListSource, Portal


@dataclass(frozen=True, slots=True)
class Errand:
    """A document to ask for: where it was found, whose it is said to be; ``source`` is the list that leads there tonight, ``note`` is what
    the log says of it and of what it carries."""

    link: Link
    listing_url: str
    agency_id: str | None
    role: str
    source: ListSource | None = None
    note: str | None = None


def unlisted(portal: Portal, stood: Mapping[str, Stood], listed: Collection[str], broken: Collection[str]) -> Iterator[Errand]:
    """Where reports stood that are on no list tonight; ``listed`` are the documents that are, as ``same_document`` knows them.

    What one of the lists ``broken``, which did not come whole, would have led to may stand on it still.
    """
    if portal.verified_on is None:
        return
    lists = {source.address for source in portal.due_lists}
    for url, one in stood.items():
        is_known = one.listing_url in lists if broken else True
        if one.role != "attachment" and is_known and one.listing_url not in broken and same_document(url) not in listed:
            yield from _again(portal, url, one)


def left_behind(portal: Portal, stood: Mapping[str, Stood], gone: Collection[str | None], asked: Collection[str]) -> Iterator[Errand]:
    """Files that gave reports and whose page is among those ``gone``, unless ``asked`` for already: they may stand where they stood."""
    for url, one in stood.items():
        if one.role == "attachment" and one.listing_url in gone and url not in asked:
            yield from _again(portal, url, one)


def _again(portal: Portal, url: str, stood: Stood) -> Iterator[Errand]:
    if urlsplit(url).hostname in portal.hosts:
        role = "attachment" if stood.role == "attachment" else "report"
        yield Errand(Link(url, stood.link_text or ""), stood.listing_url or "", stood.agency_id, role, note=UNLISTED)
