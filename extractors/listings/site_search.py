"""A portal's own search, as the last resort: it is asked for each organ's reports, and only what is titled as one of them is taken."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self
from unicodedata import normalize
from urllib.parse import unquote

from pydantic import Field, model_validator

from extractors.listings.json_search import entries_at, entry_link, parsed
from extractors.listings.links import OTHER_THINGS, anchors, contents_of, each_once, is_candidate, report_links, shape_of, tree_of
from extractors.listings.page import Link, ListingPage
from extractors.listings.source import AskedList, Form, Plain, fill, places, values_in
from extractors.years import YEAR

_OTHER = re.compile(f"{OTHER_THINGS.pattern}|培训|考核")
_ANY = r"[^,。;!?:]"


class SiteSearch(AskedList):
    """``url`` is the search's address with ``{name}`` where an organ's name goes, and ``{page}`` and ``{year}`` if it takes them.

    ``agencies`` are the organs searched for: ``agency_id`` and the name that stands in their titles. Years go from ``first_year`` to
    ``last_year``. Results are a page of HTML, or JSON where ``entries`` says where they are in it (paths as in ``json_search``). At most
    ``pages`` pages are asked for of each search, as long as they bring titles of the organ; ``first_page`` is the number of the first.
    """

    kind: Literal["site_search"] = "site_search"
    url: Annotated[str, places("name", allowed=("page", "year"))]
    shown_at: Plain
    agencies: Mapping[str, str] = Field(min_length=1)
    first_year: int | None = Field(default=None, ge=2007, le=2100)
    last_year: int | None = Field(default=None, ge=2007, le=2100)
    first_page: int = Field(default=1, ge=0, le=1)
    pages: int = Field(default=5, ge=1, le=50)
    entries: str = ""
    title: str = "title"
    link: str = "url"
    date: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if ("{year}" in self.url) != (self.first_year is not None and self.last_year is not None):
            raise ValueError("first_year and last_year belong to an address with {year}")
        return self

    @property
    def form(self) -> Form:
        """HTML, or JSON where the file says where its entries are."""
        return "json" if self.entries else "html"

    @property
    def address(self) -> str:
        """The first search's first page."""
        return self._searches()[0]

    def addresses(self) -> list[str]:
        """The first pages of all searches, and the page for people."""
        return [*self._searches(), self.shown_at]

    def organs(self) -> list[str]:
        """Those that are searched for."""
        return [*super().organs(), *self.agencies]

    def _searches(self) -> list[str]:
        years = range(self.last_year or 0, (self.first_year or 0) - 1, -1)
        return [fill(self.url, name=name, year=year, page=self.first_page) for name in self.agencies.values() for year in years]

    def read(self, answer: str, asked: str, base: str) -> ListingPage:
        """The results that are titled as reports of the organ that was searched for; then its next page, and the other organs' first.
        ``ValueError`` names what an answer in JSON lacks."""
        values = values_in(self.url, asked)
        name = unquote(values["name"])
        agency = next((key for key, one in self.agencies.items() if one == name), None)
        results, shape = self._results(answer, base)
        links = [
            Link(one.url, one.text, one.date, one.row, agency) for one in results if _is_report_of(name, one.text, values.get("year", ""))
        ]
        further, doubts = self._further(values, bool(links))
        searches = [one for one in self._searches() if one != asked] if asked == self.address else []
        # With what was searched for, since two searches that find nothing find the same.
        contents = contents_of([name, values.get("year", ""), *(f"{one.url} {one.text}" for one in results)])
        return ListingPage(each_once(links), [*further, *searches], doubts, contents=contents, shape=shape if links else None)

    def _results(self, answer: str, base: str) -> tuple[list[Link], str | None]:
        if self.entries:
            found = [entry_link(one, self.title, self.link, self.date, self.shown_at) for one in entries_at(parsed(answer), self.entries)]
            return [one for one in found if is_candidate(one.text, one.url)], self.entries
        tree = tree_of(answer)
        pairs = [] if tree is None else report_links(anchors(tree, base), base)
        return [link for _, link in pairs], shape_of(anchor for anchor, _ in pairs)

    def _further(self, values: Mapping[str, str], brought: bool) -> tuple[list[str], list[str]]:
        """The next page of a search that brought something, and the doubt where more pages than wanted did."""
        if "page" not in values or not brought:
            return [], []
        number = int(values["page"])
        if number - self.first_page + 1 >= self.pages:
            return [], [f"{self.pages} pages of the search for {unquote(values['name'])} all brought reports, and it may go on"]
        return [fill(self.url, name=unquote(values["name"]), year=values.get("year", ""), page=number + 1)], []


def _is_report_of(name: str, title: str, year: str) -> bool:
    """Whether a title is, from its beginning to its end, that of an annual report of the organ."""
    compact = re.sub(r"[\s《》]+", "", normalize("NFKC", title))
    form = rf"(?:关于)?(?:{YEAR}年?度?)?{re.escape(normalize('NFKC', name))}(?P<rest>{_ANY}{{0,30}})(?:报告|年报)(?:\(.{{1,20}}\)|全文)?"
    found = re.fullmatch(form, compact)
    if found is None or _OTHER.search(compact.replace(name, "")) or not re.search("公开|年度报告|年报", compact):
        return False
    return bool(re.search(YEAR, compact)) and (not year or year in compact)
