"""One polite look at an address, or at a saved page: of which kind the list is, why, and what a portal's file for it would bring."""

import asyncio
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from pydantic import ValidationError

from extractors.listings.addresses import AddressList, Entry
from extractors.listings.source import AskedList
from flows.archive import GOT, AttemptLog, load
from flows.discover import judge_answer, read_answer
from flows.intake import Unusable
from flows.intake import content as read_file
from flows.journal import Journal
from flows.manners import Answer
from flows.network import Network, asking, make_visitor
from flows.portal_draft import existing
from flows.portal_seen import NotSeen, Seen, Wanted, keep, read_here, recognised, take
from flows.portal_verify import refused
from flows.portals import Portal, check_contact
from flows.reference import ReferenceFileError
from flows.settings import Settings
from flows.visit import Target, Visitor


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


def _saved(wanted: Wanted, path: Path, settings: Settings) -> Seen:
    try:
        answer = Answer(wanted.url, 200, {}, read_file(path))
    except Unusable as error:
        raise NotSeen(error.message) from error
    seen = recognised(wanted, answer, wanted.url)
    read_here(seen, settings)
    if seen.source is not None:
        seen.doubts.append(
            "it is a saved copy, in which a browser may have kept what scripts filled in and the portal itself does not send"
        )
    return seen


async def _ask(scratch: Settings, visitor: Visitor, portal: Portal, wanted: Wanted, settings: Settings) -> Seen:
    address, fragment = urldefrag(wanted.url)
    attempt = await visitor.visit(portal, Target("listing", address, address), keep)
    if attempt.outcome not in GOT or attempt.sha256 is None:
        raise NotSeen(f"{address}: {refused(attempt)}")
    moved = attempt.final_url if attempt.final_url not in (None, address) else None
    url = f"{moved or address}{'#' * bool(fragment)}{fragment}"
    seen = recognised(wanted, Answer(url, 200, attempt.headers, load(scratch, attempt.sha256)), url)
    if moved:
        seen.doubts.append(f"{address} sends on to {moved}, which is looked at instead")
    read_here(seen, settings)
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
    take(seen, read_answer(scratch, source, source.address, attempt))


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
