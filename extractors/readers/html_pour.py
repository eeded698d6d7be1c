"""The way of the selectolax engine through a page: content is poured into flows, table by table, spans covered in a map of the group."""

from html import unescape

from extractors.document import UnreadableDocument
from extractors.grid import Cell
from extractors.readers import markup
from extractors.readers.flow import MAX_NESTING, Draft, Flow, refuse_large
from extractors.readers.html_page import Page, cell_text
from extractors.readers.kinds import Kind
from extractors.readers.sight import Sight

_GROUPS = frozenset(("thead", "tbody", "tfoot"))
Content = tuple[Kind, str | Flow]
"""A cell of a row before it has its place, with its text or what flows in it."""


class Pour:
    """Pours what is in an element into a flow, without recursion but for tables: pages leave thousands of elements open."""

    def __init__(self, flow: Flow, nesting: int, page: Page) -> None:
        self.flow = flow
        self.nesting = nesting
        self.page = page
        self.heading: int | None = None
        self.preformatted = 0

    def until(self, at: int, sight: Sight) -> int:
        """Pour what stands from a piece of text up to the tag that ends the element around it; the place of that tag."""
        pieces, page = self.page.pieces, self.page
        around: list[tuple[Kind, Sight]] = []
        while True:
            at = self.run(at, around, sight)
            if at >= len(pieces) or (pieces[at][0] == "/" and not around):
                return at
            if pieces[at][0] == "/":
                kind, sight = around.pop()
                self.leave(kind)
            else:
                kind = page.kind(at)
                done = self.whole(kind, at, sight)
                if done is None:
                    around.append((kind, sight))
                    sight = page.inside(kind, sight)
                    self.enter(kind, sight)
                else:
                    at = done
            at += 1

    def run(self, at: int, around: list[tuple[Kind, Sight]], sight: Sight) -> int:
        """Pour text from a piece of it on, elements that are no more than their text included; the place of the first tag that is
        more, or that ends the element around all. ``around`` are the elements that are open, each with the sight around it."""
        pieces, page = self.page.pieces, self.page
        if sight.text != "seen" or sight.ink != "dark" or self.preformatted or self.heading is not None or self.flow.in_heading:
            self.text(unescape(pieces[at]), sight)
            return at + 1
        parts, at, known = [pieces[at]], at + 1, page.kinds.known
        while at < len(pieces):
            tag = pieces[at]
            if tag[0] == "/":
                flat = around[-1][0].flat if around and around[-1][1] is sight else None
                if flat is None:
                    break
                around.pop()
                parts.append(flat[1])
            else:
                kind = known.get(tag) or page.kinds.of(tag)
                if kind.flat is None:
                    break
                parts.append(kind.flat[0])
                around.append((kind, sight)) if kind.ends else parts.append(kind.flat[1])
            parts.append(pieces[at + 1])
            at += 2
        self.flow.text(markup.run(parts))
        return at

    def whole(self, kind: Kind, at: int, sight: Sight) -> int | None:
        """Take in an element that is not seen, holds nothing, or is a table; the place of its end, None for others."""
        if kind.unseen:
            return self.page.past(at)
        if kind.tag == "table":
            draft, end = _table(at, self.page.inside(kind, sight), self.nesting + 1, self.page)
            self.flow.table(draft)
            return end
        if not kind.ends:
            self.enter(kind, self.page.inside(kind, sight))
            self.leave(kind)
            return at
        return None

    def text(self, text: str, sight: Sight) -> None:
        """Take in text."""
        if sight.text != "unseen":
            self.flow.text(text if self.preformatted else markup.blanks(text))
        if sight.text == "doubtful" and text.strip():
            self.flow.doubt()

    def enter(self, kind: Kind, sight: Sight) -> None:
        """What the start of an element does."""
        if kind.inert:
            return
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
        """What the end of an element does."""
        if kind.inert:
            return
        self.preformatted -= kind.preformatted
        if kind.heading:
            self.heading = None
        if kind.tag not in ("br", "input"):
            self.edge(kind)

    def edge(self, kind: Kind) -> None:
        """The edge of an element that others must not be joined to."""
        if kind.breaks:
            self.flow.block(self.heading)
        elif kind.apart:
            self.flow.text(" ")


def _table(at: int, sight: Sight, nesting: int, page: Page) -> tuple[Draft, int]:
    """The table begun at a place, and the place of its end."""
    if nesting > MAX_NESTING:
        raise UnreadableDocument("too_deep", f"Tables are nested more than {MAX_NESTING} deep; look at the page by hand.")
    draft, height = Draft(Flow()), 0
    at += 2
    while page.pieces[at] != "/table":
        kind = page.kind(at)
        if kind.unseen or (kind.tag not in _GROUPS and kind.tag != "caption"):
            at = page.past(at)
        elif kind.tag == "caption":
            at = Pour(draft.before, nesting, page).until(at + 1, page.inside(kind, sight))
            draft.before.block()
        else:
            rows, at = _rows(at, page.inside(kind, sight), nesting, page, height)
            refuse_large(height + len(rows), 0, len(draft.cells))
            _place(rows, height, draft)
            height += len(rows)
        at += 2
    last = max((cell.column for cell in draft.cells), default=0)
    for cell in draft.cells:
        # A cell cannot reach past the last column in which one begins.
        cell.colspan = min(cell.colspan, last - cell.column + 1)
    return draft, at


def _rows(at: int, sight: Sight, nesting: int, page: Page, above: int) -> tuple[list[list[Content]], int]:
    """The rows of the group begun at a place, and the place of its end."""
    ends, rows, cells = page.kind(at).ends, list[list[Content]](), 0
    at += 2
    while page.pieces[at] != ends:
        kind = page.kind(at)
        if kind.unseen or kind.tag != "tr":
            at = page.past(at) + 2
            continue
        row, at = _row(at, page.inside(kind, sight), nesting, page)
        rows.append(row)
        cells += len(row)
        refuse_large(above + len(rows), 0, cells)
        at += 2
    return rows, at


def _row(at: int, sight: Sight, nesting: int, page: Page) -> tuple[list[Content], int]:
    """The cells of the row begun at a place, and the place of its end."""
    pieces, known, row = page.pieces, page.kinds.known, list[Content]()
    plain = sight.text == "seen" and sight.ink == "dark"
    at += 2
    while (tag := pieces[at]) != "/tr":
        kind = known.get(tag) or page.kinds.of(tag)
        if kind.unseen or kind.tag not in markup.CELLS:
            at = page.past(at) + 2
            continue
        content: str | Flow | None = None
        if plain and kind.plain_cell:
            end = pieces.index(kind.ends, at)
            content = cell_text(page, at + 1, end)
        if content is None:
            content = Flow()
            end = Pour(content, nesting, page).until(at + 1, page.inside(kind, sight))
        row.append((kind, content))
        at = end + 2
    return row, at


def _place(rows: list[list[Content]], above: int, draft: Draft) -> None:
    """Place the cells of a row group, which no cell leaves: ``covered[i]`` holds the columns that cells of earlier rows cover in row i."""
    covered: list[set[int]] = [set() for _ in rows]
    add = draft.cells.append
    for index, row in enumerate(rows):
        column, number, own = 1, above + index + 1, covered[index]
        for kind, content in row:
            while column in own:
                column += 1
            width, height = (1, 1) if kind.rows == kind.columns == 1 else _cover(column, kind, covered[index:])
            if isinstance(content, str):
                add(Cell(content, number, column, height, width))
            else:
                draft.add(number, column, height, width, content)
            column += kind.columns
        refuse_large(0, max(column - markup.MAX_COLUMNS, 0), 0)


def _cover(column: int, kind: Kind, covered: list[set[int]]) -> tuple[int, int]:
    """Cover the places of a cell in its own row (the first) and those below; the columns and rows it gets."""
    wanted = range(column, column + kind.columns)
    refuse_large(0, column, 0)
    width = min(covered[0].intersection(wanted), default=wanted.stop) - column
    down = covered[: kind.rows or len(covered)]
    for places in down:
        places.update(range(column, column + width))
    return width, len(down)
