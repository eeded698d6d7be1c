"""What both HTML engines know of the markup itself: which elements break lines, which are not shown, how numbers in attributes parse."""

import re
from collections.abc import Sequence

from extractors.document import Document, UnreadableDocument, decode
from extractors.readers.styles import Attributes, Look
from extractors.records import Issue
from extractors.storable import utf8

MAX_HTML = 32 * 1024 * 1024
MAX_UNCLOSED = 5_000
MAX_ATTRIBUTES = 1_000
MAX_ROWS = 10_000
MAX_COLUMNS = 128
"""Wider than any form; a page that says 100% means "all of them"."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    (
        *HEADINGS,
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    )
)
UNSEEN = frozenset(
    (
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "title",
        "meta",
        "link",
        "colgroup",
        "col",
        "del",
    )
)
APART = frozenset(("sup", "sub", "s", "strike", "rt"))
"""Inline, but a note mark or a struck figure must not be joined to the digits beside it: 5 with note 1 is not 51."""
PREFORMATTED = frozenset(("pre", "textarea"))

_META = {
    "articletitle": "article_title",
    "og:title": "article_title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "contentsource": "source",
    "sitename": "source",
    "og:site_name": "source",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-z][^<>]{10000,}", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NO_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL)
_LAZY = ("src", "data-src", "data-original")
_RUN = re.compile(r"[ \t\f]+")
_ONE_PIXEL = "data:image/gif;base64,r0lgodlhaqab"


def source(document: Document) -> str:
    """The text of a page, ready for a parser: decoded, control characters made blanks, table rows without a table put into one.

    Raises :class:`UnreadableDocument` where there is none, or it is larger or nested deeper than any page people wrote.
    """
    if len(document.content) > MAX_HTML:
        raise UnreadableDocument("too_large", f"The page is larger than {MAX_HTML} bytes; save only the report and hand that in.")
    # Blanks, not nothing: what stands on both sides of a control character must not become one number.
    text = _REFERENCE.sub(_character, _CONTROLS.sub(" ", utf8(decode(document.content))))
    if not text.strip():
        raise UnreadableDocument("empty", "The page is empty; fetch it again.")
    lower = text.lower()
    if any(lower.count(f"<{tag}") - lower.count(f"</{tag}") > MAX_UNCLOSED for tag in ("div", "span", "font", "table", "b", "i", "a", "u")):
        raise UnreadableDocument("too_deep", f"More than {MAX_UNCLOSED} elements are never closed; look at the page by hand.")
    if any(len(_QUOTED.sub("", tag[0]).split()) > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        raise UnreadableDocument("too_large", f"An element has more than {MAX_ATTRIBUTES} attributes; look at the page by hand.")
    rows = lower.find("<td")
    return f"<table>{text}</table>" if rows >= 0 and "<table" not in lower else text


def _character(reference: re.Match[str]) -> str:
    """A numeric reference, a blank where parsers would leave out what it refers to, or differ over it."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    bad = code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or _CONTROLS.match(chr(code))
    return " " if bad else reference[0]


def cut_off(text: str) -> list[Issue]:
    """An issue where a page stops inside a table. End tags may be left out by law, but that of a table may not.

    A page that goes on to its own end only lacks the tag, as sloppy ones do.
    """
    lower = _NO_MARKUP.sub("", text.lower())
    complete = max(lower.rfind("</body"), lower.rfind("</html")) > lower.rfind("<table")
    if complete or lower.count("<table") <= lower.count("</table"):
        return []
    return [Issue("page_cut_off", "error", "The page ends in the middle of a table, the rest of it is missing; fetch it again.")]


def blanks(text: str) -> str:
    """The blanks of a text node as a browser sees them; a line break of the source becomes a vertical tab for ``flow.tidy``."""
    return re.sub(r"[ \t\r\n\f\x0b]+", lambda run: "\x0b" if "\n" in run[0] or "\r" in run[0] else _RUN.sub(" ", run[0]), text)


def unseen(tag: str, attributes: Attributes, look: Look) -> bool:
    """Whether an element and all in it takes no place on the page. A body hidden by style is one that a script shows once it runs."""
    if tag in UNSEEN or tag in ("html", "body"):
        return tag in UNSEEN
    return "hidden" in attributes or look.gone


def breaks(tag: str, look: Look) -> bool:
    """Whether an element begins and ends a line."""
    return tag in BLOCKS if look.block is None or tag in ("td", "th", "tr", "table") else look.block


def apart(tag: str, look: Look) -> bool:
    """Whether an element's text must not be joined to the text beside it."""
    return tag in APART or look.struck


def is_picture(tag: str, attributes: Attributes) -> bool:
    """Whether an element is a picture that could show something: neither a spacer of a pixel or two nor an empty frame."""
    address = next((attributes.get(name) or "" for name in _LAZY if (attributes.get(name) or "").strip()), "")
    if tag != "img" or not address or address.lower().startswith(_ONE_PIXEL):
        return False
    style = attributes.get("style") or ""
    sizes = [attributes.get("width") or "", attributes.get("height") or "", *re.findall(r"(?:^|[;\s])(?:width|height)\s*:([^;]*)", style)]
    return not any(re.fullmatch(r"\s*[0-2](?:\.\d*)?\s*(?:px|pt)?\s*", size) for size in sizes)


def rowspan(attributes: Attributes) -> int:
    """The rows a cell asks for; 0 is to the end of its row group."""
    return _span(attributes.get("rowspan"), MAX_ROWS)


def colspan(attributes: Attributes) -> int:
    """The columns a cell asks for, at least 1."""
    return max(1, _span(attributes.get("colspan"), MAX_COLUMNS))


def _span(value: str | None, most: int) -> int:
    """A span as browsers parse it: the digits it begins with ("2;" is 2, "100%" is 100), 1 where there are none."""
    found = re.match(r"\s*\+?([0-9]{1,9})", value or "")
    return min(int(found.group(1)), most) if found else 1


def typed(attributes: Attributes) -> str:
    """What a form field shows: figures sometimes stand in one."""
    return (attributes.get("value") or "") if (attributes.get("type") or "text").lower() in ("text", "number") else ""


def metadata(title: str | None, metas: Sequence[Attributes]) -> dict[str, str]:
    """``title`` of the page and what portals declare of the article: ``article_title``, ``published``, ``source``."""
    found: dict[str, str] = {}
    ranks: dict[str, int] = {}
    order = list(_META)
    for meta in metas:
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        key = _META.get(name)
        if key and content and order.index(name) < ranks.get(key, len(order)):
            found[key], ranks[key] = content, order.index(name)
    if title and title.strip():
        found["title"] = " ".join(title.split())
    return found
