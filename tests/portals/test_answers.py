"""Answers of each kind at their edges: every spelling of a pager, numbers that contradict, parts that are missing."""

import json

import pytest

from extractors.listings.jcms_records import JcmsRecords
from extractors.listings.json_search import JsonSearch
from extractors.listings.page import MAX_PAGES, ListingPage
from extractors.listings.scripted_pager import PagerCall, pager_calls
from extractors.listings.trs_pager import TrsPager

ROOT = "http://www.shili.example"
BASE = f"{ROOT}/zwgk/nb/"
TITLE = "示例市财政局2024年政府信息公开工作年度报告"


def _script(code: str) -> str:
    return f"<html><body><script>{code}</script></body></html>"


@pytest.mark.parametrize(
    "code",
    [
        'createPageHTML(3, 1, "index", "html");',
        "createPageHTML(3,1,'index','html')",
        "createPageHTML ( 3 ,\n 1 , 'index' , \".html\" ) ;",
        "createPageHTML('page_div', 3, 1, 'index', 'html', 52);",
        'var countPage = 3; var currentPage=1; createPageHTML(countPage, currentPage, "index", "html");',
        "<!--\n/* createPageHTML(9, 0, 'old', 'htm') */ createPageHTML(3, 1, \"index\", \"html\");\n//-->",
        "// createPageHTML(9, 0, 'old', 'htm')\ncreatePageHTML(3, 1, \"index\", \"html\");",
        'function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){ return; } createPageHTML(3, 1, "index", "html");',
    ],
)
def test_every_spelling_of_the_pager_is_understood(code: str) -> None:
    assert pager_calls(_script(code)) == [PagerCall(3, 1, "index", "html")]


@pytest.mark.parametrize("code", ["createPageHTML(3, 1)", "createPageHTML(n, 0, 'index', 'html')", "createPageHTML(3, 1, '../x?', 'html')"])
def test_a_pager_that_is_not_understood_is_said_to_be(code: str) -> None:
    with pytest.raises(ValueError, match="createPageHTML"):
        pager_calls(_script(code))


def test_a_page_without_the_pager_is_no_such_list() -> None:
    with pytest.raises(ValueError, match="createPageHTML"):
        TrsPager(url=BASE).read("<html><body><ul></ul></body></html>", BASE, BASE)


def test_as_many_pages_are_asked_for_as_the_pager_says() -> None:
    page = TrsPager(url=BASE).read(_script("createPageHTML(120, 0, 'index', 'shtml')"), BASE, BASE)
    assert len(page.next_pages) == 119
    assert (page.next_pages[0], page.next_pages[-1]) == (f"{BASE}index_1.shtml", f"{BASE}index_119.shtml")
    assert len(TrsPager(url=BASE).read(_script("createPageHTML(999999999, 0, 'index', 'html')"), BASE, BASE).next_pages) == MAX_PAGES + 1


SEARCH = JsonSearch(
    url=f"{ROOT}/s?c=1&p={{page}}&n={{size}}", shown_at=BASE, page_size=2, entries="data.list", total="data.total", date="time"
)


def _search(entries: object, total: object = 2, number: int = 1, source: JsonSearch = SEARCH) -> ListingPage:
    answer = json.dumps({"data": {"list": entries, "total": total}})
    return source.read(answer, f"{ROOT}/s?c=1&p={number}&n=2", ROOT)


def _entry(number: int) -> dict:
    return {"title": TITLE, "url": f"t{number}.html", "time": "2025-01-20 08:00:00"}


def test_pages_of_a_search_follow_each_other_up_to_its_total() -> None:
    assert _search([_entry(1), _entry(2)], 3).next_pages == [f"{ROOT}/s?c=1&p=2&n=2"]
    assert _search([_entry(3)], 3, number=2).next_pages == []
    assert _search([_entry(1), _entry(2)], "2").next_pages == []


def test_pages_of_a_search_without_a_total_go_on_until_one_is_not_full() -> None:
    open_ended = SEARCH.model_copy(update={"total": ""})
    assert _search([_entry(1), _entry(2)], source=open_ended).next_pages == [f"{ROOT}/s?c=1&p=2&n=2"]
    assert _search([_entry(3)], number=2, source=open_ended).next_pages == []
    assert _search([], number=3, source=open_ended).next_pages == []


def test_a_total_that_the_entries_contradict_is_a_doubt_and_the_links_are_kept() -> None:
    page = _search([_entry(1)], 20)
    assert len(page.links) == 1
    assert "data.total = 20" in page.doubts[0]
    assert _search([], 20).doubts
    assert _search([], 20).next_pages == []
    assert _search([_entry(1)], 0).doubts


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ("", "no JSON"),
        ("<html>", "no JSON"),
        ("[]", "data"),
        ('{"code": 500, "msg": "busy"}', "data"),
        ('{"data": null}', "list"),
        ('{"data": {"list": {}, "total": 0}}', "data.list is no list"),
        ('{"data": {"list": [{"url": "a.html", "time": ""}], "total": 1}}', "title"),
        ('{"data": {"list": [{"title": "年报", "time": ""}], "total": 1}}', "url"),
        ('{"data": {"list": [{"title": "年报", "url": 5, "time": ""}], "total": 1}}', "url of an entry"),
        ('{"data": {"list": [{"title": "年报", "url": "a.html"}], "total": 1}}', "time"),
        ('{"data": {"list": []}}', "total"),
        ('{"data": {"list": [], "total": "many"}}', "data.total is no number"),
        ('{"data": {"list": [], "total": true}}', "data.total is no number"),
    ],
)
def test_what_a_search_lacks_is_named(answer: str, missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        SEARCH.read(answer, SEARCH.address, ROOT)


def test_a_search_that_pads_its_answer_for_scripts_is_read() -> None:
    answer = "jQuery1124_17(" + json.dumps({"data": {"list": [_entry(1)], "total": 1}}) + ");"
    assert [link.url for link in SEARCH.read(answer, SEARCH.address, ROOT).links] == [f"{BASE}t1.html"]


RECORDS = JcmsRecords(
    url=f"{ROOT}/dataproxy.jsp?startrecord={{start}}&endrecord={{end}}&perpage={{per_page}}", shown_at=BASE, per_page=2, batch=2
)


def _record(number: int) -> str:
    return (
        f'<record><![CDATA[<li><a href="/art/2025/1/{number}/art_1_{number}.html">{TITLE}</a><b>2025-01-{number:02d}</b></li>]]></record>'
    )


def _records(records: str, total: object, asked: str | None = None) -> ListingPage:
    answer = f"<datastore><recordset>{records}</recordset><totalrecord>{total}</totalrecord></datastore>"
    return RECORDS.read(answer, asked or RECORDS.address, ROOT)


def test_batches_of_records_follow_each_other_up_to_their_total() -> None:
    first = _records(_record(1) + _record(2), 3)
    assert RECORDS.address == f"{ROOT}/dataproxy.jsp?startrecord=1&endrecord=2&perpage=2"
    assert first.next_pages == [f"{ROOT}/dataproxy.jsp?startrecord=3&endrecord=4&perpage=2"]
    last = _records(_record(3), 3, first.next_pages[0])
    assert (last.next_pages, last.doubts, len(last.links)) == ([], [], 1)


@pytest.mark.parametrize(("records", "total"), [(_record(1), 2), (_record(1), 0), ("", 5), (_record(1) + _record(2) + _record(3), 3)])
def test_a_totalrecord_that_the_records_contradict_is_a_doubt(records: str, total: int) -> None:
    assert f"totalrecord = {total}" in _records(records, total).doubts[0]


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ("", "datastore"),
        ("<html><body>busy</body></html>", "datastore"),
        ("<datastore><totalrecord>3</totalrecord></datastore>", "recordset"),
        ("<datastore><recordset></recordset></datastore>", "totalrecord"),
        ("<datastore><recordset></recordset><totalrecord>x</totalrecord></datastore>", "totalrecord"),
        ("<datastore><recordset><record>", "no XML"),
        ("<datastore><recordset>&boom;</recordset><totalrecord>0</totalrecord></datastore>", "no XML"),
    ],
)
def test_what_an_answer_of_records_lacks_is_named(answer: str, missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        RECORDS.read(answer, RECORDS.address, ROOT)


def test_an_address_that_no_list_made_is_not_taken_for_a_page_of_it() -> None:
    with pytest.raises(ValueError, match="was not made from"):
        RECORDS.read("<datastore><recordset/><totalrecord>0</totalrecord></datastore>", f"{ROOT}/other", ROOT)
