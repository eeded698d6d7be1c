"""The way of the lxml engine through a page: one pass over its tags, rows and paragraphs of mere text in one step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from extractors.readers import markup
from extractors.readers.flow import Flow
from extractors.readers.html_pieces import Pieces
from extractors.readers.html_table import Table, Wanted
from extractors.readers.kinds import Kind
from extractors.readers.sight import Sight

_CELL_ENDS = frozenset(("/td", "/th"))


@dataclass(slots=True)
class Walker:
    """Follows start and end of elements. ``flows`` is where text goes, ``tables`` the tables that are open, ``frames`` the kind of each
    open element, ``sights`` what is seen around each of those that change it."""

    page: Pieces
    flow: Flow = field(default_factory=Flow)
    flows: list[Flow] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    frames: list[Kind] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    sight: Sight = field(default_factory=Sight)
    heading: int | None = None
    preformatted: int = 0
    pictures: list[str] = field(default_factory=list)

    def walk(self) -> None:
        """Go through the whole page."""
        self.flows = [self.flow]
        pieces, end = self.page.pieces, len(self.page.pieces)
        at = self.run(1)
        while at < end:
            tag = pieces[at]
            if tag[0] == "/":
                self.end()
            else:
                at = self.begin(self.page.kinds.known.get(tag) or self.page.kinds.of(tag), at)
            text = pieces[at + 1]
            if text:
                self.text(unescape(text) if "&" in text else text)
            at = self.run(at + 2)

    def run(self, at: int) -> int:
        """Take in elements that are no more than their text, from the tag at a place on; the place of the first that is more."""
        if not self.plain or self.flows[-1].in_heading:
            return at
        pieces, known, frames, parts = self.page.pieces, self.page.kinds.known, self.frames, list[str]()
        add, end = parts.append, len(pieces)
        while at < end:
            tag = pieces[at]
            if tag[0] == "/":
                flat = self.left()
                if flat is None:
                    break
                add(flat[1])
            else:
                kind = known.get(tag) or self.page.kinds.of(tag)
                if kind.flat is None:
                    break
                add(kind.flat[0])
                if kind.ends:
                    frames.append(kind)
                    if not kind.same_sight:
                        self.sights.append(self.sight)
                else:
                    add(kind.flat[1])
            add(pieces[at + 1])
            at += 2
        if parts:
            self.flows[-1].text(markup.run(parts))
        return at

    def left(self) -> tuple[str, str] | None:
        """Leave the innermost element if it is no more than its text and sight is the same around it; its edges."""
        kind = self.frames[-1]
        if kind.flat is None or not (kind.same_sight or self.sights[-1] is self.sight):
            return None
        self.frames.pop()
        if not kind.same_sight:
            self.sights.pop()
        return kind.flat

    def begin(self, kind: Kind, at: int) -> int:
        """Enter the element whose tag stands at a place. The place of the last tag that is done with: that of its end, if it is
        not seen or holds only text."""
        if kind.unseen:
            return self.page.past(at)
        if kind.tag == "tr" and (end := self.plain_rows(kind, at)):
            return end
        self.frames.append(kind)
        if not kind.inert:
            self.start(kind)
        if not kind.ends:
            self.end()
        return at

    @property
    def plain(self) -> bool:
        """Whether text stands here as it is written."""
        return self.sight.text == "seen" and self.sight.ink == "dark" and not self.preformatted and self.heading is None

    def plain_rows(self, kind: Kind, at: int) -> int:
        """Place the rows from a place on that hold nothing but text; the place of the end of the last of them, 0 where there is none."""
        done = 0
        if not self.tables or not self.plain:
            return done
        pieces, known = self.page.pieces, self.page.kinds.known
        while kind.tag == "tr" and kind.same_sight and kind.ends and not kind.unseen:
            lead = pieces[done + 1] if done else ""
            end = self.bare_row(at, lead) or self.row_of_text(at, lead)
            if not end:
                break
            done, at = end, end + 2
            if pieces[at][0] == "/":
                break
            kind = known.get(pieces[at]) or self.page.kinds.of(pieces[at])
        return done

    def bare_row(self, at: int, lead: str) -> int:
        """Place a row whose cells hold no element: a tag, a text, an end and the text behind it come in turn. The place of the row's
        end, 0 where it is no such row. ``lead`` is text that stands before the row."""
        pieces = self.page.pieces
        end = pieces.index("/tr", at)
        texts = pieces[at + 3 : end : 4]
        bare = (end - at) % 4 == 2 and _CELL_ENDS.issuperset(pieces[at + 4 : end : 4])
        if not bare or max(map(len, texts), default=0) > markup.LONGEST_CELL:
            return 0
        asked = self.page.kinds.asked(pieces[at + 2 : end : 4])
        if asked is None:
            return 0
        self.place(zip(asked, map(markup.cell_text, texts), strict=True), [lead, *pieces[at + 1 : end : 4]])
        return end

    def row_of_text(self, at: int, lead: str) -> int:
        """As :meth:`bare_row`, for cells that hold elements which are no more than their text."""
        pieces, known = self.page.pieces, self.page.kinds.known
        cells: list[Wanted] = []
        between = [lead, pieces[at + 1]]
        at += 2
        while (tag := pieces[at]) != "/tr":
            kind = known.get(tag) or self.page.kinds.of(tag)
            if not kind.plain_cell:
                return 0
            end = pieces.index(kind.ends, at) if kind.ends else at
            text = self.page.content(at + 1, end)
            if text is None:
                return 0
            cells.append(((kind.rows, kind.columns), text))
            between.append(pieces[end + 1])
            at = end + 2
        self.place(cells, between)
        return at

    def place(self, cells: Iterable[Wanted], between: list[str]) -> None:
        """Place a row; ``between`` is the text before, between and behind its cells."""
        table = self.tables[-1]
        table.start_row()
        table.place(cells)
        blank = markup.run(between)
        if blank:
            self.flows[-1].text(blank)
        table.in_row = False

    def text(self, text: str) -> None:
        """Take in text."""
        if self.sight.text == "unseen":
            return
        self.flows[-1].text(text if self.preformatted else markup.blanks(text))
        if self.sight.text == "doubtful" and not text.isspace():
            self.flows[-1].doubt()

    def start(self, kind: Kind) -> None:
        """What the start of an element does."""
        if not kind.same_sight:
            self.sights.append(self.sight)
            self.sight = self.sight.within(kind.look, self.page.kinds.styles.sure)
        self.preformatted += kind.preformatted
        self.heading = kind.heading or self.heading
        if kind.tag == "table":
            self.tables.append(Table())
            self.flows.append(self.tables[-1].before)
        elif self.tables and kind.tag in markup.IN_TABLE:
            self.start_part(kind)
        elif kind.tag in ("br", "input"):
            self.field(kind)
        else:
            if kind.shows:
                self.picture(kind)
            self.separate(kind)

    def start_part(self, kind: Kind) -> None:
        """The start of a part of the table that is open."""
        table = self.tables[-1]
        if kind.tag == "tr":
            table.start_row()
        elif kind.tag in ("td", "th"):
            self.flows.append(table.pour(kind.rows, kind.columns))
        else:
            table.end_group()

    def field(self, kind: Kind) -> None:
        """A line break or a form field."""
        if kind.tag == "br":
            self.flows[-1].text("\n")
        else:
            self.text(kind.typed)

    def picture(self, kind: Kind) -> None:
        """A picture."""
        if self.sight.visible:
            self.flows[-1].picture()
            if kind.address:
                self.pictures.append(kind.address)

    def separate(self, kind: Kind) -> None:
        """The edge of an element that others must not be joined to."""
        if kind.breaks:
            self.flows[-1].block(self.heading)
        elif kind.apart:
            self.flows[-1].text(" ")

    def end(self) -> None:
        """What the end of the innermost element does."""
        kind = self.frames.pop()
        if kind.inert:
            return
        if not kind.same_sight:
            self.sight = self.sights.pop()
        self.preformatted -= kind.preformatted
        if kind.heading:
            self.heading = None
        if kind.tag == "table":
            self.flows.pop()
            self.flows[-1].table(self.tables.pop().draft())
        elif self.tables and kind.tag in markup.IN_TABLE:
            self.end_part(kind.tag)
        else:
            self.separate(kind)

    def end_part(self, tag: str) -> None:
        """The end of a part of the table that is open."""
        if tag in ("td", "th"):
            self.flows.pop()
        elif tag == "tr":
            self.tables[-1].in_row = False
        else:
            self.tables[-1].end_group()
