"""The process that reading processes are forked from: libraries are loaded once, and a worker that dies is replaced in milliseconds."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext

from extractors.records import ReadDocument
from flows.jobs import Job, Limits, ToConvert

_LIGHT = ["flows.preload"]
_ENGINES = ["camelot", "pandas", "cv2", "pdfplumber", "docx"]
"""Heavy libraries. Loaded once for all workers where many documents are to be read; else by the worker that needs one."""
MANY = 8
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENCV_FOR_THREADS_NUM")
_lock = threading.Lock()
_keeper: threading.Thread | None = None


def prepared(documents: int) -> ForkServerContext:
    """The context in which to start workers. The server begins to load its libraries now; this does not wait for it.

    Only the first call in a process has a say in what is loaded.
    """
    global _keeper
    context = get_context("forkserver")
    with _lock:
        if _keeper is None:
            context.set_forkserver_preload(_LIGHT + (_ENGINES if documents > MANY else []))
            started = threading.Event()
            _keeper = threading.Thread(target=_keep, args=(started,), daemon=True)
            _keeper.start()
            started.wait()
    return context


def _keep(started: threading.Event) -> None:
    """Start the server in a thread that lives as long as this process: the kernel ends the server with the thread that started it."""
    try:
        with _one_thread_each():
            forkserver.ensure_running()
    finally:
        started.set()
    threading.Event().wait()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Numerical libraries read these variables when they are imported, so they must stand in the server's environment from the start."""
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


def limit(limits: Limits) -> None:
    """Limit a worker; called in it, so that its parent needs none of the libraries that read."""
    from flows import reading

    reading.limit(limits)


def read(job: Job, number: int, limits: Limits) -> ReadDocument | ToConvert:
    """Read a document; called in a worker."""
    from flows import reading

    return reading.read(job, number, limits)
