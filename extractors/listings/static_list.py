"""Lists of plain HTML pages: ``index.html``, ``index_1.html``, ``index_2.html`` … with one anchor a report."""

import re
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from lxml.html import HtmlElement

from extractors.listings.links import anchors, contents_of, each_once, report_links, shape_of, tree_of
from extractors.listings.page import ListingPage
from extractors.listings.scripted_pager import pager_calls
from extractors.listings.source import AskedList, Plain

_PAGE_PATH = re.compile(r"^(?P<stem>.*/[A-Za-z]\w*?)(?:_(?P<number>\d{1,4}))?(?P<suffix>\.[a-z]+)$")


class StaticList(AskedList):
    """``pager`` says how further pages are found: ``links`` follows those the pages link to, ``numbered`` asks for ``index_1.html``,
    ``index_2.html`` and so on until one is absent, for lists whose pages do not link to each other."""

    kind: Literal["static_list"] = "static_list"
    url: Plain
    pager: Literal["links", "numbered"] = "links"

    def read(self, answer: str, asked: str, base: str) -> ListingPage:
        """The report links of a page, and the further pages it links to or, where pages are numbered, the one with the next number."""
        page, further = read_page(answer, asked, base)
        if self.pager == "links":
            # Only where no page is linked: a script that only adds to linked pages hides none.
            scripted = [] if further else [call.pages for call in pager_calls(answer) if call.pages > 1]
            page.doubts.extend(
                f"a script builds the pager, for {pages} pages (the kind trs_pager reads such lists)" for pages in scripted[:1]
            )
            page.next_pages.extend(further)
            return page
        following = page_address(self.url, (_page_number(self.url, asked) or 0) + 1)
        return ListingPage(page.links, [following] if following else [], [], True, page.contents, page.shape)


def page_address(url: str, number: int) -> str | None:
    """The address of page ``number`` (1 is the second) of the list whose first page is ``url``; None where its form is another."""
    parts = urlsplit(url)
    path = parts.path + "index.html" if parts.path.endswith("/") else parts.path
    found = _PAGE_PATH.match(path)
    return urlunsplit(parts._replace(path=f"{found['stem']}_{number}{found['suffix']}")) if found else None


def read_page(answer: str, asked: str, base: str) -> tuple[ListingPage, list[str]]:
    """The report links of a page of HTML, and the addresses of the list's further pages that it links to."""
    tree = tree_of(answer)
    if tree is None:
        return ListingPage([], []), []
    pages: dict[int, str] = {}
    others: list[tuple[HtmlElement, str]] = []
    for anchor, address in anchors(tree, base):
        number = _page_number(base, address)
        if number is None:
            others.append((anchor, address))
        else:
            pages.setdefault(number, address)
    found = report_links(others, base)
    contents = contents_of(f"{address} {anchor.text_content()}" for anchor, address in others)
    links = each_once(link for _, link in found if link.url != asked)
    page = ListingPage(links, [], contents=contents, shape=shape_of(anchor for anchor, _ in found))
    return page, [pages[number] for number in sorted(pages)]


def _page_number(url: str, address: str) -> int | None:
    """The number of a further page of the list at ``url``, None where the address is no page of it."""
    here, there = urlsplit(url), urlsplit(address)
    path = here.path + "index.html" if here.path.endswith("/") else here.path
    first, other = _PAGE_PATH.match(path), _PAGE_PATH.match(there.path)
    if first is None or other is None or other["number"] is None or here.netloc != there.netloc:
        return None
    same = (first["stem"], first["suffix"]) == (other["stem"], other["suffix"])
    return int(other["number"]) if same else None
