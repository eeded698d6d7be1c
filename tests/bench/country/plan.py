"""What the country holds, from a seed: hosts, their organs, the reports on their lists, their quirks and their faults."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import cycle, product
from random import Random
from typing import Literal

YEARS = (2021, 2022, 2023, 2024, 2025)
DAY = date(2026, 8, 3)
"""The day of the first night: out of season."""
CONTROL = "control.example"
"""The server's desk: the host under which it is asked about itself."""
KINDS = ("static_list", "numbered", "trs_pager", "json_search", "jcms_records", "jcms_annual", "address_list")
QUIRKS = (
    "", "gb18030_false_header", "wrong_content_type", "copies", "look_alikes", "wrong_year", "passing_500", "busy_once", "moved",
    "no_validators", "gzip", "rules", "untitled_links", "chunked", "attached", "framed",
)  # fmt: skip
LIST_FAULTS = {
    "list_500": "unreachable", "list_hangs": "unreachable", "list_drips": "unreachable", "list_loops": "unreachable",
    "list_truncated": "unreachable", "list_foreign": "off_site", "list_private": "off_site", "list_private_name": "off_site",
    "list_challenge": "refused", "list_521": "refused", "list_412": "refused", "list_403": "refused", "list_wrong_type": "not_a_report",
    "list_huge": "too_large", "list_bomb": "too_large", "list_headers": "too_large", "list_empty": "new", "list_lost": "new",
}  # fmt: skip
"""Faults of a list, with the outcome of its first page; an alarm tells of each of them."""
DOCUMENT_FAULTS = {
    "documents_500": "unreachable", "documents_hang": "unreachable", "documents_drip": "unreachable", "documents_truncated": "unreachable",
    "documents_loop": "unreachable", "documents_foreign": "off_site", "documents_private": "off_site", "documents_challenge": "refused",
    "documents_403": "refused", "documents_busy": "refused", "documents_error_pages": "not_a_report",
    "documents_pictures_of_cats": "not_a_report", "documents_endless": "too_large",
}  # fmt: skip
"""Faults of a host's documents, with the outcome in which each of them ends."""
FAULTS = LIST_FAULTS | DOCUMENT_FAULTS
STATUS = {"too_large": "not_checked", "not_a_report": "not_checked", "new": "not_checked"}
"""How the years of a host's organs end where that is not as its list ended: a list that brings nothing makes nobody missing."""
CARRIED = {
    "beside_pdf": "pdf", "beside_docx": "docx", "beside_disagrees": "docx", "framed": "pdf", "only_pdf": "pdf", "only_docx": "docx",
    "only_framed": "pdf", "only_zip": "zip", "pictures": "png",
}  # fmt: skip
"""Where a report stands behind its page, by mode: what files the page carries."""
BEHIND = (
    "page", "beside_pdf", "beside_docx", "only_pdf", "elsewhere", "framed", "only_docx", "beside_disagrees", "only_framed", "elsewhere",
    "only_zip", "elsewhere_disagrees", "page", "beside_docx", "only_docx", "beside_pdf", "only_zip", "elsewhere", "pictures",
)  # fmt: skip
"""The modes in turn: pictures, which take long to read, are few."""
LISTED = ("static_list", "numbered", "trs_pager", "json_search", "jcms_records")
_SLOW = ("documents_hang", "documents_drip")
"""Faults of which each document costs the whole time that one is given."""
_ORGANS = (
    "教育", "民政", "水利", "财政", "司法", "审计", "统计", "商务", "公安", "体育", "医疗保障", "交通运输",
    "农业农村", "应急管理", "市场监督管理", "生态环境", "卫生健康", "文化和旅游", "林业", "科学技术", "信访", "档案", "粮食", "气象",
)  # fmt: skip
_SYLLABLES = "安宁和清平永长临新广云石金玉青白兴隆福昌"
_PAGE = 10

Thing = Literal["report", "look_alike", "copy", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something a list links to. ``year`` is that of the report, whatever the link says."""

    path: str
    text: str
    published: date
    thing: Thing = "report"
    agency_id: str = ""
    agency: str = ""
    year: int = 0
    file: str = ""
    behind: str = ""
    """The mode in which the report stands behind its page, of ``behind.MODES``; ``files`` are what the page carries."""
    files: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where the report itself stands: its page, or the file that the page carries."""
        return self.file or self.path

    @property
    def carried(self) -> tuple[str, ...]:
        """The files that the page carries."""
        return (self.file,) if self.file else self.files


@dataclass
class Host:
    """A portal: its kind of list, its one quirk or its one fault, and what its list links to, newest first."""

    name: str
    region_code: str
    county: str
    kind: str
    quirk: str
    fault: str
    agencies: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    page_size: int = _PAGE

    @property
    def pages(self) -> int:
        """How many pages its list has."""
        return max(1, -(-len(self.listed) // self.page_size))

    @property
    def listed(self) -> list[Entry]:
        """What the list shows on the first night."""
        return {"list_empty": [], "list_lost": self.entries[:2]}.get(self.fault, self.entries)

    @property
    def reports(self) -> list[Entry]:
        """The reports that stand on the host."""
        return [entry for entry in self.entries if entry.thing == "report"]


@dataclass
class Country:
    """All hosts, and the delay their portals' files declare."""

    hosts: list[Host]
    delay: float

    def by_name(self) -> dict[str, Host]:
        """The hosts by their names."""
        return {host.name: host for host in self.hosts}


def country(
    hosts: int, sick: int | None = None, delay: float = 0.1, long_list: int = 0, organs: int = 4, seed: int = 1, behind: bool = False
) -> Country:
    """A country of ``hosts`` hosts of which ``sick`` have a fault (None: every fault once), each with ``organs`` organs and a report of
    each of the five years; one has a list of ``long_list`` pages. ``behind``: instead of quirks, reports stand behind their pages."""
    random = Random(seed)  # noqa: S311 - a plan, no secret
    faults = list(FAULTS) if sick is None else [list(FAULTS)[number * len(FAULTS) // sick] for number in range(sick)]
    names = [f"{a}{b}" for a, b in product(_SYLLABLES, repeat=2) if a != b]
    made = []
    for number in range(hosts):
        fault = faults[number - (hosts - len(faults))] if number >= hosts - len(faults) else ""
        kind = KINDS[number % len(KINDS)] if not fault.startswith("list_") else KINDS[number % 2]
        quirk = "" if fault else QUIRKS[number % len(QUIRKS)]
        host = Host(f"h{number:03d}.example", f"98{1 + number // 50:02d}{1 + number % 50:02d}", f"{names[number]}县", kind, quirk, fault)
        if number == 0 and long_list:
            host.kind, host.quirk, host.page_size = "static_list", "", 1
        count = long_list // len(YEARS) if number == 0 and long_list else (1 if fault and sick is None else organs)
        _fill(host, count, random)
        made.append(host)
    if behind:
        hide(made)
    return Country(made, delay)


def _fill(host: Host, organs: int, random: Random) -> None:
    for place, organ in enumerate(_ORGANS[:organs]):
        host.agencies[f"{host.name}-{place}"] = f"{host.county}{organ}局"
    for serial, (year, place) in enumerate(product(YEARS, range(organs)), start=1):
        host.entries += _entries(host, serial, year, f"{host.name}-{place}", random)
    host.entries.sort(key=lambda entry: (entry.published, entry.path), reverse=True)
    if host.fault in _SLOW:
        del host.entries[2:]


def _entries(host: Host, serial: int, year: int, agency_id: str, random: Random) -> Iterator[Entry]:
    agency = host.agencies[agency_id]
    day = date(year + 1, 1, 5 + random.randrange(25))
    path = _path(host, serial, day, agency_id, year)
    said = year - 1 if host.quirk == "wrong_year" and serial % 3 == 0 else year
    text = f"{agency}{said}年政府信息公开工作年度报告"
    if host.quirk == "untitled_links":
        text = f"{said}年政府信息公开工作年度报告" if serial % 2 else f"{agency}政府信息公开年报"
    file = f"/files/P0{day:%Y%m%d}{serial:06d}.doc" if host.quirk in ("attached", "framed") else ""
    yield Entry(path, text, day, "report", agency_id, agency, year, file)
    if host.kind in ("jcms_annual", "address_list"):
        return
    if host.quirk == "copies":
        yield Entry(path.replace(".html", "_wap.html"), text, day, "copy", agency_id, agency, year)
    if host.quirk == "look_alikes" and serial % 3 == 0:
        yield Entry(path.replace("/t", "/j"), f"《{text}》解读", day, "look_alike", agency_id, agency, year)


def _path(host: Host, serial: int, day: date, agency_id: str, year: int) -> str:
    if host.kind == "jcms_annual":
        return f"/module/xxgk/xxgkAnnualReport.jsp?area=HX{int(agency_id.rpartition('-')[2]):04d}&fbtime={year}"
    return f"/zwgk/{day:%Y%m}/t{day:%Y%m%d}_{serial}.html"


def hide(hosts: list[Host]) -> None:
    """Let the reports of a country stand behind their pages, each in the next mode of ``BEHIND``; hosts have each other's copies in
    pairs."""
    modes = cycle(BEHIND)
    for number, host in enumerate(hosts):
        host.kind, host.quirk = LISTED[number % len(LISTED)], ""
        host.entries = [_hidden(entry, next(modes), serial) for serial, entry in enumerate(host.reports)]
    for one, other in zip(hosts[::2], hosts[1::2], strict=False):
        copies = [_elsewhere(entry, home) for home in (one, other) for entry in home.entries if entry.behind.startswith("elsewhere")]
        for host in (one, other):
            host.entries += [copy for copy in copies if copy.agency_id not in host.agencies]
            host.entries.sort(key=lambda entry: (entry.published, entry.path), reverse=True)


def _hidden(entry: Entry, mode: str, serial: int) -> Entry:
    suffix = CARRIED.get(mode)
    path = f"/zwgk/{entry.published:%Y%m}/t{entry.published:%Y%m%d}_{serial}.html"
    files = (
        tuple(f"/files/P0{entry.published:%Y%m%d}{serial:05}{page}.{suffix}" for page in range(2 if suffix == "png" else 1))
        if suffix
        else ()
    )
    return replace(entry, path=path, file="", behind=mode, files=files)


def _elsewhere(entry: Entry, home: Host) -> Entry:
    path = entry.path.replace("/zwgk/", f"/bmgk/{home.name.partition('.')[0]}/")
    return replace(entry, path=path, thing="elsewhere")
