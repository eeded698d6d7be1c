"""Columns of a table without rules that hold no figure on a page: the words of a header show them, or the page before does."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractors.readers.pdf_pieces import Line, Token, around
from extractors.readers.pdf_rules import Box

_NEAR = 1.0
_MOST = 0.75
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
        if line.figures:
            found, lowest = _with_words(found, lowest), []
            continue
        words = [w for token in line.tokens if token.box.x0 >= right for w in _words_over(token, columns)]
        lowest += [word for word in words if not _over(word, lowest)] if len(line.tokens) > 1 or len(words) > 1 else []
    return _with_words(found, lowest)


def _with_words(columns: Sequence[Box], words: Sequence[Box]) -> list[Box]:
    """Columns with those that a header's words show: each word over no figure is one, unless figures are set to one side of theirs."""
    bare = [column for column in columns if not _over(column, words)]
    own = _set_aside(bare, sorted(word for word in words if not _over(word, columns)), sorted(words)) if bare and words else {}
    kept = [around([column, own[column]]) if column in own else column for column in columns]
    return sorted([*kept, *(word for word in words if not _over(word, kept))])


def _set_aside(bare: Sequence[Box], free: Sequence[Box], words: Sequence[Box]) -> dict[Box, Box]:
    """The word of each column of figures that stands under none: all are to the right of theirs, or all to the left, and each within the
    half of the way to the next word; none where that is not so of nearly all (a word alone in its line is not known to head a column)."""
    middles = [word.middle for word in words]
    if len(words) < 2:
        return {}
    halves = [(b - a) / 2 for a, b in pairwise(middles)]
    places = {word: place for place, word in enumerate(words)}
    for side in (1, -1):
        reach = {word: _half(halves, places[word] - (side < 0)) + _NEAR for word in free}
        found = {
            column: word
            for column in bare
            for word in free
            if side * (column.middle - word.middle) > 0 and max(side * (x - word.middle) for x in (column.x0, column.x1)) <= reach[word]
        }
        if len(found) == len(set(found.values())) >= _MOST * len(bare):
            return found
    return {}


def _half(halves: Sequence[float], place: int) -> float:
    """Half the way to the next word, of the outermost as far as to the other side."""
    return halves[min(max(place, 0), len(halves) - 1)]


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
