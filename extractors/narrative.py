"""Figures said in prose that the form also holds. What is not understood whole is silence: a wrong claim accuses an organ."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import cn2an

from extractors.narrative_text import Sentence, dated, sentences, silent
from extractors.narrative_words import Narrative, Rule, Said
from extractors.records import Claim, Section
from extractors.storable import fits
from extractors.years import YEAR

__all__ = ["claims"]
_BOUNDARY = re.compile(r"[,;。()]")
_CLAUSE = re.compile(r"[^,;。:()]+")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]是|\d{1,2}[.、]|[①-⑳])")
_TIME = re.compile(rf"(?:截至|截止到?|在)?{YEAR}年(?:度|底|末|内|(?:12月(?:31日|底)))?|12月31日")
_DISCLOSURE = re.compile("信息公开|依申请公开|政务公开")
_RECEIVED = re.compile("收到|受理|接到|接收")
_SUBJECT = 20
"""The longest name of an organ that may stand in a clause of its own."""
_TOPIC_OF_SECTION = {3: "requests", 4: "proceedings"}


@dataclass(frozen=True, slots=True)
class About:
    """Whose report it is and of which year, and the editions of its tables."""

    agency: str
    year: int | None
    editions: Mapping[str, str]


@dataclass(slots=True)
class _State:
    """What the prose read so far is about: the topic, whether of another organ, the figure named last."""

    topic: str | None
    foreign: bool = False
    last: Said | None = None
    mixed: bool = False
    disclosure: bool = False
    found: list[tuple[Said, Claim]] = field(default_factory=list)


def claims(
    sections: Iterable[Section], narrative: Narrative, agency: str | None, year: int | None, editions: Mapping[str, str]
) -> list[Claim]:
    """Every figure of the form that the prose of a report names without doubt, in reading order.

    ``editions`` are those of the report's tables: what only one edition has is claimed only where its table is of that edition.
    A figure named twice with different values in one section is left out there: one of them is a part of something.
    """
    about = About(agency or "", year, editions)
    return [claim for section in sections for claim in _of_section(section, narrative, about)]


def _of_section(section: Section, narrative: Narrative, about: About) -> list[Claim]:
    state = _State(_TOPIC_OF_SECTION.get(section.number or 0))
    start = state.topic
    for sentence in sentences(section.text):
        if sentence.opens:
            state.topic, state.foreign, state.disclosure = start, False, False
        state.last, state.mixed = None, False
        folded = dated(sentence.folded, about.year)
        if narrative.number.search(folded) or narrative.none.search(folded):
            _read(_Read(sentence, folded, section.number, narrative, about, state))
        _move_on(state, narrative, folded)
    return _consistent(state.found)


def _consistent(found: list[tuple[Said, Claim]]) -> list[Claim]:
    values: dict[tuple[tuple[str, ...], str], set[Decimal]] = {}
    for _, claim in found:
        values.setdefault((claim.items, claim.measure), set()).add(claim.value)
    return list(dict.fromkeys(claim for _, claim in found if len(values[claim.items, claim.measure]) == 1))


def _move_on(state: _State, narrative: Narrative, folded: str) -> None:
    state.topic = _topic(narrative, folded, state.topic)
    state.disclosure = state.disclosure or bool(_DISCLOSURE.search(folded))


def _topic(narrative: Narrative, folded: str, before: str | None) -> str | None:
    topic = before
    for match in narrative.topics.finditer(folded):
        topic = match.lastgroup or topic
    return topic


@dataclass(slots=True)
class _Read:
    """A sentence being read."""

    sentence: Sentence
    folded: str
    section: int | None
    narrative: Narrative
    about: About
    state: _State


def _read(read: _Read) -> None:
    stretches = silent(read.folded, read.about.year, read.narrative)
    if stretches and stretches[0] == (0, len(read.folded)):
        return
    events = [(match.start(), match) for match in _absent_clauses(read)]
    numbers = list(read.narrative.number.finditer(read.folded))
    ends = [0, *(match.end() for match in numbers)]
    begins = {match.start(): end for match, end in zip(numbers, ends, strict=False)}
    for place, match in sorted([*events, *((match.start(), match) for match in numbers)], key=lambda event: event[0]):
        if any(first <= place < last for first, last in stretches):
            continue
        if place in begins and match.re is read.narrative.number:
            _say(read, match, begins[place])
        else:
            _deny(read, match)


def _absent_clauses(read: _Read) -> Iterator[re.Match[str]]:
    if read.narrative.none.search(read.folded):
        yield from (match for match in _CLAUSE.finditer(read.folded) if read.narrative.none.search(match[0]))


def _deny(read: _Read, clause: re.Match[str]) -> None:
    """A clause that says there was none."""
    for absence in read.narrative.absences:
        match = absence.pattern.fullmatch(clause[0])
        if match is None or not _whose(read, match, clause.start()) or not _fitting(read, absence.topic, clause.start()):
            continue
        for name, wording in match.groupdict().items():
            if name != "who" and wording:
                for said in _saids(read, name):
                    _add(read, said, said.items, Decimal(0), clause[0])
        return


def _saids(read: _Read, name: str) -> Iterator[Said]:
    said = next((said for said in read.narrative.by_name[name] if _in_edition(said, read.about)), None)
    if said is not None:
        yield said


def _in_edition(said: Said, about: About) -> bool:
    return said.edition is None or about.editions.get(said.table) == said.edition


def _say(read: _Read, number: re.Match[str], begin: int) -> None:
    """Claim the figure a number is said to be, if everything around it is understood."""
    cut = max((match.end() for match in _BOUNDARY.finditer(read.folded, begin, number.start())), default=begin)
    before = read.folded[cut : number.start()].lstrip("、和及")
    head, colon, rest = before.rstrip(":").rpartition(":")
    before = (rest if colon else before) or head
    before = _NUMBERING.sub("", before)
    behind = read.folded[number.end() :]
    for rule in read.narrative.rules:
        if not _may_be(read, rule, number):
            continue
        text = re.split("[、和及]", before)[-1] if rule.is_list else before
        match = rule.before.fullmatch(text)
        if match is None or not rule.behind.match(behind) or not _fitting(read, rule.topic, number.start()):
            continue
        if _whose(read, match, cut):
            _claim(read, rule, number, behind)
            return


def _may_be(read: _Read, rule: Rule, number: re.Match[str]) -> bool:
    if not _in_edition(rule.said, read.about):
        return False
    if rule.under and (read.state.last is None or read.state.mixed or read.state.last.name not in rule.under):
        return False
    unit = number["unit"]
    allowed = unit is None or unit in (read.narrative.money if rule.said.unit else read.narrative.count_units)
    return allowed and (not rule.zero or _value(number, rule.said, read.narrative) == 0)


def _fitting(read: _Read, topic: str | None, place: int) -> bool:
    """Whether the text before a place is about what it must be about."""
    if topic is None:
        return True
    if topic == "disclosure":
        return read.section == 4 or read.state.disclosure or bool(_DISCLOSURE.search(read.folded[:place]))
    return _topic(read.narrative, read.folded[:place], read.state.topic) == topic


def _whose(read: _Read, match: re.Match[str], start: int) -> bool:
    """Whether a figure is the whole organ's: no other organ is spoken of, and no way by which only a part of the requests came."""
    who = match.groupdict().get("who")
    if who is not None and not _is_of_organ(read, who, start):
        return False
    said_before = re.split("[;。]", read.folded[:start])[-1]
    part = "其中" in said_before and _RECEIVED.search(match[0]) and "新收" not in match[0]
    return not (read.state.foreign or part or read.narrative.channels.search(said_before))


def _is_of_organ(read: _Read, who: str, start: int) -> bool:
    """Whether a subject is the report's own organ. Once another is named the prose stays with it until the own one is named again."""
    state, endings = read.state, read.narrative.own["endings"]
    subject = _subject(read, who)
    if subject:
        own = _own(read, subject)
        state.foreign = not own and (state.foreign or subject.endswith(endings))
        return own
    earlier = _subject(read, re.split("[,;。:]", read.folded[: max(start - 1, 0)])[-1])
    if len(earlier) <= _SUBJECT and earlier.endswith(endings) and not _own(read, earlier):
        state.foreign = True
    return True


def _subject(read: _Read, who: str) -> str:
    """The words before a verb without times and words that add nothing."""
    subject = _TIME.sub("", _NUMBERING.sub("", who))
    changed = True
    while changed and subject:
        changed = False
        for word in read.narrative.own["fillers"]:
            if subject.startswith(word) or (subject.endswith(word) and len(word) > 1 and word != "办公室"):
                subject = subject.removeprefix(word) if subject.startswith(word) else subject.removesuffix(word)
                changed = True
    return subject


def _own(read: _Read, subject: str) -> bool:
    own, agency = read.narrative.own, read.about.agency
    if read.narrative.channels.search(subject) or any(part in subject for part in own["parts"]):
        return False
    if subject.startswith("全"):
        return True
    if subject.startswith(own["openings"]):
        return len(subject) <= read.narrative.longest_after_pronoun
    if agency.endswith(own["consolidated"]) and subject in own["bare"]:
        return False
    rest = iter(agency)
    return len(subject) >= 2 and all(character in rest for character in subject)


def _claim(read: _Read, rule: Rule, number: re.Match[str], behind: str) -> None:
    value = _value(number, rule.said, read.narrative)
    if value is None or not fits(value):
        return
    said = rule.said
    items = said.items
    if said.table == "proceedings" and rule.under and read.state.last is not None:
        items = read.state.last.items
    figure, other, pattern = read.narrative.included
    if said.name == figure and pattern.match(behind):
        items = (*items, *read.narrative.by_name[other][0].items)
    _add(read, said, items, value, number[0])
    if said.measure == "total" and said.table == "proceedings" and not rule.under:
        read.state.mixed = read.state.last is not None and read.state.last.measure == "total" and read.state.last.table == "proceedings"
    if not rule.under or said.table == "disclosure":
        read.state.last = said


def _value(number: re.Match[str], said: Said, narrative: Narrative) -> Decimal | None:
    printed = number["number"] or number["none"]
    value = Decimal(printed.replace(",", "")) if printed[0].isdecimal() else _chinese(printed)
    if value is None:
        return None
    if said.unit is not None:
        return value * narrative.money[number["unit"] or said.unit] / narrative.money[said.unit]
    return value if value == value.to_integral_value() else None


def _chinese(printed: str) -> Decimal | None:
    """A number in Chinese numerals; None for what is none: 二三 says about how many."""
    spelled = re.sub("[〇○]", "零", printed)
    if len(spelled) > 1 and not re.search("[十百千]", spelled):
        return None
    try:
        return Decimal(str(cn2an.cn2an(spelled, "smart")))
    except ValueError:
        return None


def _add(read: _Read, said: Said, items: tuple[str, ...], value: Decimal, text: str) -> None:
    claim = Claim(items, said.measure, value, said.unit, read.section, text, read.sentence.text)
    read.state.found.append((said, claim))
