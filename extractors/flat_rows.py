"""Where the rows of a table stand in text that has lost its cells: each label after the one before, as the form has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractors.alignment import AHEAD, FUZZY
from extractors.forms import Row, Table
from extractors.labels import best_similarity, squeeze, unnumbered
from extractors.values import has_number

_GAP = 300
"""The next label of a table stands at most so many characters after the last."""
_CHINESE_NUMBERING = r"(?:\(?\s*[一二三四五六七八九十]{1,3}\s*[)、.,]\s*){0,2}"
_NOTE = re.compile(r"\((?!(?:[一二三四五六七八九十]{1,3}|\d{1,2})\))[^()|]{1,200}\)")
"""Any but a number."""
_LABEL = re.compile(r"^[ |\t]*((?:\d{1,2}\s*[.、,)])?[^|\d\n]*[^|\d\s])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the form found in the text: where its label begins and ends, and the figures printed after it."""

    row: Row
    start: int
    end: int


def sequences(text: str, table: Table) -> Iterator[list[Found]]:
    """From every place where one of the first rows' labels stands, the labels that follow in form order."""
    for first in range(min(3, len(table.rows))):
        for match in pattern(*labels(table.rows[first])).finditer(text):
            yield list(_follow(text, table.rows[first:], match.start()))


def _follow(text: str, rows: tuple[Row, ...], start: int) -> Iterator[Found]:
    at = start
    for row in rows:
        match = pattern(*labels(row)).search(text, at, at + _GAP)
        if match:
            yield Found(row, match.start(), match.end())
            at = match.end()


def labels(row: Row) -> tuple[str, ...]:
    """Longest first, so that a label is not taken for a shorter one it begins with."""
    return tuple(sorted((row.label, *row.variants), key=len, reverse=True))


@lru_cache(maxsize=512)
def pattern(*labels: str) -> re.Pattern[str]:
    return re.compile(_CHINESE_NUMBERING + "(?:" + "|".join(_own_number(label) + spaced(label) for label in labels) + ")")


def _own_number(label: str) -> str:
    """A label's own number and no other: the digits before it may be figures of the row above."""
    number = re.match(r"\d+", squeeze(label))
    return rf"(?:(?:{number[0]}\s*[.、,)]\s*)?)" if number else ""


def spaced(label: str) -> str:
    """A label with blanks allowed anywhere, punctuation and bracketed notes optional."""
    body, _, note = unnumbered(label).partition("(")
    spaced = r"\s*".join(re.escape(c) + ("" if c.isalnum() else "?") for c in body)
    rest = r"\s*".join(re.escape(c) for c in "(" + note) if note else ""
    return spaced + (rf"\s*(?:{rest})?" if rest else "")


def with_next(found: list[Found], text: str) -> Iterator[tuple[Found, int]]:
    for one, other in pairwise(found):
        yield one, other.start
    yield found[-1], len(text)


def without_notes(text: str, table: Table) -> str:
    """A text with a blank for each of the notes in brackets that are none of the form's: they name other rows, and numbers."""
    own = "".join(squeeze(name) for row in table.rows for name in (row.label, *row.variants))

    def blanked(note: re.Match[str]) -> str:
        return note[0] if squeeze(note[0]) in own or "元" in note[0] else " "

    return _NOTE.sub(blanked, text)


def damaged(text: str, table: Table, found: list[Found]) -> Iterator[Found]:
    """The rows not among those found whose label stands, not quite as the form has it, in a line of its own between two of them."""
    for before, after in pairwise(found):
        at = before.end
        for row in table.rows[before.row.position : after.row.position - 1]:
            label = next((label for label in _LABEL.finditer(text, at, after.start) if _is_like(label[1], row, table)), None)
            if label is not None:
                yield Found(row, label.start(1), label.end(1))
                at = label.end(1)


def _is_like(text: str, row: Row, table: Table) -> bool:
    """Whether a label is like that of a row, and clearly more than like any other of the table."""
    alike = best_similarity([text], labels(row))
    others = (best_similarity([text], labels(other)) for other in table.rows if other is not row)
    return alike >= FUZZY and alike - max(others, default=0.0) >= AHEAD


def may_stand(text: str, found: list[Found], row: Row) -> bool:
    """Whether figures that none of the rows found claims stand where a row that was not found would."""
    before = max((f for f in found if f.row.position < row.position), key=lambda f: f.start, default=None)
    after = min((f for f in found if f.row.position > row.position), key=lambda f: f.start, default=None)
    if before is None or after is None:
        return False
    words = text[before.end : after.start].replace("|", " ").split()
    named = next((at for at, word in enumerate(words) if not has_number(word) and re.search(r"\w{2}", word)), len(words))
    return any(map(has_number, words[named:]))
