"""Lists of plain HTML pages: ``index.html``, ``index_1.html``, ``index_2.html`` … with one anchor a report."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import islice
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from extractors.listings.page import Link, ListingPage

_SPEAKS_OF_REPORT = re.compile(r"公开.*(报告|年报)|年度报告|工作年报|年报")
_COLUMN_TITLE = re.compile(r"^(政府)?(信息公开)?(工作)?(年度报告|年报|年度工作报告)$")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?!\d)")
_ENTRY_TAGS = frozenset({"li", "tr", "dd", "dt", "p"})
_INDEX_PATH = re.compile(r"(/|/(index|list|default)(_\d+)?\.[a-z]+)$")
_PAGE_PATH = re.compile(r"^(?P<stem>.*/[A-Za-z]\w*?)(?:_(?P<number>\d{1,4}))?(?P<suffix>\.[a-z]+)$")
_SCRIPTED_PAGER = re.compile(r"createPageHTML\s*\(\s*(\d+)")
_LONGEST_TEXT = 500
_LONGEST_ADDRESS = 2000
_CUT_OFF = ("…", "...", "．．．")


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _printed_date(text: str) -> date | None:
    found = _DATE.search(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _text_of(anchor: HtmlElement) -> str:
    """What an anchor says; its title attribute where the text is missing or cut off."""
    text = " ".join(str(anchor.text_content()).split())
    title = " ".join((anchor.get("title") or "").split())
    cut = _compact(text).removesuffix("…").rstrip(".．") if text.endswith(_CUT_OFF) else None
    whole = bool(title) and (not text or (cut is not None and _compact(title).startswith(cut)))
    return (title if whole else text)[:_LONGEST_TEXT]


def _date_of(anchor: HtmlElement) -> date | None:
    """The date printed in the anchor's entry, outside the anchor's own text where one stands there."""
    entry = anchor.getparent()
    while entry is not None and entry.tag not in _ENTRY_TAGS:
        entry = entry.getparent()
    # Counted no further than needed: a page may hold thousands of anchors in one element.
    if entry is None or sum(1 for _ in islice(entry.iter("a"), 3)) > 2:
        return _printed_date(str(anchor.text_content()))
    around = str(entry.text_content()).replace(str(anchor.text_content()), " ")
    return _printed_date(around) or _printed_date(str(anchor.text_content()))


def _address(base: str, href: str) -> str | None:
    """The absolute address of a link without its fragment, None for what leads to no page."""
    try:
        parts = urlsplit(urljoin(base, href.strip()))
    except ValueError:
        return None
    address = urlunsplit(parts._replace(fragment=""))
    return address if parts.scheme in ("http", "https") and parts.netloc and len(address) <= _LONGEST_ADDRESS else None


def _anchors(tree: HtmlElement, url: str) -> Iterator[tuple[HtmlElement, str]]:
    declared = next((str(node.get("href")) for node in tree.iter("base") if node.get("href")), "")
    base = urljoin(url, declared)
    for anchor in tree.iter("a"):
        href = anchor.get("href")
        address = _address(base, href) if href else None
        if address is not None:
            yield anchor, address


def _page_number(url: str, address: str) -> int | None:
    """The number of a further page of the list at ``url``, None where the address is no page of it."""
    here, there = urlsplit(url), urlsplit(address)
    path = here.path + "index.html" if here.path.endswith("/") else here.path
    first, other = _PAGE_PATH.match(path), _PAGE_PATH.match(there.path)
    if first is None or other is None or other["number"] is None or here.netloc != there.netloc:
        return None
    same = (first["stem"], first["suffix"]) == (other["stem"], other["suffix"])
    return int(other["number"]) if same else None


def page_address(url: str, number: int) -> str | None:
    """The address of page ``number`` (1 is the second) of the list whose first page is ``url``; None where its form is another."""
    parts = urlsplit(url)
    path = parts.path + "index.html" if parts.path.endswith("/") else parts.path
    found = _PAGE_PATH.match(path)
    return urlunsplit(parts._replace(path=f"{found['stem']}_{number}{found['suffix']}")) if found else None


def read_listing(page: str, url: str) -> ListingPage:
    """The report links of a list's page, in page order, and the further pages it links to.

    A link is taken when its text speaks of a report; whether it is one is judged by what it leads to. The names of columns in the
    page's navigation, which lead to lists, are not taken.
    """
    tree = _tree(page)
    if tree is None:
        return ListingPage(links=[], next_pages=[])
    links: dict[str, Link] = {}
    pages: dict[int, str] = {}
    for anchor, address in _anchors(tree, url):
        number = _page_number(url, address)
        text = _text_of(anchor)
        if number is not None:
            pages.setdefault(number, address)
        elif address != url and _is_candidate(text, address):
            links.setdefault(address, Link(address, text, _date_of(anchor)))
    return ListingPage(list(links.values()), [pages[number] for number in sorted(pages)], [] if pages else _scripted(page))


def _tree(page: str) -> HtmlElement | None:
    # As bytes, because lxml refuses text that carries an XML declaration with an encoding, as XHTML pages do.
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except ParserError:
        return None


def _scripted(page: str) -> list[str]:
    """The doubt that there are more pages than this one links to: TRS builds its pager by ``createPageHTML(pages, current, …)``."""
    found = _SCRIPTED_PAGER.search(page)
    return [f"a script builds the pager, for {found[1]} pages"] if found is not None and int(found[1]) > 1 else []


def _is_candidate(text: str, address: str) -> bool:
    compact = _compact(text)
    if not _SPEAKS_OF_REPORT.search(compact):
        return False
    return not (_COLUMN_TITLE.match(compact) and _INDEX_PATH.search(urlsplit(address).path))
