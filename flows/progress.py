"""Progress on a terminal: a bar a stage with an estimate of the time left; plain lines where there is no terminal."""

import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

T = TypeVar("T")
_STEP = 100
"""Documents between two plain lines."""


class Progress:
    """Shows how far a run has come on standard error."""

    def __init__(self, *, hidden: bool = False) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        disable = hidden or not sys.stderr.isatty()
        # Only where both go to one screen may output pass through the bars; elsewhere it would land in the wrong place.
        self._bars = Bars(*columns, console=console, disable=disable, redirect_stdout=sys.stdout.isatty())
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
        if self._bars.disable and (done == total or done % _STEP == 0):
            self._bars.console.print(f"{what}: {done} of {total}", markup=False)


def counted(items: Iterable[T], total: int, *, hidden: bool = False) -> Iterator[T]:
    """The same items, with progress shown where there are several; without a terminal in plain lines, and only where there are many."""
    if total < 2 or hidden or (total < _STEP and not sys.stderr.isatty()):
        yield from items
        return
    with Progress() as progress:
        progress.read(0, total)
        for done, item in enumerate(items, start=1):
            yield item
            progress.read(done, total)
