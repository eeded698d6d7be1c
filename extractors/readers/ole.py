"""Compound files (OLE, MS-CFB): the stream of a name, its sectors put together."""

import struct
from collections.abc import Iterator

from extractors.document import UnreadableDocument

_LAST = 0xFFFFFFFA
"""Numbers of sectors from here on mean the end of a chain, or no sector."""
_HEADER_SECTORS = 109


class CompoundFile:
    """An opened file. ``overstated`` says that a stream claims to be longer than the file (older programs left half of a length unset).

    Raises :class:`UnreadableDocument` (``truncated``) where the file's tables lead out of it or in a circle.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) < 512:
            raise _damaged()
        self._content = content
        self.overstated = False
        self._size = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
        self._small = 1 << min(struct.unpack_from("<H", content, 32)[0], 16)
        directory, cutoff, small_table, extra = (struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60, 68))
        self._table = self._numbers(self._table_sectors(extra))
        self._cutoff = cutoff
        self._entries = dict(self._directory(self._chained(directory)))
        self._small_table = self._numbers(self._chain(small_table, self._table)) if small_table < _LAST else []
        start, length = self._entries.get("Root Entry", (_LAST, 0))
        self._small_stream = self._chained(start)[:length] if start < _LAST else b""

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None where there is none of that name."""
        if name not in self._entries:
            return None
        start, length = self._entries[name]
        if length >= self._cutoff:
            return self._chained(start)[:length]
        sectors = self._chain(start, self._small_table)
        return b"".join(self._small_stream[n * self._small : (n + 1) * self._small] for n in sectors)[:length]

    def _sector(self, number: int) -> bytes:
        return self._content[(number + 1) * self._size : (number + 2) * self._size]

    def _table_sectors(self, extra: int) -> Iterator[int]:
        """The sectors of the table of sectors: the first ones stand in the header, the rest in a chain of their own."""
        yield from struct.unpack_from(f"<{_HEADER_SECTORS}I", self._content, 76)
        for _ in range(len(self._content) // self._size + 1):
            sector = self._sector(extra) if extra < _LAST else b""
            if len(sector) < self._size:
                return
            *numbers, extra = struct.unpack(f"<{self._size // 4}I", sector)
            yield from numbers

    def _numbers(self, sectors: Iterator[int]) -> list[int]:
        content = b"".join(self._sector(number) for number in sectors if number < _LAST)
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))

    def _chain(self, start: int, table: list[int]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if start >= _LAST:
                return
            if start >= len(table):
                raise _damaged()
            yield start
            start = table[start]
        raise _damaged()

    def _chained(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self._table)))

    def _directory(self, content: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        """Streams and the root by name, the first of a name: first sector and length."""
        seen: set[str] = set()
        for at in range(0, len(content) - 127, 128):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            name = content[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")
            if kind in (2, 5) and name not in seen:
                seen.add(name)
                start, size, more = struct.unpack_from("<III", content, at + 116)
                self.overstated = self.overstated or more > 0 or size > len(self._content)
                yield name, (start, size)


def _damaged() -> UnreadableDocument:
    return UnreadableDocument("truncated", "The file is truncated or damaged; fetch or ask for it again.")
