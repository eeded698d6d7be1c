"""Reading the lists of a portal: every page, whole or with an alarm, and the links to what may be reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from extractors.listings import static_list
from extractors.listings.page import Link, ListingPage
from flows.archive import Attempt, load
from flows.judge import judge_listing, text_of
from flows.portals import ListSource, Portal
from flows.settings import Settings
from flows.visit import Target, Visitor

_MAX_PAGES = 500
_READERS: Mapping[str, Callable[[str, str], ListingPage]] = {"static_list": static_list.read_listing}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about a portal that a person must look at. An ``error`` means that its reports cannot be taken for complete.

    ``before`` and ``now`` are the sha256 of what was seen the last time and of what is seen now, where a change is the matter.
    """

    portal: str
    severity: Literal["error", "warning"]
    message: str
    url: str | None = None
    before: str | None = None
    now: str | None = None


@dataclass
class Discovery:
    """What a list gave: links in page order, the attempts its pages took, and alarms."""

    links: list[Link] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    changed: bool = False


class ListReader:
    """Reads one list of a portal, page by page."""

    def __init__(self, settings: Settings, visitor: Visitor, portal: Portal, source: ListSource) -> None:
        self._settings = settings
        self._visitor = visitor
        self._portal = portal
        self._source = source
        self._found = Discovery()

    async def read(self) -> Discovery:
        """The whole list. What went wrong is in ``alarms``; never an empty list without one where links were expected."""
        waiting, asked = [self._source.url], {self._source.url}
        while waiting and len(asked) <= _MAX_PAGES:
            page = await self._page(waiting.pop(0), first=not self._found.pages)
            further = self._further(page) if page is not None else []
            waiting += [url for url in further if url not in asked]
            asked.update(further)
        if waiting:
            self._alarm("error", f"the list goes on after {_MAX_PAGES} pages")
        self._expect()
        return self._found

    async def _page(self, url: str, first: bool) -> ListingPage | None:
        """One page's links, taken in; None where the list ends here."""
        target = Target("listing", url, self._source.url, agency_id=self._source.agency_id)
        attempt = await self._visitor.visit(self._portal, target, judge_listing)
        if attempt.outcome not in ("new", "unchanged") or attempt.sha256 is None:
            self._missing(attempt, first)
            return None
        if attempt.sha256 in self._found.pages.values():
            return None  # Some portals answer every number beyond the last page with a page they gave before.
        self._found.changed |= attempt.outcome == "new"
        self._found.pages[url] = attempt.sha256
        try:
            page = self._parse(url, attempt.sha256, attempt.headers)
        except ValueError as error:
            self._alarm("error", f"the list could not be understood: {error}", url)
            return None
        known = {link.url for link in self._found.links}
        fresh = [link for link in page.links if link.url not in known]
        self._found.links += fresh
        for doubt in page.doubts if self._source.pager == "links" else []:
            self._alarm("error", f"the list may have more pages than were read: {doubt}")
        return page if first or fresh else None

    def _missing(self, attempt: Attempt, first: bool) -> None:
        absent = attempt.status in (404, 410)
        if first or not absent:
            what = "the list could not be read" if first else "a further page of the list could not be read"
            self._alarm("error", f"{what}: {attempt.outcome}, {attempt.note}", attempt.url)

    def _further(self, page: ListingPage) -> list[str]:
        if self._source.pager == "links":
            return page.next_pages
        following = static_list.page_address(self._source.url, len(self._found.pages))
        return [following] if following is not None else []

    def _parse(self, url: str, sha256: str, headers: dict[str, str]) -> ListingPage:
        return _READERS[self._portal.kind](text_of(load(self._settings, sha256), headers), url)

    def _expect(self) -> None:
        """Alarms for fewer links than the portal's file expects, and for links of the last time that are gone."""
        if not self._found.pages:
            return
        if len(self._found.links) < self._source.expect_min:
            self._alarm("error", f"{len(self._found.links)} links, at least {self._source.expect_min} expected")
        before = self._visitor.history.lists.get(self._source.url, {}) if self._found.changed else {}
        earlier = {link.url: link.text for url, sha256 in before.items() for link in self._parse(url, sha256, {}).links}
        gone = [text for url, text in earlier.items() if url not in {link.url for link in self._found.links}]
        if gone:
            self._alarm("warning", f"{len(gone)} of {len(earlier)} links of the last time are gone: {'；'.join(gone[:5])}")

    def _alarm(self, severity: Literal["error", "warning"], message: str, url: str | None = None) -> None:
        self._found.alarms.append(Alarm(self._portal.host, severity, message, url or self._source.url))


def oldest_first(links: list[Link]) -> list[Link]:
    """Links as they were published: by the dates printed beside them where every one has a date, else a list's order turned round.

    Lists stand newest first; asking the oldest first makes a report's versions count in the order they came out.
    """
    turned = links[::-1]
    return sorted(turned, key=lambda link: str(link.date)) if all(link.date is not None for link in turned) else turned
