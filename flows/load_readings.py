"""Readings as tables: which reading of a document counts, whose report it is, its version, its figures and doubts."""

from typing import Any

import duckdb
import pyarrow as pa

from extractors.rows import NESTED, REPORT
from flows.load_tables import insert, literal, run_file, set_variable
from flows.roster import Context, Roster
from flows.settings import Settings


def load_readings(connection: duckdb.DuckDBPyConnection, settings: Settings, roster: Roster, fingerprint: str) -> None:
    """Fill ``reports``, ``report_documents``, ``figures``, ``sections``, ``claims``, ``issues`` and ``evidence``, and add to ``agencies``,
    ``agency_names`` and ``documents`` what only readings know. ``fingerprint`` is that of the readers in force."""
    _open_readings(connection, settings)
    set_variable(connection, "fingerprint", fingerprint)
    run_file(connection, "load", "readings.sql")
    identities = connection.table("identities").to_arrow_table().to_pylist()
    insert(connection, "keys", [_key(roster, row) for row in identities])
    for name in ("stands.sql", "keyed.sql", "versions.sql", "reports.sql", "addresses.sql"):
        run_file(connection, "load", name)


def _open_readings(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Let ``readings`` stand for the rows of every file."""
    # A file of readings is put in place by renaming, so whatever carries the name is whole.
    files = sorted(settings.readings.glob("*/*.parquet"))
    lists = [pa.field(name, pa.list_(struct)) for name, struct in NESTED.items()]
    empty = pa.schema([*REPORT, *lists, pa.field("filename", pa.string())]).empty_table()
    if files:
        names = ", ".join(literal(str(path)) for path in files)
        # Readings of earlier readers may lack a column that the readers in force write.
        connection.register("no_readings", empty)
        source = f"read_parquet([{names}], filename = true, union_by_name = true)"
        connection.execute(f"CREATE TEMP VIEW readings AS FROM {source} UNION ALL BY NAME FROM no_readings")
    else:
        connection.register("readings", empty)


def _key(roster: Roster, row: dict[str, Any]) -> dict[str, Any]:
    """Whose report it is, and on what evidence: a person's decision, the printed name, the list it was found in, the page's data, none."""
    found = {"document_id": row["document_id"], "part": row["part"], "key_year": row["year"]}
    if row["decided_agency"] in roster.by_id:
        return {**found, "agency_id": row["decided_agency"], "agency_basis": "decision"}
    context = Context(row["portal"], row["hint"], tuple(row["declared"] or ()))
    agency_id, basis = roster.identify(row["agency"], row["year"], context)
    if agency_id is not None:
        return {**found, "agency_id": agency_id, "agency_basis": basis}
    key = roster.agency_key(row["agency"], row["document_id"], row["year"], context)
    return {**found, "agency_id": key, "agency_basis": "name" if row["agency"] else "none"}
