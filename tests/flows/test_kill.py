"""A run killed with -9 at any moment loses nothing, fetches nothing twice, leaves the published file whole and no process behind."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.publish import warehouse_hash
from tests.flows.processes import alive, finish, none_left, start
from tests.flows.region import small_region

pytestmark = pytest.mark.slow
DAY = "2026-04-15"


def lines(data: Path, kind: str) -> list[dict]:
    """The whole lines of the log of one kind, over all runs."""
    found = []
    for path in sorted((data / "archive" / "log").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n") and (attempt := json.loads(line))["kind"] == kind:
                found.append(attempt)
    return found


def read(data: Path) -> bool:
    return bool(list((data / "readings").glob("*/*.parquet")))


def fetched(data: Path) -> bool:
    return bool(re.search(r"fetching www.shili.example: (\d+) of \1\n", (data.parent / f"{data.name}-output.txt").read_text(encoding="utf-8")))


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "fetch": lambda data: len(lines(data, "document")) >= 5,
    "extract": lambda data: fetched(data) and any("spawn_main" in command for command in alive(data)),
    "load": lambda data: (data / "state" / "build.duckdb").exists(),
    "publish": lambda data: any("verify.py" in command for command in alive(data)),
    "summary": lambda data: any((data / "summaries").glob("*/index.html")),
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> str:
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    small_region(data)
    process = start(data, "run", "--as-of", DAY)
    assert finish(process, data) == 0, (data.parent / "data-output.txt").read_text(encoding="utf-8")
    assert none_left(data) == []
    return warehouse_hash(data / "gongkai.duckdb")


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_and_run_again(moment, tmp_path, undisturbed):
    data = tmp_path / "data"
    small_region(data, delay=0.05)
    process = start(data, "run", "--as-of", DAY)
    until = time.monotonic() + 120
    while not MOMENTS[moment](data):
        assert process.poll() is None, f"the run ended before the moment came: {(tmp_path / 'data-output.txt').read_text(encoding='utf-8')}"
        assert time.monotonic() < until
        time.sleep(0.002)
    process.kill()
    process.wait()
    killed_after = len(lines(data, "document"))
    assert none_left(data) == []
    whole(data)

    assert finish(start(data, "run", "--as-of", DAY), data) == 0, (tmp_path / "data-output.txt").read_text(encoding="utf-8")
    assert none_left(data) == []
    assert warehouse_hash(data / "gongkai.duckdb") == undisturbed
    times = Counter(attempt["url"] for attempt in lines(data, "document"))
    assert len(times) >= 18
    assert max(times.values()) == 1, f"asked for again after {killed_after} documents: {[u for u, n in times.items() if n > 1]}"
    assert (data / "summaries" / "990100-2025" / "index.html").is_file()


def whole(data: Path) -> None:
    """A published file, where there is one, opens and has its one row of meta."""
    if (data / "gongkai.duckdb").exists():
        with duckdb.connect(str(data / "gongkai.duckdb"), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM meta").fetchone() == (1,)
