"""Files that people hand in with their addresses, for portals that refuse programs."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from extractors.listings.source import ListSource, Plain

COLUMNS = ("file", "url", "title", "published", "retrieved_on", "by")
INDEX = "index.csv"
"""The table beside the files."""


class HandedIn(ListSource):
    """``url`` is the page on which a person found the files; nothing of it is ever asked. They lie in ``handed_in/<folder>`` of the data
    folder, beside a table ``index.csv``; ``folder`` is the portal's host where it is not given."""

    kind: Literal["handed_in"] = "handed_in"
    url: Plain
    folder: str = Field(default="", pattern=r"^([\w-][\w.-]*)?$")


@dataclass(frozen=True, slots=True)
class Handed:
    """A row of the table: a file, where it was found, what the link to it said, the day printed there, when it was taken, and by whom."""

    file: str
    url: str
    title: str
    published: date | None
    retrieved_on: date
    by: str


def read_table(text: str) -> tuple[list[Handed], list[str]]:
    """The rows of the table, and what is wrong with those that cannot be used. ``ValueError`` where it is no such table."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{INDEX} has no column {', '.join(missing)}")
    rows: list[Handed] = []
    faults: list[str] = []
    try:
        for row in reader:
            try:
                rows.append(_row(row))
            except ValueError as error:
                faults.append(f"{INDEX}, line {reader.line_num}: {error}")
    except csv.Error as error:
        raise ValueError(f"{INDEX} is no CSV: {error}") from error
    return rows, faults


def _row(row: dict[str, str | None]) -> Handed:
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    empty = [name for name in ("file", "url", "retrieved_on", "by") if not values[name]]
    if empty:
        raise ValueError(f"{', '.join(empty)} is wanted")
    published = date.fromisoformat(values["published"]) if values["published"] else None
    return Handed(values["file"], values["url"], values["title"], published, date.fromisoformat(values["retrieved_on"]), values["by"])
