"""Settings of all tests: nothing timed is asserted of properties, CI draws the same examples every time, long tests begin first."""

import os

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["tests.flows.runs"]
LONGEST = (
    *("test_run.py", "test_country.py", "test_hostile_list.py", "test_history.py", "test_kill.py", "test_walk.py", "test_reform.py"),
    *("test_cases.py", "test_not_found.py", "test_versions.py", "test_standing.py", "test_summarize.py", "test_building.py"),
    *("test_review.py", "test_publish.py", "test_warehouse.py", "test_timeliness.py", "test_worked_examples.py", "test_summary.py"),
)
"""Files that take long: begun last, one would keep a worker busy when the others have nothing left to do."""
SHARED_OUT = ("test_country.py", "test_history.py", "test_kill.py", "test_walk.py", "test_cases.py", "test_versions.py", "test_standing.py")
"""Files of long tests that have nothing in common: each test goes to the worker that is free, where all others stay with their file."""

settings.register_profile("gongkai", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("gongkai")


class Units(LoadScopeScheduling):
    """Hands out whole files, and the tests of ``SHARED_OUT`` one by one."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return nodeid if path.rpartition("/")[2] in SHARED_OUT else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Units:
    """The scheduler, whatever ``--dist`` says."""
    return Units(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by file, the longest first."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long bytes are named by what they are for: those of an archive hold the time, and both workers must find the same names."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None
