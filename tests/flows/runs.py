"""Finished runs of the small region, shared by the tests that only look at what they left, and a Prefect server for runs that need none of
their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from flows import orchestration
from tests.flows.processes import clean, finish, none_left, output, start
from tests.flows.region import add_news, small_region

DAY = "2026-04-15"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after one undisturbed run, started with an empty home. Nobody may write to it: all test processes share one."""
    place = tmp_path_factory.getbasetemp()
    place = (place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "finished"
    with FileLock(f"{place}.lock"):
        if not (place / "is-whole").exists():
            _run_once(place)
            (place / "is-whole").touch()
    return place / "data"


def _run_once(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    data, home = place / "data", place / "home"
    home.mkdir(parents=True)
    small_region(data)
    process = start(data, "run", "--as-of", DAY, home=home)
    assert finish(process, data) == 0, output(data)
    assert none_left(data) == []
    assert list(home.iterdir()) == [], "the run wrote into the home folder"


@pytest.fixture(scope="session")
def api(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Prefect server, for runs of which it matters little whose server they use: starting one takes longer than a run."""
    home = tmp_path_factory.mktemp("api") / "prefect"
    made_before(finished, home)
    port = orchestration._free_port()
    environment = clean() | {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT__SERVER_EPHEMERAL": "1"}
    command = [sys.executable, "-m", "flows.orchestration", str(os.getpid()), str(port)]
    with (home / "output.txt").open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=environment) as process:
        try:
            orchestration._await(process, port, str(home / "output.txt"))
            yield f"http://127.0.0.1:{port}/api"
        finally:
            process.kill()


def made_before(finished: Path, home: Path) -> None:
    """Put Prefect's database, as a run has left it, where another server will look for it: making it takes longer than starting one."""
    shutil.copytree(finished / "state" / "prefect", home)


@pytest.fixture(scope="session")
def with_news(finished: Path, api: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after a second undisturbed run that found new documents."""
    data = tmp_path_factory.mktemp("with-news") / "data"
    shutil.copytree(finished, data)
    add_news(data)
    assert finish(start(data, "run", "--as-of", DAY, api=api), data) == 0, output(data)
    return data
