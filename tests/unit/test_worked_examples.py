"""The worked examples run, and say what happened between versions and in the last run."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest
from warehouse_data import HOST, LIST, World, report

from flows.settings import shipped

RECEIVED = ("requests.received", "total")


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
