"""The one pool of limited processes in which every document is read: a crash, a hang or a bomb costs that document alone."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessPool

from extractors.frames import ReadDocument
from flows.reading import Job, Limits, failed, limit, read
from flows.settings import Settings

__all__ = ["Job", "PoolBroken", "read_all"]

DOCUMENTS_PER_WORKER = 400
"""A worker is replaced after so many documents, so that no leak of a library grows without bound."""
_BROKEN_AT_MOST = 10
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENCV_FOR_THREADS_NUM")


class PoolBroken(Exception):
    """The reading processes do not even start; the message says what may be the matter."""


def read_all(settings: Settings, jobs: Sequence[Job], scratch: Path) -> Iterator[ReadDocument]:
    """Read documents in limited processes and yield their readings in the order of the jobs.

    A document that crashes its worker, runs out of time or memory yields a failed report that says so. ``scratch`` is an empty folder
    for the workers' temporary files, which a killed worker leaves behind; the caller deletes it.
    """
    limits = Limits(os.getpid(), settings.document_memory_mib, settings.document_seconds, scratch)
    done, broken = 0, 0
    with _one_thread_each():
        while done < len(jobs):
            before = done
            for document in _read_in_pool(settings, jobs, done, limits):
                done += 1
                yield document
            if done == before:
                broken += 1
                yield _given_up(jobs[done], broken, limits)
                done += 1
            else:
                broken = 0


def _given_up(job: Job, broken: int, limits: Limits) -> ReadDocument:
    if broken > _BROKEN_AT_MOST:
        raise PoolBroken(
            "the reading processes end before they have read anything: is GONGKAI_DOCUMENT_MEMORY_MIB (or this machine's memory) too small?"
        )
    return failed(job, 0, BrokenProcessPool("the pool of reading processes broke"), limits)


def _read_in_pool(settings: Settings, jobs: Sequence[Job], first: int, limits: Limits) -> Iterator[ReadDocument]:
    """The readings of the jobs from number ``first`` on; ends early where the whole pool breaks, which costs the others nothing."""
    with _pool(settings, len(jobs) - first, limits) as pool:
        futures = [
            pool.schedule(read, args=(job, number, limits), timeout=limits.seconds) for number, job in enumerate(jobs[first:], start=first)
        ]
        try:
            for number, future in enumerate(futures, start=first):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    return
                except Exception as error:  # whatever a hostile file does to a process costs that file alone, and is said
                    yield failed(jobs[number], number, error, limits)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call] # pebble has no annotations here
            raise


def _pool(settings: Settings, jobs: int, limits: Limits) -> ProcessPool:
    return ProcessPool(
        max_workers=max(1, min(settings.workers, jobs)),
        max_tasks=DOCUMENTS_PER_WORKER,
        initializer=limit,
        initargs=(limits,),
        context=get_context("spawn"),
    )


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Numerical libraries read these variables when they are imported, so they must stand in the workers' environment from the start."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
