"""The process that reading processes are forked from: libraries are loaded once, and a worker that dies is replaced in milliseconds."""

import os
import tempfile
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
_ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENCV_FOR_THREADS_NUM"), "1"),
    # Arrow's own allocator sets a GiB of addresses aside at once, half of what a worker may use.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
LONGEST_FOLDER = 70
_SHORT_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - the library makes a folder of its own in it that nobody else may enter
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
        with _environment(), _short_temporary_folder():
            forkserver.ensure_running()
    finally:
        started.set()
    threading.Event().wait()


@contextmanager
def _environment() -> Iterator[None]:
    """Libraries read these variables when they are imported, so they must stand in the server's environment from the start."""
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _short_temporary_folder() -> Iterator[None]:
    """The server listens at a socket in the temporary folder, and a socket's path may have some hundred bytes."""
    before = tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) > LONGEST_FOLDER:
        tempfile.tempdir = next((folder for folder in _SHORT_FOLDERS if os.access(folder, os.W_OK | os.X_OK)), before)
    try:
        yield
    finally:
        tempfile.tempdir = before


def limit(limits: Limits) -> None:
    """Limit a worker; called in it, so that its parent needs none of the libraries that read."""
    from flows import reading

    reading.limit(limits)


def read(job: Job, number: int, limits: Limits) -> ReadDocument | ToConvert:
    """Read a document; called in a worker."""
    from flows import reading

    return reading.read(job, number, limits)
