"""Collecting from portals that are sick and hostile: what each answer to a link is taken for."""

import gzip

import pytest
from fetching import (
    BUSY_ERROR,
    CHALLENGE,
    HOST,
    LIMITS,
    ROOT,
    link,
    listing,
    only,
    outcome_of,
    portal,
    report,
    run,
    whole_run,
)
from portal_server import Answer, Site, dripping, endless, page, redirect, status, truncated

from flows.archive import attempts, holds, load
from flows.settings import Settings


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
