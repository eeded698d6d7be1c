"""HTML by selectolax (lexbor, the parsing rules of browsers): table by table down the tree; spans by a map of rows and columns."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.document import Document, UnreadableDocument
from extractors.grid import Reading
from extractors.readers import markup
from extractors.readers.flow import MAX_NESTING, Draft, DraftCell, Flow, settle

ENGINE = "html-selectolax"
_GROUPS = ("thead", "tbody", "tfoot")


def read_selectolax(document: Document) -> Reading:
    """Read a page or a fragment of one.

    Raises :class:`UnreadableDocument` where it holds no markup or its tables are nested deeper than any page needs.
    """
    tree = LexborHTMLParser(markup.source(document))
    if tree.root is None:
        raise UnreadableDocument("broken", "The page holds no markup; fetch it again.")
    flow = Flow()
    _Pour(flow, 0).node(tree.root, True)
    blocks, issues = settle(flow)
    title = tree.css_first("title")
    metas = [meta.attributes for meta in tree.css("meta")]
    return Reading(ENGINE, blocks, markup.metadata(title.text() if title else None, metas), issues)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _shown(node: LexborNode, inherited: bool) -> bool:
    own = markup.visibility(node.attributes)
    return inherited if own is None else own


class _Pour:
    """Pours what is in a node into a flow, without recursion but for tables: pages leave thousands of elements open."""

    def __init__(self, flow: Flow, nesting: int) -> None:
        if nesting > MAX_NESTING:
            raise UnreadableDocument("too_deep", f"Tables are nested more than {MAX_NESTING} deep; look at the page by hand.")
        self.flow = flow
        self.nesting = nesting
        self.heading: int | None = None
        self.preformatted = 0

    def node(self, top: LexborNode, shown: bool) -> None:
        """Everything below ``top``; ``shown`` is False inside what is invisible."""
        pending: list[tuple[LexborNode, bool, bool]] = [(child, shown, False) for child in _children(top)][::-1]
        while pending:
            node, seen, leaving = pending.pop()
            if leaving:
                self.leave(node)
            elif node.is_text_node:
                self.text(node.text_content or "", seen)
            elif node.is_element_node and not self.skips(node):
                seen = _shown(node, seen)
                if node.tag == "table":
                    self.flow.table(_table(node, seen, self.nesting + 1))
                    continue
                self.enter(node, seen)
                pending.append((node, seen, True))
                pending.extend([(child, seen, False) for child in _children(node)][::-1])

    def skips(self, node: LexborNode) -> bool:
        return markup.unseen(node.tag or "", node.attributes)

    def text(self, text: str, shown: bool) -> None:
        if shown:
            self.flow.text(text if self.preformatted else markup.blanks(text))

    def enter(self, node: LexborNode, shown: bool) -> None:
        tag = node.tag or ""
        self.preformatted += tag in markup.PREFORMATTED
        self.heading = markup.HEADINGS.get(tag, self.heading)
        if tag == "br":
            self.flow.text("\n")
        elif tag == "input":
            self.text(f" {markup.typed(node.attributes)} ", shown)
        else:
            self.edge(node)

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self.preformatted -= tag in markup.PREFORMATTED
        if tag in markup.HEADINGS:
            self.heading = None
        if tag not in ("br", "input"):
            self.edge(node)

    def edge(self, node: LexborNode) -> None:
        if node.tag in markup.APART:
            self.flow.text(" ")
        elif markup.breaks(node.tag or "", node.attributes):
            self.flow.block(self.heading)


def _table(table: LexborNode, shown: bool, nesting: int) -> Draft:
    before = Flow()
    for child in _children(table):
        if child.tag == "caption" and not markup.unseen("caption", child.attributes):
            _Pour(before, nesting).node(child, _shown(child, shown))
            before.block()
    cells: list[DraftCell] = []
    height = 0
    for group in _children(table):
        if group.tag in _GROUPS and not markup.unseen(group.tag, group.attributes):
            rows = [row for row in _children(group) if row.tag == "tr" and not markup.unseen("tr", row.attributes)]
            cells.extend(_group(rows, height, _shown(group, shown), nesting))
            height += len(rows)
    starts = {cell.column for cell in cells}
    return Draft(before, [_trimmed(cell, max(starts)) for cell in cells])


def _trimmed(cell: DraftCell, last: int) -> DraftCell:
    """A cell cannot reach past the last column in which one begins."""
    over = cell.column + cell.colspan - 1 - last
    return DraftCell(cell.row, cell.column, cell.rowspan, cell.colspan - max(over, 0), cell.flow)


def _group(rows: list[LexborNode], above: int, shown: bool, nesting: int) -> Iterator[DraftCell]:
    """The cells of a row group, which no cell leaves: ``covered[i]`` holds the columns that cells of earlier rows cover in row i."""
    covered: list[set[int]] = [set() for _ in rows]
    for index, row in enumerate(rows):
        visible = _shown(row, shown)
        column = 1
        for cell in _children(row):
            if cell.tag not in ("td", "th") or markup.unseen(cell.tag, cell.attributes):
                continue
            while column in covered[index]:
                column += 1
            wanted = range(column, column + markup.colspan(cell.attributes))
            width = min((c for c in wanted if c in covered[index]), default=wanted.stop) - column
            down = covered[index : index + (markup.rowspan(cell.attributes) or len(rows))]
            for places in down:
                places.update(range(column, column + width))
            flow = Flow()
            _Pour(flow, nesting).node(cell, _shown(cell, visible))
            yield DraftCell(above + index + 1, column, len(down), width, flow)
            column = wanted.stop
