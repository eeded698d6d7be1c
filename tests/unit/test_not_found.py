"""Nobody is missed without a whole list that was asked after the day; what is known of a report that is not there is said."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from warehouse_data import HOST, LIST, World, report

from extractors.records import Issue, Report

RECEIVED = ("requests.received", "total")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty data folder with a roster."""
    return World(tmp_path / "data")


def test_not_found_needs_a_whole_list_after_the_day(world: World) -> None:
    assert world.status("education") == ("not_checked", None)
    world.lists(run_id="run-0")
    assert world.status("education") == ("not_checked", None)
    world.whole_list()
    assert world.status("education") == ("not_found", None)
    assert world.status("education", date(2025, 1, 31)) == ("not_due", None)
    found = world.ask("""
        SELECT agency_id, report_id, severity, message_zh FROM findings WHERE check_id = 'coverage.not_seen' AND agency_id = 'education'""")
    assert [row[:3] for row in found] == [("education", None, "error")]
    assert "截至2025-02-03" in str(found[0][3])
    assert "未见发布2024年度报告" in str(found[0][3])


def test_a_list_that_answered_only_before_the_day_finds_nobody_missing(world: World) -> None:
    world.whole_list(datetime(2025, 1, 20, tzinfo=UTC))
    assert world.status("education") == ("not_checked", None)


def test_a_short_list_finds_nobody_missing(world: World) -> None:
    world.now = datetime(2025, 2, 3, tzinfo=UTC)
    world.lists()
    world.document("x", report("示例市某局", 2020))
    assert world.ask("SELECT links, in_shape FROM list_answers") == [(1, False)]
    assert world.status("education") == ("not_checked", None)


def test_a_list_that_did_not_answer_as_usual_finds_nobody_missing(world: World) -> None:
    world.whole_list()
    world.attempt("alarm", LIST, None, severity="error", note="no news", listing_url=None)
    world.attempt("alarm", LIST, None, severity="warning", note="links are gone", listing_url=LIST)
    assert world.status("education") == ("not_found", None)
    world.attempt("alarm", f"{LIST}index_1.html", None, severity="error", note="gives again what an earlier page gave", listing_url=LIST)
    assert world.ask("SELECT links, in_shape FROM list_answers") == [(2, False)]
    assert world.status("education") == ("not_checked", None)


def _years_of_finance(world: World) -> None:
    """A list that brought two years of another organ's reports; an earlier one was handed in."""
    world.now = datetime(2025, 2, 3, tzinfo=UTC)
    world.lists()
    for year in (2020, 2021):
        world.document(f"f{year}", report("示例市财政局", year), link=f"示例市财政局{year}年政府信息公开工作年度报告")
    world.attempt("ingest", "ingest:z.html", "new", sha256=world.document("z", report("示例市财政局", 2019), log=False))


def _statuses(world: World) -> dict[object, object]:
    return dict(world.ask("SELECT year, status FROM coverage WHERE agency_id = 'education'"))


def test_a_list_speaks_only_of_the_years_it_has_brought_reports_of(world: World) -> None:
    _years_of_finance(world)
    early, later = dict.fromkeys((2019,), "not_checked"), dict.fromkeys((2020, 2021, 2022, 2023, 2024), "not_found")
    assert _statuses(world) == early | later


def test_a_column_of_past_years_finds_nobody_missing_later(world: World) -> None:
    path = world.folder / "portals" / f"{HOST}.toml"
    path.write_text(f'{path.read_text(encoding="utf-8")}news_by = ""\n', encoding="utf-8")
    _years_of_finance(world)
    others = dict.fromkeys((2019, 2022, 2023, 2024), "not_checked")
    assert _statuses(world) == others | dict.fromkeys((2020, 2021), "not_found")


def test_a_place_where_a_report_would_stand_and_none_stood_is_not_found(world: World) -> None:
    text, place = "2024年政府信息公开工作年度报告", f"http://{HOST}/annual.jsp?area=1&fbtime=2024"
    world.now = datetime(2025, 1, 20, tzinfo=UTC)
    world.attempt("document", place, "not_a_report", link_text=text, listing_url=f"{place}#", agency_id="education", role="place")
    world.whole_list()
    assert world.status("education") == ("not_checked", None), "the place was only asked before the day"
    world.attempt("document", place, "not_a_report", "run-2", link_text=text, agency_id="education", role="place")
    assert world.status("education") == ("not_found", None)
    world.attempt("document", place, "unreachable", "run-3", link_text=text, agency_id="education", role="place", status=404)
    assert world.status("education") == ("not_found", None)
    world.attempt("document", place, "refused", "run-4", link_text=text, agency_id="education", role="place")
    assert world.status("education") == ("refused", None)


def test_a_list_that_is_never_asked_keeps_nobody_from_being_missed(world: World) -> None:
    path = world.folder / "portals" / f"{HOST}.toml"
    more = f'\n[[lists]]\nkind = "address_list"\nurl = "http://{HOST}/"\nentries = [{{ url = "http://{HOST}/old.html" }}]\n'
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    world.whole_list()
    assert world.status("education") == ("not_found", None)


def test_a_resumed_run_counts_with_the_one_it_took_up(world: World) -> None:
    world.attempt("run", None, None, "run-1", event="started", as_of=date(2025, 2, 3))
    world.whole_list()
    world.attempt("run", None, None, "run-2", event="started", as_of=date(2025, 2, 3), resumes="run-1")
    world.attempt("document", f"http://{HOST}/z.html", "unchanged", "run-2", sha256="z", listing_url=LIST)
    assert world.ask("SELECT run_id, links FROM list_answers ORDER BY 1") == [("run-1", 2), ("run-2", 3)]


@pytest.mark.parametrize("outcome", ["refused", "unreachable"])
def test_a_portal_that_gave_no_list_is_no_missing_report(world: World, outcome: str) -> None:
    world.now = datetime(2025, 2, 3, tzinfo=UTC)
    world.lists(outcome)
    assert world.status("education") == (outcome, None)
    assert world.ask("SELECT count(*) FROM findings") == [(0,)]


def test_a_link_that_names_organ_and_year_says_why_there_is_no_report(world: World) -> None:
    world.whole_list()
    names = {"示例市教育局": "refused", "示例市财政局": "off_site", "示例市气象局": "not_a_report", "示例街道办事处": "too_large"}
    for number, (name, outcome) in enumerate(names.items()):
        text = f"{name}2024年政府信息公开工作年度报告"
        world.attempt("document", f"http://{HOST}/e{number}.html", outcome, link_text=text, listing_url=LIST)
    found = dict(world.ask("SELECT name, status FROM coverage WHERE year = 2024"))
    assert {name: found[name] for name in names} == {**names, "示例街道办事处": "published_unread"}


def test_a_linked_document_that_could_not_be_read_is_published_unread(world: World) -> None:
    failed = report(None, None, status="failed", figures=[], editions={})
    world.document("a", failed, link="示例市教育局2024年政府信息公开工作年度报告")
    assert world.status("education") == ("published_unread", None)


def test_a_document_kept_for_review_is_in_review_until_someone_accepts_it(world: World) -> None:
    made = report("示例市教育局", 2024, figures=[], editions={}, status="partial")
    document = world.document("a", made, note="in_review: no table")
    assert world.status("education") == ("in_review", None)
    world.line("decisions.csv", "document", document, "accepted", "", "某人", "2025-02-01", "")
    assert world.status("education")[0] == "published"


def test_not_found_is_said_of_the_last_day_that_every_list_was_seen_whole(world: World) -> None:
    world.whole_list()
    world.now = datetime(2025, 2, 10, tzinfo=UTC)
    world.lists("refused", "run-2")
    rows = world.ask("SELECT status, looked_on FROM coverage WHERE agency_id = 'education' AND year = 2024")
    assert rows == [("not_found", date(2025, 2, 3))]


def test_published_without_a_figure_is_not_read(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, figures=[]))
    world.document("b", report("示例市财政局", 2024, values={RECEIVED: 3}))
    rows = world.ask("SELECT agency_id, seen, is_read FROM coverage WHERE agency_id IN ('education', 'finance') AND year = 2024 ORDER BY 1")
    assert rows == [("education", "published", False), ("finance", "published", True)]
    assert world.ask("SELECT DISTINCT n_reported FROM region_year WHERE region_code = '990100' AND year = 2024") == [(1,)]


def test_a_linked_document_whose_title_is_of_another_thing_is_not_a_report(world: World) -> None:
    said = Issue("not_a_report", "error", "解读")
    made = report(None, None, status="failed", figures=[], editions={}, issues=[Issue("no_tables", "error", ""), said])
    document = world.document("a", made, link="示例市教育局2024年政府信息公开工作年度报告")
    assert world.status("education") == ("not_a_report", None)
    assert world.ask("SELECT count(*) FROM reports") == [(0,)]
    for decision, value in (("accepted", ""), ("agency", "education"), ("year", "2024")):
        world.line("decisions.csv", "document", document, decision, value, "某人", "2025-02-01", "")
    assert world.status("education")[0] == "published_unread"


def test_a_file_that_is_no_report_makes_none(world: World) -> None:
    nothing = Report(issues=[Issue("no_tables", "error", "none of the tables was found")])
    world.document("notes", nothing, log=False)
    world.attempt("ingest", "ingest:notes.html", "new", sha256=b"notes".hex().ljust(64, "0"))
    world.document("a", report("示例市教育局", 2024))
    assert world.ask("SELECT agency_id FROM reports") == [("education",)]
    assert world.ask("SELECT count(*) FROM agencies WHERE agency_id LIKE 'd-%'") == [(0,)]
    assert world.ask("SELECT outcome FROM retrievals WHERE kind = 'ingest'") == [("not_a_report",)]
