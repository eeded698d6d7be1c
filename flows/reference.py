"""Reference files: CSV rows as validated models, concatenated over the files that count, and refused loudly where they are wrong."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from flows.settings import Settings


class ReferenceFileError(Exception):
    """A reference file is wrong; the message names the file, the line and the field."""


def _split(value: object) -> object:
    return tuple(part for part in value.split("；") if part) if isinstance(value, str) else value


def _empty(value: object) -> object:
    return None if value == "" else value


Names = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Several names in one field, joined by the full-width semicolon."""
Maybe = Annotated[str | None, BeforeValidator(_empty)]
"""A text, None where the field is empty."""
Day = Annotated[date | None, BeforeValidator(_empty)]
"""A date in ISO form, None where the field is empty."""


class Row(BaseModel):
    """A row of a reference file: no field missing, none unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


R = TypeVar("R", bound=Row)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    # utf-8-sig because Excel puts a byte order mark before what people save as CSV.
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            if None in row or None in row.values():
                raise ReferenceFileError(f"{path}, line {reader.line_num}: as many fields as the header has are wanted")
            yield reader.line_num, row


def read_rows(settings: Settings, name: str, model: type[R]) -> list[R]:
    """The rows of a reference file, of every file that counts (``Settings.reference``), in their order."""
    return [row for path in settings.reference(name) for row in read_file(path, model)]


def read_file(path: Path, model: type[R]) -> list[R]:
    """The rows of one file, in their order."""
    try:
        return [_row(model, row, f"{path}, line {line}") for line, row in _lines(path)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReferenceFileError(f"{path} is no CSV in UTF-8: {error}") from error


def _row(model: type[R], row: dict[str, str], place: str) -> R:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ReferenceFileError(f"{place}: {faults}") from error


def unique(keys: list[str], what: str) -> None:
    """``ReferenceFileError`` where a key stands twice."""
    twice = sorted(key for key, times in Counter(keys).items() if times > 1)
    if twice:
        raise ReferenceFileError(f"{what} stands twice: {', '.join(twice)}")
