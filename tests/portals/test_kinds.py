"""Every kind of list has a golden pair: a list as such portals give it, and what it holds; an empty one; and a page that refuses.

``list.toml`` is the list's table in a portal's file, with the header that came along under ``content_type``; ``listing.*`` and ``empty.*``
are answers (of kinds that are not asked, ``empty.*`` is what stands where no report does), ``links.json`` is what the first one holds.
"""

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from extractors.encoding import decode
from extractors.listings.handed_in import HandedIn, read_table
from extractors.listings.kinds import KINDS, AnyList
from extractors.listings.page import Link, ListingPage
from extractors.listings.source import AskedList, KnownList, ListSource
from flows.judge import judge_document, judge_listing, text_of
from flows.manners import Answer
from flows.portals import Portal
from flows.settings import shipped

HERE = Path(__file__).parent
DAY = date(2025, 2, 3)


def _table(kind: str) -> dict:
    return tomllib.loads((HERE / kind / "list.toml").read_text(encoding="utf-8"))


def _list(kind: str) -> ListSource:
    return TypeAdapter(AnyList).validate_python({key: value for key, value in _table(kind).items() if key != "content_type"})


def _file(kind: str, stem: str) -> bytes:
    [path] = (HERE / kind).glob(f"{stem}.*")
    return path.read_bytes()


def _answer(kind: str, stem: str) -> Answer:
    headers = {"content-type": _table(kind)["content_type"]} if "content_type" in _table(kind) else {}
    return Answer(_list(kind).address, 200, headers, _file(kind, stem))


def _links(kind: str, stem: str) -> tuple[list[Link], ListingPage | None]:
    source = _list(kind)
    if isinstance(source, KnownList):
        return source.links(DAY), None
    if isinstance(source, HandedIn):
        rows, faults = read_table(decode(_file(kind, stem)))
        assert faults == []
        return [Link(row.url, row.title, row.published) for row in rows], None
    assert isinstance(source, AskedList)
    answer = _answer(kind, stem)
    page = source.read(text_of(answer.content, answer.headers), source.address, source.address)
    return page.links, page


def _as_json(links: list[Link], page: ListingPage | None) -> dict:
    listed = [
        {"url": link.url, "text": link.text, "date": link.date and link.date.isoformat()}
        | ({"agency_id": link.agency_id} if link.agency_id else {})
        | ({} if link.promised else {"promised": False})
        for link in links
    ]
    return {"links": listed} | ({"next_pages": page.next_pages, "doubts": page.doubts, "shape": page.shape} if page else {})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_golden_pair(kind: str) -> None:
    expected = json.loads((HERE / kind / "links.json").read_text(encoding="utf-8"))
    assert len(expected["links"]) > 1
    assert _as_json(*_links(kind, "listing")) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_is_empty_and_a_place_without_a_report_holds_none(kind: str) -> None:
    source = _list(kind)
    if isinstance(source, KnownList):
        assert judge_document(_answer(kind, "empty"), "2024年政府信息公开工作年度报告").outcome == "not_a_report"
        return
    if isinstance(source, AskedList):
        assert judge_listing(_answer(kind, "empty"), source.form).outcome == "new"
    links, page = _links(kind, "empty")
    assert links == []
    assert page is None or (page.next_pages, page.doubts, page.shape) == ([], [], None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_tests_for_a_browser_is_refused(kind: str) -> None:
    source, answer = _list(kind), _answer(kind, "block")
    judged = judge_listing(answer, source.form) if isinstance(source, AskedList) else judge_document(answer, "2024年年报")
    assert judged.outcome == "refused"


@pytest.mark.parametrize("kind", [kind for kind, model in KINDS.items() if issubclass(model, AskedList)])
def test_the_list_is_judged_to_be_one(kind: str) -> None:
    source = _list(kind)
    assert isinstance(source, AskedList)
    assert judge_listing(_answer(kind, "listing"), source.form).outcome == "new"


@pytest.mark.parametrize(
    ("kind", "other"), [("json_search", "static_list"), ("json_search", "jcms_records"), ("jcms_records", "trs_pager")]
)
def test_a_page_of_another_form_is_no_list(kind: str, other: str) -> None:
    source = _list(kind)
    assert isinstance(source, AskedList)
    assert judge_listing(_answer(other, "listing"), source.form).outcome == "not_a_report"


def test_the_kinds_are_those_that_a_file_can_name() -> None:
    assert {model.model_fields["kind"].default for model in KINDS.values()} == set(KINDS)
    schema = TypeAdapter(AnyList).json_schema()
    assert set(schema["discriminator"]["mapping"]) == set(KINDS)


def test_the_examples_of_the_documentation_are_valid_and_show_every_kind() -> None:
    text = shipped("data", "portals", "README.md").read_text(encoding="utf-8")
    head, *lists = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    shown = [Portal.model_validate(tomllib.loads(head + one)).lists[0].kind for one in lists]
    assert shown == list(KINDS)
