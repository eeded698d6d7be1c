"""From the tables an engine found in a PDF file and the text around them to a reading. Shared by both PDF engines."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from extractors.document import UnreadableDocument
from extractors.grid import Cell, Grid, Reading
from extractors.readers.pdf import UNUSABLE_SHARE, Pdf, mended
from extractors.readers.pdf_rules import Box, RuledArea
from extractors.readers.pdf_strays import doubted, strays
from extractors.readers.pdf_text import Line, flow, innermost, is_page_number, is_unusable, lines_of
from extractors.readers.pdf_wide import Wide
from extractors.records import Issue

_REACH = 3.0

OCR_ADVICE = (
    "Pictures are read where the extra 'ocr' is installed (pip install 'gongkai[ocr]'); "
    "or ask the agency for a Word file or a PDF whose text can be copied."
)


@dataclass(frozen=True, slots=True)
class Found:
    """A table as an engine found it: the rectangle on its page and the cells."""

    box: Box
    cells: list[Cell]

    def columns(self) -> int:
        """Number of columns."""
        return max((c.column + c.colspan - 1 for c in self.cells), default=0)

    def rows(self) -> int:
        """Number of rows."""
        return max((c.row + c.rowspan - 1 for c in self.cells), default=0)


def find_tables(find: Callable[[Pdf], dict[int, list[Found]]], pdf: Pdf) -> dict[int, list[Found]]:
    """An engine's tables by page number; where it stumbles over the file, those of the file written anew.

    Raises UnreadableDocument (``broken``) where that fails too.
    """
    if not pdf.table_pages():
        return {}
    try:
        return find(pdf)
    except MemoryError:
        raise
    except Exception:  # on damaged files the parsers below raise anything from KeyError to struct.error
        return _find_in_mended(find, pdf)


def _find_in_mended(find: Callable[[Pdf], dict[int, list[Found]]], pdf: Pdf) -> dict[int, list[Found]]:
    try:
        return find(mended(pdf))
    except MemoryError:
        raise
    except Exception as error:  # as above
        reason = f"{type(error).__name__}: {error}"
        message = f"The PDF file is damaged ({reason[:200]}); ask the agency for the file anew or as a Word file."
        raise UnreadableDocument("broken", message) from error


def covers(area: RuledArea, found: list[Found]) -> bool:
    """Whether an engine's tables take in a ruled area, with at least as many rows and columns as its rules make."""
    inside = [table for table in found if table.box.common(area.box).area > 0]
    if sum(table.box.common(area.box).area for table in inside) < 0.97 * area.box.area:
        return False
    return max(t.rows() for t in inside) >= area.rows and max(t.columns() for t in inside) >= area.columns


def assemble(engine: str, pdf: Pdf, found: dict[int, list[Found]]) -> Reading:
    """The reading: tables numbered down the pages, the text outside them as paragraphs, and the pages that could not be read.

    A frame that only surrounds other tables or running text (one column) is layout, not a table: its text goes to the paragraphs. A grid
    without text is none either, unless it begins a page as the end of the table before: its cells are blank.
    """
    reading = Reading(engine=engine, metadata={"title": pdf.title} if pdf.title else {})
    if pdf.two_up:
        message = "each sheet of the file holds two pages side by side; pages are counted one by one, from left to right"
        reading.issues.append(Issue("two_pages_a_sheet", "info", message))
    reading.issues += map(_wide, pdf.wide.values())
    items: list[Line | Grid] = []
    number = 0
    for page in pdf.pages:
        every = sorted(found.get(page.number, []), key=lambda t: (t.box.top, t.box.x0))
        tables = [t for place, t in enumerate(every) if not _is_layout(t) or (place == 0 and _ends(t, items))]
        _, outside = innermost([table.box for table in tables], page.glyphs)
        lines = [line for line in lines_of(outside, page.number) if not is_page_number(line, page.height)]
        digits = strays(outside, page.hidden, page.width)
        for table in tables:
            number += 1
            items += [line for line in lines if line.box.top < table.box.top]
            lines = [line for line in lines if line.box.top >= table.box.top]
            cells = doubted(table.cells, table.box, digits, page.drawn)
            cells = [_on_its_page(cell, pdf.wide[page.number]) for cell in cells] if page.number in pdf.wide else cells
            items.append(Grid(number, cells, page.number, inferred=any(area.inferred for area in page.areas)))
        items += lines
        if not page.readable or _is_garbled(tables):
            reading.issues.append(_without_text(page.number))
        elif struck := "".join(g.text for inside in innermost([t.box for t in tables], page.struck)[0] for g in inside):
            reading.issues.append(_struck_out(page.number, struck))
    reading.blocks = flow(items)
    return reading


def _on_its_page(cell: Cell, sheet: Wide) -> Cell:
    """A cell of a sheet made of several pages with the page on which it ends: a figure is set to the right, or in the middle."""
    right = cell.box[2] if cell.box is not None else 0.0
    part = next((part for part in reversed(sheet) if part.left < right - _REACH), sheet[0])
    return replace(cell, page=part.page + 1)


def _wide(sheet: Wide) -> Issue:
    pages = ", ".join(str(part.page + 1) for part in sheet)
    return Issue("columns_on_other_pages", "info", f"a table goes on to the right on other pages; pages {pages} were read as one sheet")


def _ends(table: Found, items: list[Line | Grid]) -> bool:
    """Whether a grid has the columns of the table that the page before ends with."""
    last = items[-1] if items else None
    return isinstance(last, Grid) and 1 < last.width == table.columns()


def _is_layout(table: Found) -> bool:
    return table.columns() < 2 or not any(cell.text for cell in table.cells)


def _is_garbled(tables: list[Found]) -> bool:
    texts = [cell.text for table in tables for cell in table.cells if cell.text]
    bad = sum("(cid:" in text or any(map(is_unusable, text)) for text in texts)
    return bad > UNUSABLE_SHARE * len(texts)


def _struck_out(number: int, struck: str) -> Issue:
    message = f"text struck out in a table on page {number} was not read ({struck[:60]!r}); look at the source"
    return Issue(code="struck_out", severity="warning", message=message)


def _without_text(number: int) -> Issue:
    message = f"Page {number} has no usable text (a scan, or a font without encoding) and was not read. {OCR_ADVICE}"
    return Issue(code="page_without_text", severity="error", message=message)
