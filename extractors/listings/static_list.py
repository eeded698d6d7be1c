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
_NUMBERED = re.compile(r"\d{1,4}(\.[a-z]+)?$")
_PAGER_WORD = re.compile(r"^([2-9]|[1-9]\d{1,2}|[下后]一?页|[尾末]页|最后一?页)[>›»]*$")
_PAGE_COUNT = re.compile(r"共\s*(?:<[^<>]{1,50}>\s*)*(\d{1,4})\s*(?:<[^<>]{1,50}>\s*)*页")


class StaticList(AskedList):
    """``pager`` says how further pages are found: ``links`` follows those the pages link to, ``numbered`` asks for ``index_1.html``,
    ``index_2.html`` and so on until one is absent, for lists whose pages do not link to each other."""

    kind: Literal["static_list"] = "static_list"
    url: Plain
    pager: Literal["links", "numbered"] = "links"

    def read(self, answer: str, asked: str, base: str) -> ListingPage:
        """The report links of a page, and the further pages it links to or, where pages are numbered, the one with the next number."""
        page, further = read_page(answer, asked, base, self.url)
        if self.pager == "numbered":
            following = page_address(self.url, (_page_number(self.url, asked) or 0) + 1)
            return ListingPage(page.links, [following] if following else [], [], True, page.contents, page.shape)
        page.next_pages.extend(further)
        if not further and asked == self.url:
            page.doubts.extend(_hidden_pages(answer)[:1])
        return page


def _hidden_pages(answer: str) -> list[str]:
    """What says that a list has further pages though none is linked; a script that only adds to linked pages hides none."""
    scripted = [call.pages for call in pager_calls(answer) if call.pages > 1]
    counted = [int(found[1]) for found in _PAGE_COUNT.finditer(answer) if int(found[1]) > 1]
    return [f"a script builds the pager, for {pages} pages (the kind trs_pager reads such lists)" for pages in scripted] + [
        f"the page speaks of {pages} pages and links to none of them" for pages in counted
    ]


def page_address(url: str, number: int) -> str | None:
    """The address of page ``number`` (1 is the second) of the list whose first page is ``url``; None where its form is another."""
    parts = urlsplit(url)
    path = parts.path + "index.html" if parts.path.endswith("/") else parts.path
    found = _PAGE_PATH.match(path)
    return urlunsplit(parts._replace(path=f"{found['stem']}_{number}{found['suffix']}")) if found else None


def read_page(answer: str, asked: str, base: str, first: str) -> tuple[ListingPage, list[str]]:
    """The report links of a page of HTML, and the addresses of further pages of the list, which begins at ``first``, that it links to."""
    tree = tree_of(answer)
    if tree is None:
        return ListingPage([], []), []
    numbered: dict[int, str] = {}
    called: list[str] = []
    others: list[tuple[HtmlElement, str]] = []
    for anchor, address in anchors(tree, base):
        number = _page_number(base, address)
        if number is not None:
            numbered.setdefault(number, address)
        elif turns_page(anchor) and _is_beside(first, address):
            called.append(address)
        else:
            others.append((anchor, address))
    found = report_links(others, base)
    contents = contents_of(f"{address} {anchor.text_content()}" for anchor, address in others)
    links = each_once(link for _, link in found if link.url != asked)
    page = ListingPage(links, [], contents=contents, shape=shape_of(anchor for anchor, _ in found))
    return page, list(dict.fromkeys([*(numbered[number] for number in sorted(numbered)), *called]))


def turns_page(anchor: HtmlElement) -> bool:
    """Whether an anchor says a number of a page, 下一页 or 尾页."""
    return bool(_PAGER_WORD.match("".join(str(anchor.text_content()).split())))


def _is_beside(first: str, address: str) -> bool:
    """Whether an address may be that of a page of the list at ``first``: ``list.htm?page=2``, ``list/2.htm``, ``list-2.htm``, ``2.htm``."""
    list_, page = urlsplit(first), urlsplit(address)
    folder, _, name = list_.path.rpartition("/")
    beside, _, last = page.path.rpartition("/")
    if list_.hostname != page.hostname or page._replace(scheme=list_.scheme) == list_:
        return False
    same_page = page.path == list_.path and page.query != list_.query
    return same_page or (beside in (folder, f"{folder}/{name.rpartition('.')[0] or name}") and bool(_NUMBERED.search(last)))


def _page_number(url: str, address: str) -> int | None:
    """The number of a further page of the list at ``url``, None where the address is no page of it."""
    here, there = urlsplit(url), urlsplit(address)
    path = here.path + "index.html" if here.path.endswith("/") else here.path
    first, other = _PAGE_PATH.match(path), _PAGE_PATH.match(there.path)
    if first is None or other is None or other["number"] is None or here.netloc != there.netloc:
        return None
    same = (first["stem"], first["suffix"]) == (other["stem"], other["suffix"])
    return int(other["number"]) if same else None
