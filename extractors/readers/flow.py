"""What HTML and Word readers gather while they go through a document: text and tables in reading order, spans expanded, nothing judged."""

from dataclasses import dataclass, field

from extractors.document import UnreadableDocument
from extractors.grid import Cell, Paragraph
from extractors.readers.tidy import lines, tidied

MAX_NESTING = 40
MAX_ROWS = 5_000
MAX_COLUMNS = 1_000
MAX_CELLS = 200_000
MAX_TABLES = 2_000
"""A report has some hundreds of paragraphs and a table of it some hundred cells; what is compared with it takes far longer to look at."""


@dataclass(slots=True)
class Draft:
    """A table with its spans expanded, not yet judged; ``before`` is its caption and what stands in it outside any cell.

    ``flows`` is what flows in the cells that may hold more than a text, by their identity; the text of these is still to be settled.
    """

    before: "Flow"
    cells: list[Cell] = field(default_factory=list)
    flows: "dict[int, Flow]" = field(default_factory=dict)

    def add(self, row: int, column: int, rowspan: int, colspan: int, flow: "Flow") -> Cell:
        """Add a cell by what flows in it."""
        cell = Cell("", row, column, rowspan, colspan)
        self.cells.append(cell)
        self.flows[id(cell)] = flow
        return cell


@dataclass(slots=True)
class Flow:
    """Text and tables in reading order. Text gathers until a line or a block ends. ``marked`` is pictured or doubtful."""

    parts: list[Paragraph | Draft] = field(default_factory=list)
    pictured: bool = False
    doubtful: bool = False
    marked: bool = False
    _open: list[str] = field(default_factory=list)
    _level: int | None = None
    _tidied: str | None = None

    @property
    def in_heading(self) -> bool:
        """Whether the block that is open is a heading."""
        return self._level is not None

    def text(self, text: str) -> None:
        """Add text to the line that is open; a newline in it ends the line."""
        self._open.append(text)
        self._tidied = None

    def picture(self) -> None:
        """Note that a picture stands here."""
        self.pictured = self.marked = True

    def doubt(self) -> None:
        """Note that some of the text may be invisible."""
        self.doubtful = self.marked = True

    def block(self, level: int | None = None) -> None:
        """End a block and begin another, a heading where ``level`` is given. A heading of several lines stays one paragraph."""
        if level is None and self._level is None:
            self.text("\n")
        else:
            self._close(level)

    def table(self, draft: Draft) -> None:
        """Add a table."""
        self._close(self._level)
        self.parts.append(draft)

    def own(self) -> str:
        """The text without that of tables in it, line by line."""
        last = self._tidied
        if last is None:
            last = self._tidied = tidied("".join(self._open))
        if not self.parts:
            return last
        before = [part.text for part in self.parts if isinstance(part, Paragraph)]
        return "\n".join([*before, last] if last else before)

    def blocks(self) -> list[Paragraph | Draft]:
        """Paragraphs and tables; the block that is open ends."""
        self._close(None)
        return self.parts

    def tables(self) -> "list[Draft] | None":
        """The tables, if nothing else is in it."""
        if not self.parts or self.own():
            return None
        return [part for part in self.parts if isinstance(part, Draft)]

    def _close(self, level: int | None) -> None:
        if self._open:
            closed = lines("".join(self._open))
            if closed and self._level is not None:
                closed = ["\n".join(closed)]
            self.parts.extend([Paragraph(line, self._level) for line in closed])
            self._open.clear()
            self._tidied = None
        self._level = level


def refuse_large(rows: int, columns: int, cells: int) -> None:
    """Raise :class:`UnreadableDocument` (``too_large``) for a table no report has, before it is worked through."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or cells > MAX_CELLS:
        limits = f"{MAX_ROWS} rows, {MAX_COLUMNS} columns or {MAX_CELLS} cells"
        raise UnreadableDocument("too_large", f"A table has more than {limits}; hand in the report alone.")
