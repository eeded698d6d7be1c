"""Reading the lists of a portal: every page, whole or with an alarm, and the links to what may be reports."""

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from extractors.listings.handed_in import HandedIn
from extractors.listings.links import each_once, same_document
from extractors.listings.page import MAX_PAGES, Link, ListingPage
from extractors.listings.source import AskedList, KnownList, ListSource
from flows.archive import ABSENT, GOT, Attempt, load
from flows.handed_in import read_folder
from flows.judge import Judgement, judge_listing, text_of, unpacked
from flows.manners import Answer
from flows.portals import Portal
from flows.settings import Settings
from flows.visit import HandedFile, Target, Visitor

_VAIN = 3
"""So many pages that bring nothing, one after the other, and the rest is not asked for."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about a portal that a person must look at. An ``error`` means that its reports cannot be taken for complete.

    ``before`` and ``now`` are the sha256 of what was seen the last time and of what is seen now, where a change is the matter.
    ``list_url`` is the list that did not answer whole and in its usual shape, where that is the matter.
    """

    portal: str
    severity: Literal["error", "warning"]
    message: str
    url: str | None = None
    before: str | None = None
    now: str | None = None
    list_url: str | None = None


@dataclass
class Discovery:
    """What a list gave: links in page order, the hashes of its pages by address, alarms, and whether any page is another than it was.

    ``files`` are those handed in, by the address each was found at: what is there is not asked for.
    """

    links: list[Link] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    changed: bool = False
    files: dict[str, HandedFile] = field(default_factory=dict)


class ListReader:
    """Reads one list of a portal, page by page."""

    def __init__(self, settings: Settings, visitor: Visitor, portal: Portal, source: AskedList) -> None:
        self._settings = settings
        self._visitor = visitor
        self._portal = portal
        self._source = source
        self._found = Discovery()
        self._read: dict[str, ListingPage] = {}
        self._forms: dict[str, dict[str, str]] = {}
        self._answers: dict[str, Attempt] = {}
        self._vain = 0
        self._is_whole = True

    async def read(self) -> Discovery:
        """The whole list. What went wrong is in ``alarms``; never an empty list without one where links were expected."""
        waiting, asked = deque([self._source.address]), {self._source.address}
        while waiting and len(self._found.pages) < MAX_PAGES and self._vain < _VAIN:
            page = await self._page(waiting.popleft())
            further = [] if page is None else [url for url in dict.fromkeys(page.next_pages) if url not in asked]
            self._forms.update({} if page is None else page.forms)
            waiting.extend(further)
            asked.update(further)
        self._ended(len(waiting))
        self._found.links = each_once(self._found.links)
        self._expect()
        return self._found

    def _ended(self, left: int) -> None:
        if left:
            why = f"the last {self._vain} brought nothing" if self._vain else f"a list is read no further than {MAX_PAGES} pages"
            self._alarm("error", f"the list goes on, but {left} pages were not asked for: {why}")

    async def _page(self, url: str) -> ListingPage | None:
        """One page's links, taken in; None where the list does not go on from here."""
        guessed = any(page.guessed for page in self._read.values())
        target = Target("listing", url, self._source.address, agency_id=self._source.agency_id, form=self._forms.get(url))
        attempt = await self._visitor.visit(self._portal, target, partial(judge_answer, self._source, url))
        if attempt.outcome not in GOT or attempt.sha256 is None:
            self._missing(attempt, guessed)
            return None
        self._answers[url] = attempt
        self._found.changed |= attempt.outcome == "new"
        try:
            page = read_answer(self._settings, self._source, url, attempt)
        except ValueError as error:
            self._in_vain(f"the list could not be understood: {error}", url)
            return None
        return self._take(url, attempt.sha256, page, guessed)

    def _take(self, url: str, sha256: str, page: ListingPage, guessed: bool) -> ListingPage | None:
        """Add a page to what was found. A guessed page that brings nothing ends the list; a promised one must not repeat another."""
        known = {link.url for link in self._found.links}
        fresh = [link for link in page.links if link.url not in known]
        repeats = any(page.contents == earlier.contents for earlier in self._read.values())
        if repeats and not guessed:
            self._in_vain("a further page of the list gives again what an earlier one gave", url)
        if repeats or (guessed and not fresh):
            return None
        self._vain = 0
        self._found.pages[url] = sha256
        self._read[url] = page
        self._found.links += fresh
        for doubt in page.doubts:
            self._alarm("error", f"the list may hold more than was read: {doubt}", url)
        return page

    def _missing(self, attempt: Attempt, guessed: bool) -> None:
        if guessed and attempt.status in ABSENT:
            return
        what = "a further page of the list" if self._read else "the list"
        self._in_vain(f"{what} could not be read: {attempt.outcome or 'not asked'}, {attempt.note}", attempt.url)

    def _in_vain(self, message: str, url: str | None) -> None:
        self._vain += 1
        self._is_whole = False
        self._alarm("error", message, url)

    def _expect(self) -> None:
        """Alarms for fewer links than the portal's file expects, and for what is otherwise than it was the last time."""
        if not self._read:
            return
        if len(self._found.links) < self._source.expect_min:
            self._alarm("error", f"{len(self._found.links)} links, at least {self._source.expect_min} expected")
        if self._found.changed:
            self._compare(self._visitor.history.lists.get(self._source.address, {}))

    def _compare(self, before: dict[str, str]) -> None:
        """Alarms for links of the last time that are gone, and for a first page of another shape. Pages that could not be understood the
        last time were an alarm then, and say nothing now."""
        earlier: dict[str, ListingPage] = {}
        for url, sha256 in before.items():
            # Read as what stands there now: its links go from the same address.
            now = self._answers.get(url, Attempt("", "listing"))
            with suppress(ValueError):
                earlier[url] = read_answer(self._settings, self._source, url, replace(now, sha256=sha256))
        samples = before.get(self._source.address), self._found.pages.get(self._source.address)
        self._shape(earlier.get(self._source.address), samples)
        texts = {link.url: link.text for page in earlier.values() for link in page.links}
        here = {same_document(link.url) for link in self._found.links}
        gone = [text for url, text in texts.items() if same_document(url) not in here]
        if gone and self._is_whole:
            message = f"{len(gone)} of {len(texts)} links of the last time are gone: {'；'.join(gone[:5])}"
            self._alarm("warning", message, samples=samples)

    def _shape(self, earlier: ListingPage | None, samples: tuple[str | None, str | None]) -> None:
        page = self._read.get(self._source.address)
        if earlier is None or page is None or earlier.shape is None or page.shape in (None, earlier.shape):
            return
        message = f"the list has another shape than the last time: its links stood at {earlier.shape}, now at {page.shape}"
        self._alarm("error", f"{message}; the samples are {samples[0]} and {samples[1]} in the archive", samples=samples)

    def _alarm(
        self,
        severity: Literal["error", "warning"],
        message: str,
        url: str | None = None,
        samples: tuple[str | None, str | None] = (None, None),
    ) -> None:
        address = self._source.address
        broken = address if severity == "error" else None
        self._found.alarms.append(Alarm(self._portal.host, severity, message, url or address, *samples, list_url=broken))


def judge_answer(source: AskedList, asked: str, answer: Answer) -> Judgement:
    """An answer to a list's address must be what its kind reads; one that cannot be understood is none."""
    judged = judge_listing(answer, source.form)
    if judged.outcome == "new":
        try:
            _read(source, asked, answer)
        except ValueError as error:
            return Judgement("not_a_report", f"the list could not be understood: {error}")
    return judged


def read_answer(settings: Settings, source: AskedList, asked: str, attempt: Attempt) -> ListingPage:
    """What an archived answer to a list's address holds. ``ValueError`` names what is missing of the form of such lists."""
    return _read(source, asked, Answer(attempt.final_url or asked, 200, attempt.headers, load(settings, attempt.sha256 or "")))


def _read(source: AskedList, asked: str, answer: Answer) -> ListingPage:
    try:
        return source.read(text_of(unpacked(answer.content, source.form), answer.headers), asked, answer.final_url)
    except ValueError:
        raise
    except Exception as error:
        # Whatever an answer makes a parser stumble over must not end the collecting of all the others.
        raise ValueError(f"{type(error).__name__}: {error}"[:300]) from error


async def read_list(settings: Settings, visitor: Visitor, portal: Portal, source: ListSource) -> Discovery:
    """What a list of any kind gives."""
    if isinstance(source, AskedList):
        return await ListReader(settings, visitor, portal, source).read()
    if isinstance(source, KnownList):
        return Discovery(links=each_once(source.links(settings.day)))
    if isinstance(source, HandedIn):
        return _handed_in(settings, portal, source)
    raise NotImplementedError(source.kind)


def _handed_in(settings: Settings, portal: Portal, source: HandedIn) -> Discovery:
    links, files, faults = read_folder(settings, portal.host, source)
    alarms = [Alarm(portal.host, "error", f"handed in, but not taken in: {fault}", source.address) for fault in faults]
    return Discovery(links, alarms=alarms, files=files)


def too_few(portal: Portal, source: ListSource, got: int) -> list[Alarm]:
    """The alarm that fewer reports were got than a list is expected to bring."""
    message = f"{got} reports, at least {source.expect_min} expected"
    return [] if got >= source.expect_min else [Alarm(portal.host, "error", message, source.address)]


def oldest_first(links: list[Link]) -> list[Link]:
    """Links as they were published: by the dates printed beside them where every one has a date, else a list's order turned round.

    Lists stand newest first; asking the oldest first makes a report's versions count in the order they came out.
    """
    turned = links[::-1]
    return sorted(turned, key=lambda link: str(link.date)) if all(link.date is not None for link in turned) else turned
