"""Running the checks: each is one SQL file with a header, a query for the offenders and a query for what it could assess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.load_tables import insert, run_file, set_variable, transaction
from flows.settings import shipped

_KEYS = ("id", "title_zh", "title_en", "severity", "basis", "editions")
_HEADER = re.compile(rf"^-- ({'|'.join(_KEYS)}): (.+)$", re.MULTILINE)
_END = re.compile(r";\s*(--[^\n]*\s*)*\Z")
_OPTIONAL = {
    **dict.fromkeys(("severity", "relation_id", "report_id", "other_report_id", "item", "measure", "blame"), "VARCHAR"),
    **dict.fromkeys(("printed", "computed"), "DECIMAL(18, 6)"),
}


class CheckFileError(Exception):
    """A check's file is not as it should be; the message names the file."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its header, the folder it lies in as its group, and its two queries.

    Offenders have at least agency_id, region_code, year, message_zh and message_en, and where they say something severity, relation_id,
    report_id, other_report_id, item, measure, printed, computed and blame. The coverage has region_code, year, applicable, assessed,
    broken, organs_applicable, organs_assessed and organs_broken.
    """

    header: dict[str, str]
    group: str
    offenders: str
    coverage: str

    @property
    def check_id(self) -> str:
        """Its id."""
        return self.header["id"]


def read_check(path: Path) -> Check:
    """A check from its file. ``CheckFileError`` where a header line is missing or there are not two statements."""
    text = path.read_text(encoding="utf-8")
    header = dict(_HEADER.findall(text))
    missing = [key for key in _KEYS if key not in header]
    if missing:
        raise CheckFileError(f"{path}: the header lacks {', '.join(missing)}")
    statements = duckdb.extract_statements(text)
    if len(statements) != 2:
        raise CheckFileError(f"{path}: two statements are wanted, offenders and coverage, but there are {len(statements)}")
    offenders, coverage = (_END.sub("", statement.query) for statement in statements)
    return Check(header, path.parent.name, offenders, coverage)


def read_checks(folder: Path | None = None) -> Iterator[Check]:
    """Every check of a folder of groups (the shipped one), in the order of groups and names."""
    return (read_check(path) for path in sorted((folder or shipped("sql", "checks")).glob("*/*.sql")))


def run_checks(connection: duckdb.DuckDBPyConnection) -> None:
    """Run every check over a built warehouse and fill ``checks``, ``findings`` and ``check_coverage`` anew."""
    with transaction(connection):
        # Worked out once: it is the costliest view, and several checks ask it twice.
        connection.execute("CREATE TEMP TABLE coverage AS FROM main.coverage")
        for table in ("checks", "findings", "check_coverage"):
            connection.execute(f"TRUNCATE {table}")
        for check in read_checks():
            run_check(connection, check)
        connection.execute("DROP TABLE temp.coverage")


def run_check(connection: duckdb.DuckDBPyConnection, check: Check) -> None:
    """Run one check and add what it gives."""
    insert(connection, "checks", [{**check.header, "check_id": check.check_id, "check_group": check.group}])
    set_variable(connection, "check_id", check.check_id)
    set_variable(connection, "severity", check.header["severity"])
    given = {name for name, *_ in connection.execute(f"DESCRIBE {check.offenders}").fetchall()}
    missing = "".join(f", NULL::{kind} AS {name}" for name, kind in _OPTIONAL.items() if name not in given)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE offenders AS FROM ({check.offenders}) SELECT *{missing}")
    run_file(connection, "load", "findings.sql")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE assessed AS {check.coverage}")
    run_file(connection, "load", "check_coverage.sql")
