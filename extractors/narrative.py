"""Figures said in prose that the form also holds. What is not understood whole is silence: a wrong claim accuses an organ."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from extractors.narrative_context import About, Read, State, in_edition, is_about
from extractors.narrative_subject import is_own
from extractors.narrative_text import NUMBERING, dated, may_speak, sentences, silent
from extractors.narrative_value import value_of
from extractors.narrative_words import FOLLOWS, Narrative, Rule, Said
from extractors.records import Claim, Section
from extractors.storable import fits

__all__ = ["claims"]
_BOUNDARY = re.compile(r"[,;。()]")
_LIST = re.compile("[、和及]")
_CLAUSE = re.compile(r"[^,;。:()]+")
_NEAR = 24
_MOST = 200_000
"""Characters of a section; one that is longer is no prose."""
_LONGEST = 60
"""Longer words before a number are not understood whole, nor are longer clauses."""
_TOPIC_OF_SECTION = {3: "requests", 4: "proceedings"}


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
    state = State(_TOPIC_OF_SECTION.get(section.number or 0), section.text)
    if len(section.text) > _MOST or not may_speak(section.text):
        return []
    start = state.topic
    for sentence in sentences(section.text):
        if sentence.opens:
            state.topic, state.foreign, state.before = start, False, []
        if sentence.speaks:
            folded = dated(sentence.folded, about.year)
            state.last, state.part, state.open, state.mixed = None, False, False, False
            _read(Read(sentence, folded, section.number, narrative, about, state))
        state.before.append(sentence.text)
    return _consistent(state.found)


def _consistent(found: list[tuple[Said, Claim]]) -> list[Claim]:
    values: dict[tuple[tuple[str, ...], str], set[Decimal]] = {}
    for _, claim in found:
        values.setdefault((claim.items, claim.measure), set()).add(claim.value)
    return list(dict.fromkeys(claim for _, claim in found if len(values[claim.items, claim.measure]) == 1))


def _read(read: Read) -> None:
    numbers = list(read.narrative.number.finditer(read.folded))
    events = [(match.start(), match) for match in _absent_clauses(read)]
    if not numbers and not events:
        return
    stretches = silent(read.folded, read.about.year, read.narrative)
    if stretches and stretches[0] == (0, len(read.folded)):
        return
    ends = [0, *(match.end() for match in numbers)]
    begins = {match.start(): end for match, end in zip(numbers, ends, strict=False)}
    for place, match in sorted([*events, *((match.start(), match) for match in numbers)], key=lambda event: event[0]):
        if any(first <= place < last for first, last in stretches):
            continue
        if place in begins and match.re is read.narrative.number:
            _say(read, match, begins[place])
        else:
            _deny(read, match)


def _absent_clauses(read: Read) -> Iterator[re.Match[str]]:
    if read.narrative.none.search(read.folded) and read.narrative.absent.search(read.folded):
        for match in _CLAUSE.finditer(read.folded):
            if len(match[0]) <= _LONGEST and read.narrative.none.search(match[0]):
                yield match


def _deny(read: Read, clause: re.Match[str]) -> None:
    """A clause that says there was none."""
    for absence in read.narrative.absences:
        match = absence.pattern.fullmatch(clause[0])
        if match is None or not is_own(read, match, clause.start()) or not is_about(read, absence.topic, clause.start()):
            continue
        for name, wording in match.groupdict().items():
            if name != "who" and wording:
                for said in _saids(read, name):
                    _add(read, said, said.items, Decimal(0), clause[0], said.unit)
        return


def _saids(read: Read, name: str) -> Iterator[Said]:
    said = next((said for said in read.narrative.by_name[name] if in_edition(said, read.about)), None)
    if said is not None:
        yield said


def _say(read: Read, number: re.Match[str], begin: int) -> None:
    """Claim the figure a number is said to be, if everything around it is understood."""
    cut = max((match.end() for match in _BOUNDARY.finditer(read.folded, begin, number.start())), default=begin)
    before = _said_before(read.folded[cut : number.start()])
    behind = read.folded[number.end() :]
    others = False
    for rule, match in _ways(read.narrative, before, behind) if len(before) <= _LONGEST else ():
        if not _may_be(read, rule, number) or not is_about(read, rule.topic, number.start()):
            continue
        if is_own(read, match, cut):
            if rule.unless is None or not rule.unless.search(read.state.text):
                _claim(read, rule, number, behind)
            read.state.last = read.state.last if rule.under and rule.said.table != "disclosure" else rule.said
            return
        others = True
    read.state.part = read.state.part or others


def _ways(narrative: Narrative, before: str, behind: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """The rules whose patterns fit the text before and behind a number."""
    last = _LIST.split(before)[-1]
    near = before + behind[:_NEAR]
    for rule in narrative.phrases.near(near):
        match = rule.before.fullmatch(last if rule.is_list else before)
        if match is not None and rule.behind.match(behind):
            yield rule, match
    results = narrative.results
    found = results.before.fullmatch(before)
    if found is None or not FOLLOWS.match(behind):
        found = results.behind.match(behind) if results.lead.fullmatch(last) else None
    if found is not None:
        yield from ((rule, found) for rule in results.rules[found["word"]])


def _said_before(text: str) -> str:
    """What says of a number what it is: the text before it from the last colon on, without what joins it to the text before."""
    head, _, rest = text.rstrip(":").rpartition(":")
    return NUMBERING.sub("", (rest or head).lstrip("、和及"))


def _may_be(read: Read, rule: Rule, number: re.Match[str]) -> bool:
    state, narrative = read.state, read.narrative
    last = state.last.name if state.last is not None and not state.mixed else None
    if not in_edition(rule.said, read.about) or (rule.under and last not in rule.under) or last in rule.not_under:
        return False
    unit = number["unit"]
    if unit is not None and unit not in (narrative.money if rule.said.unit else narrative.count_units):
        return False
    return not rule.zero or value_of(number, rule.said, narrative) == 0


def _claim(read: Read, rule: Rule, number: re.Match[str], behind: str) -> None:
    value, said, state = value_of(number, rule.said, read.narrative), rule.said, read.state
    if value is None or not fits(value):
        return
    proceedings = said.table == "proceedings"
    items = state.last.items if proceedings and rule.under and state.last is not None else said.items
    included = read.narrative.included
    if said.name == included.figure and not rule.zero:
        if included.said.match(behind):
            items = (*items, *read.narrative.by_name[included.other][0].items)
        elif included.doubted.match(behind) or ("新收" not in read.folded and included.after.search(read.folded, 0, number.start())):
            return
    _add(read, said, items, value, number[0], said.unit or number["unit"])
    if proceedings:
        state.mixed = state.open and not rule.under
        state.open = not rule.under


def _add(read: Read, said: Said, items: tuple[str, ...], value: Decimal, text: str, unit: str | None) -> None:
    claim = Claim(items, said.measure, value, unit, read.section, text, read.sentence.text)
    read.state.found.append((said, claim))
