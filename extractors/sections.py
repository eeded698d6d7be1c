"""The six sections of a report (条例 article 50), under their official headings, variants of them, and numberings of every kind."""

import re

from extractors.grid import Reading
from extractors.lines import Line, fold, fold_places, lines_of
from extractors.records import Issue, Section
from extractors.section_marks import Mark, chain, heading_number, marks_of, table_headings
from extractors.section_numbering import is_contents, mended
from extractors.section_wordings import NUMERALS, patterns_of
from extractors.titles import parse_title
from extractors.vocabulary import Vocabulary

_SIGNATURE = re.compile(
    r"\(?([^。;:,]{0,30}?)\(?(?:\d{4}|[一二][〇零○OoОо0-9一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日\)?"
)

_SENTENCE = re.compile(r"[。;!]")
_NO_TITLE = re.compile(r"[。;:,!?]|^[(第]?[\d一二三四五六七八九十]+(?:[)、.]|是)")
_LISTED_DAY = re.compile(r"[^。;,]+?[\[(]?(?:20\d\d[-./年])?\d{1,2}[-./月]\d{1,2}日?[\])]?")
_PARTICULARS = re.compile(
    r"[【\[(]?[^。;,:\d]{0,10}:?20\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日)[\])】]?(?:\d{1,2}:\d\d)?[^。;,]{0,40}"
)


def split_sections(reading: Reading, vocabulary: Vocabulary) -> tuple[list[Section], list[Issue]]:
    """The report's sections in order, tables left out but for headings in them, and a ``section_missing`` issue that names those not found.

    Text before the first section, and under headings of the organ's own, has ``number`` None. Nothing is said missing where no
    section at all was found.
    """
    lines = _own_lines(lines_of(reading), vocabulary)
    chosen = chain(marks_of(lines, vocabulary), lines)
    missing = {form.number for form in vocabulary.sections} - {mark.number for mark in chosen}
    if missing:
        with_tables = _own_lines(lines_of(reading, lambda grid: table_headings(grid, missing, vocabulary)), vocabulary)
        if len(with_tables) > len(lines):
            lines = with_tables
            chosen = chain(marks_of(lines, vocabulary), lines)
    sections = _cut(lines, chosen, vocabulary, is_page=reading.engine.startswith("html"))
    return sections, _missing(sections, vocabulary)


def _own_lines(lines: list[Line], vocabulary: Vocabulary) -> list[Line]:
    """The lines without a table of contents, broken headings put together."""
    return mended([line for line in lines if not is_contents(line)], patterns_of(vocabulary))


def _missing(sections: list[Section], vocabulary: Vocabulary) -> list[Issue]:
    found = {section.number for section in sections} - {None}
    missing = [form for form in vocabulary.sections if form.number not in found]
    if not found or not missing:
        return []
    names = "、".join(f"{NUMERALS[form.number - 1]}、{form.heading}" for form in missing)
    return [Issue("section_missing", "warning", f"no heading was found for {names}")]


def _cut(lines: list[Line], marks: list[Mark], vocabulary: Vocabulary, *, is_page: bool) -> list[Section]:
    sections: list[Section] = []
    bounds = [(0, 0), *((mark.line, mark.end) for mark in marks)]
    ends = [*((mark.line, mark.start) for mark in marks), (len(lines), 0)]
    for place, (begin, end) in enumerate(zip(bounds, ends, strict=True)):
        pieces = _between(lines, begin, end)
        mark = marks[place - 1] if place else None
        if mark is not None:
            pieces = [p for p in pieces if len(fold(p)) > len(mark.heading) + 4 or heading_number(fold(p), vocabulary) != mark.number]
        if mark is None:
            pieces = _preamble(pieces, vocabulary)
        if place == len(marks):
            pieces = _without_frame(pieces, vocabulary)
            pieces = _without_list(pieces) if is_page else pieces
        if mark is not None or pieces:
            sections.append(Section(mark.number if mark else None, mark.heading if mark else "", "\n".join(pieces)))
    return sections


def _between(lines: list[Line], begin: tuple[int, int], end: tuple[int, int]) -> list[str]:
    pieces: list[str] = []
    for position in range(begin[0], min(end[0] + 1, len(lines))):
        first = begin[1] if position == begin[0] else 0
        last = end[1] if position == end[0] else None
        text = _part(lines[position].text, first, last) if first or last is not None else lines[position].text
        pieces.append(text.strip().lstrip(":：、.．*" if first else "").strip())
    return [piece for piece in pieces if piece]


def _part(text: str, first: int, last: int | None) -> str:
    """A text between two places of its folded form."""
    _, places = fold_places(text)
    stop = len(places) if last is None else last
    if first >= stop:
        return ""
    return text[places[first] : places[stop] if stop < len(places) else len(text)]


def _preamble(pieces: list[str], vocabulary: Vocabulary) -> list[str]:
    """The text before the first section from its opening words on, else from below the title, without the page's frame."""
    opening = next((place for place, piece in enumerate(pieces) if fold(piece).startswith(vocabulary.openings)), None)
    titles = [place for place, piece in enumerate(pieces) if len(piece) <= 120 and parse_title(piece, vocabulary) is not None]
    start = opening if opening is not None else titles[-1] + 1 if titles else 0
    return [piece for piece in pieces[start:] if not vocabulary.is_chrome(fold(piece)) and not _PARTICULARS.fullmatch(fold(piece))]


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


def _without_list(pieces: list[str]) -> list[str]:
    """The last section without a list of other pages behind it: two lines or more that each end in a day, or three that read as titles
    behind the last sentence. Such a list changes from night to night, and the report above it does not."""
    folded = [fold(piece) for piece in pieces]
    end = len(pieces)
    while end and len(folded[end - 1]) <= 80 and _LISTED_DAY.fullmatch(folded[end - 1]):
        end -= 1
    if len(pieces) - end >= 2:
        return pieces[:end]
    last = max((place for place, text in enumerate(folded) if _SENTENCE.search(text)), default=len(pieces))
    behind = folded[last + 1 :]
    if len(behind) >= 3 and not any(len(text) > 60 or _NO_TITLE.search(text) for text in behind):
        return pieces[: last + 1]
    return pieces
