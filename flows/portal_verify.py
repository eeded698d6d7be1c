"""One polite look at a portal by a person: what its file makes of its lists today, and the day of the look written into the file."""

import asyncio
import re
import shutil
import tempfile
import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console

from extractors.listings.handed_in import HandedIn
from extractors.listings.page import Link
from extractors.listings.source import AskedList, KnownList, ListSource
from flows.archive import GOT, Attempt, AttemptLog, attempts, load
from flows.discover import judge_answer, read_answer
from flows.disk import replacing
from flows.handed_in import read_folder
from flows.journal import Journal
from flows.judge import judge_document, text_of
from flows.network import Network, asking, make_visitor
from flows.portals import Portal, check_contact, read_portal
from flows.reference import ReferenceFileError
from flows.settings import Settings, shipped
from flows.visit import Target, Visitor

_SHOWN = 8
_RULES = 300
_KEY = re.compile(r"^(verified_on\s*=\s*)[^#\r\n]*?(\s*#[^\r\n]*)?(\r?)$", re.MULTILINE)
_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
_NOTE = re.compile(r"^# Not verified\b[^\n]*\n", re.MULTILINE)


@dataclass
class ListLook:
    """What was seen of one list: its links and further addresses, and what stands against it."""

    source: ListSource
    answered: str = "not asked"
    links: list[Link] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class Look:
    """What was seen of a portal: what its robots.txt says, how it would be asked, and its lists."""

    portal: Portal
    robots: str
    manners: str
    lists: list[ListLook] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands against asking the portal every night."""
        return not any(one.problems for one in self.lists)


def look(settings: Settings, portal: Portal, every_list: bool = False, network: Network | None = None) -> Look:
    """Ask the portal for its rules and for the first page of its first list, or of each. Nothing is kept.

    ``ReferenceFileError`` where no contact is set that a real portal's operators could reach.
    """
    seen = portal.model_copy(update={"verified_on": settings.day})
    check_contact(settings, [seen])
    sources = seen.due_lists if every_list else seen.due_lists[:1]
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        scratch = settings.model_copy(update={"data": Path(folder)})
        with AttemptLog(scratch, "look") as log, asking(settings, [seen], network or Network()) as asker:

            async def ask() -> list[ListLook]:
                async with asker:
                    visitor = make_visitor(scratch, Journal(log), asker)
                    return [await _look_at(settings, scratch, visitor, seen, source) for source in sources]

            lists = asyncio.run(ask())
            delay = asker.gates[portal.host].delay
        robots = [_robots(scratch, one) for one in attempts(scratch) if one.kind == "robots"]
    manners = f"{portal.concurrency} at a time, {delay:g} seconds apart"
    return Look(portal, "; ".join(robots) or "not asked", manners, lists)


async def _look_at(settings: Settings, scratch: Settings, visitor: Visitor, portal: Portal, source: ListSource) -> ListLook:
    found = ListLook(source)
    if isinstance(source, HandedIn):
        found.links, _, found.problems = read_folder(settings, portal.host, source)
    elif isinstance(source, AskedList):
        await _ask_list(scratch, visitor, portal, source, found)
    elif isinstance(source, KnownList):
        await _ask_report(visitor, portal, source, source.links(settings.day), found)
    if len(found.links) < source.expect_min and not found.problems and not found.further:
        found.problems.append(f"{len(found.links)} links, at least {source.expect_min} expected")
    return found


async def _ask_list(scratch: Settings, visitor: Visitor, portal: Portal, source: AskedList, found: ListLook) -> None:
    attempt = await visitor.visit(portal, Target("listing", source.address, source.address), partial(judge_answer, source, source.address))
    found.answered = _answered(attempt)
    if attempt.outcome not in GOT:
        found.problems.append(refused(attempt))
        return
    page = read_answer(scratch, source, source.address, attempt)
    found.links, found.further, found.problems = page.links, page.next_pages, list(page.doubts)


async def _ask_report(visitor: Visitor, portal: Portal, source: KnownList, links: list[Link], found: ListLook) -> None:
    """Of a list whose links the file itself says, the first one is asked for."""
    found.links = links
    if not links:
        return
    first = links[0]
    attempt = await visitor.visit(portal, Target("document", first.url, source.address), partial(judge_document, link_text=first.text))
    found.answered = f"{first.url}: {_answered(attempt)}"
    if attempt.outcome not in (*GOT, "not_a_report"):
        found.problems.append(refused(attempt))


def _answered(attempt: Attempt) -> str:
    parts = [attempt.outcome, f"HTTP {attempt.status}" if attempt.status else None, attempt.headers.get("content-type"), attempt.note]
    size = f"{attempt.bytes} bytes" if attempt.bytes is not None else None
    moved = f"answered by {attempt.final_url}" if attempt.final_url not in (None, attempt.url) else None
    return ", ".join(part for part in (*parts, size, moved) if part)


def refused(attempt: Attempt) -> str:
    """What became of an attempt that brought nothing, for a person."""
    if attempt.outcome == "refused":
        return f"the portal refuses programs ({attempt.note}); ask a person to hand in the files (kind handed_in), and leave it unverified"
    return f"{attempt.outcome}: {attempt.note}"


def _robots(scratch: Settings, attempt: Attempt) -> str:
    if attempt.outcome not in GOT or attempt.sha256 is None:
        return f"{attempt.url}: none, {attempt.note}"
    rules = " | ".join(" ".join(line.split()) for line in text_of(load(scratch, attempt.sha256), {}).splitlines() if line.strip())
    return f"{attempt.url}: obeyed, {attempt.bytes} bytes: {rules[:_RULES]}{'…' if len(rules) > _RULES else ''}"


def show(console: Console, seen: Look) -> None:
    """What a person must see before saying that the portal's file is right."""
    portal = seen.portal
    console.print(f"{portal.host}  {portal.name}")
    console.print(f"  robots.txt: {seen.robots}")
    console.print(f"  asked: {seen.manners}")
    for exception in sorted(portal.tls_exceptions):
        console.print(f"  TLS exception: {exception}")
    console.print(f"  lists: {len(portal.lists)}, of which {len(seen.lists)} looked at")
    for one in seen.lists:
        _show_list(console, one)
    verified = f"verified on {portal.verified_on}" if portal.verified_on else "not verified"
    console.print(f"  {verified}; {'nothing stands against it' if seen.is_sound else 'mend the file, then look again'}")


def _show_list(console: Console, one: ListLook) -> None:
    console.print(f"\n  {one.source.kind}  {one.source.address}")
    console.print(f"    answered: {one.answered}")
    console.print(f"    links: {len(one.links)} (at least {one.source.expect_min} expected), further pages: {len(one.further)}")
    for address in one.further[:2]:
        console.print(f"      next: {address}")
    for link in one.links[:_SHOWN]:
        console.print(f"      {link.date or '          '}  {link.text}  {link.url}")
    for problem in one.problems:
        console.print(f"    ! {problem}")


def mark(settings: Settings, portal: Portal, day: date) -> Path:
    """Write ``verified_on`` into the portal's file in the data folder, where the shipped one is copied first if it is only shipped; its
    path. ``ReferenceFileError`` where the file is written so that only a person can do it."""
    path = own_file(settings, portal)
    text = _marked(path.read_bytes().decode("utf-8"), day)
    try:
        values = tomllib.loads(text)
        right = values.get("verified_on") == day and Portal.model_validate(values) == Portal.model_validate(
            {**portal.model_dump(exclude={"folder"}), "verified_on": day}
        )
    except ValueError:
        right = False
    if not right:
        raise ReferenceFileError(f"{path}: write verified_on = {day} into it above the first list yourself")
    with replacing(path) as file:
        file.write(text.encode("utf-8"))
    return path


def own_file(settings: Settings, portal: Portal) -> Path:
    """The portal's file in the data folder, where the shipped one is copied first if it is only shipped."""
    name = f"{portal.host}.toml"
    found = portal.folder / name
    if found.resolve().is_relative_to(settings.data.resolve()):
        return found
    own = own_folder(settings) / name
    if not own.exists():
        shutil.copyfile(found, own)
    return own


def copied_first(settings: Settings) -> str:
    """What is to be said before a portal's file is written, where the data folder has no ``portals`` of its own; else empty."""
    if (settings.data / "portals").exists():
        return ""
    count = len(list(shipped("data", "portals").glob("*.toml")))
    return (
        f"{settings.data} has no portals/ of its own, and one takes the place of the shipped one: the {count} shipped files are copied "
        "into it too, so that they stay in force"
    )


def own_folder(settings: Settings) -> Path:
    """The data folder's ``portals``, which begins as the shipped one: a folder of one's own takes its place."""
    own = settings.data / "portals"
    if not own.exists():
        shutil.copytree(shipped("data", "portals"), own)
    return own


def _marked(text: str, day: date) -> str:
    """The file's text with the day in it, otherwise as it was but for the note that nobody has looked."""
    table = _TABLE.search(text)
    head, rest = (text[: table.start()], text[table.start() :]) if table else (text, "")
    head = _NOTE.sub("", head)
    if _KEY.search(head):
        return _KEY.sub(rf"\g<1>{day}\g<2>\g<3>", head, count=1) + rest
    kind = re.search(r"^kind\s*=[^\n]*\n", head, re.MULTILINE)
    at = kind.end() if kind else 0
    end = "\r\n" if "\r\n" in head else "\n"
    return f"{head[:at]}verified_on = {day}{end}{head[at:]}{rest}"


def find(portals: list[Portal], host: str) -> Portal:
    """The portal of a host: of the files in force, else the shipped one. ``ReferenceFileError`` where there is none."""
    known = next((portal for portal in portals if portal.host == host), None)
    path = shipped("data", "portals", f"{host}.toml")
    if known is None and ("/" in host or not path.is_file()):
        raise ReferenceFileError(f"there is no portals/{host}.toml; data/portals/README.md says how one is written")
    return known or read_portal(path)
