"""Lists of every kind read from a portal on loopback: whole, or with an alarm."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows import discover
from flows.archive import AttemptLog, attempts, holds
from flows.fetch import CollectResult, collect
from flows.manners import Limits
from flows.network import Network
from flows.portals import Portal
from flows.runs import finish, start
from flows.settings import Settings
from tests.flows.portal_server import Site, page, redirect, serving, status

HOST = "www.shili.example"
ROOT = f"http://{HOST}"
DAY = date(2025, 2, 3)
LIMITS = Limits(connect_seconds=2, read_seconds=2, total_seconds=5, backoff_seconds=0.01)
SECTIONS = "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"


def _title(year: int) -> str:
    return f"示例市财政局{year}年政府信息公开工作年度报告"


def _report(year: int) -> str:
    sections = "".join(f"<h2>{heading}</h2><p>示例市财政局认真贯彻落实条例，做好政府信息公开工作。</p>" for heading in SECTIONS)
    return f"<html><head><title>{_title(year)}</title></head><body><h1>{_title(year)}</h1>{sections}</body></html>"


def _items(*years: int) -> str:
    return "".join(f'<li><a href="/nb/{year}.html">{_title(year)}</a><span>{year + 1}-01-20</span></li>' for year in years)


def _html(*years: int, more: str = "") -> str:
    return f"<html><body><div><ul>{_items(*years)}</ul></div>{more}</body></html>"


def _portal(**source: object) -> Portal:
    values = {"host": HOST, "name": "示例市", "kind": source.pop("kind"), "scheme": "http", "delay_seconds": 0, "verified_on": DAY}
    return Portal.model_validate({**values, "lists": [source]})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, contact="https://operator.example/", as_of=DAY)


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal with three reports and no list."""
    with serving(Site({f"/nb/{year}.html": page(_report(year)) for year in (2022, 2023, 2024)})) as served:
        yield served


def _run(settings: Settings, site: Site, portal: Portal, run_id: str = "r1") -> CollectResult:
    with AttemptLog(settings, run_id) as log:
        start(settings, log, DAY)
        result = collect(settings, run_id, [portal], network=Network(LIMITS, local={HOST: site.address}))
        finish(log, DAY, {})
    return result


STATIC = {"kind": "static_list", "url": f"{ROOT}/nb/"}
TRS = {"kind": "trs_pager", "url": f"{ROOT}/nb/"}
SEARCH = {
    "kind": "json_search", "url": f"{ROOT}/search?page={{page}}&size={{size}}", "shown_at": f"{ROOT}/nb/", "page_size": 2,
    "entries": "rows", "total": "total", "date": "time",
}  # fmt: skip
RECORDS = {
    "kind": "jcms_records", "url": f"{ROOT}/dataproxy.jsp?startrecord={{start}}&endrecord={{end}}&perpage={{per_page}}",
    "shown_at": f"{ROOT}/nb/", "per_page": 1, "batch": 2,
}  # fmt: skip
ANNUAL = {"kind": "jcms_annual", "url": f"{ROOT}/annual.jsp?area={{area}}&fbtime={{year}}", "first_year": 2022, "areas": {"A1": "cz"}}
ADDRESSES = {"kind": "address_list", "url": f"{ROOT}/", "entries": [{"url": f"{ROOT}/nb/{year}.html"} for year in (2024, 2023, 2022)]}


def _rows(*years: int, total: int = 3) -> str:
    return json.dumps(
        {"total": total, "rows": [{"title": _title(year), "url": f"{year}.html", "time": f"{year + 1}-01-20"} for year in years]}
    )


def _store(*years: int, total: int = 3) -> str:
    records = "".join(f"<record><![CDATA[{_items(year)}]]></record>" for year in years)
    return (
        f"<?xml version='1.0' encoding='utf-8'?><datastore><recordset>{records}</recordset><totalrecord>{total}</totalrecord></datastore>"
    )


LISTS = {
    "static_list": (STATIC, {"/nb/": _html(2024, 2023, more='<a href="index_1.html">2</a>'), "/nb/index_1.html": _html(2022)}),
    "trs_pager": (
        TRS,
        {f"/nb/{path}": _html(*years, more=f"<script>createPageHTML(2, {number}, 'index', 'html')</script>")
         for number, path, years in ((0, "", (2024, 2023)), (1, "index_1.html", (2022,)))},
    ),
    "json_search": (SEARCH, {"/search?page=1&size=2": _rows(2024, 2023), "/search?page=2&size=2": _rows(2022)}),
    "jcms_records": (
        RECORDS,
        {"/dataproxy.jsp?startrecord=1&endrecord=2&perpage=1": _store(2024, 2023),
         "/dataproxy.jsp?startrecord=3&endrecord=4&perpage=1": _store(2022)},
    ),
    "jcms_annual": (ANNUAL, {f"/annual.jsp?area=A1&fbtime={year}": _report(year) for year in (2022, 2023, 2024)}),
    "address_list": (ADDRESSES, {}),
}  # fmt: skip
DRAWN = {"jcms_annual", "address_list"}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_of_every_kind_is_read_whole_and_conditionally_the_next_time(settings: Settings, site: Site, kind: str) -> None:
    source, answers = LISTS[kind]
    site.pages |= {path: page(answer, "text/html") for path, answer in answers.items()}
    result = _run(settings, site, _portal(**source))
    assert (result.due, result.found, result.fetched, result.alarms) == (1, 3, 3, [])
    assert len(site.paths()) == len(set(site.paths())) == 3 + (0 if kind in DRAWN else len(answers))
    site.asked.clear()
    again = _run(settings, site, _portal(**source), "r2")
    assert (again.fetched, again.unchanged, again.alarms) == (0, 3, [])
    assert all(asked.conditional for asked in site.asked if asked.path != "/robots.txt")
    assert {attempt.agency_id for attempt in attempts(settings) if attempt.kind == "document"} == {"cz" if kind == "jcms_annual" else None}


def test_years_without_a_report_are_no_alarm_and_too_few_reports_are(settings: Settings, site: Site) -> None:
    site.pages |= {f"/annual.jsp?area=A1&fbtime={year}": page("<html><body><p>暂无内容</p></body></html>") for year in (2022, 2023)}
    site.pages["/annual.jsp?area=A1&fbtime=2024"] = page(_report(2024))
    result = _run(settings, site, _portal(**ANNUAL))
    assert (result.fetched, result.not_a_report, result.alarms) == (1, 2, [])
    [alarm] = _run(settings, site, _portal(**ANNUAL, expect_min=2), "r2").alarms
    assert "1 reports, at least 2 expected" in alarm.message


def test_a_list_of_120_pages_is_read_whole(settings: Settings, site: Site) -> None:
    for number in range(120):
        name = f"index_{number}.html" if number else ""
        items = f'<li><a href="/d/{number}.html">示例市第{number}局2024年政府信息公开工作年度报告</a></li>'
        site.pages[f"/nb/{name}"] = page(f"<html><ul>{items}</ul><script>createPageHTML(120,{number},'index','html')</script></html>")
        site.pages[f"/d/{number}.html"] = page(_report(2024).replace("财政局", f"第{number}局"))
    result = _run(settings, site, _portal(**TRS))
    assert (result.found, result.fetched, result.alarms) == (120, 120, [])


def test_an_endless_list_ends_by_a_limit(settings: Settings, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "MAX_PAGES", 5)
    site.pages |= {f"/search?page={number}&size=2": page(_rows(2 * number, 2 * number + 1, total=10**12)) for number in range(1, 20)}
    result = _run(settings, site, _portal(**SEARCH))
    assert len([path for path in site.paths() if path.startswith("/search")]) == 5
    assert "no further than 5 pages" in result.errors[0].message


@pytest.mark.parametrize("kind", ["trs_pager", "json_search", "jcms_records"])
def test_pages_that_repeat_are_noticed_and_not_asked_for_without_end(settings: Settings, site: Site, kind: str) -> None:
    frame = "<script>createPageHTML(50, 0, 'index', 'html')</script><i>{}</i>"
    for number in range(50):
        site.pages["/nb/" + (f"index_{number}.html" if number else "")] = page(_html(2024, 2023, more=frame.replace("{}", str(number))))
        site.pages[f"/search?page={number + 1}&size=2"] = page(_rows(2024, 2023, total=100))
        at = f"startrecord={number * 2 + 1}&endrecord={number * 2 + 2}"
        site.pages[f"/dataproxy.jsp?{at}&perpage=1"] = page(_store(2024, 2023, total=100), "text/xml")
    result = _run(settings, site, _portal(**LISTS[kind][0]))
    assert result.fetched == 2
    assert len(site.paths()) <= 2 + 4
    messages = [alarm.message for alarm in result.errors]
    assert sum("gives again" in message for message in messages) == (3 if kind == "trs_pager" else 1)
    assert any("not asked for" in message for message in messages) == (kind == "trs_pager")


def test_a_promised_page_that_is_absent_is_an_alarm(settings: Settings, site: Site) -> None:
    site.pages["/nb/"] = page(_html(2024, more="<script>createPageHTML(2, 0, 'index', 'html')</script>"))
    [alarm] = _run(settings, site, _portal(**TRS)).alarms
    assert (alarm.severity, alarm.url) == ("error", f"{ROOT}/nb/index_1.html")


@pytest.mark.parametrize(
    ("kind", "path", "answer", "word"),
    [
        ("trs_pager", "/nb/", _html(2024), "createPageHTML"),
        ("json_search", "/search?page=1&size=2", '{"code": 500, "msg": "busy"}', "rows"),
        ("json_search", "/search?page=1&size=2", "<html><body>busy</body></html>", "JSON"),
        ("jcms_records", "/dataproxy.jsp?startrecord=1&endrecord=2&perpage=1", "<datastore/>", "recordset"),
    ],
)
def test_an_answer_of_another_form_is_an_alarm_and_kept(
    settings: Settings, site: Site, kind: str, path: str, answer: str, word: str
) -> None:
    site.pages[path] = page(answer)
    result = _run(settings, site, _portal(**LISTS[kind][0]))
    assert result.found == 0
    assert any(word in alarm.message for alarm in result.errors)
    [listing] = [attempt for attempt in attempts(settings) if attempt.kind == "listing"]
    assert holds(settings, listing.sha256)


def test_a_list_of_another_shape_names_both_samples(settings: Settings, site: Site) -> None:
    site.pages["/nb/"] = page(_html(2024, 2023))
    _run(settings, site, _portal(**STATIC))
    site.pages["/nb/"] = page(_html(2024, 2023, 2022).replace("<div>", "<main><section>").replace("</div>", "</section></main>"))
    [alarm] = _run(settings, site, _portal(**STATIC), "r2").alarms
    samples = [attempt.sha256 for attempt in attempts(settings) if attempt.kind == "listing"]
    assert (alarm.severity, [alarm.before, alarm.now]) == ("error", samples)
    assert all(sample in alarm.message and holds(settings, sample) for sample in samples)
    assert _run(settings, site, _portal(**STATIC), "r3").alarms == [], "the change is the alarm, not every night after it"


def test_a_list_that_grew_or_is_empty_has_no_other_shape(settings: Settings, site: Site) -> None:
    for number, years in enumerate([(2024,), (), (2024, 2023, 2022)]):
        site.pages["/nb/"] = page(_html(*years))
        alarms = _run(settings, site, _portal(**STATIC, expect_min=0), f"r{number}").alarms
        assert not any("another shape" in alarm.message for alarm in alarms)


def test_a_list_that_could_not_be_understood_the_last_time_harms_nothing(settings: Settings, site: Site) -> None:
    site.pages["/search?page=1&size=2"] = page('{"rows": 5, "total": 0}')
    assert _run(settings, site, _portal(**SEARCH)).errors
    site.pages["/search?page=1&size=2"] = page(_rows(2024, 2023, total=2))
    assert _run(settings, site, _portal(**SEARCH), "r2").alarms == []


def test_what_is_gone_is_seen_across_a_night_in_which_the_list_was_sick(settings: Settings, site: Site) -> None:
    for number, answer in enumerate([_rows(2024, 2023, total=2), '{"rows": 5, "total": 0}', _rows(2024, total=1)]):
        site.pages["/search?page=1&size=2"] = page(answer)
        alarms = _run(settings, site, _portal(**SEARCH), f"r{number}").alarms
    assert [(alarm.severity, "1 of 2 links of the last time are gone" in alarm.message) for alarm in alarms] == [("warning", True)]
    listings = [attempt.outcome for attempt in attempts(settings) if attempt.kind == "listing"]
    assert listings == ["new", "not_a_report", "new"]


def test_pages_that_fail_one_after_the_other_end_the_list(settings: Settings, site: Site) -> None:
    site.pages["/nb/"] = page(_html(2024, 2023, more="<script>createPageHTML(400, 0, 'index', 'html')</script>"))
    result = _run(settings, site, _portal(**TRS))
    assert len([path for path in site.paths() if "index_" in path]) == 3
    assert any("396 pages were not asked for" in alarm.message for alarm in result.errors)


def test_a_mobile_copy_in_place_of_a_report_is_not_missed(settings: Settings, site: Site) -> None:
    site.pages["/nb/"] = page(_html(2024, 2023))
    _run(settings, site, _portal(**STATIC))
    site.pages["/nb/"] = page(_html(2024, 2023).replace("/nb/2023.html", "/nb/2023_wap.html"))
    site.pages["/nb/2023_wap.html"] = page(_report(2023))
    assert _run(settings, site, _portal(**STATIC), "r2").alarms == []


def test_links_go_from_the_address_that_answered(settings: Settings, site: Site) -> None:
    site.pages |= {"/list": redirect("/nb/"), "/nb/": page('<ul><li><a href="2024.html">2024年度报告</a></li></ul>')}
    assert _run(settings, site, _portal(kind="static_list", url=f"{ROOT}/list")).fetched == 1


def test_a_list_that_moved_is_compared_from_where_it_answers_also_by_a_run_that_resumes(settings: Settings, site: Site) -> None:
    def items(*years: int) -> str:
        return "<ul>" + "".join(f'<li><a href="{year}.html">{year}年度报告</a></li>' for year in years) + "</ul>"

    portal = _portal(kind="static_list", url=f"{ROOT}/list")
    site.pages |= {"/list": redirect("/nb/"), "/nb/": page(items(2023, 2022))}
    _run(settings, site, portal)
    site.pages["/nb/"] = page(items(2024, 2023, 2022))
    with AttemptLog(settings, "r2") as log:
        start(settings, log, DAY)
    assert collect(settings, "r2", [portal], network=Network(LIMITS, local={HOST: site.address})).alarms == []
    assert _run(settings, site, portal, "r3").fetched == 1, "as the run before it, which was not finished"
    assert {attempt.outcome for attempt in attempts(settings) if attempt.kind == "document"} == {"new", "unchanged"}


def test_a_mobile_copy_in_another_list_is_not_asked_for(settings: Settings, site: Site) -> None:
    site.pages["/nb/"] = page(_html(2024))
    site.pages["/wap/"] = page(_html(2024).replace("2024.html", "2024_wap.html"))
    portal = Portal.model_validate({**_portal(**STATIC).model_dump(), "lists": [{"url": f"{ROOT}/nb/"}, {"url": f"{ROOT}/wap/"}]})
    assert _run(settings, site, portal).found == 1


def test_a_doubt_about_the_number_of_entries_keeps_what_there_is(settings: Settings, site: Site) -> None:
    site.pages["/search?page=1&size=2"] = page(_rows(2024, total=2))
    result = _run(settings, site, _portal(**SEARCH))
    assert (result.fetched, [alarm.severity for alarm in result.alarms]) == (1, ["error"])
    assert "1 entries on page 1" in result.alarms[0].message


def test_challenges_are_refused(settings: Settings, site: Site) -> None:
    challenge = "<html><head><script>document.cookie='a=1';location.reload()</script></head><body></body></html>"
    site.pages |= {"/search?page=1&size=2": page(challenge), "/dataproxy.jsp?startrecord=1&endrecord=2&perpage=1": status(521)}
    for number, source in enumerate((SEARCH, RECORDS)):
        _run(settings, site, _portal(**source), f"r{number}")
    assert {attempt.outcome for attempt in attempts(settings) if attempt.kind == "listing"} == {"refused"}
