"""A warehouse is a function of the state on disk: the same inputs give the same rows, and what counts as news."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from warehouse_data import HOST, World, report

from flows import load_inputs
from flows.load import inputs_hash
from flows.publish import warehouse_hash
from flows.settings import Settings

RECEIVED = ("requests.received", "total")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty data folder with a roster."""
    return World(tmp_path / "data")


def _filled(world: World) -> None:
    world.whole_list()
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


def test_code_that_shapes_rows_is_among_the_inputs(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_inputs, "__file__", str(tmp_path / "load_inputs.py"))
    hashes = set()
    for name in ("load_panel.py", "check.py", "roster.py", "regions.py", "reference.py"):
        (tmp_path / name).write_text("changed", encoding="utf-8")
        hashes.add(inputs_hash(world.settings, date(2025, 2, 4)))
    assert len(hashes) == 5


def test_a_target_left_by_a_run_that_died_is_built_over(world: World) -> None:
    world.settings.state.mkdir(parents=True)
    (world.settings.state / "built.duckdb").write_bytes(b"torn")
    (world.settings.state / "built.duckdb.wal").write_bytes(b"torn")
    with duckdb.connect(str(world.build()), read_only=True) as connection:
        assert connection.execute("SELECT run_id, as_of_on FROM meta").fetchall() == [("run-build", date(2025, 4, 2))]
