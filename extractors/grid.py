"""Tables as readers give them: cells with spans in a rectangle of rows and columns, and the text around them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from extractors.records import Issue


@dataclass(frozen=True, slots=True)
class Recognised:
    """One way to read the picture of a cell: its text and the recogniser's confidence in it, from 0 to 1.

    ``letters`` has, for words that were not clear, the likely characters at each place of the text, that of the text first.
    """

    text: str
    confidence: float
    letters: tuple[str, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Cell:
    """A cell: its text (paragraphs and line breaks kept as newlines), its first row and column (1-based) and its spans.

    ``readings`` are the ways a recogniser reads its picture, the likeliest first (its text is ``text``); empty where text was there.
    ``box`` is the cell's rectangle (left, top, right, bottom in points) from the top left of its page, where the format has pages, and of
    its table, where the page is a picture. ``page`` is its page, where the table takes several side by side. Nothing changes a cell once
    it is made; it is not declared frozen because that makes each of thousands three times as slow to make.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    readings: tuple[Recognised, ...] = ()
    box: tuple[float, float, float, float] | None = field(default=None, compare=False)
    page: int | None = field(default=None, compare=False)


@dataclass(slots=True, unsafe_hash=True)
class Paragraph:
    """Text outside tables; ``level`` is the heading level where the markup says so. As of cells, nothing changes one once it is made."""

    text: str
    level: int | None = None
    page: int | None = None


@dataclass
class Grid:
    """A table: ``number`` counts the document's tables from 1, ``page`` is None where the format has no pages.

    ``exact`` is False where the source has lost its merged cells (tab separated text), so that a column index proves nothing. ``engine``
    is the engine that read it where it is not that of the whole reading. ``inferred`` is True where no rules part the columns, so that a
    column blank in every row may not be among them.
    """

    number: int
    cells: list[Cell]
    page: int | None = None
    exact: bool = True
    engine: str | None = None
    inferred: bool = False

    @cached_property
    def _places(self) -> dict[tuple[int, int], Cell]:
        places: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    places.setdefault((row, column), cell)
        return places

    @cached_property
    def height(self) -> int:
        """Number of rows."""
        return max((c.row + c.rowspan - 1 for c in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((c.column + c.colspan - 1 for c in self.cells), default=0)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place, None where no cell does."""
        return self._places.get((row, column))

    def is_like(self, other: "Grid") -> bool:
        """Whether another engine's grid holds the same texts at the same places of the same table."""
        same = (self.number, self.page, self.exact, len(self.cells)) == (other.number, other.page, other.exact, len(other.cells))
        return same and {(c.row, c.column): c for c in self.cells} == {(c.row, c.column): c for c in other.cells}

    def row(self, row: int) -> list[Cell]:
        """The distinct cells that cover a row, from left to right, those that hang down from above included."""
        seen: list[Cell] = []
        for column in range(1, self.width + 1):
            cell = self.at(row, column)
            if cell is not None and (not seen or seen[-1] is not cell):
                seen.append(cell)
        return seen


@dataclass
class Reading:
    """What one engine gives for one document: paragraphs and grids in reading order, metadata the format carries, and doubts.

    ``metadata`` keys: ``title`` (the document's own title field); ``article_title``, ``published`` and ``source`` where a page has them.
    ``pictures`` are the addresses of the pictures a reader sees, as the document writes them, in reading order.
    """

    engine: str
    blocks: list[Paragraph | Grid] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def grids(self) -> Iterator[Grid]:
        """The tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Grid))

    def paragraphs(self) -> Iterator[Paragraph]:
        """The text outside tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))
