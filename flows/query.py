"""Asking the published warehouse: always read-only, never waiting for a run."""

import csv
import sys
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
from rich.table import Table

from flows.present import Terminal
from flows.settings import Settings, shipped

LONGEST = 200
"""Rows shown in a table; CSV has all."""


class NoWarehouse(Exception):
    """There is no published warehouse, or the query was wrong; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The names of the columns and the rows of a query; decimals stay decimals."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    def only(self, *names: str) -> "Answer":
        """The answer with some of its columns, in the order named."""
        places = [self.columns.index(name) for name in names]
        return Answer(list(names), [tuple(row[place] for place in places) for row in self.rows])


def ask(settings: Settings, sql: str, parameters: dict[str, Any] | None = None) -> Answer:
    """The answer to a query. Raises ``NoWarehouse`` with DuckDB's own words where it cannot be answered."""
    if not settings.warehouse.exists():
        raise NoWarehouse(f"{settings.warehouse} does not exist yet: gongkai run or gongkai ingest makes it")
    try:
        with duckdb.connect(settings.warehouse, read_only=True) as connection:
            answer = connection.execute(sql, parameters or {})
            return Answer([name for name, *_ in answer.description or ()], answer.fetchall())
    except duckdb.Error as error:
        raise NoWarehouse(str(error)) from error


def ask_named(settings: Settings, name: str, parameters: dict[str, Any]) -> Answer:
    """The answer to one of the shipped queries (``sql/queries/<name>.sql``). Raises ``NoWarehouse`` as ``ask`` does."""
    try:
        return ask(settings, shipped("sql", "queries", f"{name}.sql").read_text(encoding="utf-8"), parameters)
    except NoWarehouse as error:
        # The query is ours and fits the warehouses that this version builds.
        if isinstance(error.__cause__, duckdb.CatalogException | duckdb.BinderException):
            message = f"{settings.warehouse} was built by another version of gongkai: gongkai run builds it anew"
            raise NoWarehouse(message) from error
        raise


def show(answer: Answer, as_csv: bool) -> None:
    """Print an answer: a table for people, CSV for programs."""
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(answer.columns)
        writer.writerows([_text(value) for value in row] for row in answer.rows)
        return
    console = Terminal()
    if not sys.stdout.isatty():
        console.width = 240
    table = Table()
    for column in answer.columns:
        table.add_column(column, overflow="fold")
    for row in answer.rows[:LONGEST]:
        table.add_row(*(_text(value) for value in row))
    console.print(table)
    if len(answer.rows) > LONGEST:
        console.print(f"{len(answer.rows)} rows, {LONGEST} shown; --csv gives all")


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return "" if value is None else str(value)
