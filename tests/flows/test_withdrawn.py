"""What stood at an address and stands there, or on its list, no more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fetching import BUSY_ERROR, DAY, LIST, ROOT, link, listing, portal, report, whole_run
from portal_server import Answer, Site, page, serving, status

from extractors.listings.static_list import StaticList
from flows.archive import Attempt, AttemptLog, attempts
from flows.gone import PATIENCE, Gone, settle
from flows.history import Stood, read_history
from flows.notes import UNLISTED, WITHDRAWN
from flows.portals import Portal
from flows.runs import start
from flows.settings import Settings

YEARS = range(2019, 2024)
GONE = [status(404), status(410), page(BUSY_ERROR)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, contact="https://operator.example/", as_of=DAY)


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal with one list of five reports."""
    pages = {"/nb/index.html": page(listing(*map(link, reversed(YEARS))))}
    pages |= {f"/nb/{year}.html": page(report("示例市财政局", year)) for year in YEARS}
    with serving(Site(pages)) as served:
        yield served


def list_only(site: Site, *years: int) -> None:
    site.pages["/nb/index.html"] = page(listing(*map(link, sorted(years, reverse=True))))


def line(settings: Settings, run_id: str, year: int) -> Attempt:
    [found] = [one for one in attempts(settings) if one.run_id == run_id and one.kind == "document" and one.url == f"{ROOT}/nb/{year}.html"]
    return found


def test_what_is_on_no_list_any_more_is_asked_again_conditionally(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    list_only(site, 2020, 2021, 2022, 2023)
    site.asked.clear()
    result = whole_run(settings, site, "r2")
    found = line(settings, "r2", 2019)
    assert (found.outcome, found.role, found.listing_url, found.link_text) == ("unchanged", "report", LIST, link(2019)[1])
    assert (found.note or "").endswith(UNLISTED)
    assert (result.found, result.unchanged, result.withdrawn) == (5, 5, 0)
    assert len(site.paths()) == 6
    assert all(asked.conditional for asked in site.asked if asked.path.startswith("/nb/2"))
    list_only(site, *YEARS)
    whole_run(settings, site, "r3")
    assert UNLISTED not in (line(settings, "r3", 2019).note or "")


@pytest.mark.parametrize("answer", GONE)
@pytest.mark.parametrize("listed", [True, False])
def test_a_withdrawal_is_told_on_the_first_night_and_noted_on_every_one(
    settings: Settings, site: Site, answer: Answer, listed: bool
) -> None:
    whole_run(settings, site, "r1")
    site.pages["/nb/2020.html"] = answer
    if not listed:
        list_only(site, 2019, 2021, 2022, 2023)
    second = whole_run(settings, site, "r2")
    about = [(alarm.severity, alarm.url) for alarm in second.alarms if alarm.url != LIST]
    assert about == [("warning", f"{ROOT}/nb/2020.html")]
    assert (second.withdrawn, second.unreachable, second.not_a_report, second.errors) == (1, 0, 0, [])
    third = whole_run(settings, site, "r3")
    assert (third.withdrawn, third.unreachable, third.not_a_report, third.alarms) == (1, 0, 0, [])
    for run_id in ("r2", "r3"):
        assert (line(settings, run_id, 2020).note or "").startswith(WITHDRAWN)
        assert (line(settings, run_id, 2020).note or "").count(WITHDRAWN) == 1
    site.pages["/nb/2020.html"] = page(report("示例市财政局", 2020))
    fourth = whole_run(settings, site, "r4")
    assert (fourth.withdrawn, fourth.alarms) == (0, [])
    assert line(settings, "r4", 2020).outcome in ("new", "unchanged")
    assert WITHDRAWN not in (line(settings, "r4", 2020).note or "")


@pytest.mark.parametrize("answer", GONE)
def test_a_portal_that_lost_nearly_everything_is_sick(settings: Settings, site: Site, answer: Answer) -> None:
    whole_run(settings, site, "r1")
    for year in (2019, 2020, 2021, 2022):
        site.pages[f"/nb/{year}.html"] = answer
    for run_id in ("r2", "r3"):
        result = whole_run(settings, site, run_id)
        assert (result.withdrawn, result.unreachable + result.not_a_report) == (0, 4)
        assert [(alarm.severity, alarm.list_url) for alarm in result.alarms] == [("error", LIST)]
        assert not any((line(settings, run_id, year).note or "").startswith(WITHDRAWN) for year in YEARS)
    for year in YEARS:
        site.pages[f"/nb/{year}.html"] = page(report("示例市财政局", year))
    assert whole_run(settings, site, "r4").alarms == []


def test_a_list_that_is_broken_withdraws_nothing_and_asks_for_nothing(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.pages |= {"/nb/index.html": page(listing()), "/nb/2020.html": status(404)}
    site.asked.clear()
    result = whole_run(settings, site, "r2")
    assert site.paths() == ["/nb/index.html"]
    assert (result.withdrawn, [alarm.severity for alarm in result.errors]) == (0, ["error"])


def test_a_list_with_too_few_links_withdraws_nothing(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1", portal(expect_min=5))
    list_only(site, 2020, 2021, 2022, 2023)
    site.pages["/nb/2020.html"] = status(404)
    result = whole_run(settings, site, "r2", portal(expect_min=5))
    assert (result.withdrawn, result.unreachable) == (0, 1)
    assert line(settings, "r2", 2020).note == "HTTP 404: the page is absent"


def test_nothing_is_asked_again_of_an_unverified_portal_or_a_host_that_is_not_its(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.asked.clear()
    whole_run(settings, site, "r2", portal(verified=False))
    assert site.paths() == []


def test_the_reports_of_a_list_that_the_file_no_longer_names_are_asked_again(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.pages["/nb/new.html"] = page(listing(("/nb/2024.html", link(2024)[1])))
    site.pages["/nb/2024.html"] = page(report("示例市财政局", 2024))
    changed = portal().model_dump() | {"lists": [StaticList(url=f"{ROOT}/nb/new.html").model_dump()]}
    result = whole_run(settings, site, "r2", Portal.model_validate(changed))
    assert (result.fetched, result.unchanged, result.alarms) == (1, 5, [])


def carrier(file: str) -> str:
    title = link(2020)[1]
    return f'<html><head><title>{title}</title></head><body><h1>{title}</h1><p><a href="{file}">下载</a></p></body></html>'


def test_a_file_whose_page_is_gone_is_asked_again_by_itself(settings: Settings, site: Site) -> None:
    site.pages |= {"/nb/2020.html": page(carrier("a.pdf")), "/nb/a.pdf": page(b"%PDF-1.7\n", "application/pdf")}
    whole_run(settings, site, "r1")
    list_only(site, 2019, 2021, 2022, 2023)
    site.pages["/nb/2020.html"] = status(404)
    result = whole_run(settings, site, "r2")
    assert (result.withdrawn, result.unreachable, result.errors) == (0, 0, [])
    [file] = [one for one in attempts(settings) if one.run_id == "r2" and one.role == "attachment"]
    assert (file.outcome, file.note, file.listing_url) == ("unchanged", UNLISTED, f"{ROOT}/nb/2020.html")
    site.pages["/nb/a.pdf"] = status(404)
    result = whole_run(settings, site, "r3")
    assert (result.withdrawn, [alarm.url for alarm in result.alarms]) == (1, [f"{ROOT}/nb/a.pdf"])
    assert whole_run(settings, site, "r4").alarms == []


def test_a_file_is_on_no_list_where_its_page_is_on_none(settings: Settings, site: Site) -> None:
    site.pages |= {"/nb/2020.html": page(carrier("a.pdf")), "/nb/2021.html": page(carrier("a.pdf"))}
    site.pages["/nb/a.pdf"] = page(b"%PDF-1.7\n", "application/pdf")
    for run_id, years, notes in (("r1", YEARS, [None, None]), ("r2", (2019, 2021), [None]), ("r3", (2019,), [UNLISTED])):
        list_only(site, *years)
        whole_run(settings, site, run_id)
        assert [one.note for one in attempts(settings) if one.run_id == run_id and one.role == "attachment"] == notes


def test_a_file_that_its_page_no_longer_carries_is_left_alone(settings: Settings, site: Site) -> None:
    site.pages |= {"/nb/2020.html": page(carrier("a.pdf"))}
    site.pages |= {f"/nb/{name}.pdf": page(f"%PDF-1.7\n%{name}".encode(), "application/pdf") for name in "ab"}
    whole_run(settings, site, "r1")
    site.pages["/nb/2020.html"] = page(carrier("b.pdf"))
    site.asked.clear()
    assert whole_run(settings, site, "r2").fetched == 1
    assert "/nb/a.pdf" not in site.paths()


def test_a_run_that_died_before_it_decided_is_resumed(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.pages |= {"/nb/2020.html": page(BUSY_ERROR), "/nb/2021.html": status(404)}
    with AttemptLog(settings, "r2") as log:
        start(settings, log, DAY)
    whole_run(settings, site, "r3")
    path = settings.log / "r3.jsonl"
    kept = [one for one in path.read_bytes().splitlines(keepends=True) if b'"alarm"' not in one and b'"finished"' not in one]
    path.write_bytes(b"".join(kept))
    result = whole_run(settings, site, "r4")
    assert sorted(alarm.url or "" for alarm in result.alarms) == [f"{ROOT}/nb/2020.html", f"{ROOT}/nb/2021.html"]
    assert result.withdrawn == 2


STOOD = Stood(LIST, None, None, "report", True)


def gone(number: int, list_url: str = LIST, since: datetime | None = None) -> Gone:
    attempt = Attempt("r", "document", url=f"{ROOT}/{number}", outcome="unreachable", status=404, note="absent")
    return Gone(attempt, STOOD, list_url, since=since)


@pytest.mark.parametrize(
    ("missing", "standing", "broken", "before", "withdrawn"),
    [
        (1, 0, [], [], 1),  # the only report of a portal
        (2, 0, [], [], 0),
        (2, 2, [], [], 2),
        (3, 2, [], [], 0),
        (3, 2, [], [0, 1], 3),  # two of them were withdrawn before
        (1, 9, [LIST], [], 0),
        (3, 9, [LIST], [0, 1], 2),
    ],
)
def test_what_is_gone_is_withdrawn_unless_the_portal_is_sick(
    missing: int, standing: int, broken: list[str], before: list[int], withdrawn: int
) -> None:
    settled, alarms = settle("h", [gone(n) for n in range(missing)], standing, broken, {f"{ROOT}/{n}" for n in before})
    assert sum(one.is_withdrawn for one in settled) == withdrawn
    assert [one.is_withdrawn for one in settled] == [(one.attempt.note or "").startswith(WITHDRAWN) for one in settled]
    told = sum(alarm.severity == "warning" for alarm in alarms)
    assert told == max(0, withdrawn - len(before))


def test_a_portal_is_not_sick_for_ever() -> None:
    since = datetime.now(UTC) - PATIENCE - timedelta(days=1)
    settled, alarms = settle("h", [gone(1, since=since), gone(2, since=since)], 0, [], [])
    assert [one.is_withdrawn for one in settled] == [True, True]
    assert [alarm.severity for alarm in alarms] == ["warning", "warning"]
    settled, alarms = settle("h", [gone(1, since=since), gone(2), gone(3)], 0, [], [])
    assert [one.is_withdrawn for one in settled] == [True, False, False]
    assert sorted(alarm.severity for alarm in alarms) == ["error", "warning"]


def test_the_log_tells_since_when_nothing_stands(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    good = {year: site.pages[f"/nb/{year}.html"] for year in YEARS}
    for run_id in ("r2", "r3"):
        site.pages |= {f"/nb/{year}.html": status(404) for year in (2019, 2020, 2021, 2022)}
        whole_run(settings, site, run_id)
    missing = read_history(settings, "r4").missing
    assert missing == {f"{ROOT}/nb/{year}.html": line(settings, "r2", year).at for year in (2019, 2020, 2021, 2022)}
    site.pages |= {f"/nb/{year}.html": good[year] for year in YEARS}
    whole_run(settings, site, "r4")
    assert read_history(settings, "r5").missing == {}
