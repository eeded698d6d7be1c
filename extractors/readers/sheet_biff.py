"""XLS workbooks by their records (BIFF8, MS-XLS): what each visible sheet shows, cell by cell, hidden rows and number formats known."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.document import UnreadableDocument
from extractors.readers.biff_strings import Text, Texts
from extractors.readers.flow import MAX_CELLS
from extractors.readers.ole import CompoundFile
from extractors.readers.sheet_format import PLAIN, look_of, number_text, serial_text
from extractors.readers.sheet_layout import Place, SheetCells
from extractors.readers.sheet_xml import MAX_ROW, MAX_SHEETS, Sheet

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_BIFF8 = 0x0600
_WORKSHEET = 0
_SMALLEST_TEXT = 3
"""Bytes of an empty string."""

Record = tuple[int, list[bytes]]
"""A record's number and its bytes, those of records that continue it apart."""


@dataclass(slots=True)
class _Book:
    strings: list[Text] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)
    struck: list[bool] = field(default_factory=list)
    sheets: list[tuple[str, int]] = field(default_factory=list)
    since_1904: bool = False


@lru_cache(maxsize=1)
def open_biff(content: bytes) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook in order. The last one is kept, because two engines read each file in turn.

    Raises :class:`UnreadableDocument`: ``encrypted``, ``truncated``, ``too_large``, ``not_converted`` for versions before 1997.
    """
    try:
        stream = CompoundFile(content).stream("Workbook")
        if stream is None:
            raise _too_old()
        book = _book(stream)
        return tuple(_Reader(book, Sheet(name, SheetCells({}))).read(stream, start) for name, start in book.sheets)
    except (struct.error, IndexError) as error:
        raise UnreadableDocument("truncated", f"The workbook is truncated or damaged ({error}); ask for it again.") from error


def _too_old() -> UnreadableDocument:
    return UnreadableDocument("not_converted", "The workbook is of a version before 1997, which one engine alone reads.")


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records of one part of the stream, without those of parts inside it (charts)."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, at)
        parts = [stream[at + 4 : at + 4 + length]]
        at += 4 + length
        while at + 4 <= len(stream) and struct.unpack_from("<H", stream, at)[0] == _CONTINUE:
            length = struct.unpack_from("<H", stream, at + 2)[0]
            parts.append(stream[at + 4 : at + 4 + length])
            at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, parts


def _book(stream: bytes) -> _Book:
    book = _Book()
    for kind, parts in _records(stream, 0):
        data = parts[0]
        if kind == _BOF and struct.unpack_from("<H", data)[0] != _BIFF8:
            raise _too_old()
        if kind == 0x002F:
            message = "The workbook is protected with a password; ask the agency for a file without one."
            raise UnreadableDocument("encrypted", message)
        _note(book, kind, parts)
    return book


def _note(book: _Book, kind: int, parts: list[bytes]) -> None:
    data = parts[0]
    if kind == 0x0022:
        book.since_1904 = data[0] == 1
    elif kind == 0x0031:
        book.struck.append(bool(data[2] & 8) or data[8] in (1, 2))
    elif kind == 0x041E:
        book.codes[struct.unpack_from("<H", data)[0]] = Texts([data[2:]]).text().plain
    elif kind == 0x00E0:
        book.formats.append(struct.unpack_from("<H", data, 2)[0])
    elif kind == 0x0085:
        start, hidden, sort = struct.unpack_from("<IBB", data)
        if hidden & 3 == 0 and sort == _WORKSHEET and len(book.sheets) < MAX_SHEETS:
            book.sheets.append((Texts([data[6:]]).name(), start))
    elif kind == 0x00FC:
        count = struct.unpack_from("<I", data, 4)[0]
        # A library that believed the number would ask for that much memory.
        if count * _SMALLEST_TEXT > sum(map(len, parts)):
            raise IndexError("more strings than there is room for")
        texts = Texts([parts[0][8:], *parts[1:]])
        book.strings = [texts.text() for _ in range(count)]


class _Reader:
    """Reads the records of one sheet."""

    def __init__(self, book: _Book, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self._waiting: Place | None = None
        self._readers: dict[int, Callable[[bytes, list[bytes]], None]] = {
            0x0208: self._row,
            0x007D: self._columns,
            0x00FD: self._shared,
            0x0204: self._label,
            0x00D6: self._label,
            0x0203: lambda data, _: self._number(data, struct.unpack_from("<d", data, 6)[0]),
            0x027E: lambda data, _: self._number(data, _packed(struct.unpack_from("<I", data, 6)[0])),
            0x00BD: self._numbers,
            0x0205: lambda data, _: self._flag(_place(data), data[6], bool(data[7])),
            0x0006: self._formula,
            0x0207: self._string,
            0x00E5: self._merges,
        }

    def read(self, stream: bytes, start: int) -> Sheet:
        for kind, parts in _records(stream, start):
            if reader := self._readers.get(kind):
                reader(parts[0], parts)
            if len(self.sheet.cells.texts) > MAX_CELLS:
                raise UnreadableDocument("too_large", f"A sheet has more than {MAX_CELLS} cells; hand in the report alone.")
        return self.sheet

    def _put(self, place: Place, text: str) -> None:
        if place[0] >= MAX_ROW:
            raise UnreadableDocument("too_large", f"The workbook has cells beyond row {MAX_ROW}; hand in the report alone.")
        if text:
            self.sheet.cells.texts[place] = text

    def _row(self, data: bytes, _: list[bytes]) -> None:
        if data[12] & 0x20 or struct.unpack_from("<H", data, 6)[0] & 0x7FFF == 0:
            self.sheet.cells.hidden_rows.add(struct.unpack_from("<H", data)[0])

    def _columns(self, data: bytes, _: list[bytes]) -> None:
        first, last, width, _style, flags = struct.unpack_from("<5H", data)
        if flags & 1 or width == 0:
            self.sheet.cells.hidden_columns.update(range(first, min(last, 255) + 1))

    def _shared(self, data: bytes, _: list[bytes]) -> None:
        number = struct.unpack_from("<I", data, 6)[0]
        self._text(_place(data), self.book.strings[number] if number < len(self.book.strings) else Text("\ufffd"))

    def _label(self, data: bytes, parts: list[bytes]) -> None:
        self._text(_place(data), Texts([data[6:], *parts[1:]]).text())

    def _text(self, place: Place, text: Text) -> None:
        shown = text.apart(self.book.struck)
        if shown != text.plain:
            self.sheet.instead[place] = shown
        self._put(place, shown)

    def _number(self, data: bytes, value: float, place: Place | None = None, style: int | None = None) -> None:
        place = _place(data) if place is None else place
        style = struct.unpack_from("<H", data, 4)[0] if style is None else style
        form = self.book.formats[style] if style < len(self.book.formats) else 0
        code = self.book.codes.get(form)
        look = look_of(form, code, (value > 0) - (value < 0))
        if look.date:
            self._put(place, serial_text(value, self.book.since_1904))
            return
        if look != PLAIN:
            self.sheet.looks[place] = (look, code or "")
        self._put(place, number_text(value, look, code or ""))

    def _numbers(self, data: bytes, _: list[bytes]) -> None:
        row, first = struct.unpack_from("<HH", data)
        for index in range((len(data) - 6) // 6):
            style, packed = struct.unpack_from("<HI", data, 4 + 6 * index)
            self._number(data, _packed(packed), (row, first + index), style)

    def _flag(self, place: Place, value: int, error: bool) -> None:
        text = _ERRORS.get(value, "#?") if error else ("TRUE" if value else "FALSE")
        if error:
            self.sheet.instead[place] = text
        self._put(place, text)

    def _formula(self, data: bytes, _: list[bytes]) -> None:
        """The value a formula had when it was last computed; a text follows in a record of its own."""
        place, result = _place(data), data[6:14]
        if result[6:8] != b"\xff\xff":
            self._number(data, struct.unpack("<d", result)[0])
        elif result[0] == 0:
            self._waiting = place
        elif result[0] in (1, 2):
            self._flag(place, result[2], result[0] == 2)

    def _string(self, _: bytes, parts: list[bytes]) -> None:
        if self._waiting is not None:
            self._put(self._waiting, Texts(parts).text().plain)
            self._waiting = None

    def _merges(self, data: bytes, _: list[bytes]) -> None:
        for index in range(struct.unpack_from("<H", data)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", data, 2 + 8 * index)
            if top <= bottom and left <= right:
                self.sheet.cells.merges.append((top, left, bottom, right))


def _place(data: bytes) -> Place:
    row, column = struct.unpack_from("<HH", data)
    return row, column


def _packed(value: int) -> float:
    """A number in four bytes: a whole one of 30 bits or the upper half of a double, either perhaps a hundred times too large."""
    if value & 2:
        number = float((value >> 2) - (1 << 30 if value & 0x80000000 else 0))
    else:
        number = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))[0]
    return number / 100 if value & 1 else number
