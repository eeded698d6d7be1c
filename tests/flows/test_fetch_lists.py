"""Collecting from lists: further pages, lists that give nothing or less than before, portals that fail."""

from pathlib import Path

import pytest
from fetching import CHALLENGE, HOST, LIMITS, ROOT, link, listing, portal, report, resolve, run, whole_run
from portal_server import Answer, Site, page, status, truncated

from extractors.listings.static_list import StaticList
from flows.archive import attempts
from flows.fetch import collect
from flows.network import Network
from flows.settings import Settings


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
    network = Network(LIMITS, resolve, {HOST: site.address, "sick.example": ("127.0.0.1", 9)})
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
