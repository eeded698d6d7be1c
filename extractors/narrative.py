"""Figures said in prose that the form also holds. What is not understood whole is silence: a wrong claim accuses an organ."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from extractors.narrative_context import About, Read, State, in_edition, is_about
from extractors.narrative_proof import proven
from extractors.narrative_subject import is_own
from extractors.narrative_text import NUMBERING, dated, is_elsewhen, may_speak, sentences, silent
from extractors.narrative_value import value_of
from extractors.narrative_words import FOLLOWS, Narrative, Rule, Said
from extractors.records import Claim, Section
from extractors.storable import fits

__all__ = ["claims"]
_BOUNDARY = re.compile(r"[,;。()]")
_LIST = re.compile("[、和及]")
_CLAUSE = re.compile(r"[^,;。:()]+")
_REST = re.compile("其中|其余|剩余")
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
            state.topic, state.foreign, state.in_doubt, state.elsewhen, state.before = start, False, False, False, []
        if sentence.speaks:
            _of_sentence(Read(sentence, dated(sentence.folded, about.year), section.number, narrative, about, state))
        state.before.append(sentence.text)
    return _consistent([*state.found, *proven(state.found, state.doubtful)])


def _of_sentence(read: Read) -> None:
    """A sentence that begins with 其中 goes on with the figure of the one before; organs named behind 其中 are left with their sentence."""
    state, foreign, found = read.state, read.state.foreign, len(read.state.found)
    state.part, state.previous = False, None
    if not read.folded.startswith("其中"):
        state.last, state.open, state.mixed = None, False, False
    _read(read)
    if state.foreign and not foreign and len(state.found) > found and "其中" in read.folded:
        state.foreign, state.in_doubt = False, True


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
    state = read.state
    state.elsewhen = is_elsewhen(read.folded, read.about.year, stretches, state.elsewhen)
    if state.elsewhen or (stretches and stretches[0] == (0, len(read.folded))):
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
        match = absence.pattern.fullmatch(clause[0].rstrip("."))
        if match is None or not is_own(read, match, clause.start(), denies=True) or not is_about(read, absence.topic, clause.start()):
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
    others, previous = False, read.state.previous
    read.state.previous = None
    for rule, match in _ways(read.narrative, before, behind) if len(before) <= _LONGEST else ():
        if not _may_be(read, rule, number, previous):
            continue
        wider = rule.said.table == "proceedings" and not rule.when.under and read.narrative.wider.match(behind)
        if not wider and not is_about(read, rule.topic, number.start(), rule.said.name):
            continue
        if is_own(read, match, cut):
            read.state.previous = f"all {rule.said.name}" if wider else rule.said.name
            if not wider:
                _claim(read, rule, number, _is_doubted(read, rule, number, begin))
            return
        others = others or not rule.when.doubtful
    read.state.part = read.state.part or others or bool(read.narrative.unread.search(before))


def _is_doubted(read: Read, rule: Rule, number: re.Match[str], begin: int) -> bool:
    state, when = read.state, rule.when
    last = state.last.name if state.last is not None else None
    # Of those received this year some, while those carried over were concluded too.
    part = rule.said.name == "concluded" and _REST.search(read.folded, begin, number.start())
    unless = when.unless is not None and when.unless.search(state.text)
    return bool(state.in_doubt or when.doubtful or last in when.not_under or part or unless)


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


def _may_be(read: Read, rule: Rule, number: re.Match[str], previous: str | None) -> bool:
    state, narrative, when = read.state, read.narrative, rule.when
    last = state.last.name if state.last is not None and not state.mixed else None
    if not in_edition(rule.said, read.about) or (when.under and last not in when.under) or (when.after and previous not in when.after):
        return False
    if when.beside is not None and not when.beside.search(read.folded):
        return False
    unit = number["unit"]
    if unit is not None and unit not in when.units and unit not in (narrative.money if rule.said.unit else narrative.count_units):
        return False
    return not when.zero or value_of(number, rule.said, narrative) == 0


def _claim(read: Read, rule: Rule, number: re.Match[str], doubted: bool) -> None:
    value, said, state = value_of(number, rule.said, read.narrative), rule.said, read.state
    behind, last = read.folded[number.end() :], state.last
    if not rule.when.under or said.table == "disclosure":
        state.last = None if doubted and said.name == read.narrative.included.figure else said
    if value is None or not fits(value):
        return
    proceedings = said.table == "proceedings"
    items = last.items if proceedings and rule.when.under and last is not None else said.items
    included = read.narrative.included
    if said.name == included.figure and not rule.when.zero:
        if included.said.match(behind):
            items = (*items, *read.narrative.by_name[included.other][0].items)
        elif included.doubted.match(behind) or ("新收" not in read.folded and included.after.search(read.folded, 0, number.start())):
            return
    _add(read, said, items, value, number[0], said.unit or number["unit"], doubted)
    if proceedings:
        state.mixed = state.open and not rule.when.under
        state.open = not rule.when.under


def _add(read: Read, said: Said, items: tuple[str, ...], value: Decimal, text: str, unit: str | None, doubted: bool = False) -> None:
    claim = Claim(items, said.measure, value, unit, read.section, text, read.sentence.text)
    (read.state.doubtful if doubted else read.state.found).append((said, claim))
