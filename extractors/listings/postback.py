"""ASP.NET lists whose further pages are no addresses: the page sends its form to itself, ``__doPostBack('AspNetPager1','2')``."""

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urldefrag

from lxml.html import HtmlElement

from extractors.listings.links import tree_of
from extractors.listings.page import ListingPage
from extractors.listings.pager import pager_says
from extractors.listings.source import AskedList, Plain
from extractors.listings.static_list import read_page

_CALL = re.compile(r"__doPostBack\(\s*(?:'|\\'|&#39;|\")([\w$:.-]+)(?:'|\"),\s*(?:'|\")([\w$:.-]*)(?:'|\")\s*\)")
_NEXT = re.compile(r"^(下一?页|后一?页|next)[>›»]*$|^[>›»]{1,2}$", re.IGNORECASE)
_PAGE = re.compile(r"#page=(\d{1,4})$")
_STATE = "__VIEWSTATE"


class Postback(AskedList):
    """``url`` is the page. Its further pages are asked for by sending its form, one after the other, and stand in the log as
    ``url#page=2`` and so on. Where the site also takes ``?page=2``, ``numbered_pages`` is the kind to choose."""

    kind: Literal["postback"] = "postback"
    url: Plain

    def read(self, answer: str, asked: str, base: str) -> ListingPage:
        """The report links of a page and, with the form to be sent, the next page. ``ValueError`` where a page with a pager has no form."""
        base = urldefrag(base).url
        page, linked = read_page(answer, asked, base, self.url)
        found = _PAGE.search(asked)
        following = (int(found[1]) if found else 1) + 1
        tree = tree_of(answer)
        call = None if tree is None else next_call(tree, following)
        if tree is None or call is None:
            pages = pager_says(answer).pages
            if pages is not None and pages >= following and not linked:
                page.doubts.append(f"the page speaks of {pages} pages and has no call of __doPostBack for page {following}")
            page.next_pages.extend(linked)
            return page
        address = f"{self.url}#page={following}"
        page.next_pages.append(address)
        page.forms[address] = form_fields(tree, *call)
        return page


def next_call(tree: HtmlElement, number: int) -> tuple[str, str] | None:
    """Target and argument of the call that leads to page ``number``: that of its number, else that of 下一页; None without any."""
    calls = list(_calls(tree))
    by_number = (call for text, call in calls if text == str(number) or call[1] in (str(number), f"Page${number}"))
    return next(by_number, None) or next((call for text, call in calls if _NEXT.match(text)), None)


def _calls(tree: HtmlElement) -> Iterator[tuple[str, tuple[str, str]]]:
    for anchor in tree.iter("a"):
        found = _CALL.search(f"{anchor.get('href') or ''} {anchor.get('onclick') or ''}")
        if found and not anchor.get("disabled"):
            yield "".join(str(anchor.text_content()).split()), (found[1], found[2])


def form_fields(tree: HtmlElement, target: str, argument: str) -> dict[str, str]:
    """What a browser would send: the fields of the form that holds the state, and the call. ``ValueError`` where there is no such form."""
    form = next((one for one in tree.iter("form") if one.xpath(f".//input[@name='{_STATE}']")), None)
    if form is None:
        raise ValueError(f"the pager calls __doPostBack, and there is no form with {_STATE}")
    fields = dict(_filled(form))
    return fields | {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}


def _filled(form: HtmlElement) -> Iterator[tuple[str, str]]:
    for field in form.iter("input", "select", "textarea"):
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "select":
            chosen = field.xpath(".//option[@selected]") or field.xpath(".//option")[:1]
            yield from ((name, one.get("value", str(one.text_content()))) for one in chosen)
        elif field.tag == "textarea":
            yield name, field.text or ""
        elif (field.get("type") or "text").lower() in ("hidden", "text", "search"):
            yield name, field.get("value") or ""
