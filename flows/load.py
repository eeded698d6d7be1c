"""The warehouse, built whole from the state on disk: reference files, log of attempts, readings. The same inputs give the same rows."""

from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb

from extractors.forms import Forms, load_forms
from flows.extract import reading_fingerprint
from flows.load_inputs import inputs_hash
from flows.load_log import load_log
from flows.load_obligations import load_obligations
from flows.load_panel import create_panel, create_table_views
from flows.load_readings import load_readings
from flows.load_reference import load_form, load_reference
from flows.load_tables import connect, insert, run_file, run_files, transaction
from flows.roster import load_roster
from flows.settings import Settings, forms_folder

__all__ = ["CONTRACT_VERSION", "build", "inputs_hash"]
CONTRACT_VERSION = "1"


def software_version() -> str:
    """The installed version of the project."""
    try:
        return version("gongkai")
    except PackageNotFoundError:
        return "0+checkout"


def build(settings: Settings, target: Path, run_id: str, as_of: date, fingerprint: str | None = None) -> None:
    """Build a new warehouse at ``target``, without findings: ``check.run_checks`` adds those, ``publish.publish`` puts it in place.

    ``fingerprint`` is that of the readers in force unless given. Whatever lies at ``target`` is removed first: a part left by a run that
    died. ``ReferenceFileError`` where a reference file is wrong.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for path in (target, target.with_name(f"{target.name}.wal")):
        path.unlink(missing_ok=True)
    with connect(settings, target) as connection:
        _fill(connection, settings, run_id, as_of, fingerprint or reading_fingerprint())
        connection.execute("CHECKPOINT")


def create_frame(connection: duckdb.DuckDBPyConnection, forms: Forms) -> None:
    """Create what is the same in every warehouse: the tables, the form in them, the views."""
    run_files(connection, "schema")
    load_form(connection, forms)
    with transaction(connection):
        create_table_views(connection, forms)
    run_files(connection, "views")


def _fill(connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, as_of: date, fingerprint: str) -> None:
    roster, forms = load_roster(settings), load_forms(forms_folder())
    create_frame(connection, forms)
    load_reference(connection, settings, roster)
    load_log(connection, settings, roster)
    load_readings(connection, settings, roster, fingerprint)
    for name in ("corrections.sql", "copies.sql", "dates.sql"):
        run_file(connection, "load", name)
    load_obligations(connection, settings, roster, as_of)
    with transaction(connection):
        create_panel(connection, forms)
    hashed = inputs_hash(settings, as_of)
    row = {
        "contract_version": CONTRACT_VERSION,
        "build_id": hashed[:16],
        "built_at": datetime.now(UTC).replace(tzinfo=None),
        "as_of_on": as_of,
        "software_version": software_version(),
        "inputs_hash": hashed,
        "run_id": run_id,
        "reading_fingerprint": fingerprint,
    }
    insert(connection, "meta", [row])
