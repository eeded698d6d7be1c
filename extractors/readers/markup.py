"""What both HTML engines know of the markup itself: which elements break lines, which are not shown, how numbers in attributes parse."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from extractors.readers.styles import Attributes, Look, Styles

MAX_ROWS = 10_000
MAX_COLUMNS = 128
"""Wider than any form; a page that says 100% means "all of them"."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(HEADINGS) | {"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "dir", "hr", "pre", "center", "address", "blockquote"}
BLOCKS |= {"html", "body", "header", "footer", "main", "nav", "article", "aside", "section", "figure", "figcaption", "details", "summary"}
BLOCKS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "form", "fieldset", "legend", "select", "option", "optgroup"}
BLOCKS |= {"textarea", "dialog", "menu"}
UNSEEN = frozenset(("head", "script", "style", "noscript", "template", "iframe", "object", "svg", "title", "meta", "link", "del"))
UNSEEN |= {"colgroup", "col"}
CELLS = frozenset(("td", "th"))
IN_TABLE = frozenset(("thead", "tbody", "tfoot", "tr")) | CELLS
APART = frozenset(("sup", "sub", "s", "strike", "rt"))
"""Inline, but a note mark or a struck figure must not be joined to the digits beside it: 5 with note 1 is not 51."""
PREFORMATTED = frozenset(("pre", "textarea"))
_ACTING = frozenset(("table", "br", "input", "img")) | IN_TABLE | frozenset(HEADINGS) | PREFORMATTED
SMALL = frozenset(("p", "li"))
"""Blocks that mostly hold nothing but text."""

DEEPEST = 30
"""Elements that are no more than their text are seldom nested deeper."""

_MOST_KNOWN = 4096
_LONGEST_KNOWN = 500

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
_LAZY = ("src", "data-src", "data-original")
_ADDRESSES = ("data-original", "data-src", "src")
_RUN = re.compile(r"[ \t\f]+")
_BLANKS = re.compile(r"[ \t\r\n\f\x0b]+")
_SPAN = re.compile(r"\s*\+?([0-9]{1,9})")
_ONE_PIXEL = "data:image/gif;base64,r0lgodlhaqab"
_STYLE_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:([^;]*)")
_SPACER = re.compile(r"\s*[0-2](?:\.\d*)?\s*(?:px|pt)?\s*")
_PIXELS = re.compile(r"\s*([0-9]{1,6})(?:\.\d*)?\s*(?:px|pt)?\s*", re.IGNORECASE)
_SMALLEST_PICTURE = 100
_MOST_PICTURES = 60
_OF_LINKS = frozenset(("class", "id", "style", "hidden", "href"))


def blanks(text: str) -> str:
    """The blanks of a text node as a browser sees them; a line break of the source becomes a vertical tab for ``flow.tidy``."""
    return _short_blanks(text) if len(text) <= 64 else _BLANKS.sub(_blank, text)


@lru_cache(maxsize=4096)
def _short_blanks(text: str) -> str:
    return _BLANKS.sub(_blank, text)


def _blank(run: re.Match[str]) -> str:
    return "\x0b" if "\n" in run[0] or "\r" in run[0] else _RUN.sub(" ", run[0])


Items = tuple[tuple[str, str | None], ...]
"""Attributes in their order."""


class Kind(NamedTuple):
    """All that an element's tag, attributes and style say of it; elements alike in these share one.

    ``inert`` elements do nothing to what stands in them, ``breaks`` and ``apart`` say what the edges of others do. ``edges`` is what both
    come to for an element that is no more than its text where dark text is seen (None for others); ``plain_cell`` is such a cell,
    ``rows`` and ``columns`` are what it asks for (0 rows is to the end of its group). ``shows`` says whether a picture could show
    something, ``address`` where it is (empty where it is too small to hold a table), ``typed`` what a form field shows.
    """

    tag: str
    look: Look
    unseen: bool
    inert: bool
    breaks: bool
    apart: bool
    preformatted: bool
    same_sight: bool
    heading: int | None
    edges: tuple[str, str] | None
    plain_cell: bool
    rows: int
    columns: int
    shows: bool
    address: str
    typed: str


@dataclass(slots=True)
class Kinds:
    """The kinds of elements; ``known`` are those met so far by tag and attributes."""

    styles: Styles
    known: dict[tuple[str, Items], Kind] = field(default_factory=dict)

    def of(self, tag: str, items: Items) -> Kind:
        """The kind of an element by its attributes, which must come in their order."""
        # Every link has an address of its own, which says nothing here.
        if tag == "a":
            items = tuple([(name, value if name != "href" else "") for name, value in items if name in _OF_LINKS])
        kind = self.known.get((tag, items))
        if kind is None:
            kind = _kind(tag, dict(items), self.styles)
            if sum(len(value or "") for _, value in items) <= _LONGEST_KNOWN:
                self.known[tag, items] = kind
        return kind


def kinds_of(styles: Styles) -> Kinds:
    """The kinds of a page's elements; pages of the same styles share them."""
    kinds = _kinds_of(styles)
    if len(kinds.known) > _MOST_KNOWN:
        kinds.known.clear()
    return kinds


_kinds_of = lru_cache(maxsize=16)(Kinds)


def _kind(tag: str, attributes: Attributes, styles: Styles) -> Kind:
    look = styles.look(tag, attributes)
    gone, same = unseen(tag, attributes, look), not look.changes_sight
    broken, separate = breaks(tag, look), apart(tag, look)
    quiet = not gone and look.visible is not False and look.sized is not False and look.ink in (None, "dark")
    cell, picture = tag in CELLS, tag == "img"
    return Kind(
        tag,
        look,
        gone,
        same and not gone and not broken and not separate and tag not in _ACTING,
        broken,
        separate,
        tag in PREFORMATTED,
        same,
        HEADINGS.get(tag),
        _edges(tag, broken, separate) if quiet else None,
        cell and quiet,
        rowspan(attributes) if cell else 1,
        colspan(attributes) if cell else 1,
        picture and is_picture(tag, attributes),
        address(tag, attributes) if picture else "",
        f" {typed(attributes)} " if tag == "input" else "",
    )


def _edges(tag: str, broken: bool, separate: bool) -> tuple[str, str] | None:
    if tag == "br":
        return "\n", ""
    if tag in _ACTING:
        return None
    edge = "\n" if broken else " " if separate else ""
    return edge, edge


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
