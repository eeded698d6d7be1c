"""The portal files of real hosts read a list in the form of their portals' make, with the real addresses of reports seen there.

``hosts.csv`` has a report a row: its address, the list of the portal's file that carries it, whose it is, its year and its day where known.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from extractors.listings.jcms_annual import JcmsAnnual
from extractors.listings.looked_at import Looked
from extractors.listings.numbered_pages import NumberedPages
from extractors.listings.recognise import recognise
from extractors.listings.source import AskedList, ListSource, fill
from extractors.listings.static_list import StaticList
from flows.portal_organs import titled
from flows.portals import Portal, load_portals
from flows.roster import Roster, load_roster
from flows.settings import Settings, shipped

DAY = date(2026, 11, 1)


@dataclass(frozen=True)
class Seen:
    """A row of hosts.csv."""

    host: str
    kind: str
    list: str
    report: str
    organ: str
    year: str
    published: str
    agency_id: str

    @property
    def title(self) -> str:
        """What the link to it says."""
        return f"{self.organ}{self.year}年政府信息公开工作年度报告"


def _rows() -> list[Seen]:
    with (Path(__file__).parent / "hosts.csv").open(encoding="utf-8", newline="") as file:
        return [Seen(**row) for row in csv.DictReader(file)]


ROWS = _rows()
HOSTS = sorted({row.host for row in ROWS})


@pytest.fixture(scope="module")
def portals() -> dict[str, Portal]:
    return {portal.host: portal for portal in load_portals(Settings(data=shipped("data")))}


@pytest.fixture(scope="module")
def roster() -> Roster:
    return load_roster(Settings(data=shipped("data")))


def test_they_are_many_and_of_every_make() -> None:
    assert len(HOSTS) >= 50
    kinds = {row.kind for row in ROWS}
    assert kinds == {"static_list", "numbered_pages", "jcms_annual"}
    forms = ("/content/post_", ".shtml", "/public/", "AnnualReport.jsp", "/t20")
    assert all(any(form in row.report for row in ROWS) for form in forms)


@pytest.mark.parametrize("host", HOSTS)
def test_a_list_in_the_form_of_the_host_s_portal_is_read(host: str, portals: dict[str, Portal], roster: Roster) -> None:
    portal = portals[host]
    assert portal.verified_on is None, "nobody has looked at a real portal yet"
    for source in portal.lists:
        rows = [row for row in ROWS if (row.host, row.list) == (host, source.url)]
        if rows:
            _check(source, rows, portal, roster)
    assert {row.list for row in ROWS if row.host == host} <= {source.url for source in portal.lists}


def _check(source: ListSource, rows: list[Seen], portal: Portal, roster: Roster) -> None:
    assert {row.kind for row in rows} == {source.kind}
    if isinstance(source, JcmsAnnual):
        links = [link for link in source.links(DAY) if link.url in {row.report for row in rows}]
        further: list[str] = []
    else:
        assert isinstance(source, AskedList)
        answer = _page(source, rows)
        page = source.read(answer, source.address, source.address)
        links, further = page.links, page.next_pages
        assert page.doubts == []
        found = recognise(Looked(answer, source.url))
        assert found is not None
        assert (found.table["kind"], found.table["url"]) == (source.kind, source.url)
        if isinstance(source, NumberedPages):
            assert found.table["page_url"] == source.page_url
    assert sorted(link.url for link in links) == sorted(row.report for row in rows)
    assert further == _further(source)
    by_url = {row.report: row for row in rows}
    for one in titled(links, roster, portal.host, source.agency_id):
        row = by_url[one.link.url]
        assert (one.agency and one.agency.agency_id, one.year) == (row.agency_id, int(row.year)), row
        assert isinstance(source, JcmsAnnual) or str(one.link.date or "") == row.published, row


def _further(source: ListSource) -> list[str]:
    """The second and third page of its list."""
    if isinstance(source, NumberedPages):
        return [fill(source.page_url, page=number) for number in (2, 3)]
    return [f"{source.url}index_{number}.html" for number in (1, 2)] if isinstance(source, StaticList) else []


def _page(source: AskedList, rows: Iterable[Seen]) -> str:
    """The first of three pages, as the portal's make writes them."""
    if isinstance(source, StaticList):
        return _trs(rows)
    if "/public/column/" in source.url:
        return _anhui(rows)
    return _channel(source.url, rows) if source.url.endswith(".shtml") else _guangdong(source.url, rows)


def _trs(rows: Iterable[Seen]) -> str:
    items = "".join(
        f'<li><a href="{row.report}" target="_blank" title="{row.title}">{row.title[:18]}...</a><span>{row.published}</span></li>'
        for row in rows
    )
    nav = '<ul><li><a href="../">政务公开</a></li><li><a href="./">政府信息公开年报</a></li></ul>'
    pager = '<div class="page"><b>1</b><a href="index_1.html">2</a><a href="index_2.html">3</a><a href="index_1.html">下一页</a></div>'
    return f"<html><head><title>政府信息公开年报</title></head><body>{nav}<ul class='list'>{items}</ul>{pager}</body></html>"


def _guangdong(url: str, rows: Iterable[Seen]) -> str:
    items = "".join(
        f'<li><a href="{row.report}" title="{row.title}">{row.title}</a><span class="time">{row.published}</span></li>'
        f'<li><a href="{row.report.replace("/post_", "/mpost_")}">{row.title}</a></li>'
        for row in rows
    )
    folder = url.removesuffix("index.html")
    pages = f'<a href="{folder}index_2.html">2</a><a href="{folder}index_3.html">3</a><a href="{folder}index_3.html">尾页</a>'
    return f'<html><body><ul class="news_list">{items}</ul><div class="page"><a class="current">1</a>{pages}</div></body></html>'


def _channel(url: str, rows: Iterable[Seen]) -> str:
    items = "".join(f'<dd><em>{row.published}</em><a href="{urlsplit(row.report).path}">{row.title}</a></dd>' for row in rows)
    name = url.rpartition("/")[2].removesuffix(".shtml")
    call = f"createPageHTML('page_div',3, 1,'{name}','shtml',43);"
    return f"<html><body><dl>{items}</dl><div id='page_div'></div><script>{call}</script></body></html>"


def _anhui(rows: Iterable[Seen]) -> str:
    items = "".join(
        f'<li class="mc"><a href="{row.report}" class="tit">{row.title}</a><span class="date">{row.published}</span></li>' for row in rows
    )
    pager = "<script>$(function () { Ls.pagination({ targetId: 'page_public_info', pageIndex: '1', pageCount: '3' }); });</script>"
    return f'<html><body><ul class="xxgk_nav_list">{items}</ul><div id="page_public_info"></div>{pager}</body></html>'
