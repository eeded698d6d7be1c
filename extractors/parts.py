"""One file that holds several reports: where the next one begins. A report begins at its title, and its tables come again.

Where the title names neither organ nor year, all tables must come again in the form's order, under other words than before.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

from extractors.forms import Forms
from extractors.grid import Grid, Paragraph, Reading
from extractors.knowledge import Knowledge
from extractors.labels import squeeze, wording
from extractors.section_marks import heading_number
from extractors.titles import TitleParts, parse_title

_SURE = 2
"""A table is there where so many of its labels are: one alone may be a word of running text."""
_LONGEST_TITLE = 120
_TITLE_LINES = 3
_LONGEST_HEADING = 40
_SECTIONS = 3
"""A report without the form's tables is known by so many sections, which the next one has again."""
_SHORTEST_LABEL = 4
_PROSE = 20
"""Text of so many characters is unlike that of another report."""
_COPIED = 0.8
"""What shares so much of its running text with what stands before is that report printed again."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A block or line: the report's title it prints, how many labels of each table, the section whose heading it is, and its prose."""

    title: TitleParts | None
    labels: Counter[str]
    section: int | None = None
    prose: str = ""


def split_reports(reading: Reading, knowledge: Knowledge) -> list[Reading]:
    """The readings of the reports that a document's reading holds, in order; the reading itself where it holds one.

    Issues and metadata stay with the first, as they speak of the file.
    """
    starts = _starts([_of_block(block, knowledge) for block in reading.blocks], knowledge.forms)
    if not starts:
        return [reading]
    bounds = [0, *starts, len(reading.blocks)]
    parts = [reading.blocks[begin:end] for begin, end in pairwise(bounds)]
    return [replace(reading, blocks=parts[0]), *(Reading(reading.engine, blocks) for blocks in parts[1:])]


def split_text(text: str, knowledge: Knowledge) -> list[str]:
    """The texts of the reports that a plain text holds, in order."""
    lines = text.splitlines(keepends=True)
    bounds = [0, *_starts([_of_line(line, knowledge) for line in lines], knowledge.forms), len(lines)]
    return ["".join(lines[begin:end]) for begin, end in pairwise(bounds)]


def _starts(items: Sequence[_Item], forms: Forms) -> list[int]:
    """Where another report begins, be it told by its title or by its tables."""
    titled = _titled(items)
    bounds = [0, *titled, len(items)]
    return sorted({*titled, *(place for begin, end in pairwise(bounds) for place in _again(items, begin, end, forms))})


def _again(items: Sequence[_Item], begin: int, end: int, forms: Forms) -> Iterator[int]:
    """Where, from one place up to another, all tables come again below a title or a first section that is no copy of the one before."""
    order = list(next(iter(forms.editions.values())).tables)
    runs = _runs(items, begin, end, order)
    turns = [0, *(i for i in range(1, len(runs)) if order.index(runs[i][0]) < order.index(runs[i - 1][0])), len(runs)]
    first = 0
    for turn, following in pairwise(turns[1:]):
        before, after = ({name for name, _ in runs[a:b]} for a, b in ((first, turn), (turn, following)))
        if len(before) < 2 or not before <= after:
            continue
        place = _beginning(items, runs[turn - 1][1], runs[turn][1])
        stop = runs[following][1] if following < len(runs) else end
        if place is not None and not _is_copy(items, (begin, place), (place, stop)):
            yield place
            first, begin = turn, place


def _runs(items: Sequence[_Item], begin: int, end: int, order: list[str]) -> list[tuple[str, int]]:
    """The tables that follow each other, each with the place of its first label."""
    named = [(name, place, items[place].labels[name]) for place in range(begin, end) for name in order if items[place].labels[name]]
    groups = ((name, list(group)) for name, group in groupby(named, key=lambda entry: entry[0]))
    return [(name, group[0][1]) for name, group in groups if sum(times for _, _, times in group) >= _SURE]


def _beginning(items: Sequence[_Item], after: int, before: int) -> int | None:
    """Where a report begins between a table and the next: at the last title, else at the first section."""
    between = range(after + 1, before)
    titles = [place for place in between if items[place].title is not None]
    return next(reversed(titles), next((place for place in between if items[place].section == 1), None))


def _is_copy(items: Sequence[_Item], one: tuple[int, int], other: tuple[int, int]) -> bool:
    known = {items[place].prose for place in range(*one)}
    prose = [items[place].prose for place in range(*other) if items[place].prose]
    return bool(prose) and sum(text in known for text in prose) >= _COPIED * len(prose)


def _titled(items: Sequence[_Item]) -> list[int]:
    """Where another report begins: at a title unlike the one before it, with tables on both sides that the form has once."""
    labelled = [place for place, item in enumerate(items) if item.labels]
    headed = [place for place, item in enumerate(items) if item.section is not None]
    titles = [(place, item.title) for place, item in enumerate(items) if item.title is not None and not item.title.bare]
    starts: list[int] = []
    current: TitleParts | None = None
    begun = 0
    for number, (place, title) in enumerate(titles):
        if current is not None and (title.year, title.agency) == (current.year, current.agency):
            continue
        following = next((other for other, _ in titles[number + 1 :] if other > place + _TITLE_LINES), len(items))
        before, after = _tables(items, labelled, begun, place), _tables(items, labelled, place, following)
        again = before & after or len(_sections(items, headed, begun, place) & _sections(items, headed, place, following)) >= _SECTIONS
        if again:
            starts.append(place)
        if not before or again:
            current, begun = title, place
    return starts


def _sections(items: Sequence[_Item], headed: list[int], begin: int, end: int) -> set[int | None]:
    """The numbers of the sections whose headings stand from one place up to another; ``headed`` are the places that have any."""
    return {items[place].section for place in headed[bisect_left(headed, begin) : bisect_left(headed, end)]}


def _tables(items: Sequence[_Item], labelled: list[int], begin: int, end: int) -> set[str]:
    """The tables whose labels stand from one place up to another; ``labelled`` are the places that print any."""
    count: Counter[str] = Counter()
    for place in labelled[bisect_left(labelled, begin) : bisect_left(labelled, end)]:
        count.update(items[place].labels)
    return {name for name, times in count.items() if times >= _SURE}


def _of_block(block: Grid | Paragraph, knowledge: Knowledge) -> _Item:
    if isinstance(block, Paragraph):
        return _Item(_title(block.text, knowledge), Counter(), _section(block.text, knowledge), _prose(block.text))
    own = _own_labels(knowledge.forms)
    return _Item(None, Counter(own[word] for word in {wording(cell.text) for cell in block.cells} if word in own))


def _of_line(line: str, knowledge: Knowledge) -> _Item:
    line = line.strip(" |\t\r\n")
    squeezed = squeeze(line)
    if not squeezed:
        return _Item(None, Counter())
    words = (name for label, name in _own_labels(knowledge.forms).items() if len(label) >= _SHORTEST_LABEL and label in squeezed)
    return _Item(_title(line, knowledge), Counter(words), _section(line, knowledge), _prose(line))


def _title(text: str, knowledge: Knowledge) -> TitleParts | None:
    text = text.replace("\n", "").strip()
    return parse_title(text, knowledge.vocabulary) if 8 <= len(text) <= _LONGEST_TITLE else None


def _section(text: str, knowledge: Knowledge) -> int | None:
    folded = squeeze(text) if len(text) <= _LONGEST_HEADING else ""
    return heading_number(folded, knowledge.vocabulary) if folded else None


def _prose(text: str) -> str:
    squeezed = squeeze(text)
    return squeezed if len(squeezed) >= _PROSE else ""


@lru_cache(maxsize=4)
def _own_labels(forms: Forms) -> dict[str, str]:
    """The table of each row label, its wording as key, that belongs to one table alone."""
    pairs = set(_labels(forms))
    twice = {label for label, times in Counter(label for label, _ in pairs).items() if times > 1}
    return {label: name for label, name in pairs if label not in twice}


def _labels(forms: Forms) -> Iterator[tuple[str, str]]:
    for edition in forms.editions.values():
        for table in edition.tables.values():
            yield from ((wording(row.label), table.name) for row in table.rows)
