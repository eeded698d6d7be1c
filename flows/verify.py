"""Looking at a built warehouse from a process of its own, as a reader does: ``python verify.py FILE`` writes counts or says what is wrong.

It imports nothing but DuckDB, so that it also runs under an older one.
"""

import json
import sys

import duckdb

_RULES = {
    "meta must have one row": "SELECT count(*) <> 1 FROM meta",
    "an organ has two current reports of one year": "SELECT count(*) <> count(DISTINCT (agency_id, year)) FROM reports WHERE is_current",
    "a report stands twice": "SELECT count(*) <> count(DISTINCT report_id) FROM reports",
    "a figure has a value without being reported": "SELECT count(*) > 0 FROM figures WHERE (value IS NOT NULL) <> (state = 'reported')",
    "a figure belongs to no report": "SELECT count(*) > 0 FROM figures ANTI JOIN reports USING (report_id)",
    "panel and current reports differ": "SELECT (SELECT count(*) FROM panel) <> (SELECT count(*) FROM reports WHERE is_current)",
    "a finding rests on a reading in doubt": "SELECT count(*) > 0 FROM findings WHERE blame = 'reading'",
    "a finding stands twice": "SELECT count(*) <> count(DISTINCT finding_id) FROM findings",
    "the checks were not run": "SELECT count(*) = 0 FROM checks",
}


def counts(path: str) -> dict[str, int]:
    """The rows of every table and view. ``ValueError`` where a rule does not hold."""
    with duckdb.connect(path, read_only=True) as connection:
        for rule, query in _RULES.items():
            if _number(connection, query):
                raise ValueError(rule)
        names = connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1").fetchall()
        return {name: _number(connection, f'FROM "{name}" SELECT count(*)') for (name,) in names}


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(counts(sys.argv[1])))
    except (duckdb.Error, ValueError) as error:
        sys.exit(f"{sys.argv[1]}: {error}")
