"""Asking the published warehouse: always read-only, never waiting for a run."""

import sys
from typing import Any

import duckdb
import pandas as pd
from rich.console import Console
from rich.table import Table

from flows.settings import Settings, shipped

LONGEST = 200
"""Rows shown in a table; CSV has all."""


class NoWarehouse(Exception):
    """There is no published warehouse, or the query was wrong; the message says what to do."""


def ask(settings: Settings, sql: str, parameters: dict[str, Any] | None = None) -> pd.DataFrame:
    """The answer to a query as a frame. Raises ``NoWarehouse`` with DuckDB's own words where it cannot be answered."""
    if not settings.warehouse.exists():
        raise NoWarehouse(f"{settings.warehouse} does not exist yet: gongkai run or gongkai ingest makes it")
    try:
        with duckdb.connect(settings.warehouse, read_only=True) as connection:
            return connection.execute(sql, parameters or {}).df()
    except duckdb.Error as error:
        raise NoWarehouse(str(error)) from error


def ask_named(settings: Settings, name: str, parameters: dict[str, Any]) -> pd.DataFrame:
    """The answer to one of the shipped queries (``sql/queries/<name>.sql``)."""
    return ask(settings, shipped("sql", "queries", f"{name}.sql").read_text(encoding="utf-8"), parameters)


def show(frame: pd.DataFrame, csv: bool) -> None:
    """Print a frame: a table for people, CSV for programs."""
    if csv:
        frame.to_csv(sys.stdout, index=False)
        return
    table = Table(*(str(column) for column in frame.columns))
    for row in frame.head(LONGEST).itertuples(index=False):
        table.add_row(*("" if pd.isna(value) is True else str(value) for value in row))
    console = Console()
    console.print(table)
    if len(frame) > LONGEST:
        console.print(f"{len(frame)} rows, {LONGEST} shown; --csv gives all")
