"""Whose report it is: the organ's name in title, subtitle, signature or prose, completed by the longer form the text uses."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from extractors.headline import Page, frame_names
from extractors.lines import Line, spaced
from extractors.records import Evidence
from extractors.titles import ends_as_organ
from extractors.vocabulary import Vocabulary
from extractors.years import YEAR

_HAN = r"[\u4e00-\u9fff]"
_OPENS = re.compile(r"[。;:,!?、\n(]")
_DAY = re.compile(rf"\(?(?:{YEAR})年[\d一二三四五六七八九十]{{1,2}}月[\d一二三四五六七八九十]{{1,3}}日\)?$")


def find_agency(page: Page, vocabulary: Vocabulary) -> tuple[str | None, tuple[Evidence, ...]]:
    """The full printed name and all evidence for it, or None where the report nowhere names its organ.

    What a page or its metadata gives as source or publisher is kept as evidence and never chosen: it often is the parent.
    """
    evidence = [*_titled(page), *_subtitle(page, vocabulary), *_signed(page, vocabulary), *_in_prose(page, vocabulary)]
    name: str | None = None
    if evidence:
        longer = _longer_form(evidence[0].value, page, vocabulary)
        if longer is not None:
            evidence.insert(0, longer)
        name = evidence[0].value
    return name, tuple(evidence + _published_by(page, vocabulary))


def _evidence(value: str, basis: str, text: str) -> Evidence:
    return Evidence("agency", value, basis, text[:120])


def _titled(page: Page) -> list[Evidence]:
    headline = page.headline
    return [_evidence(headline.parts.agency, headline.basis, headline.parts.text)] if headline and headline.parts.agency else []


def _subtitle(page: Page, vocabulary: Vocabulary) -> list[Evidence]:
    if page.headline is None or page.headline.last is None:
        return []
    frame = frame_names(page.reading, vocabulary)
    for line in page.lines[page.headline.last + 1 : min(page.headline.last + 4, page.body)]:
        text = line.folded.strip("()-—")
        # 来源： with its value on the next line.
        if page.lines[line.index - 1].folded.endswith(":") or text in frame:
            continue
        if _stands_alone(text, line, vocabulary):
            return [_evidence(text, "subtitle", line.text)]
    return []


def _stands_alone(text: str, line: Line, vocabulary: Vocabulary) -> bool:
    if line.in_table or ":" in text or vocabulary.is_chrome(line.folded) or text.startswith(vocabulary.pronouns):
        return False
    return len(text) <= 30 and text.endswith(vocabulary.agency_endings) and ends_as_organ(text, vocabulary)


def _signed(page: Page, vocabulary: Vocabulary) -> list[Evidence]:
    """The organ above or before the day that closes the report."""
    previous: Line | None = None
    for line in page.lines[page.body + 1 :]:
        if line.in_table:
            continue
        if vocabulary.is_chrome(line.folded):
            break
        rest = _DAY.sub("", line.folded) if line.folded.endswith(("日", "日)")) else line.folded
        if rest != line.folded:
            signer = rest or (previous.folded if previous else "")
            if previous is not None and _stands_alone(signer, previous if not rest else line, vocabulary):
                return [_evidence(signer, "signature", line.text if rest else f"{previous.text} {line.text}")]
        previous = line
    return []


@lru_cache(maxsize=8)
def _speaker(vocabulary: Vocabulary) -> re.Pattern[str]:
    endings = "|".join(re.escape(word) for word in vocabulary.agency_endings if word not in vocabulary.weak_endings)
    verbs, leads = "|".join(map(re.escape, vocabulary.verbs)), "|".join(map(re.escape, vocabulary.leads))
    return re.compile(
        rf"(?:{YEAR}年度?,?)?(?:{leads})?,?(?P<name>{_HAN}{{1,28}}?(?:{endings}))(?:\([^()]{{2,30}}\))?,?(?:{YEAR}年|{verbs})"
    )


def _speakers(text: str, vocabulary: Vocabulary) -> Iterator[re.Match[str]]:
    """What begins a sentence or a part of one and is an organ that does something, one after the other."""
    speaker = _speaker(vocabulary)
    end = 0
    for start in (0, *(mark.end() for mark in _OPENS.finditer(text))):
        match = speaker.match(text, start) if start >= end else None
        if match is not None:
            end = match.end()
            yield match


def _in_prose(page: Page, vocabulary: Vocabulary) -> list[Evidence]:
    """The organ that sentences of the report have as their subject, most frequent first; shorter forms count for the longest."""
    seen: Counter[str] = Counter()
    where: dict[str, str] = {}
    for match in _speakers(_prose(page), vocabulary):
        name = _trim(match["name"], vocabulary)
        if name is not None:
            seen[name] += 1
            where.setdefault(name, match[0])
    kept = [name for name in seen if not any(_is_dirty(name, other, vocabulary) for other in seen)]
    votes = {name: sum(count for other, count in seen.items() if name.endswith(other)) for name in kept}
    ranked = sorted(votes, key=lambda name: (-votes[name], -len(name)))
    return [_evidence(name, "prose", where[name].strip()) for name in ranked[:2]]


def _is_dirty(name: str, other: str, vocabulary: Vocabulary) -> bool:
    # 现公布示例市水务局 beside 示例市水务局: what is in front is no region, so it belongs to the sentence.
    return name != other and name.endswith(other) and not _adds_region(name.removesuffix(other), other, vocabulary)


def _trim(name: str, vocabulary: Vocabulary) -> str | None:
    # Repeatedly: 现将示例市水利局, 由示例市水利局.
    while (cut := name.removeprefix(next((lead for lead in vocabulary.leads if name.startswith(lead)), ""))) != name:
        name = cut
    if len(name) < 3 or name.startswith((*vocabulary.pronouns, *vocabulary.superiors)):
        return None
    region = _regions(vocabulary).match(name)
    # Two names without a mark between them.
    return None if region and name.count(region[0]) > 1 else name


def _prose(page: Page) -> str:
    """The report's text, folded. Lines of a page-oriented format break anywhere, so lines join unless a sentence or heading ended."""
    headline = page.headline
    start = min(page.body, headline.last + 1) if headline and headline.last is not None else page.body % max(len(page.lines), 1)
    pieces: list[str] = []
    for line in page.lines[start:]:
        if not line.in_table:
            pieces.append(line.folded + ("\n" if len(line.folded) < 20 or line.folded[-1] in "。:;" else ""))
    return "".join(pieces)


@lru_cache(maxsize=8)
def _regions(vocabulary: Vocabulary) -> re.Pattern[str]:
    endings = "|".join(map(re.escape, vocabulary.region_endings))
    return re.compile(rf"(?:{_HAN}{{1,7}}?(?:{endings}))+")


def _longer_form(short: str, page: Page, vocabulary: Vocabulary) -> Evidence | None:
    """A name that ends with ``short`` and has the region before it (区招商局 in the title, 文昌湖区招商局 in the text)."""
    text = _prose(page) + "\n" + _own_titles(page)
    found: Counter[str] = Counter()
    for match in re.finditer(rf"(?P<before>{_HAN}{{1,12}}){re.escape(short)}", text):
        opens = match.start() == 0 or re.match(_HAN, text[match.start() - 1]) is None
        before = _before(match["before"], vocabulary)
        # In the middle of a sentence nothing tells where a name begins.
        if before and (opens or before != match["before"]) and _adds_region(before, short, vocabulary):
            found[before + short] += 1
    if not found:
        return None
    best = max(found, key=lambda name: (found[name], len(name)))
    return _evidence(best, "longer_form", best)


def _before(text: str, vocabulary: Vocabulary) -> str:
    """What remains of the words before a name when the sentence's own words are cut off."""
    text = re.sub("^年度?", "", text)
    for lead in vocabulary.leads:
        place = text.rfind(lead)
        rest = text[place + len(lead) :]
        # 将 may begin a place's name (将乐县); a longer lead does not.
        if place >= 0 and (not rest or len(lead) > 1 or place > 0 or lead not in vocabulary.place_leads):
            text = rest
    return text


def _adds_region(before: str, short: str, vocabulary: Vocabulary) -> bool:
    if (before + short).startswith((*vocabulary.pronouns, *vocabulary.superiors)):
        return False
    regions = _regions(vocabulary)
    if regions.match(short):
        return regions.fullmatch(before) is not None
    match = regions.match(before + short)
    return match is not None and match.end() >= len(before)


def _own_titles(page: Page) -> str:
    """The document's own title fields, which may carry the longer name, folded."""
    return "\n".join("".join(page.reading.metadata.get(key, "").split()) for key in ("title", "article_title"))


@lru_cache(maxsize=8)
def _labelled(vocabulary: Vocabulary) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, vocabulary.agency_labels))
    return re.compile(rf"(?:{labels})[ :】\]]+(?P<name>{_HAN}{{3,30}})")


def _published_by(page: Page, vocabulary: Vocabulary) -> list[Evidence]:
    declared = (page.reading.metadata.get(key, "") for key in ("source", "column"))
    names = (("".join(text.split()), text) for text in declared)
    found = [_evidence(name, "meta", text) for name, text in names if name]
    pattern = _labelled(vocabulary)
    for line in page.lines[: page.body]:
        match = pattern.search(spaced(line.text))
        if match:
            found.append(_evidence(match["name"], "label", line.text))
    return found
