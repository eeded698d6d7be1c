"""Links of a page or of a piece of one: absolute, without navigation and dead anchors, each document once, with the date beside it."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from extractors.listings.beside import printed_date
from extractors.listings.page import Link

_SPEAKS_OF_REPORT = re.compile(r"公开.*(报告|年报)|年度报告|工作年报|年报")
OTHER_THINGS = re.compile("解读|图解|读懂|通知|通报|公告|评议|预算|决算")
"""Words of what stands beside reports in the same lists and is none."""
_COLUMN_TITLE = re.compile(r"^(政府)?(信息公开)?(工作)?(年度报告|年报|年度工作报告)$")
_INDEX_PATH = re.compile(r"(/|/(index|list|default)(_\d+)?\.[a-z]+)$")
_ENTRY_TAGS = frozenset({"li", "tr", "dd", "dt", "p"})
_MOBILE_HOST = re.compile(r"^(wap|m|3g|www)\.")
_MOBILE_PATH = ((re.compile(r"/mpost_(?=[^/]*$)"), "/post_"), (re.compile(r"_wap(?=\.[a-z]+$)"), ""))
_LONGEST_TEXT = 500
_LONGEST_ROW = 200
_LONGEST_ADDRESS = 2000
_CUT_OFF = ("…", "...", "．．．")
_MOST_IN_ENTRY = 3
_MOST_ANCHORS = 20_000
_WORDLESS = 10


def tree_of(page: str) -> HtmlElement | None:
    """The parsed page, None where there is nothing to parse."""
    # As bytes, because lxml refuses text that carries an XML declaration with an encoding, as XHTML pages do.
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except ParserError:
        return None


def absolute(base: str, href: str) -> str | None:
    """The absolute address of a link without its fragment, None for what leads to no page."""
    try:
        parts = urlsplit(urljoin(base, href.strip()))
    except ValueError:
        return None
    address = urlunsplit(parts._replace(fragment=""))
    return address if parts.scheme in ("http", "https") and parts.netloc and len(address) <= _LONGEST_ADDRESS else None


def anchors(tree: HtmlElement, base: str) -> Iterator[tuple[HtmlElement, str]]:
    """Every anchor that leads to a page, with its absolute address. ``ValueError`` where there are more than any list has."""
    declared = next((str(node.get("href")) for node in tree.iter("base") if node.get("href")), "")
    base = urljoin(base, declared)
    for number, anchor in enumerate(tree.iter("a")):
        if number >= _MOST_ANCHORS:
            raise ValueError(f"the page has more than {_MOST_ANCHORS} links")
        href = anchor.get("href")
        address = absolute(base, href) if href else None
        if address is not None:
            yield anchor, address


def same_document(address: str) -> str:
    """What is equal for the addresses of one document: scheme, ``www.`` and the marks of mobile copies left out."""
    parts = urlsplit(address)
    path = parts.path
    for mark, plain in _MOBILE_PATH:
        path = mark.sub(plain, path)
    return f"{_MOBILE_HOST.sub('', parts.netloc)}{path}?{parts.query}"


def is_mobile(address: str) -> bool:
    """Whether an address is that of a mobile copy."""
    parts = urlsplit(address)
    return parts.netloc.startswith(("wap.", "m.", "3g.")) or any(mark.search(parts.path) for mark, _ in _MOBILE_PATH)


def each_once(links: Iterable[Link]) -> list[Link]:
    """Links in their order, each document once; a mobile copy only where nothing else leads to it."""
    found: dict[str, Link] = {}
    for link in links:
        key = same_document(link.url)
        if key not in found or (is_mobile(found[key].url) and not is_mobile(link.url)):
            found[key] = link
    return list(found.values())


def report_links(pairs: Iterable[tuple[HtmlElement, str]], page: str) -> list[tuple[HtmlElement, Link]]:
    """The anchors that speak of a report, or whose entry does where they say nothing themselves. ``page`` is the address they stand at."""
    found = []
    for anchor, address in pairs:
        text = _text_of(anchor)
        if address == page:
            continue
        if is_candidate(text, address):
            found.append((anchor, Link(address, text, _date_of(anchor), _row(anchor))))
        elif (row := _speaking_row(anchor, text)) and is_candidate(row, address):
            found.append((anchor, Link(address, row, _date_of(anchor), text)))
    return found


def is_candidate(text: str, address: str) -> bool:
    """Whether a link's text speaks of a report; the names of columns, which lead to lists, do not."""
    compact = _compact(text)
    if not _SPEAKS_OF_REPORT.search(compact):
        return False
    return not (_COLUMN_TITLE.match(compact) and _INDEX_PATH.search(urlsplit(address).path))


def shape_of(elements: Iterable[HtmlElement]) -> str | None:
    """Where most of the elements stand in the page: the tags from the root down; None without any."""
    paths = Counter("/".join([node.tag for node in reversed(list(one.iterancestors()))] + [str(one.tag)]) for one in elements)
    return paths.most_common(1)[0][0] if paths else None


def contents_of(entries: Iterable[str]) -> str:
    """A hash of what a page lists, entry by entry."""
    return hashlib.sha256("\n".join(entries).encode("utf-8", "replace")).hexdigest()


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _text_of(anchor: HtmlElement) -> str:
    """What an anchor says; its title attribute where the text is missing or cut off."""
    text = " ".join(str(anchor.text_content()).split())
    title = " ".join((anchor.get("title") or "").split())
    cut = _compact(text).removesuffix("…").rstrip(".．") if text.endswith(_CUT_OFF) else None
    whole = bool(title) and (not text or (cut is not None and _compact(title).startswith(cut)))
    return (title if whole else text)[:_LONGEST_TEXT]


def _entry(anchor: HtmlElement) -> HtmlElement | None:
    """The row or item an anchor stands in, None where that holds so many that it belongs to none of them."""
    entry = anchor.getparent()
    while entry is not None and entry.tag not in _ENTRY_TAGS:
        entry = entry.getparent()
    # Counted no further than needed: a page may hold thousands of anchors in one element.
    crowded = entry is None or sum(1 for _ in islice(entry.iter("a"), _MOST_IN_ENTRY)) == _MOST_IN_ENTRY
    return None if crowded else entry


def _pieces(node: HtmlElement, without: HtmlElement | None) -> Iterator[str]:
    """The pieces of text below an element, those of ``without`` left out."""
    if node is without or not isinstance(node.tag, str) or node.tag in ("script", "style"):
        return
    yield node.text or ""
    for child in node:
        yield from _pieces(child, without)
        yield child.tail or ""


def _said(node: HtmlElement, without: HtmlElement | None = None) -> str:
    return " ".join(" ".join(_pieces(node, without)).split())


def around(anchor: HtmlElement) -> str:
    """What else the row, item or paragraph of an anchor says; nothing where it is shared by many."""
    entry = _entry(anchor)
    return "" if entry is None else _said(entry, anchor)


def _date_of(anchor: HtmlElement) -> date | None:
    """The date printed in the anchor's entry, outside the anchor's own text where one stands there."""
    return printed_date(around(anchor)) or printed_date(str(anchor.text_content()))


def _row(anchor: HtmlElement) -> str:
    row = around(anchor)
    return row if len(row) <= _LONGEST_ROW else ""


def _speaking_row(anchor: HtmlElement, text: str) -> str:
    """What the entry of a wordless anchor (下载, 查看, PDF) says; nothing where another of its anchors speaks for itself."""
    entry = _entry(anchor)
    if entry is None or len(text) > _WORDLESS or any(True for _ in entry.iter("ul", "ol", "table")):
        return ""
    first, *more = entry.iter("a")
    if first is not anchor or any(is_candidate(_text_of(one), "") for one in (first, *more)):
        return ""
    cells = [_said(cell, anchor) for cell in entry.iter("td", "th")]
    return next((cell for cell in cells if len(cell) <= _LONGEST_ROW and is_candidate(cell, "")), _row(anchor))
