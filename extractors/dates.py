"""The day of publication, graded: printed on the page, in the report's own text, declared by the page, or only in its address."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from extractors.headline import Page
from extractors.lines import Line, fold, spaced
from extractors.records import Basis, Evidence, Issue
from extractors.section_marks import heading_number
from extractors.vocabulary import Vocabulary
from extractors.years import YEAR, year_number

_MAX_GAP_DAYS = 31
_GRADES: tuple[Basis, ...] = ("printed", "text", "meta", "address")
_ARABIC = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)\s*日?")
_NUMERALS = "一二三四五六七八九十"
_CHINESE = re.compile(rf"({YEAR})\s*年\s*([{_NUMERALS}\d]{{1,2}})\s*月\s*([{_NUMERALS}\d]{{1,3}})\s*日")
_CLOSING_DAY = re.compile(rf"\(?{YEAR}年[{_NUMERALS}\d]{{1,2}}月[{_NUMERALS}\d]{{1,3}}日\)?$")
_CLOCK = re.compile(r"\d{1,2}\s*:\s*\d{2}")
_ADDRESS = (
    re.compile(r"/t(20\d{2})(\d{2})(\d{2})_"),
    re.compile(r"/(20\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=/|_|\.|$)"),
    re.compile(r"/P0(20\d{2})(\d{2})(\d{2})\d{6,}"),
    re.compile(r"[/_](20\d{2})(\d{2})(\d{2})(?=/|_|\.|$)"),
)
_DAYLESS = re.compile(r"今天是|更新时间|更新日期|打印时间|当前时间|截止|有效期")


@dataclass(frozen=True, slots=True)
class Published:
    """The best graded day of publication (None if nowhere said), and what else was seen."""

    on: date | None
    basis: Basis | None
    evidence: tuple[Evidence, ...]

    @property
    def is_sure(self) -> bool:
        """Whether the day is printed or in the report's text; only then may anybody be said to be late."""
        return self.basis in ("printed", "text")


def parse_date(text: str) -> date | None:
    """The first valid day in ``text``, None if none: 2021-1-26, 2021- 01- 28, 2023年01月31日, 二〇一〇年一月十九日."""
    return next((found for _, found in _dates(spaced(text))), None)


def address_date(url: str) -> date | None:
    """The day in an address (``t20240131_``, ``/2024/1/31/``, ``P020240131…``); None where it gives at most a month."""
    for pattern in _ADDRESS:
        for match in pattern.finditer(url):
            found = _date(int(match[1]), int(match[2]), int(match[3]))
            if found is not None:
                return found
    return None


def publication_date(page: Page, url: str | None, vocabulary: Vocabulary) -> Published:
    """Every sign of the day of publication, best grade first. A link in a side list, with its day, is never one."""
    signs = [*_labelled(page, vocabulary), *_under_title(page), *_signature(page, vocabulary)]
    declared = parse_date(page.reading.metadata.get("published", ""))
    if declared:
        signs.append(_sign(declared, "meta", page.reading.metadata["published"]))
    addressed = address_date(url) if url else None
    if addressed and url:
        signs.append(_sign(addressed, "address", url))
    signs = list(dict.fromkeys(signs))
    signs.sort(key=lambda sign: _GRADES.index(sign.basis))
    if not signs:
        return Published(None, None, ())
    basis = next(grade for grade in _GRADES if grade == signs[0].basis)
    return Published(date.fromisoformat(signs[0].value), basis, tuple(signs))


def oddities(published: Published, year: int | None) -> list[Issue]:
    """What is odd about a day of publication: that there is none, that it lies before the year's end, that the report says another."""
    if published.on is None:
        return [Issue("published_on_unknown", "info", "no day of publication is printed, declared or in the address")]
    issues: list[Issue] = []
    if year is not None and published.on <= date(year, 12, 31):
        message = f"published on {published.on}, before the reporting year {year} had ended"
        issues.append(Issue("published_before_year_end", "info", message))
    signs = published.evidence
    said = {basis: next((date.fromisoformat(s.value) for s in signs if s.basis == basis), None) for basis in ("printed", "text")}
    printed, text = said["printed"], said["text"]
    if printed and text and abs((printed - text).days) > _MAX_GAP_DAYS:
        issues.append(Issue("date_conflict", "warning", f"the page prints {printed} as day of publication, the report itself {text}"))
    return issues


def _sign(on: date, basis: str, text: str) -> Evidence:
    return Evidence("published_on", on.isoformat(), basis, text[:120])


def _date(year: int | None, month: int, day: int) -> date | None:
    # 1970-01-01 is the clock of an empty field.
    if year is None or not 2000 <= year <= 2099:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    import cn2an  # only here, since loading it takes longer than reading a page

    return int(cn2an.cn2an(text, "smart"))


def _dates(text: str) -> list[tuple[int, date]]:
    found = [(m.start(), _date(int(m[1]), int(m[2]), int(m[3]))) for m in _ARABIC.finditer(text)]
    for match in _CHINESE.finditer(text):
        try:
            found.append((match.start(), _date(year_number(match[1]), _number(match[2]), _number(match[3]))))
        except ValueError:
            continue  # 十十月: no number, so no day.
    return sorted((place, on) for place, on in found if on is not None)


@lru_cache(maxsize=8)
def _label_pattern(label: str) -> re.Pattern[str]:
    gapped = r"\s*".join(map(re.escape, label))
    # 更新时间 and 办公时间 end like the bare label 时间.
    guard = r"(?<![\u4e00-\u9fff])" if len(label) == 2 else ""
    return re.compile(rf"{guard}{gapped}\s*[】\])]?\s*[:|]?\s*[\[(]?\s*(?=(?:19|20)\d\d|二)")


def _labelled(page: Page, vocabulary: Vocabulary) -> list[Evidence]:
    head = [spaced(line.text) for line in _head(page)]
    # The label may stand on a line of its own, the day on the next.
    texts = [*head, *(f"{one} {other}" for one, other in pairwise(head) if len(one) <= 12)]
    for label in (*vocabulary.published_labels, *vocabulary.written_labels):
        for text in texts:
            match = _label_pattern(label).search(text)
            days = [on for place, on in _dates(text) if match and place == match.end()]
            if days:
                return [_sign(days[0], "printed", text)]
    return []


def _head(page: Page) -> list[Line]:
    """The lines before the report's text that may carry its particulars; of a headless document none."""
    stop = page.body
    if page.headline is not None and page.headline.last is not None:
        stop = max(stop, page.headline.last + 1) if page.body < len(page.lines) else page.headline.last + 8
    elif page.body == len(page.lines):
        return []
    return [line for line in page.lines[:stop] if not _DAYLESS.search(line.folded)]


def _under_title(page: Page) -> list[Evidence]:
    if page.headline is None or page.headline.last is None:
        return []
    for line in page.lines[page.headline.last : min(page.headline.last + 4, page.body)]:
        text = spaced(line.text)
        days = _dates(text)
        if not days or _DAYLESS.search(line.folded):
            continue
        on = days[0][1]
        if line.index == page.headline.last and not page.headline.parts.dated:
            continue
        bare = re.fullmatch(r"[\[(【〔]?[^()]{0,6}?\)?", re.sub(r"[\s\d年月日:/.\-〇零○一二三四五六七八九十()]", "", text))
        if _CLOCK.search(text) and len(text) <= 80:
            return [_sign(on, "printed", text)]
        if bare is not None and len(text) <= 40:
            # A portal prints 2021-1-26, a report （2026年1月13日）.
            return [_sign(on, "text" if "年" in text else "printed", text)]
    return []


def _signature(page: Page, vocabulary: Vocabulary) -> list[Evidence]:
    """The day that closes the report: alone or behind the organ on a line below the last section's heading, above the page's frame."""
    if page.body == len(page.lines):
        return []
    start = next((line.index for line in reversed(page.lines) if heading_number(line.folded, vocabulary) is not None), page.body)
    for line in page.lines[start + 1 :]:
        # A worksheet saved as a page has its last lines in the table too.
        if line.in_table and not _CLOSING_DAY.match(line.folded):
            continue
        if vocabulary.is_chrome(line.folded):
            # 附件 and other frame words close the report's own text.
            return []
        if not _is_signature(line.folded, vocabulary):
            continue
        text = spaced(line.text)
        days = _dates(text)
        if days and "年" in text:
            return [_sign(days[0][1], "text", text)]
    return []


def _is_signature(folded: str, vocabulary: Vocabulary) -> bool:
    rest = _CLOSING_DAY.sub("", folded) if folded.endswith(("日", "日)")) else folded
    return rest != folded and (rest == "" or (len(rest) <= 30 and fold(rest).endswith(vocabulary.agency_endings)))
