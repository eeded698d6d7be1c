"""A run killed with -9 at any moment loses nothing, fetches nothing twice, leaves the published file whole and no process behind."""

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import pytest

from flows.publish import warehouse_hash
from tests.flows.processes import alive, finish, none_left, output, start
from tests.flows.region import add_news
from tests.flows.runs import DAY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
INDEX = Path("summaries") / "990100-2025" / "index.html"


def logs(data: Path) -> set[Path]:
    return set((data / "archive" / "log").glob("*.jsonl"))


def lines(paths: set[Path], kind: str) -> list[dict]:
    """The whole lines of some logs of one kind."""
    found = []
    for path in sorted(paths):
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n") and (attempt := json.loads(line))["kind"] == kind:
                found.append(attempt)
    return found


class Watch:
    """What a test sees of a run that is under way in a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.before = logs(data)
        self.published = (data / "gongkai.duckdb").stat().st_ino
        self.index = (data / INDEX).stat().st_ino

    def documents(self) -> int:
        return len(lines(logs(self.data) - self.before, "document"))


MOMENTS: dict[str, Callable[[Watch], bool]] = {
    "fetch": lambda watch: watch.documents() >= 5,
    "extract": lambda watch: watch.documents() >= 18 and any("forkserver" in command for command in alive(watch.data)),
    "load": lambda watch: (watch.data / "state" / "build.duckdb").exists(),
    "publish": lambda watch: any("verify.py" in command for command in alive(watch.data)),
    "put in place": lambda watch: (watch.data / "gongkai.duckdb").stat().st_ino != watch.published,
    "summary": lambda watch: (watch.data / INDEX).stat().st_ino != watch.index,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_and_run_again(moment, tmp_path, finished, with_news, api):
    data = tmp_path / "data"
    shutil.copytree(finished, data)
    add_news(data, delay=0.05)
    watch = Watch(data)
    reader = duckdb.connect(str(data / "gongkai.duckdb"), read_only=True)
    whole = {undisturbed(finished)[0], undisturbed(with_news)[0]}
    reports = reader.execute("SELECT count(*) FROM reports").fetchone()

    process = start(data, "run", "--as-of", DAY)
    until = time.monotonic() + 120
    while (looked := time.monotonic()) and not MOMENTS[moment](watch):
        assert process.poll() is None, f"the run ended before the moment came: {output(data)}"
        assert time.monotonic() < until, output(data)
        # Looking at processes and logs takes long: it must not take the processor from the run.
        time.sleep(max(0.002, 4 * (time.monotonic() - looked)))
    process.kill()
    process.wait()
    assert none_left(data) == []
    assert reader.execute("SELECT count(*) FROM reports").fetchone() == reports, "who holds the old file is not disturbed"
    reader.close()
    assert reports_in(data) in whole, "the published file is whole: the old one or the new one"

    # Once with its own server, whose database still has the killed run in it.
    assert finish(start(data, "run", "--as-of", DAY, api=None if moment == "extract" else api), data) == 0, output(data)
    assert none_left(data) == []
    assert warehouse_hash(data / "gongkai.duckdb") == undisturbed(with_news)[1]
    times = Counter(attempt["url"] for attempt in lines(logs(data) - watch.before, "document"))
    assert len(times) >= 18
    assert max(times.values()) == 1, f"asked for twice: {[url for url, n in times.items() if n > 1]}"
    assert (data / INDEX).read_text(encoding="utf-8").count("示例市") > 5


@cache
def undisturbed(data: Path) -> tuple[int, str]:
    """The number of reports and the hash of a published file that no test changes."""
    return reports_in(data), warehouse_hash(data / "gongkai.duckdb")


def reports_in(data: Path) -> int:
    """How many reports the published file has, opened as a reader does in a process of its own."""
    program = "import sys, duckdb; print(duckdb.connect(sys.argv[1], read_only=True).execute('SELECT count(*) FROM reports').fetchone()[0])"
    command = [sys.executable, "-c", program, str(data / "gongkai.duckdb")]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
