"""Text files: lines with tabs or bars are rows of a table whose merged cells are lost; everything else is paragraphs."""

import re
from itertools import groupby, pairwise

from extractors.document import Document, decode
from extractors.grid import Cell, Grid, Paragraph, Reading
from extractors.readers.flow import refuse_large
from extractors.readers.text_bars import bars, drawn, is_rule
from extractors.storable import utf8
from extractors.values import has_number

_SECTION = re.compile(r"^[*#\s]*[一二三四五六七八][、.．，].*(?:情况|事项)[*\s]*$")
_LONGEST_LABEL = 60
_LABELS, _WIDE = 3, 7
_HEADING = re.compile(r"^\s*(#{1,6})\s")


def read_tabs(document: Document) -> Reading:
    """Read a text file as paragraphs and tables of tab separated (or barred) cells.

    Raises :class:`UnreadableDocument` (``too_large``) for a table no report has.
    """
    reading = Reading("text-tabs")
    lines: list[str] = []
    tables = 0
    for line in read_plain(document).splitlines():
        if is_rule(line):
            continue
        if "\t" in line or "|" in line or (not line.strip() and lines):
            lines.append(line)
            continue
        tables += _close(reading, lines, tables + 1)
        lines = []
        _paragraph(reading, line)
    _close(reading, lines, tables + 1)
    return reading


def _paragraph(reading: Reading, text: str) -> None:
    heading = _HEADING.match(text)
    if text.strip():
        reading.blocks.append(Paragraph(text.strip(), len(heading[1]) if heading else None))


def _close(reading: Reading, lines: list[str], number: int) -> int:
    """Add the lines gathered so far, blank ones among them, as tables; returns how many were added."""
    barred = [line for line in lines if "|" in line]
    if len(barred) * 2 <= sum(1 for line in lines if line.strip()):
        return _add(reading, [line.split("\t") if "\t" in line else [] for line in lines], number, exact=True)
    found = bars(lines)
    if found is None:
        for line in lines:
            _paragraph(reading, line.replace("|", " ") if len(barred) > 1 else line)
        return 0
    added = 0
    for prose, run in groupby(found[0], _is_prose):
        if prose:
            for row in run:
                _paragraph(reading, " ".join(filter(None, map(str.strip, row))))
        else:
            added += _add(reading, list(run), number + added, exact=not found[1])
    return added


def _is_prose(row: list[str]) -> bool:
    """Whether a row is text that a table holds only to lay out the page."""
    filled = [text.strip() for text in row if text.strip()]
    return len(filled) == 1 and (len(filled[0]) > _LONGEST_LABEL or bool(_SECTION.search(filled[0])))


def _add(reading: Reading, rows: list[list[str]], number: int, exact: bool) -> int:
    """Add rows as tables; their columns may be ``exact`` only where nothing says that merged cells were lost."""
    if not any(rows):
        return 0
    parts = _parts(rows)
    for place, part in enumerate(parts):
        refuse_large(len(part), max(map(len, part)), sum(map(len, part)))
        # Where every line has as many fields, merged cells were written out as blanks and no place is lost.
        even = _is_even(part) and len(part) > 1
        if any(map(_is_filled_up, part)):
            even, part = False, _without_blanks(part)
        cells = [Cell(text.strip(), r, c) for r, row in enumerate(part, start=1) for c, text in enumerate(row, start=1)]
        reading.blocks.append(Grid(number + place, cells, exact=exact and even))
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


def _is_filled_up(row: list[str]) -> bool:
    """Whether blanks fill up a header to the width of its table: merged cells that were written out leave blanks between its words.

    Narrow tables have one column of labels and lose no place; a row with so few words may be one of labels without figures.
    """
    filled = [text for text in row if text.strip()]
    packed = all(text.strip() for text in row[: len(filled)])
    return len(row) >= _WIDE and packed and _LABELS < len(filled) < len(row) - 1 and not any(map(has_number, filled))


def _without_blanks(rows: list[list[str]]) -> list[list[str]]:
    """The rows of a table that is filled up with blanks, its header without them."""
    first = next((place for place, row in enumerate(rows) if any(map(has_number, row))), 0)
    return [list(filter(str.strip, row)) for row in rows[:first]] + rows[first:]


def read_plain(document: Document) -> str:
    """The whole text, for reading by labels."""
    return drawn(utf8(decode(document.content)))
