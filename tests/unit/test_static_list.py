"""Plain HTML lists."""

from datetime import date

import pytest

from extractors.listings.page import ListingPage
from extractors.listings.static_list import StaticList, page_address

BASE = "http://www.shili.example/zwgk/nb/"


def read_listing(page: str, url: str) -> ListingPage:
    return StaticList(url=BASE).read(page, url, url)


def _texts(page: str, url: str = BASE) -> list[str]:
    return [link.text for link in read_listing(page, url).links]


def test_links_come_in_page_order_with_address_text_and_date() -> None:
    page = """<ul>
      <li><a href="./202301/t20230112_1.html">示例市财政局2022年政府信息公开工作年度报告</a><span>2023- 01- 12</span></li>
      <li><span>2022年1月31日</span><a href="../2021.pdf#page=2">2021年度报告</a></li>
      <li><a href="/x.docx">信息公开年报（2020）</a></li></ul>"""
    links = read_listing(page, BASE).links
    assert [(link.url, link.date) for link in links] == [
        (BASE + "202301/t20230112_1.html", date(2023, 1, 12)),
        ("http://www.shili.example/zwgk/2021.pdf", date(2022, 1, 31)),
        ("http://www.shili.example/x.docx", None),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "2020年政府信息公开工作报告",
        "示例市2013年政府信息公开情况的报告",
        "政府信息公开工作年报2011",
        "政府信息公开年度报告",
        "信息公开年度报 告",
        "2022年度政府信息公开工作年度报告解读",
    ],
)
def test_every_way_to_call_a_report_is_taken(title: str) -> None:
    assert _texts(f'<a href="t1.html">{title}</a>') == [title]


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/zwgk/nb/">政府信息公开年报</a>',
        '<a href="/zwgk/2022/index.html">政府信息公开年度报告</a>',
        '<a href="t1.html">政府工作动态</a>',
        '<a href="javascript:void(0)">2020年度报告</a>',
        '<a href="mailto:a@b.example">2020年度报告</a>',
        "<a>2020年度报告</a>",
        '<a href="#top">2020年度报告</a>',
        '<a href="http://[broken/">2020年度报告</a>',
    ],
)
def test_navigation_and_dead_anchors_are_not_taken(anchor: str) -> None:
    assert _texts(anchor) == []


def test_a_cut_off_text_is_completed_from_the_title_attribute() -> None:
    whole = "示例市财政局2022年政府信息公开工作年度报告"
    assert _texts(f'<a href="t1.html" title="{whole}">示例市财政局2022年政府信息...</a>') == [whole]
    assert _texts('<a href="t1.html" title="点击查看">2022年政府信息公开年报</a>') == ["2022年政府信息公开年报"]


def test_a_link_that_stands_twice_is_one() -> None:
    assert len(read_listing('<a href="t1.html">2020年度报告</a><a href="./t1.html#a">2020年度报告</a>', BASE).links) == 1


def test_a_declared_base_is_honoured() -> None:
    [link] = read_listing('<head><base href="/other/"></head><a href="t1.html">2020年度报告</a>', BASE).links
    assert link.url == "http://www.shili.example/other/t1.html"


def test_a_date_shared_by_the_whole_page_is_nobodys() -> None:
    page = "<p>更新 2025-01-01 " + "".join(f'<a href="{n}.html">{n}年度报告</a>' for n in (2019, 2020, 2021)) + "</p>"
    assert [link.date for link in read_listing(page, BASE).links] == [None, None, None]


def test_an_impossible_date_is_none() -> None:
    assert read_listing('<li><a href="t1.html">2020年度报告</a>2021-13-40</li>', BASE).links[0].date is None


def test_further_pages_are_those_of_this_list_in_their_order() -> None:
    page = """
      <a href="index_2.html">尾页</a><a href="index_1.html">2</a><a href="index_1.html">下一页</a>
      <a href="/other/index_3.html">x</a>
      <a href="http://else.example/zwgk/nb/index_4.html">y</a>"""
    assert read_listing(page, BASE).next_pages == [BASE + "index_1.html", BASE + "index_2.html"]
    assert read_listing(page, BASE + "index_1.html").next_pages[-1] == BASE + "index_2.html"


@pytest.mark.parametrize(
    ("pager", "pages"),
    [
        (
            '<a href="nb/2.htm">2</a><a href="nb/1.htm">3</a><a href="nb/2.htm">下一页</a><a href="nb/1.htm">尾页</a>',
            ["nb/2.htm", "nb/1.htm"],
        ),
        ('<a href="nb.htm">1</a><a href="?page=2">2</a><a href="nb.htm?page=3">下一页 &gt;</a>', ["nb.htm?page=2", "nb.htm?page=3"]),
        ('<a href="nb-2.htm">后一页</a><a href="2.htm">末页»</a>', ["nb-2.htm", "2.htm"]),
        ('<a href="/other/2.htm">2</a><a href="http://else.example/zwgk/nb/2.htm">2</a><a href="nb/1.htm">1</a><a href="#">下一页</a>', []),
        ('<a href="nb/2022.htm">2022</a><a href="nb/about.htm">下一页</a><a href="nb.htm">尾页</a>', []),
    ],
)
def test_further_pages_are_known_by_what_the_pager_calls_them(pager: str, pages: list[str]) -> None:
    first = "http://www.shili.example/zwgk/nb.htm"
    assert StaticList(url=first).read(pager, first, first).next_pages == [f"http://www.shili.example/zwgk/{page}" for page in pages]


def test_a_page_that_counts_pages_it_does_not_link_to_is_a_doubt() -> None:
    counted = '<p>共<b>3</b>页 <a href="javascript:go(2)">2</a></p>'
    assert "3 pages" in read_listing(counted, BASE).doubts[0]
    assert not read_listing(counted.replace("3", "1"), BASE).doubts
    assert not read_listing(counted + '<a href="index_1.html">2</a>', BASE).doubts
    assert not StaticList(url=BASE).read(counted, BASE + "index_2.html", BASE + "index_2.html").doubts


def test_a_pager_built_by_a_script_is_a_doubt_and_not_silence() -> None:
    script = '<script>createPageHTML(3, 0, "index", "html");</script>'
    assert read_listing(script, BASE).doubts
    assert not read_listing(script.replace("3,", "1,"), BASE).doubts
    assert not read_listing(script + '<a href="index_1.html">2</a>', BASE).doubts


@pytest.mark.parametrize("page", ["", "   ", "<!-- -->", "\x00", "not html at all", "<html><p>政府信息公开年度报告</p></html>"])
def test_pages_without_links_give_none(page: str) -> None:
    assert read_listing(page, BASE).links == []


def test_an_xml_declaration_does_not_stand_in_the_way() -> None:
    page = '<?xml version="1.0" encoding="gb2312"?><html><body><a href="t1.html">2020年度报告</a></body></html>'
    assert _texts(page) == ["2020年度报告"]


@pytest.mark.parametrize(
    ("url", "number", "expected"),
    [
        (BASE, 1, BASE + "index_1.html"),
        ("http://a.example/l/list.shtml", 4, "http://a.example/l/list_4.shtml"),
        ("http://a.example/l/index_1.html", 2, "http://a.example/l/index_2.html"),
        ("http://a.example/l/content_184762", 1, None),
    ],
)
def test_numbered_pages(url: str, number: int, expected: str | None) -> None:
    assert page_address(url, number) == expected
