"""A run, the run after it, the lock, the schedule: with real processes on the small region."""

import json
import shutil
import time
from pathlib import Path

import duckdb
import pytest

from flows.lock import run_lock
from flows.publish import warehouse_hash
from flows.settings import Settings
from tests.flows.processes import finish, none_left, output, start
from tests.flows.region import small_region
from tests.flows.runs import DAY, made_before

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def runs(data: Path) -> list[list[dict]]:
    """The log of every run, in order."""
    paths = sorted((data / "archive" / "log").glob("*.jsonl"))
    return [[json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in paths]


def fetched(run: list[dict]) -> int:
    return sum(a["kind"] == "document" and a["outcome"] == "new" for a in run)


def copy_of(finished: Path, place: Path) -> Path:
    data = place / "data"
    shutil.copytree(finished, data)
    return data


@pytest.fixture(scope="module", autouse=True)
def scheduled(finished, tmp_path_factory):
    """A data folder with the program that runs it by the minute. It begins with the module: the others test while the minute passes."""
    data = tmp_path_factory.mktemp("scheduled") / "data"
    small_region(data)
    made_before(finished, data / "state" / "prefect")
    process = start(data, "serve", "--as-of", DAY, "--cron", "* * * * *")
    yield data, process
    process.kill()
    process.wait()


def test_everything_stands_in_the_data_folder(finished):
    assert {p.name for p in finished.iterdir()} >= {"archive", "readings", "state", "summaries", "gongkai.duckdb"}
    assert (finished / "state" / "prefect").is_dir()
    assert (finished / "summaries" / "990100-2025" / "index.html").is_file()


def test_the_run_ends_with_a_table_and_the_paths_of_the_summaries(finished):
    printed = output(finished)
    for words in ("documents found", "fetched (new or changed)", "unchanged", "of these in doubt", "of these failed", "first run"):
        assert words in printed
    assert str(finished / "summaries" / "990100-2025" / "index.html") in printed


def test_a_second_run_only_asks_conditionally_and_builds_nothing(finished, tmp_path, api):
    data = copy_of(finished, tmp_path)
    before = (data / "gongkai.duckdb").stat().st_mtime_ns
    readings = sorted(data.glob("readings/*/*"))
    assert finish(start(data, "run", "--as-of", DAY, api=api), data) == 0, output(data)
    first, second = runs(data)
    asked = [a for a in second if a["kind"] != "run"]
    assert len(asked) >= 13
    # What is no report keeps its hash in the log, so that it too is asked for conditionally and answers 304.
    assert {a["status"] for a in asked} == {304}
    assert {a["outcome"] for a in asked} <= {"unchanged", "not_a_report"}
    assert sorted(data.glob("readings/*/*")) == readings
    assert (data / "gongkai.duckdb").stat().st_mtime_ns == before
    assert "unchanged, nothing new" in output(data)
    assert f"-{fetched(first)}" in output(data), "the table says how the run differs from the one before"
    assert len(first) >= len(second)


def test_a_deleted_warehouse_is_built_again_row_for_row(finished, tmp_path, api):
    data = copy_of(finished, tmp_path)
    (data / "gongkai.duckdb").unlink()
    assert finish(start(data, "run", "--as-of", DAY, api=api), data) == 0, output(data)
    assert warehouse_hash(data / "gongkai.duckdb") == warehouse_hash(finished / "gongkai.duckdb")


def test_one_run_at_a_time(tmp_path):
    data = tmp_path / "data"
    small_region(data)
    with run_lock(Settings(data=data), "the test"):
        assert finish(start(data, "run", "--as-of", DAY), data) == 3
        assert finish(start(data, "ingest", str(data / "samples")), data) == 3
    assert output(data).count("the test, process ") == 2
    assert "since 20" in output(data)


def test_queries_never_wait_for_a_run(finished, tmp_path):
    finished = copy_of(finished, tmp_path)
    with run_lock(Settings(data=finished), "the test"):
        assert finish(start(finished, "query", "SELECT count(*) AS reports FROM reports"), finished) == 0
        assert finish(start(finished, "check"), finished) == 0
        assert finish(start(finished, "doctor"), finished) == 0
        assert finish(start(finished, "changes", "--since", "2020-01-01"), finished) == 0


def test_the_schedule_runs_the_flow(scheduled):
    data, process = scheduled
    until = time.monotonic() + 240
    while not (data / "gongkai.duckdb").exists():
        assert process.poll() is None, output(data)
        assert time.monotonic() < until, output(data)
        time.sleep(0.5)
    process.kill()
    process.wait()
    assert none_left(data) == []
    with duckdb.connect(str(data / "gongkai.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) >= 10 FROM reports").fetchone() == (True,)
