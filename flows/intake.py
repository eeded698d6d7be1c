"""Opening what somebody named: only regular files of a bearable size, in pieces; anything else is a clear word and never a wait."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

LARGEST = 200 * 1024 * 1024
"""Bytes; no annual report comes near it."""
_PIECE = 1024 * 1024
_KINDS = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
_ERRORS = {
    errno.ENOENT: ("not_found", "there is no such file: look at the name"),
    errno.ENOTDIR: ("not_found", "there is no such file: a part of its path is no folder"),
    errno.ENAMETOOLONG: ("not_found", "there is no such file: the name is too long"),
    errno.ELOOP: ("not_found", "there is no such file: its links go round in a circle"),
    errno.EACCES: ("no_permission", "the file must not be read: ask its owner for permission to read it"),
    errno.EPERM: ("no_permission", "the file must not be read: ask its owner for permission to read it"),
}


class Unusable(Exception):
    """A path that gives no bytes: ``code`` (not_found, no_permission, not_a_file, too_large, file_unreadable) and a message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


def _unusable(error: OSError) -> Unusable:
    code, message = _ERRORS.get(error.errno or 0, ("file_unreadable", f"the file could not be read ({error.strerror}): copy it anew"))
    return Unusable(code, message)


def _must_be_a_file(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        what = _KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise Unusable("not_a_file", f"this is {what}, not a file: name the report files themselves")
    if found.st_size > LARGEST:
        raise Unusable("too_large", f"the file is larger than {LARGEST // 2**20} MiB and was not read; look at it by hand")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file of at most ``LARGEST`` bytes. Raises ``Unusable``."""
    try:
        # Looked at before it is opened, since opening a device may do something and opening a pipe may wait.
        _must_be_a_file(path.stat())
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _unusable(error) from error
    with os.fdopen(descriptor, "rb") as file:
        _must_be_a_file(os.fstat(descriptor))
        yield file


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of an opened file, piece by piece. Raises ``Unusable`` where it cannot be read or grows beyond ``LARGEST``."""
    total = 0
    while True:
        try:
            piece = file.read(_PIECE)
        except OSError as error:
            raise _unusable(error) from error
        if not piece:
            return
        total += len(piece)
        if total > LARGEST:
            raise Unusable("too_large", f"the file gives more than {LARGEST // 2**20} MiB and was not read; look at it by hand")
        yield piece


def content(path: Path) -> bytes:
    """The bytes of a regular file. Raises ``Unusable``."""
    with opened(path) as file:
        return b"".join(pieces(file))
