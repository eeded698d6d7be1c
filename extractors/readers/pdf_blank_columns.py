"""Columns of a table without rules that hold no figure on a page: the words of a header show them, or the page before does."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractors.readers.pdf_pieces import Line, Token, around
from extractors.readers.pdf_rules import Box

_PARTED = 0.2
"""Letters of two columns are farther apart than those of one word by this part of their height."""


def headed(lines: Sequence[Line], columns: Sequence[Box]) -> list[Box]:
    """The columns of figures, and those over which only a header stands: where its lowest words are over no figure.

    A word alone in its line may head a group of columns, and shows none.
    """
    right = _labels_end(lines)
    found = list(columns)
    lowest: list[Box] = []
    for line in reversed(lines):
        words = [] if line.figures else [w for token in line.tokens if token.box.x0 >= right for w in _words_over(token, columns)]
        lowest = [] if line.figures else lowest
        new = [word for word in words if not _over(word, lowest)] if len(line.tokens) > 1 or len(words) > 1 else []
        lowest += new
        found += [word for word in new if not _over(word, found)]
    return sorted(found)


def _words_over(token: Token, columns: Sequence[Box]) -> list[Box]:
    """The words of columns that nearly touch; two in the middle over one column of figures are its own, parted by a blank."""
    words = _words(token)
    whole = len(words) == 2 and any(abs(column.middle - token.box.middle) < token.box.height / 2 for column in columns)
    return [token.box] if whole else words


def _words(token: Token) -> list[Box]:
    """The words of columns that nearly touch: between any two the letters leave more room than elsewhere."""
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(token.glyphs)]
    usual = median(gaps) + _PARTED * token.box.height if gaps else 0.0
    pairs = zip(gaps, pairwise(token.glyphs), strict=True)
    cuts = [i for i, (gap, (a, b)) in enumerate(pairs, start=1) if gap > usual and a.text.isalpha() and b.text.isalpha()]
    return [around([glyph.box for glyph in token.glyphs[low:high]]) for low, high in pairwise([0, *cuts, len(token.glyphs)])]


def carried_over(lines: Sequence[Line], columns: Sequence[Box], above: Sequence[Sequence[Box]]) -> list[Box]:
    """The columns of a page's first table, with those that only what ends the page before shows.

    ``above`` are the columns of the header and of the table there; those of the first that shows columns right of the labels are taken
    where they are those of this page but for one.
    """
    right = _labels_end(lines)
    shown = [[column for column in each if column.x0 >= right] for each in above]
    for known in [each for each in shown if len(each) > 1][:1]:
        own = [_over(column, known) for column in columns]
        found = [over[0] for over in own if len(over) == 1]
        if all(len(over) < 2 for over in own) and len(set(found)) == len(found) and len(found) >= max(len(columns) - 1, 1):
            return sorted([*columns, *(column for column in known if not _over(column, columns))])
    return list(columns)


def _labels_end(lines: Sequence[Line]) -> float:
    """Where the labels of rows end, 0 where they have none."""
    return max((token.box.x1 for line in lines for token in line.tokens if token.box.x1 < _first(line)), default=0.0)


def _over(box: Box, others: Sequence[Box]) -> list[Box]:
    """Those of some boxes that stand above or below a box."""
    return [other for other in others if box.x0 < other.x1 and other.x0 < box.x1]


def _first(line: Line) -> float:
    """Where the first figure of a line begins; left of everything where it has none."""
    return line.figures[0].box.x0 if line.figures else -1.0
