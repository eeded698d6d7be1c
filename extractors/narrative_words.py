"""What is known of how prose names figures: compiled patterns and the figures they claim."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

FOLLOWS = re.compile(r"(?:$|[,;。)(、:]|均|全部|已|都|并|其中|占|同比|较|比|和|及|且)")
"""What may follow a number with its unit, where what it is stands before it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A figure of the form that prose may name: the sum of ``items`` in ``measure``, where ``table`` is of ``edition`` if one is given."""

    name: str
    items: tuple[str, ...]
    measure: str
    table: str
    edition: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class When:
    """What must hold around a number for a figure to be claimed.

    ``under``: the figures one of which must have been named last, ``after``: by the number directly before; ``beside``: what the sentence
    must say, ``zero``: only 0 is meant, ``units``: counted with these too. In doubt (see ``narrative_proof``) is what is said
    ``doubtful``, under one of ``not_under``, or where the section says ``unless``.
    """

    under: frozenset[str]
    not_under: frozenset[str]
    after: frozenset[str]
    beside: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    zero: bool
    doubtful: bool
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say a figure: all that stands before the number and how what is behind it begins.

    ``topic`` is what the text must be about, ``is_list``: of a list only the last part counts.
    """

    said: Said
    before: re.Pattern[str]
    behind: re.Pattern[str]
    topic: str | None
    when: When
    is_list: bool


@dataclass(frozen=True, slots=True)
class Phrases:
    """Rules by the words one of which must be near a number for them to be tried: places in ``rules``, in the order they are tried."""

    holds: re.Pattern[str]
    places: Mapping[str, tuple[int, ...]]
    rules: tuple[Rule, ...]

    def near(self, text: str) -> Iterator[Rule]:
        """The rules whose words a text holds."""
        return (self.rules[place] for place in sorted({place for word in self.holds.findall(text) for place in self.places[word]}))


@dataclass(frozen=True, slots=True)
class Results:
    """Figures that are named by a word alone (group ``word``), which stands before the number or behind it."""

    before: re.Pattern[str]
    lead: re.Pattern[str]
    behind: re.Pattern[str]
    rules: Mapping[str, tuple[Rule, ...]]


@dataclass(frozen=True, slots=True)
class Absence:
    """A clause that says there was none; its named groups are names of figures."""

    pattern: re.Pattern[str]
    topic: str | None


@dataclass(frozen=True, slots=True)
class Included:
    """A figure that may hold another: ``said`` says that it does, ``doubted`` and ``after`` (before it) that it may."""

    figure: str
    other: str
    said: re.Pattern[str]
    doubted: re.Pattern[str]
    after: re.Pattern[str]


@dataclass(frozen=True)
class Narrative:
    """All that is known of how prose names figures."""

    phrases: Phrases
    results: Results
    absences: tuple[Absence, ...]
    absent: re.Pattern[str]
    by_name: Mapping[str, tuple[Said, ...]]
    number: re.Pattern[str]
    count_units: frozenset[str]
    money: Mapping[str, Decimal]
    own: Mapping[str, tuple[str, ...]]
    parts: re.Pattern[str]
    whole: re.Pattern[str]
    hearing: re.Pattern[str]
    channels: re.Pattern[str]
    through: re.Pattern[str]
    topics: re.Pattern[str]
    signs: re.Pattern[str]
    wider: re.Pattern[str]
    unread: re.Pattern[str]
    silence: Mapping[str, re.Pattern[str]]
    comparing: tuple[str, ...]
    none: re.Pattern[str]
    included: Included
