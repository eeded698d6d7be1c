"""A page as it goes to both HTML engines: decoded and cleaned once, refused where no parser should try, judged whole or cut off."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.document import Document, UnreadableDocument, decode
from extractors.readers import colours
from extractors.readers.html_boxes import with_drawn_tables
from extractors.records import Issue
from extractors.storable import utf8

MAX_HTML = 32 * 1024 * 1024
MAX_UNCLOSED = 5_000
MAX_ATTRIBUTES = 1_000

_LEFT_OPEN = (b"div", b"span", b"font", b"table", b"b", b"i", b"a", b"u")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?", re.IGNORECASE)
_LONG = 10_000
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_OPENS = re.compile(rb"<!--|<(?:script|style)\b")
_CLOSES = {b"<!--": b"-->", b"<script": b"</script", b"<style": b"</style"}
_SHEET_ELSEWHERE = re.compile(rb"<link\b[^<>]*stylesheet")


class Source(NamedTuple):
    """A page ready for a parser: as text, as UTF-8, and that with its ASCII letters in lower case."""

    text: str
    encoded: bytes
    lower: bytes

    @property
    def coloured(self) -> bool:
        """Whether a colour may hide text."""
        return colours.may_hide(self.lower)

    @property
    def whole_style(self) -> bool:
        """Whether no style sheet stands outside the page."""
        return _SHEET_ELSEWHERE.search(self.lower) is None


def source(document: Document) -> Source:
    """A page for a parser: decoded, control characters made blanks, table rows without a table put into one.

    Raises :class:`UnreadableDocument` where there is none, or it is larger or nested deeper than any page people wrote.
    """
    if len(document.content) > MAX_HTML:
        raise UnreadableDocument("too_large", f"The page is larger than {MAX_HTML} bytes; save only the report and hand that in.")
    text, encoded = _cleaned(*_encoded(decode(document.content)))
    if not text.strip():
        raise UnreadableDocument("empty", "The page is empty; fetch it again.")
    page = Source(text, encoded, encoded.lower())
    _refuse_endless(page)
    drawn = with_drawn_tables(page.text, page.lower)
    if drawn != page.text:
        page = Source(drawn, drawn.encode("utf-8", errors="replace"), drawn.lower().encode("utf-8", errors="replace"))
    if b"<table" not in page.lower and b"<td" in page.lower:
        return Source(f"<table>{text}</table>", *(b"<table>%b</table>" % part for part in page[1:]))
    return page


def _encoded(text: str) -> tuple[str, bytes]:
    """A text without lone surrogates, and its UTF-8. A search for surrogates would take many times longer than the attempt."""
    try:
        return text, text.encode("utf-8")
    except UnicodeEncodeError:
        text = utf8(text)
        return text, text.encode("utf-8", errors="replace")


def _cleaned(text: str, encoded: bytes) -> tuple[str, bytes]:
    """The same without control characters and references to them."""
    clean = text
    if len(encoded.translate(None, _CONTROL_BYTES)) != len(encoded):
        # Blanks, not nothing: what stands on both sides of a control character must not become one number.
        clean = _CONTROLS.sub(" ", clean)
    if b"&#" in encoded:
        clean = _REFERENCE.sub(_character, clean)
    return (text, encoded) if clean == text else (clean, clean.encode("utf-8", errors="replace"))


def _refuse_endless(page: Source) -> None:
    lower = page.lower
    # One count of all tags is enough for most pages, and much faster than one of each.
    if lower.count(b"<") - lower.count(b"</") > MAX_UNCLOSED and any(_unclosed(lower, tag) > MAX_UNCLOSED for tag in _LEFT_OPEN):
        raise UnreadableDocument("too_deep", f"More than {MAX_UNCLOSED} elements are never closed; look at the page by hand.")
    if any(map(_is_endless, _long_pieces(lower))):
        raise UnreadableDocument("too_large", f"An element has more than {MAX_ATTRIBUTES} attributes; look at the page by hand.")


def _long_pieces(lower: bytes) -> Iterator[bytes]:
    """What stands between brackets that are far apart: a long tag leaves one of these places without any."""
    step = _LONG // 2
    for at in range(1, len(lower) - step + 1, step):
        if lower.find(b"<", at, at + step) < 0:
            end = lower.find(b"<", at + step)
            yield lower[lower.rfind(b"<", 0, at) + 1 : end if end >= 0 else len(lower)]


def _is_endless(piece: bytes) -> bool:
    """Whether what stands behind a bracket is a tag of more attributes than any page has."""
    tag = piece.partition(b">")[0] if len(piece) > _LONG and piece[:1].isalpha() else b""
    return len(tag) > _LONG and len(_QUOTED.sub(b"", tag).split()) > MAX_ATTRIBUTES


def _unclosed(lower: bytes, tag: bytes) -> int:
    return lower.count(b"<" + tag) - lower.count(b"</" + tag)


def _character(reference: re.Match[str]) -> str:
    """A numeric reference, a blank where parsers would leave out what it refers to, or differ over it."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    bad = code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or _CONTROLS.match(chr(code))
    return " " if bad else reference[0]


def cut_off(page: Source) -> list[Issue]:
    """An issue where a page stops inside a table. End tags may be left out by law, but that of a table may not.

    A page that goes on to its own end only lacks the tag, as sloppy ones do.
    """
    if _ends(page.lower) and _is_markup(page.lower, _end(page.lower)):
        return []
    lower = _markup(page.lower)
    if _ends(lower) or lower.count(b"<table") <= lower.count(b"</table"):
        return []
    return [Issue("page_cut_off", "error", "The page ends in the middle of a table, the rest of it is missing; fetch it again.")]


def _ends(lower: bytes) -> bool:
    return _end(lower) > lower.rfind(b"<table")


def _end(lower: bytes) -> int:
    return max(lower.rfind(b"</body"), lower.rfind(b"</html"))


def _is_markup(lower: bytes, place: int) -> bool:
    """Whether every comment, script and style sheet that begins before a place is surely closed before it."""
    for opens, closes in _CLOSES.items():
        last = lower.rfind(opens, 0, place)
        if last >= 0 and lower.find(closes, last + len(opens), place) < 0:
            return False
    return True


def _markup(lower: bytes) -> bytes:
    """A page without its comments, scripts and style sheets."""
    parts: list[bytes] = []
    at = 0
    while opens := _OPENS.search(lower, at):
        parts.append(lower[at : opens.start()])
        closes = _CLOSES[opens[0]]
        end = lower.find(closes, opens.end())
        at = len(lower) if end < 0 else end + len(closes)
    return b"".join([*parts, lower[at:]])
