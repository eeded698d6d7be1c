"""Documents to read, what reading them may cost, and the failed reading of one that cost too much. Light: the parent of the pool needs no
more of the readers than this."""

import hashlib
import re
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pebble import ProcessExpired

from extractors.document import UnreadableDocument
from extractors.records import Issue, ReadDocument, Report
from extractors.storable import text
from flows.intake import Unusable

BY_HAND = "look at the document by hand"
_LONGEST_REASON = 300
_KIND = re.compile("[a-z0-9]{2,20}")


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read: where its bytes lie, its identity (empty: the hash of its bytes, taken when it is read), the name and address
    it goes by, and the fingerprint it is read under.

    ``fast`` is the quicker way of reading; ``beside`` takes in the pictures a saved page shows, from the files beside it; ``parts`` are
    where the pictures lie that a collected page shows, and the addresses by which it names them; ``converted`` is where another program
    (``converted_by``) has put what is to be read instead. ``carried_by`` is the page that carried a file; a ``spare`` one was carried by a
    report, so that it does not matter if it is none.
    """

    path: Path
    document_id: str
    name: str
    url: str | None = None
    fingerprint: str = ""
    fast: bool = False
    beside: bool = False
    parts: tuple[tuple[Path, str], ...] = ()
    carried_by: str = ""
    spare: bool = False
    converted: Path | None = None
    converted_by: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reading process may use: memory, seconds of processor time a document, a folder for its temporary files."""

    memory_mib: int
    seconds: int
    scratch: Path

    @property
    def patience(self) -> int:
        """Seconds by the clock: longer, since a busy machine gives a process but a share of its processors."""
        return 4 * self.seconds


@dataclass(frozen=True, slots=True)
class ToConvert:
    """Instead of a reading: the document is of a format that another program must convert first."""

    format: str


def result(job: Job, document_id: str, kind: str, reports: list[Report]) -> ReadDocument:
    """The reading of a job."""
    return ReadDocument(document_id, text(job.name), kind, job.fingerprint, datetime.now(UTC), reports, parts_hash(job))


def parts_hash(job: Job) -> str:
    """What is equal for readings of a document with the same parts, as they lie in the archive under their hashes; empty without any."""
    if not job.parts:
        return ""
    return hashlib.sha256("\n".join(sorted(f"{path.name} {name}" for path, name in job.parts)).encode("utf-8", "replace")).hexdigest()[:16]


def failed(job: Job, number: int, error: BaseException, limits: Limits) -> ReadDocument:
    """The failed reading of a document whose process ended, or whose conversion failed. Looks at no byte of the document itself."""
    try:
        noted = note(limits, number).read_text(encoding="ascii").split(" ")
    except (OSError, ValueError):
        noted = []
    document_id, kind = noted if len(noted) == 2 else (job.document_id, "unknown")
    kind = kind if _KIND.fullmatch(kind) else "unknown"
    return result(job, job.document_id or document_id, kind, [Report(issues=[issue(error, limits)])])


def note(limits: Limits, number: int) -> Path:
    """Where a reading process leaves word of what it reads, for the parent, should it not live to say it."""
    return limits.scratch / f"{number}.note"


def issue(error: BaseException, limits: Limits) -> Issue:
    """What an exception that ended a reading means, for people."""
    if isinstance(error, Unusable | UnreadableDocument):
        return Issue(error.code, "error", error.message)
    if isinstance(error, ProcessExpired):
        return _ended(int(error.exitcode or 0), limits)
    if isinstance(error, TimeoutError):
        return _out_of_time(f"took longer than {limits.patience} s")
    if isinstance(error, MemoryError):
        return Issue("out_of_memory", "error", f"reading needed more than {limits.memory_mib} MiB; {BY_HAND}")
    if isinstance(error, RecursionError):
        return Issue("nested_too_deep", "error", f"the document is nested too deep to be read; {BY_HAND}")
    return Issue("reader_failed", "error", f"the reader gave up ({reason(error)}); {BY_HAND} and report this as a defect")


def _ended(code: int, limits: Limits) -> Issue:
    """The issue of a process that ended before its reading: ``code`` is its exit status, negative where a signal killed it."""
    if code == -signal.SIGXCPU:
        return _out_of_time(f"took more than {limits.seconds} s of processor time")
    how = f"exit status {code}"
    if code < 0:
        memory = ", probably out of memory" if code in (-signal.SIGKILL, -signal.SIGABRT) else ""
        how = f"killed by signal {-code}{memory}"
    return Issue("reader_crashed", "error", f"the reading process ended unexpectedly ({how}); {BY_HAND}")


def _out_of_time(what: str) -> Issue:
    slow = "on a slow machine allow more with GONGKAI_DOCUMENT_SECONDS"
    return Issue("out_of_time", "error", f"reading {what} and was stopped; {BY_HAND}, {slow}")


def reason(error: BaseException) -> str:
    """An exception in one line of bearable length."""
    return " ".join(text(f"{type(error).__name__}: {error}"[:_LONGEST_REASON]).split())
