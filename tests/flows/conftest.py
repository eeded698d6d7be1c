"""The portal and the settings of tests of collecting, unless a file has its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fetching import sound
from portal_server import Site, serving

from flows.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, contact="https://operator.example/")


@pytest.fixture
def site() -> Iterator[Site]:
    """A sound portal."""
    with serving(sound()) as served:
        yield served
