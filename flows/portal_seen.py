"""What a page that is looked at turns out to be: of which kind its list is, and the links and doubts of it."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from extractors.document import sniff
from extractors.listings.kinds import AnyList
from extractors.listings.looked_at import Looked, Recognised
from extractors.listings.page import Link, ListingPage
from extractors.listings.pager import pager_says
from extractors.listings.recognise import recognise, scripts
from extractors.listings.source import AskedList, KnownList, ListSource
from flows.bodies import BrokenBody, TooLarge
from flows.judge import Judgement, is_challenge, judge_document, text_of, unpacked
from flows.manners import Answer
from flows.settings import Settings

_MOST = 10 * 1024 * 1024
"""Bytes."""


class NotSeen(Exception):
    """The page could not be had, or is none to look at; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person gave: the address, a saved page of it, the organ whose list it is, the forms of reports' addresses, other hosts."""

    url: str
    page: Path | None = None
    agency_id: str | None = None
    reports: tuple[str, ...] = ()
    also_hosts: tuple[str, ...] = ()


@dataclass
class Seen:
    """What was seen: the page, what it is (None: nothing known), and the links and further pages of its list.

    ``missing`` says what a person must add before there can be a list; ``asked`` that the links
    are of the list itself; where they could not be had without asking, there are none yet. ``second`` says what the second page brought,
    ``itself`` that the page is a report.
    """

    looked: Looked
    found: Recognised | None
    source: ListSource | None = None
    links: list[Link] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    contents: str = ""
    second: str = ""
    doubts: list[str] = field(default_factory=list)
    asked: bool = False
    missing: str = ""
    itself: bool = False


def host_of(seen: Seen) -> str:
    """The host of the page that was seen."""
    return urlsplit(seen.looked.url).hostname or ""


def keep(answer: Answer) -> Judgement:
    """Whether an answer is a page to look at; whatever list it is comes later."""
    if sniff(answer.content) == "html" and is_challenge(answer.content):
        return Judgement("refused", "a script tests for a browser")
    if len(answer.content) > _MOST:
        return Judgement("too_large", f"{len(answer.content)} bytes are more than any list has")
    return Judgement("new")


def recognised(wanted: Wanted, answer: Answer, url: str) -> Seen:
    """What an answer is. ``NotSeen`` where nothing can be told of it."""
    judged = keep(answer)
    if judged.outcome == "refused":
        raise NotSeen(f"{url}: a script tests for a browser: the portal refuses programs; ask a person to hand in the files (handed_in)")
    if judged.outcome != "new":
        raise NotSeen(f"{url}: {judged.note}")
    try:
        content = unpacked(answer.content, "sitemap")
    except (BrokenBody, TooLarge) as error:
        raise NotSeen(f"{url}: {error}") from error
    looked = Looked(text_of(content, answer.headers), url, wanted.reports)
    try:
        found = recognise(looked)
    except Exception as error:
        # Whatever a page makes a parser stumble over is said in one line, as a run does.
        raise NotSeen(f"{url}: the page is not understood: {type(error).__name__}: {error}"[:500]) from error
    itself = judge_document(answer, "")
    return _with_source(Seen(looked, found, itself=itself.outcome == "new" and not (itself.note or "").startswith("in_review")), wanted)


def _with_source(seen: Seen, wanted: Wanted) -> Seen:
    found = seen.found
    if found is None:
        return seen
    seen.doubts += found.doubts
    table, missing = found.table, found.missing
    match table:
        case {"agencies": dict(names)} if wanted.agency_id:
            table["agencies"], missing = dict.fromkeys([wanted.agency_id], *names.values()), ""
        case {"areas": dict(areas)} if wanted.agency_id and len(areas) == 1:
            table["areas"] = dict.fromkeys(areas, wanted.agency_id)
        case _ if wanted.agency_id:
            table["agency_id"] = wanted.agency_id
    seen.missing = missing
    if not missing:
        seen.source = TypeAdapter(AnyList).validate_python(table)
    return seen


def read_here(seen: Seen, settings: Settings) -> None:
    """Read the list from the page itself where it is its first answer, or where the file itself says the links."""
    source, found = seen.source, seen.found
    if isinstance(source, KnownList):
        seen.links = source.links(settings.day)
        seen.doubts.append("nothing was asked whether reports stand at these addresses; gongkai portals verify asks for the first")
        seen.asked = True
    elif isinstance(source, AskedList) and found is not None and found.answer is not None:
        try:
            page = source.read(found.answer, source.address, seen.looked.url)
        except ValueError as error:
            raise NotSeen(f"{seen.looked.url}: it looks like {source.kind}, but could not be read: {error}") from error
        take(seen, page)
        _hidden(seen, source)


def _hidden(seen: Seen, source: AskedList) -> None:
    """Doubts that a page leaves although it could be read."""
    entries = pager_says(seen.looked.answer).entries if source.form == "html" else None
    if entries is not None and not seen.further and len(seen.links) < entries:
        seen.doubts.append(f"the page speaks of {entries} entries; {len(seen.links)} links speak of a report and no further page is known")
    asking_scripts = scripts(seen.looked) if source.kind in ("static_list", "numbered_pages") else []
    seen.doubts += [f"the page may be filled further by a script, which this program does not run: {line}" for line in asking_scripts[:1]]


def take(seen: Seen, page: ListingPage) -> None:
    """Take over what a page of the list brought."""
    seen.links, seen.further, seen.forms, seen.contents, seen.asked = page.links, page.next_pages, page.forms, page.contents, True
    seen.doubts += page.doubts
