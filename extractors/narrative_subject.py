"""Whose figures a sentence speaks of: the report's own organ's, another organ's, or only some of them."""

import re

from extractors.narrative_context import Read
from extractors.narrative_text import NUMBERING
from extractors.years import YEAR

_TIME = re.compile(rf"(?:截至|截止到?|在)?{YEAR}年(?:度|底|末|内|(?:12月(?:31日|底)))?|{YEAR}(?=全年)|12月31日")
_RECEIVED = re.compile("收到|受理|接到|接收")
_SEGMENT = re.compile("[;。]")
_COUNTED = re.compile(r"\d[件宗起条份]")
_CLAUSE = re.compile("[,;。:]")
_FOR = re.compile("(?<=.)代表[省市区县州旗盟]?(?:人民)?政府$|通过[^,;。]{1,30}等(?:多种|各种|各类)?(?:方式|途径|渠道|形式)$")
"""Whom an organ acts for, and all ways at once."""
_PRONOUN = 6
_SUBJECT = 20
"""The longest name of an organ that may stand in a clause of its own."""


def is_own(read: Read, match: re.Match[str], start: int, denies: bool = False) -> bool:
    """Whether a figure is the whole organ's: no other organ is spoken of, and no way by which only a part of the requests came.

    A clause that ``denies`` is no part of what was said before.
    """
    who = match.groupdict().get("who")
    if who is not None and not _is_of_organ(read, who, start):
        return False
    said_before = "" if denies else _SEGMENT.split(read.folded[:start])[-1]
    part = "其中" in said_before and _RECEIVED.search(match[0]) and "新收" not in match[0]
    if "复议" in match[0] and _RECEIVED.search(match[0]) and read.narrative.hearing.search(read.about.agency):
        return False
    return not (read.state.foreign or read.state.part or part or _is_one_way(read, said_before))


def _is_one_way(read: Read, said_before: str) -> bool:
    """Whether only what came one way is spoken of; of a way that was counted by itself what follows says nothing."""
    narrative = read.narrative
    if not said_before:
        return False
    return bool(narrative.through.search(said_before) or narrative.channels.search(_COUNTED.split(said_before)[-1]))


def _is_of_organ(read: Read, who: str, start: int) -> bool:
    """Whether a subject is the report's own organ. Once another is named the prose stays with it until the own one is named again."""
    state, endings = read.state, read.narrative.own["endings"]
    subject = _subject(read, who)
    if subject:
        own = _own(read, subject) or _is_region(read, _TIME.sub("", who))
        state.in_doubt = state.in_doubt and not own
        state.foreign = not own and (state.foreign or subject.endswith(endings) or subject.startswith(read.narrative.own["openings"]))
        return own
    earlier = _subject(read, _CLAUSE.split(read.folded[: max(start - 1, 0)])[-1])
    if len(earlier) <= _SUBJECT and earlier.endswith(endings) and not _own(read, earlier):
        state.foreign = True
    return True


def _subject(read: Read, who: str) -> str:
    """The words before a verb without times and words that add nothing."""
    subject = _FOR.sub("", _TIME.sub("", NUMBERING.sub("", who)))
    changed = True
    while changed and subject:
        changed = False
        for word in read.narrative.own["fillers"]:
            if subject.startswith(word) or (subject.endswith(word) and len(word) > 1 and word != "办公室"):
                subject = subject.removeprefix(word) if subject.startswith(word) else subject.removesuffix(word)
                changed = True
    return subject


def _is_region(read: Read, subject: str) -> bool:
    """Whether a subject is the area of a government's report: 新区, 洪泽区."""
    ending = next((ending for ending in read.narrative.own["consolidated"] if read.about.agency.endswith(ending)), None)
    return ending is not None and len(subject) >= 2 and read.about.agency.removesuffix(ending).endswith(subject)


def _own(read: Read, subject: str) -> bool:
    narrative, own, agency = read.narrative, read.narrative.own, read.about.agency
    if narrative.channels.search(subject) or narrative.parts.search(subject):
        return False
    if subject.startswith(own["openings"]):
        if subject[1:2] in own["regions"]:
            ending = next((ending for ending in own["consolidated"] if agency.endswith(ending)), "")
            governs = bool(ending) and agency.removesuffix(ending).endswith(subject[1:2])
            return governs and narrative.whole.fullmatch(subject[2:]) is not None
        return subject[1:].endswith(own["endings"]) and len(subject) <= _PRONOUN
    rest = iter(agency)
    return len(subject) >= 2 and subject[-1] == agency[-1:] and all(character in rest for character in subject)
