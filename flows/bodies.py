"""Bodies as they come in: decompressed no further than a limit, and known to be whole or not."""

import zlib


class BrokenBody(Exception):
    """A body that is not whole, or not what its headers say."""


class TooLarge(Exception):
    """A body that passes the limit."""


class Body:
    """A body as it comes in. ``coding`` is the Content-Encoding, ``limit`` the most bytes it may have once decompressed."""

    def __init__(self, coding: str, limit: int) -> None:
        plain = coding.strip().lower() in ("", "identity")
        if not plain and coding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
            raise BrokenBody(f"the body is encoded as {coding[:50]}, which was not asked for")
        # 32 more than the largest window lets zlib tell gzip and zlib apart by itself.
        self._inflate = None if plain else zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._limit = limit
        self._content = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take a piece. Raises ``TooLarge`` or ``BrokenBody``; holds hardly more than the limit, whatever the piece unpacks to."""
        try:
            room = self._limit + 1 - len(self._content)
            self._content += chunk if self._inflate is None else self._inflate.decompress(chunk, room)
        except zlib.error as error:
            raise BrokenBody(f"broken body: {error}") from error
        if len(self._content) > self._limit:
            raise TooLarge(f"more than {self._limit} bytes")

    def whole(self) -> bytes:
        """The body. ``BrokenBody`` where its compressed form stopped early."""
        if self._inflate is not None and not self._inflate.eof:
            raise BrokenBody("the compressed body ended early")
        return bytes(self._content)
