"""The way of the selectolax engine through a page: content is poured into flows, table by table, spans covered in a map of the group.

A page is given in pieces: text, tag, text, tag … text. Every element that may hold something is closed by a tag of its own.
"""

from dataclasses import dataclass, field
from html import unescape

from extractors.document import UnreadableDocument
from extractors.grid import Cell
from extractors.readers import markup
from extractors.readers.flow import MAX_NESTING, Draft, Flow, refuse_large
from extractors.readers.kinds import Kind, Kinds
from extractors.readers.styles import Sight
from extractors.readers.tidy import tidied

_GROUPS = frozenset(("thead", "tbody", "tfoot"))
Content = tuple[Kind, str | Flow]
"""A cell of a row before it has its place, with its text or what flows in it."""


@dataclass(slots=True)
class Page:
    """What all of a page shares: its pieces, the kinds of its elements, whether all its style is at hand, the addresses of its
    pictures, the texts of cells by what is written in them."""

    pieces: list[str]
    kinds: Kinds
    sure: bool
    pictures: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def kind(self, at: int) -> Kind:
        """The kind of the element that the tag at a place begins."""
        tag = self.pieces[at]
        return self.kinds.known.get(tag) or self.kinds.of(tag)

    def past(self, at: int) -> int:
        """The place of the tag that ends the element begun at a place; the same place where none does."""
        ends = self.kind(at).ends
        begins, open_ = ends[1:], 1
        while ends and open_:
            at += 2
            tag = self.pieces[at]
            if tag == ends:
                open_ -= 1
            elif tag == begins or tag.startswith(f"{begins} "):
                open_ += 1
        return at

    def inside(self, kind: Kind, sight: Sight) -> Sight:
        """What can be seen in an element of a kind."""
        return sight if kind.same_sight else sight.within(kind.look, self.sure)


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
            if pieces[at]:
                self.text(unescape(pieces[at]) if "&" in pieces[at] else pieces[at], sight)
            at += 1
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

    def whole(self, kind: Kind, at: int, sight: Sight) -> int | None:
        """Take in an element that is not seen, holds nothing, or is a table or a block of text; the place of its end, None for others."""
        if kind.unseen:
            return self.page.past(at)
        if kind.tag in markup.SMALL and (end := self.small(kind, at, sight)):
            return end
        if kind.tag == "table":
            draft, end = _table(at, self.page.inside(kind, sight), self.nesting + 1, self.page)
            self.flow.table(draft)
            return end
        if not kind.ends:
            self.enter(kind, self.page.inside(kind, sight))
            self.leave(kind)
            return at
        return None

    def small(self, kind: Kind, at: int, sight: Sight) -> int:
        """Take in a block of nothing but text; the place of its end, 0 where it is none."""
        plain = sight.text == "seen" and sight.ink == "dark" and not self.preformatted and self.heading is None
        if kind.edges is None or not plain or self.flow.in_heading:
            return 0
        end = self.page.pieces.index(kind.ends, at)
        text = _gathered(self.page, at + 1, end)
        if text is None:
            return 0
        self.flow.text(kind.edges[0] + text + kind.edges[1])
        return end

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
            content = _text(page, at + 1, end)
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


def _text(page: Page, start: int, end: int) -> str | None:
    """The text of a cell that holds a text and nothing else; that of cells written alike is worked out once."""
    written = "<".join(page.pieces[start:end])
    text = page.texts.get(written)
    if text is None and (text := _gathered(page, start, end)) is not None:
        text = page.texts[written] = tidied(text)
    return text


def _gathered(page: Page, start: int, end: int) -> str | None:
    """The text from one piece of text up to a tag, if nothing between them is more than text."""
    pieces, known = page.pieces, page.kinds.known
    parts: list[str] = []
    edges: list[str] = []
    at = start
    while at < end:
        if pieces[at]:
            parts.append(_shown(pieces[at]))
        at += 1
        tag = pieces[at]
        if at < end and tag[0] == "/":
            if not edges:
                return None
            parts.append(edges.pop())
        elif at < end:
            kind = known.get(tag) or page.kinds.of(tag)
            if kind.unseen:
                at = page.past(at)
            elif kind.edges is None:
                return None
            else:
                parts.append(kind.edges[0])
                edges.append(kind.edges[1]) if kind.ends else parts.append(kind.edges[1])
        at += 1
    return None if edges or at != end + 1 else "".join(parts)


def _shown(text: str) -> str:
    return markup.blanks(unescape(text) if "&" in text else text)
