"""Files that people handed in for portals that refuse programs: each with the address it was found at, none asked for."""

import os
from pathlib import Path

from extractors.encoding import decode
from extractors.listings.handed_in import INDEX, Handed, HandedIn, read_table
from extractors.listings.links import absolute, same_document
from extractors.listings.page import Link
from flows.intake import Unusable, content
from flows.notes import HANDED_IN
from flows.settings import Settings
from flows.visit import HandedFile

FOLDER = "handed_in"
"""Below the data folder; in it a folder a portal."""


class UnusableRow(Exception):
    """A row of the table whose file may not be read; the message says why."""


def read_folder(settings: Settings, host: str, source: HandedIn) -> tuple[list[Link], dict[str, HandedFile], list[str]]:
    """The links the table stands for, the file of each by its link's address, and what could not be taken in and why."""
    folder = settings.data / FOLDER / (source.folder or host)
    try:
        rows, faults = read_table(decode(content(folder / INDEX)))
    except (Unusable, ValueError) as error:
        message = error.message if isinstance(error, Unusable) else str(error)
        return [], {}, [f"{folder / INDEX}: {message}"]
    links: list[Link] = []
    files: dict[str, HandedFile] = {}
    for row in rows:
        try:
            _add(folder, row, links, files)
        except UnusableRow as error:
            faults.append(f"{row.file}: {error}")
    return links, files, faults + [f"{name} lies in the folder and in no row of {INDEX}" for name in _forgotten(folder, rows)]


def _add(folder: Path, row: Handed, links: list[Link], files: dict[str, HandedFile]) -> None:
    path = _inside(folder, row.file)
    if absolute(row.url, row.url) is None:
        raise UnusableRow(f"{row.url} is no address of a page")
    if any(same_document(link.url) == same_document(row.url) for link in links):
        raise UnusableRow(f"another file was handed in for {row.url}: keep one of them")
    files[row.url] = HandedFile(path, f"{HANDED_IN}{row.by}, retrieved on {row.retrieved_on}")
    links.append(Link(row.url, row.title, row.published))


def _inside(folder: Path, name: str) -> Path:
    """The file of a row. ``UnusableRow`` where the name leads anywhere but to a file in the folder."""
    if "\0" in name or name.startswith(("/", "\\", "~")) or ".." in Path(name.replace("\\", "/")).parts:
        raise UnusableRow("a name that leads out of the folder")
    try:
        path = (folder / name).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise UnusableRow("there is no such file in the folder") from error
    if not path.is_relative_to(folder.resolve()):
        raise UnusableRow("a link that leads out of the folder")
    return path


def _forgotten(folder: Path, rows: list[Handed]) -> list[str]:
    named = {os.path.normpath(folder / row.file) for row in rows}
    here = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))
    return [str(path.relative_to(folder)) for path in here if path.name != INDEX and os.path.normpath(path) not in named]
