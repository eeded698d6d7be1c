"""A saved copy of a page, looked at in place of the page: nothing is asked of the portal."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from extractors.document import Document, UnreadableDocument, sniff
from extractors.readers.mhtml import unpack
from flows.intake import Unusable
from flows.intake import content as read_file
from flows.manners import Answer
from flows.portal_seen import NotSeen, Seen, Wanted, read_here, recognised
from flows.settings import Settings

_SAVED_FROM = re.compile(rb"saved from url=\(\d+\)([^\s<>]{1,500})", re.IGNORECASE)
_SNAPSHOT = re.compile(rb"^(?:Snapshot-)?Content-Location:\s*(\S{1,500})", re.IGNORECASE | re.MULTILINE)
_HEAD = 65_536
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def saved(wanted: Wanted, path: Path, settings: Settings) -> Seen:
    """What a saved copy is. ``NotSeen`` where it is no page, or cannot be read."""
    try:
        content = read_file(path)
    except Unusable as error:
        raise NotSeen(error.message) from error
    seen = recognised(wanted, Answer(wanted.url, 200, {}, _page(path, content)), wanted.url)
    read_here(seen, settings)
    seen.doubts += _from_elsewhere(content, wanted.url)
    if seen.source is not None:
        seen.doubts.append(
            "it is a saved copy, in which a browser may have kept what scripts filled in and the portal itself does not send"
        )
    return seen


def _page(path: Path, content: bytes) -> bytes:
    """The page in a saved file, out of its MHT where it is one."""
    kind = sniff(content)
    if kind == "empty":
        raise NotSeen(f"{path} is empty: save the page again, once it shows its list")
    if kind == "mhtml":
        try:
            return unpack(Document(content, path.name)).content
        except UnreadableDocument as error:
            raise NotSeen(f"{path}: {error}") from error
    if kind not in ("html", "text", "unknown") or (kind != "html" and _is_binary(content)):
        what = "bytes that no browser saves" if kind in ("text", "unknown") else f"a file of the kind {kind}"
        raise NotSeen(f"{path} is no saved page but {what}: save the page that lists the reports as HTML or MHT")
    return content


def _is_binary(content: bytes) -> bool:
    """Whether bytes are no text: controls that no page has; UTF-16 has zeros, behind its mark."""
    return not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")) and _CONTROLS.search(content[:_HEAD]) is not None


def _from_elsewhere(content: bytes, url: str) -> list[str]:
    """That the browser wrote another host into the copy than the one that was given."""
    head = content[:_HEAD]
    found = _SAVED_FROM.search(head) or (_SNAPSHOT.search(head) if sniff(content) == "mhtml" else None)
    said = found[1].decode("utf-8", "replace") if found else ""
    try:
        host = urlsplit(said).hostname
    except ValueError:
        return []
    if not said.startswith(("http://", "https://")) or host in (None, urlsplit(url).hostname):
        return []
    return [f"the browser wrote into the copy that it was saved from {said}, which is another host than that of {url}"]
