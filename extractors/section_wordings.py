"""The wordings of section headings as patterns, made once for a vocabulary."""

import re
from dataclasses import dataclass

from extractors.vocabulary import SectionForm, Vocabulary

NUMERALS = "一二三四五六七八九十"
FUZZY = 86
LEAST = FUZZY - 12
"""The likeness (0 to 100) from which a line may be a misprinted heading, and the least that its own number makes enough."""
LONGEST = 32
"""A longer line resembles no heading."""
_VOCABULARIES = 8
_NOTHING_ELSE = r"(?=[:(]|[:。.、*】》〗\]\"”]*$)"


@dataclass(frozen=True, slots=True)
class Wordings:
    """A section's wordings as patterns: at the start of a text, or all of it but for a note; and those that others are compared with."""

    form: SectionForm
    alone: re.Pattern[str]
    alone_whole: re.Pattern[str]
    numbered: re.Pattern[str]
    numbered_whole: re.Pattern[str]
    alone_long: tuple[str, ...]
    all_long: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """All wordings: by section, the start of any, a heading inside a line, and the characters they are made of."""

    sections: tuple[Wordings, ...]
    start: re.Pattern[str]
    inner: re.Pattern[str]
    characters: frozenset[str]

    def may_open(self, text: str) -> bool:
        """Whether a text opens with a heading or may resemble one: most of its characters must then be those of headings."""
        if self.start.match(text):
            return True
        shared = sum(map(self.characters.__contains__, text)) if len(text) <= LONGEST else 0
        # Of two texts the likeness is at most twice what they share through what they share and the length of one.
        return 200 * shared >= LEAST * (len(text) + shared)


_KNOWN: dict[int, tuple[Vocabulary, Patterns]] = {}


def patterns_of(vocabulary: Vocabulary) -> Patterns:
    """The patterns of a vocabulary."""
    # By identity: a vocabulary is large, and hashing it for each line costs more than the line.
    found = _KNOWN.get(id(vocabulary))
    if found is None or found[0] is not vocabulary:
        if len(_KNOWN) >= _VOCABULARIES:
            _KNOWN.clear()
        found = _KNOWN[id(vocabulary)] = vocabulary, _made(vocabulary)
    return found[1]


def _made(vocabulary: Vocabulary) -> Patterns:
    words = [word for form in vocabulary.sections for word in (*form.alone, *form.numbered)]
    sections = tuple(_wordings(form) for form in vocabulary.sections)
    return Patterns(sections, re.compile(_any(tuple(words))), _inner_pattern(vocabulary), frozenset("".join(words)))


def _wordings(form: SectionForm) -> Wordings:
    alone, numbered = _any(form.alone), _any(form.numbered)
    alone_long = tuple(word for word in form.alone if len(word) >= 4)
    all_long = tuple(word for word in form.alone + form.numbered if len(word) >= 4)
    whole, numbered_whole = (re.compile(pattern + _NOTHING_ELSE) for pattern in (alone, numbered))
    return Wordings(form, re.compile(alone), whole, re.compile(numbered), numbered_whole, alone_long, all_long)


def _any(words: tuple[str, ...]) -> str:
    # In the order given: the official heading first, then the longest.
    return f"(?:{'|'.join(re.escape(word) for word in words)})" if words else "(?!)"


def _inner_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    # Only the longer wordings, behind their own number: a short one in running text proves nothing.
    options = []
    for form in vocabulary.sections:
        words = "|".join(re.escape(word) for word in form.alone if len(word) >= 9)
        if words:
            options.append(rf"{NUMERALS[form.number - 1]}、(?P<s{form.number}>{words})")
    return re.compile(rf"(?=[{NUMERALS}]、)(?<![“\"《第‘'])(?:{'|'.join(options)})")
