"""A tree of years: the year stands in a node of the page, and the links below it say only whose report they lead to."""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from extractors.listings.links import anchors
from extractors.listings.looked_at import Looked, Recognised

_YEAR_NODE = re.compile(r"((?:19|20)\d{2})年?(?:度)?(?:政府信息公开)?(?:工作)?(?:年度报告|年报|报告)?")
_ORGAN = re.compile(r"[\u4e00-\u9fff（）()]{2,38}[局委办厅院镇乡会处站府道队关部区]")
_LEAST = 2
"""As many years, and organs, at least: fewer are no tree."""


@dataclass(frozen=True, slots=True)
class _Below:
    """A link below a node of a year."""

    year: int
    organ: str
    url: str


def year_tree(page: Looked) -> Recognised | None:
    """Years as nodes, and below each links that name an organ. Years that are links lead to lists of their own, and are no reports."""
    if page.tree is None:
        return None
    nodes = _year_nodes(page.tree)
    years = {year for _, year in nodes}
    if len(years) < _LEAST:
        return None
    below = _below(page, nodes)
    if len(below) < _LEAST or len(below) <= len(page.links) or len({one.year for one in below}) < _LEAST:
        return None
    entries = [{"url": one.url, "title": f"{one.organ}{one.year}年政府信息公开工作年度报告"} for one in below]
    why = (
        f"it is a tree of the years {min(years)} to {max(years)}, with {len(below)} links below them that name an organ each",
        "titles are put together from the year's node and what the link says",
    )
    doubts = ["an address_list does not grow by itself: once there are reports of another year, this command adds them"]
    lists = [address for node, address in anchors(page.tree, page.url) if _year_of(node) is not None]
    if lists:
        doubts.append(f"years that are links lead to lists of their own, to be added one by one: {'、'.join(dict.fromkeys(lists[:6]))}")
    return Recognised({"kind": "address_list", "url": page.url, "entries": entries}, why, doubts=tuple(doubts))


def _year_nodes(tree: HtmlElement) -> list[tuple[HtmlElement, int]]:
    """The elements that say a year and nothing else, the innermost of each."""
    found = []
    for node in tree.iter():
        if isinstance(node.tag, str) and node.tag not in ("script", "style", "option", "title") and (year := _year_of(node)) is not None:
            found.append((node, year))
    return found


def _year_of(node: HtmlElement) -> int | None:
    own = "".join([node.text or "", *(child.tail or "" for child in node)])
    found = _YEAR_NODE.fullmatch("".join(own.split()))
    return int(found[1]) if found else None


def _below(page: Looked, nodes: list[tuple[HtmlElement, int]]) -> list[_Below]:
    """The links behind each year's node, as far as the tree goes, which is what holds all of the years."""
    tree, years = _holder([node for node, _ in nodes]), {id(node): year for node, year in nodes}
    # The pairs are kept, because lxml makes an element anew where nobody holds it.
    pairs = list(anchors(page.tree, page.url)) if page.tree is not None else []
    addresses = {id(node): address for node, address in pairs}
    found: dict[str, _Below] = {}
    year = None
    for node in tree.iter() if tree is not None else ():
        year = years.get(id(node), year)
        text = "".join(str(node.text_content()).split()) if node.tag == "a" else ""
        if year is not None and id(node) in addresses and _ORGAN.fullmatch(text):
            found.setdefault(addresses[id(node)], _Below(year, text, addresses[id(node)]))
    return list(found.values())


def _holder(nodes: list[HtmlElement]) -> HtmlElement | None:
    """The innermost element that holds all of the nodes."""
    chains = [[*reversed(list(node.iterancestors()))] for node in nodes]
    common = None
    for level in zip(*chains, strict=False):
        if any(one is not level[0] for one in level):
            break
        common = level[0]
    return common
