"""Putting a built warehouse in place: who reads the old file is not disturbed, who comes gets a whole new one, a crash leaves either."""

import hashlib
import json
import logging
import subprocess
import sys
from pathlib import Path

import duckdb

from flows.disk import sync
from flows.load_tables import connect
from flows.settings import Settings

_LOGGER = logging.getLogger(__name__)
_VERIFY = Path(__file__).with_name("verify.py")
_VERIFY_SECONDS = 1800
_VARYING = ("runs", "retrievals", "alarms", "meta")


class PublishError(Exception):
    """The built warehouse was not put in place; the published one is as it was."""


def publish(settings: Settings, built: Path) -> dict[str, int]:
    """Put the warehouse at ``built`` (in ``state/``, with its checks run, closed) in place of the published one.

    Returns the rows of each table and view. ``PublishError`` where it does not open or does not hold together; nothing is changed then.
    """
    with connect(settings, built) as connection:
        connection.execute("CHECKPOINT")
    if _wal(built).exists():
        raise PublishError(f"{_wal(built)} is left although the file was closed; another process holds it")
    found = _verify(built)
    built.chmod(0o444)
    sync(built)
    sync(built.parent)
    _move_stray_wal(settings.warehouse)
    built.replace(settings.warehouse)
    sync(settings.warehouse.parent)
    return found


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _verify(built: Path) -> dict[str, int]:
    """Open the file as a reader will, in a process of its own: this one still has its pages in memory."""
    command = [sys.executable, str(_VERIFY), str(built)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_VERIFY_SECONDS, check=False)
    if done.returncode != 0:
        raise PublishError(f"the warehouse built does not hold together and was not published: {done.stderr.strip()}")
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


def _move_stray_wal(warehouse: Path) -> None:
    """A writer that was killed leaves its log beside the file; with it, every later open of the new file would fail."""
    stray = _wal(warehouse)
    if not stray.exists():
        return
    number = 1
    while (aside := stray.with_name(f"{stray.name}.stray-{number}")).exists():
        number += 1
    stray.replace(aside)
    _LOGGER.warning("some program opened %s for writing and left %s; it was moved to %s", warehouse.name, stray.name, aside.name)


def warehouse_hash(path: Path) -> str:
    """A hash of the rows of all tables but ``runs``, ``retrievals``, ``alarms`` and ``meta``, instants (``*_at``) left out, in any order.

    Two builds from the same inputs have the same hash.
    """
    digest = hashlib.sha256()
    with duckdb.connect(str(path), read_only=True) as connection:
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' AND table_type = 'BASE TABLE' ORDER BY 1"
        for (table,) in connection.execute(query).fetchall():
            if table not in _VARYING:
                digest.update(f"{table} {_table_hash(connection, table)}\n".encode())
    return digest.hexdigest()


def _table_hash(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    names = [name for name, *_ in connection.execute(f'DESCRIBE "{table}"').fetchall() if not name.endswith("_at")]
    # A text of the whole row, not DuckDB's hash(), which may change from version to version.
    row = ", ".join(f"""coalesce(replace("{name}"::VARCHAR, '|', '||'), '∅')""" for name in names)
    sums = (f"sum(('0x' || substr(sha, {start}, 15))::BIGINT::HUGEINT)" for start in (1, 16, 31, 46))
    shas = f"""FROM "{table}" SELECT sha256(concat_ws('|', {row})) AS sha"""
    return repr(connection.execute(f"FROM ({shas}) SELECT count(*), {', '.join(sums)}").fetchone())
