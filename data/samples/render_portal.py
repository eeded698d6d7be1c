"""The portal around the reports: lists with pages, what stands in the lists and is no report, and the reference files of the region."""

import csv
import io
import posixpath
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import render_pdf
from plan import Plan
from render_html import environment
from reports import SampleReport

PER_PAGE = 20
CITY_LIST = "zwgk/zfxxgk/zfxxgknb"
COUNTY_LIST = "zwgk/zfxxgk/zfxxgknb/slx"
_COUNTY = "990121"
_SHOWN = 34

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list; long titles are cut off, as lists do, with the whole title in the attribute."""

    path: str
    title: str
    day: date
    href: str

    @property
    def shown(self) -> str:
        """The title as the list shows it."""
        return self.title if len(self.title) <= _SHOWN else self.title[: _SHOWN - 1] + "…"


@cache
def others() -> dict[str, Any]:
    """What else stands on the portal (``others.toml``)."""
    return tomllib.loads((Path(__file__).parent / "others.toml").read_text(encoding="utf-8"))


def site(reports: list[SampleReport]) -> Files:
    """Everything on the portal but the reports, by path."""
    county = [r for r in reports if r.organ.region_code == _COUNTY]
    city = [r for r in reports if r.organ.region_code != _COUNTY]
    return {
        **dict(_pages("list-ul.html.j2", CITY_LIST, [*_entries(city, CITY_LIST), *_strangers()])),
        **dict(_pages("list-table.html.j2", COUNTY_LIST, _entries(county, COUNTY_LIST))),
        **dict(_other_pages()),
        others()["budget"]["path"]: render_pdf.render_budget(others()["budget"]),
        "robots.txt": b"User-agent: *\nDisallow: /search/\nDisallow: /admin/\n",
    }


def _entries(reports: list[SampleReport], folder: str) -> list[Entry]:
    made = []
    for report in reports:
        # Attachments are linked relative to the list, pages from the root: portals mix both.
        page = report.path.endswith(".html")
        href = f"/{report.path}" if page else posixpath.relpath(report.path, folder)
        made.append(Entry(report.path, report.title + ("（更正）" if report.notice else ""), report.published, href))
    return made


def _strangers() -> list[Entry]:
    return [Entry(p["path"], p["title"], p["day"], f"/{p['path']}") for p in (*others()["pages"], others()["budget"])]


def _pages(template: str, folder: str, entries: list[Entry]) -> Iterator[tuple[str, bytes]]:
    """A list newest first, twenty a page."""
    newest = sorted(entries, key=lambda entry: (entry.day, entry.path), reverse=True)
    parts = [newest[i : i + PER_PAGE] for i in range(0, len(newest), PER_PAGE)]
    names = ["index.html", *(f"index_{i}.html" for i in range(1, len(parts)))]
    for number, (name, part) in enumerate(zip(names, parts, strict=True)):
        page = environment().get_template(template).render(entries=part, pages=names, number=number)
        yield f"{folder}/{name}", page.encode()


def _other_pages() -> Iterator[tuple[str, bytes]]:
    template = environment().get_template("other.html.j2")
    for page in (*others()["pages"], *others()["indexes"]):
        yield page["path"], template.render({"day": None, "source": "", "links": [], **page}).encode()


def reference_files(plan: Plan, reports: list[SampleReport]) -> Files:
    """``agencies.csv``, ``regions.csv`` and the portal's file."""
    regions = [{"parent_code": "", "host_region_code": "", **region, "valid_from": "", "valid_to": ""} for region in plan.regions]
    columns = ["region_code", "name", "name_en", "level", "kind", "parent_code", "host_region_code", "valid_from", "valid_to"]
    return {
        "regions.csv": _csv(columns, [[region[c] for c in columns] for region in regions]),
        "agencies.csv": _csv(_AGENCY_COLUMNS, list(_agencies(plan))),
        f"portals/{plan.host}.toml": _portal_file(plan, reports).encode(),
    }


_AGENCY_COLUMNS = [
    *("agency_id", "name", "short_names", "former_names", "region_code"),
    *("level", "kind", "scope", "reports_to", "valid_from", "valid_to", "portal"),
]


def _agencies(plan: Plan) -> Iterator[list[str]]:
    for o in plan.organs:
        yield [
            *(o.agency_id, o.name, "；".join(o.short_names), "；".join(o.former_names), o.region_code),
            *(o.level, o.kind, o.scope, o.reports_to, "", "", plan.host),
        ]


def _csv(columns: list[str], rows: list[list[str]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([columns, *rows])
    return target.getvalue().encode()


def _portal_file(plan: Plan, reports: list[SampleReport]) -> str:
    county = sum(r.organ.region_code == _COUNTY for r in reports)
    lines = [
        "# Made by data/samples/make.py. The portal of an invented city, served by the project itself on loopback.",
        f'host = "{plan.host}"',
        'name = "示例市人民政府门户网站"',
        'kind = "static_list"',
        'scheme = "http"',
        f"verified_on = {plan.verified_on}",
        "delay_seconds = 0",
        "concurrency = 1",
        'served_from = "../site"',
    ]
    for folder, count in ((CITY_LIST, len(reports) - county), (COUNTY_LIST, county)):
        lines += ["", "[[lists]]", f'url = "http://{plan.host}/{folder}/index.html"', f"expect_min = {count}"]
    return "\n".join(lines) + "\n"
