"""Finished runs of the small region, shared by the tests that only look at what they left, and a Prefect server for runs that need none of
their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from flows import orchestration
from tests.flows.processes import clean, finish, none_left, output, start
from tests.flows.region import add_news, small_region

DAY = "2026-04-15"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all test processes have in common."""
    place = tmp_path_factory.getbasetemp()
    return place.parent if "PYTEST_XDIST_WORKER" in os.environ else place


def once(place: Path, make: Callable[[Path], object]) -> None:
    """Have ``make`` fill a folder, unless another test process has done so or is about to: then its work is waited for."""
    with FileLock(f"{place}.lock"):
        if not (place / "is-whole").exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            make(place)
            (place / "is-whole").touch()


@pytest.fixture(scope="session")
def finished(shared: Path) -> Path:
    """The data folder after one undisturbed run, started with an empty home. Nobody may write to it: all test processes share one."""
    once(shared / "finished", _run_once)
    return shared / "finished" / "data"


def _run_once(place: Path) -> None:
    data, home = place / "data", place / "home"
    home.mkdir()
    small_region(data)
    process = start(data, "run", "--as-of", DAY, home=home)
    assert finish(process, data) == 0, output(data)
    assert none_left(data) == []
    assert list(home.iterdir()) == [], "the run wrote into the home folder"


@pytest.fixture(scope="session")
def api(finished: Path, shared: Path) -> str:
    """The address of a Prefect server, for runs of which it matters little whose server they use: starting one takes longer than a run.

    All test processes share one; it ends with the process that all of them belong to.
    """
    once(shared / "api", lambda place: _serve(finished, place))
    return (shared / "api" / "address").read_text(encoding="utf-8")


def _serve(finished: Path, place: Path) -> None:
    home, said = place / "prefect", place / "output.txt"
    made_before(finished, home)
    port = orchestration._free_port()
    environment = clean() | {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT__SERVER_EPHEMERAL": "1"}
    lasts_with = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    command = [sys.executable, "-m", "tests.flows.prefect_server", str(lasts_with), str(port)]
    with said.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment)
    orchestration._await(process, port, str(said))
    (place / "address").write_text(f"http://127.0.0.1:{port}/api", encoding="utf-8")


def made_before(finished: Path, home: Path) -> None:
    """Put Prefect's database, as a run has left it, where another server will look for it: making it takes longer than starting one."""
    shutil.copytree(finished / "state" / "prefect", home)


@pytest.fixture(scope="session")
def with_news(finished: Path, api: str, shared: Path) -> Path:
    """The data folder after a second undisturbed run that found new documents. Nobody may write to it: all test processes share one."""
    once(shared / "with-news", lambda place: _run_with_news(finished, api, place / "data"))
    return shared / "with-news" / "data"


def _run_with_news(finished: Path, api: str, data: Path) -> None:
    shutil.copytree(finished, data)
    add_news(data)
    assert finish(start(data, "run", "--as-of", DAY, api=api), data) == 0, output(data)
