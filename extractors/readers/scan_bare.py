"""Tables without ruled columns on a scanned page: where recognised words stand, as the rules a text PDF's table would be given."""

import re
from collections.abc import Iterator, Sequence

from extractors.grid import Cell
from extractors.readers.pdf_borderless import inferred_areas
from extractors.readers.pdf_rules import Box, Rule, RuledArea
from extractors.readers.pdf_text import Glyph
from extractors.readers.scan_courses import Segment
from extractors.readers.scan_lattice import Lattice, lattice_of
from extractors.readers.scan_page import Picture
from extractors.readers.scan_words import FREE, Word

FEWEST = 2
"""Lines with so many figures set apart make it worth while to look for a table."""
_SET_APART = re.compile(r"(?<![\w.])[-/\d][\d,.]*(?![\w.])")
_RUN_TOGETHER = re.compile(r"\d{6,}|[\u4e00-\u9fff] ?[\d ]{3,}$")
_MARKS = frozenset("、，。；：．.,")
_ALONE = re.compile(r"[-\d][-\d\s.,]*")


def looks_bare(texts: Sequence[str]) -> bool:
    """Whether lines of text may be rows of a table: several of them hold figures that stand alone."""
    return sum(len(_SET_APART.findall(text)) > 1 or bool(_RUN_TOGETHER.search(text) or _ALONE.fullmatch(text)) for text in texts) >= FEWEST


def is_frame(lattice: Lattice, cells: Sequence[Cell]) -> bool:
    """Whether a ruled area is but a frame: most of it is one cell in which several lines hold figures set apart."""
    width, height = lattice.xs[-1] - lattice.xs[0], lattice.ys[-1] - lattice.ys[0]
    for cell in cells:
        right, bottom = cell.column + cell.colspan - 1, cell.row + cell.rowspan - 1
        area = (lattice.xs[right] - lattice.xs[cell.column - 1]) * (lattice.ys[bottom] - lattice.ys[cell.row - 1])
        lines = cell.text.split("\n") if 2 * area > width * height else []
        if sum(len(_SET_APART.findall(line)) > 1 for line in lines) >= FEWEST:
            return True
    return False


def bare_lattices(picture: Picture, words: Sequence[Word], across: Sequence[Segment]) -> list[Lattice]:
    """The tables that words make; ``across`` are the level rules there are all the same."""
    glyphs = [glyph for word in words for glyph in _glyphs(word, picture.glyph)]
    rules = [Rule(s.at, s.start, s.end) for s in across if s.length > 6 * picture.glyph]
    return [_lattice(area, picture.glyph) for area in inferred_areas(glyphs, rules)]


def _glyphs(word: Word, glyph: float) -> Iterator[Glyph]:
    """Every character of a word, the width of each of its parts shared out among its characters."""
    top, bottom = word.middle - glyph / 2, word.middle + glyph / 2
    for number, (start, end, text) in enumerate(word.parts, start=1):
        # Letters need some room for themselves: only what is free beyond it parts them.
        x0, x1 = start - (number > 1) * FREE / 2 * glyph, end + (number < len(word.parts)) * FREE / 2 * glyph
        step = (x1 - x0) / max(1, len(text))
        for place, character in enumerate(text):
            # A mark of punctuation takes up as much room as a letter, most of it blank.
            room = glyph / 2 if place and place + 1 == len(text) and number == len(word.parts) and character in _MARKS else 0.0
            yield Glyph(character, Box(x0 + place * step, top, x0 + (place + 1) * step + room, bottom), bottom)


def _lattice(area: RuledArea, glyph: float) -> Lattice:
    across = [Segment(rule.at, rule.start, rule.end, 1.0) for rule in area.horizontals]
    down = [Segment(rule.at, rule.start, rule.end, 1.0) for rule in area.verticals]
    return lattice_of(across, down, glyph)
