"""Commands on plain files: reading reports without a warehouse, and making a data folder of one's own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from extractors.records import ReadDocument
from flows.jobs import Job
from flows.settings import Settings, shipped
from flows.workers import read_all

_REFERENCE = ("agencies.csv", "regions.csv", "deadlines.csv", "corrections.csv", "decisions.csv", "portals")
_NOTE = """This folder is a data folder of Gongkai.

agencies.csv, regions.csv, deadlines.csv, corrections.csv, decisions.csv and portals/ are yours to edit; where one is removed, the copy that
ships with the program counts. archive/, readings/ and state/ are the program's; gongkai.duckdb and summaries/ are made from the rest and
can be deleted at any time. A portal is only asked when its file in portals/ carries verified_on, which gongkai portals verify HOST sets.
For portals that refuse programs, handed_in/<host>/ takes files and an index.csv of their addresses; portals/README.md says how.
"""


class FolderInUse(Exception):
    """The folder already has something in it."""


def read_files(settings: Settings, paths: list[str], *, fast: bool = False) -> Iterator[tuple[str, ReadDocument]]:
    """Read files in limited processes, in the order given. What is no readable file is a failed reading that says so."""
    jobs = (Job(Path(path), "", Path(path).name, fast=fast, beside=True) for path in paths)
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as scratch:
        yield from zip(paths, read_all(settings, jobs, Path(scratch), len(paths)), strict=True)


def make_data_folder(folder: Path) -> list[Path]:
    """Copy the reference files that ship into a new or empty folder. Raises ``FolderInUse``."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(f"{folder} is not an empty folder; name a new one, so that nothing of yours is overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name in _REFERENCE:
        source, target = shipped("data", name), folder / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, target)
        made.append(target)
    note = folder / "README.txt"
    note.write_text(_NOTE, encoding="utf-8")
    return [*made, note]
