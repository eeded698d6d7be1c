"""Who is late, on which evidence of the day, and who owes a report by when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from warehouse_data import World, report


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty data folder with a roster."""
    return World(tmp_path / "data")


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
    assert world.status("education") == ("published", "date_too_early")
    issues = world.ask("SELECT code, severity, message FROM issues")
    assert [row[:2] for row in issues] == [("date_too_early", "warning")]
    assert "所印日期早于报告年度末" in str(issues[0][2])
    days = world.ask("SELECT too_early_on, published_on FROM coverage WHERE agency_id = 'education' AND year = 2024")
    assert days == [(date(2024, 1, 20), None)]


def test_a_correction_after_the_day_leaves_an_organ_in_time(world: World) -> None:
    world.document("a", report("示例市教育局", 2024))
    world.now = datetime(2025, 3, 3, tzinfo=UTC)
    world.document("b", report("示例市教育局", 2024, published_on=date(2025, 3, 2), published_on_basis="meta"))
    assert world.status("education") == ("published", "on_time")


def test_a_version_that_was_in_time_acquits_a_later_one(world: World) -> None:
    world.now = datetime(2025, 2, 21, tzinfo=UTC)
    world.document("a", report("示例市教育局", 2024, published_on=date(2025, 1, 28), published_on_basis="printed"))
    world.document("b", report("示例市教育局", 2024, published_on=date(2025, 4, 1), published_on_basis="printed"), place="a")
    assert world.versions()[1] == ("62", 2, True)
    assert world.status("education") == ("published", "on_time")


def test_what_was_seen_before_the_day_was_published_by_then(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, published_on_basis="printed", **LATE))
    assert world.status("education") == ("published", "on_time")


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
