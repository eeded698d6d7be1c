"""What a warehouse holds of its inputs: every table described, every figure typed, reports of the right organ, corrections, sums."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from warehouse_data import AGENCIES, FORMS, World, report

from extractors.records import Issue
from flows.load_panel import column_name
from flows.load_reference import exact
from flows.reference import ReferenceFileError

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


def test_a_person_may_say_whose_report_it_is(world: World) -> None:
    document = world.document("a", report("某市体育局", None))
    world.line("decisions.csv", "document", document, "agency", "finance", "某人", "2025-02-01", "")
    world.line("decisions.csv", "document", document, "year", "2023", "某人", "2025-02-01", "")
    assert world.ask("SELECT agency_id, year, is_current, agency_basis FROM reports") == [("finance", 2023, True, "decision")]


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


def test_no_finding_rests_on_a_cell_we_repaired(world: World) -> None:
    made = report("示例市教育局", 2024, values={RECEIVED: 3})
    next(figure for figure in made.figures if figure.key == RECEIVED).how = "repaired"
    world.document("a", made)
    assert world.ask("SELECT count(*) FROM findings WHERE check_id = 'arithmetic.relations'") == [(0,)]
    row = world.ask("SELECT applicable, assessed, broken FROM check_coverage WHERE check_id = 'arithmetic.relations'")
    assert row == [(42, 40, 0)]


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


def test_the_roster_of_these_tests_is_well_formed(bare: duckdb.DuckDBPyConnection) -> None:
    assert bare.execute("SELECT count(*) FROM agencies WHERE in_roster").fetchall() == [(AGENCIES.count("\n") - 1,)]
    assert bare.execute("SELECT year, requests_received__total FROM panel").fetchall() == []
