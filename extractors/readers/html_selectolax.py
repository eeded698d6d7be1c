"""HTML by selectolax (lexbor, the parsing rules of browsers): table by table down the tree; spans by a map of rows and columns."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.document import Document, UnreadableDocument
from extractors.grid import Reading
from extractors.readers import markup
from extractors.readers.flow import MAX_NESTING, Draft, DraftCell, Flow, refuse_large, settle
from extractors.readers.markup import CELLS, Kind, Kinds, kinds_of
from extractors.readers.page import cut_off, source
from extractors.readers.styles import Attributes, Sight, Styles

ENGINE = "html-selectolax"
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_TEXT = "-text"


def read_selectolax(document: Document) -> Reading:
    """Read a page or a fragment of one.

    Raises :class:`UnreadableDocument` where it holds no markup or its tables are nested deeper than any page needs.
    """
    page = source(document)
    tree = LexborHTMLParser(page.encoded)
    if tree.root is None:
        raise UnreadableDocument("broken", "The page holds no markup; fetch it again.")
    flow = Flow()
    styles = Styles.of(_sheets(tree), page.coloured, page.whole_style)
    whole = _Page(kinds_of(styles), [], {}, styles.sure)
    _Pour(flow, 0, whole).node(tree.root, Sight())
    blocks, issues = settle(flow)
    title = tree.css_first("title")
    metadata = markup.metadata(title.text() if title else None, [meta.attributes for meta in tree.css("meta")])
    return Reading(ENGINE, blocks, metadata, [*cut_off(page), *issues], markup.pictures(whole.pictures))


def _sheets(tree: LexborHTMLParser) -> Iterator[tuple[Attributes, str]]:
    for node in tree.css("style"):
        above = node.parent
        while above is not None and above.tag not in markup.UNSEEN - {"head"}:
            above = above.parent
        if above is None:
            yield node.attributes, node.text()


class _Page(NamedTuple):
    """What all of a page shares: the kinds of its elements, the addresses of its pictures, the flows of cells of text."""

    kinds: Kinds
    pictures: list[str]
    plain: dict[str, Flow]
    sure: bool


class _Pour:
    """Pours what is in a node into a flow, without recursion but for tables: pages leave thousands of elements open."""

    def __init__(self, flow: Flow, nesting: int, page: _Page) -> None:
        self.flow = flow
        self.nesting = nesting
        self.page = page
        self.heading: int | None = None
        self.preformatted = 0

    def node(self, top: LexborNode, sight: Sight) -> None:
        """Everything below ``top``; ``sight`` is what can be seen in it. An element comes back as its kind alone when it is left."""
        pending = self.children(top, sight)
        while pending:
            node, seen = pending.pop()
            if isinstance(node, Kind):
                self.leave(node)
                continue
            tag = node.tag or ""
            if tag == _TEXT:
                self.text(node.text_content or "", seen)
            elif node.is_element_node:
                kind = self.page.kinds.of(tag, tuple(node.attributes.items()))
                if kind.unseen or (tag in markup.SMALL and self.small(node, kind, seen)):
                    continue
                seen = seen if kind.same_sight else seen.within(kind.look, self.page.sure)
                if tag == "table":
                    self.flow.table(_table(node, seen, self.nesting + 1, self.page))
                    continue
                if not kind.inert:
                    self.enter(kind, seen)
                    pending.append((kind, seen))
                pending += self.children(node, seen)

    def small(self, node: LexborNode, kind: Kind, sight: Sight) -> bool:
        """Take in a block of nothing but text; whether it is one."""
        plain = sight.text == "seen" and sight.ink == "dark" and not self.preformatted and self.heading is None
        if kind.edges is None or not plain or self.flow.in_heading:
            return False
        parts = [kind.edges[0]]
        if not _gather(node, parts, self.page, 0):
            return False
        self.flow.text("".join([*parts, kind.edges[1]]))
        return True

    @staticmethod
    def children(node: LexborNode, sight: Sight) -> list[tuple[LexborNode | Kind, Sight]]:
        """The children of a node, the last first."""
        children: list[tuple[LexborNode | Kind, Sight]] = []
        child = node.last_child
        while child is not None:
            children.append((child, sight))
            child = child.prev
        return children

    def text(self, text: str, sight: Sight) -> None:
        if sight.text != "unseen":
            self.flow.text(text if self.preformatted else markup.blanks(text))
        if sight.text == "doubtful" and text.strip():
            self.flow.doubt()

    def enter(self, kind: Kind, sight: Sight) -> None:
        self.preformatted += kind.preformatted
        self.heading = kind.heading or self.heading
        if kind.shows and sight.visible:
            self.flow.picture()
            if kind.address:
                self.page.pictures.append(kind.address)
        if kind.tag == "br":
            self.flow.text("\n")
        elif kind.tag == "input":
            self.text(kind.typed, sight)
        else:
            self.edge(kind)

    def leave(self, kind: Kind) -> None:
        self.preformatted -= kind.preformatted
        if kind.heading:
            self.heading = None
        if kind.tag not in ("br", "input"):
            self.edge(kind)

    def edge(self, kind: Kind) -> None:
        if kind.breaks:
            self.flow.block(self.heading)
        elif kind.apart:
            self.flow.text(" ")


def _parts(parent: LexborNode, tags: Collection[str | None], sight: Sight, page: _Page) -> list[tuple[LexborNode, Kind, Sight]]:
    """The children of these kinds that take a place, each with what can be seen in it."""
    found: list[tuple[LexborNode, Kind, Sight]] = []
    known = page.kinds.known
    for child in parent.iter():
        if child.tag in tags:
            key = child.tag or "", tuple(child.attributes.items())
            kind = known.get(key) or page.kinds.of(*key)
            if not kind.unseen:
                found.append((child, kind, sight if kind.same_sight else sight.within(kind.look, page.sure)))
    return found


def _table(table: LexborNode, sight: Sight, nesting: int, page: _Page) -> Draft:
    if nesting > MAX_NESTING:
        raise UnreadableDocument("too_deep", f"Tables are nested more than {MAX_NESTING} deep; look at the page by hand.")
    before = Flow()
    for child, _, seen in _parts(table, ("caption",), sight, page):
        _Pour(before, nesting, page).node(child, seen)
        before.block()
    cells: list[DraftCell] = []
    height = 0
    for group, _, seen in _parts(table, _GROUPS, sight, page):
        rows = _parts(group, ("tr",), seen, page)
        refuse_large(height + len(rows), 0, len(cells))
        cells += _group(rows, height, nesting, page)
        height += len(rows)
    last = max((cell.column for cell in cells), default=0)
    for cell in cells:
        # A cell cannot reach past the last column in which one begins.
        cell.colspan = min(cell.colspan, last - cell.column + 1)
    return Draft(before, cells)


def _group(rows: list[tuple[LexborNode, Kind, Sight]], above: int, nesting: int, page: _Page) -> list[DraftCell]:
    """The cells of a row group, which no cell leaves: ``covered[i]`` holds the columns that cells of earlier rows cover in row i."""
    covered: list[set[int]] = [set() for _ in rows]
    found: list[DraftCell] = []
    for index, (row, _, sight) in enumerate(rows):
        column, number, own = 1, above + index + 1, covered[index]
        for cell, kind, seen in _parts(row, CELLS, sight, page):
            while column in own:
                column += 1
            content = _content(cell, seen, nesting, page)
            if kind.rows == kind.columns == 1:
                found.append(DraftCell(number, column, 1, 1, content))
            else:
                width, height = _cover(column, kind, covered[index:])
                found.append(DraftCell(number, column, height, width, content))
            column += kind.columns
        refuse_large(0, max(column - markup.MAX_COLUMNS, 0), 0)
    return found


def _cover(column: int, kind: Kind, covered: list[set[int]]) -> tuple[int, int]:
    """Cover the places of a cell in its own row (the first) and those below; the columns and rows it gets."""
    wanted = range(column, column + kind.columns)
    refuse_large(0, column, 0)
    width = min(covered[0].intersection(wanted), default=wanted.stop) - column
    down = covered[: kind.rows or len(covered)]
    for places in down:
        places.update(range(column, column + width))
    return width, len(down)


def _content(cell: LexborNode, sight: Sight, nesting: int, page: _Page) -> Flow:
    """What flows in a cell; in most a text and nothing else."""
    parts: list[str] = []
    if sight.text == "seen" and sight.ink == "dark" and _gather(cell, parts, page, 0):
        text = "".join(parts)
        return page.plain.get(text) or page.plain.setdefault(text, Flow.of(text))
    flow = Flow()
    _Pour(flow, nesting, page).node(cell, sight)
    return flow


def _gather(node: LexborNode, parts: list[str], page: _Page, depth: int) -> bool:
    """Add the text in a node to ``parts``, if nothing in it is more than text."""
    known, add = page.kinds.known, parts.append
    child = node.first_child
    while child is not None:
        tag = child.tag or ""
        if tag == _TEXT:
            add(markup.blanks(child.text_content or ""))
        elif child.is_element_node:
            key = tag, tuple(child.attributes.items())
            kind = known.get(key) or page.kinds.of(*key)
            if not kind.unseen:
                if kind.edges is None or depth > markup.DEEPEST:
                    return False
                add(kind.edges[0])
                if not _gather(child, parts, page, depth + 1):
                    return False
                add(kind.edges[1])
        child = child.next
    return True
