"""Strings in the records of XLS workbooks: one byte or two a character, and it may change where a record is continued."""

import struct
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Text:
    """A string and where other fonts begin in it: place and number of the font."""

    plain: str
    runs: tuple[tuple[int, int], ...] = ()

    def apart(self, struck: list[bool]) -> str:
        """The text with struck and raised parts set apart from the digits beside them. ``struck`` tells of each font whether it is so."""
        if not any(_is(struck, font) for _, font in self.runs):
            return self.plain
        bounds = [*self.runs, (len(self.plain), 0)]
        text = self.plain[: bounds[0][0]]
        for (start, font), (end, _) in pairwise(bounds):
            part = self.plain[start:end]
            text += f" {part} " if _is(struck, font) else part
        return text


def _is(struck: list[bool], font: int) -> bool:
    """Fonts are counted without a fifth one."""
    index = font - 1 if font > 4 else font
    return index < len(struck) and struck[index]


class Texts:
    """Reads strings one after the other from a record and those that continue it. ``IndexError`` or ``struct.error`` where they end."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part = self._at = 0

    def text(self) -> Text:
        """A string with its length in two bytes, without what is said of how it is read aloud."""
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", self._bytes(4))[0] if flags & 4 else 0
        plain = self._characters(length, flags & 1)
        fonts = struct.unpack(f"<{2 * runs}H", self._bytes(4 * runs))
        self._bytes(more)
        return Text(plain, tuple(zip(fonts[::2], fonts[1::2], strict=True)))

    def name(self) -> str:
        """A string with its length in one byte."""
        length, flags = struct.unpack("<BB", self._bytes(2))
        return self._characters(length, flags & 1)

    def _bytes(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            if self._at >= len(self._parts[self._part]):
                self._part, self._at = self._part + 1, 0
            piece = self._parts[self._part][self._at : self._at + count - len(found)]
            found += piece
            self._at += len(piece)
        return found

    def _characters(self, count: int, wide: int) -> str:
        """Characters; where a record is continued a byte says how wide the rest are."""
        text = ""
        while count > 0:
            if self._at >= len(self._parts[self._part]):
                self._part, self._at = self._part + 1, 1
                wide = self._parts[self._part][0] & 1
            size = 2 if wide else 1
            piece = self._parts[self._part][self._at : self._at + size * count]
            text += piece.decode("utf-16-le" if wide else "latin-1", errors="replace")
            taken = max(len(piece) // size, 1)
            count -= taken
            self._at += size * taken
        return text
