"""From an address to collected reports with real processes: the commands as a person types them, on the invented portals."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.archive import attempts
from flows.settings import Settings
from tests.portals.adding import CASES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(autouse=True)
def _one_server(api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs use a server that stands already."""
    monkeypatch.setenv("PREFECT_API_URL", api)


def _done(data: Path, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.portals.walk", *arguments, *([] if arguments[0] == "folder" else ["--data", str(data)])]
    return subprocess.run(command, input=typed, capture_output=True, text=True, check=False)


def _walk(data: Path, *arguments: str, typed: str = "") -> str:
    done = _done(data, *arguments, typed=typed)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_agency_and_its_portal_go_from_nothing_to_collected(tmp_path: Path) -> None:
    data = tmp_path / "data"
    _walk(data, "folder", str(data))
    case = CASES["guangdong"]
    said = _walk(data, "portals", "add", case.url, typed="y\ny\ny\n")
    assert "2 rows added" in said
    assert "gongkai run asks the portal from now on" in said
    assert "documents found" in _walk(data, "run", "--as-of", "2025-02-03")
    got = [one for one in attempts(Settings(data=data)) if one.kind == "document"]
    assert [one.outcome for one in got] == ["new"] * 5
    assert {one.link_text for one in got} >= {"示例区统计局2021年政府信息公开工作年度报告", "示例区财政局2021年政府信息公开工作年度报告"}
    rows = json.loads(_ask(data, "SELECT agency_id, year FROM reports WHERE is_current ORDER BY ALL"))
    assert [tuple(row) for row in rows] == [("990102-finance", 2021), *(("990102-statistics", year) for year in (2019, 2020, 2021))]


def _ask(data: Path, query: str) -> str:
    import duckdb

    with duckdb.connect(str(data / "gongkai.duckdb"), read_only=True) as connection:
        return json.dumps(connection.execute(query).fetchall())


UNKNOWN = """host = "www.qq.example"
name = "示例"
kind = "static_list"
scheme = "http"
verified_on = 2025-01-01
delay_seconds = 0

[[lists]]
url = "http://www.qq.example/nb/"
"""


@pytest.mark.parametrize(
    "arguments",
    [("portals", "verify", "www.qq.example"), ("portals", "add", "http://www.qq.example/nb/"), ("run", "--as-of", "2025-02-03")],
)
def test_a_host_that_the_walk_does_not_know_is_not_looked_up(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    data = tmp_path / "data"
    _walk(data, "folder", str(data))
    (data / "portals" / "www.qq.example.toml").write_text(UNKNOWN, encoding="utf-8")
    done = _done(data, *arguments)
    said = done.stdout + done.stderr
    notes = "".join(one.note or "" for one in attempts(Settings(data=data)))
    assert "is none of the walk's hosts, and no name is looked up" in said + notes
    assert "the walk looks up no name" not in said + notes
