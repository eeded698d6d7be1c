"""HTML by selectolax (lexbor, the parsing rules of browsers): table by table down the tree; spans by a map of rows and columns."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.document import Document, UnreadableDocument
from extractors.grid import Reading
from extractors.readers import markup
from extractors.readers.flow import MAX_NESTING, Draft, DraftCell, Flow, refuse_large, settle
from extractors.readers.styles import Attributes, Look, Sight, Styles

ENGINE = "html-selectolax"
_GROUPS = ("thead", "tbody", "tfoot")


def read_selectolax(document: Document) -> Reading:
    """Read a page or a fragment of one.

    Raises :class:`UnreadableDocument` where it holds no markup or its tables are nested deeper than any page needs.
    """
    text = markup.source(document)
    tree = LexborHTMLParser(text)
    if tree.root is None:
        raise UnreadableDocument("broken", "The page holds no markup; fetch it again.")
    flow = Flow()
    _Pour(flow, 0, Styles.of(_sheets(tree))).node(tree.root, Sight())
    blocks, issues = settle(flow)
    title = tree.css_first("title")
    metas = [meta.attributes for meta in tree.css("meta")]
    return Reading(ENGINE, blocks, markup.metadata(title.text() if title else None, metas), [*markup.cut_off(text), *issues])


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _sheets(tree: LexborHTMLParser) -> Iterator[tuple[Attributes, str]]:
    for node in tree.css("style"):
        above = node.parent
        while above is not None and above.tag not in markup.UNSEEN - {"head"}:
            above = above.parent
        if above is None:
            yield node.attributes, node.text()


class _Pour:
    """Pours what is in a node into a flow, without recursion but for tables: pages leave thousands of elements open."""

    def __init__(self, flow: Flow, nesting: int, styles: Styles) -> None:
        if nesting > MAX_NESTING:
            raise UnreadableDocument("too_deep", f"Tables are nested more than {MAX_NESTING} deep; look at the page by hand.")
        self.flow = flow
        self.nesting = nesting
        self.styles = styles
        self.heading: int | None = None
        self.preformatted = 0

    def node(self, top: LexborNode, sight: Sight) -> None:
        """Everything below ``top``; ``sight`` is what can be seen in it."""
        pending: list[tuple[LexborNode, Sight, bool]] = [(child, sight, False) for child in _children(top)][::-1]
        while pending:
            node, seen, leaving = pending.pop()
            if node.is_text_node:
                self.text(node.text_content or "", seen)
            if not node.is_element_node:
                continue
            look = self.styles.look(node.tag or "", node.attributes)
            if leaving:
                self.leave(node, look)
            elif not markup.unseen(node.tag or "", node.attributes, look):
                seen = seen.within(look)
                if node.tag == "table":
                    self.flow.table(_table(node, seen, self.nesting + 1, self.styles))
                    continue
                self.enter(node, seen, look)
                pending.append((node, seen, True))
                pending.extend([(child, seen, False) for child in _children(node)][::-1])

    def text(self, text: str, sight: Sight) -> None:
        if sight.text:
            self.flow.text(text if self.preformatted else markup.blanks(text))

    def enter(self, node: LexborNode, sight: Sight, look: Look) -> None:
        tag = node.tag or ""
        self.preformatted += tag in markup.PREFORMATTED
        self.heading = markup.HEADINGS.get(tag, self.heading)
        if markup.is_picture(tag, node.attributes) and sight.visible:
            self.flow.picture()
        if tag == "br":
            self.flow.text("\n")
        elif tag == "input":
            self.text(f" {markup.typed(node.attributes)} ", sight)
        else:
            self.edge(tag, look)

    def leave(self, node: LexborNode, look: Look) -> None:
        tag = node.tag or ""
        self.preformatted -= tag in markup.PREFORMATTED
        if tag in markup.HEADINGS:
            self.heading = None
        if tag not in ("br", "input"):
            self.edge(tag, look)

    def edge(self, tag: str, look: Look) -> None:
        if markup.breaks(tag, look):
            self.flow.block(self.heading)
        elif markup.apart(tag, look):
            self.flow.text(" ")


def _parts(parent: LexborNode, tags: tuple[str, ...], sight: Sight, styles: Styles) -> Iterator[tuple[LexborNode, Sight]]:
    """The children of these kinds that take a place, each with what can be seen in it."""
    for child in _children(parent):
        if child.tag in tags:
            look = styles.look(child.tag, child.attributes)
            if not markup.unseen(child.tag, child.attributes, look):
                yield child, sight.within(look)


def _table(table: LexborNode, sight: Sight, nesting: int, styles: Styles) -> Draft:
    before = Flow()
    for child, seen in _parts(table, ("caption",), sight, styles):
        _Pour(before, nesting, styles).node(child, seen)
        before.block()
    cells: list[DraftCell] = []
    height = 0
    for group, seen in _parts(table, _GROUPS, sight, styles):
        rows = list(_parts(group, ("tr",), seen, styles))
        refuse_large(height + len(rows), 0, len(cells))
        cells.extend(_group(rows, height, nesting, styles))
        height += len(rows)
    starts = {cell.column for cell in cells}
    return Draft(before, [_trimmed(cell, max(starts)) for cell in cells])


def _trimmed(cell: DraftCell, last: int) -> DraftCell:
    """A cell cannot reach past the last column in which one begins."""
    over = cell.column + cell.colspan - 1 - last
    return DraftCell(cell.row, cell.column, cell.rowspan, cell.colspan - max(over, 0), cell.flow)


def _group(rows: list[tuple[LexborNode, Sight]], above: int, nesting: int, styles: Styles) -> Iterator[DraftCell]:
    """The cells of a row group, which no cell leaves: ``covered[i]`` holds the columns that cells of earlier rows cover in row i."""
    covered: list[set[int]] = [set() for _ in rows]
    for index, (row, sight) in enumerate(rows):
        column = 1
        for cell, seen in _parts(row, ("td", "th"), sight, styles):
            while column in covered[index]:
                column += 1
            wanted = range(column, column + markup.colspan(cell.attributes))
            refuse_large(0, column, 0)
            width = min((c for c in wanted if c in covered[index]), default=wanted.stop) - column
            down = covered[index : index + (markup.rowspan(cell.attributes) or len(rows))]
            for places in down:
                places.update(range(column, column + width))
            flow = Flow()
            _Pour(flow, nesting, styles).node(cell, seen)
            yield DraftCell(above + index + 1, column, len(down), width, flow)
            column = wanted.stop
