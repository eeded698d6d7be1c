"""Reading one document inside a limited process. Nothing leaves it but a reading: no exception, no text that cannot be stored."""

import hashlib
import os
import resource
import signal
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import get_args

from pebble import ProcessExpired

from extractors.document import Document, Format
from extractors.frames import ReadDocument, nested
from extractors.pipeline import Knowledge, load_knowledge, read_document
from extractors.records import Issue, Report
from extractors.storable import storable, text
from flows.intake import Unusable, content
from flows.settings import forms_folder
from flows.watch import killed_with

LARGEST_READING = 8 * 1024 * 1024
"""Bytes of one document's reading as stored; a report's has some hundred thousand, and a batch of readings must fit one table."""
_BY_HAND = "look at the document by hand"
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read: where its bytes lie, its identity (empty: the hash of its bytes, taken when it is read), the name and address
    it goes by, and the fingerprint it is read under."""

    path: Path
    document_id: str
    name: str
    url: str | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reading process may use: memory, seconds a document, a folder for its temporary files; ``parent`` must be its parent."""

    parent: int
    memory_mib: int
    seconds: int
    scratch: Path


def limit(limits: Limits) -> None:
    """Limit this process, and end it when its parent is gone: a parent killed with -9 cannot end its children itself."""
    killed_with(limits.parent)
    _cap(resource.RLIMIT_AS, limits.memory_mib * 1024 * 1024)
    _cap(resource.RLIMIT_CORE, 0)
    os.environ["TMPDIR"] = tempfile.tempdir = str(limits.scratch)


def _cap(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, value))


def _cap_processor_time(seconds: int) -> None:
    """Processor time for one more document: twice what the parent's clock allows, should nobody be there to look at that clock."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(time.process_time()) + 2 * seconds + 10
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """Forms and vocabulary, loaded once a process."""
    return load_knowledge(forms_folder())


def read(job: Job, number: int, limits: Limits) -> ReadDocument:
    """Read a document. Never raises: whatever happens is a failed reading that says so, since not every exception survives its way back."""
    _cap_processor_time(limits.seconds)
    document_id, kind = job.document_id, "unknown"
    try:
        received = content(job.path)
        document_id = document_id or hashlib.sha256(received).hexdigest()
        _note(limits, number, document_id, kind)
        document = Document(received, job.name, job.url)
        kind = document.format
        _note(limits, number, document_id, kind)
        reports = [storable(report) for report in read_document(document, knowledge())]
        return _result(job, document_id, kind, _kept(job, document_id, kind, reports))
    except BaseException as error:  # some libraries raise what is no Exception; signals from people do not come here
        return _result(job, document_id, kind, [Report(issues=[_issue(error, limits)])])


def _kept(job: Job, document_id: str, kind: str, reports: list[Report]) -> list[Report]:
    """The reports if they can be stored, else one failed report: tried here, so that no reading can spoil the batch it is stored with."""
    try:
        size = nested([_result(job, document_id, kind, reports)]).nbytes
    except Exception as error:
        return [Report(issues=[Issue("not_storable", "error", f"what was read cannot be stored ({_reason(error)}); {_BY_HAND}")])]
    if size > LARGEST_READING:
        message = f"the document holds {size} bytes of text, more than any report ({LARGEST_READING} at most); {_BY_HAND}"
        return [Report(issues=[Issue("too_large", "error", message)])]
    return reports


def _result(job: Job, document_id: str, kind: str, reports: list[Report]) -> ReadDocument:
    return ReadDocument(document_id, text(job.name), kind, job.fingerprint, datetime.now(UTC), reports)


def _note(limits: Limits, number: int, document_id: str, kind: str) -> None:
    """Leave word of what is being read, for the parent, should this process not live to say it."""
    (limits.scratch / f"{number}.note").write_text(f"{document_id} {kind}", encoding="ascii")


def failed(job: Job, number: int, error: Exception, limits: Limits) -> ReadDocument:
    """The failed reading of a document whose process ended. Looks at no byte of the document itself."""
    try:
        noted = (limits.scratch / f"{number}.note").read_text(encoding="ascii").split(" ")
    except (OSError, ValueError):
        noted = []
    document_id, kind = noted if len(noted) == 2 else (job.document_id, "unknown")
    kind = kind if kind in get_args(Format) else "unknown"
    return _result(job, job.document_id or document_id, kind, [Report(issues=[_issue(error, limits)])])


def _issue(error: BaseException, limits: Limits) -> Issue:
    if isinstance(error, Unusable):
        return Issue(error.code, "error", error.message)
    if isinstance(error, ProcessExpired):
        return _ended(int(error.exitcode or 0), limits)
    if isinstance(error, TimeoutError):
        return Issue("out_of_time", "error", f"reading took longer than {limits.seconds} s and was stopped; {_BY_HAND}")
    if isinstance(error, MemoryError):
        return Issue("out_of_memory", "error", f"reading needed more than {limits.memory_mib} MiB; {_BY_HAND}")
    if isinstance(error, RecursionError):
        return Issue("nested_too_deep", "error", f"the document is nested too deep to be read; {_BY_HAND}")
    return Issue("reader_failed", "error", f"the reader gave up ({_reason(error)}); {_BY_HAND} and report this as a defect")


def _ended(code: int, limits: Limits) -> Issue:
    """The issue of a process that ended before its reading: ``code`` is its exit status, negative where a signal killed it."""
    if code == -signal.SIGXCPU:
        return Issue("out_of_time", "error", f"reading used up its processor time ({limits.seconds} s allowed); {_BY_HAND}")
    how = f"exit status {code}"
    if code < 0:
        memory = ", probably out of memory" if code in (-signal.SIGKILL, -signal.SIGABRT) else ""
        how = f"killed by signal {-code}{memory}"
    return Issue("reader_crashed", "error", f"the reading process ended unexpectedly ({how}); {_BY_HAND}")


def _reason(error: BaseException) -> str:
    lines: Iterable[str] = text(f"{type(error).__name__}: {error}"[:_LONGEST_REASON]).split()
    return " ".join(lines)
