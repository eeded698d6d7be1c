"""Files that a page carries, attached or in a viewer's frame: many a report's page holds nothing but its title and such a file."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement

from extractors.listings.links import absolute, is_candidate, tree_of
from extractors.listings.page import Link

MOST = 10
"""A page that carries more is a list."""
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar|7z|jpe?g|png|tiff?)$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|tiff?)$", re.IGNORECASE)
_SOURCES = {"a": "href", "iframe": "src", "frame": "src", "embed": "src", "object": "data"}


def attached_files(page: str, url: str) -> list[Link]:
    """The files a page of ``url`` carries, in page order, each once and at most ``MOST``; where some speak of a report, only those.

    A viewer's frame names its file as ``?file=``. Pictures are taken where a link leads to them, not where the page shows them.
    """
    tree = tree_of(page)
    found: dict[str, Link] = {}
    for element, address in [] if tree is None else _addresses(tree, url):
        picture_in_frame = element.tag != "a" and _PICTURE.search(urlsplit(address).path)
        if _FILE.search(urlsplit(address).path) and not picture_in_frame:
            found.setdefault(address, Link(address, " ".join(str(element.text_content()).split())[:500]))
    speaking = [link for link in found.values() if is_candidate(link.text, link.url)]
    return (speaking or list(found.values()))[:MOST]


def _addresses(tree: HtmlElement, url: str) -> Iterator[tuple[HtmlElement, str]]:
    for element in tree.iter(*_SOURCES):
        address = absolute(url, element.get(_SOURCES[str(element.tag)]) or "")
        if address is None or address == url:
            continue
        shown = [] if element.tag == "a" else [one for values in _query(address).values() for one in values if _FILE.search(one)]
        inner = absolute(address, shown[0]) if shown else None
        yield element, inner or address


def _query(address: str) -> dict[str, list[str]]:
    try:
        return parse_qs(urlsplit(address).query, max_num_fields=50)
    except ValueError:
        return {}
