"""The six sections of a report (条例 article 50), under their official headings, variants of them, and numberings of every kind."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from extractors.grid import Reading
from extractors.lines import Line, fold, fold_places, lines_of
from extractors.records import Issue, Section
from extractors.titles import parse_title
from extractors.vocabulary import SectionForm, Vocabulary

_NUMERALS = "一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"^(?:第(?P<part>[{_NUMERALS}])(?:部分|章|节)[、:,.]?|(?P<top>[{_NUMERALS}])[、.,:]|\((?P<round>[{_NUMERALS}])\)[、.]?"
    r"|(?P<arabic>\d{1,2})[、.)](?!\d)|(?P<bracket>\(\d{1,2}\)))"
)
_FUZZY = 86
_SIGNATURE = re.compile(
    r"\(?([^。;:,]{0,30}?)\(?(?:\d{4}|[一二][〇零○OoОо0-9一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日\)?"
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A heading found: its line, where in the folded line it begins and its text begins; ``number`` None for an organ's own."""

    line: int
    start: int
    heading: str
    end: int
    number: int | None
    printed: int | None
    weight: float


def heading_number(folded: str, vocabulary: Vocabulary) -> int | None:
    """The section whose official heading a folded line opens with, behind a number; None for any other line."""
    mark = _opening_mark(folded, 0, None, vocabulary)
    return mark.number if mark is not None and mark.printed is not None else None


def split_sections(reading: Reading, vocabulary: Vocabulary) -> tuple[list[Section], list[Issue]]:
    """The report's sections in order, tables left out, and a ``section_missing`` issue that names those not found.

    Text before the first section, and under headings of the organ's own, has ``number`` None. Nothing is said missing where no
    section at all was found.
    """
    lines = lines_of(reading)
    chosen = _chain(_marks(lines, vocabulary), lines)
    sections = _cut(lines, chosen, vocabulary)
    return sections, _missing(sections, vocabulary)


def _missing(sections: list[Section], vocabulary: Vocabulary) -> list[Issue]:
    found = {section.number for section in sections} - {None}
    missing = [form for form in vocabulary.sections if form.number not in found]
    if not found or not missing:
        return []
    names = "、".join(f"{_NUMERALS[form.number - 1]}、{form.heading}" for form in missing)
    return [Issue("section_missing", "warning", f"no heading was found for {names}")]


@lru_cache(maxsize=8)
def _inner_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    # Only the longer wordings, behind their own number: a short one in running text proves nothing.
    options = []
    for form in vocabulary.sections:
        words = "|".join(re.escape(word) for word in form.alone if len(word) >= 9)
        if words:
            options.append(rf"{_NUMERALS[form.number - 1]}、(?P<s{form.number}>{words})")
    return re.compile(rf"(?<![“\"《第‘'])(?:{'|'.join(options)})")


def _marks(lines: list[Line], vocabulary: Vocabulary) -> list[_Mark]:
    marks: list[_Mark] = []
    for position, line in enumerate(lines):
        mark = _opening_mark(line.folded, position, line.level, vocabulary)
        if mark is not None:
            marks.append(mark)
        for found in _inner_pattern(vocabulary).finditer(line.folded, 1):
            group = found.lastgroup or ""
            number = int(group[1:])
            marks.append(_Mark(position, found.start(), found[group], found.end(), number, number, 8.0))
    return marks


def _opening_mark(folded: str, position: int, level: int | None, vocabulary: Vocabulary) -> _Mark | None:
    numbering = _NUMBERING.match(folded)
    printed, style = _number(numbering)
    start = numbering.end() if numbering else 0
    rest = folded[start:]
    if rest.startswith(vocabulary.not_headings):
        return None
    best: _Mark | None = None
    for form in vocabulary.sections:
        length, weight = _match(rest, form, printed, style)
        if weight > (best.weight if best else 0.0):
            best = _Mark(position, 0, rest[:length], start + length, form.number, printed, weight + (level is not None))
    if best is None and style == "top" and 2 <= len(rest) <= 30 and not re.search(r"[。;:,]", rest):
        return _Mark(position, 0, rest, len(folded), None, printed, 0.5)
    return best


def _number(numbering: re.Match[str] | None) -> tuple[int | None, str]:
    if numbering is None:
        return None, "none"
    for style in ("part", "top", "round"):
        if numbering[style]:
            return _NUMERALS.index(numbering[style]) + 1, "top" if style == "part" else style
    return (int(numbering["arabic"]), "arabic") if numbering["arabic"] else (None, "bracket")


def _match(rest: str, form: SectionForm, printed: int | None, style: str) -> tuple[int, float]:
    """Length of the heading at the start of ``rest`` and how sure it is (0: not this section's)."""
    agrees = printed == form.number
    if style in ("round", "arabic", "bracket"):
        # （一）主动公开情况 is a sub-heading of section 1: other numberings need both the wording and the number.
        word = _whole(rest, form.alone)
        return (len(word), 4.0) if word and agrees else (0, 0.0)
    if style == "none":
        word = _whole(rest, form.alone)
        return (len(word), 5.0) if word else _resembles(rest, form.alone, 4.0, _FUZZY + 4)
    word = next((word for word in form.alone if rest.startswith(word)), "")
    if word:
        return len(word), 10.0 if agrees else 6.0
    if not agrees:
        return _resembles(rest, form.alone, 5.0, _FUZZY + 4)
    word = next((word for word in form.numbered if rest.startswith(word)), "")
    if word and (_whole(rest, (word,)) or len(word) >= 6):
        return len(word), 7.0
    return _resembles(rest, form.alone + form.numbered, 8.0, _FUZZY - 12)


def _whole(rest: str, words: tuple[str, ...]) -> str:
    stripped = rest.rstrip(":。.、*")
    return next((word for word in words if stripped == word or (rest.startswith(word) and rest[len(word) : len(word) + 1] in ":(")), "")


def _resembles(rest: str, words: tuple[str, ...], weight: float, least: int) -> tuple[int, float]:
    if not 4 <= len(rest) <= 32:
        return 0, 0.0
    score = max((fuzz.ratio(rest.rstrip(":。"), word) for word in words if len(word) >= 4), default=0.0)
    return (len(rest.rstrip(":。")), weight * score / 100) if score >= least else (0, 0.0)


def _chain(marks: list[_Mark], lines: list[Line]) -> list[_Mark]:
    """The heaviest run of headings with rising section numbers, then the organ's own headings that continue the printed numbering."""
    official = [mark for mark in marks if mark.number is not None]
    best: list[tuple[float, int | None]] = []
    for place, mark in enumerate(official):
        own = mark.weight + _following(marks, mark, lines)
        total, before = own, None
        for earlier in range(place):
            if (official[earlier].number or 0) < (mark.number or 0) and best[earlier][0] + own > total:
                total, before = best[earlier][0] + own, earlier
        best.append((total, before))
    chain: list[_Mark] = []
    at: int | None = max(range(len(best)), key=lambda k: best[k][0], default=None)
    while at is not None:
        chain.append(official[at])
        at = best[at][1]
    chain.reverse()
    return _with_own(chain, marks)


def _following(marks: list[_Mark], mark: _Mark, lines: list[Line]) -> float:
    # Between a table of contents and the headings proper, those that have text win.
    after = [m for m in marks if (m.line, m.start) > (mark.line, mark.start)]
    stop = min(after, key=lambda m: (m.line, m.start), default=None)
    if stop is not None and stop.line == mark.line:
        amount = stop.start - mark.end
    else:
        last = stop.line if stop is not None else len(lines)
        amount = len(lines[mark.line].folded) - mark.end + sum(len(line.folded) for line in lines[mark.line + 1 : last])
    return min(amount, 200) / 1000


def _with_own(chain: list[_Mark], marks: list[_Mark]) -> list[_Mark]:
    result = list(chain)
    for mark in (m for m in marks if m.number is None and chain):
        before = [m for m in result if (m.line, m.start) < (mark.line, mark.start)]
        previous = max((m.printed or 0 for m in before), default=0)
        # 一、 again inside section 5 is a sub-heading, 七、 behind section 6 is a heading of the organ's own.
        if before and mark.printed == previous + 1:
            result.append(mark)
            result.sort(key=lambda m: (m.line, m.start))
    return result


def _cut(lines: list[Line], marks: list[_Mark], vocabulary: Vocabulary) -> list[Section]:
    sections: list[Section] = []
    bounds = [(0, 0), *((mark.line, mark.end) for mark in marks)]
    ends = [*((mark.line, mark.start) for mark in marks), (len(lines), 0)]
    for place, (begin, end) in enumerate(zip(bounds, ends, strict=True)):
        pieces = _between(lines, begin, end)
        mark = marks[place - 1] if place else None
        if mark is not None:
            pieces = [p for p in pieces if heading_number(fold(p), vocabulary) != mark.number or len(fold(p)) > len(mark.heading) + 4]
        if mark is None:
            pieces = _preamble(pieces, vocabulary)
        if place == len(marks):
            pieces = _without_frame(pieces, vocabulary)
        if mark is not None or pieces:
            sections.append(Section(mark.number if mark else None, mark.heading if mark else "", "\n".join(pieces)))
    return sections


def _between(lines: list[Line], begin: tuple[int, int], end: tuple[int, int]) -> list[str]:
    pieces: list[str] = []
    for position in range(begin[0], min(end[0] + 1, len(lines))):
        text = lines[position].text
        _, places = fold_places(text)
        first = begin[1] if position == begin[0] else 0
        last = end[1] if position == end[0] else len(places)
        if first < last:
            stop = places[last] if last < len(places) else len(text)
            pieces.append(text[places[first] : stop].strip().lstrip(":：、.．*" if first else "").strip())
    return [piece for piece in pieces if piece]


def _preamble(pieces: list[str], vocabulary: Vocabulary) -> list[str]:
    """The text before the first section from its opening words on, else from below the title, without the page's frame."""
    opening = next((place for place, piece in enumerate(pieces) if fold(piece).startswith(vocabulary.openings)), None)
    titles = [place for place, piece in enumerate(pieces) if len(piece) <= 120 and parse_title(piece, vocabulary) is not None]
    start = opening if opening is not None else titles[-1] + 1 if titles else 0
    return [piece for piece in pieces[start:] if not vocabulary.is_chrome(fold(piece))]


def _without_frame(pieces: list[str], vocabulary: Vocabulary) -> list[str]:
    """The last section without the page's frame behind it and without the signature (organ and day)."""
    kept: list[str] = []
    for piece in pieces:
        folded = fold(piece)
        if vocabulary.is_chrome(folded) or (len(folded) <= 60 and piece.split()[0].endswith(vocabulary.imprints)):
            break
        signature = _SIGNATURE.fullmatch(folded)
        if signature and (not signature[1] or signature[1].endswith(vocabulary.agency_endings)):
            if kept and not signature[1] and len(fold(kept[-1])) <= 30 and fold(kept[-1]).endswith(vocabulary.agency_endings):
                kept.pop()
            break
        kept.append(piece)
    return kept
