"""Which year is a report of, where its title, the period of its figures, its prose, its day of publication and its address disagree?

Each is wrong in some real report: titles name the year of publication, periods and whole texts are left over from last year's, paths
are those of another year. A year that the title or the period names is taken against another only where something else speaks for it and
nothing for the other; the rest is for a person.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from extractors.records import Issue

_OF_REPORT = re.compile(r"(?:[?&](?:fbtime|nbyear|year|nd)=|/)(20\d{2})(?=n(?:d|b)?(?:/|\d)|&|#|$)", re.IGNORECASE)
"""An address that names the year of the report itself: a parameter, or a folder such as 2022n. A bare /2022/ may be of either year."""
_CONSTANT = 3
_SEASON = 6
"""Until the end of June what comes out is about the year before."""


@dataclass(frozen=True, slots=True)
class Said:
    """What names a year. ``periods`` are the years of the figures' period, ``prose`` how often the text reports about each,
    ``published_on`` the day of publication and ``is_sure`` whether it is printed or in the text."""

    title: int | None
    periods: tuple[int, ...]
    prose: Counter[int]
    published_on: date | None = None
    is_sure: bool = False
    url: str | None = None

    @property
    def common(self) -> int | None:
        """The year the prose reports about; the first named breaks a tie, since later sections speak of the year to come."""
        return max(self.prose, key=lambda year: self.prose[year]) if self.prose else None

    @property
    def constant(self) -> int | None:
        """The year the prose reports about throughout, never once about the title's."""
        common = self.common
        return common if common is not None and self.prose[common] >= _CONSTANT and self.prose[self.title or 0] == 0 else None

    @property
    def before(self) -> int | None:
        """The year before the day of publication, where that day lies in the season of reports."""
        return self.published_on.year - 1 if self.published_on and self.published_on.month <= _SEASON else None

    def is_too_early_for(self, year: int) -> bool:
        """Whether the report came out, as it says itself, before the last month of a year."""
        return self.is_sure and self.published_on is not None and self.published_on < date(year, 12, 1)

    def supports(self, year: int) -> bool:
        """Whether anything but title and period speaks for a year."""
        of_report = {int(found) for found in _OF_REPORT.findall(self.url or "")}
        # Where prose alone names a year, it does not speak for it a second time.
        return year in (self.before, *of_report) or (year == self.common and year in (self.title, *self.periods))


def weigh(said: Said) -> tuple[int | None, list[Issue]]:
    """The reporting year, None where it cannot be decided (``year_undecided``) or nothing names one; ``year_conflict`` where it was."""
    named = list(dict.fromkeys([said.title, *said.periods] if said.title is not None else said.periods))
    rivals = [year for year in named if year is not None]
    if len(rivals) < 2 and said.constant is not None and said.constant not in rivals:
        rivals.append(said.constant)
    if not rivals and said.common is not None:
        rivals.append(said.common)
    if not rivals:
        return None, []
    if len(rivals) == 1 or (said.title is not None and said.title in said.periods):
        return _checked(said, rivals[0])
    possible = [year for year in rivals if not said.is_too_early_for(year)]
    chosen = possible if len(possible) == 1 else [year for year in possible if said.supports(year)]
    return _decided(said, chosen[0] if len(chosen) == 1 else None, rivals)


def _checked(said: Said, year: int) -> tuple[int | None, list[Issue]]:
    """A year nothing in the report contradicts but, perhaps, the day on which it came out."""
    others = [other for other in said.periods if other != year]
    if others or not said.is_too_early_for(year) or said.title in said.periods or year == said.common == said.title:
        return _decided(said, year, [year, *others])
    rivals = [year, *([said.before] if said.before is not None else [])]
    return _decided(said, said.before if said.before == said.common else None, rivals)


def _decided(said: Said, year: int | None, rivals: list[int]) -> tuple[int | None, list[Issue]]:
    others = "、".join(str(other) for other in rivals if other != year)
    if year is None:
        message = f"{_sources(said)}: which year the report is of cannot be decided; gongkai review asks a person"
        return None, [Issue("year_undecided", "error", message)]
    if not others:
        return year, []
    return year, [Issue("year_conflict", "warning", f"taken for {year} although {others} is named too: {_sources(said)}")]


def _sources(said: Said) -> str:
    parts = [
        f"title {said.title}" if said.title else "",
        f"period {'、'.join(map(str, said.periods))}" if said.periods else "",
        f"prose {said.common}" if said.common else "",
        f"published on {said.published_on}" if said.published_on else "",
    ]
    return ", ".join(part for part in parts if part)
