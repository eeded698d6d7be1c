"""What all kinds share: which anchors are links, which addresses are one document, dates beside links, and where links stand."""

from datetime import date

import pytest

from extractors.listings.beside import printed_date, stamped_date
from extractors.listings.links import each_once, is_mobile, same_document
from extractors.listings.page import Link, ListingPage
from extractors.listings.static_list import StaticList

BASE = "http://www.shili.example/nb/"


def _read(page: str) -> ListingPage:
    return StaticList(url=BASE).read(page, BASE, BASE)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2023-01-18", date(2023, 1, 18)),
        ("2024-01-16 08:17:27", date(2024, 1, 16)),
        ("2021- 01- 28 09: 55: 47", date(2021, 1, 28)),
        ("2023年01月31日 10:54:35", date(2023, 1, 31)),
        ("2021-1-26", date(2021, 1, 26)),
        ("二〇一〇年一月十九日", date(2010, 1, 19)),
        ("（2026年1月13日）", date(2026, 1, 13)),
        ("[2022.01.10]", date(2022, 1, 10)),
        ("２０２３／０１／１８", date(2023, 1, 18)),
        ("20230118", date(2023, 1, 18)),
        ("18 2023-01", date(2023, 1, 18)),
        ("2021-13-40", None),
        ("1970-01-01", None),
        ("文号〔2023〕18号 浏览 20230 次", None),
        ("", None),
    ],
)
def test_dates_are_read_as_lists_print_them(text: str, on: date | None) -> None:
    assert printed_date(text) == on


@pytest.mark.parametrize(
    ("value", "on"),
    [
        ("2026-03-13 09:10:11", date(2026, 3, 13)),
        (1741564800000, date(2025, 3, 10)),
        ("1741564800000", date(2025, 3, 10)),
        (1741536000, date(2025, 3, 10)),
        (20240308, date(2024, 3, 8)),
        (None, None),
        (True, None),
        (0, None),
        ([], None),
        (10**30, None),
    ],
)
def test_dates_in_data_are_those_of_beijing(value: object, on: date | None) -> None:
    assert stamped_date(value) == on


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/content/post_67.html", "http://a.example/content/mpost_67.html"),
        ("http://a.example/202301/t20230118_11520599.html", "http://a.example/202301/t20230118_11520599_wap.html"),
        ("http://www.a.example/art/2023/1/13/art_1_2.html", "http://wap.a.example/art/2023/1/13/art_1_2.html"),
        ("http://a.example/x.html", "https://www.a.example/x.html"),
    ],
)
def test_a_mobile_copy_is_the_same_document(one: str, other: str) -> None:
    assert same_document(one) == same_document(other)
    wanted = [Link(one, "年报")]
    if is_mobile(other):
        assert each_once([Link(other, "年报"), Link(one, "年报")]) == wanted
    assert each_once([Link(one, "年报"), Link(other, "年报")]) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [("http://a.example/x.html?id=1", "http://a.example/x.html?id=2"), ("http://a.example/wap.html", "http://a.example/wap_1.html")],
)
def test_other_documents_are_others(one: str, other: str) -> None:
    assert same_document(one) != same_document(other)


def test_a_wordless_anchor_is_called_what_its_row_says() -> None:
    page = """<table>
      <tr><td>1</td><td>示例市财政局2022年政府信息公开工作年度报告</td><td><a href="1.pdf">下载</a> <a href="1.docx">Word</a></td></tr>
      <tr><td><a href="2.html">示例市教育局2022年政府信息公开工作年度报告</a></td><td><a href="2.pdf">下载</a></td></tr>
      <tr><td>政府信息公开年报</td><td><a href="/zwgk/">更多</a></td></tr></table>"""
    assert [(link.url, link.text) for link in _read(page).links] == [
        (f"{BASE}1.pdf", "示例市财政局2022年政府信息公开工作年度报告"),
        (f"{BASE}2.html", "示例市教育局2022年政府信息公开工作年度报告"),
    ]


def test_what_else_stands_in_the_row_is_kept() -> None:
    [link] = _read('<table><tr><td>示例市财政局</td><td><a href="1.html">2022年年报</a></td><td>2023-01-12</td></tr></table>').links
    assert (link.text, link.row, link.date) == ("2022年年报", "示例市财政局 2023-01-12", date(2023, 1, 12))


def test_shape_is_where_the_links_stand_and_not_what_they_are() -> None:
    def page(links: int, frame: str) -> ListingPage:
        items = "".join(f'<li><a href="{number}.html">{2000 + number}年年度报告</a></li>' for number in range(links))
        return _read(frame.format(items))

    first = page(3, "<html><body><div class=a><ul>{}</ul></div></body></html>")
    assert first.shape == "html/body/div/ul/li/a"
    assert page(20, "<html><body><div>x</div><div class=b><ul>{}</ul></div></body></html>").shape == first.shape
    assert page(3, "<html><body><main><section><ul>{}</ul></section></main></body></html>").shape != first.shape
    assert page(0, "<html><body><ul>{}</ul></body></html>").shape is None


def test_contents_are_equal_where_the_same_is_listed() -> None:
    one = '<ul><li><a href="1.html">2020年度报告</a></li></ul>'
    assert _read(one).contents == _read(one + "<p>浏览 5 次</p>").contents
    assert _read(one).contents != _read(one.replace("2020", "2021")).contents
