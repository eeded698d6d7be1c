"""Lists that a search service gives as JSON, such as those with which newer TRS portals fill their pages."""

import json
import re
from typing import Annotated, Literal

from pydantic import Field

from extractors.listings.beside import stamped_date
from extractors.listings.links import absolute, contents_of, each_once, is_candidate, tree_of
from extractors.listings.page import MAX_ENTRIES, Link, ListingPage
from extractors.listings.source import AskedList, Form, Plain, fill, number_in, places

_PADDED = re.compile(r"^\s*[\w.$]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)


class JsonSearch(AskedList):
    """``url`` is the service's address, with ``{page}`` where the number of the page goes and, where it takes one, ``{size}``.

    ``first_page`` is the number of the first page, ``page_size`` how many entries it asks for. ``entries`` and ``total`` are paths in the
    answer, ``title``, ``link`` and ``date`` paths in an entry: names joined by dots (``data.list``); ``total`` and ``date`` are empty where
    there is none. ``shown_at`` is the page on which people see the list; links that are not absolute go from there.
    """

    kind: Literal["json_search"] = "json_search"
    url: Annotated[str, places("page", allowed=("size",))]
    shown_at: Plain
    first_page: int = Field(default=1, ge=0, le=1)
    page_size: int = Field(ge=1, le=1000)
    entries: str
    title: str = "title"
    link: str = "url"
    date: str = ""
    total: str = ""

    @property
    def form(self) -> Form:
        """JSON, perhaps in a call."""
        return "json"

    @property
    def address(self) -> str:
        """The address of the first page."""
        return self._page(self.first_page)

    def _page(self, number: int) -> str:
        return fill(self.url, page=number, size=self.page_size)

    def addresses(self) -> list[str]:
        """The first page's address, and that of the page for people."""
        return [self.address, self.shown_at]

    def read(self, answer: str, asked: str, base: str) -> ListingPage:  # noqa: ARG002 - links go from the page for people
        """One page's links and the next page. ``ValueError`` names the path that the answer or an entry lacks."""
        data = parsed(answer)
        entries = entries_at(data, self.entries)
        links = [link for entry in entries if is_candidate((link := self._link(entry)).text, link.url)]
        page = number_in(self.url, "page", asked)
        further, doubts = self._further(data, len(entries), page)
        contents = contents_of(json.dumps(entry, sort_keys=True) for entry in entries)
        shape = f"{self.entries}: {','.join(sorted(data))}" if isinstance(data, dict) and entries else None
        return ListingPage(each_once(links), further, doubts, contents=contents, shape=shape)

    def _link(self, entry: object) -> Link:
        return entry_link(entry, self.title, self.link, self.date, self.shown_at)

    def _further(self, data: object, count: int, page: int) -> tuple[list[str], list[str]]:
        """The next page if there is one, and what the answer's own number of entries makes doubtful."""
        if not self.total:
            return ([self._page(page + 1)] if count >= self.page_size else []), []
        total = number(at(data, self.total), self.total)
        before = (page - self.first_page) * self.page_size
        due = max(0, min(self.page_size, total - before))
        doubts = [] if count == due else [f"{count} entries on page {page}, where {self.total} = {total} makes {due}"]
        return ([self._page(page + 1)] if count and before + self.page_size < total else []), doubts


def number(value: object, path: str) -> int:
    """A number in an answer. ``ValueError`` names the path where it is none."""
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal():
        raise ValueError(f"{path} is no number: {text:.60}")
    return int(text)


def parsed(answer: str) -> object:
    """The data of an answer, a call around it left out. ``ValueError`` where it is no JSON."""
    padded = _PADDED.match(answer)
    try:
        data: object = json.loads(padded[1] if padded else answer)
        return data
    except ValueError as error:
        raise ValueError(f"the answer is no JSON: {error}") from error


def at(data: object, path: str) -> object:
    """What stands at a path. ``ValueError`` names the part that is missing."""
    for name in path.split(".") if path else []:
        if isinstance(data, list) and name.isdecimal() and int(name) < len(data):
            data = data[int(name)]
        elif isinstance(data, dict) and name in data:
            data = data[name]
        else:
            raise ValueError(f"there is no {name}" + (f" (of {path})" if name != path else ""))
    return data


def entries_at(data: object, path: str) -> list[object]:
    """The entries of an answer. ``ValueError`` where none or too many stand at the path."""
    entries = at(data, path)
    if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
        raise ValueError(f"{path or 'the answer'} is no list of at most {MAX_ENTRIES} entries")
    return entries


def entry_link(entry: object, title: str, link: str, date: str, base: str) -> Link:
    """What an entry leads to; an address without a title where it leads nowhere. ``ValueError`` names what the entry lacks."""
    address = at(entry, link)
    if not isinstance(address, str):
        raise ValueError(f"{link} of an entry is no address: {address!r:.60}")
    whole = absolute(base, address)
    words = _plain(str(at(entry, title) or "")) if whole else ""
    return Link(whole or base, words, stamped_date(at(entry, date)) if date else None)


def _plain(text: str) -> str:
    """A title without the marks that a search service puts around the words it found."""
    tree = tree_of(text) if "<" in text or "&" in text else None
    return " ".join((text if tree is None else str(tree.text_content())).split())
