"""One polite look at an address, or at a saved page: of which kind the list is, why, and what a portal's file for it would bring."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from pydantic import TypeAdapter, ValidationError

from extractors.document import sniff
from extractors.listings.addresses import AddressList, Entry
from extractors.listings.kinds import AnyList
from extractors.listings.looked_at import Looked, Recognised
from extractors.listings.page import Link, ListingPage
from extractors.listings.pager import pager_says
from extractors.listings.recognise import recognise, scripts
from extractors.listings.source import AskedList, KnownList, ListSource
from flows.archive import GOT, AttemptLog, load
from flows.bodies import BrokenBody, TooLarge
from flows.discover import judge_answer, read_answer
from flows.intake import Unusable
from flows.intake import content as read_file
from flows.journal import Journal
from flows.judge import Judgement, is_challenge, judge_document, text_of, unpacked
from flows.manners import Answer
from flows.network import Network, asking, make_visitor
from flows.portal_draft import existing
from flows.portal_verify import refused
from flows.portals import Portal, check_contact
from flows.reference import ReferenceFileError
from flows.settings import Settings
from flows.visit import Target, Visitor

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


def look(settings: Settings, wanted: Wanted, network: Network | None = None) -> Seen:
    """Look at the address, or at the saved page of it, for which nothing is asked. Nothing is kept.

    ``NotSeen`` where there is no page to look at, ``ReferenceFileError`` where the address may not be asked or no contact is set.
    """
    portal = _bare_portal(settings, wanted)
    if wanted.page is not None:
        return _saved(wanted, wanted.page, settings)
    check_contact(settings, [portal])
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        scratch = settings.model_copy(update={"data": Path(folder)})
        with AttemptLog(scratch, "look") as log, asking(settings, [portal], network or Network()) as asker:

            async def ask() -> Seen:
                async with asker:
                    return await _ask(scratch, make_visitor(scratch, Journal(log), asker), portal, wanted, settings)

            return asyncio.run(ask())


def _bare_portal(settings: Settings, wanted: Wanted) -> Portal:
    """A portal that lets nothing be asked but this host, and the others that were named, with the manners of its file if it has one."""
    parts = urlsplit(wanted.url)
    address = urldefrag(wanted.url).url
    known = existing(settings, parts.hostname or "")
    if known is not None:
        nothing_else = AddressList(url=address, entries=(Entry(url=address),))
        also = tuple(known.hosts.union(wanted.also_hosts) - {known.host})
        return known.model_copy(update={"also_hosts": also, "verified_on": settings.day, "lists": (nothing_else,)})
    values = {
        "host": parts.hostname or "", "name": parts.hostname or "", "kind": "address_list", "scheme": parts.scheme,
        "port": _port(wanted.url), "also_hosts": wanted.also_hosts, "verified_on": settings.day,
        "lists": [{"url": address, "entries": [{"url": address}]}],
    }  # fmt: skip
    try:
        return Portal.model_validate(values)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ReferenceFileError(f"{wanted.url} is no address of a portal: {faults}") from error


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError as error:
        raise ReferenceFileError(f"{url} is no address: {error}") from error


def host_of(seen: Seen) -> str:
    """The host of the page that was seen."""
    return urlsplit(seen.looked.url).hostname or ""


def _saved(wanted: Wanted, path: Path, settings: Settings) -> Seen:
    try:
        answer = Answer(wanted.url, 200, {}, read_file(path))
    except Unusable as error:
        raise NotSeen(error.message) from error
    seen = _recognised(wanted, answer, wanted.url)
    _read_here(seen, settings)
    if seen.source is not None:
        seen.doubts.append(
            "it is a saved copy, in which a browser may have kept what scripts filled in and the portal itself does not send"
        )
    return seen


async def _ask(scratch: Settings, visitor: Visitor, portal: Portal, wanted: Wanted, settings: Settings) -> Seen:
    address, fragment = urldefrag(wanted.url)
    attempt = await visitor.visit(portal, Target("listing", address, address), _keep)
    if attempt.outcome not in GOT or attempt.sha256 is None:
        raise NotSeen(f"{address}: {refused(attempt)}")
    moved = attempt.final_url if attempt.final_url not in (None, address) else None
    url = f"{moved or address}{'#' * bool(fragment)}{fragment}"
    seen = _recognised(wanted, Answer(url, 200, attempt.headers, load(scratch, attempt.sha256)), url)
    if moved:
        seen.doubts.append(f"{address} sends on to {moved}, which is looked at instead")
    _read_here(seen, settings)
    if isinstance(seen.source, AskedList) and (not seen.asked or _is_elsewhere(seen.source, address)):
        await _ask_list(scratch, visitor, portal, seen, seen.source)
    if isinstance(seen.source, AskedList) and seen.further:
        await _ask_second(scratch, visitor, portal, seen, seen.source)
    return seen


def _is_elsewhere(source: AskedList, address: str) -> bool:
    """Whether a list comes from a service whose address was made up from the page: only asking shows that it is right."""
    return source.form in ("json", "xml") and source.address != address


async def _ask_list(scratch: Settings, visitor: Visitor, portal: Portal, seen: Seen, source: AskedList) -> None:
    """Ask the service that fills the list, since its page holds none of it."""
    attempt = await visitor.visit(portal, Target("listing", source.address, source.address), partial(judge_answer, source, source.address))
    if attempt.outcome not in GOT:
        seen.doubts.append(f"the list itself, {source.address}, could not be read: {refused(attempt)}")
        return
    _take(seen, read_answer(scratch, source, source.address, attempt))


async def _ask_second(scratch: Settings, visitor: Visitor, portal: Portal, seen: Seen, source: AskedList) -> None:
    """Ask one further page, which shows whether further pages are called as the first makes believe."""
    address = seen.further[0]
    target = Target("listing", address, source.address, form=seen.forms.get(address))
    attempt = await visitor.visit(portal, target, partial(judge_answer, source, address))
    if attempt.outcome not in GOT:
        seen.doubts.append(f"the second page, {address}, could not be read: {refused(attempt)}")
        return
    page = read_answer(scratch, source, address, attempt)
    if page.contents == seen.contents:
        seen.doubts.append(f"the second page, {address}, gives again what the first gives")
    known = {link.url for link in seen.links}
    seen.second = f"{address} was asked: {sum(link.url not in known for link in page.links)} further links"


def _take(seen: Seen, page: ListingPage) -> None:
    seen.links, seen.further, seen.forms, seen.contents, seen.asked = page.links, page.next_pages, page.forms, page.contents, True
    seen.doubts += page.doubts


def _keep(answer: Answer) -> Judgement:
    if sniff(answer.content) == "html" and is_challenge(answer.content):
        return Judgement("refused", "a script tests for a browser")
    if len(answer.content) > _MOST:
        return Judgement("too_large", f"{len(answer.content)} bytes are more than any list has")
    return Judgement("new")


def _recognised(wanted: Wanted, answer: Answer, url: str) -> Seen:
    judged = _keep(answer)
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


def _read_here(seen: Seen, settings: Settings) -> None:
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
        _take(seen, page)
        _hidden(seen, source)


def _hidden(seen: Seen, source: AskedList) -> None:
    """Doubts that a page leaves although it could be read."""
    entries = pager_says(seen.looked.answer).entries if source.form == "html" else None
    if entries is not None and not seen.further and len(seen.links) < entries:
        seen.doubts.append(f"the page speaks of {entries} entries; {len(seen.links)} links speak of a report and no further page is known")
    asking_scripts = scripts(seen.looked) if source.kind in ("static_list", "numbered_pages") else []
    seen.doubts += [f"the page may be filled further by a script, which this program does not run: {line}" for line in asking_scripts[:1]]
