"""The warehouse is a function of the state on disk: identity, versions, corrections, coverage, sums, and what counts as news."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from warehouse_data import AGENCIES, FORMS, HOST, LIST, World, report

from extractors.records import Issue, Report
from flows import load_inputs
from flows.load import inputs_hash
from flows.load_panel import column_name
from flows.load_reference import exact
from flows.publish import warehouse_hash
from flows.reference import ReferenceFileError
from flows.settings import Settings, shipped

RECEIVED = ("requests.received", "total")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty data folder with a roster."""
    return World(tmp_path / "data")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of an empty data folder, built once."""
    with duckdb.connect(str(World(tmp_path_factory.mktemp("bare") / "data").build()), read_only=True) as connection:
        yield connection


def test_everything_is_described_in_both_languages(bare: duckdb.DuckDBPyConnection) -> None:
    undescribed = bare.execute("""
        SELECT table_name, NULL, comment FROM duckdb_tables()
        UNION ALL SELECT view_name, NULL, comment FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal""").fetchall()
    assert len(undescribed) > 500
    assert [row for row in undescribed if row[2] is None or " | " not in row[2]] == []


def test_the_form_has_its_relations(bare: duckdb.DuckDBPyConnection) -> None:
    found = bare.execute("""
        SELECT edition, count(DISTINCT relation_id), count(*) FILTER (is_reported_at) FROM form_relations GROUP BY 1 ORDER BY 1""")
    assert found.fetchall() == [("2019", 40, 40), ("2021", 42, 42)]


def test_panel_has_a_typed_column_for_every_figure(world: World) -> None:
    amount = ("disclosure.administrative_charges", "amount")
    secrets = ("requests.refused.state_secret", "total")
    values = {RECEIVED: "12.5", amount: Decimal("24252.311082"), ("requests.granted", "total"): 7, secrets: None}
    made = report("示例市教育局", 2024, values=values)
    odd = next(f for f in made.figures if f.key == RECEIVED)
    odd.value, odd.state = Decimal("12.5"), "reported"
    world.document("a", made)
    columns = dict(
        world.ask("""
        SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'panel' AND contains(column_name, '__')""")
    )
    assert set(columns) == {column_name(key) for key in FORMS.columns()}
    assert len(columns) == 226
    assert {name for name, kind in columns.items() if kind != "BIGINT"} == {
        "disclosure_administrative_charges__amount",
        "disclosure_procurement__amount",
    }
    row = world.ask("""SELECT requests_received__total, disclosure_administrative_charges__amount, requests_granted__total,
        requests_refused_state_secret__total, requests_other__total, scope, edition_proceedings FROM panel""")
    assert row == [(None, Decimal("24252.311082"), 7, None, None, "organ", "any")]
    assert world.ask("SELECT value FROM figures WHERE item = 'requests.received' AND measure = 'total'") == [(Decimal("12.500000"),)]
    assert world.ask("SELECT total, natural_person FROM requests WHERE item = 'requests.granted'") == [(7, 0)]


def test_report_id_is_the_hash_of_the_contract(world: World) -> None:
    document = world.document("a", report("示例市教育局", 2024))
    expected = hashlib.sha256(f"education|2024|{document}|1".encode()).hexdigest()[:16]
    assert world.ask("SELECT report_id, agency_id, agency_basis FROM reports") == [(expected, "education", "printed")]
    assert world.ask("SELECT DISTINCT report_id FROM figures") == [(expected,)]


def test_an_organ_outside_the_roster_is_kept_apart(world: World) -> None:
    world.document("a", report("某市体育局", 2024))
    world.document("b", report(None, 2024))
    rows = world.ask("SELECT left(agency_id, 2), name, in_roster FROM agencies WHERE NOT in_roster ORDER BY 1")
    assert rows == [("d-", None, False), ("x-", "某市体育局", False)]


def test_a_list_of_one_organ_names_a_report_without_a_name(world: World) -> None:
    world.document("a", report(None, 2024), agency_id="finance")
    world.document("b", report("示例市教育局", 2024), agency_id="finance")
    assert world.ask("SELECT agency_id, agency_basis FROM reports ORDER BY 1") == [("education", "printed"), ("finance", "listing")]


def _current(world: World) -> list[tuple[object, ...]]:
    return world.ask("SELECT left(document_id, 2), version, is_current FROM reports ORDER BY version")


def test_the_later_version_is_current(world: World) -> None:
    world.document("a", report("示例市教育局", 2024))
    world.document("b", report("示例市教育局", 2024, values={RECEIVED: 1}), place="a")
    assert _current(world) == [("61", 1, False), ("62", 2, True)]
    assert world.ask("SELECT count(*) FROM panel") == [(1,)]


def test_a_later_printed_date_outweighs_the_order_of_retrieval(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, published_on=date(2025, 3, 1), published_on_basis="printed"))
    earlier = report("示例市教育局", 2024, values={RECEIVED: 1}, published_on=date(2025, 1, 9), published_on_basis="text")
    world.document("b", earlier)
    assert _current(world) == [("61", 1, True), ("62", 2, False)]


def test_a_date_of_the_page_s_data_does_not(world: World) -> None:
    # Handed in, since of two that stand at two addresses neither would be a version of the other.
    for name, on, basis in (("a", date(2025, 3, 1), "meta"), ("b", date(2025, 1, 9), "printed")):
        world.document(name, report("示例市教育局", 2024, published_on=on, published_on_basis=basis), log=False)
        world.attempt("ingest", f"ingest:{name}.html", "new", sha256=name.encode().hex().ljust(64, "0"))
    assert _current(world) == [("61", 1, False), ("62", 2, True)]


def test_a_document_that_could_not_be_read_displaces_none(world: World) -> None:
    world.document("a", report("示例市教育局", 2024))
    world.document("b", report("示例市教育局", 2024, status="failed", figures=[]), place="a")
    assert _current(world) == [("61", 1, True), ("62", 2, False)]


def test_a_rejected_document_is_never_current(world: World) -> None:
    world.document("a", report("示例市教育局", 2024))
    rejected = world.document("b", report("示例市教育局", 2024))
    world.line("decisions.csv", "document", rejected, "rejected", "", "某人", "2025-02-01", "重复")
    assert _current(world) == [("61", 1, True), ("62", 2, False)]


def test_a_person_may_say_whose_report_it_is(world: World) -> None:
    document = world.document("a", report("某市体育局", None))
    world.line("decisions.csv", "document", document, "agency", "finance", "某人", "2025-02-01", "")
    world.line("decisions.csv", "document", document, "year", "2023", "某人", "2025-02-01", "")
    assert world.ask("SELECT agency_id, year, is_current, agency_basis FROM reports") == [("finance", 2023, True, "decision")]


def test_a_report_of_unknown_year_is_never_current(world: World) -> None:
    world.document("a", report("示例市教育局", None))
    assert world.ask("SELECT year, is_current FROM reports") == [(None, False)]
    assert world.ask("SELECT count(*) FROM panel") == [(0,)]


def test_the_readers_in_force_go_before_others(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, values={RECEIVED: 1}))
    world.document("a", report("示例市教育局", 2024, values={RECEIVED: 2}), fingerprint="readers-0", log=False)
    world.document("b", report("示例市财政局", 2024, values={RECEIVED: 3}), fingerprint="readers-0")
    world.now = datetime(2025, 2, 1, tzinfo=UTC)
    world.document("b", report("示例市财政局", 2024, values={RECEIVED: 4}), fingerprint="readers-00", log=False)
    assert world.ask("SELECT agency_id, requests_received__total FROM panel ORDER BY 1") == [("education", 1), ("finance", 4)]
    assert world.ask("SELECT count(*) FROM reports") == [(2,)]


def test_several_reports_of_one_document(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, values={RECEIVED: 1}), report("示例市财政局", 2024, values={RECEIVED: 2}))
    assert world.ask("SELECT agency_id, part FROM reports ORDER BY part") == [("education", 1), ("finance", 2)]
    assert world.ask("SELECT agency_id, requests_received__total FROM panel ORDER BY 1") == [("education", 1), ("finance", 2)]


def test_a_correction_applies_while_it_still_fits(world: World) -> None:
    document = world.document("a", report("示例市教育局", 2024, values={RECEIVED: 5, ("requests.granted", "total"): 8}))
    world.line("corrections.csv", document, *RECEIVED, "6", "", "5", "扫描件为6", "")
    world.line("corrections.csv", document, "requests.granted", "total", "9", "", "7", "扫描件为9", "")
    world.line("corrections.csv", document, "requests.received", "no_such", "9", "", "7", "", "")
    rows = world.ask("""
        SELECT item, value, raw, how FROM figures
        WHERE measure = 'total' AND item IN ('requests.received', 'requests.granted') ORDER BY 1""")
    assert rows == [("requests.granted", Decimal(8), "8", "read"), ("requests.received", Decimal(6), "5", "corrected")]
    issues = world.ask("SELECT code, item, measure FROM issues ORDER BY measure DESC")
    assert issues == [("correction_stale", "requests.granted", "total"), ("correction_stale", "requests.received", "no_such")]
    assert world.ask("SELECT applied FROM corrections ORDER BY value, measure DESC") == [(1,), (0,), (0,)]


@pytest.mark.parametrize("text", ["1.2345678", "many", "NaN"])
def test_a_correction_that_is_no_exact_decimal_is_refused(text: str) -> None:
    with pytest.raises(ReferenceFileError):
        exact(text)


def test_issues_and_names_are_kept(world: World) -> None:
    world.document("a", report("市教育局", 2024, issues=[Issue("not_an_integer", "error", "…", *RECEIVED), Issue("b", "info", "…")]))
    assert world.ask("SELECT ordinal, code, item FROM issues ORDER BY 1") == [(1, "not_an_integer", "requests.received"), (2, "b", None)]
    names = world.ask("SELECT name, kind FROM agency_names WHERE agency_id = 'education' ORDER BY kind")
    assert names == [("示例市教育局", "official"), ("市教育局", "short")]


def _status(world: World, agency: str, as_of: date = date(2025, 4, 2)) -> tuple[object, ...]:
    return world.ask(f"SELECT status, timeliness FROM coverage WHERE agency_id = '{agency}' AND year = 2024", as_of)[0]


def _whole_list(world: World, at: datetime = datetime(2025, 2, 3, tzinfo=UTC)) -> None:
    world.now = at
    world.lists()
    world.document("x", report("示例市某局", 2020), link="示例市某局2020年政府信息公开工作年度报告")
    world.document("y", report("示例市某局", 2021), link="示例市某局2021年政府信息公开工作年度报告")


def test_not_found_needs_a_whole_list_after_the_day(world: World) -> None:
    assert _status(world, "education") == ("not_checked", None)
    world.lists(run_id="run-0")
    assert _status(world, "education") == ("not_checked", None)
    _whole_list(world)
    assert _status(world, "education") == ("not_found", None)
    assert _status(world, "education", date(2025, 1, 31)) == ("not_due", None)
    found = world.ask("""
        SELECT agency_id, report_id, severity, message_zh FROM findings WHERE check_id = 'coverage.not_seen' AND agency_id = 'education'""")
    assert [row[:3] for row in found] == [("education", None, "error")]
    assert "截至2025-02-03" in str(found[0][3])
    assert "未见发布2024年度报告" in str(found[0][3])


def test_a_list_that_answered_only_before_the_day_finds_nobody_missing(world: World) -> None:
    _whole_list(world, datetime(2025, 1, 20, tzinfo=UTC))
    assert _status(world, "education") == ("not_checked", None)


def test_a_short_list_finds_nobody_missing(world: World) -> None:
    world.now = datetime(2025, 2, 3, tzinfo=UTC)
    world.lists()
    world.document("x", report("示例市某局", 2020))
    assert world.ask("SELECT links, in_shape FROM list_answers") == [(1, False)]
    assert _status(world, "education") == ("not_checked", None)


def test_a_list_that_did_not_answer_as_usual_finds_nobody_missing(world: World) -> None:
    _whole_list(world)
    world.attempt("alarm", LIST, None, severity="error", note="no news", listing_url=None)
    world.attempt("alarm", LIST, None, severity="warning", note="links are gone", listing_url=LIST)
    assert _status(world, "education") == ("not_found", None)
    world.attempt("alarm", f"{LIST}index_1.html", None, severity="error", note="gives again what an earlier page gave", listing_url=LIST)
    assert world.ask("SELECT links, in_shape FROM list_answers") == [(2, False)]
    assert _status(world, "education") == ("not_checked", None)


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
    _whole_list(world)
    assert _status(world, "education") == ("not_checked", None), "the place was only asked before the day"
    world.attempt("document", place, "not_a_report", "run-2", link_text=text, agency_id="education", role="place")
    assert _status(world, "education") == ("not_found", None)
    world.attempt("document", place, "unreachable", "run-3", link_text=text, agency_id="education", role="place", status=404)
    assert _status(world, "education") == ("not_found", None)
    world.attempt("document", place, "refused", "run-4", link_text=text, agency_id="education", role="place")
    assert _status(world, "education") == ("refused", None)


def test_a_list_that_is_never_asked_keeps_nobody_from_being_missed(world: World) -> None:
    path = world.folder / "portals" / f"{HOST}.toml"
    more = f'\n[[lists]]\nkind = "address_list"\nurl = "http://{HOST}/"\nentries = [{{ url = "http://{HOST}/old.html" }}]\n'
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    _whole_list(world)
    assert _status(world, "education") == ("not_found", None)


def test_a_resumed_run_counts_with_the_one_it_took_up(world: World) -> None:
    world.attempt("run", None, None, "run-1", event="started", as_of=date(2025, 2, 3))
    _whole_list(world)
    world.attempt("run", None, None, "run-2", event="started", as_of=date(2025, 2, 3), resumes="run-1")
    world.attempt("document", f"http://{HOST}/z.html", "unchanged", "run-2", sha256="z", listing_url=LIST)
    assert world.ask("SELECT run_id, links FROM list_answers ORDER BY 1") == [("run-1", 2), ("run-2", 3)]


@pytest.mark.parametrize("outcome", ["refused", "unreachable"])
def test_a_portal_that_gave_no_list_is_no_missing_report(world: World, outcome: str) -> None:
    world.now = datetime(2025, 2, 3, tzinfo=UTC)
    world.lists(outcome)
    assert _status(world, "education") == (outcome, None)
    assert world.ask("SELECT count(*) FROM findings") == [(0,)]


def test_a_link_that_names_organ_and_year_says_why_there_is_no_report(world: World) -> None:
    _whole_list(world)
    names = {"示例市教育局": "refused", "示例市财政局": "off_site", "示例市气象局": "not_a_report", "示例街道办事处": "too_large"}
    for number, (name, outcome) in enumerate(names.items()):
        text = f"{name}2024年政府信息公开工作年度报告"
        world.attempt("document", f"http://{HOST}/e{number}.html", outcome, link_text=text, listing_url=LIST)
    found = dict(world.ask("SELECT name, status FROM coverage WHERE year = 2024"))
    assert {name: found[name] for name in names} == {**names, "示例街道办事处": "published_unread"}


def test_a_linked_document_that_could_not_be_read_is_published_unread(world: World) -> None:
    failed = report(None, None, status="failed", figures=[], editions={})
    world.document("a", failed, link="示例市教育局2024年政府信息公开工作年度报告")
    assert _status(world, "education") == ("published_unread", None)


def test_a_document_kept_for_review_is_in_review_until_someone_accepts_it(world: World) -> None:
    made = report("示例市教育局", 2024, figures=[], editions={}, status="partial")
    document = world.document("a", made, note="in_review: no table")
    assert _status(world, "education") == ("in_review", None)
    world.line("decisions.csv", "document", document, "accepted", "", "某人", "2025-02-01", "")
    assert _status(world, "education")[0] == "published"


LATE = {"published_on": date(2025, 2, 20)}
DATED = [
    ("示例市教育局", 2024, "printed", "late", "late"),
    ("示例市教育局", 2023, "text", "late", "late"),
    ("示例市教育局", 2022, "meta", "late_possible", "late_possible"),
    ("示例市教育局", 2021, "address", "late_possible", "late_possible"),
    ("示例市教育局", 2020, "first_seen", "published", "undated"),
    ("示例街道办事处", 2024, "printed", "late_possible", "late_possible"),
    ("示例市气象局", 2024, "printed", "late_possible", "late_possible"),
    ("示例市人民政府", 2024, "printed", "published", "on_time"),
]


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Reports dated 20 February of the year after theirs, on all kinds of evidence, built once."""
    world = World(tmp_path_factory.mktemp("dated") / "data", now=datetime(2025, 2, 21, tzinfo=UTC))
    for number, (name, year, basis, *_) in enumerate(DATED):
        world.document(str(number), report(name, year, published_on=date(year + 1, 2, 20), published_on_basis=basis))
    with duckdb.connect(str(world.build()), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("name", "year", "basis", "status", "timeliness"), DATED)
def test_late_needs_a_printed_date_and_a_statutory_day(
    dated: duckdb.DuckDBPyConnection, name: str, year: int, basis: str, status: str, timeliness: str
) -> None:
    found = dated.execute("SELECT agency_id, status, timeliness FROM coverage WHERE name = ? AND year = ?", [name, year]).fetchall()
    assert [row[1:] for row in found] == [(status, timeliness)]
    checks = dated.execute(
        "SELECT check_id FROM findings WHERE agency_id = ? AND year = ? AND starts_with(check_id, 'timeliness.')", [found[0][0], year]
    ).fetchall()
    assert checks == ([(f"timeliness.{status}",)] if status != "published" else [])


@pytest.mark.parametrize(
    ("last_modified", "found"),
    [
        ("Tue, 07 Jan 2025 17:30:00 GMT", (date(2025, 1, 8), "header")),
        ("Fri, 10 Jan 2025 01:59:00 GMT", (date(2025, 1, 10), "first_seen")),
        ("Thu, 01 Jan 1970 00:00:00 GMT", (date(2025, 1, 10), "first_seen")),
        ("yesterday", (date(2025, 1, 10), "first_seen")),
        (None, (date(2025, 1, 10), "first_seen")),
    ],
)
def test_a_day_that_nothing_says_is_the_server_s_or_that_of_first_sight(
    world: World, last_modified: str | None, found: tuple[date, str]
) -> None:
    world.document("a", report("示例市教育局", 2024), last_modified=last_modified)
    world.document(
        "b", report("示例市财政局", 2024, published_on=date(2025, 1, 3), published_on_basis="address"), last_modified=last_modified
    )
    assert world.ask("SELECT published_on, published_on_basis FROM reports WHERE agency_id = 'education'") == [found]
    assert world.ask("SELECT published_on_basis FROM reports WHERE agency_id = 'finance'") == [("address",)]


def test_the_day_of_first_sight_never_makes_anybody_late(world: World) -> None:
    world.now = datetime(2025, 3, 1, tzinfo=UTC)
    world.document("a", report("示例市教育局", 2024))
    assert world.ask("SELECT status, timeliness, published_on FROM coverage WHERE agency_id = 'education' AND year = 2024") == [
        ("published", "undated", None)
    ]


def test_a_printed_date_before_the_end_of_the_year_is_said_and_proves_nothing(world: World) -> None:
    world.now = datetime(2025, 2, 21, tzinfo=UTC)
    world.document("a", report("示例市教育局", 2024, published_on=date(2024, 1, 20), published_on_basis="printed"))
    assert _status(world, "education") == ("published", "date_too_early")
    issues = world.ask("SELECT code, severity, message FROM issues")
    assert [row[:2] for row in issues] == [("date_too_early", "warning")]
    assert "所印日期早于报告年度末" in str(issues[0][2])
    days = world.ask("SELECT too_early_on, published_on FROM coverage WHERE agency_id = 'education' AND year = 2024")
    assert days == [(date(2024, 1, 20), None)]


def test_a_correction_after_the_day_leaves_an_organ_in_time(world: World) -> None:
    world.document("a", report("示例市教育局", 2024))
    world.now = datetime(2025, 3, 3, tzinfo=UTC)
    world.document("b", report("示例市教育局", 2024, published_on=date(2025, 3, 2), published_on_basis="meta"))
    assert _status(world, "education") == ("published", "on_time")


def test_not_found_is_said_of_the_last_day_that_every_list_was_seen_whole(world: World) -> None:
    _whole_list(world)
    world.now = datetime(2025, 2, 10, tzinfo=UTC)
    world.lists("refused", "run-2")
    rows = world.ask("SELECT status, looked_on FROM coverage WHERE agency_id = 'education' AND year = 2024")
    assert rows == [("not_found", date(2025, 2, 3))]


def test_no_finding_rests_on_a_cell_we_repaired(world: World) -> None:
    made = report("示例市教育局", 2024, values={RECEIVED: 3})
    next(figure for figure in made.figures if figure.key == RECEIVED).how = "repaired"
    world.document("a", made)
    assert world.ask("SELECT count(*) FROM findings WHERE check_id = 'arithmetic.relations'") == [(0,)]
    row = world.ask("SELECT applicable, assessed, broken FROM check_coverage WHERE check_id = 'arithmetic.relations'")
    assert row == [(42, 40, 0)]


def test_published_without_a_figure_is_not_read(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, figures=[]))
    world.document("b", report("示例市财政局", 2024, values={RECEIVED: 3}))
    rows = world.ask("SELECT agency_id, seen, is_read FROM coverage WHERE agency_id IN ('education', 'finance') AND year = 2024 ORDER BY 1")
    assert rows == [("education", "published", False), ("finance", "published", True)]
    assert world.ask("SELECT DISTINCT n_reported FROM region_year WHERE region_code = '990100' AND year = 2024") == [(1,)]


def test_a_version_that_was_in_time_acquits_a_later_one(world: World) -> None:
    world.now = datetime(2025, 2, 21, tzinfo=UTC)
    world.document("a", report("示例市教育局", 2024, published_on=date(2025, 1, 28), published_on_basis="printed"))
    world.document("b", report("示例市教育局", 2024, published_on=date(2025, 4, 1), published_on_basis="printed"), place="a")
    assert _current(world)[1] == ("62", 2, True)
    assert _status(world, "education") == ("published", "on_time")


def test_what_was_seen_before_the_day_was_published_by_then(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, published_on_basis="printed", **LATE))
    assert _status(world, "education") == ("published", "on_time")


def test_only_organs_in_being_at_the_end_of_the_year_are_due(world: World) -> None:
    world.document("a", report("示例市教育局", 2020))
    years = world.ask("SELECT list(year ORDER BY year) FROM coverage WHERE agency_id = 'gone'")
    assert years == [([2020],)]
    assert world.ask("SELECT list(year ORDER BY year) FROM coverage WHERE agency_id = 'street'") == [([2020, 2021, 2022, 2023, 2024],)]


def test_a_nearer_region_s_deadline_goes_before(world: World) -> None:
    world.line("deadlines.csv", "2024", "2024", "*", "990100", "01-26", "statutory", "示例市规定", "local")
    rows = dict(world.ask("SELECT agency_id, strftime(due_on, '%m-%d') FROM obligations WHERE year = 2024"))
    assert rows["street"] == rows["education"] == "01-26"
    assert dict(world.ask("SELECT agency_id, strftime(due_on, '%m-%d') FROM obligations WHERE year = 2023")) == {}


def test_region_year_sums_members_only_and_never_blanks(world: World) -> None:
    received = {"示例市教育局": 3, "示例市财政局": None, "示例市气象局": 100, "示例县人民政府": 5, "示例街道办事处": 50}
    received["示例市人民政府"] = 9
    for number, (name, value) in enumerate(received.items()):
        world.document(str(number), report(name, 2024, values={RECEIVED: value}))
    row = world.ask("""SELECT sum_members, n_due, n_reported, n_counted, government_value, difference, comparable_as FROM region_year
        WHERE region_code = '990100' AND year = 2024 AND item = 'requests.received' AND measure = 'total'""")
    assert row == [(Decimal(8), 3, 3, 2, Decimal(9), Decimal(1), "requests.received")]
    below = world.ask("""
        SELECT sum_members FROM region_year WHERE region_code = '990121' AND item = 'requests.received' AND measure = 'total'""")
    assert below == [(Decimal(50),)]


def test_money_of_unknown_unit_is_not_added_up(world: World) -> None:
    amount = ("disclosure.procurement", "amount")
    known = report("示例市教育局", 2020, "2019", {amount: 1605964})
    next(f for f in known.figures if f.key == amount).unit = "元"
    world.document("a", known)
    world.document("b", report("示例市财政局", 2020, "2019", {amount: 160}))
    found = world.ask("""
        SELECT sum_members, n_counted FROM region_year WHERE item = 'disclosure.procurement' AND measure = 'amount' AND year = 2020""")
    assert found == [(Decimal(1605964), 1)]


def _filled(world: World) -> None:
    _whole_list(world)
    world.document("a", report("示例市教育局", 2024, values={RECEIVED: 3}))
    world.document("b", report("示例市财政局", 2023, "2019"))


def test_the_same_inputs_give_the_same_rows(world: World) -> None:
    _filled(world)
    first, second = world.build(name="one"), world.build(name="two")
    assert warehouse_hash(first) == warehouse_hash(second)
    before = warehouse_hash(first)
    world.document("c", report("示例县人民政府", 2024))
    assert warehouse_hash(world.build(name="three")) != before


def test_a_night_without_news_leaves_the_hash_of_the_inputs(world: World) -> None:
    _filled(world)
    day = date(2025, 2, 4)
    before = inputs_hash(world.settings, day)
    world.now = datetime(2025, 2, 5, tzinfo=UTC)
    world.attempt("run", None, None, "run-2", event="started", as_of=day)
    world.lists("unchanged", "run-2")
    world.attempt("document", f"http://{HOST}/a.html", "unchanged", "run-2", sha256="61".ljust(64, "0"))
    assert inputs_hash(world.settings, date(2025, 2, 5)) == before


def test_news_changes_the_hash_of_the_inputs(world: World) -> None:
    _filled(world)
    hashes = [inputs_hash(world.settings, date(2025, 2, 4))]
    hashes.append(inputs_hash(world.settings, date(2025, 4, 2)))
    hashes.append(inputs_hash(Settings(data=world.folder, as_of=date(2025, 2, 4)), date(2025, 2, 4)))
    world.attempt("document", f"http://{HOST}/n.html", "refused")
    hashes.append(inputs_hash(world.settings, date(2025, 2, 4)))
    world.line("decisions.csv", "finding", "0" * 16, "confirmed", "", "某人", "2025-02-01", "")
    hashes.append(inputs_hash(world.settings, date(2025, 2, 4)))
    world.document("c", report("示例县人民政府", 2024))
    hashes.append(inputs_hash(world.settings, date(2025, 2, 4)))
    assert len(set(hashes)) == len(hashes)


def test_findings_keep_their_verdicts(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, values={RECEIVED: 3}))
    broken = "FROM findings WHERE check_id = 'arithmetic.relations' ORDER BY relation_id"
    found = world.ask(f"SELECT finding_id, verified, relation_id {broken}")
    assert [row[1:] for row in found] == [(False, "requests.balance.total"), (False, "requests.row_total.received")]
    world.line("decisions.csv", "finding", str(found[0][0]), "confirmed", "", "某人", "2025-02-01", "电话核实")
    world.line("decisions.csv", "finding", str(found[1][0]), "rejected", "", "某人", "2025-02-01", "")
    world.document("b", report("示例市教育局", 2024, values={RECEIVED: 4}), place="a")
    again = world.ask(f"SELECT finding_id, verified, decision, printed, computed {broken}")
    assert again == [(found[0][0], True, "confirmed", Decimal(0), Decimal(4)), (found[1][0], False, "rejected", Decimal(4), Decimal(0))]


@pytest.fixture(scope="module")
def queried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Three versions of a report, one of them rejected, and two runs; built once."""
    world = World(tmp_path_factory.mktemp("queried") / "data")
    values = {RECEIVED: 12, ("requests.received", "natural_person"): 12, ("requests.concluded", "total"): 12}
    world.document("a", report("示例市教育局", 2023, values=values))
    world.document("b", report("示例市教育局", 2024, values=values))
    rejected = world.document("r", report("示例市教育局", 2024, values=values | {RECEIVED: 99}))
    world.line("decisions.csv", "document", rejected, "rejected", "", "某人", "2025-02-01", "")
    world.document("i", report("示例市教育局", 2024, figures=[], editions={}), note="in_review: no table")
    world.attempt("document", f"http://{HOST}/n.html", "refused")
    # Half past midnight in Shanghai.
    world.now = datetime(2025, 2, 9, 16, 30, tzinfo=UTC)
    last = report("示例市教育局", 2024, values=values | {RECEIVED: 13})
    last.figures = [figure for figure in last.figures if figure.item != "proceedings.reconsideration" or figure.measure != "upheld"]
    world.lists(run_id="run-2")
    world.attempt("document", f"http://{HOST}/b.html", "new", "run-2", sha256="63".ljust(64, "0"), listing_url=LIST)
    world.document("c", last, log=False)
    with duckdb.connect(str(world.build()), read_only=True) as connection:
        yield connection


def _named(connection: duckdb.DuckDBPyConnection, name: str, since: date = date(2024, 1, 1)) -> list[tuple[object, ...]]:
    query = shipped("sql", "queries", name).read_text(encoding="utf-8")
    return connection.execute(query, {"since": since} if "$since" in query else {}).fetchall()


@pytest.mark.parametrize("name", sorted(path.name for path in shipped("sql", "queries").glob("*.sql")))
def test_worked_examples_run(queried: duckdb.DuckDBPyConnection, name: str) -> None:
    assert _named(queried, name)


def test_changes_are_those_between_versions_nobody_rejected(queried: duckdb.DuckDBPyConnection) -> None:
    found = [(row[3], row[4], row[6], row[7], row[8], row[9]) for row in _named(queried, "changes.sql")]
    day = date(2025, 2, 10)
    assert found == [
        (day, "proceedings.reconsideration", "reported", Decimal(0), "absent", None),
        (day, "requests.received", "reported", Decimal(12), "reported", Decimal(13)),
    ]
    assert _named(queried, "changes.sql", date(2025, 2, 11)) == []


def test_doctor_tells_the_last_run_only_and_when_it_was_built(queried: duckdb.DuckDBPyConnection) -> None:
    columns = [name for name, *_ in queried.execute(shipped("sql", "queries", "doctor.sql").read_text(encoding="utf-8")).description or ()]
    row = dict(zip(columns, _named(queried, "doctor.sql")[0], strict=True))
    assert (row["lists"], row["documents"], row["refused"]) == (1, 1, 0)
    assert row["built_at"] == queried.execute("SELECT built_at FROM meta").fetchall()[0][0]


def test_code_that_shapes_rows_is_among_the_inputs(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_inputs, "__file__", str(tmp_path / "load_inputs.py"))
    hashes = set()
    for name in ("load_panel.py", "check.py", "roster.py", "regions.py", "reference.py"):
        (tmp_path / name).write_text("changed", encoding="utf-8")
        hashes.add(inputs_hash(world.settings, date(2025, 2, 4)))
    assert len(hashes) == 5


def test_the_roster_of_these_tests_is_well_formed(bare: duckdb.DuckDBPyConnection) -> None:
    assert bare.execute("SELECT count(*) FROM agencies WHERE in_roster").fetchall() == [(AGENCIES.count("\n") - 1,)]
    assert bare.execute("SELECT year, requests_received__total FROM panel").fetchall() == []


def test_a_target_left_by_a_run_that_died_is_built_over(world: World) -> None:
    world.settings.state.mkdir(parents=True)
    (world.settings.state / "built.duckdb").write_bytes(b"torn")
    (world.settings.state / "built.duckdb.wal").write_bytes(b"torn")
    with duckdb.connect(str(world.build()), read_only=True) as connection:
        assert connection.execute("SELECT run_id, as_of_on FROM meta").fetchall() == [("run-build", date(2025, 4, 2))]


def test_a_linked_document_whose_title_is_of_another_thing_is_not_a_report(world: World) -> None:
    said = Issue("not_a_report", "error", "解读")
    made = report(None, None, status="failed", figures=[], editions={}, issues=[Issue("no_tables", "error", ""), said])
    document = world.document("a", made, link="示例市教育局2024年政府信息公开工作年度报告")
    assert _status(world, "education") == ("not_a_report", None)
    assert world.ask("SELECT count(*) FROM reports") == [(0,)]
    for decision, value in (("accepted", ""), ("agency", "education"), ("year", "2024")):
        world.line("decisions.csv", "document", document, decision, value, "某人", "2025-02-01", "")
    assert _status(world, "education")[0] == "published_unread"


def test_a_file_that_is_no_report_makes_none(world: World) -> None:
    nothing = Report(issues=[Issue("no_tables", "error", "none of the tables was found")])
    world.document("notes", nothing, log=False)
    world.attempt("ingest", "ingest:notes.html", "new", sha256=b"notes".hex().ljust(64, "0"))
    world.document("a", report("示例市教育局", 2024))
    assert world.ask("SELECT agency_id FROM reports") == [("education",)]
    assert world.ask("SELECT count(*) FROM agencies WHERE agency_id LIKE 'd-%'") == [(0,)]
    assert world.ask("SELECT outcome FROM retrievals WHERE kind = 'ingest'") == [("not_a_report",)]
