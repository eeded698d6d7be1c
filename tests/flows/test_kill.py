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
from tests.flows.conftest import DAY
from tests.flows.processes import alive, finish, none_left, output, start
from tests.flows.region import small_region

pytestmark = pytest.mark.slow


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
    return bool(re.search(r"fetching www.shili.example: (\d+) of \1\n", output(data)))


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "fetch": lambda data: len(lines(data, "document")) >= 5,
    "extract": lambda data: fetched(data) and any("spawn_main" in command for command in alive(data)),
    "load": lambda data: (data / "state" / "build.duckdb").exists(),
    "publish": lambda data: any("verify.py" in command for command in alive(data)),
    "summary": lambda data: any((data / "summaries").glob("*/index.html")),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_and_run_again(moment, tmp_path, finished):
    data = tmp_path / "data"
    small_region(data, delay=0.05)
    process = start(data, "run", "--as-of", DAY)
    until = time.monotonic() + 120
    while not MOMENTS[moment](data):
        assert process.poll() is None, f"the run ended before the moment came: {output(data)}"
        assert time.monotonic() < until
        time.sleep(0.002)
    process.kill()
    process.wait()
    killed_after = len(lines(data, "document"))
    assert none_left(data) == []
    whole(data)

    assert finish(start(data, "run", "--as-of", DAY), data) == 0, output(data)
    assert none_left(data) == []
    assert warehouse_hash(data / "gongkai.duckdb") == warehouse_hash(finished / "gongkai.duckdb")
    times = Counter(attempt["url"] for attempt in lines(data, "document"))
    assert len(times) >= 18
    assert max(times.values()) == 1, f"asked for again after {killed_after} documents: {[u for u, n in times.items() if n > 1]}"
    assert (data / "summaries" / "990100-2025" / "index.html").is_file()


def whole(data: Path) -> None:
    """A published file, where there is one, opens and has its one row of meta."""
    if (data / "gongkai.duckdb").exists():
        with duckdb.connect(str(data / "gongkai.duckdb"), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM meta").fetchone() == (1,)
