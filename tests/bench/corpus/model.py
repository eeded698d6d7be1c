"""What a made-up document consists of: reports with their figures, and blocks (headings, paragraphs, tables) that a renderer writes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.records import Key


@dataclass(slots=True)
class Printed:
    """A figure as it stands in the document: the text of its cell, and what a careful person reads there."""

    text: str
    state: str = "reported"
    value: Decimal | None = None
    unit: str | None = None


@dataclass(slots=True)
class Cell:
    """A cell of a table. ``lines`` are its paragraphs; ``kind`` is title, head, label, figure or note."""

    lines: list[str]
    kind: str = "figure"
    rowspan: int = 1
    colspan: int = 1
    key: Key | None = None
    item: str | None = None
    measure: str | None = None
    vertical: bool = False

    @property
    def text(self) -> str:
        """The paragraphs joined, as one word."""
        return "".join(self.lines)

    def copy(self, **changes: object) -> Cell:
        """A copy with its own list of lines and the changes named."""
        cell = Cell(list(self.lines), self.kind, self.rowspan, self.colspan, self.key, self.item, self.measure, self.vertical)
        for name, value in changes.items():
            setattr(cell, name, value)
        return cell


@dataclass(slots=True)
class Grid:
    """A table: rows of cells as HTML writes them (a spanned place has no cell). ``widths`` are relative column widths."""

    name: str
    rows: list[list[Cell]]
    widths: list[float]
    heads: int = 0

    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        return (cell for row in self.rows for cell in row)

    def places(self) -> Iterator[tuple[int, int, Cell]]:
        """Every cell with the row and column (0-based) of its upper left corner."""
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(self.rows):
            c = 0
            for cell in row:
                while (r, c) in taken:
                    c += 1
                taken |= {(r + i, c + j) for i in range(cell.rowspan) for j in range(cell.colspan)}
                yield r, c, cell


@dataclass(slots=True)
class Side:
    """Tables that stand side by side."""

    grids: list[Grid]


@dataclass(slots=True)
class Text:
    """A paragraph: ``kind`` is title, heading, body, date or note."""

    text: str
    kind: str = "body"


@dataclass(slots=True)
class Break:
    """A page break."""


Block = Text | Grid | Side | Break


@dataclass(slots=True)
class Report:
    """A made-up report: ``figures`` holds what is printed, ``absent`` what the form has and the report's tables have not."""

    agency: str
    year: int
    title: str
    published: tuple[int, int, int] | None
    editions: dict[str, str]
    figures: dict[Key, Printed]
    absent: list[Key] = field(default_factory=list)

    def number(self, item: str, measure: str) -> int:
        """The count printed at an address, 0 where none is."""
        printed = self.figures.get((item, measure))
        return int(printed.value or 0) if printed else 0


@dataclass(slots=True)
class Look:
    """How a document looks, whatever its format."""

    borders: str = "solid"
    landscape: bool = False
    shaded: bool = True
    layout_table: bool = False
    hidden_copy: bool = False
    serif: bool = True
    size: float = 10.5


@dataclass(slots=True)
class Plan:
    """A document to be written: where, how, with which quirks, and what it says."""

    number: int
    path: str
    format: str
    style: str
    rng: random.Random
    quirks: list[str] = field(default_factory=list)
    sound: bool = True
    condition: str | None = None
    reports: list[Report] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    look: Look = field(default_factory=Look)

    def marked(self, quirk: str, sound: bool = True) -> None:
        """Note a quirk, and whether a document with it is sound in itself."""
        if quirk not in self.quirks:
            self.quirks.append(quirk)
        self.sound = self.sound and sound
