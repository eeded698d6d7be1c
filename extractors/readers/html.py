"""HTML by lxml: one pass over the tree's events; spans by the last row that is taken in each column."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from extractors.document import Document, UnreadableDocument
from extractors.grid import Reading
from extractors.readers import markup
from extractors.readers.flow import Draft, DraftCell, Flow, refuse_large, settle
from extractors.readers.libxml import is_out_of_memory
from extractors.readers.markup import Items, Kind, Kinds, kinds_of
from extractors.readers.page import cut_off, source
from extractors.readers.styles import Attributes, Sight, Styles

ENGINE = "html-lxml"


def read_lxml(document: Document) -> Reading:
    """Read a page or a fragment of one.

    Raises :class:`UnreadableDocument` where it holds no markup or is nested deeper than libxml2 allows.
    """
    page = source(document)
    root = _parse(page.encoded)
    walker = _Walker(kinds_of(Styles.of(_sheets(root), page.coloured, page.whole_style)))
    walker.walk(root)
    blocks, issues = settle(walker.flow)
    metadata = markup.metadata(root.findtext(".//title"), [dict(_attributes(meta)) for meta in root.iter("meta")])
    return Reading(ENGINE, blocks, metadata, [*cut_off(page), *issues], markup.pictures(walker.pictures))


def _parse(encoded: bytes) -> "etree._Element":
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(encoded, parser)
    except etree.XMLSyntaxError as error:
        if is_out_of_memory(error):
            raise UnreadableDocument("too_large", "The page needs more memory than there is; hand in the report alone.") from error
        raise UnreadableDocument("broken", f"The page cannot be parsed ({error}); fetch it again.") from error
    if root is None:
        raise UnreadableDocument("broken", "The page holds no markup; fetch it again.")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # libxml2 drops the rest in silence: half a table would look like a whole one.
        raise UnreadableDocument("too_deep", "The page is nested too deeply for lxml; look at it by hand.")
    return root


def _sheets(root: "etree._Element") -> "Iterator[tuple[Attributes, str]]":
    for element in root.iter("style"):
        if not any(above.tag in markup.UNSEEN - {"head"} for above in element.iterancestors()):
            yield dict(_attributes(element)), element.text or ""


def _attributes(element: "etree._Element") -> Items:
    # Only XML given as bytes has names that are bytes.
    return cast("Items", tuple(element.items()))


@dataclass(slots=True)
class _Table:
    """A table while it is walked. ``taken`` is, by column, the last row that a cell of the current row group asks for."""

    before: Flow = field(default_factory=Flow)
    cells: list[DraftCell] = field(default_factory=list)
    group: list[DraftCell] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    row: int = 0
    column: int = 1
    in_row: bool = False

    def start_row(self) -> None:
        refuse_large(self.row, 0, len(self.cells) + len(self.group))
        self.row += 1
        self.column = 1
        self.in_row = True

    def place(self, cells: Iterable[tuple[int, int, Flow]]) -> None:
        """Put cells (rows and columns they ask for, content) at the next free places of the row; one that would cover a cell from
        above ends before that."""
        if not self.in_row:
            self.start_row()
        taken, row, column, group = self.taken, self.row, self.column, self.group
        for rows, columns, flow in cells:
            while taken.get(column, 0) >= row:
                column += 1
            if rows == columns == 1:
                group.append(DraftCell(row, column, 1, 1, flow))
                column += 1
                continue
            last = row + (rows or markup.MAX_ROWS) - 1
            free = 0
            while free < columns and taken.get(column + free, 0) < row:
                taken[column + free] = last
                free += 1
            group.append(DraftCell(row, column, rows, free, flow))
            column += columns
        refuse_large(0, max(column - markup.MAX_COLUMNS, 0), 0)
        self.column = column

    def end_group(self) -> None:
        """Cells end with their row group at the latest; 0 rows means just there."""
        for cell in self.group:
            if cell.rowspan != 1:
                left = self.row - cell.row + 1
                cell.rowspan = min(cell.rowspan or left, left)
        self.cells.extend(self.group)
        self.group, self.taken, self.in_row = [], {}, False

    def draft(self) -> Draft:
        """The table, no wider than the last column in which a cell begins."""
        self.end_group()
        refuse_large(self.row, 0, len(self.cells))
        width = max([cell.column for cell in self.cells], default=0)
        for cell in self.cells:
            if cell.colspan != 1:
                cell.colspan = min(cell.colspan, width - cell.column + 1)
        return Draft(self.before, self.cells)


@dataclass(slots=True)
class _Walker:
    """Follows start and end of elements. ``flows`` is where text goes, ``tables`` the tables that are open,
    ``frames`` the kind of each open element and what is seen around it."""

    kinds: Kinds
    flow: Flow = field(default_factory=Flow)
    flows: list[Flow] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    frames: list[tuple[Kind, Sight]] = field(default_factory=list)
    sight: Sight = field(default_factory=Sight)
    heading: int | None = None
    preformatted: int = 0
    pictures: list[str] = field(default_factory=list)
    texts: dict[str, Flow] = field(default_factory=dict)

    def walk(self, root: "etree._Element") -> None:
        self.flows = [self.flow]
        context = etree.iterwalk(root, events=("start", "end"))
        skipped = False
        for event, element in context:
            if event == "end":
                if not skipped:
                    self.end()
                skipped = False
                text = element.tail
            else:
                skipped = not self.begin(element)
                if skipped:
                    context.skip_subtree()
                    continue
                text = element.text
            if text:
                self.text(text)

    def begin(self, element: "etree._Element") -> bool:
        """Enter an element, unless it is not seen or a row that is done with; whether it was entered."""
        kind = self.kinds.of(element.tag, _attributes(element))
        if kind.unseen or (kind.tag == "tr" and self.plain_row(kind, element)) or (kind.tag in markup.SMALL and self.small(kind, element)):
            return False
        self.frames.append((kind, self.sight))
        if not kind.inert:
            self.start(kind)
        return True

    @property
    def plain(self) -> bool:
        """Whether text stands here as it is written."""
        return self.sight.text == "seen" and self.sight.ink == "dark" and not self.preformatted and self.heading is None

    def small(self, kind: Kind, element: "etree._Element") -> bool:
        """Take in a block of nothing but text; whether it is one."""
        flow = self.flows[-1]
        if kind.edges is None or not self.plain or flow.in_heading:
            return False
        parts = [kind.edges[0]]
        if not self.gather(element, parts, 0):
            return False
        flow.text("".join(parts) + kind.edges[1])
        return True

    def gather(self, element: "etree._Element", parts: list[str], depth: int) -> bool:
        """Add the text in an element to ``parts``, if nothing in it is more than text."""
        known, add, blanks = self.kinds.known, parts.append, markup.blanks
        if element.text:
            add(blanks(element.text))
        for child in element:
            key = child.tag, tuple(child.items())
            kind = known.get(key) or self.kinds.of(*key)  # type: ignore[arg-type] # the stubs of lxml allow for bytes
            if not kind.unseen:
                if kind.edges is None or depth > markup.DEEPEST:
                    return False
                add(kind.edges[0])
                if len(child):
                    if not self.gather(child, parts, depth + 1):
                        return False
                elif child.text:
                    add(blanks(child.text))
                add(kind.edges[1])
            if child.tail:
                add(blanks(child.tail))
        return True

    def plain_row(self, of_row: Kind, row: "etree._Element") -> bool:
        """Place the cells of a row if there is nothing but text in them; whether it was so."""
        if not self.tables or not of_row.same_sight or not self.plain:
            return False
        known, texts = self.kinds.known, self.texts
        cells: list[tuple[int, int, Flow]] = []
        between = [row.text]
        for cell in row:
            key = cell.tag, tuple(cell.items())
            kind = known.get(key) or self.kinds.of(*key)  # type: ignore[arg-type] # the stubs of lxml allow for bytes
            if not kind.plain_cell:
                return False
            parts: list[str] = []
            if not self.gather(cell, parts, 0):
                return False
            text = "".join(parts)
            cells.append((kind.rows, kind.columns, texts.get(text) or texts.setdefault(text, Flow.of(text))))
            between.append(cell.tail)
        self.place(cells, between)
        return True

    def place(self, cells: list[tuple[int, int, Flow]], between: list[str | None]) -> None:
        """Place a row; ``between`` is the text before, between and behind its cells."""
        table = self.tables[-1]
        table.start_row()
        table.place(cells)
        for blank in filter(None, between):
            self.flows[-1].text(markup.blanks(blank))
        table.in_row = False

    def text(self, text: str) -> None:
        if self.sight.text == "unseen":
            return
        self.flows[-1].text(text if self.preformatted else markup.blanks(text))
        if self.sight.text == "doubtful" and not text.isspace():
            self.flows[-1].doubt()

    def start(self, kind: Kind) -> None:
        if not kind.same_sight:
            self.sight = self.sight.within(kind.look, self.kinds.styles.sure)
        self.preformatted += kind.preformatted
        self.heading = kind.heading or self.heading
        if kind.tag == "table":
            self.tables.append(_Table())
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
        table = self.tables[-1]
        if kind.tag == "tr":
            table.start_row()
        elif kind.tag in ("td", "th"):
            self.flows.append(Flow())
            table.place([(kind.rows, kind.columns, self.flows[-1])])
        else:
            table.end_group()

    def field(self, kind: Kind) -> None:
        if kind.tag == "br":
            self.flows[-1].text("\n")
        else:
            self.text(kind.typed)

    def picture(self, kind: Kind) -> None:
        if self.sight.visible:
            self.flows[-1].picture()
            if kind.address:
                self.pictures.append(kind.address)

    def separate(self, kind: Kind) -> None:
        if kind.breaks:
            self.flows[-1].block(self.heading)
        elif kind.apart:
            self.flows[-1].text(" ")

    def end(self) -> None:
        kind, self.sight = self.frames.pop()
        if kind.inert:
            return
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
        if tag in ("td", "th"):
            self.flows.pop()
        elif tag == "tr":
            self.tables[-1].in_row = False
        else:
            self.tables[-1].end_group()
