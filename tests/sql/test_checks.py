"""Every check has a fixture it passes and one it fails; a check without them fails here.

A fixture is SQL over an empty warehouse with ``base.sql``. Its header says what is to be found: ``-- expect:`` organ, year, item,
measure, blame, severity, printed and computed of one finding, ``-- coverage:`` a row of what was assessed.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from extractors.forms import load_forms
from flows.check import Check, CheckFileError, read_check, read_checks, run_check
from flows.load import create_frame
from flows.load_panel import create_panel
from flows.settings import forms_folder, shipped

HERE = Path(__file__).parent
CHECKS = {check.check_id: check for check in read_checks()}
FORBIDDEN = re.compile(r"违反|错误|应为|虚报|瞒报|拒不公开|未发布")
GROUPS = {"arithmetic", "continuity", "completeness", "timeliness", "coverage", "consistency"}


@pytest.fixture(scope="module")
def base() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the form, a few organs and nothing else."""
    forms = load_forms(forms_folder())
    with duckdb.connect() as connection:
        create_frame(connection, forms)
        create_panel(connection, forms)
        connection.execute((HERE / "base.sql").read_text(encoding="utf-8"))
        yield connection


@pytest.fixture
def empty(base: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same warehouse for every test: what a test puts in is rolled back."""
    base.execute("BEGIN")
    yield base
    base.execute("ROLLBACK")
    assert base.execute("SELECT (SELECT count(*) FROM reports), (SELECT count(*) FROM findings)").fetchone() == (0, 0)


def _found(connection: duckdb.DuckDBPyConnection, check: Check, fixture: Path) -> tuple[list[str], list[str]]:
    connection.execute(fixture.read_text(encoding="utf-8"))
    run_check(connection, check)
    findings = connection.execute("""
        SELECT concat_ws('|', agency_id, year, coalesce(item, 'NULL'), coalesce(measure, 'NULL'), coalesce(blame, 'NULL'), severity,
            coalesce(printed::INTEGER::VARCHAR, 'NULL'), coalesce(computed::INTEGER::VARCHAR, 'NULL')) FROM findings""").fetchall()
    coverage = connection.execute("""
        SELECT concat_ws('|', region_code, year, applicable, assessed, broken, organs_applicable, organs_assessed, organs_broken)
        FROM check_coverage""").fetchall()
    return sorted(row[0] for row in findings), sorted(row[0] for row in coverage)


def _expected(fixture: Path, what: str) -> list[str]:
    return sorted(re.findall(rf"^-- {what}: (.+)$", fixture.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("check_id", CHECKS)
def test_every_check_has_both_fixtures(check_id: str) -> None:
    assert {"pass.sql", "fail.sql"} <= {path.name for path in (HERE / check_id).iterdir()}
    assert all(path.name.startswith(("pass", "fail")) for path in (HERE / check_id).iterdir())


@pytest.mark.parametrize(("check_id", "name"), [(one, path.stem) for one in CHECKS for path in sorted((HERE / one).glob("*.sql"))])
def test_check_finds_what_its_fixture_holds(empty: duckdb.DuckDBPyConnection, check_id: str, name: str) -> None:
    fixture = HERE / check_id / f"{name}.sql"
    findings, coverage = _found(empty, CHECKS[check_id], fixture)
    assert findings == _expected(fixture, "expect")
    assert coverage == _expected(fixture, "coverage")
    assert bool(findings) == name.startswith("fail")
    assert any(int(row.split("|")[3]) for row in coverage), "a fixture in which nothing is assessed proves nothing"


@pytest.mark.parametrize("check_id", CHECKS)
def test_wording_says_what_was_seen(empty: duckdb.DuckDBPyConnection, check_id: str) -> None:
    _found(empty, CHECKS[check_id], HERE / check_id / "fail.sql")
    messages = empty.execute("SELECT message_zh, message_en, finding_id FROM findings").fetchall()
    for zh, en, finding_id in messages:
        assert not FORBIDDEN.search(zh)
        assert zh.endswith("待核实")
        assert re.search(r"[a-z]", en)
        assert re.fullmatch("[0-9a-f]{16}", finding_id)
    assert len({row[2] for row in messages}) == len(messages)


def test_every_group_has_a_check_and_every_fixture_one() -> None:
    assert {check.group for check in CHECKS.values()} == GROUPS
    assert {path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(CHECKS)
    assert all(check.check_id.startswith(f"{check.group}.") for check in CHECKS.values())
    assert {check.header["severity"] for check in CHECKS.values()} <= {"error", "warning", "info"}


@pytest.mark.parametrize("path", sorted(shipped("sql").rglob("*.sql")), ids=lambda path: path.name)
def test_sql_never_asks_the_clock(path: Path) -> None:
    code = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"\b(now\s*\(|today\s*\(|current_date|current_timestamp|get_current_\w+|localtimestamp)", code, re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("-- id: a\nSELECT 1; SELECT 2;", "header lacks title_zh"),
        ("-- id: a\n-- title_zh: a\n-- title_en: a\n-- severity: info\n-- basis: a\n-- editions: any\nSELECT 1;", "there are 1"),
    ],
)
def test_a_check_that_is_no_check_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "a.sql").write_text(text, encoding="utf-8")
    with pytest.raises(CheckFileError, match=fault):
        read_check(tmp_path / "a.sql")
