"""What style sheets and style attributes say of where an element's children stand: rows, columns, grids and their widths.

By CSS Display 3, CSS Flexible Box Layout 1, CSS Grid Layout 1 and the table model of CSS 2.1, as far as pages use them to draw tables
without table tags.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from extractors.readers.css import blocks_of, specificity_of

MOST_SHEETS = 200_000
"""Characters of style; a longer sheet is that of a site's frame, and matching its rules would cost more than the page."""
_ROLES = {"table": "table", "grid": "table", "row": "table-row", "cell": "table-cell", "columnheader": "table-cell"}
_ROLES |= {"rowheader": "table-cell", "gridcell": "table-cell", "rowgroup": "table-row-group"}
_INLINE = (1000, 0, 0, 0)
_WATCHED = ("display", "float", "width", "flex", "grid")
LAID_OUT = frozenset(("flex", "grid", "table", "table-row", "table-row-group"))
"""Values of ``display`` that set children otherwise than one below the other, without the prefix ``inline-``."""

Properties = dict[str, str]
Rank = tuple[int, int, int, int]
"""How much a rule counts: ids, classes, tags of its selector, and its place among the rules."""


@dataclass(slots=True)
class Boxes:
    """The properties that matter of the elements that have any, by the element's identity."""

    said: dict[int, Properties] = field(default_factory=dict)
    nodes: list[LexborNode] = field(default_factory=list)

    def of(self, node: LexborNode) -> Properties:
        """The properties of an element; empty where nothing is said."""
        return self.said.get(node.mem_id, {})

    def display(self, node: LexborNode) -> str:
        """The element's ``display``; what its role stands for where no style says."""
        shown = self.of(node).get("display", "").removeprefix("inline-")
        return shown or _ROLES.get((node.attributes.get("role") or "").lower(), "")

    def containers(self) -> list[LexborNode]:
        """The elements whose children are laid out otherwise than one below the other, or that float."""
        return [node for node in self.nodes if self.display(node) in LAID_OUT or self.aside(node)]

    def flow(self, node: LexborNode) -> str:
        """Which way a flexible box's children go."""
        said = self.of(node)
        return " ".join(said.get(name, "") for name in ("flex-flow", "flex-direction", "flex-wrap"))

    def wraps(self, node: LexborNode) -> bool:
        """Whether a flexible box's children go on in a new line where one is full."""
        flow = self.flow(node).replace("nowrap", "")
        return self.display(node) == "flex" and "wrap" in flow

    def aside(self, node: LexborNode) -> bool:
        """Whether an element stands beside the one before it, if there is room."""
        said = self.of(node)
        return said.get("float") in ("left", "right") or said.get("display") == "inline-block"


def boxes_of(tree: LexborHTMLParser) -> Boxes:
    """What is said of a page's elements, in order of the page for those with attributes, then those named by sheets."""
    ranked: dict[int, list[tuple[Rank, Properties]]] = defaultdict(list)
    nodes: dict[int, LexborNode] = {}
    for rank, selector, said in _rules(tree):
        for node in _matching(tree, selector):
            nodes[node.mem_id] = node
            ranked[node.mem_id].append((rank, said))
    for node in tree.css("[style], [role]"):
        nodes[node.mem_id] = node
        ranked[node.mem_id].append((_INLINE, _properties(node.attributes.get("style") or "")))
    return Boxes({key: _merged(found) for key, found in ranked.items()}, list(nodes.values()))


def _merged(found: list[tuple[Rank, Properties]]) -> Properties:
    """What counts of several rules: the last of the highest rank."""
    return {name: value for _, said in sorted(found, key=lambda one: one[0]) for name, value in said.items()}


def _rules(tree: LexborHTMLParser) -> list[tuple[Rank, str, Properties]]:
    """The rules of the page's own sheets that say where things stand, with their rank."""
    text = "\n".join(sheet.text() for sheet in tree.css("style"))
    if len(text) > MOST_SHEETS:
        return []
    rules: list[tuple[Rank, str, Properties]] = []
    for order, (selectors, body, certain) in enumerate(blocks_of(text)):
        said = _properties(body) if certain else {}
        rules += [((*specificity_of(selector), order), selector.strip(), said) for selector in selectors.split(",") if said]
    return rules


def _matching(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:
        return []  # a selector of states or made-up parts, which say nothing of where an element stands


def _properties(style: str) -> Properties:
    found = {}
    for declaration in style.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon and name.strip().startswith(_WATCHED):
            found[name.strip()] = value.replace("!important", "").strip()
    return found
