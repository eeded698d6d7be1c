"""Reading one document inside a limited process. Nothing leaves it but a reading: no exception, no text that cannot be stored."""

import gc
import hashlib
import os
import resource
import signal
import tempfile
import time
from functools import lru_cache

from extractors.archive import formats_in
from extractors.document import Converted, Document, Part
from extractors.formats import READ_DIRECTLY
from extractors.knowledge import Knowledge, load_knowledge
from extractors.pipeline import read_document
from extractors.records import Issue, ReadDocument, Report
from extractors.rows import stored_size
from extractors.storable import storable
from flows.convert import CONVERTIBLE
from flows.intake import content
from flows.jobs import BY_HAND, Job, Limits, ToConvert, issue, note, reason, result
from flows.pictures import pictures_beside
from flows.places import forms_folder
from flows.watch import killed_with

LARGEST_READING = 8 * 1024 * 1024
"""Bytes of one document's reading as stored; a report's has some hundred thousand, and a batch of readings must fit one table."""

_COLLECT_AFTER = (50_000, 20, 50)
"""Objects made before cycles are looked for: a page of a PDF alone makes tens of thousands that stay to its end."""


def limit(limits: Limits) -> None:
    """Limit this process, and end it when the process that made it is gone: one killed with -9 cannot end its children itself."""
    killed_with(os.getppid())
    # Ended at once when asked to: a library that holds the interpreter would keep a handler of Python's from running.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.set_threshold(*_COLLECT_AFTER)
    _cap(resource.RLIMIT_AS, limits.memory_mib * 1024 * 1024)
    _cap(resource.RLIMIT_CORE, 0)
    os.environ["TMPDIR"] = tempfile.tempdir = str(limits.scratch)


def _cap(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, value))


def _cap_processor_time(seconds: int) -> None:
    """Processor time for one more document: its cost, however busy the machine is. What only waits is ended by the parent's clock."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(time.process_time()) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """Forms and vocabulary, loaded once a process."""
    return load_knowledge(forms_folder())


def read(job: Job, number: int, limits: Limits) -> ReadDocument | ToConvert:
    """Read a document, or say that it must be converted first.

    Never raises: whatever happens is a failed reading that says so, since not every exception survives its way back.
    """
    _cap_processor_time(limits.seconds)
    document_id, kind = job.document_id, "unknown"
    try:
        received = content(job.path)
        document_id = document_id or hashlib.sha256(received).hexdigest()
        _leave_word(limits, number, document_id, kind)
        document = Document(received, job.name, job.url)
        kind = document.format
        _leave_word(limits, number, document_id, kind)
        if job.converted is None and _is_to_be_converted(document, kind):
            return ToConvert(kind)
        reports = [storable(report) for report in read_document(_whole(job, document), knowledge(), fast=job.fast)]
        return result(job, document_id, kind, _kept(job, document_id, kind, reports))
    except BaseException as error:  # some libraries raise what is no Exception; signals from people do not come here
        return result(job, document_id, kind, [Report(issues=[issue(error, limits)])])


def _is_to_be_converted(document: Document, kind: str) -> bool:
    """Whether another program must make something of a document, or of one in an archive, that is read here."""
    wanted = CONVERTIBLE.keys() - READ_DIRECTLY
    return kind in wanted or (kind == "zip" and bool(formats_in(document.content) & wanted))


def _whole(job: Job, document: Document) -> Document:
    """The document with what belongs to it: what another program made of it, a page's pictures, saved beside it or archived."""
    converted = Converted(content(job.converted), job.converted_by) if job.converted else None
    beside = pictures_beside(job.path, document.content) if job.beside and document.format == "html" else ()
    parts = (*beside, *(Part(content(path), name) for path, name in job.parts))
    return Document(document.content, document.name, document.url, parts, converted)


def _kept(job: Job, document_id: str, kind: str, reports: list[Report]) -> list[Report]:
    """The reports if they can be stored, else one failed report: tried here, so that no reading can spoil the batch it is stored with."""
    try:
        size = stored_size(result(job, document_id, kind, reports))
    except Exception as error:
        return [Report(issues=[Issue("not_storable", "error", f"what was read cannot be stored ({reason(error)}); {BY_HAND}")])]
    if size > LARGEST_READING:
        message = f"the document holds {size} bytes of text, more than any report ({LARGEST_READING} at most); {BY_HAND}"
        return [Report(issues=[Issue("too_large", "error", message)])]
    return reports


def _leave_word(limits: Limits, number: int, document_id: str, kind: str) -> None:
    note(limits, number).write_text(f"{document_id} {kind}", encoding="ascii")
