"""Tables without ruled columns on a scanned page: where recognised words stand, as the rules a text PDF's table would be given."""

import re
from collections.abc import Iterator, Sequence

from extractors.readers.pdf_borderless import inferred_areas
from extractors.readers.pdf_rules import Box, Rule, RuledArea
from extractors.readers.pdf_text import Glyph
from extractors.readers.scan_lattice import Lattice, lattice_of
from extractors.readers.scan_lines import Strip, cut
from extractors.readers.scan_ocr import Line, recognise
from extractors.readers.scan_page import Array, Picture
from extractors.readers.scan_readings import looks_like_number, whole_line
from extractors.readers.scan_rules import Segment
from extractors.readers.scan_text import line_boxes

APART = 0.95
"""Words farther apart than this part of the height of type stand in different cells."""
FEWEST = 2
"""Lines with so many figures set apart make it worth while to look for a table."""
_SET_APART = re.compile(r"(?<![\w.])[-/\d][\d,.]*(?![\w.])")
_RUN_TOGETHER = re.compile(r"\d{6,}|[\u4e00-\u9fff] ?[\d ]{3,}$")
_ALONE = re.compile(r"[-\d][-\d\s.,]*")


def looks_bare(texts: Sequence[str]) -> bool:
    """Whether lines of text may be rows of a table: several of them hold figures that stand alone."""
    return sum(len(_SET_APART.findall(text)) > 1 or bool(_RUN_TOGETHER.search(text) or _ALONE.fullmatch(text)) for text in texts) >= FEWEST


def bare_words(grey: Array, free: Array, glyph: float) -> list[Strip]:
    """What stands together in ink ``free`` of tables."""
    return [cut(grey, b, glyph) for b in line_boxes(free, glyph, APART)]


def bare_lattices(picture: Picture, words: Sequence[Strip], across: Sequence[Segment]) -> list[Lattice]:
    """The tables that words make; ``across`` are the level rules there are all the same."""
    glyphs = list(_glyphs(words, picture.glyph))
    rules = [Rule(s.at, s.start, s.end) for s in across if s.length > 6 * picture.glyph]
    return [_lattice(area, picture.glyph) for area in inferred_areas(glyphs, rules)]


def _glyphs(words: Sequence[Strip], glyph: float) -> Iterator[Glyph]:
    """Every character of every word, the width of a word shared out among its characters."""
    lines = recognise([whole_line(w.raw, w, glyph) for w in words])
    for word, line in zip(words, lines, strict=True):
        text = _text(line)
        x0, y0, x1, y1 = word.box
        step = (x1 - x0) / max(1, len(text))
        middle = (y0 + y1) / 2
        for place, character in enumerate(text):
            box = Box(x0 + place * step, middle - glyph / 2, x0 + (place + 1) * step, middle + glyph / 2)
            yield Glyph(character, box, middle + glyph / 2)


def _text(line: Line) -> str:
    return line.number if looks_like_number(line) else "".join(line.text.split())


def _lattice(area: RuledArea, glyph: float) -> Lattice:
    across = [Segment(rule.at, rule.start, rule.end, 1.0) for rule in area.horizontals]
    down = [Segment(rule.at, rule.start, rule.end, 1.0) for rule in area.verticals]
    return lattice_of(across, down, glyph)
