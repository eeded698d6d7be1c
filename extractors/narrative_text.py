"""Prose as sentences, and the stretches of a sentence that speak of other times or compare."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.lines import fold
from extractors.narrative_words import Narrative
from extractors.years import YEAR, year_number

_CLOSED = tuple("。；;！？!?")
_END = re.compile(r"(?<=[。！？!?])")
_NUMBERED = re.compile(r"(?:第?[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．](?!\d))")
_MAY_SPEAK = re.compile(r"[0-9０-９零〇○一二两三四五六七八九十百千]\s*[件例宗起条份函个万元]|[未无]|没有|为\s*[零0０]")
_HEADING = 30
_LONGEST = 1000
_RUNNING = re.compile("[，,。；;]")
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]是|\d{1,2}[.、]|[①-⑳])")
"""What may open the words before a number without belonging to them."""
_YEAR = re.compile(rf"(?<!\d)(?P<year>{YEAR})年(?:度)?(?P<month>(?!12月(?:31日|份?底))\d{{1,2}}月)?")
_NOW = re.compile("本年|今年|当年")
_TITLE = re.compile("((?:按照|根据|依据|落实|印发|制定|贯彻|执行|对照|《》、)[^,;。《]{0,12})《[^》]*》")
_WHOLE_YEAR = re.compile(rf"(?:截至|截止到?|自|从)?(?:{YEAR}年)?1月1日起?(?:至|到|-|—|~)(?:{YEAR}年)?12月31日(?:止|期间)?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as printed.

    ``opens``: the first of a paragraph under a numbering of its own; ``speaks``: it may say a number and is no longer than prose is.
    """

    text: str
    opens: bool
    speaks: bool

    @property
    def folded(self) -> str:
        """The sentence as patterns are compared with it."""
        return fold(self.text)


def may_speak(text: str) -> bool:
    """Whether a text may say a number or that there is none."""
    return _MAY_SPEAK.search(text) is not None


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a section. A line that is not closed goes on in the next, unless it is a heading or the next is numbered."""
    for paragraph in _paragraphs(text):
        opens = bool(_NUMBERED.match(paragraph))
        for piece in _END.split(paragraph):
            piece = piece.strip()
            if piece:
                yield Sentence(piece, opens, len(piece) <= _LONGEST and may_speak(piece))
                opens = False


def _paragraphs(text: str) -> Iterator[str]:
    kept = ""
    for line in text.splitlines():
        line = line.strip()
        heading = len(kept) <= _HEADING and _NUMBERED.match(kept) and not _RUNNING.search(kept)
        if kept and (kept.endswith(_CLOSED) or heading or _NUMBERED.match(line) or "\t" in line or "\t" in kept):
            yield kept
            kept = line
        else:
            kept += line
    if kept:
        yield kept


def dated(folded: str, year: int | None) -> str:
    """A folded sentence in which carrying over names last and next year in words, and the reporting year's own period is left out.

    So are the names of what an organ acts by: their years are not those of its figures.
    """
    folded = _TITLE.sub(r"\1《》", folded) if "《" in folded else folded
    if year is None or "年" not in folded:
        return folded
    folded = _WHOLE_YEAR.sub("", folded) if str(year) in folded else folded
    folded = re.sub(rf"(?:{year - 1}年度?|去年|上一年度?|上年度)(结转|转结)", r"上年\1", folded)
    folded = re.sub(rf"(结转|转)(至|到|入)?{year + 1}年度?", r"\1\2下年度", folded)
    return re.sub(rf"(?<!截)(?<!截止)(至|到){year + 1}年度?(?!\d)", r"\1下年度", folded) if "结转" in folded else folded


def silent(folded: str, year: int | None, narrative: Narrative) -> list[tuple[int, int]]:
    """The stretches of a folded sentence, from and to, in which numbers are of other times or are differences."""
    if narrative.silence["sentence"].search(folded):
        return [(0, len(folded))]
    found = [(match.start(), _clause_end(folded, match.end())) for match in narrative.silence["clause"].finditer(folded)]
    for match in narrative.silence["onward"].finditer(folded):
        found.append((match.start(), _stop(folded, match.start(), match.end(), narrative)))
    for match in _YEAR.finditer(folded):
        if match["month"] or year_number(match["year"]) != year:
            back = _back_to_year(folded, match.end(), year)
            found.append((match.start(), min(back, _stop(folded, match.start(), match.end(), narrative))))
    return found


def is_elsewhen(folded: str, year: int | None, stretches: list[tuple[int, int]], before: bool) -> bool:
    """Whether a sentence is all of another time: from its first clause on, or as the one before, where it names none."""
    if any(last == len(folded) and first <= _clause_end(folded, 0) for first, last in stretches):
        return True
    return before and _back_to_year(folded, 0, year) == len(folded)


def _stop(folded: str, start: int, end: int, narrative: Narrative) -> int:
    """A time compared with or in brackets is left behind with its clause, any other rules to the end of the sentence."""
    return _clause_end(folded, end) if folded[:start].endswith((*narrative.comparing, "(")) else len(folded)


def _clause_end(folded: str, start: int) -> int:
    return next((place for place in range(start, len(folded)) if folded[place] in ",;。)"), len(folded))


def _back_to_year(folded: str, start: int, year: int | None) -> int:
    for match in _YEAR.finditer(folded, start):
        if not match["month"] and year_number(match["year"]) == year:
            return match.start()
    now = _NOW.search(folded, start)
    return now.start() if now else len(folded)
