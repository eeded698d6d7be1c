"""Collecting: what is asked of a portal and of its rules, night after night, and what is kept of it."""

import pytest
from fetching import BUSY_ERROR, DAY, HOST, LIST, ROOT, link, listing, only, portal, report, run, whole_run
from portal_server import Answer, Site, page, plain, status

from flows.archive import AttemptLog, attempts, holds, load
from flows.runs import start
from flows.settings import Settings


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
