"""Comparing printed labels with the form's: what counts is the wording, not blanks, numbering, punctuation or width of characters."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Indel

_BLANKS = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad]+")
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分"
    r"|[一二三四五六七八九十]{1,3}[、.,:]"
    r"|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)[、.,:]?"
    r"|\d{1,2}[)、.,:]?(?=[^\d.,%])"
    r"|[①-⑳])"
)
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_WORDING = re.compile(r"[^\w]|_")


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """NFKC without any blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=65536)
def wording(text: str) -> str:
    """A label's wording: squeezed, leading numbering removed, punctuation removed."""
    return _NOT_WORDING.sub("", unnumbered(text))


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """A label's wording without notes in brackets; the wording itself where nothing else is there."""
    return _NOT_WORDING.sub("", _NOTE.sub("", unnumbered(text))) or wording(text)


def is_among(text: str, wordings: frozenset[str]) -> bool:
    """Whether a printed label has one of these wordings, with or without its notes in brackets."""
    return wording(text) in wordings or bare(text) in wordings


def unnumbered(text: str) -> str:
    """A squeezed label without its leading numbering, which may be doubled (三、（一）)."""
    text = squeeze(text)
    while (shorter := _NUMBERING.sub("", text, count=1)) != text:
        text = shorter
    return text


@lru_cache(maxsize=262144)
def similarity(one: str, other: str) -> float:
    """Likeness of two labels from 0 to 1: the better of their wordings with and without notes in brackets."""
    best = _ratio(wording(one), wording(other))
    if best < 1 and (bare(one) != wording(one) or bare(other) != wording(other)):
        best = max(best, _ratio(bare(one), bare(other)))
    return best


def best_similarity(texts: Iterable[str], labels: Iterable[str]) -> float:
    """The best likeness of any text to any label; 0 of nothing."""
    labels = tuple(labels)
    return max((similarity(text, label) for text in texts for label in labels), default=0.0)


def _ratio(one: str, other: str) -> float:
    return Indel.normalized_similarity(one, other) if one and other else 0.0
