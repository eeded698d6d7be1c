"""Which of the report titles in a document is the document's own: pages also carry links to other years' and other organs' reports."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from extractors.grid import Reading
from extractors.lines import Line, all_lines, fold
from extractors.section_marks import heading_number
from extractors.titles import TitleParts, completes, ends_as_organ, parse_page_title, parse_title, site_names, without_lead
from extractors.vocabulary import Vocabulary

_WINDOW = 4
_NEAR = 3
_LONGEST_LINE = 40
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Headline:
    """The chosen title, the kind of place it stood in, and its lines (``first`` to ``last``, None outside the text)."""

    parts: TitleParts
    basis: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A reading with what every search of identity needs: all lines (table rows too) and the place where the report's text begins."""

    reading: Reading
    lines: list[Line]
    body: int
    headline: Headline | None


def frame_names(reading: Reading, vocabulary: Vocabulary) -> set[str]:
    """Names that a page's frame shows whatever it carries: the site's and the source's, folded. Empty for files without a frame."""
    if not reading.engine.startswith("html"):
        return set()
    return site_names(reading.metadata.get("title", ""), vocabulary) | {fold(reading.metadata.get("source", ""))}


def open_page(reading: Reading, name: str, vocabulary: Vocabulary) -> Page:
    """Find where the report's text begins and choose its title; the file's name is asked only if nothing in the file is a title."""
    lines = all_lines(reading)
    body = body_start(lines, vocabulary)
    return Page(reading, lines, body, _choose(reading, lines, body, name, vocabulary))


def body_start(lines: list[Line], vocabulary: Vocabulary) -> int:
    """Index of the line that opens the report's text: official heading, opening words, statutory row; ``len(lines)`` if none."""
    headings = {form.heading for form in vocabulary.sections}
    for line in lines:
        if line.folded.startswith(vocabulary.openings) or any(label in line.folded for label in vocabulary.statute_labels):
            return line.index
        # Numbers that a word processor makes are not in the text.
        if not line.in_table and (line.folded in headings or _is_heading(line.folded, vocabulary)):
            return line.index
    return len(lines)


def title_lines(lines: list[Line], vocabulary: Vocabulary) -> dict[int, TitleParts]:
    """Every single line that is a report's title, by index, frame lines left out."""
    found = ((line, parse_title(line.text, vocabulary)) for line in lines if len(line.folded) <= 100)
    titles = ((line, parts) for line, parts in found if parts is not None)
    return {line.index: parts for line, parts in titles if not vocabulary.is_chrome(fold(without_lead(line.text)))}


def listed(titles: dict[int, TitleParts]) -> set[int]:
    """The lines of ``titles`` that stand in a list of reports: another organ's or year's title within two lines."""
    members: set[int] = set()
    for index, parts in titles.items():
        for other in range(index - 2, index + 3):
            neighbour = titles.get(other)
            if other != index and neighbour and not neighbour.bare and not parts.bare and _differ(neighbour, parts):
                members.add(index)
    return members


def _differ(one: TitleParts, other: TitleParts) -> bool:
    return (one.year, one.agency) != (other.year, other.agency)


def _choose(reading: Reading, lines: list[Line], body: int, name: str, vocabulary: Vocabulary) -> Headline | None:
    declared = {
        "article_title": parse_page_title(reading.metadata.get("article_title", ""), vocabulary),
        "page_title": parse_page_title(reading.metadata.get("title", ""), vocabulary),
    }
    scored = _declared_candidates(reading, declared) + _printed_candidates(reading, lines, body, declared, vocabulary)
    if scored:
        return max(scored, key=lambda pair: pair[0])[1]
    named = parse_title(PurePath(name).stem, vocabulary)
    return Headline(named, "file_name") if named and not named.bare else None


def _complete(parts: TitleParts) -> float:
    return (parts.year is not None) + (parts.agency is not None)


def _declared_candidates(reading: Reading, declared: dict[str, TitleParts | None]) -> list[tuple[float, Headline]]:
    # A document's own title field is often left over from the file it was written over; a page's is made anew for each page.
    weight = {"article_title": 3.0, "page_title": 2.0} if reading.engine.startswith("html") else {"article_title": 0.0, "page_title": 0.0}
    return [(weight[basis] + _complete(parts), Headline(parts, basis)) for basis, parts in declared.items() if parts and not parts.bare]


def _printed_candidates(
    reading: Reading, lines: list[Line], body: int, declared: dict[str, TitleParts | None], vocabulary: Vocabulary
) -> list[tuple[float, Headline]]:
    singles = title_lines(lines, vocabulary)
    in_list = listed(singles)
    scored: list[tuple[float, Headline]] = []
    frame = frame_names(reading, vocabulary)
    own = [line for line in lines[:body] if line.folded not in frame]
    for first, last, parts in _windows(own, singles, vocabulary):
        agreed = _agreement(parts, declared, reading.engine.startswith("html"))
        near = body - last <= _NEAR and last < body < len(lines)
        if first in in_list and agreed <= 0 and not near and lines[first].level != 1:
            continue
        score = agreed + _place(first, last, body) + _complete(parts) + {1: 3.0, 2: 1.0}.get(lines[first].level or 0, 0.0)
        score -= 4 * (first in in_list) + 2 * parts.bare + 2 * parts.dated * (not near) + lines[first].in_table
        if score >= 0:
            scored.append((score + first / 10_000, Headline(parts, "title", first, last)))
    return scored


def _agreement(parts: TitleParts, declared: dict[str, TitleParts | None], is_html: bool) -> float:
    titles = [title for title in declared.values() if title is not None]
    text = fold(parts.text)
    if any(text in fold(title.text) or fold(title.text) in text for title in titles if not title.bare):
        return 4.0
    if is_html and any(title.year is not None and title.year != parts.year for title in titles):
        return -4.0
    return 0.0


def _place(first: int, last: int, body: int) -> float:
    distance = body - last
    return 2 + max(0.0, 3 - distance / 5) if distance > 0 else (-5.0 if first > body else 0.0)


def _windows(lines: list[Line], singles: dict[int, TitleParts], vocabulary: Vocabulary) -> list[tuple[int, int, TitleParts]]:
    """Every run of one to four lines that reads as one title: covers print the organ, the year and the rest on lines of their own.

    What the line below completes is left out: it was a title only by a missing end.
    """
    windows = {(index, index): parts for index, parts in singles.items()}
    unfinished: set[tuple[int, int]] = set()
    joinable = [_joinable(line, singles, vocabulary) for line in lines]
    for start in range(len(lines)):
        for end in range(start + 1, min(start + _WINDOW, len(lines))):
            piece = lines[start : end + 1]
            if not all(joinable[start : end + 1]) or not _fit(piece, singles):
                break
            parts = parse_title("".join(line.text for line in piece), vocabulary)
            if parts is None:
                continue
            places = [line.index for line in piece]
            inner = {(f, t) for f in places for t in places if f <= t and (f, t) in windows}
            ended = {at for at in inner if at[0] == places[0] and completes(parts, windows[at], vocabulary)}
            # 依申请公开 above a title is a menu entry, 示例市水利局 its first line.
            named = bool(ended) or parts.agency is None or ends_as_organ(parts.agency, vocabulary)
            if named and all(_complete(parts) > _complete(windows[at]) for at in inner - ended):
                windows[places[0], places[-1]] = parts
                unfinished |= ended
    return [(first, last, parts) for (first, last), parts in windows.items() if (first, last) not in unfinished]


def _joinable(line: Line, singles: dict[int, TitleParts], vocabulary: Vocabulary) -> bool:
    """Whether a line can be part of a title on several lines."""
    if line.in_table or len(line.folded) > (_LONGEST_TITLE if line.index in singles else _LONGEST_LINE):
        return False
    return not _is_heading(line.folded, vocabulary) and not vocabulary.is_chrome(line.folded)


def _is_heading(folded: str, vocabulary: Vocabulary) -> bool:
    """Whether a line opens with the heading of a section behind a number; asked of each line of a page's head more than once."""
    asked = _heading_number if len(folded) <= _LONGEST_TITLE else heading_number
    return asked(folded, vocabulary) is not None


_heading_number = lru_cache(maxsize=4096)(heading_number)


def _fit(piece: list[Line], singles: dict[int, TitleParts]) -> bool:
    if any((line.level is None) != (piece[0].level is None) for line in piece):
        return False
    # A title that follows another title is the next of a list, a title in the middle ends its window.
    return all(line.index not in singles for line in piece[:-1]) or sum(line.index in singles for line in piece) == 1
