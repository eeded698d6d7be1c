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

from extractors.records import ReadDocument, Report, Status, worst
from flows.disk import replacing
from flows.jobs import Job, parts_hash
from flows.office import converter_version
from flows.settings import Settings, forms_folder
from flows.workers import read_all

BATCH = 200
_NO_REPORT = ("no_tables", "not_a_report")
"""Issues that say that a document may be no report at all."""
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
    """The documents that have no reading under the fingerprint in force and with the pictures they show, each once."""
    done = readings_in(settings, reading_fingerprint())
    return list({job.document_id: job for job in jobs if (job.document_id, parts_hash(job)) not in done}.values())


def readings_in(settings: Settings, fingerprint: str = "*") -> set[tuple[str, str]]:
    """What was read under a fingerprint, or under any: documents, each with the hash of the pictures that were read with it."""
    found: set[tuple[str, str]] = set()
    for path in settings.readings.glob(f"{fingerprint}/*.parquet"):
        # Files of earlier programs lack the column.
        known = pq.read_schema(path).names
        table = pq.read_table(path, columns=[name for name in ("document_id", "parts") if name in known])
        parts = table["parts"].to_pylist() if "parts" in known else [None] * table.num_rows
        found.update((document, part or "") for document, part in zip(table["document_id"].to_pylist(), parts, strict=True))
    return found


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """How well one document was read: the worst status of its reports, and a line for each report that is not ``ok``."""

    name: str
    status: Status
    problems: tuple[str, ...]
    is_no_report: bool = False


def outcome(document: ReadDocument) -> ReadOutcome:
    """Sum up a reading."""
    status = worst(report.status for report in document.reports)
    codes = {issue.code for report in document.reports for issue in report.issues}
    is_none = status == "failed" and not codes.isdisjoint(_NO_REPORT)
    problems = tuple(line for report in document.reports for line in _problem(document.name, report))
    return ReadOutcome(document.name, status, problems, is_none)


def _told(jobs: Sequence[Job], outcomes: list[ReadOutcome]) -> list[ReadOutcome]:
    """The outcomes that a person is told of: not those of files that are no reports where the page or another of its files is one."""
    read = {job.carried_by for job, one in zip(jobs, outcomes, strict=True) if job.carried_by and one.status != "failed"}
    return [one for job, one in zip(jobs, outcomes, strict=True) if not (one.is_no_report and (job.spare or job.carried_by in read))]


def _problem(name: str, report: Report) -> Iterator[str]:
    if report.status != "ok":
        errors = [issue.message for issue in report.issues if issue.severity == "error"]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        yield f"{name}: {report.status}: {errors[0] if errors else 'not read'}{more}"


def read_batches(settings: Settings, run_id: str, jobs: Sequence[Job], progress: Progress) -> list[ReadOutcome]:
    """Read documents and write each batch when it is whole, so that a run that dies loses at most one batch of reading.

    What files turn out to be that lie beside a report is not among the outcomes where they are none.
    """
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
    return _told(jobs, found)


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
    from extractors.frames import nested  # with pandas: a night that reads nothing does without

    target = settings.readings / reading_fingerprint() / f"{name}.parquet"
    with replacing(target) as file:
        pq.write_table(nested(read), file, compression="zstd")
    return target
