"""One polite look at an address, or at a saved page: of which kind the list is, why, and what a portal's file for it would bring."""

import asyncio
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from extractors.listings.addresses import AddressList, Entry
from extractors.listings.source import AskedList
from flows.archive import GOT, AttemptLog, load
from flows.discover import judge_answer, read_answer
from flows.journal import Journal
from flows.manners import Answer
from flows.network import Network, asking, make_visitor
from flows.portal_draft import existing
from flows.portal_saved import saved
from flows.portal_seen import NotSeen, Seen, Wanted, keep, read_here, recognised, take
from flows.portal_verify import refused
from flows.portals import Portal, check_contact
from flows.settings import Settings
from flows.visit import Target, Visitor


def look(settings: Settings, wanted: Wanted, network: Network | None = None) -> Seen:
    """Look at the address, or at the saved page of it, for which nothing is asked. Nothing is kept. What is ``wanted`` was checked
    (``portal_address``).

    ``NotSeen`` where there is no page to look at, ``ReferenceFileError`` where no contact is set.
    """
    if wanted.page is not None:
        return saved(wanted, wanted.page, settings)
    portal = _bare_portal(settings, wanted)
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
        "port": parts.port, "also_hosts": wanted.also_hosts, "verified_on": settings.day,
        "lists": [{"url": address, "entries": [{"url": address}]}],
    }  # fmt: skip
    return Portal.model_validate(values)


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
