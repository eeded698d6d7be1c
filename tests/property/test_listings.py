"""Whatever a portal answers, a list is read or named as none; links lead to web pages, and no list asks for its own pages without end."""

import json

from hypothesis import given
from hypothesis import strategies as st

from extractors.listings.jcms_records import JcmsRecords
from extractors.listings.json_search import JsonSearch
from extractors.listings.page import MAX_PAGES, ListingPage
from extractors.listings.source import AskedList
from extractors.listings.static_list import StaticList
from extractors.listings.trs_pager import TrsPager

BASE = "http://www.shili.example/nb/"
KINDS = (
    StaticList(url=BASE),
    StaticList(url=BASE, pager="numbered"),
    TrsPager(url=BASE),
    JsonSearch(url=f"{BASE}?p={{page}}", shown_at=BASE, page_size=2, entries="a.b", total="a.c", date="time"),
    JcmsRecords(url=f"{BASE}?s={{start}}&e={{end}}&p={{per_page}}", shown_at=BASE),
)
_PIECES = """
<ul> </ul> <li> </li> <tr> <td> <table> </table> <a~href=" "> </a> 1.html index_1.html ../ # ? http:// // [ ]
javascript: mpost_ _wap.html wap.
年报 2024年政府信息公开工作年度报告 解读 2025-01-20 二〇二五年 <script> </script> createPageHTML( 3 , 0 'index' "html" ) /* */ <!-- -->
<base~href='x'> <datastore> </datastore> <recordset> </recordset> <record> </record> <![CDATA[ ]]> <totalrecord> </totalrecord>
{"a":{"b":[ } "title": "url": &nbsp; &#x110000;
"""
pieces = st.sampled_from([piece.replace("~", " ") for piece in _PIECES.split()] + ["\x00", "\ud800", "\u200b"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["年报", "1.html", "2024-01-02"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc") | st.sampled_from(["title", "url", "time"]), inner),
    max_leaves=12,
)


def _read(source: AskedList, answer: str) -> ListingPage | None:
    try:
        return source.read(answer, source.address, source.address)
    except ValueError:
        return None


@given(st.lists(pieces, max_size=30).map("".join), st.sampled_from(KINDS))
def test_any_answer_is_read_or_named(answer: str, source: AskedList) -> None:
    page = _read(source, answer)
    if page is not None:
        assert all(link.url.startswith(("http://", "https://")) for link in page.links)
        assert len({link.url for link in page.links}) == len(page.links)
        assert source.address not in page.next_pages
        assert len(page.next_pages) <= MAX_PAGES + 1


@given(values)
def test_any_data_is_read_or_named(value: object) -> None:
    for data in (value, {"a": value}, {"a": {"b": value, "c": 3}}, {"a": {"b": [value], "c": 1}}):
        _read(KINDS[3], json.dumps(data))
