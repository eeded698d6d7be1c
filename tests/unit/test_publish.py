"""Publishing: whole files only, old readers undisturbed, new readers and old clients served, nothing put in place that does not hold."""

import logging
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from warehouse_data import World, report

from flows.load_tables import connect
from flows.publish import PublishError, publish, warehouse_hash
from flows.query import NoWarehouse, ask_named

COUNT = "SELECT count(*) FROM reports"
READER = f"""
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(connection.execute("{COUNT}").fetchone()[0], flush=True)
"""
OLD_CLIENT = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
views = connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'").fetchall()
for (name,) in views:
    connection.execute(f'SELECT * FROM "{name}"').fetchall()
undescribed = connection.execute("SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL").fetchone()[0]
amount = connection.execute("SELECT disclosure_administrative_charges__amount FROM panel").fetchone()[0]
print(duckdb.__version__, len(views), undescribed, amount)
"""


class OneReport(World):
    """A data folder with one report; its first build is a copy of one made once."""

    first: Path

    def fresh(self) -> Path:
        """A built warehouse of the one report."""
        target = self.settings.state / "built.duckdb"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.first, target)
        return target

    def published(self) -> bytes:
        """Have the warehouse of the one report published; the bytes of the file."""
        shutil.copy(self.first, self.settings.warehouse)
        return self.settings.warehouse.read_bytes()


DOUBTFUL = """INSERT INTO findings BY NAME SELECT 'f' AS finding_id, check_id, severity, 'education' AS agency_id, 2024 AS year,
    'reading' AS blame, false AS verified, 'z' AS message_zh, 'e' AS message_en FROM checks LIMIT 1"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of one report."""
    return _with_report(World(tmp_path_factory.mktemp("first") / "data")).build()


@pytest.fixture
def world(tmp_path: Path, first: Path) -> OneReport:
    """A data folder with one report."""
    world = OneReport(tmp_path / "data")
    world.first = first
    _with_report(world)
    return world


def _with_report(world: World) -> World:
    world.document("a", report("示例市教育局", 2024, values={("disclosure.administrative_charges", "amount"): 12}))
    return world


@pytest.fixture
def reader(world: OneReport) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the published file open and counts its reports for every line it is sent."""
    publish(world.settings, world.fresh())
    command = [sys.executable, "-c", READER, str(world.settings.warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.communicate("", timeout=60)


def _ask(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("count\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def _new_reader(warehouse: Path) -> str:
    command = [sys.executable, "-c", READER, str(warehouse)]
    return subprocess.run(command, input="count\n", capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_a_reader_keeps_the_old_file_and_a_new_one_gets_the_new(world: OneReport, reader: "subprocess.Popen[str]") -> None:
    assert _ask(reader) == "1"
    world.document("b", report("示例市财政局", 2024))
    counts = publish(world.settings, world.build())
    assert counts["reports"] == counts["panel"] == 2
    assert _ask(reader) == "1"
    assert _new_reader(world.settings.warehouse) == "2"
    assert _ask(reader) == "1"


def test_what_is_published_cannot_be_written_and_leaves_nothing_beside(world: OneReport) -> None:
    built = world.fresh()
    publish(world.settings, built)
    assert stat.S_IMODE(world.settings.warehouse.stat().st_mode) == 0o444
    assert not built.exists()
    assert [path.name for path in world.folder.glob("gongkai.duckdb*")] == ["gongkai.duckdb"]


def test_a_stray_log_of_a_careless_writer_is_moved_aside(world: OneReport, caplog: pytest.LogCaptureFixture) -> None:
    stray = world.settings.warehouse.with_name("gongkai.duckdb.wal")
    for number in (1, 2):
        stray.write_bytes(b"left by a program that was killed")
        with caplog.at_level(logging.WARNING):
            publish(world.settings, world.fresh())
        assert not stray.exists()
        assert stray.with_name(f"{stray.name}.stray-{number}").exists()
        assert "moved to" in caplog.text
    assert _new_reader(world.settings.warehouse) == "1"


def _break(world: OneReport, built: Path, statement: str) -> None:
    with connect(world.settings, built) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("INSERT INTO reports SELECT * REPLACE ('other' AS report_id) FROM reports", "two current reports of one year"),
        ("UPDATE figures SET state = 'blank' WHERE item = 'requests.received'", "value without being reported"),
        ("DELETE FROM reports", "belongs to no report"),
        (DOUBTFUL, "reading in doubt"),
        ("DELETE FROM checks", "checks were not run"),
        ("DROP VIEW coverage; DROP TABLE obligations; CREATE VIEW coverage AS SELECT 1; DROP TABLE agencies", "does not exist"),
    ],
)
def test_what_does_not_hold_together_is_not_published(world: OneReport, statement: str, fault: str) -> None:
    before = world.published()
    built = world.fresh()
    _break(world, built, statement)
    with pytest.raises(PublishError, match=fault):
        publish(world.settings, built)
    assert world.settings.warehouse.read_bytes() == before


def test_a_torn_file_is_not_published(world: OneReport) -> None:
    world.published()
    built = world.fresh()
    whole = built.read_bytes()
    built.write_bytes(whole[: len(whole) // 2])
    with pytest.raises((PublishError, duckdb.Error)):
        publish(world.settings, built)
    assert _new_reader(world.settings.warehouse) == "1"


def test_the_hash_sees_every_row_and_no_order(world: OneReport, tmp_path: Path) -> None:
    world.document("b", report("示例市财政局", 2024))
    built = world.build()
    before = warehouse_hash(built)
    copy = tmp_path / "copy.duckdb"
    shutil.copy(built, copy)
    shuffle = "CREATE TABLE held AS FROM figures ORDER BY random(); TRUNCATE figures; INSERT INTO figures FROM held; DROP TABLE held"
    _break(world, copy, shuffle)
    assert warehouse_hash(copy) == before
    one = "report_id = (SELECT min(report_id) FROM reports) AND item = 'requests.received' AND measure = 'total'"
    _break(world, copy, f"UPDATE figures SET raw = 'other' WHERE {one}")
    assert warehouse_hash(copy) != before


def test_duckdb_1_2_opens_it(world: OneReport) -> None:
    folder = os.environ.get("GONGKAI_DUCKDB12")
    if not folder or not (Path(folder) / "duckdb").is_dir():
        pytest.skip("GONGKAI_DUCKDB12 names no folder with DuckDB 1.2 in it")
    publish(world.settings, world.fresh())
    environment = {**os.environ, "PYTHONPATH": folder}
    command = [sys.executable, "-c", OLD_CLIENT, str(world.settings.warehouse)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    version, names, undescribed, amount = done.stdout.split()
    assert version.startswith("1.2.")
    assert (int(names) > 25, int(undescribed), amount) == (True, 0, "12.000000")


def test_a_warehouse_of_an_earlier_version_says_what_to_do(world: OneReport) -> None:
    world.published()
    with duckdb.connect(str(world.settings.warehouse)) as earlier:
        earlier.execute("DROP TABLE successions")
    with pytest.raises(NoWarehouse, match="was built by another version of gongkai: gongkai run builds it anew"):
        ask_named(world.settings, "changes", {"since": date(2025, 1, 1)})
