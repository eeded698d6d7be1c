"""Progress on a terminal: a bar a stage with an estimate of the time left; plain lines where there is no terminal."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


class Progress:
    """Shows how far a run has come on standard error."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        self._bars = Bars(*columns, console=console, disable=not sys.stderr.isatty())
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()

    def fetched(self, host: str, done: int, total: int) -> None:
        """So many of a host's documents were asked for."""
        self._show(f"fetching {host}", done, total)

    def read(self, done: int, total: int) -> None:
        """So many documents were read."""
        self._show("reading", done, total)

    def _show(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=total)
        self._bars.update(self._tasks[what], completed=done, total=total)
        if self._bars.disable and (done == total or done % 100 == 0):
            self._bars.console.print(f"{what}: {done} of {total}", markup=False)
