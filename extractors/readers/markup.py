"""What both HTML engines know of the markup itself: which elements break lines, which are not shown, how numbers in attributes parse."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import unescape

from extractors.readers.sight import Look
from extractors.readers.styles import Attributes
from extractors.readers.tidy import tidied

MAX_ROWS = 10_000
MAX_COLUMNS = 128
"""Wider than any form; a page that says 100% means "all of them"."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(HEADINGS) | {"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "dir", "hr", "pre", "center", "address", "blockquote"}
BLOCKS |= {"html", "body", "header", "footer", "main", "nav", "article", "aside", "section", "figure", "figcaption", "details", "summary"}
BLOCKS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "form", "fieldset", "legend", "select", "option", "optgroup"}
BLOCKS |= {"textarea", "dialog", "menu"}
UNSEEN = frozenset(("head", "script", "style", "noscript", "template", "iframe", "object", "svg", "title", "meta", "link", "del"))
UNSEEN |= {"colgroup", "col", "noembed", "noframes"}
CELLS = frozenset(("td", "th"))
IN_TABLE = frozenset(("thead", "tbody", "tfoot", "tr")) | CELLS
APART = frozenset(("sup", "sub", "s", "strike", "rt"))
"""Inline, but a note mark or a struck figure must not be joined to the digits beside it: 5 with note 1 is not 51."""
PREFORMATTED = frozenset(("pre", "textarea"))
ACTING = frozenset(("table", "br", "input", "img")) | IN_TABLE | frozenset(HEADINGS) | PREFORMATTED
BREAK = "\x1e"
"""The end of a line among text as it is written, in which no control character is left."""

_META = {
    "articletitle": "article_title",
    "og:title": "article_title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "contentsource": "source",
    "publisher": "source",
    "sitename": "source",
    "og:site_name": "source",
    "columnname": "column",
}
_LAZY = ("src", "data-src", "data-original")
_ADDRESSES = ("data-original", "data-src", "src")
_RUN = re.compile(r"[ \t\f]+")
_BLANK = (("\t", " "), ("\f", " "), ("\r", "\x0b"), ("\n", "\x0b"), (BREAK, "\n"))
_BLANKS = re.compile(r"[ \t\r\n\f\x0b]+")
_SPAN = re.compile(r"\s*\+?([0-9]{1,9})")
_ONE_PIXEL = "data:image/gif;base64,r0lgodlhaqab"
_STYLE_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:([^;]*)")
_SPACER = re.compile(r"\s*[0-2](?:\.\d*)?\s*(?:px|pt)?\s*")
_PIXELS = re.compile(r"\s*([0-9]{1,6})(?:\.\d*)?\s*(?:px|pt)?\s*", re.IGNORECASE)
_SMALLEST_PICTURE = 100
_MOST_PICTURES = 60


def blanks(text: str) -> str:
    """The blanks of a text node as a browser sees them; a line break of the source becomes a vertical tab for ``flow.tidy``."""
    return _short_blanks(text) if len(text) <= 64 else _BLANKS.sub(_shown_blank, text)


@lru_cache(maxsize=4096)
def _short_blanks(text: str) -> str:
    return _BLANKS.sub(_shown_blank, text)


def run(pieces: list[str]) -> str:
    """A run of text nodes as a serialiser writes them, and ``BREAK`` where a line ends between them, for ``flow.tidy``.

    The same as each by :func:`blanks` once it is tidied, without a look at each.
    """
    text = "".join(pieces)
    if "&" in text:
        text = unescape(text)
    for blank, shown in _BLANK:
        text = text.replace(blank, shown)
    return text


@lru_cache(maxsize=8192)
def cell_text(written: str) -> str:
    """The tidied text of a cell that holds no element. Labels and small numbers come again on every page."""
    return tidied(run([written]))


LONGEST_CELL = 100
"""Longer texts are not worth remembering."""


def _shown_blank(run: re.Match[str]) -> str:
    return "\x0b" if "\n" in run[0] or "\r" in run[0] else _RUN.sub(" ", run[0])


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
    if tag != "img":
        return False
    address = next((attributes.get(name) or "" for name in _LAZY if (attributes.get(name) or "").strip()), "")
    if not address or address.lower().startswith(_ONE_PIXEL):
        return False
    return not any(_SPACER.fullmatch(size) for size in _sizes(attributes))


def address(tag: str, attributes: Attributes) -> str:
    """Where a picture is that may be large enough to hold a table, else empty; a lazy one's own address goes first."""
    if not is_picture(tag, attributes):
        return ""
    sizes = [size for size in map(_PIXELS.fullmatch, _sizes(attributes)) if size]
    if any(int(size[1]) < _SMALLEST_PICTURE for size in sizes):
        return ""
    return next((attributes.get(name) or "").strip() for name in _ADDRESSES if (attributes.get(name) or "").strip())


def _sizes(attributes: Attributes) -> list[str]:
    return [attributes.get("width") or "", attributes.get("height") or "", *_STYLE_SIZE.findall(attributes.get("style") or "")]


def pictures(addresses: Iterable[str]) -> list[str]:
    """The addresses of a page's pictures, each once, as many as are worth a look."""
    return list(dict.fromkeys(addresses))[:_MOST_PICTURES]


def rowspan(attributes: Attributes) -> int:
    """The rows a cell asks for; 0 is to the end of its row group."""
    return _span(attributes.get("rowspan"), MAX_ROWS)


def colspan(attributes: Attributes) -> int:
    """The columns a cell asks for, at least 1."""
    return max(1, _span(attributes.get("colspan"), MAX_COLUMNS))


def _span(value: str | None, most: int) -> int:
    """A span as browsers parse it: the digits it begins with ("2;" is 2, "100%" is 100), 1 where there are none."""
    found = _SPAN.match(value) if value else None
    return min(int(found.group(1)), most) if found else 1


def typed(attributes: Attributes) -> str:
    """What a form field shows: figures sometimes stand in one."""
    return (attributes.get("value") or "") if (attributes.get("type") or "text").lower() in ("text", "number") else ""


def metadata(title: str | None, metas: Sequence[Attributes]) -> dict[str, str]:
    """``title`` of the page and what portals declare of the article: ``article_title``, ``published``, ``source``, ``column``."""
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
