"""The way of the lxml engine through a page: one pass over its tags as libxml2 writes them, rows and paragraphs of mere text in one step.

A page is given in pieces: text, tag, text, tag … text. Every element is closed by a tag of its own or ends in ``/``.
"""

from dataclasses import dataclass, field
from html import unescape

from extractors.readers import markup
from extractors.readers.flow import Flow
from extractors.readers.html_table import Table, Wanted
from extractors.readers.kinds import Kind, Kinds
from extractors.readers.styles import Sight
from extractors.readers.tidy import tidied

_MOST_REMEMBERED = 64
"""Pieces of a cell whose content is worth remembering: cells of the same content come again and again."""


@dataclass(slots=True)
class Walker:
    """Follows start and end of elements. ``flows`` is where text goes, ``tables`` the tables that are open, ``frames`` the kind of each
    open element, ``sights`` what is seen around each of those that change it."""

    kinds: Kinds
    pieces: list[str]
    flow: Flow = field(default_factory=Flow)
    flows: list[Flow] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    frames: list[Kind] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    sight: Sight = field(default_factory=Sight)
    heading: int | None = None
    preformatted: int = 0
    pictures: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def walk(self) -> None:
        """Go through the whole page."""
        self.flows = [self.flow]
        pieces, known = self.pieces, self.kinds.known
        at, end = 1, len(pieces)
        while at < end:
            tag = pieces[at]
            if tag[0] == "/":
                self.end()
            else:
                at = self.begin(known.get(tag) or self.kinds.of(tag), at)
            text = pieces[at + 1]
            if text:
                self.text(unescape(text) if "&" in text else text)
            at += 2

    def begin(self, kind: Kind, at: int) -> int:
        """Enter the element whose tag stands at a place. The place of the last tag that is done with: that of its end, if it is
        not seen or holds only text."""
        if kind.unseen:
            return self.past(at)
        done = self.plain_row(kind, at) if kind.tag == "tr" else self.small(kind, at) if kind.tag in markup.SMALL else 0
        if done:
            return done
        self.frames.append(kind)
        if not kind.inert:
            self.start(kind)
        if not kind.ends:
            self.end()
        return at

    def past(self, at: int) -> int:
        """The place of the tag that ends an element."""
        depth = 0
        for place in range(at, len(self.pieces), 2):
            tag = self.pieces[place]
            if tag[0] == "/":
                depth -= 1
            elif tag[-1] != "/":
                depth += 1
            if not depth:
                return place
        return len(self.pieces) - 2

    @property
    def plain(self) -> bool:
        """Whether text stands here as it is written."""
        return self.sight.text == "seen" and self.sight.ink == "dark" and not self.preformatted and self.heading is None

    def small(self, kind: Kind, at: int) -> int:
        """Take in a block of nothing but text; the place of its end, 0 where it is none."""
        flow = self.flows[-1]
        if kind.edges is None or not kind.ends or not self.plain or flow.in_heading:
            return 0
        end = self.pieces.index(kind.ends, at)
        text = self.gathered(at + 1, end)
        if text is None:
            return 0
        flow.text(f"{kind.edges[0]}{text}{kind.edges[1]}")
        return end

    def gathered(self, start: int, end: int) -> str | None:
        """The text from one piece of text up to a tag, if nothing between them is more than text."""
        pieces = self.pieces
        if end == start + 1:
            return _shown(pieces[start])
        parts: list[str] = [_shown(pieces[start])]
        open_: list[str] = []
        known = self.kinds.known
        at = start + 1
        while at < end:
            tag = pieces[at]
            if tag[0] == "/":
                if not open_:
                    return None
                parts.append(open_.pop())
            else:
                kind = known.get(tag) or self.kinds.of(tag)
                if kind.unseen:
                    at = self.past(at)
                elif kind.edges is None:
                    return None
                else:
                    parts.append(kind.edges[0])
                    open_.append(kind.edges[1]) if kind.ends else parts.append(kind.edges[1])
            if pieces[at + 1]:
                parts.append(_shown(pieces[at + 1]))
            at += 2
        return None if open_ or at != end else "".join(parts)

    def plain_row(self, of_row: Kind, at: int) -> int:
        """Place the cells of a row if there is nothing but text in them; the place of its end, 0 where it is no such row."""
        if not self.tables or not of_row.same_sight or not of_row.ends or not self.plain:
            return 0
        pieces, known, texts = self.pieces, self.kinds.known, self.texts
        cells: list[Wanted] = []
        between = [pieces[at + 1]]
        at += 2
        while (tag := pieces[at]) != "/tr":
            kind = known.get(tag) or self.kinds.of(tag)
            if not kind.plain_cell:
                return 0
            end = at + 2 if pieces[at + 2] == kind.ends else pieces.index(kind.ends, at) if kind.ends else at
            text = texts.get(pieces[at + 1]) if end == at + 2 else None
            if text is None and (text := self.content(at + 1, end)) is None:
                return 0
            cells.append((kind.rows, kind.columns, text))
            between.append(pieces[end + 1])
            at = end + 2
        self.place(cells, between)
        return at

    def content(self, start: int, end: int) -> str | None:
        """The text of a cell from one piece up to its end tag, if it holds nothing but text; each is worked out once."""
        if end - start > _MOST_REMEMBERED:
            text = self.gathered(start, end)
            return None if text is None else tidied(text)
        written = "<".join(self.pieces[start:end])
        known = self.texts.get(written)
        if known is None:
            text = self.gathered(start, end) if written else ""
            if text is None:
                return None
            known = self.texts[written] = tidied(text)
        return known

    def place(self, cells: list[Wanted], between: list[str]) -> None:
        """Place a row; ``between`` is the text before, between and behind its cells."""
        table = self.tables[-1]
        table.start_row()
        table.place(cells)
        for blank in filter(None, between):
            self.flows[-1].text(_shown(blank))
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
            self.sight = self.sight.within(kind.look, self.kinds.styles.sure)
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


def _shown(text: str) -> str:
    """Text as it is shown, by the text as it is written."""
    return markup.blanks(unescape(text) if "&" in text else text)
