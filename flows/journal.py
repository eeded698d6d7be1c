"""The log of a run as many writers need it: a line is on disk when its writer goes on, and lines that wait share one write."""

import asyncio

from flows.archive import Attempt, AttemptLog

Waiting = tuple[Attempt, "asyncio.Future[None]"]


class Journal:
    """Appends to a log from many coroutines. A disk takes milliseconds to promise anything, whether for one line or for a hundred."""

    def __init__(self, log: AttemptLog) -> None:
        self.run_id = log.run_id
        self._log = log
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def append(self, attempt: Attempt) -> None:
        """Write one line; it survives a crash when this returns. Raises ``OSError`` where it cannot be written."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((attempt, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error: Exception | None = None
            try:
                await asyncio.to_thread(self._log.append, *(attempt for attempt, _ in batch))
            except Exception as failure:
                # Told to everybody who waits: none may go on as if the line were written, nor wait for ever.
                error = failure
            for _, written in batch:
                _settle(written, error)


def _settle(written: "asyncio.Future[None]", error: Exception | None) -> None:
    if written.done():
        return
    if error is None:
        written.set_result(None)
    else:
        written.set_exception(error)
