"""The archive of received bytes and the log of attempts: files that are only ever added to."""

import builtins
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

from flows.disk import make_folder, replacing, sync
from flows.settings import Settings

Kind = Literal["listing", "document", "ingest", "robots", "run", "alarm"]
Outcome = Literal["new", "unchanged", "refused", "unreachable", "off_site", "not_a_report", "too_large"]
GOT: frozenset[Outcome | None] = frozenset({"new", "unchanged"})
"""The outcomes that brought what was asked for."""
ABSENT = frozenset({404, 410})
"""HTTP statuses that say that nothing stands at an address."""
Event = Literal["started", "finished"]
INGEST = "ingest:"
"""Begins the address of a file that was taken in from a disk; its name follows as it is, without any encoding."""


class ArchiveError(Exception):
    """The archive or its log is damaged; the message names the file."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of the log.

    A document that the night's budget left for another night has a line without ``outcome``: it was found, and not asked for.
    ``tls`` names the TLS exceptions under which a connection was made. Lines of kind ``alarm`` say in ``note`` what a person must look
    at, with ``severity``, ``before`` (sha256 of what was seen the last time) and ``sha256`` (of what is seen now).

    ``at`` is an instant in UTC. ``sha256`` names the bytes the attempt stands for, also where it ended ``unchanged``; bytes judged
    ``not_a_report`` have a hash but no object. ``agency_id`` is the hint of the portal's file, not a finding. Lines of kind ``run``
    carry only ``event``, ``as_of``, ``resumes`` and ``counts``.
    """

    run_id: str
    kind: Kind
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    portal: str | None = None
    url: str | None = None
    final_url: str | None = None
    status: int | None = None
    outcome: Outcome | None = None
    sha256: str | None = None
    bytes: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    link_text: str | None = None
    listing_url: str | None = None
    agency_id: str | None = None
    role: str | None = None
    note: str | None = None
    event: Event | None = None
    as_of: date | None = None
    resumes: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    tls: str | None = None
    severity: str | None = None
    before: str | None = None

    def line(self) -> builtins.bytes:
        """The attempt as one line of JSON; keys without a value are left out."""
        values = {key: value for key, value in asdict(self).items() if value is not None and value != {}}
        return json.dumps(values, ensure_ascii=False, default=lambda value: value.isoformat()).encode(errors="replace") + b"\n"

    @property
    def name(self) -> str | None:
        """The file name of what was received: of an address its last part, decoded; of a file taken in the name it had, as it is."""
        if self.url and self.url.startswith(INGEST):
            return self.url.removeprefix(INGEST) or None
        return unquote(urlsplit(self.url or "").path).rstrip("/").rsplit("/", 1)[-1] or None

    @classmethod
    def parse(cls, line: builtins.bytes) -> "Attempt":
        """An attempt from its line; keys of later versions are passed over. ``ValueError`` where it is not one."""
        values: dict[str, Any] = json.loads(line)
        known = {key: values[key] for key in (f.name for f in fields(cls)) if key in values}
        try:
            known["at"] = datetime.fromisoformat(known["at"])
            if known.get("as_of"):
                known["as_of"] = date.fromisoformat(known["as_of"])
            return cls(**known)
        except (KeyError, TypeError) as error:
            raise ValueError(f"no attempt: {error}") from error


def object_path(settings: Settings, sha256: str) -> Path:
    """Where the bytes with this hash stand, or would."""
    return settings.objects / sha256[:2] / sha256


def store(settings: Settings, content: bytes) -> str:
    """Archive bytes and return their sha256. When this returns, they survive a crash; bytes already there are left alone."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not holds(settings, sha256):
        with replacing(object_path(settings, sha256)) as file:
            file.write(content)
    return sha256


def store_pieces(settings: Settings, pieces: Iterable[bytes]) -> tuple[str, int]:
    """Archive bytes that come piece by piece; their sha256 and number. Otherwise as ``store``; what ``pieces`` raises leaves nothing."""
    make_folder(settings.objects)
    part, digest, size = settings.objects / ".incoming.part", hashlib.sha256(), 0
    try:
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
        target = object_path(settings, digest.hexdigest())
        if not target.exists():
            make_folder(target.parent)
            part.replace(target)
            sync(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest(), size


def load(settings: Settings, sha256: str) -> bytes:
    """The archived bytes with this hash. ``ArchiveError`` where they are missing or no longer hash to their name."""
    path = object_path(settings, sha256)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ArchiveError(f"{path} is missing; restore it from a backup, or fetch its address again") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ArchiveError(f"{path} is damaged: its bytes do not hash to its name; restore it from a backup")
    return content


def holds(settings: Settings, sha256: str | None) -> bool:
    """Whether the archive has the bytes with this hash."""
    return sha256 is not None and object_path(settings, sha256).is_file()


class AttemptLog:
    """The log of one run, opened to append. A line is on disk when ``append`` returns; a torn last line is cut off on opening."""

    def __init__(self, settings: Settings, run_id: str) -> None:
        make_folder(settings.log)
        self.run_id = run_id
        self._file = (settings.log / f"{run_id}.jsonl").open("a+b")
        self._file.seek(0)
        whole = self._file.read().rfind(b"\n") + 1
        self._file.truncate(whole)
        sync(settings.log)

    def append(self, *attempts: Attempt) -> None:
        """Write lines and force them to disk."""
        self._file.write(b"".join(attempt.line() for attempt in attempts))
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def read_log(path: Path) -> Iterator[Attempt]:
    """The attempts of one log file. A last line without its line end was torn by a crash and is ignored; any other that cannot be
    read is an ``ArchiveError``."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                yield Attempt.parse(line)
            except ValueError as error:
                raise ArchiveError(f"{path}, line {number} is no attempt ({error}); repair or move that line aside") from error


def attempts(settings: Settings) -> Iterator[Attempt]:
    """Every attempt of every run: runs by the instant of their first line, the lines of a run as written."""
    begun: list[tuple[datetime, Path]] = []
    for path in settings.log.glob("*.jsonl"):
        first = next(read_log(path), None)
        if first is not None:
            begun.append((first.at, path))
    for _, path in sorted(begun):
        yield from read_log(path)
