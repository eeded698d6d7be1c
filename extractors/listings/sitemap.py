"""Sitemaps (sitemaps.org): addresses without words, of which those count whose form is that of the portal's reports."""

import re
from collections.abc import Iterator
from fnmatch import translate
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree
from pydantic import Field

from extractors.listings.links import absolute, contents_of, each_once
from extractors.listings.page import MAX_PAGES, Link, ListingPage
from extractors.listings.source import AskedList, Form, Plain

MOST = 50_000
"""More addresses than a sitemap may hold."""


class Sitemap(AskedList):
    """``url`` is the sitemap, or an index of sitemaps, which may be compressed. ``reports`` are the forms of the reports' addresses, path
    and query with ``*`` for anything: ``/info/1648/*.htm``; narrow ones, since every address of such a form is asked for. ``sitemaps`` is
    the form of the sitemaps of an index that are read."""

    kind: Literal["sitemap"] = "sitemap"
    url: Plain
    reports: tuple[str, ...] = Field(min_length=1)
    sitemaps: str = "*"

    @property
    def form(self) -> Form:
        """XML, perhaps compressed."""
        return "sitemap"

    def read(self, answer: str, asked: str, base: str) -> ListingPage:
        """The addresses that are of the reports' form, and an index's sitemaps. ``ValueError`` where the answer is no sitemap."""
        root = _parsed(answer)
        name = etree.QName(root).localname
        if name not in ("urlset", "sitemapindex"):
            raise ValueError(f"there is neither urlset nor sitemapindex but {name}")
        found = [address for text in _locations(root) if (address := absolute(base, text)) is not None]
        if name == "sitemapindex":
            return self._index(found, asked)
        wanted = re.compile("|".join(map(translate, self.reports)))
        # Nobody has said that a report stands there: the address only has the form.
        links = [Link(address, "", promised=False) for address in found if wanted.match(_place(address))]
        return ListingPage(each_once(links), [], contents=contents_of(found), shape="urlset/url/loc" if links else None)

    def _index(self, found: list[str], asked: str) -> ListingPage:
        if asked != self.url:
            raise ValueError("an index of sitemaps names another index")
        wanted = re.compile(translate(self.sitemaps))
        further = [address for address in dict.fromkeys(found) if wanted.match(_place(address))]
        return ListingPage([], further[: MAX_PAGES + 1], contents=contents_of(found))


def locations(answer: str) -> list[str]:
    """All addresses of a sitemap, as it writes them. ``ValueError`` where it is none."""
    return list(_locations(_parsed(answer)))


def _place(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _parsed(answer: str) -> etree._Element:
    # Without its declaration, whose encoding lxml would refuse in text.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    begin = re.sub(r"^[\s\ufeff]*(?:<\?xml[^>]*>|<!--.*?-->|<\?[^>]*>|\s)*", "", answer, count=1, flags=re.DOTALL)
    try:
        return etree.fromstring(begin.encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the answer is no XML: {error}") from error


def _locations(root: etree._Element) -> Iterator[str]:
    for number, entry in enumerate(root):
        if number >= MOST:
            raise ValueError(f"there are more than {MOST} addresses")
        if not isinstance(entry.tag, str):
            continue
        place = next((child.text for child in entry if isinstance(child.tag, str) and etree.QName(child).localname == "loc"), None)
        if place and place.strip():
            yield place.strip()
