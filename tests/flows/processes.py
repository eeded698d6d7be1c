"""Running the program as a real process, and finding everything it started: children carry a mark in their environment."""

import os
import subprocess
import sys
import time
from pathlib import Path

GONGKAI = Path(sys.executable).with_name("gongkai")


def clean() -> dict[str, str]:
    """The environment without what is set for Prefect or for this project."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "GONGKAI"))}


def start(data: Path, *arguments: str, home: Path | None = None, api: str | None = None) -> "subprocess.Popen[str]":
    """Start the program on a data folder, its output gathered in ``<data>-output.txt``; ``api`` is a Prefect server to use, not its own."""
    environment = clean() | {"GONGKAI_DATA": str(data), "HOME": str(home or data), "COLUMNS": "200"}
    environment |= {"PREFECT_API_URL": api} if api else {}
    with (data.parent / f"{data.name}-output.txt").open("a", encoding="utf-8") as printed:
        return subprocess.Popen([GONGKAI, *arguments], env=environment, stdout=printed, stderr=printed, stdin=subprocess.DEVNULL, text=True)


def finish(process: "subprocess.Popen[str]", data: Path, seconds: float = 270) -> int:
    """Wait for a process to end by itself; its exit status, its output in the error where it does not end."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(output(data)) from None


def output(data: Path) -> str:
    """Everything the processes started on a data folder have printed."""
    return (data.parent / f"{data.name}-output.txt").read_text(encoding="utf-8")


def alive(data: Path) -> list[str]:
    """The command lines of all running processes that were started for a data folder."""
    mark = f"GONGKAI_DATA={data}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            ended = (folder / "stat").read_text().rpartition(")")[2].startswith(" Z")
            if not ended and mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def none_left(data: Path, seconds: float = 15) -> list[str]:
    """What is still running after at most so many seconds; empty as soon as nothing is."""
    until = time.monotonic() + seconds
    while (left := alive(data)) and time.monotonic() < until:
        time.sleep(0.1)
    return left
