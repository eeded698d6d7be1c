"""Collecting from portals that are sound, sick and hostile. All of them stand on loopback under names that end in .example."""

import gzip
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from portal_server import Answer, Site, dripping, endless, page, plain, redirect, serving, status, truncated

from extractors.listings.static_list import StaticList
from flows.archive import Attempt, AttemptLog, attempts, holds, load
from flows.fetch import CollectResult, collect
from flows.manners import Limits
from flows.network import Network
from flows.portals import Portal
from flows.runs import finish, start
from flows.settings import Settings

HOST = "www.shili.example"
ROOT = f"http://{HOST}"
LIST = f"{ROOT}/nb/index.html"
DAY = date(2025, 2, 3)
LIMITS = Limits(max_bytes=60_000, connect_seconds=2, read_seconds=1, total_seconds=2, tries=3, backoff_seconds=0.01, retry_after_seconds=1)
BUSY_ERROR = "<html><head><title>出错了</title></head><body><p>您访问的页面不存在</p></body></html>"
CHALLENGE = "<html><head><script>document.cookie='a=1';location.reload()</script></head><body></body></html>"
SECTIONS = "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"


def report(agency: str, year: int, more: str = "") -> str:
    """A report's page, as short as one can be."""
    title = f"{agency}{year}年政府信息公开工作年度报告"
    sections = "".join(f"<h2>{heading}</h2><p>{agency}认真贯彻落实条例，做好政府信息公开工作。{more}</p>" for heading in SECTIONS)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{sections}</body></html>"


def listing(*links: tuple[str, str], more: str = "") -> str:
    """A list's page, links newest first."""
    return "<html><body><ul>" + "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links) + f"</ul>{more}</body></html>"


def link(year: int) -> tuple[str, str]:
    """The link to the finance bureau's report of a year."""
    return f"{year}.html", f"示例市财政局{year}年政府信息公开工作年度报告"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, contact="https://operator.example/")


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal with one list of three reports, all sound."""
    pages = {"/nb/index.html": page(listing(link(2023), link(2022), link(2021)))}
    pages |= {f"/nb/{year}.html": page(report("示例市财政局", year)) for year in (2021, 2022, 2023)}
    with serving(Site(pages)) as served:
        yield served


def portal(expect_min: int = 1, pager: str = "links", verified: bool = True, also_hosts: Sequence[str] = ()) -> Portal:
    return Portal.model_validate({
        "host": HOST, "name": "示例市", "kind": "static_list", "scheme": "http", "delay_seconds": 0, "also_hosts": also_hosts,
        "verified_on": DAY if verified else None, "lists": [StaticList(url=LIST, expect_min=expect_min, pager=pager).model_dump()],
    })  # fmt: skip


async def _resolve(host: str, port: int) -> Sequence[str]:
    return {"files.shili.example": ["192.168.0.5"]}.get(host, [])


def run(settings: Settings, site: Site, run_id: str = "r1", of: Portal | None = None) -> CollectResult:
    network = Network(LIMITS, _resolve, {HOST: site.address})
    return collect(settings, run_id, [of or portal()], network=network)


def whole_run(settings: Settings, site: Site, run_id: str, of: Portal | None = None) -> CollectResult:
    """A run with its started and finished lines."""
    with AttemptLog(settings, run_id) as log:
        start(settings, log, DAY)
        result = run(settings, site, run_id, of)
        finish(log, DAY, {})
    return result


def only(settings: Settings, path: str) -> Attempt:
    """The one attempt that was made for a path."""
    [attempt] = [attempt for attempt in attempts(settings) if attempt.url == ROOT + path and attempt.kind != "alarm"]
    return attempt


def outcome_of(settings: Settings, site: Site, answer: Answer, name: str = "2021.html", of: Portal | None = None) -> Attempt:
    """The attempt for one linked document that answers so."""
    site.pages["/nb/index.html"] = page(listing((name, link(2021)[1])))
    site.pages[f"/nb/{name}"] = answer
    run(settings, site, of=of)
    return only(settings, f"/nb/{name}")


def test_reports_are_archived_oldest_first_and_logged(settings: Settings, site: Site) -> None:
    result = run(settings, site)
    assert (result.due, result.found, result.fetched, result.alarms) == (1, 3, 3, [])
    # What is judged first is logged first, but versions go by the instant of the answer.
    documents = sorted((attempt for attempt in attempts(settings) if attempt.kind == "document"), key=lambda attempt: attempt.at)
    assert [attempt.url for attempt in documents] == [f"{ROOT}/nb/{year}.html" for year in (2021, 2022, 2023)]
    first = documents[0]
    assert (first.outcome, first.status, first.portal, first.listing_url, first.role) == ("new", 200, HOST, LIST, "report")
    assert first.link_text == link(2021)[1]
    assert load(settings, first.sha256 or "") == report("示例市财政局", 2021).encode()


def test_there_is_one_identity_with_a_contact_and_no_cookie(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(link(2021)), Set_Cookie="id=1")
    run(settings, site)
    assert {asked.headers["User-Agent"] for asked in site.asked} == {site.asked[0].headers["User-Agent"]}
    assert "https://operator.example/" in site.asked[0].headers["User-Agent"]
    assert not any("Cookie" in asked.headers for asked in site.asked)
    assert {asked.headers["Host"] for asked in site.asked} == {HOST}


def test_an_unverified_portal_is_never_asked(settings: Settings, site: Site) -> None:
    result = run(settings, site, of=portal(verified=False))
    assert (result.due, site.asked, list(attempts(settings))) == (0, [], [])


def test_a_second_run_makes_only_conditional_requests_and_brings_nothing(settings: Settings, site: Site) -> None:
    site.pages["/robots.txt"] = page("User-agent: *\nAllow: /\n", "text/plain")
    whole_run(settings, site, "r1")
    site.asked.clear()
    result = whole_run(settings, site, "r2")
    assert (result.found, result.fetched, result.unchanged, result.alarms) == (3, 0, 3, [])
    assert len(site.asked) == 5
    assert all(asked.conditional for asked in site.asked)
    site.asked.clear()
    assert whole_run(settings, site, "r3").unchanged == 3
    assert all(asked.conditional for asked in site.asked), "the ETag of a 304 must be kept for the run after it"


def test_identical_bytes_are_unchanged_where_a_host_knows_no_conditions(settings: Settings, site: Site) -> None:
    site.pages |= {"/nb/index.html": plain(listing(link(2021))), "/nb/2021.html": plain(report("示例市财政局", 2021))}
    first = whole_run(settings, site, "r1")
    second = whole_run(settings, site, "r2")
    assert (first.fetched, second.fetched, second.unchanged) == (1, 0, 1)
    hashes = {attempt.sha256 for attempt in attempts(settings) if attempt.kind == "document"}
    assert len(hashes) == 1


def test_a_changed_report_is_new_and_the_old_one_kept(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.pages["/nb/2022.html"] = page(report("示例市财政局", 2022, more="更正。"))
    result = whole_run(settings, site, "r2")
    assert (result.fetched, result.unchanged) == (1, 2)
    versions = [attempt.sha256 for attempt in attempts(settings) if attempt.url == f"{ROOT}/nb/2022.html"]
    assert len(set(versions)) == 2
    assert all(holds(settings, sha256) for sha256 in versions)


def test_bytes_lost_from_the_archive_are_asked_for_anew(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    lost = only(settings, "/nb/2022.html").sha256 or ""
    (settings.objects / lost[:2] / lost).unlink()
    assert whole_run(settings, site, "r2").fetched == 1
    assert holds(settings, lost)


def test_a_resumed_run_asks_only_for_what_it_has_not_got(settings: Settings, site: Site) -> None:
    with AttemptLog(settings, "r1") as log:
        start(settings, log, DAY)
    run(settings, site, "r1")
    path = settings.log / "r1.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + lines[-1][:40])  # died while it wrote its last line
    site.asked.clear()
    with AttemptLog(settings, "r2") as log:
        assert start(settings, log, DAY) == "r1"
    result = run(settings, site, "r2")
    assert site.paths() == ["/nb/2023.html"]
    assert (result.found, result.fetched) == (3, 3)


def test_the_network_is_left_alone_when_a_resumed_run_has_everything(settings: Settings, site: Site) -> None:
    for run_id in ("r1", "r2"):
        with AttemptLog(settings, run_id) as log:
            start(settings, log, DAY)
        run(settings, site, run_id)
    assert len(site.paths()) == 4


def test_robots_rules_are_obeyed(settings: Settings, site: Site) -> None:
    site.pages["/robots.txt"] = page("User-agent: gongkai\nDisallow: /nb/2022\n", "text/plain")
    result = run(settings, site)
    assert (result.fetched, result.refused) == (2, 1)
    assert "/nb/2022.html" not in site.paths()
    assert (only(settings, "/nb/2022.html").outcome, only(settings, "/nb/2022.html").note) == ("refused", "robots.txt forbids it")


@pytest.mark.parametrize("answer", [status(500), status(503), status(429)])
def test_nothing_is_asked_where_the_rules_cannot_be_had(settings: Settings, site: Site, answer: Answer) -> None:
    site.pages["/robots.txt"] = answer
    result = run(settings, site)
    assert site.paths() == []
    assert only(settings, "/nb/index.html").outcome == "unreachable"
    assert [alarm.severity for alarm in result.alarms] == ["error"]


@pytest.mark.parametrize("answer", [status(404), status(403), page(BUSY_ERROR)])
def test_a_host_without_rules_allows_everything(settings: Settings, site: Site, answer: Answer) -> None:
    site.pages["/robots.txt"] = answer
    assert run(settings, site).fetched == 3


@pytest.mark.parametrize(
    "location",
    [
        "http://other.example/x.html",
        "http://10.0.0.1/x.html",
        "http://169.254.169.254/latest",
        "http://127.0.0.1/",
        "http://files.shili.example/2021.pdf",
        f"http://{HOST}:8080/x.html",
        "//other.example/x",
        "file:///etc/passwd",
        "http://a.example:99999/",
        "http://[broken",
    ],
)
def test_redirects_off_the_portal_or_to_private_addresses_are_not_followed(settings: Settings, site: Site, location: str) -> None:
    attempt = outcome_of(settings, site, redirect(location), of=portal(also_hosts=["files.shili.example"]))
    assert attempt.outcome == "off_site", attempt.note
    assert attempt.sha256 is None


def test_links_off_the_portal_are_not_asked(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(("http://copycat.example/2021.html", link(2021)[1])))
    result = run(settings, site)
    assert result.off_site == 1
    assert site.paths() == ["/nb/index.html"]


def test_redirects_within_the_portal_are_followed(settings: Settings, site: Site) -> None:
    attempt = outcome_of(settings, site, redirect("/nb/2022.html"))
    assert (attempt.outcome, attempt.final_url) == ("new", f"{ROOT}/nb/2022.html")


def test_a_redirect_loop_ends(settings: Settings, site: Site) -> None:
    attempt = outcome_of(settings, site, redirect("2021.html"))
    assert attempt.outcome == "unreachable"
    assert "redirects" in (attempt.note or "")


@pytest.mark.parametrize(
    "answer",
    [
        page(b"x" * 70_000), endless(b"x" * 4096), page(gzip.compress(b"\0" * 5_000_000), Content_Encoding="gzip"),
        status(200, Content_Length="10000000000"),
    ],
)  # fmt: skip
def test_too_much_is_too_large(settings: Settings, site: Site, answer: Answer) -> None:
    assert outcome_of(settings, site, answer).outcome == "too_large"


def test_a_compressed_page_is_unpacked(settings: Settings, site: Site) -> None:
    content = report("示例市财政局", 2021).encode()
    attempt = outcome_of(settings, site, page(gzip.compress(content), Content_Encoding="gzip"))
    assert load(settings, attempt.sha256 or "") == content


def test_a_slow_drip_is_given_up_without_another_try(settings: Settings, site: Site) -> None:
    attempt = outcome_of(settings, site, dripping())
    assert attempt.outcome == "unreachable"
    assert "seconds" in (attempt.note or "")
    assert site.paths().count("/nb/2021.html") == 1


@pytest.mark.parametrize(
    "answer",
    [truncated(report("示例市财政局", 2021).encode()), page(gzip.compress(b"report" * 100)[:-20], Content_Encoding="gzip"), status(502)],
)
def test_what_never_comes_whole_is_unreachable_after_some_tries(settings: Settings, site: Site, answer: Answer) -> None:
    attempt = outcome_of(settings, site, answer)
    assert (attempt.outcome, attempt.sha256) == ("unreachable", None)
    assert site.paths().count("/nb/2021.html") == LIMITS.tries


@pytest.mark.parametrize("failure", [status(500), truncated(b"<html>"), status(429, Retry_After="0"), status(503, Retry_After="1")])
def test_a_failure_that_passes_is_got_over(settings: Settings, site: Site, failure: Answer) -> None:
    site.failing["/nb/2022.html"] = [failure]
    result = run(settings, site)
    assert result.fetched == 3
    assert len([attempt for attempt in attempts(settings) if attempt.kind == "document"]) == 3


@pytest.mark.parametrize("answer", [status(429, Retry_After="3600"), status(503), status(503, Retry_After="Mon, 01 Jan 2080 00:00:00 GMT")])
def test_a_host_that_wants_to_be_left_alone_is(settings: Settings, site: Site, answer: Answer) -> None:
    assert outcome_of(settings, site, answer).outcome == "refused"
    assert site.paths().count("/nb/2021.html") == 1


@pytest.mark.parametrize("answer", [status(429), status(429, Retry_After="3600"), status(503, Retry_After="3600")])
def test_a_host_that_wants_to_be_left_alone_is_asked_for_nothing_more(settings: Settings, site: Site, answer: Answer) -> None:
    site.failing["/nb/2021.html"] = [answer]
    result = run(settings, site)
    assert (result.refused, result.fetched) == (3, 0)
    assert site.paths() == ["/nb/index.html", "/nb/2021.html"]


@pytest.mark.parametrize("href", [f"http://{HOST}:99999/1.html", "http://[::1/1.html", "http://%00/1.html", f"http://{HOST}:a/1.html"])
def test_links_that_are_no_addresses_harm_nothing(settings: Settings, site: Site, href: str) -> None:
    site.pages["/nb/index.html"] = page(listing((href, link(2022)[1]), link(2021)))
    result = run(settings, site)
    assert result.fetched == 1
    assert result.off_site == result.found - 1


def test_a_page_that_breaks_the_parser_is_kept_for_review(settings: Settings, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("flows.judge.is_report", stumble)
    result = run(settings, site)
    assert (result.fetched, result.in_review) == (3, 3)
    assert "RecursionError" in (only(settings, "/nb/2021.html").note or "")


@pytest.mark.parametrize("answer", [status(403), status(412), status(521), status(401), page(CHALLENGE)])
def test_a_no_is_taken_for_one(settings: Settings, site: Site, answer: Answer) -> None:
    attempt = outcome_of(settings, site, answer)
    assert attempt.outcome == "refused"
    assert not holds(settings, attempt.sha256)
    assert site.paths().count("/nb/2021.html") == 1


def test_an_absent_page_is_unreachable_and_asked_once(settings: Settings, site: Site) -> None:
    assert outcome_of(settings, site, status(404)).outcome == "unreachable"
    assert site.paths().count("/nb/2021.html") == 1


def test_an_error_page_under_the_name_of_a_file_is_no_report(settings: Settings, site: Site) -> None:
    attempt = outcome_of(settings, site, page(BUSY_ERROR, "application/pdf"), "2021.pdf")
    assert attempt.outcome == "not_a_report"
    assert not holds(settings, attempt.sha256)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 50])
def test_empty_and_unknown_content_is_no_report(settings: Settings, site: Site, content: bytes) -> None:
    assert outcome_of(settings, site, page(content)).outcome == "not_a_report"


def test_a_wrong_content_type_does_not_mislead(settings: Settings, site: Site) -> None:
    assert outcome_of(settings, site, page(report("示例市财政局", 2021), "application/octet-stream")).outcome == "new"


def test_a_file_is_judged_by_its_magic_bytes_and_its_link(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(("1.html", link(2021)[1]), ("2.pdf", "2021年政府信息公开工作年度报告解读")))
    site.pages |= {"/nb/1.html": page(b"%PDF-1.7\n1 0 obj\n", "text/html"), "/nb/2.pdf": page(b"%PDF-1.7\n2 0 obj\n", "application/pdf")}
    run(settings, site)
    assert only(settings, "/nb/1.html").outcome == "new"
    assert only(settings, "/nb/2.pdf").outcome == "not_a_report"


def test_what_was_no_report_is_none_when_it_did_not_change(settings: Settings, site: Site) -> None:
    outcome_of(settings, site, page(BUSY_ERROR), "2021.pdf")
    result = run(settings, site, "r2")
    assert (result.not_a_report, result.unchanged, result.alarms) == (1, 0, [])
    assert [asked.conditional for asked in site.asked if asked.path == "/nb/2021.pdf"] == [False, True]


def test_a_report_that_turned_into_an_error_page_is_an_alarm(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.pages["/nb/2022.html"] = page(BUSY_ERROR)
    result = whole_run(settings, site, "r2")
    assert [(alarm.severity, alarm.url) for alarm in result.alarms] == [("warning", f"{ROOT}/nb/2022.html")]


def test_further_pages_are_read_and_a_list_that_links_in_circles_ends(settings: Settings, site: Site) -> None:
    pager = '<a href="index.html">1</a><a href="index_1.html">2</a><a href="index_2.html">3</a>'
    for number, year in enumerate((2023, 2022, 2021)):
        site.pages["/nb/index.html" if number == 0 else f"/nb/index_{number}.html"] = page(listing(link(year), more=pager))
    result = run(settings, site)
    assert (result.fetched, result.alarms) == (3, [])
    assert sorted(site.paths()).count("/nb/index_1.html") == 1
    # As they were asked for: which is logged first depends on how long each takes to be judged.
    assert [path for path in site.paths() if path.startswith("/nb/20")] == ["/nb/2021.html", "/nb/2022.html", "/nb/2023.html"]


@pytest.mark.parametrize("last", [status(404), page(listing(link(2023))), page(listing(link(2021), more="<p>again</p>"))])
def test_numbered_pages_end_where_one_is_absent_or_brings_nothing_new(settings: Settings, site: Site, last: Answer) -> None:
    site.pages["/nb/index.html"] = page(listing(link(2023)))
    site.pages |= {"/nb/index_1.html": page(listing(link(2022))), "/nb/index_2.html": page(listing(link(2021))), "/nb/index_3.html": last}
    result = run(settings, site, of=portal(pager="numbered"))
    assert (result.fetched, result.alarms) == (3, [])
    assert "/nb/index_4.html" not in site.paths()


def test_a_further_page_that_fails_is_an_alarm(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(link(2023), more='<a href="index_1.html">2</a>'))
    site.pages["/nb/index_1.html"] = status(403)
    [alarm] = run(settings, site).alarms
    assert (alarm.severity, alarm.url) == ("error", f"{ROOT}/nb/index_1.html")


@pytest.mark.parametrize(
    "answer",
    [status(404), status(403), page(CHALLENGE), page(listing()), page("<html><body>维护中</body></html>"), page(b"%PDF-1.4\n"), page("")],
)
def test_a_list_that_gives_nothing_is_never_silent(settings: Settings, site: Site, answer: Answer) -> None:
    site.pages["/nb/index.html"] = answer
    result = run(settings, site)
    assert result.found == 0
    assert [alarm.severity for alarm in result.errors] == ["error"]


def test_fewer_links_than_expected_are_an_alarm_and_the_rest_is_still_collected(settings: Settings, site: Site) -> None:
    result = run(settings, site, of=portal(expect_min=4))
    assert result.fetched == 3
    assert "3 links, at least 4 expected" in result.errors[0].message


def test_an_empty_list_that_was_declared_so_is_quiet(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing())
    assert run(settings, site, of=portal(expect_min=0)).alarms == []


def test_links_that_were_there_the_last_time_are_missed(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.pages["/nb/index.html"] = page(listing(link(2023), link(2021)))
    [alarm] = whole_run(settings, site, "r2").alarms
    assert alarm.severity == "warning"
    assert "1 of 3 links" in alarm.message
    assert link(2022)[1] in alarm.message
    assert whole_run(settings, site, "r3").alarms == [], "an alarm is raised by the change, not every night after it"


def test_a_pager_built_by_a_script_is_an_alarm(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(link(2021), more='<script>createPageHTML(2, 0, "index", "html")</script>'))
    assert "script" in run(settings, site).errors[0].message


def test_a_host_that_fails_again_and_again_is_given_up_for_the_run(settings: Settings, site: Site) -> None:
    years = range(2010, 2024)
    site.pages["/nb/index.html"] = page(listing(*(link(year) for year in years)))
    site.pages |= {f"/nb/{year}.html": truncated(b"<html>") for year in years}
    result = run(settings, site)
    assert result.unreachable == len(years)
    assert len(site.paths()) < 1 + LIMITS.tries * len(years)


def test_a_sick_portal_does_not_harm_another(settings: Settings, site: Site) -> None:
    other = portal().model_copy(update={"host": "sick.example", "lists": (StaticList(url="http://sick.example/nb/"),)})
    network = Network(LIMITS, _resolve, {HOST: site.address, "sick.example": ("127.0.0.1", 9)})
    result = collect(settings, "r1", [other, portal()], network=network)
    assert result.fetched == 3
    assert [alarm.portal for alarm in result.errors] == ["sick.example"]


def test_a_served_folder_is_a_portal_like_any_other(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "site" / "nb").mkdir(parents=True)
    (tmp_path / "site" / "nb" / "index.html").write_text(listing(link(2021)), encoding="utf-8")
    (tmp_path / "site" / "nb" / "2021.html").write_text(report("示例市财政局", 2021), encoding="utf-8")
    served = portal().model_copy(update={"served_from": "site", "folder": tmp_path})
    progress: list[tuple[str, int, int]] = []
    first = collect(settings, "r1", [served], lambda *seen: progress.append(seen))
    second = collect(settings, "r2", [served])
    assert (first.fetched, second.unchanged, progress) == (1, 1, [(HOST, 1, 1)])
    assert only_statuses(settings, "r2") == {304}


def only_statuses(settings: Settings, run_id: str) -> set[int | None]:
    return {attempt.status for attempt in attempts(settings) if attempt.run_id == run_id}
