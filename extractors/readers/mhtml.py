"""Pages saved in one file (MHT, RFC 2557): the page itself, ready for the readers of HTML, and its pictures as parts."""

import email
import email.policy
from email.message import Message
from urllib.parse import unquote, urljoin

from extractors.document import Document, Part, UnreadableDocument, decode

MAX_PARTS = 1_000
MAX_PART = 64 * 1024 * 1024


def unpack(document: Document) -> Document:
    """The page in a saved file: its markup as UTF-8 with a BOM, everything saved with it as parts.

    A part's ``url`` is the address it was saved from (or ``cid:`` and its Content-ID, where it has no other); ``picture_part`` finds one
    by what the page writes. Raises :class:`UnreadableDocument`: ``broken`` without a page, ``too_large``.
    """
    # The old policy keeps headers as they are: newer ones refuse what real programs write.
    message = email.message_from_bytes(document.content, policy=email.policy.compat32)
    found = [part for part in message.walk() if not part.is_multipart()]
    if len(found) > MAX_PARTS:
        raise UnreadableDocument("too_large", f"The saved page has more than {MAX_PARTS} parts; save only the report and hand that in.")
    root = _root(message, found)
    if root is None:
        raise UnreadableDocument("broken", "The saved page holds no page: it is cut off, or another kind of file; fetch it again.")
    page = decode(_content(root), root.get_content_charset())
    parts = tuple(_part(part) for part in found if part is not root)
    base = _location(root)
    url = document.url or (base if base.startswith(("http://", "https://")) else None)
    return Document(page.encode("utf-8-sig", errors="replace"), document.name, url, (*parts, *_frames(root, found), *document.parts))


def picture_part(document: Document, address: str) -> Part | None:
    """The part a page means by an address: as written, relative to the page, or by the name of its file where only one has it."""
    address = address.strip()
    wanted = {address, unquote(address), *([urljoin(document.url, address)] if document.url else [])}
    for part in document.parts:
        if part.url in wanted or part.name in wanted:
            return part
    name = _file_name(address)
    named = [part for part in document.parts if name and _file_name(part.url or part.name) == name]
    return named[0] if len({part.content for part in named}) == 1 else None


def _root(message: Message, found: list[Message]) -> Message | None:
    """The page: the part that ``start`` names, else the first that is HTML."""
    pages = [part for part in found if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = message.get_param("start")
    named = [part for part in pages if isinstance(start, str) and (part.get("Content-ID") or "").strip() == start.strip()]
    # Some programs put the frame first and the text in a page of its own: the longest is the text.
    return next(iter(named or sorted(pages, key=lambda part: -len(_content(part)))), None)


def _frames(root: Message, found: list[Message]) -> tuple[Part, ...]:
    """Parts that have a Content-ID beside an address, once more under it: the page may use either."""
    both = [part for part in found if part is not root and part.get("Content-ID") and _location(part)]
    return tuple(Part(_content(part), _name(part), f"cid:{_content_id(part)}") for part in both)


def _part(part: Message) -> Part:
    return Part(_content(part), _name(part), _location(part) or (f"cid:{_content_id(part)}" if part.get("Content-ID") else None))


def _name(part: Message) -> str:
    return part.get_filename() or _file_name(_location(part)) or _content_id(part)


def _location(part: Message) -> str:
    return "".join(str(part.get("Content-Location") or "").split())


def _content_id(part: Message) -> str:
    return str(part.get("Content-ID") or "").strip().removeprefix("<").removesuffix(">")


def _file_name(address: str) -> str:
    return unquote(address.split("?")[0].replace("\\", "/").rpartition("/")[2]).lower()


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    if len(content) > MAX_PART:
        raise UnreadableDocument("too_large", f"A part of the saved page is larger than {MAX_PART} bytes; save only the report.")
    return content
