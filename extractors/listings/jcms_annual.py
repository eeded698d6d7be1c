"""Hanweb jcms: the annual report of an organ and a year stands at ``xxgkAnnualReport.jsp?area=ORGAN&fbtime=YEAR``, without any list."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from extractors.listings.page import Link
from extractors.listings.source import KnownList, fill, places


class JcmsAnnual(KnownList):
    """``areas`` are the portal's codes of organs, each with the ``agency_id`` it stands for (empty: not known); ``title`` is what a link
    to a report would say. Years from ``first_year`` to ``last_year``, else to the one before the run's day."""

    kind: Literal["jcms_annual"] = "jcms_annual"
    url: Annotated[str, places("area", "year")]
    areas: Mapping[str, str] = Field(min_length=1)
    first_year: int = Field(ge=2007, le=2100)
    last_year: int | None = Field(default=None, ge=2007, le=2100)
    title: str = "{year}年政府信息公开工作年度报告"

    def addresses(self) -> list[str]:
        """The address of each organ's first year."""
        return [fill(self.url, area=area, year=self.first_year) for area in self.areas]

    def organs(self) -> list[str]:
        """Those of the list and of its codes."""
        return [*super().organs(), *filter(None, self.areas.values())]

    def links(self, day: date) -> list[Link]:
        """Every organ and year, the newest year first. Whether a report stands there is only known when it was asked for."""
        last = min(self.last_year or day.year, day.year - 1)
        return [
            Link(fill(self.url, area=area, year=year), self.title.replace("{year}", str(year)), agency_id=agency or None, promised=False)
            for year in range(last, self.first_year - 1, -1)
            for area, agency in self.areas.items()
        ]
