"""Questions of a command to the person who typed it: where nobody answers, it is said what was written and how to answer beforehand."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from flows.cli_shared import say


class Questions:
    """Asks, and keeps what was written so far, for whoever breaks off, and whether anything was refused. ``options`` are those that answer
    beforehand."""

    def __init__(self, options: str, yes: bool = False) -> None:
        self.options = options
        self.yes = yes
        self.written: list[str] = []
        self.refused = False

    def confirm(self, question: str) -> bool:
        """Whether the person says yes, or did beforehand. Exit 1 where the input is closed, 130 where the person breaks off."""
        if self.yes:
            return True
        try:
            answer = typer.confirm(question)
        except typer.Abort as error:
            # What typer makes of an interrupt and of a closed input tells them apart only by where it came from.
            if isinstance(error.__context__, KeyboardInterrupt):
                raise KeyboardInterrupt from error
            self._say("nobody answers, since the input is closed")
            raise typer.Exit(1) from error
        self.refused |= not answer
        return answer

    def _say(self, why: str) -> None:
        written = f"written is {'; '.join(self.written)}, and nothing else" if self.written else "nothing was written"
        say(f"\ngongkai: {why}: {written}. {self.options} answer beforehand")

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """As long as it lasts, an interrupt is one line and exit 130."""
        try:
            yield
        except KeyboardInterrupt as error:
            self._say("interrupted")
            raise typer.Exit(128 + signal.SIGINT) from error
