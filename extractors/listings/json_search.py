"""Lists that a search service gives as JSON, such as those with which newer TRS portals fill their pages."""

import json
import re
from typing import Annotated, ClassVar, Literal

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

    form: ClassVar[Form] = "json"
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
        data = _parsed(answer)
        entries = _at(data, self.entries)
        if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
            raise ValueError(f"{self.entries} is no list of at most {MAX_ENTRIES} entries")
        links = [link for entry in entries if (link := self._link(entry)) is not None]
        number = number_in(self.url, "page", asked)
        further, doubts = self._further(data, len(entries), number)
        contents = contents_of(json.dumps(entry, sort_keys=True) for entry in entries)
        shape = f"{self.entries}: {','.join(sorted(data))}" if isinstance(data, dict) and entries else None
        return ListingPage(each_once(links), further, doubts, contents=contents, shape=shape)

    def _link(self, entry: object) -> Link | None:
        title, link = _plain(str(_at(entry, self.title) or "")), _at(entry, self.link)
        if not isinstance(link, str):
            raise ValueError(f"{self.link} of an entry is no address: {link!r:.60}")
        address = absolute(self.shown_at, link)
        if address is None or not is_candidate(title, address):
            return None
        return Link(address, title, stamped_date(_at(entry, self.date)) if self.date else None)

    def _further(self, data: object, count: int, number: int) -> tuple[list[str], list[str]]:
        """The next page if there is one, and what the answer's own number of entries makes doubtful."""
        if not self.total:
            return ([self._page(number + 1)] if count >= self.page_size else []), []
        total = _number(_at(data, self.total), self.total)
        before = (number - self.first_page) * self.page_size
        due = max(0, min(self.page_size, total - before))
        doubts = [] if count == due else [f"{count} entries on page {number}, where {self.total} = {total} makes {due}"]
        return ([self._page(number + 1)] if count and before + self.page_size < total else []), doubts


def _number(value: object, path: str) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal():
        raise ValueError(f"{path} is no number: {text:.60}")
    return int(text)


def _parsed(answer: str) -> object:
    padded = _PADDED.match(answer)
    try:
        data: object = json.loads(padded[1] if padded else answer)
        return data
    except ValueError as error:
        raise ValueError(f"the answer is no JSON: {error}") from error


def _at(data: object, path: str) -> object:
    """What stands at a path. ``ValueError`` names the part that is missing."""
    for name in path.split(".") if path else []:
        if isinstance(data, list) and name.isdecimal() and int(name) < len(data):
            data = data[int(name)]
        elif isinstance(data, dict) and name in data:
            data = data[name]
        else:
            raise ValueError(f"there is no {name}" + (f" (of {path})" if name != path else ""))
    return data


def _plain(text: str) -> str:
    """A title without the marks that a search service puts around the words it found."""
    tree = tree_of(text) if "<" in text or "&" in text else None
    return " ".join((text if tree is None else str(tree.text_content())).split())
