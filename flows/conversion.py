"""Documents that another program must convert before they are read: one LibreOffice, started when the first comes, in a thread beside the
pool. Their bytes are only handed on here, never looked into."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import Self

from flows.convert import BY, CONVERTIBLE, Converter
from flows.intake import content
from flows.jobs import Job, Limits


class Conversions:
    """Conversions one after the other, to be used in a ``with`` statement."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="convert")
        self._converter = Converter(seconds=limits.seconds, scratch=limits.scratch)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._converter.close()

    def start(self, job: Job, number: int, kind: str) -> "Future[Job]":
        """The job to come with its converted document; its exception (``UnreadableDocument``, ``Unusable``) says why there is none."""
        return self._thread.submit(self._convert, job, number, kind)

    def _convert(self, job: Job, number: int, kind: str) -> Job:
        received = content(job.path)
        made = self._converter.convert_members(received) if kind == "zip" else self._converter.convert(received, kind)
        target = self._limits.scratch / f"{number}.{CONVERTIBLE.get(kind, kind)}"
        target.write_bytes(made.content)
        return replace(job, converted=target, converted_by=BY)
