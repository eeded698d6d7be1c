"""One run at a time in a data folder: a lock that dies with its holder, and a note of who holds it since when."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from flows.settings import SHANGHAI, Settings


class Locked(Exception):
    """Another run holds the data folder; the message says who, since when, and what to do."""


@contextmanager
def run_lock(settings: Settings, what: str) -> Iterator[None]:
    """Hold the data folder for one run. Raises ``Locked`` at once where another run holds it."""
    settings.state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.state / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Locked(_who(settings)) from error
    try:
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "what": what, "since": datetime.now(UTC).isoformat()}
        (settings.state / "run.json").write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        lock.release()


def _who(settings: Settings) -> str:
    advice = "wait for it to end, or end that process; a run that died holds nothing"
    try:
        holder = json.loads((settings.state / "run.json").read_text(encoding="utf-8"))
        since = datetime.fromisoformat(holder["since"]).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    except (OSError, ValueError, KeyError):
        return f"another run holds {settings.state / 'run.lock'}; {advice}"
    who = f"{holder['what']}, process {holder['pid']} on {holder['host']}"
    return f"another run ({who}) holds {settings.data} since {since} Beijing time; {advice}"
