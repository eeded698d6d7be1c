"""The one pool of limited processes in which every document is read: a crash, a hang or a bomb costs that document alone."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pebble import CONSTS, ProcessPool

from extractors.records import ReadDocument
from flows import capacity, server
from flows.conversion import Conversions
from flows.jobs import Job, Limits, ToConvert, failed
from flows.settings import Settings

__all__ = ["Job", "PoolBroken", "read_all"]

DOCUMENTS_PER_WORKER = 200
"""A worker is replaced after so many documents, so that no leak of a library grows without bound."""
AHEAD = 16
"""Documents a worker that are handed out before the first of them must be done: enough that a slow one keeps no other worker waiting,
few enough that their readings need little memory."""
_BROKEN_AT_MOST = 10
CONSTS.sleep_unit = 0.02


class PoolBroken(Exception):
    """The reading processes do not even start; the message says what may be the matter."""


@dataclass(slots=True)
class _Errand:
    """What one call of ``read_all`` needs all along: ``waiting`` are the jobs taken from ``rest`` whose readings are not yielded yet."""

    limits: Limits
    processes: int
    documents: int
    rest: Iterator[Job]
    conversions: Conversions
    waiting: deque[Job] = field(default_factory=deque)
    done: int = 0

    def more(self) -> Iterator[Job]:
        """The jobs that are not handed out yet: those that waited when a pool broke, then the rest."""
        yield from tuple(self.waiting)
        for job in self.rest:
            self.waiting.append(job)
            yield job


def read_all(settings: Settings, jobs: Iterable[Job], scratch: Path, documents: int = 2 * server.MANY) -> Iterator[ReadDocument]:
    """Read documents in limited processes and yield their readings in the order of the jobs.

    A document that crashes its worker, runs out of time or memory yields a failed report that says so. ``scratch`` is an empty folder
    for the workers' temporary files, which a killed worker leaves behind; the caller deletes it. ``documents`` is about how many there
    are. Jobs are taken as they are needed, and no more readings are held than ``AHEAD`` for each worker.
    """
    limits = Limits(settings.document_memory_mib, settings.document_seconds, scratch)
    broken = 0
    with Conversions(limits) as conversions:
        errand = _Errand(limits, max(1, min(settings.workers or capacity.workers(), documents)), documents, iter(jobs), conversions)
        while True:
            before = errand.done
            yield from _read_in_pool(errand)
            if not errand.waiting:
                return
            broken = 0 if errand.done > before else broken + 1
            if broken:
                yield _given_up(errand, broken)


def _given_up(errand: _Errand, broken: int) -> ReadDocument:
    if broken > _BROKEN_AT_MOST:
        raise PoolBroken(
            "the reading processes end before they have read anything: is GONGKAI_DOCUMENT_MEMORY_MIB (or this machine's memory) too small?"
        )
    errand.done += 1
    error = BrokenProcessPool("the pool of reading processes broke")
    return failed(errand.waiting.popleft(), errand.done - 1, error, errand.limits)


def _read_in_pool(errand: _Errand) -> Iterator[ReadDocument]:
    """The readings of the jobs that remain; ends early where the whole pool breaks, which costs the others nothing."""
    more, number = errand.more(), errand.done
    pool = _pool(errand)
    window: deque[Future[ReadDocument]] = deque()
    try:
        while True:
            for job in islice(more, AHEAD * errand.processes - len(window)):
                window.append(_handed_out(pool, job, number, errand))
                number += 1
            if not window:
                return
            try:
                read = window.popleft().result()
            except BrokenProcessPool:
                return
            except Exception as error:  # whatever a hostile file does to a process costs that file alone, and is said
                read = failed(errand.waiting[0], errand.done, error, errand.limits)
            _forget(errand)
            yield read
    finally:
        # Stopped, not closed: nothing is waited for when a person interrupts.
        pool.stop()  # type: ignore[no-untyped-call] # pebble has no annotations here
        pool.join()


def _forget(errand: _Errand) -> None:
    """Drop the first job that waits and the files made for it."""
    for left in errand.limits.scratch.glob(f"{errand.done}.*"):
        left.unlink(missing_ok=True)
    errand.waiting.popleft()
    errand.done += 1


def _handed_out(pool: ProcessPool, job: Job, number: int, errand: _Errand) -> "Future[ReadDocument]":
    """The reading of a job to come: read, or converted first where its format asks for it."""
    outcome: Future[ReadDocument] = Future()

    def schedule(job: Job) -> None:
        try:
            pool.schedule(server.read, args=(job, number, errand.limits), timeout=errand.limits.patience).add_done_callback(after_reading)
        except RuntimeError as error:  # the pool has ended meanwhile
            outcome.set_exception(BrokenProcessPool(str(error)))

    def after_reading(future: "Future[ReadDocument | ToConvert]") -> None:
        error = future.exception()
        if error is not None:
            outcome.set_exception(error)
        elif isinstance(found := future.result(), ToConvert):
            errand.conversions.start(job, number, found.format).add_done_callback(after_conversion)
        else:
            outcome.set_result(found)

    def after_conversion(future: "Future[Job]") -> None:
        error = future.exception()
        if error is not None:
            outcome.set_exception(error)
        else:
            schedule(future.result())

    schedule(job)
    return outcome


def _pool(errand: _Errand) -> ProcessPool:
    context = server.prepared(errand.documents)
    return ProcessPool(
        max_workers=errand.processes,
        max_tasks=DOCUMENTS_PER_WORKER,
        initializer=server.limit,
        initargs=(errand.limits,),
        context=context,
    )
