"""HTML by lxml: one pass over the tree's events; spans by the last row that is taken in each column."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractors.document import Document, UnreadableDocument
from extractors.grid import Reading
from extractors.readers import markup
from extractors.readers.flow import Draft, DraftCell, Flow, refuse_large, settle
from extractors.readers.libxml import is_out_of_memory
from extractors.readers.styles import Look, Sight, Styles

ENGINE = "html-lxml"
_IN_TABLE = ("thead", "tbody", "tfoot", "tr", "td", "th")


def read_lxml(document: Document) -> Reading:
    """Read a page or a fragment of one.

    Raises :class:`UnreadableDocument` where it holds no markup or is nested deeper than libxml2 allows.
    """
    text = markup.source(document)
    root = _parse(text)
    walker = _Walker(Styles.of(_sheets(root)))
    walker.walk(root)
    blocks, issues = settle(walker.flow)
    metadata = markup.metadata(root.findtext(".//title"), [_attributes(meta) for meta in root.iter("meta")])
    return Reading(ENGINE, blocks, metadata, [*markup.cut_off(text), *issues])


def _parse(text: str) -> "etree._Element":
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
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


def _sheets(root: "etree._Element") -> "Iterator[tuple[dict[str, str | None], str]]":
    for element in root.iter("style"):
        if not any(above.tag in markup.UNSEEN - {"head"} for above in element.iterancestors()):
            yield _attributes(element), element.text or ""


def _attributes(element: "etree._Element") -> dict[str, str | None]:
    return {str(name): str(value) for name, value in element.items()}


@dataclass
class _Table:
    """A table while it is walked. ``taken`` is, by column, the last row that a cell of the current row group asks for."""

    before: Flow = field(default_factory=Flow)
    cells: list[DraftCell] = field(default_factory=list)
    group: list[DraftCell] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    row: int = 0
    number: int = 0
    column: int = 1
    in_row: bool = False

    def start_row(self) -> None:
        self.row += 1
        self.column = 1
        self.in_row = True

    def place(self, rows: int, columns: int, flow: Flow) -> None:
        """Put a cell at the first free place of the row; where it would cover one from above it ends before that."""
        if not self.in_row:
            self.start_row()
        self.number += 1
        refuse_large(self.row, self.column, self.number)
        while self.taken.get(self.column, 0) >= self.row:
            self.column += 1
        free = next((n for n in range(columns) if self.taken.get(self.column + n, 0) >= self.row), columns)
        self.group.append(DraftCell(self.row, self.column, rows, free, flow))
        last = self.row + (rows or markup.MAX_ROWS) - 1
        self.taken.update(dict.fromkeys(range(self.column, self.column + free), last))
        self.column += columns

    def end_group(self) -> None:
        """Cells end with their row group at the latest; 0 rows means just there."""
        for cell in self.group:
            left = self.row - cell.row + 1
            cell.rowspan = min(cell.rowspan or left, left)
        self.cells.extend(self.group)
        self.group, self.taken, self.in_row = [], {}, False

    def draft(self) -> Draft:
        """The table, no wider than the last column in which a cell begins."""
        self.end_group()
        width = max((cell.column for cell in self.cells), default=0)
        for cell in self.cells:
            cell.colspan = min(cell.colspan, width - cell.column + 1)
        return Draft(self.before, self.cells)


@dataclass
class _Walker:
    """Follows start and end of elements. ``flows`` is where text goes, ``tables`` the tables that are open,
    ``frames`` what is seen in each open element and how it looks."""

    styles: Styles
    flow: Flow = field(default_factory=Flow)
    flows: list[Flow] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    frames: list[tuple[Sight, Look]] = field(default_factory=lambda: [(Sight(), Look(False, None, None, False, None))])
    heading: int | None = None
    preformatted: int = 0

    def walk(self, root: "etree._Element") -> None:
        self.flows = [self.flow]
        context = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in context:
            tag = element.tag if isinstance(element.tag, str) else ""
            attributes = _attributes(element)
            look = self.styles.look(tag, attributes)
            if event == "start" and markup.unseen(tag, attributes, look):
                context.skip_subtree()
                skipped = element
            elif event == "start":
                self.start(tag, attributes, look)
                self.text(element.text)
            else:
                if element is not skipped:
                    self.end(tag)
                skipped = None
                self.text(element.tail)

    def text(self, text: str | None) -> None:
        if text and self.frames[-1][0].text:
            self.flows[-1].text(text if self.preformatted else markup.blanks(text))

    def start(self, tag: str, attributes: dict[str, str | None], look: Look) -> None:
        self.frames.append((self.frames[-1][0].within(look), look))
        self.preformatted += tag in markup.PREFORMATTED
        self.heading = markup.HEADINGS.get(tag, self.heading)
        if tag == "table":
            self.tables.append(_Table())
            self.flows.append(self.tables[-1].before)
        elif self.tables and tag in _IN_TABLE:
            self.start_part(tag, attributes)
        elif tag == "br":
            self.flows[-1].text("\n")
        elif tag == "input":
            self.text(f" {markup.typed(attributes)} ")
        else:
            if markup.is_picture(tag, attributes) and self.frames[-1][0].visible:
                self.flows[-1].picture()
            self.separate(tag)

    def start_part(self, tag: str, attributes: dict[str, str | None]) -> None:
        table = self.tables[-1]
        if tag == "tr":
            table.start_row()
        elif tag in ("td", "th"):
            self.flows.append(Flow())
            table.place(markup.rowspan(attributes), markup.colspan(attributes), self.flows[-1])
        else:
            table.end_group()

    def separate(self, tag: str) -> None:
        if markup.breaks(tag, self.frames[-1][1]):
            self.flows[-1].block(self.heading)
        elif markup.apart(tag, self.frames[-1][1]):
            self.flows[-1].text(" ")

    def end(self, tag: str) -> None:
        self.preformatted -= tag in markup.PREFORMATTED
        if tag in markup.HEADINGS:
            self.heading = None
        if tag == "table":
            self.flows.pop()
            self.flows[-1].table(self.tables.pop().draft())
        elif self.tables and tag in ("td", "th"):
            self.flows.pop()
        elif self.tables and tag == "tr":
            self.tables[-1].in_row = False
        elif self.tables and tag in _IN_TABLE:
            self.tables[-1].end_group()
        else:
            self.separate(tag)
        self.frames.pop()
