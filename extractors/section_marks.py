"""Headings of the six sections among the lines of a report, in numberings of every kind, and which of them are the report's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import fuzz, process

from extractors.grid import Grid
from extractors.lines import Line, fold
from extractors.section_numbering import is_number, numbering_of
from extractors.section_wordings import FUZZY, LEAST, LONGEST, Patterns, Wordings, patterns_of
from extractors.vocabulary import Vocabulary

_LEAD = re.compile(
    r"(?:(?:19|20)\d\d年(?:度)?|本年度|年度|本(?:机关|单位|部门|局|级)|全[省市区县州镇乡]|我[局委办市区县镇]|政府信息公开工作|(?:政府)?信息公开|工作)"
)
_TAIL = re.compile(
    r"(?:(?:的?(?:情况|统计表|统计|表格|表|概述|综述|数量|说明|方向|工作|措施))|[及和、][^。,;:()]{1,16})+[】》\]\"”:]*|\([^()]{1,20}\)"
)
_CLOSING = re.compile(r"[】》〗\]\"”。]+")
_WHOLE = 5.0
"""The weight of a heading without a number that is worded just like a section's."""
_WITH_FIGURES = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Mark:
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
    mark = opening_mark(folded, 0, None, vocabulary)
    return mark.number if mark is not None and mark.printed is not None else None


def table_headings(grid: Grid, wanted: set[int], vocabulary: Vocabulary) -> Iterator[str]:
    """The headings of ``wanted`` sections that stand alone in a row of a table or in its first row, and what the cell says below them.

    Below the heading of a section without figures the next rows of one cell are its text.
    """
    prose = False
    for row in range(1, grid.height + 1):
        cells = [cell for cell in grid.row(row) if cell.text.strip()]
        numbered = len(cells) == 2 and is_number(fold(cells[0].text))
        alone = len(cells) == 1 and cells[0].row == row
        text = "".join(cell.text for cell in cells[: 1 + numbered])
        lines = _headed(text, wanted, vocabulary) if alone or numbered or (cells and row == 1) else []
        if lines:
            numbers = [number for number in (_sure_number(line, vocabulary) for line in lines) if number in wanted]
            prose = numbers[-1] not in _WITH_FIGURES
        elif prose and alone:
            lines = text.splitlines()
        else:
            prose = prose and not cells
        yield from lines


def _headed(text: str, wanted: set[int], vocabulary: Vocabulary) -> list[str]:
    """The lines of a cell from the first wanted heading on; none where it holds none. A heading may be broken over lines."""
    whole = text.replace("\n", "")
    if len(whole) <= 40 and _sure_number(whole, vocabulary) in wanted:
        return [whole]
    lines = text.splitlines()
    first = next((place for place, line in enumerate(lines) if _sure_number(line, vocabulary) in wanted), len(lines))
    return lines[first:]


def _sure_number(line: str, vocabulary: Vocabulary) -> int | None:
    mark = opening_mark(fold(line), 0, None, vocabulary)
    return mark.number if mark is not None and (mark.printed == mark.number or mark.weight >= _WHOLE) else None


def marks_of(lines: list[Line], vocabulary: Vocabulary) -> list[Mark]:
    """Everything in the lines that reads as a heading, in reading order."""
    marks: list[Mark] = []
    inner = patterns_of(vocabulary).inner
    for position, line in enumerate(lines):
        mark = opening_mark(line.folded, position, line.level, vocabulary)
        if mark is not None:
            marks.append(mark)
        for found in inner.finditer(line.folded, 1):
            group = found.lastgroup or ""
            number = int(group[1:])
            marks.append(Mark(position, found.start(), found[group], found.end(), number, number, 8.0))
    return marks


def opening_mark(folded: str, position: int, level: int | None, vocabulary: Vocabulary) -> Mark | None:
    """The heading a folded line opens with: a section's, else a numbered one of the organ's own; None for running text."""
    numbering = numbering_of(folded)
    printed, style, start = numbering.printed, numbering.style, numbering.end
    rest = folded[start:]
    if rest.startswith(vocabulary.not_headings):
        return None
    best: Mark | None = None
    patterns = patterns_of(vocabulary)
    if style == "top":
        lead = _lead(rest, patterns)
        start, rest = start + lead, rest[lead:]
    for words in patterns.sections if patterns.may_open(rest) else ():
        length, weight = _match(rest, words, printed, style)
        if weight > (best.weight if best else 0.0):
            length += _tail(rest[length:])
            best = Mark(position, 0, rest[:length], start + length, words.form.number, printed, weight + (level is not None))
    if best is None and style == "top" and 2 <= len(rest) <= 30 and not re.search(r"[。;:,]", rest):
        return Mark(position, 0, rest, len(folded), None, printed, 0.5)
    return best


def _lead(rest: str, patterns: Patterns) -> int:
    """The length of the words that say whose or of which year before a heading's own wording begins; 0 where none begins behind them."""
    place = 0
    while not patterns.start.match(rest, place):
        found = _LEAD.match(rest, place)
        if found is None:
            return 0
        place = found.end()
    return place


def _tail(rest: str) -> int:
    """The length of what goes on behind a heading's wording and still belongs to it, and of the marks that close it."""
    found = _TAIL.fullmatch(rest) or _CLOSING.match(rest)
    return found.end() if found else 0


def _match(rest: str, words: Wordings, printed: int | None, style: str) -> tuple[int, float]:
    """Length of the heading at the start of ``rest`` and how sure it is (0: not this section's)."""
    agrees = printed == words.form.number
    if style in ("round", "arabic", "bracket", "glued"):
        # （一）主动公开情况 is a sub-heading of section 1: other numberings need both the wording and the number.
        found = words.alone_whole.match(rest) if agrees else None
        return (found.end(), 4.0) if found else (0, 0.0)
    if style == "none":
        found = words.alone_whole.match(rest)
        return (found.end(), _WHOLE) if found else _resembles(rest, words.alone_long, 4.0, FUZZY + 4)
    found = words.alone.match(rest)
    if found:
        return found.end(), 10.0 if agrees else 6.0
    if not agrees:
        return _resembles(rest, words.alone_long, 5.0, FUZZY + 4)
    found = words.numbered.match(rest)
    if found and (words.numbered_whole.match(rest) or found.end() >= 6):
        return found.end(), 7.0
    return _resembles(rest, words.all_long, 8.0, LEAST)


def _resembles(rest: str, words: tuple[str, ...], weight: float, least: int) -> tuple[int, float]:
    if not 4 <= len(rest) <= LONGEST:
        return 0, 0.0
    stripped = rest.rstrip(":。")
    found = process.extractOne(stripped, words, scorer=fuzz.ratio, score_cutoff=least)
    return (len(stripped), weight * found[1] / 100) if found else (0, 0.0)


def chain(marks: list[Mark], lines: list[Line]) -> list[Mark]:
    """The heaviest run of headings with rising section numbers, then the organ's own headings that continue the printed numbering.

    ``marks`` in reading order.
    """
    following = _following(marks, lines)
    best: list[tuple[float, int | None]] = []
    heaviest: dict[int, int] = {}
    for place, mark in enumerate(marks):
        own, number = mark.weight + following[place], mark.number
        if number is None:
            best.append((0.0, None))
            continue
        before = min((at for lower, at in heaviest.items() if lower < number), key=lambda at: (-best[at][0], at), default=None)
        best.append((own + (best[before][0] if before is not None else 0.0), before))
        if number not in heaviest or best[place][0] > best[heaviest[number]][0]:
            heaviest[number] = place
    at = min(heaviest.values(), key=lambda place: (-best[place][0], place), default=None)
    chosen: set[int] = set()
    while at is not None:
        chosen.add(at)
        at = best[at][1]
    return _with_own(chosen, marks)


def _following(marks: list[Mark], lines: list[Line]) -> list[float]:
    """What the text up to the next heading adds to each mark: between a table of contents and the headings proper, those with text win."""
    upto = list(accumulate((len(line.folded) for line in lines), initial=0))
    starts = [upto[mark.line] + mark.start for mark in marks[1:]] + [upto[-1]]
    return [min(start - upto[mark.line] - mark.end, 200) / 1000 for mark, start in zip(marks, starts, strict=True)] if marks else []


def _with_own(chosen: set[int], marks: list[Mark]) -> list[Mark]:
    result: list[Mark] = []
    previous = 0
    for place, mark in enumerate(marks):
        # 一、 again inside section 5 is a sub-heading, 七、 behind section 6 is a heading of the organ's own.
        if place in chosen or (mark.number is None and result and mark.printed == previous + 1):
            result.append(mark)
            previous = max(previous, mark.printed or 0)
    return result
