"""The text of a reading as lines, in a form that can be compared: NFKC, without blanks."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from extractors.grid import Grid, Reading
from extractors.labels import squeeze

_MARKUP = re.compile(r"^[#>*\s]+|\*\*")
_HEADING = re.compile(r"\s*(#{1,6})\s")
_PAGE_NUMBER = re.compile(r"[-—–·]*第?\d{1,3}页?(?:[/,，]?共\d{1,3}页)?[-—–·]*")


def fold(text: str) -> str:
    """``text`` in NFKC with all blanks and invisible characters removed, as labels are compared."""
    return squeeze(text)


def fold_places(text: str) -> tuple[str, list[int]]:
    """:func:`fold` of ``text``, and for each folded character the place in ``text`` it came from (0-based)."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in fold(character):
            folded.append(part)
            places.append(place)
    return "".join(folded), places


def spaced(text: str) -> str:
    """``text`` in NFKC with each run of blanks as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text outside the form's tables: ``text`` as printed, ``folded`` to compare, ``level`` of its heading if any."""

    text: str
    folded: str
    level: int | None
    index: int
    in_table: bool = False


def lines_of(reading: Reading, of_table: Callable[[Grid], Iterable[str]] | None = None) -> list[Line]:
    """Every non-empty line of the paragraphs in reading order, markdown marks and page numbers left out; ``index`` counts from 0.

    ``of_table`` gives lines of a table that are text like any other.
    """
    return [line for line in _lines(_raw_lines(reading, of_table)) if not line.in_table]


def all_lines(reading: Reading) -> list[Line]:
    """:func:`lines_of` with one line for each table row besides (``in_table``), cells joined by spaces; ``index`` counts both."""
    return _lines(_raw_lines(reading, None))


def _lines(raws: Iterable[tuple[str, int | None, bool]]) -> list[Line]:
    lines: list[Line] = []
    for raw, level, in_table in raws:
        text = _MARKUP.sub("", raw).strip() if "**" in raw or raw[:1] in ("#", ">", "*") or raw[:1].isspace() else raw.strip()
        folded = fold(text)
        if folded and not ((folded[0].isdecimal() or folded[0] in "-—–·第") and _PAGE_NUMBER.fullmatch(folded)):
            lines.append(Line(text, folded, level if level is not None else _marked_level(raw), len(lines), in_table))
    return lines


def _raw_lines(reading: Reading, of_table: Callable[[Grid], Iterable[str]] | None) -> Iterator[tuple[str, int | None, bool]]:
    for block in reading.blocks:
        if isinstance(block, Grid) and of_table is not None:
            yield from ((raw, None, False) for raw in of_table(block))
        elif isinstance(block, Grid):
            for row in range(1, block.height + 1):
                yield " ".join(c.text.replace("\n", "") for c in block.row(row) if c.row == row), None, True
        else:
            for raw in block.text.splitlines():
                yield raw, block.level, False


def _marked_level(raw: str) -> int | None:
    # Converted documents come as text with the headings of markdown.
    match = _HEADING.match(raw) if "#" in raw else None
    return len(match[1]) if match else None
