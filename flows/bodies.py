"""Bodies as they come in: decompressed no further than a limit, known to be whole or not, and on disk once they are large."""

import zlib
from tempfile import SpooledTemporaryFile

IN_MEMORY = 1024 * 1024
"""Bytes; what is larger lies in a temporary file until it is looked at."""
_GZIP = b"\x1f\x8b"


class BrokenBody(Exception):
    """A body that is not whole, or not what its headers say."""


class TooLarge(Exception):
    """A body that passes the limit."""


class Content:
    """The bytes of a body, in memory or in a temporary file."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by whoever takes or drops the bytes
        self.size = 0

    def add(self, piece: bytes) -> None:
        """Append bytes."""
        self._file.write(piece)
        self.size += len(piece)

    def take(self) -> bytes:
        """All bytes; nothing is kept of them here."""
        with self._file as file:
            file.seek(0)
            return file.read()

    def drop(self) -> None:
        """Forget the bytes."""
        self._file.close()


class Body:
    """A body as it comes in. ``coding`` is the Content-Encoding, ``limit`` the most bytes it may have once decompressed.

    Use as a context: what is not handed on by ``whole`` is forgotten.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._plain = coding.strip().lower() in ("", "identity")
        if not self._plain and coding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
            raise BrokenBody(f"the body is encoded as {coding[:50]}, which was not asked for")
        self._inflate = _inflate()
        self._limit = limit
        self._content = Content()

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._content.drop()

    def add(self, chunk: bytes) -> None:
        """Take a piece. Raises ``TooLarge`` or ``BrokenBody``; holds hardly more than the limit, whatever the piece unpacks to."""
        if self._plain:
            self._keep(chunk)
            return
        try:
            while chunk:
                if self._inflate.eof:
                    # A compressed body may have several members, one after the other; padding after the last one means nothing.
                    if not chunk.startswith(_GZIP[: len(chunk)]):
                        return
                    self._inflate = _inflate()
                self._keep(self._inflate.decompress(chunk, self._limit + 1 - self._content.size))
                chunk = self._inflate.unused_data
        except zlib.error as error:
            raise BrokenBody(f"broken body: {error}") from error

    def _keep(self, piece: bytes) -> None:
        if self._content.size + len(piece) > self._limit:
            raise TooLarge(f"more than {self._limit} bytes")
        self._content.add(piece)

    def whole(self) -> Content:
        """The body. ``BrokenBody`` where its compressed form stopped early."""
        if not self._plain and not self._inflate.eof:
            raise BrokenBody("the compressed body ended early")
        return self._content


def _inflate() -> "zlib._Decompress":
    # 32 more than the largest window lets zlib tell gzip and zlib apart by itself.
    return zlib.decompressobj(zlib.MAX_WBITS | 32)
