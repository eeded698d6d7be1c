"""What HTML and Word readers share after their tables are expanded: text assembly, layout tables, the numbering of tables.

Every engine expands spans by itself, so that two of them are independent witnesses of where a number stands; what a table *is*
must be one rule, or the engines would number the same tables differently.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.document import UnreadableDocument
from extractors.grid import Cell, Grid, Paragraph
from extractors.records import Issue

MAX_NESTING = 40
PAGE_TEXT = 200
"""A cell of a form is shorter than this; a longer one holds running text of the page."""

MAX_ROWS = 5_000
MAX_COLUMNS = 1_000
MAX_CELLS = 200_000
MAX_PARAGRAPHS = 40_000
MAX_TABLES = 2_000
"""A report has some hundreds of paragraphs and a table of it some hundred cells; what is compared with it takes far longer to look at."""

PICTURE = "\ufffc"
"""The text of a cell that shows nothing but a picture: what it says cannot be read, but it is not blank."""

_NUMBER = re.compile(r"[+-]?\d[\d,.]*(?:件|项|个|条|次|宗|万?元)?")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_UNTIDY = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\xa0\x0b]|[ \t]{2}")
_BLANKS = re.compile(r"[ \x0b]+")
_RUNS = re.compile(r"[ \t]{2,}")
_SHORT = 64
"""Texts up to this length come again and again in a table; longer ones are not kept."""


def tidy(text: str) -> str:
    """One line of text: invisible characters out, runs of blanks made one (a tab if there was one), ends stripped.

    A vertical tab stands for a line break of the source: it is a blank, but nothing between two Chinese characters.
    """
    text = text.strip()
    if text.isalnum() or not _UNTIDY.search(text):
        return text
    text = text.translate(_INVISIBLE).replace("\xa0", " ")
    text = _BLANKS.sub(_gap, text)
    return _RUNS.sub(lambda run: "\t" if "\t" in run.group() else " ", text).strip()


def _gap(run: re.Match[str]) -> str:
    """What a run of blanks and line breaks of the source shows as. Runs are matched whole: trying each of its blanks takes n² steps."""
    if "\x0b" not in run[0]:
        return run[0]
    before, after = run.string[max(run.start() - 1, 0) : run.start()], run.string[run.end() : run.end() + 1]
    return "" if _wide(before) and _wide(after) else " "


def _wide(character: str) -> bool:
    return character != "" and unicodedata.east_asian_width(character) in "WF"


def _lines(text: str) -> list[str]:
    """The lines of a text that are not blank, each tidied; most texts need little of it."""
    tidied = map(tidy if _UNTIDY.search(text) else str.strip, text.split("\n"))
    return list(filter(None, tidied))


def _tidied(text: str) -> str:
    return "\n".join(_lines(text))


_tidied_short = lru_cache(maxsize=4096)(_tidied)


@dataclass(slots=True)
class DraftCell:
    """A cell in its place (1-based) with everything that flows in it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    flow: "Flow"

    def text(self) -> str:
        """The cell's own text, line by line, without that of tables inside it."""
        return self.flow.own()

    def shows(self, text: str) -> str:
        """The cell's own ``text``, with ``PICTURE`` where a picture alone stands in it or part of a number may be invisible."""
        flow = self.flow
        if flow.pictured and not text and not self.inner():
            return PICTURE
        return text + PICTURE if flow.doubtful and _is_number(text.replace("\n", "")) else text

    def inner(self) -> "list[Draft]":
        """The tables inside the cell."""
        return [part for part in self.flow.parts if isinstance(part, Draft)] if self.flow.parts else []


@dataclass(slots=True)
class Draft:
    """A table with its spans expanded, not yet judged; ``before`` is its caption and what stands in it outside any cell."""

    before: "Flow"
    cells: list[DraftCell]


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

    @classmethod
    def of(cls, text: str) -> "Flow":
        """A flow of nothing but a text. Cells of the same text may share one: settling adds nothing to it."""
        return cls([], False, False, False, [text])

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
            text = "".join(self._open)
            last = self._tidied = _tidied_short(text) if len(text) <= _SHORT else _tidied(text)
        if not self.parts:
            return last
        lines = [part.text for part in self.parts if isinstance(part, Paragraph)]
        return "\n".join([*lines, last] if last else lines)

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
            lines = _lines("".join(self._open))
            if lines and self._level is not None:
                lines = ["\n".join(lines)]
            self.parts.extend([Paragraph(line, self._level) for line in lines])
            self._open.clear()
            self._tidied = None
        self._level = level


def settle(flow: Flow) -> tuple[list[Paragraph | Grid], list[Issue]]:
    """Decide what each table is and number the tables (from 1, in reading order): blocks and doubts.

    A table of one cell alone in its cell is a frame around it. A table is data if a row of it has a number beside another cell, or
    if no table is inside it and it is no column of text and holds no running text; any other is layout and only its content counts.
    """
    settler = _Settler()
    settler.walk(flow, 0)
    return settler.blocks, settler.issues


def refuse_large(rows: int, columns: int, cells: int) -> None:
    """Raise :class:`UnreadableDocument` (``too_large``) for a table no report has, before it is worked through."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or cells > MAX_CELLS:
        limits = f"{MAX_ROWS} rows, {MAX_COLUMNS} columns or {MAX_CELLS} cells"
        raise UnreadableDocument("too_large", f"A table has more than {limits}; hand in the report alone.")


Texts = dict[int, str]
"""The own text of each cell of a table, by the cell's identity."""


class _Settler:
    def __init__(self) -> None:
        self.blocks: list[Paragraph | Grid] = []
        self.issues: list[Issue] = []
        self.tables = 0
        self.paragraphs = 0

    def walk(self, flow: Flow, depth: int) -> None:
        if depth > MAX_NESTING:
            raise UnreadableDocument("too_deep", f"Tables are nested more than {MAX_NESTING} deep; look at the document by hand.")
        for part in flow.blocks():
            if isinstance(part, Draft):
                self.table(part, depth)
            else:
                self.paragraph(part)

    def paragraph(self, paragraph: Paragraph) -> None:
        self.paragraphs += 1
        if self.paragraphs > MAX_PARAGRAPHS:
            raise UnreadableDocument("too_large", f"The document has more than {MAX_PARAGRAPHS} paragraphs; hand in the report alone.")
        self.blocks.append(paragraph)

    def table(self, draft: Draft, depth: int) -> None:
        self.walk(draft.before, depth + 1)
        for cell in draft.cells:
            if cell.flow.parts:
                cell.flow = _unframe(cell.flow)
        texts = {id(cell): cell.flow.own() for cell in draft.cells}
        rows = _rows(draft)
        numbers = any(_has_number(row, texts) for row in rows)
        long = max(map(len, texts.values()), default=0) > PAGE_TEXT
        if not numbers and (long or _is_layout(draft, texts)):
            self.layout(draft, depth)
        elif long or any(len(row) == 1 and row[0].inner() for row in rows):
            self.mixed(draft, rows, texts, depth)
        else:
            self.grid(draft, texts)
            for row in rows:
                self.inside(row, texts, depth)

    def layout(self, draft: Draft, depth: int) -> None:
        for cell in draft.cells:
            self.walk(cell.flow, depth + 1)

    def grid(self, draft: Draft, texts: Texts) -> None:
        self.tables += 1
        if self.tables > MAX_TABLES:
            raise UnreadableDocument("too_large", f"The document has more than {MAX_TABLES} tables; hand in the report alone.")
        height = max([cell.row + cell.rowspan - 1 for cell in draft.cells], default=0)
        width = max([cell.column + cell.colspan - 1 for cell in draft.cells], default=0)
        refuse_large(height, width, height * width)
        shown = [cell.shows(text) if cell.flow.marked else text for cell, text in zip(draft.cells, texts.values(), strict=True)]
        cells = [Cell(text, c.row, c.column, c.rowspan, c.colspan) for c, text in zip(draft.cells, shown, strict=True)]
        self.blocks.append(Grid(self.tables, cells))
        self.issues += [_half_hidden(cell, self.tables) for cell in draft.cells if cell.flow.marked and cell.flow.doubtful]

    def mixed(self, draft: Draft, rows: list[list[DraftCell]], texts: Texts, depth: int) -> None:
        """A table that holds figures and the report's prose as well: the prose comes out as paragraphs around the one grid."""
        placed = False
        for row in rows:
            if not placed and sum(1 for cell in row if texts[id(cell)]) > 1:
                placed = True
                self.grid(draft, texts)
            prose = [cell for cell in row if len(row) == 1 or len(texts[id(cell)]) > PAGE_TEXT]
            for cell in prose:
                self.walk(cell.flow, depth + 1)
            self.inside([cell for cell in row if not any(cell is other for other in prose)], texts, depth)

    def inside(self, row: list[DraftCell], texts: Texts, depth: int) -> None:
        holders = [cell for cell in row if cell.flow.parts and cell.inner()]
        if holders and _has_number(row, texts):
            for cell in holders:
                if not texts[id(cell)]:
                    where = f"row {cell.row}, column {cell.column} of table {self.tables}"
                    self.issues.append(Issue("nested_table", "warning", f"The cell at {where} holds nothing but a table of its own."))
        for inner in (inner for cell in holders for inner in cell.inner()):
            self.table(inner, depth + 1)


def _half_hidden(cell: DraftCell, table: int) -> Issue:
    where = f"row {cell.row}, column {cell.column} of table {table}"
    message = f"The cell at {where} holds text that may have the colour of what is behind it: look at the page."
    return Issue("text_in_doubt", "warning", message)


def _rows(draft: Draft) -> list[list[DraftCell]]:
    rows: dict[int, list[DraftCell]] = {}
    for cell in draft.cells:
        rows.setdefault(cell.row, []).append(cell)
    return list(rows.values())


def _is_layout(draft: Draft, texts: Texts) -> bool:
    """Whether a table without figures beside other cells is a frame: tables are in it, or it is a column without any number."""
    if any(cell.flow.parts and cell.inner() for cell in draft.cells):
        return True
    return all(cell.column == 1 for cell in draft.cells) and not any(map(_is_number, texts.values()))


def _has_number(row: list[DraftCell], texts: Texts) -> bool:
    own = [text for cell in row if (text := texts[id(cell)]) and not (cell.flow.parts and cell.inner())]
    return len(own) > 1 and any(map(_is_number, own))


def _is_number(text: str) -> bool:
    # The longest number is far shorter than running text.
    return _is_short_number(text) if len(text) <= _SHORT else _NUMBER.fullmatch(_squeezed(text)) is not None


@lru_cache(maxsize=4096)
def _is_short_number(text: str) -> bool:
    return _NUMBER.fullmatch(_squeezed(text)) is not None


def _squeezed(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _unframe(flow: Flow) -> Flow:
    """The content of a cell that holds nothing but tables of one cell each around it."""
    for _ in range(MAX_NESTING):
        match flow.tables():
            case [Draft(before=before, cells=[only])] if not before.blocks():
                flow = only.flow
            case _:
                break
    return flow
