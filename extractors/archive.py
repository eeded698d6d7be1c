"""The documents in a ZIP archive. Nothing is written anywhere: a member's name is only a name, whatever path it spells."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from extractors.document import Converted, Document, Part, UnreadableDocument, open_zip, sniff
from extractors.records import Issue

MAX_MEMBERS = 200
MAX_MEMBER = 64 * 1024 * 1024
MAX_ALL = 256 * 1024 * 1024
"""Bytes a member, and all members together, may unpack to; all of them are held in memory at once."""
MAX_DEPTH = 2
"""An archive in an archive is opened; one in that is not."""
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_FOLDER_OF = re.compile(r"(?P<page>.+?)(?:\.files|_files|\.fld|文件)", re.IGNORECASE)
_UTF8_FLAG = 0x800


@dataclass(slots=True)
class Members:
    """The documents of an archive in its order, and what was not opened or had an odd name."""

    documents: list[Document] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def members(content: bytes, converted: Converted | None = None) -> Members:
    """Open an archive, archives in it too. Pictures of a saved page's own folder become parts of that page.

    ``converted`` is an archive of what another program made of members, each under the member's name (see :func:`pack`).

    Raises :class:`UnreadableDocument` where nothing of it can be opened: ``truncated``, ``too_large``, ``encrypted``, ``empty``.
    """
    found = Members()
    _open(content, "", 1, found)
    found.documents = _with_parts(found.documents)
    if converted is not None:
        made = _files(converted.content)
        found.documents = [_with_converted(document, made, converted.by) for document in found.documents]
    if not found.documents:
        errors = [issue for issue in found.issues if issue.severity == "error"]
        if errors:
            raise UnreadableDocument(errors[0].code, errors[0].message)
        raise UnreadableDocument("empty", "The archive holds no document; look at it by hand.")
    return found


def formats_in(content: bytes) -> set[str]:
    """The formats of an archive's members; none where it cannot be opened."""
    try:
        return {document.format for document in members(content).documents}
    except UnreadableDocument:
        return set()


def pack(files: Mapping[str, bytes]) -> bytes:
    """An archive of files by name, not made smaller: it only goes from one process to another."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def _files(content: bytes) -> dict[str, bytes]:
    with open_zip(content) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def _with_converted(document: Document, made: Mapping[str, bytes], by: str) -> Document:
    content = made.get(document.name)
    return document if content is None else replace(document, converted=Converted(content, by))


def _open(content: bytes, within: str, depth: int, found: Members) -> None:
    with open_zip(content, allow_encrypted=True) as archive:
        entries = [(entry, member_name(entry)) for entry in archive.infolist() if not entry.is_dir()]
        kept = [(entry, name) for entry, name in entries if not _JUNK.search(name)]
        if len(kept) > MAX_MEMBERS or sum(entry.file_size for entry, _ in kept) + _held(found) > MAX_ALL:
            limits = f"{MAX_MEMBERS} files or {MAX_ALL} bytes"
            raise UnreadableDocument("too_large", f"The archive holds more than {limits}; hand in the reports themselves.")
        for entry, name in kept:
            _member(archive, entry, within + name, depth, found)


def _held(found: Members) -> int:
    return sum(len(document.content) for document in found.documents)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, depth: int, found: Members) -> None:
    if _is_odd(name):
        message = f"The archive names a file {name!r}, a path outside of it; it was read like any other and written nowhere."
        found.issues.append(Issue("odd_member_name", "info", message))
    try:
        content = _content(archive, entry, name)
        if sniff(content) != "zip":
            found.documents.append(Document(content, name))
        elif depth >= MAX_DEPTH:
            raise UnreadableDocument("nested_archive", f"{name} lies in archives {depth} deep and was not opened; unpack it by hand.")
        else:
            _open(content, f"{name}/", depth + 1, found)
    except UnreadableDocument as error:
        message = error.message if name in error.message else f"{name}: {error.message}"
        found.issues.append(Issue(error.code, "error", message))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    if entry.flag_bits & 1:
        raise UnreadableDocument("encrypted", f"{name} in the archive is protected with a password; ask the agency for it without one.")
    if entry.file_size > MAX_MEMBER:
        raise UnreadableDocument("too_large", f"{name} in the archive is larger than {MAX_MEMBER} bytes; hand in the report alone.")
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        message = f"{name} in the archive is damaged or packed in an unknown way ({error}); unpack it by hand."
        raise UnreadableDocument("truncated", message) from error


def member_name(entry: zipfile.ZipInfo) -> str:
    """A member's name as its archiver meant it: without the mark for UTF-8, Chinese programs write UTF-8 or GBK all the same."""
    name = entry.orig_filename.split("\0")[0]
    if not entry.flag_bits & _UTF8_FLAG and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_odd(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or bool(re.match(r"[A-Za-z]:/", name))


def _with_parts(documents: list[Document]) -> list[Document]:
    """Documents, those in the folder of a saved page (报告.files beside 报告.htm) as parts of the page instead."""
    pages = {str(PurePosixPath(d.name).with_suffix("")): d for d in documents if d.name.lower().endswith((".htm", ".html"))}
    parts: dict[str, list[Part]] = {}
    alone = []
    for document in documents:
        folder = _FOLDER_OF.fullmatch(document.name.rpartition("/")[0])
        if folder and folder["page"] in pages:
            parts.setdefault(pages[folder["page"]].name, []).append(Part(document.content, PurePosixPath(document.name).name))
        else:
            alone.append(document)
    return [Document(d.content, d.name, d.url, tuple(parts.get(d.name, ()))) for d in alone]
