"""One finished run of the small region, shared by the tests that only look at what it left."""

import shutil
from pathlib import Path

import pytest

from tests.flows.processes import finish, none_left, output, start
from tests.flows.region import add_news, small_region

DAY = "2026-04-15"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after one undisturbed run, started with an empty home."""
    place = tmp_path_factory.mktemp("finished")
    data, home = place / "data", place / "home"
    home.mkdir()
    small_region(data)
    process = start(data, "run", "--as-of", DAY, home=home)
    assert finish(process, data) == 0, output(data)
    assert none_left(data) == []
    assert list(home.iterdir()) == [], "the run wrote into the home folder"
    return data


@pytest.fixture(scope="session")
def with_news(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after a second undisturbed run that found new documents."""
    data = tmp_path_factory.mktemp("with-news") / "data"
    shutil.copytree(finished, data)
    add_news(data)
    assert finish(start(data, "run", "--as-of", DAY), data) == 0, output(data)
    return data
