"""Titles of reports: is a line one, whose and of which year does it say, and where its parts stand."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from rapidfuzz import fuzz

from extractors.lines import fold
from extractors.vocabulary import Vocabulary
from extractors.years import YEAR, YEAR_PHRASE, years_in

_DATE = r"(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}日|[-./]\d{1,2}[-./]\d{1,2})(?:\d{1,2}:\d{2}(?::\d{2})?)?"
_LEAD = re.compile(
    rf"^(?:[·•●◆■▪◇○\-*>]|[\[(【（]?{_DATE}[\])】）]?|\d{{1,2}}[、.．](?!\d)|附件\d*[:：]?|(?:信息|文件)?(?:名称|标题|题名)[:：]?)+(?=\D|20|19)"
)
_TAIL_DATE = re.compile(rf"[\[(（【]?{_DATE}[\])）】]?$")
_SUFFIX = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|html?)$", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；;！!？?，,]")
_PROSE = re.compile(r"根据|按照|现将|要求|如下|我局|我镇|本局|>|首页|当前位置")
_QUOTED = re.compile(r"[《“\"【\[]([^《》]+)[》”\"】\]]")
_BRACKETED = re.compile(r"[(\[【〔]([^()]{2,40})[)\]】〕]")
_DASHED = re.compile(r"[-—–―]+([^-—–―]{2,40})$")
_NUMBERING = re.compile(r"^[一二三四五六七八九十]+、")
_PARTICLES = re.compile(r"^(?:关于|年度|度|的)+|(?:关于|开展|年度|的|做好)+$")
_YEAR = re.compile(YEAR)
_YEAR_PHRASE = re.compile(YEAR_PHRASE)
_LONGEST = 300
_LIKE = 83
_SITE = re.compile(r"[_|»]|\s[-–—]\s|[-–—]+(?=[^\d\-–—])")


@dataclass(frozen=True, slots=True)
class TitleParts:
    """A report's title: as printed (blanks removed), the organ and the year it names, and whether a day of publication hung on the line."""

    text: str
    agency: str | None
    year: int | None
    dated: bool = False

    @property
    def bare(self) -> bool:
        """Neither organ nor year: also the wording of a menu entry."""
        return self.agency is None and self.year is None


def parse_title(line: str, vocabulary: Vocabulary) -> TitleParts | None:
    """The parts of ``line`` if the whole line is the title of a disclosure report, else None."""
    if len(line) > _LONGEST:
        return None
    printed = without_lead(line)
    printed = _SUFFIX.sub("", printed)
    undated = _TAIL_DATE.sub("", printed)
    title = _unquoted(undated)
    folded = fold(title).replace("吿", "告")
    span = _core(folded, vocabulary)
    if span is None or len(folded) > 80:
        return None
    before, core, after = folded[: span[0]], folded[span[0] : span[1]], folded[span[1] :]
    if len(before) > 45 or _SENTENCE.search(before + core) or _PROSE.search(before):
        return None
    agency = _agency(before, core, after, vocabulary)
    if not _tail(vocabulary).fullmatch(after) or _is_of_another(before + core + after, agency, vocabulary):
        return None
    years = years_in(before) or years_in(core) or years_in(after)
    return TitleParts(title, agency, years[0] if years else None, undated != printed)


def _is_of_another(text: str, agency: str | None, vocabulary: Vocabulary) -> bool:
    """Whether a title says that it is of another document, the organ's own name (工业和信息化局, 函谷关镇人民政府) apart."""
    if any(word in text for word in vocabulary.never):
        return True
    if agency is not None and ends_as_organ(agency, vocabulary):
        text = text.replace(agency[1:], "")
    return any(word in text for word in vocabulary.negatives)


def without_lead(line: str) -> str:
    """``line`` without blanks and without bullets, numbers, a day or 附件1： before a title."""
    return _LEAD.sub("", "".join(line.split()))


def parse_page_title(text: str, vocabulary: Vocabulary) -> TitleParts | None:
    """The report's title in a page's ``<title>``, the site's name behind ``_``, ``|`` or ``-`` left out; None if there is none."""
    for segment in _SITE.split(text[:_LONGEST]):
        parts = parse_title(segment, vocabulary) if segment else None
        if parts is not None:
            return parts
    return None


def site_names(text: str, vocabulary: Vocabulary) -> set[str]:
    """The segments of a page's ``<title>`` that are no report's title, folded: names of the site and its columns."""
    return {fold(segment) for segment in _SITE.split(text[:_LONGEST]) if segment and parse_title(segment, vocabulary) is None}


def is_about_reports(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a title speaks of disclosure reports without being one: a 解读, a 通知, a 通报."""
    folded = fold(text)
    return _core(folded, vocabulary) is not None and parse_page_title(text, vocabulary) is None


def completes(whole: TitleParts, part: TitleParts, vocabulary: Vocabulary) -> bool:
    """Whether ``whole``, which goes on where ``part`` ends, is its ending: 年度报告 below …政府信息公开工作, 告 below …年度报."""
    begun, folded = fold(part.text), fold(whole.text)
    core = _exact_core(vocabulary).search(folded)
    same = (whole.year, whole.agency) == (part.year, part.agency)
    unfinished = _exact_core(vocabulary).search(begun) is None
    return same and not part.bare and unfinished and folded.startswith(begun) and core is not None and core.end() > len(begun)


def _unquoted(title: str) -> str:
    match = _QUOTED.fullmatch(title)
    return match[1] if match else title


@lru_cache(maxsize=8)
def _exact_core(vocabulary: Vocabulary) -> re.Pattern[str]:
    subjects, kinds = "|".join(map(re.escape, vocabulary.subjects)), "|".join(map(re.escape, vocabulary.kinds))
    return re.compile(rf"(?:{subjects})[^。;!?_|]{{0,18}}?(?:{kinds})")


@lru_cache(maxsize=8)
def _tail(vocabulary: Vocabulary) -> re.Pattern[str]:
    endings = "|".join(map(re.escape, vocabulary.title_endings))
    return re.compile(rf"(?:[》”\"\]】.]|{YEAR_PHRASE}|{endings}|[(\[【〔][^()]{{1,40}}[)\]】〕]|[-—–―]+[^-—–―]{{2,40}}$)*")


def _core(folded: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    match = _exact_core(vocabulary).search(folded)
    if match:
        return match.span()
    return _misspelt_core(folded, vocabulary) if 8 <= len(folded) <= 60 else None


@lru_cache(maxsize=8)
def _models(vocabulary: Vocabulary) -> list[tuple[str, frozenset[str], int]]:
    """The wordings that may be misspelt, each with its characters and how many of them no text as much like it can lack."""
    return [(model, frozenset(model), _least(model)) for model in vocabulary.models]


def _least(model: str) -> int:
    # Likeness is twice the characters in common over both lengths; the part of the text compared is at most two shorter than the model.
    common = _LIKE / 100 * (2 * len(model) - 2) / 2
    return ceil(common - 1e-9) - (len(model) - len(set(model)))


def _misspelt_core(folded: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    # Seen in print: 政府信息公开工作年度报 without its end, 政府信息工开, 政府信公开. One character in six may be wrong.
    best: tuple[float, int, int] = (0.0, 0, 0)
    for model, letters, least in _models(vocabulary):
        if len(folded) > len(model) and len(letters.intersection(folded)) < least:
            continue
        found = fuzz.partial_ratio_alignment(model, folded)
        if found is not None and found.score > best[0] and found.dest_end - found.dest_start >= len(model) - 2:
            best = (found.score, found.dest_start, found.dest_end)
    if best[0] < _LIKE:
        return None
    # The alignment may take in the 度 or 年 that belongs to the year before.
    start = best[1]
    while start < best[2] and folded[start] in "年度的局府0123456789":
        start += 1
    return start, best[2]


def _agency(before: str, core: str, after: str, vocabulary: Vocabulary) -> str | None:
    insides = _BRACKETED.findall(before + core + after) + _DASHED.findall(after)
    for text, sure in [(before, False), *((inside, True) for inside in insides)]:
        if text is before and before.endswith("人民") and core.startswith("政府"):
            # 示例市人民政府信息公开工作年度报告: the 政府 belongs to both.
            text += "政府"
        parts = [clean_agency(part) for part in _YEAR_PHRASE.split(text)]
        named = [part for part in parts if ends_as_organ(part, vocabulary)]
        if not sure:
            named = named or [part for part in parts if len(part) >= 4]
        if named:
            return max(named, key=len)
    return None


def clean_agency(text: str) -> str:
    """An organ's name cut out of a title, without the particles that joined it."""
    text = _NUMBERING.sub("", text)
    text = text.strip("《》“”\"'【】[]·:-—–_/\\|")
    text = _PARTICLES.sub("", text)
    return "" if text.count("(") != text.count(")") else text


def ends_as_organ(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text that stands alone could be an organ's or region's name."""
    if len(text) < 3 or len(text) > 40 or _SENTENCE.search(text) or _YEAR.search(text):
        return False
    return text.endswith((*vocabulary.agency_endings, *vocabulary.region_endings, "(本级)", "机关"))
