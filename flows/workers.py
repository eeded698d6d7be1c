"""The one pool of limited processes in which every document is read: a crash, a hang or a bomb costs that document alone."""

import os
import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from extractors.document import Document
from extractors.frames import ReadDocument
from extractors.pipeline import Knowledge, load_knowledge, read_document
from extractors.records import Issue, Report
from flows.settings import Settings, forms_folder
from flows.watch import end_with

DOCUMENTS_PER_WORKER = 400
"""A worker is replaced after so many documents, so that no leak of a library grows without bound."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENCV_FOR_THREADS_NUM")


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read: where its bytes lie, its identity, the name and address it goes by, and the fingerprint it is read under."""

    path: Path
    document_id: str
    name: str
    url: str | None = None
    fingerprint: str = ""


def read_all(settings: Settings, jobs: Sequence[Job]) -> Iterator[ReadDocument]:
    """Read documents in limited processes and yield their readings in the order of the jobs.

    A document that crashes its worker, runs out of time or memory yields a failed report that says so.
    """
    with _one_thread_each(), _pool(settings, len(jobs)) as pool:
        futures = [pool.schedule(_read, args=(job,), timeout=settings.document_seconds) for job in jobs]
        try:
            for job, future in zip(jobs, futures, strict=True):
                try:
                    yield future.result()
                except Exception as error:  # whatever a hostile file does to a library costs that file alone, and is said
                    yield _failed(job, error, settings)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call] # pebble has no annotations here
            raise


def _pool(settings: Settings, jobs: int) -> ProcessPool:
    return ProcessPool(
        max_workers=max(1, min(settings.workers, jobs)),
        max_tasks=DOCUMENTS_PER_WORKER,
        initializer=_limit,
        initargs=(os.getpid(), settings.document_memory_mib, settings.document_seconds),
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


def _limit(parent: int, memory_mib: int, seconds: int) -> None:
    """Limit this worker, and end it when its parent is gone: a parent killed with -9 cannot end its children itself."""
    size = memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cpu = seconds * DOCUMENTS_PER_WORKER
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    end_with(parent)


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """Forms and vocabulary, loaded once a process."""
    return load_knowledge(forms_folder())


def _read(job: Job) -> ReadDocument:
    document = Document(job.path.read_bytes(), job.name, job.url)
    return _result(job, document.format, read_document(document, knowledge()))


def _result(job: Job, kind: str, reports: list[Report]) -> ReadDocument:
    return ReadDocument(job.document_id, job.name, kind, job.fingerprint, datetime.now(UTC), reports)


def _failed(job: Job, error: Exception, settings: Settings) -> ReadDocument:
    kind = Document(job.path.read_bytes(), job.name).format
    if isinstance(error, FutureTimeoutError):
        issue = Issue("out_of_time", "error", f"reading took longer than {settings.document_seconds} s and was stopped; look at it by hand")
    elif isinstance(error, (MemoryError, RecursionError)):
        issue = Issue(
            "out_of_memory", "error", f"reading needed more than {settings.document_memory_mib} MiB or nested too deep; look at it by hand"
        )
    elif isinstance(error, ProcessExpired):
        issue = Issue("reader_crashed", "error", f"the reading process ended unexpectedly ({error}); look at the document by hand")
    else:
        what = f"{type(error).__name__}: {error}"
        issue = Issue("reader_failed", "error", f"the reader gave up ({what}); look at the document by hand and report this as a defect")
    return _result(job, kind, [Report(issues=[issue])])
