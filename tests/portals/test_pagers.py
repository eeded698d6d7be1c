"""Pagers that count up and down, that send forms, sitemaps and searches: what their kinds make of odd pages."""

import gzip
import json

import pytest
from pydantic import TypeAdapter, ValidationError

from extractors.listings.kinds import AnyList
from extractors.listings.looked_at import Looked
from extractors.listings.numbered_pages import NumberedPages
from extractors.listings.pager import pager_says
from extractors.listings.postback import Postback
from extractors.listings.recognise import recognise
from extractors.listings.recognise_pages import linked_pages
from extractors.listings.site_search import SiteSearch
from extractors.listings.sitemap import Sitemap
from flows.judge import judge_listing, unpacked
from flows.manners import Answer

ROOT = "http://www.shili.example"
TITLE = "示例市财政局{}年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("page", "pages", "entries"),
    [
        ("共22条&nbsp;&nbsp;1/6&nbsp;", 6, 22),
        ("<span>第 1 页 / 共 4 页</span>", 4, None),
        ("页次：2/7 共131条记录", 7, 131),
        ("<b>1</b> / <b>3</b> 页", 3, None),
        ("共<em>31</em>页", 31, None),
        ("<script>var o = { pageIndex: '1', pageCount: '4' };</script>", 4, None),
        ("<script>_simple_list_gotopage_fun(9,'u_goto',2)</script>", 9, None),
        ("<script>createPageHTML(3, 0, 'index', 'html')</script>", 3, None),
        ("共22条", None, 22),
        ("<!-- 共9页 --><p>2024/1 年报</p>", None, None),
        ("<p>发布于 2024年1/2</p>", None, None),
    ],
)
def test_what_a_pager_says(page: str, pages: int | None, entries: int | None) -> None:
    said = pager_says(f"<html><body>{page}</body></html>")
    assert (said.pages, said.entries) == (pages, entries)


def _numbered(**more: object) -> NumberedPages:
    return NumberedPages.model_validate({"url": f"{ROOT}/nb.htm", "page_url": f"{ROOT}/nb/{{page}}.htm", **more})


def _read(source: NumberedPages, more: str, asked: str = "") -> tuple[list[str], list[str]]:
    body = f'<html><body><ul><li><a href="/1.htm">{TITLE.format(2024)}</a></li></ul>{more}</body></html>'
    page = source.read(body, asked or source.url, asked or source.url)
    assert len(page.links) == 1
    return [address.rpartition("/")[2] for address in page.next_pages], page.doubts


def test_pages_are_counted_up_from_the_second() -> None:
    assert _read(_numbered(), "共3页") == (["2.htm", "3.htm"], [])
    assert _read(_numbered(second=1), "共3页") == (["1.htm", "2.htm"], [])
    assert _read(_numbered(second=0), "共2页") == (["0.htm"], [])


def test_pages_are_counted_down_to_one() -> None:
    assert _read(_numbered(counting="down"), "共3条 1/3") == (["2.htm", "1.htm"], [])
    assert _read(_numbered(counting="down"), "共3条 1/1") == ([], [])


def test_where_nothing_says_how_many_the_links_tell() -> None:
    assert _read(_numbered(), '<a href="nb/2.htm">2</a><a href="nb/4.htm">尾页</a>') == (["2.htm", "3.htm", "4.htm"], [])
    assert _read(_numbered(counting="down"), '<a href="nb/3.htm">下页</a>') == (["3.htm", "2.htm", "1.htm"], [])
    assert _read(_numbered(), "") == ([], [])


def test_columns_with_numbers_in_their_addresses_are_no_pages() -> None:
    column = '<a href="nb/2023.htm">2023年</a>'
    assert _read(_numbered(counting="down"), f'{column}<a href="nb/1.htm">尾页</a>') == (["1.htm"], [])
    assert _read(_numbered(counting="down"), f"{column}共3条 1/2") == (["1.htm"], [])


def test_a_page_that_links_beyond_what_it_says_is_doubted() -> None:
    further, doubts = _read(_numbered(), '共2页<a href="nb/5.htm">5</a>')
    assert further == ["2.htm"]
    assert "there are 2 pages" in doubts[0]


def test_an_endless_list_is_bounded() -> None:
    assert len(_read(_numbered(), "共9999页")[0]) <= 501


@pytest.mark.parametrize(
    ("anchors", "pages", "expected"),
    [
        ([(2, "nb/index_2.html"), (3, "nb/index_3.html")], None, {"page_url": f"{ROOT}/nb/index_{{page}}.html"}),
        ([(2, "nb/index_1.html"), (3, "nb/index_2.html")], None, {"page_url": f"{ROOT}/nb/index_{{page}}.html", "second": 1}),
        ([(2, "nb/30.htm"), (3, "nb/29.htm")], 31, {"page_url": f"{ROOT}/nb/{{page}}.htm", "counting": "down"}),
        ([(2, "list.aspx?lm=9&page=2"), (3, "list.aspx?lm=9&page=3")], None, {"page_url": f"{ROOT}/list.aspx?lm=9&page={{page}}"}),
        ([(2, "a.html")], None, None),
    ],
)
def test_how_linked_pages_are_numbered(anchors: list[tuple[int, str]], pages: int | None, expected: dict[str, object] | None) -> None:
    body = "".join(f'<a href="{href}">{number}</a>' for number, href in anchors)
    assert linked_pages(Looked(f"<html><body>{body}</body></html>", f"{ROOT}/nb.htm"), pages) == expected


def test_an_asp_list_that_also_takes_addresses_is_read_by_them() -> None:
    link = f'<a href="a.aspx">{TITLE.format(2024)}</a>'
    pager = '<a href="List.aspx?lm=9&page=2">2</a><a href="List.aspx?lm=9&page=3">3</a>'
    state = '<form><input type="hidden" name="__VIEWSTATE" value="/w"></form>'
    found = recognise(Looked(f"<html><body>{state}<p>{link}</p>{pager}</body></html>", f"{ROOT}/List.aspx?lm=9"))
    assert found is not None
    assert found.table["kind"] == "static_list"


FORM = (
    '<html><body><form method="post"><input type="hidden" name="__VIEWSTATE" value="/w1"><input type="hidden" name="__EVENTVALIDATION" '
    'value="/v1"><input type="hidden" name="off" value="x" disabled><input type="checkbox" name="box" value="on"><input type="submit" '
    f'name="go" value="Go"><input name="key" value="年报"><p><a href="1.aspx">{TITLE.format(2024)}</a></p>{{}}</form></body></html>'
)


def test_a_form_is_sent_as_a_browser_would() -> None:
    source = Postback(url=f"{ROOT}/List.aspx")
    pager = "<a href=\"javascript:__doPostBack('GridView1','Page$2')\">2</a>"
    page = source.read(FORM.format(pager), source.url, source.url)
    assert page.next_pages == [f"{ROOT}/List.aspx#page=2"]
    assert page.forms[page.next_pages[0]] == {
        "__VIEWSTATE": "/w1",
        "__EVENTVALIDATION": "/v1",
        "key": "年报",
        "__EVENTTARGET": "GridView1",
        "__EVENTARGUMENT": "Page$2",
    }


def test_the_next_page_follows_from_the_one_that_was_asked() -> None:
    source = Postback(url=f"{ROOT}/List.aspx")
    pager = "<a href=\"javascript:__doPostBack('P','1')\">1</a><a href=\"javascript:__doPostBack('P','3')\">3</a>"
    third = source.read(FORM.format(pager), f"{ROOT}/List.aspx#page=2", f"{ROOT}/List.aspx#page=2")
    assert third.next_pages == [f"{ROOT}/List.aspx#page=3"]
    words = "<a onclick=\"__doPostBack('ctl00$next','')\">下一页</a>"
    assert source.read(FORM.format(words), source.url, source.url).forms[f"{ROOT}/List.aspx#page=2"]["__EVENTTARGET"] == "ctl00$next"
    last = source.read(FORM.format("<a disabled='disabled'>下一页</a>"), f"{ROOT}/List.aspx#page=3", source.url)
    assert (last.next_pages, last.forms) == ([], {})


def test_a_pager_without_a_form_or_without_a_call_is_said() -> None:
    source = Postback(url=f"{ROOT}/List.aspx")
    with pytest.raises(ValueError, match="__VIEWSTATE"):
        source.read("<html><a href=\"javascript:__doPostBack('P','2')\">2</a></html>", source.url, source.url)
    assert "no call of __doPostBack" in source.read(FORM.format("共3页"), source.url, source.url).doubts[0]


def test_an_index_of_sitemaps_leads_to_those_wanted_and_no_further() -> None:
    source = Sitemap(url=f"{ROOT}/sitemap.xml", reports=("/nb/*",), sitemaps="/sitemap_zwgk*")
    index = (
        f"<sitemapindex><sitemap><loc>{ROOT}/sitemap_zwgk.xml.gz</loc></sitemap>"
        f"<sitemap><loc>{ROOT}/sitemap_news.xml</loc></sitemap></sitemapindex>"
    )
    assert source.read(index, source.url, source.url).next_pages == [f"{ROOT}/sitemap_zwgk.xml.gz"]
    with pytest.raises(ValueError, match="another index"):
        source.read(index, f"{ROOT}/sitemap_zwgk.xml.gz", source.url)
    with pytest.raises(ValueError, match="no XML"):
        source.read("<urlset><url>", source.url, source.url)
    with pytest.raises(ValueError, match="neither"):
        source.read("<rss></rss>", source.url, source.url)


def test_a_sitemap_expands_no_entities() -> None:
    source = Sitemap(url=f"{ROOT}/sitemap.xml", reports=("*",))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{ROOT}/nb/1.htm">]><urlset><url><loc>&a;</loc></url></urlset>'
    assert source.read(bomb, source.url, source.url).links == []


def test_compressed_sitemaps_are_read_within_limits() -> None:
    whole = b"<?xml version='1.0'?><urlset><url><loc>http://www.shili.example/nb/1</loc></url></urlset>"
    packed = gzip.compress(whole)
    assert unpacked(packed, "sitemap") == whole
    assert unpacked(packed, "html") == packed

    def outcome(content: bytes) -> str:
        return judge_listing(Answer(f"{ROOT}/s.xml.gz", 200, {}, content), "sitemap").outcome

    assert outcome(packed) == "new"
    assert outcome(gzip.compress(b" " * 11_000_000)) == "too_large"
    assert outcome(packed[:-9]) == "not_a_report"
    assert outcome(b"<html><body>404</body></html>") == "not_a_report"


def _search(**more: object) -> SiteSearch:
    values = {
        "url": f"{ROOT}/s?q={{name}}&p={{page}}",
        "shown_at": ROOT,
        "agencies": {"1-finance": "示例市财政局", "1-water": "示例市水务局"},
    }
    return SiteSearch.model_validate(values | more)


def test_a_search_is_made_for_every_organ_and_goes_on_while_it_brings_reports() -> None:
    source = _search()
    first, second = source.addresses()[:2]
    result = f'<html><body><div><a href="/a.html">{TITLE.format(2024)}</a></div></body></html>'
    page = source.read(result, first, first)
    assert [(link.url, link.agency_id) for link in page.links] == [(f"{ROOT}/a.html", "1-finance")]
    assert page.next_pages == [first.replace("p=1", "p=2"), second]
    other = source.read(result, second, second)
    assert (other.links, other.next_pages) == ([], []), "the report of another organ"
    assert page.contents != other.contents
    last = source.read(result, first.replace("p=1", "p=5"), first)
    assert last.next_pages == []
    assert "may go on" in last.doubts[0]


@pytest.mark.parametrize(
    ("title", "taken"),
    [
        ("示例市财政局2024年政府信息公开工作年度报告", True),
        ("《示例市财政局2024年度政府信息公开年报》", True),
        ("关于示例市财政局2023年度政府信息公开情况的报告", True),
        ("2023年示例市财政局政府信息公开工作年度报告（全文）", True),
        ("示例市财政局政府信息公开工作年度报告", False),
        ("示例市新区财政局2024年政府信息公开工作年度报告", False),
        ("示例市财政局下属单位2024年，政府信息公开年报", False),
        ("示例市财政局2024年政府信息公开工作年度报告解读", False),
        ("示例市财政局2024年部门预算公开报告", False),
        ("示例市财政局2024年法治政府建设情况报告", False),
    ],
)
def test_only_titles_of_the_organ_s_reports_are_taken(title: str, taken: bool) -> None:
    source = _search()
    page = source.read(f'<html><a href="/a.html">{title}</a></html>', source.address, source.address)
    assert bool(page.links) == taken


def test_results_in_json_and_searches_of_a_year() -> None:
    url = f"{ROOT}/s?q={{name}}&y={{year}}&p={{page}}"
    source = _search(url=url, entries="rows", date="time", first_year=2023, last_year=2024, agencies={"1-finance": "示例市财政局"})
    assert [one.partition("&")[2] for one in source.addresses()[:2]] == ["y=2024&p=1", "y=2023&p=1"]
    rows = [{"title": f"<em>{TITLE.format(year)}</em>", "url": f"/{year}.html", "time": f"{year + 1}-01-09"} for year in (2023, 2024)]
    page = source.read(json.dumps({"rows": rows}), source.address, source.address)
    assert [(link.url, str(link.date)) for link in page.links] == [(f"{ROOT}/2024.html", "2025-01-09")]
    with pytest.raises(ValidationError, match="first_year and last_year"):
        _search(url=url)


@pytest.mark.parametrize(
    "table",
    [
        {"kind": "numbered_pages", "url": f"{ROOT}/a", "page_url": f"{ROOT}/a"},
        {"kind": "numbered_pages", "url": f"{ROOT}/{{page}}", "page_url": f"{ROOT}/{{page}}"},
        {"kind": "sitemap", "url": f"{ROOT}/sitemap.xml", "reports": []},
        {"kind": "site_search", "url": f"{ROOT}/?q={{name}}", "shown_at": ROOT, "agencies": {}},
        {"kind": "site_search", "url": f"{ROOT}/?q=x", "shown_at": ROOT, "agencies": {"1": "x"}},
    ],
)
def test_tables_that_could_not_be_read_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(AnyList).validate_python(table)
