"""The last stage: the regional compliance summaries, written from the published warehouse alone and rewritten when it has changed.

``<data>/summaries/<region>-<year>/`` holds the pages, the workbook and the draft circular; ``待核实清单`` is internal and never attached.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from extractors.forms import Forms, load_forms
from flows.disk import replacing
from flows.query import NoWarehouse
from flows.settings import Settings, forms_folder, shipped
from flows.summary_data import Region, ask

_RECORD = "summary.json"


def write(settings: Settings, region_code: str, year: int) -> list[Path]:
    """Write one summary and return its files.

    ``NoWarehouse`` where there is none, for an unknown region, or a year for which no organ of it had a report due or was asked.
    """
    with _opened(settings) as connection:
        return _write(settings, Region(connection, region_code, year), load_forms(forms_folder()))


def write_stale(settings: Settings) -> list[Path]:
    """Write every summary whose recorded build, or the software that wrote it, is no longer the present one. Returns the files written.

    ``NoWarehouse`` where there is none.
    """
    with _opened(settings) as connection:
        forms, maker = load_forms(forms_folder()), _maker()
        build_id = ask(connection, "build")[0]["build_id"]
        written: list[Path] = []
        for row in ask(connection, "region_years"):
            if not _is_fresh(_folder(settings, row["region_code"], row["year"]), {"build_id": build_id, "maker": maker}):
                written += _write(settings, Region(connection, row["region_code"], row["year"]), forms)
        return written


@contextmanager
def _opened(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published warehouse, read-only, with the two views that every query joins worked out once, as temporary tables of their name."""
    if not settings.warehouse.exists():
        raise NoWarehouse(f"{settings.warehouse} does not exist yet: gongkai run or gongkai ingest makes it")
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            for view in ("coverage", "region_year"):
                connection.execute(f"CREATE TEMP TABLE {view} AS FROM main.{view}")
            yield connection
    except duckdb.Error as error:
        raise NoWarehouse(f"{settings.warehouse}: {error}") from error


def _folder(settings: Settings, region_code: str, year: int) -> Path:
    return settings.summaries / f"{region_code}-{year}"


def _write(settings: Settings, region: Region, forms: Forms) -> list[Path]:
    from flows.summary_contents import contents  # with the libraries that draw and set: a night without news does without

    folder = _folder(settings, region.code, region.year)
    before = _recorded(folder).get("files")
    made = contents(region, forms)
    paths = [_put(folder / name, make()) for name, make in made.items()]
    for name in set(before if isinstance(before, list) else ()) - set(made):
        (folder / name).unlink(missing_ok=True)
    # Written last: a summary that was cut short has no record of this build and is written again.
    present = {"build_id": region.build["build_id"], "maker": _maker()}
    record = {**present, "region_code": region.code, "year": region.year, "files": sorted(made)}
    _put(folder / _RECORD, json.dumps(record, ensure_ascii=False, indent=1).encode())
    return paths


def _put(path: Path, content: bytes) -> Path:
    """Write a file in the place of the one before."""
    with replacing(path) as file:
        file.write(content)
    return path


def _recorded(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_fresh(folder: Path, present: dict[str, str]) -> bool:
    record = _recorded(folder)
    files = record.get("files")
    current = all(record.get(key) == value for key, value in present.items())
    return current and isinstance(files, list) and all((folder / name).exists() for name in files)


def _maker() -> str:
    """A hash of everything but the data that shapes a summary: templates, queries, forms and this code."""
    here = Path(__file__).parent
    queries = shipped("sql", "summaries").glob("*.sql")
    sources = [*here.glob("summar*.py"), *here.glob("templates/*"), *queries, *forms_folder().glob("*.toml")]
    digest = hashlib.sha256()
    for path in sorted(sources, key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
