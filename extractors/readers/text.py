"""Text files: lines with tabs or bars are rows of a table whose merged cells are lost; everything else is paragraphs."""

import re
from itertools import pairwise

from extractors.document import Document, decode
from extractors.grid import Cell, Grid, Paragraph, Reading
from extractors.readers.flow import refuse_large
from extractors.storable import utf8
from extractors.values import has_number

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
        if cells or (not line.strip() and rows):
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
    """Add the rows gathered so far, blank lines among them, as tables; returns how many were added."""
    if not any(rows):
        return 0
    parts = _parts(rows)
    for place, part in enumerate(parts):
        refuse_large(len(part), max(map(len, part)), sum(map(len, part)))
        cells = [Cell(text.strip(), r, c) for r, row in enumerate(part, start=1) for c, text in enumerate(row, start=1)]
        # Where every line has as many fields, merged cells were written out as blanks and no place is lost.
        reading.blocks.append(Grid(number + place, cells, exact=_is_even(part) and len(part) > 1))
    return len(parts)


def _parts(rows: list[list[str]]) -> list[list[list[str]]]:
    """The tables that blank lines part: where each begins with a header and has as many fields in every line; else all is one table."""
    parts: list[list[list[str]]] = [[]]
    for before, row in pairwise([[], *rows]):
        if row and not before and parts[-1] and len(parts[-1][-1]) != len(row) and not any(map(has_number, row)):
            parts.append([])
        parts[-1] += [row] if row else []
    even = all(len(part) > 1 and _is_even(part) for part in parts)
    return parts if even else [[row for row in rows if row]]


def _is_even(rows: list[list[str]]) -> bool:
    return len({len(row) for row in rows}) == 1


def read_plain(document: Document) -> str:
    """The whole text, for reading by labels."""
    return utf8(decode(document.content))
