"""Reading what the archive holds: which documents have no reading under the readers in force, read in batches, written as Parquet."""

import hashlib
import importlib.metadata
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq

from extractors.frames import ReadDocument, nested
from extractors.records import Report, Status, worst
from flows.disk import replacing
from flows.jobs import Job
from flows.office import converter_version
from flows.settings import Settings, forms_folder
from flows.workers import read_all

BATCH = 200
_ENGINES = (
    *("camelot-py", "playa-pdf", "pdfplumber", "pdfminer.six", "pypdfium2", "opencv-python-headless", "numpy"),
    *("lxml", "selectolax", "python-docx", "python-calamine", "ofdkit", "charset-normalizer", "cn2an", "rapidfuzz", "pandas"),
    *("rapidocr", "onnxruntime"),
)
"""The libraries that decide what is read: an other version of one, or one that is missing, is an other reader."""
Progress = Callable[[int, int], None]


@lru_cache(maxsize=1)
def reading_fingerprint() -> str:
    """A hash of everything a reading depends on: the readers' code, the forms, the engines' versions."""
    digest = hashlib.sha256(".".join(platform.python_version_tuple()[:2]).encode())
    for path in sorted(_code()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for name in _ENGINES:
        digest.update(f"{name}={_version(name)}".encode())
    digest.update(f"libreoffice={converter_version()}".encode())
    return digest.hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _code() -> Iterable[Path]:
    extractors = Path(__file__).resolve().parent.parent / "extractors"
    return [*extractors.rglob("*.py"), *forms_folder().glob("*.toml")]


def unread(settings: Settings, jobs: Sequence[Job]) -> list[Job]:
    """The documents that have no reading under the fingerprint in force, each once."""
    done: set[str] = set()
    for path in (settings.readings / reading_fingerprint()).glob("*.parquet"):
        done.update(pq.read_table(path, columns=["document_id"])["document_id"].to_pylist())
    return list({job.document_id: job for job in jobs if job.document_id not in done}.values())


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """How well one document was read: the worst status of its reports, and a line for each report that is not ``ok``."""

    name: str
    status: Status
    problems: tuple[str, ...]


def outcome(document: ReadDocument) -> ReadOutcome:
    """Sum up a reading."""
    status = worst(report.status for report in document.reports)
    return ReadOutcome(document.name, status, tuple(line for report in document.reports for line in _problem(document.name, report)))


def _problem(name: str, report: Report) -> Iterator[str]:
    if report.status != "ok":
        errors = [issue.message for issue in report.issues if issue.severity == "error"]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        yield f"{name}: {report.status}: {errors[0] if errors else 'not read'}{more}"


def read_batches(settings: Settings, run_id: str, jobs: Sequence[Job], progress: Progress) -> list[ReadOutcome]:
    """Read documents and write each batch when it is whole, so that a run that dies loses at most one batch of reading."""
    found: list[ReadOutcome] = []
    for number, batch in enumerate(_batches(jobs), start=1):
        read = []
        with _scratch(settings) as scratch:
            for document in read_all(settings, batch, scratch):
                read.append(document)
                found.append(outcome(document))
                progress(len(found), len(jobs))
        kept = [document for document in read if not _out_of_reach(document)]
        if kept:
            write_batch(settings, f"{run_id}-{number:04d}", kept)
    return found


def _out_of_reach(document: ReadDocument) -> bool:
    """Whether the archived bytes could not be had. Nothing was read then, and the next run must try again."""
    return any(issue.code in ("not_found", "no_permission", "file_unreadable") for report in document.reports for issue in report.issues)


@contextmanager
def _scratch(settings: Settings) -> Iterator[Path]:
    """An empty folder for the temporary files of reading; what a killed run left there is deleted too."""
    folder = settings.state.resolve() / "scratch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _batches(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    rest = iter(jobs)
    while batch := list(islice(rest, BATCH)):
        yield batch


def write_batch(settings: Settings, name: str, read: list[ReadDocument]) -> Path:
    """Write one batch of readings beside the others."""
    target = settings.readings / reading_fingerprint() / f"{name}.parquet"
    with replacing(target) as file:
        pq.write_table(nested(read), file, compression="zstd")
    return target
