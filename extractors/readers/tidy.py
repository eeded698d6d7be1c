"""Lines of text as a reader sees them: without what cannot be seen, blanks as they show."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_UNTIDY = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\xa0\x0b]|[ \t]{2}")
_BLANKS = re.compile(r"[ \x0b]+")
_RUNS = re.compile(r"[ \t]{2,}")
SHORT = 64
"""Texts up to this length come again and again in a table; longer ones are not kept."""


def tidy(text: str) -> str:
    """One line of text: invisible characters out, runs of blanks made one (a tab if there was one), ends stripped.

    A vertical tab stands for a line break of the source: it is a blank, but nothing between two Chinese characters.
    """
    text = text.strip()
    if text.isalnum() or not _UNTIDY.search(text):
        return text
    text = text.translate(_INVISIBLE).replace("\xa0", " ")
    text = _BLANKS.sub(_gap, text)
    return _RUNS.sub(lambda run: "\t" if "\t" in run.group() else " ", text).strip()


def _gap(run: re.Match[str]) -> str:
    """What a run of blanks and line breaks of the source shows as. Runs are matched whole: trying each of its blanks takes n² steps."""
    if "\x0b" not in run[0]:
        return run[0]
    before, after = run.string[max(run.start() - 1, 0) : run.start()], run.string[run.end() : run.end() + 1]
    return "" if _wide(before) and _wide(after) else " "


def _wide(character: str) -> bool:
    return character != "" and unicodedata.east_asian_width(character) in "WF"


def lines(text: str) -> list[str]:
    """The lines of a text that are not blank, each tidied; most texts need little of it."""
    tidied = map(tidy if _UNTIDY.search(text) else str.strip, text.split("\n"))
    return list(filter(None, tidied))


def tidied(text: str) -> str:
    """The lines of a text that are not blank, each tidied, in one text."""
    return _short(text) if len(text) <= SHORT else _tidied(text)


def _tidied(text: str) -> str:
    return "\n".join(lines(text))


_short = lru_cache(maxsize=4096)(_tidied)
