"""Years as Chinese documents write them: Arabic, full-width and Chinese numerals."""

import re
from functools import lru_cache

_CIRCLES = "零〇○◯OoОоΟο0"
YEAR = rf"(?:(?:19|20)\d{{2}}(?!\d)|[一二][{_CIRCLES}九][{_CIRCLES}一二三四五六七八九]{{2}})"
"""A year number in folded text, without 年 behind it."""
YEAR_PHRASE = rf"{YEAR}(?:年度|年)?"
_PERIOD = re.compile(rf"(?P<first>{YEAR})年1月1日.{{0,8}}?(?:至|到|-|—|–|~|―)(?:(?P<last>{YEAR})年)?12月31日")
# A law's year of revision and a day's year say nothing of the year reported.
_MONTH = r"\d{1,2}月|[一二三四五六七八九十]{1,2}月"
_PROSE = re.compile(rf"(?<![\d〔\[(第])(?P<year>{YEAR})(?:年度|年)(?!{_MONTH}|新?修[订改]|以来|起|底前|版|-)")


_ALONE = re.compile(rf"(?<!\d){YEAR}")


@lru_cache(maxsize=1024)
def year_number(text: str) -> int | None:
    """The year ``text`` (as matched by :data:`YEAR`) writes, None outside 2000-2099."""
    if text.isdecimal():
        year = int(text)
    else:
        import cn2an  # only here, since loading it takes longer than reading a page

        year = int(cn2an.cn2an(re.sub(f"[{_CIRCLES}]", "零", text), "normal"))
    return year if 2000 <= year <= 2099 else None


def years_in(text: str) -> list[int]:
    """Every year followed by 年 or 年度, or standing alone, in folded ``text``, in order."""
    found = (year_number(match[0]) for match in _ALONE.finditer(text))
    return [year for year in found if year is not None]


def period_years(text: str) -> list[tuple[int, str]]:
    """The years of periods such as 2023年1月1日起至12月31日止 in folded ``text``, start and end, each with its wording."""
    found: list[tuple[int, str]] = []
    for match in _PERIOD.finditer(text):
        for group in ("first", "last"):
            year = year_number(match[group]) if match[group] else None
            if year is not None:
                found.append((year, match[0]))
    return found


def prose_years(text: str) -> list[int]:
    """The years that running text reports about (2023年, 2023年度, but no days, no years of laws), in order."""
    found = (year_number(match["year"]) for match in _PROSE.finditer(text))
    return [year for year in found if year is not None]
