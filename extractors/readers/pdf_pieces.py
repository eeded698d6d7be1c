"""The lines of a page without ruled columns, each in the pieces of text that stand apart, and the blocks between headings.

Guided by geometry alone. What of a line is a figure is told by its characters.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from extractors.readers.pdf_rules import Box
from extractors.readers.pdf_text import Glyph

_FIGURE = re.compile(r"[-+－＋−]?[\d０-９][\d０-９,，.．]*(?:万?元|件)?|[-—–－/／]|无")
_REST = re.compile(r"[,，][\d０-９,，.．]+")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}[、．.，,]|第[一二三四五六七八九十]{1,2}部分")
_APART = 0.45
"""Letters farther apart than this part of the line's height stand in different cells."""
_LOOSE = 0.8
"""A number in running text may be farther from the words around it, by so much of the line's height."""
DIGITS = frozenset("0123456789０１２３４５６７８９")
_STEP = 1.5
"""What follows a table stands farther below its last row than this part of how far rows lie apart."""
_NEAR = 1.0
_ALIKE = 0.05
_PARTED = 0.12
"""Letters of two columns are farther apart than those of one word by this part of the line's height."""


@dataclass(frozen=True)
class Token:
    """Letters of one line that stand close together."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        """What they say."""
        return "".join(glyph.text for glyph in self.glyphs)

    @cached_property
    def box(self) -> Box:
        """The rectangle around them."""
        return around([glyph.box for glyph in self.glyphs])

    @cached_property
    def first(self) -> float:
        """The middle of the first letter."""
        return self.glyphs[0].box.middle

    @cached_property
    def last(self) -> float:
        """The middle of the last letter."""
        return self.glyphs[-1].box.middle

    @cached_property
    def is_figure(self) -> bool:
        """Whether they are what a value cell prints."""
        return _FIGURE.fullmatch(self.text) is not None

    def parted(self, columns: Sequence[Box]) -> list["Token"]:
        """The words of several columns that nearly touch, each by itself: between any two the letters leave more room than elsewhere."""
        over = [column for column in columns if self.box.x0 - 1 <= column.middle <= self.box.x1 + 1]
        gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(self.glyphs)]
        usual = median(gaps) + _PARTED * self.box.height if gaps else 0.0
        cuts = [0]
        for left, right in pairwise(over):
            inside = [i for i, glyph in enumerate(self.glyphs[1:]) if left.middle < glyph.box.x0 and self.glyphs[i].box.x1 < right.middle]
            widest = max(inside, key=lambda i: gaps[i], default=None)
            if widest is None or gaps[widest] <= usual:
                return [self]
            cuts.append(widest + 1)
        return [Token(self.glyphs[a:b]) for a, b in pairwise([*cuts, len(self.glyphs)])]


@dataclass(frozen=True)
class Line:
    """A line of text in pieces."""

    tokens: tuple[Token, ...]

    @cached_property
    def box(self) -> Box:
        """The rectangle around them."""
        return around([token.box for token in self.tokens])

    @cached_property
    def figures(self) -> list[Token]:
        """The figures set apart; a line that is one figure only may be the number of a page."""
        return [t for t in self.tokens if t.is_figure] if len(self.tokens) > 1 else []

    @cached_property
    def is_rest(self) -> bool:
        """Whether a line is but the rest of a number that was wrapped before its comma."""
        return len(self.tokens) == 1 and _REST.fullmatch(self.tokens[0].text) is not None

    def parted(self, columns: Sequence[Box]) -> "Line":
        """The line with the words of several columns each by itself."""
        pieces = [[token] if token.is_figure else token.parted(columns) for token in self.tokens]
        return Line(tuple(piece for part in pieces for piece in part))


def around(boxes: Sequence[Box]) -> Box:
    """The rectangle around some."""
    return Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))


def lines_in_pieces(glyphs: Iterable[Glyph]) -> Iterator[Line]:
    """The lines of a page from top to bottom."""
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: g.baseline):
        if row and glyph.baseline - row[0].baseline > 0.34 * row[0].box.height:
            yield _line(row)
            row = []
        row.append(glyph)
    if row:
        yield _line(row)


def _line(glyphs: list[Glyph]) -> Line:
    glyphs.sort(key=lambda g: g.box.x0)
    height = median(g.box.height for g in glyphs)
    groups = [[glyphs[0]]]
    for before, glyph in pairwise(glyphs):
        if glyph.box.x0 - before.box.x1 > _APART * height:
            groups.append([])
        groups[-1].append(glyph)
    return Line(tuple(Token(tuple(group)) for group in _words(groups, _LOOSE * height)))


def _words(groups: list[list[Glyph]], room: float) -> Iterator[list[Glyph]]:
    """Numbers in running text (2019 年 12 月), which has some room around them, with the words before and after as one piece."""
    start = 0
    close = [b[0].box.x0 - a[-1].box.x1 < room for a, b in pairwise(groups)]
    for index in range(1, len(groups) + 1):
        if index < len(groups) and close[index - 1] and _is_running(groups, index, close):
            continue
        yield [glyph for group in groups[start:index] for glyph in group]
        start = index


def _is_running(groups: list[list[Glyph]], index: int, close: list[bool]) -> bool:
    """Whether the piece before a gap and the piece after it are of one text: a number and the word that follows it closely."""
    before, after = groups[index - 1][-1].text, groups[index][0].text
    if before in DIGITS:
        return after not in DIGITS and after.isalpha()
    return after in DIGITS and index < len(close) and close[index] and groups[index + 1][0].text.isalpha()


def blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines between headings and running text."""
    if not lines:
        return
    widest, pitch = max(line.box.width for line in lines), _pitch(lines)
    block: list[Line] = []
    for index, line in enumerate(lines):
        if _parts(line, widest) and not (_is_within(lines, index, pitch) or (block and _ends_rows(block, lines[index : index + 2]))):
            yield block
            block = []
            continue
        if block and _begins_another(block[-1], line):
            yield block
            block = []
        block.append(line)
    yield block


def _parts(line: Line, widest: float) -> bool:
    """Whether a line is a heading or running text."""
    text = line.tokens[0].text
    if len(line.tokens) == 2 and not line.figures and _HEADING.fullmatch(text):
        return True  # with room after its number
    return len(line.tokens) == 1 and (line.box.width > 0.8 * widest or bool(_HEADING.match(text)) or text.endswith("。"))


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance from one row of figures to the next, 0 where so few tell nothing of it."""
    centres = [line.box.centre for line in lines if line.figures]
    return median([b - a for a, b in pairwise(centres)]) if len(centres) > 2 else 0.0


def _is_within(lines: Sequence[Line], index: int, pitch: float) -> bool:
    """Whether a line stands between two rows of figures that leave no room for a heading: the label of a group of rows (三、本年度…)."""
    above = next((line for line in reversed(lines[:index]) if line.figures), None)
    below = next((line for line in lines[index + 1 :] if line.figures), None)
    return above is not None and below is not None and below.box.centre - above.box.centre < 1.5 * pitch


def _ends_rows(block: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether a line is the label of a last row left blank (四、结转…): set as the labels above, as far below them as rows are, and nothing
    follows as closely."""
    line, step = lines[0], lines[0].box.centre - block[-1].box.centre
    if abs(line.box.height - block[-1].box.height) > _ALIKE * line.box.height or step < line.box.height:
        return False
    usual = any(abs(b.box.centre - a.box.centre - step) < _NEAR for a, b in pairwise(block))
    if not usual or any(after.box.centre - line.box.centre < _STEP * step for after in lines[1:]):
        return False
    words = [row.tokens[0].box for row in block if not row.tokens[0].is_figure]
    return sum(min(abs(box.x0 - line.box.x0), abs(box.middle - line.box.middle)) < _NEAR for box in words) > 1


def _begins_another(before: Line, line: Line) -> bool:
    """Whether a header follows on a line of figures without a label: tables printed across have one line of figures."""
    bare = before.figures and all(token.is_figure for token in before.tokens)
    return bool(bare) and not line.figures and not line.is_rest and line.box.x1 > before.box.x0
