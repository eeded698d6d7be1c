"""What is known while prose is read for figures: whose report it is, what the text is about, the sentence at hand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from extractors.lines import fold
from extractors.narrative_text import Sentence
from extractors.narrative_words import Narrative, Said
from extractors.records import Claim

_FLOW = frozenset(("received", "carried_in", "concluded", "carried_out"))
_SEGMENT = re.compile("[;。]")
_AGAINST = re.compile("发生|引发|产生|引起|被申请|被提起")
_DISCLOSURE = re.compile("信息公开|依申请公开|政务公开")


@dataclass(frozen=True, slots=True)
class About:
    """Whose report it is and of which year, and the editions of its tables."""

    agency: str
    year: int | None
    editions: Mapping[str, str]


@dataclass(slots=True)
class State:
    """What the prose read so far is about.

    ``text`` is the whole section, ``before`` its sentences whose topic was not asked yet. ``foreign``: of another organ, ``part``: of some
    of the requests, to the end of the sentence. ``last`` is the figure named last, ``previous`` the name of what the number before was,
    ``open``: proceedings were named without results yet, ``mixed``: two of them, so that results belong to neither. ``in_doubt``: whose
    figures follow is no more certain, ``elsewhen``: the sentence was all of another time.
    """

    topic: str | None
    text: str
    foreign: bool = False
    part: bool = False
    last: Said | None = None
    previous: str | None = None
    in_doubt: bool = False
    elsewhen: bool = False
    open: bool = False
    mixed: bool = False
    before: list[str] = field(default_factory=list)
    found: list[tuple[Said, Claim]] = field(default_factory=list)
    doubtful: list[tuple[Said, Claim]] = field(default_factory=list)


@dataclass(slots=True)
class Read:
    """A sentence being read."""

    sentence: Sentence
    folded: str
    section: int | None
    narrative: Narrative
    about: About
    state: State
    topics: list[tuple[int, str]] | None = None


def _topic(read: Read, place: int) -> str | None:
    """What the text is about at a place of a sentence: by the last word that tells, here or in the sentences before."""
    if read.topics is None:
        read.topics = [(found.start(), found.lastgroup) for found in read.narrative.topics.finditer(read.folded) if found.lastgroup]
    here = [topic for start, topic in read.topics if start < place]
    if here:
        return here[-1]
    before = _topic_before(read.state, read.narrative)
    if before is None and ({topic for _, topic in read.topics} == {"requests"} or read.narrative.signs.search(read.folded)):
        return "requests"
    return before


def _topic_before(state: State, narrative: Narrative) -> str | None:
    """Sentences are looked at only when it is asked, and once."""
    for text in reversed(state.before):
        found = [match.lastgroup for match in narrative.topics.finditer(fold(text)) if match.lastgroup]
        if found:
            state.topic = found[-1]
            break
    state.before = []
    return state.topic


def _follows_requests(read: Read, segment: str) -> bool:
    """Whether proceedings against an organ that decides on none are spoken of right behind its requests."""
    against = _AGAINST.search(segment) and not read.narrative.hearing.search(read.about.agency)
    return bool(against) and _topic_before(read.state, read.narrative) == "requests"


def in_edition(said: Said, about: About) -> bool:
    return said.edition is None or about.editions.get(said.table) == said.edition


def is_about(read: Read, topic: str | None, place: int, name: str = "") -> bool:
    """Whether the text before a place is about what it must be about, for the figure of a name."""
    if topic is None:
        return True
    segment = _SEGMENT.split(read.folded[:place])[-1]
    if topic == "disclosure":
        return read.section == 4 or bool(_DISCLOSURE.search(read.folded, 0, place)) or _follows_requests(read, segment)
    near = segment if name in _FLOW else read.folded
    if topic == "requests" and read.narrative.silence["attributes"].search(near):
        return False
    return _topic(read, place) == topic
