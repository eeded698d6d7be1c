"""Settings of all tests: nothing timed is asserted of properties, CI draws the same examples every time, long files begin first."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.flows.runs"]
LONGEST = (
    *("test_kill.py", "test_country.py", "test_warehouse.py", "test_run.py", "test_walk.py", "test_cases.py"),
    *("test_history.py", "test_hostile_list.py", "test_versions.py", "test_summarize.py", "test_reform.py"),
)
"""Files that take long, each on one worker as a whole: begun last, one would keep a worker busy when the others have nothing left to do."""

settings.register_profile("gongkai", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("gongkai")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by file, the longest first."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long bytes are named by what they are for: those of an archive hold the time, and both workers must find the same names."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None
