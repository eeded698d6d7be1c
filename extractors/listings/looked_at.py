"""A page that a person gave the address of, with what every test of its kind looks at, and what such a test says."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml.html import HtmlElement

from extractors.listings.links import anchors, each_once, report_links, tree_of
from extractors.listings.page import Link

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a page is: the fields of its ``[[lists]]`` table, why, and what is unsure.

    ``answer`` is that part of the page which stands for the list's first answer, None where the list's own address must be asked for it.
    ``missing`` says what a person must add before the table can be used; where it is not empty, the table is no whole one. ``names`` are
    the names that stand beside the codes of organs in it.
    """

    table: dict[str, object]
    why: tuple[str, ...]
    answer: str | None = None
    doubts: tuple[str, ...] = ()
    missing: str = ""
    names: dict[str, str] = field(default_factory=dict)


@dataclass
class Looked:
    """The answer that an address gave, as text."""

    answer: str
    url: str
    reports: tuple[str, ...] = field(default=())
    """Forms of the reports' addresses that a person gave, for sitemaps."""

    @cached_property
    def tree(self) -> HtmlElement | None:
        """The page, None where it is none."""
        return tree_of(self.answer) if "<" in self.answer else None

    @cached_property
    def anchors(self) -> list[tuple[str, str]]:
        """What each link says, without blanks, and where it leads."""
        pairs = anchors(self.tree, self.url) if self.tree is not None else ()
        return [(_SPACES.sub("", str(anchor.text_content())), address) for anchor, address in pairs]

    @cached_property
    def links(self) -> list[Link]:
        """The links that speak of a report."""
        pairs = anchors(self.tree, self.url) if self.tree is not None else ()
        return each_once(link for _, link in report_links(pairs, self.url))

    @property
    def query(self) -> dict[str, str]:
        """The fields of the address."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    def at(self, address: str) -> str:
        """An address of the page, absolute."""
        return urljoin(self.url, address)


def braced(address: str, **places: str) -> str:
    """An address in which the value of each field of the query named by a value of ``places`` is the place of its key: ``{page}``."""
    for place, name in places.items():
        address = re.sub(rf"(?<=[?&]){re.escape(name)}=[^&#]*", f"{name}={{{place}}}", address, count=1)
    return address
