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


def _walk(data: Path, *arguments: str, typed: str = "") -> str:
    command = [sys.executable, "-m", "tests.portals.walk", *arguments, *([] if arguments[0] == "folder" else ["--data", str(data)])]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=False)
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
