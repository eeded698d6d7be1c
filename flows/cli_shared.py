"""What the commands share: the data folder and its settings, and errors as one line with an exit status."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from flows.lock import Locked
from flows.settings import Settings

Data = Annotated[Path | None, typer.Option("--data", help="The data folder; default: GONGKAI_DATA, else ./data.", show_default=False)]

_OF_DATA_FOLDERS = (
    "agencies.csv", "regions.csv", "portals", "deadlines.csv", "corrections.csv", "decisions.csv", "samples", "archive", "readings",
    "state", "handed_in", "gongkai.duckdb",
)  # fmt: skip


def settings_of(data: Path | None = None, as_of: datetime | None = None) -> Settings:
    """The settings of a command; exit 2 where a variable of the environment is wrong."""
    given: dict[str, Path | date] = ({"data": data} if data else {}) | ({"as_of": as_of.date()} if as_of else {})
    try:
        return Settings.model_validate({**Settings().model_dump(exclude_unset=True), **given})
    except ValidationError as error:
        say(f"gongkai: a GONGKAI_ variable is wrong: {error}")
        raise typer.Exit(2) from error


def data_folder(data: Path | None, *, needed: bool = True) -> Settings:
    """The settings of a command that works on a data folder; exit 2 where there is none, or the folder is none.

    Where it is not ``needed``, because the files that ship are enough, only a folder that somebody named must be there.
    """
    settings = settings_of(data)
    folder = settings.data
    if not folder.is_dir() and (needed or "data" in settings.model_fields_set):
        say(f"gongkai: there is no data folder {folder}; gongkai init {folder} makes one")
        raise typer.Exit(2)
    if folder.is_dir() and any(folder.iterdir()) and not any((folder / name).exists() for name in _OF_DATA_FOLDERS):
        say(f"gongkai: {folder} is no data folder: it has neither {', '.join(_OF_DATA_FOLDERS[:3])} nor an archive; gongkai init makes one")
        raise typer.Exit(2)
    return settings


def say(message: str) -> None:
    """Print a line on standard error."""
    from flows.present import Terminal

    Terminal(stderr=True).print(message)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Errors a person can mend are one line on standard error: exit 3 where another run holds the data folder, 2 where arguments or
    reference files are wrong or there is no warehouse yet, 1 where the work itself failed."""
    from flows.archive import ArchiveError
    from flows.check import CheckFileError
    from flows.orchestration import ServerFailed
    from flows.publish import PublishError
    from flows.query import NoWarehouse
    from flows.reference import ReferenceFileError
    from flows.workers import PoolBroken

    try:
        yield
    except BrokenPipeError:
        raise
    except Locked as error:
        say(f"gongkai: {error}")
        raise typer.Exit(3) from error
    except (NoWarehouse, ReferenceFileError) as error:
        say(f"gongkai: {error}")
        raise typer.Exit(2) from error
    except (ArchiveError, CheckFileError, PoolBroken, PublishError, ServerFailed, OSError) as error:
        say(f"gongkai: {error}")
        raise typer.Exit(1) from error


@contextmanager
def clear_reading_errors() -> Iterator[None]:
    """As ``clear_errors`` for commands that only read files, which load nothing else. An interrupt is exit 130."""
    try:
        yield
    except BrokenPipeError:
        raise
    except KeyboardInterrupt as error:
        say("gongkai: interrupted; what is printed is whole, the rest was not read")
        raise typer.Exit(128 + signal.SIGINT) from error
    except OSError as error:
        say(f"gongkai: {error}")
        raise typer.Exit(1) from error
    except Exception as error:
        from flows.workers import PoolBroken

        if not isinstance(error, PoolBroken):
            raise
        say(f"gongkai: {error}")
        raise typer.Exit(1) from error
