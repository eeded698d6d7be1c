"""The data folder that knows the country: its regions, its organs, its portals' files."""

import csv
from pathlib import Path
from typing import Any

from tests.bench.country.pages import LIST, RECORDS, SEARCH
from tests.bench.country.plan import YEARS, Country, Host

_REGIONS = ["region_code", "name", "former_names", "name_en", "level", "kind", "parent_code", "host_region_code", "valid_from", "valid_to"]
_AGENCIES = [
    "agency_id",
    "name",
    "short_names",
    "former_names",
    "region_code",
    "level",
    "kind",
    "scope",
    "reports_to",
    "valid_from",
    "valid_to",
    "portal",
]


def write(country: Country, data: Path) -> None:
    """Write the reference files of a data folder."""
    (data / "portals").mkdir(parents=True, exist_ok=True)
    regions: list[dict[str, Any]] = [{"region_code": "980000", "name": "虚构省", "level": "province", "kind": "division"}]
    agencies: list[dict[str, Any]] = []
    for host in country.hosts:
        above = f"{host.region_code[:4]}00"
        if not any(region["region_code"] == above for region in regions):
            name = f"虚构{'一二三四五六七八九十'[int(above[2:4]) - 1]}市"
            regions.append({"region_code": above, "name": name, "level": "prefecture", "kind": "division", "parent_code": "980000"})
        regions.append({"region_code": host.region_code, "name": host.county, "level": "county", "kind": "division", "parent_code": above})
        for agency_id, name in host.agencies.items():
            agencies.append({"agency_id": agency_id, "name": name, "region_code": host.region_code, "level": "county"})
            agencies[-1] |= {"kind": "department", "scope": "organ", "portal": host.name}
        (data / "portals" / f"{host.name}.toml").write_text(portal(host, country.delay), encoding="utf-8")
    _csv(data / "regions.csv", _REGIONS, regions)
    _csv(data / "agencies.csv", _AGENCIES, agencies)


def _csv(path: Path, names: list[str], rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def portal(host: Host, delay: float) -> str:
    """The portal's file of a host."""
    root = f"http://{host.name}"
    kind = "static_list" if host.kind == "numbered" else host.kind
    head = f'host = "{host.name}"\nname = "{host.county}人民政府"\nkind = "{kind}"\nscheme = "http"\nverified_on = 2026-01-05\n'
    lines = [head, f"delay_seconds = {delay}\n", "[[lists]]", f"expect_min = {_expected(host)}"]
    lines += {
        "numbered": [f'url = "{root}{LIST}"', 'pager = "numbered"'],
        "json_search": [
            f'url = "{root}{SEARCH}?page={{page}}&size={{size}}"', "page_size = 10", f'shown_at = "{root}{LIST}"',
            'entries = "data.list"', 'total = "data.total"', 'date = "pubDate"',
        ],
        "jcms_records": [
            f'url = "{root}{RECORDS}?startrecord={{start}}&endrecord={{end}}&perpage={{per_page}}"', "per_page = 10", "batch = 10",
            f'shown_at = "{root}{LIST}"',
        ],
        "jcms_annual": [
            f'url = "{root}/module/xxgk/xxgkAnnualReport.jsp?area={{area}}&fbtime={{year}}"', f"first_year = {YEARS[0]}", "[lists.areas]",
            *(f'HX{place:04d} = "{agency_id}"' for place, agency_id in enumerate(host.agencies)),
        ],
        "address_list": [f'url = "{root}{LIST}"', *_entries(host)],
    }.get(host.kind, [f'url = "{root}{LIST}"'])  # fmt: skip
    return "\n".join([*lines, ""])


def _expected(host: Host) -> int:
    return len(host.reports) if host.kind != "jcms_annual" else 1


def _entries(host: Host) -> list[str]:
    return [
        f'[[lists.entries]]\nurl = "http://{host.name}{entry.path}"\ntitle = "{entry.text}"\npublished = {entry.published}'
        for entry in host.entries
    ]
