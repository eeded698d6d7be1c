"""Making the file of a warehouse: the connection with its limits, the SQL that ships, and rows put in without any float on the way."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from flows.settings import Settings, shipped

STORAGE_VERSION = "v1.2.0"
"""The default file of DuckDB 2.0 cannot be opened by 1.x clients; this one can, from 1.2 on."""


def _half_of_memory() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{max(memory // 2, 512 * 2**20) // 2**20}MiB"


def connect(settings: Settings, path: Path) -> duckdb.DuckDBPyConnection:
    """Open a warehouse for writing, with half of the machine's memory and a folder of our own to spill to."""
    spill = settings.state / "duckdb-spill"
    spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": STORAGE_VERSION,
        "memory_limit": _half_of_memory(),
        "temp_directory": str(spill),
    }
    return duckdb.connect(str(path), config=config)


def run_file(connection: duckdb.DuckDBPyConnection, *parts: str) -> None:
    """Run one shipped file below ``sql``."""
    connection.execute(shipped("sql", *parts).read_text(encoding="utf-8"))


def run_files(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Run every file of a shipped folder below ``sql``, in the order of their names."""
    with transaction(connection):
        for path in sorted(shipped("sql", folder).glob("*.sql")):
            run_file(connection, folder, path.name)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Hundreds of small statements committed once: each commit of its own waits for the disk."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def set_variable(connection: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    """Set a session variable for the shipped SQL to read."""
    connection.execute(f"SET VARIABLE {name} = {literal(value)}")


def literal(text: str) -> str:
    """A text as an SQL literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Put rows into a table by column name and return their number; columns a row lacks are NULL.

    ``pyarrow.ArrowInvalid`` where a value does not fit the column exactly.
    """
    schema = connection.table(table).limit(0).to_arrow_table().schema
    data = pa.Table.from_pylist(list(rows), schema=schema)
    if data.num_rows:
        connection.from_arrow(data).insert_into(table)
    return int(data.num_rows)
