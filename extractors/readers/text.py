"""Text files: lines with tabs or bars are rows of a table whose merged cells are lost; everything else is paragraphs."""

import re

from extractors.document import Document, decode
from extractors.grid import Cell, Grid, Paragraph, Reading
from extractors.readers.flow import refuse_large
from extractors.storable import utf8

_BARS = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^[\s|:+]*-{3}[\s|:+-]*$")
_HEADING = re.compile(r"^\s*(#{1,6})\s")


def read_tabs(document: Document) -> Reading:
    """Read a text file as paragraphs and tables of tab separated (or barred) cells.

    Raises :class:`UnreadableDocument` (``too_large``) for a table no report has.
    """
    reading = Reading("text-tabs")
    rows: list[list[str]] = []
    tables = 0
    for line in utf8(decode(document.content)).splitlines():
        cells = _cells(line)
        if cells:
            rows.append(cells)
        elif line.strip() and not _RULE.match(line):
            tables += _close(reading, rows, tables + 1)
            rows = []
            heading = _HEADING.match(line)
            reading.blocks.append(Paragraph(line.strip(), len(heading[1]) if heading else None))
    _close(reading, rows, tables + 1)
    return reading


def _cells(line: str) -> list[str]:
    if _BARS.match(line) and not _RULE.match(line):
        return line.strip().strip("|").split("|")
    return line.split("\t") if "\t" in line else []


def _close(reading: Reading, rows: list[list[str]], number: int) -> int:
    """Add the rows gathered so far as a table, if there are any; returns how many tables were added."""
    if not rows:
        return 0
    refuse_large(len(rows), max(map(len, rows)), sum(map(len, rows)))
    cells = [Cell(text.strip(), r, c) for r, row in enumerate(rows, start=1) for c, text in enumerate(row, start=1)]
    # Where every line has as many fields, merged cells were written out as blanks and no place is lost.
    reading.blocks.append(Grid(number, cells, exact=len({len(row) for row in rows}) == 1 and len(rows) > 1))
    return 1


def read_plain(document: Document) -> str:
    """The whole text, for reading by labels."""
    return utf8(decode(document.content))
