"""Workbooks that people fill in: written with drop-downs and without any formula, read back cell by cell with every fault named."""

import datetime as dt
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from math import ceil
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# Names and titles come from documents of others: no text is ever taken for a formula, a number or a link.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_FONT = {"font_name": "宋体", "font_size": 10.5, "valign": "top", "text_wrap": True, "border": 1, "num_format": "@"}
_HEADER_ROWS = 3
_ROOM = 200
"""Empty rows below the last one that carry the drop-downs too, for what people add."""
_LONGEST_CELL = 32_000
_LONGEST_CHOICES = 255
_HIGHEST = 400
_UNPACKED_AT_MOST = 200 * 2**20


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """The wording of workbooks and messages, by section."""
    return tomllib.loads((Path(__file__).parent / "templates" / "office.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its key, its heading, its width in characters, what may be chosen (value to label), whether people fill it in, and
    whether a workbook without it is still read."""

    key: str
    heading: str
    width: float
    choices: Mapping[str, str] = field(default_factory=dict)
    filled_in: bool = True
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a workbook; ``row`` as Excel counts, None for the workbook itself."""

    message: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        said = words()["import"]
        if self.row is None:
            return said["sheet"].format(message=self.message)
        return said["row"].format(row=self.row, column=self.column, message=self.message)


class WorkbookFaults(Exception):
    """A workbook cannot be taken in; ``faults`` name every row and column."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Filled:
    """A row that a person filled in: its number as Excel counts, and the text of each field whose column is there."""

    row: int
    values: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: the one people fill in is the first; the others are to look things up in. A row's ``<key>.choices`` are
    proposals for that cell alone, together at most 255 characters."""

    name: str
    title: str
    note: str
    fields: tuple[Field, ...]
    rows: Iterable[Mapping[str, object]]


def write(*sheets: Sheet) -> bytes:
    """A workbook, A4 landscape, one page wide. Texts of any length that Excel takes; longer ones are cut."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    # The same rows make the same bytes.
    book.set_properties({"title": sheets[0].title, "author": "", "created": dt.datetime(2008, 5, 1, tzinfo=dt.UTC)})
    for sheet in sheets:
        _write_sheet(book, sheet)
    book.close()
    return buffer.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    head = book.add_format({**_FONT, "bold": True, "align": "center", "bg_color": "#eef1f5"})
    given = book.add_format({**_FONT, "bg_color": "#f7f7f7"})
    asked = book.add_format({**_FONT, "bold": True, "align": "center", "bg_color": "#fdf3dc"})
    free = book.add_format(_FONT)
    _set_up(book, page, sheet)
    for column, one in enumerate(sheet.fields):
        page.write_string(_HEADER_ROWS - 1, column, one.heading, asked if one.filled_in else head)
        page.set_column(column, column, one.width, free)
    last = _write_rows(page, sheet, free, given)
    page.autofilter(_HEADER_ROWS - 1, 0, max(last - 1, _HEADER_ROWS), len(sheet.fields) - 1)
    for column, one in enumerate(sheet.fields):
        _validate(page, column, last + _ROOM, one)


def _set_up(book: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet) -> None:
    width = len(sheet.fields) - 1
    bold = book.add_format({"font_name": "宋体", "font_size": 15, "bold": True, "align": "center", "valign": "vcenter"})
    small = book.add_format({"font_name": "宋体", "font_size": 9.5, "font_color": "#5a6472", "text_wrap": True, "valign": "vcenter"})
    for row, text, style in ((0, sheet.title, bold), (1, sheet.note, small)):
        page.merge_range(row, 0, row, width, "", style)
        page.write_string(row, 0, text, style)
    room = sum(one.width for one in sheet.fields) / 2
    page.set_row(0, 26)
    page.set_row(1, 15 * (len(sheet.note) // max(room, 1) + 1))
    page.freeze_panes(_HEADER_ROWS, 0)
    page.repeat_rows(_HEADER_ROWS - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页，共 &N 页")


def _write_rows(page: Worksheet, sheet: Sheet, free: Format, given: Format) -> int:
    row = _HEADER_ROWS
    for values in sheet.rows:
        lines = 1
        for column, one in enumerate(sheet.fields):
            value = values.get(one.key)
            text = "" if value is None else one.choices.get(str(value), str(value))
            page.write_string(row, column, text[:_LONGEST_CELL], free if one.filled_in else given)
            _propose(page, row, column, values.get(f"{one.key}.choices"))
            lines = max(lines, _lines(text, one.width))
        # Not every program makes a row as high as its text.
        page.set_row(row, min(14.5 * lines + 2, _HIGHEST))
        row += 1
    return row


def _propose(page: Worksheet, row: int, column: int, choices: object) -> None:
    """A drop-down of one cell's own; what else people write there is read too."""
    if isinstance(choices, list):
        page.data_validation(row, column, row, column, {"validate": "list", "source": choices, "show_error": False})


def _lines(text: str, width: float) -> int:
    """Lines a text takes in a column; a Chinese character is two wide."""
    return sum(max(1, ceil(sum(1 if ord(character) < 256 else 2 for character in line) / (width - 1))) for line in text.split("\n"))


def _validate(page: Worksheet, column: int, last: int, one: Field) -> None:
    labels = list(one.choices.values())
    if labels and len(",".join(labels)) <= _LONGEST_CHOICES:
        page.data_validation(_HEADER_ROWS, column, last, column, {"validate": "list", "source": labels, "error_type": "stop"})


def read(content: bytes, name: str, fields: Sequence[Field]) -> tuple[list[Filled], list[Fault]]:
    """The rows of sheet ``name``, empty ones left out, and what is wrong in their cells; columns that are no field are passed over.

    Choices come back as values. ``WorkbookFaults`` where the workbook, the sheet or a column is missing.
    """
    said = words()["import"]
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > _UNPACKED_AT_MOST:
            raise WorkbookFaults([Fault(said["too_large"])])
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise WorkbookFaults([Fault(said["no_workbook"])]) from error
    if name not in book.sheet_names:
        raise WorkbookFaults([Fault(said["no_sheet"].format(sheet=name))])
    lines = [[_text(cell) for cell in line] for line in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    places, head = _places(lines, fields)
    faults: list[Fault] = []
    rows = [_filled(line, number, places, faults) for number, line in enumerate(lines[head + 1 :], start=head + 2) if any(line)]
    return rows, faults


def _places(lines: list[list[str]], fields: Sequence[Field]) -> tuple[list[tuple[int, Field]], int]:
    """The column of each field, and the line of the headings, which people may have moved."""
    said = words()["import"]
    headings = {one.heading for one in fields}
    head = max(range(min(len(lines), 10)), key=lambda number: len(headings.intersection(lines[number])), default=-1)
    line = lines[head] if head >= 0 else []
    missing = [Fault(said["no_column"].format(column=one.heading)) for one in fields if one.heading not in line and not one.may_lack]
    twice = [Fault(said["twice_column"].format(column=one.heading)) for one in fields if line.count(one.heading) > 1]
    if missing or twice:
        raise WorkbookFaults([*missing, *twice])
    return [(line.index(one.heading), one) for one in fields if one.heading in line], head


def _filled(line: list[str], number: int, places: list[tuple[int, Field]], faults: list[Fault]) -> Filled:
    values: dict[str, str] = {}
    said = words()["import"]
    for place, one in places:
        text = line[place] if place < len(line) else ""
        if text and one.choices:
            chosen = {label: value for value, label in one.choices.items()} | {value: value for value in one.choices}
            if text not in chosen:
                faults.append(Fault(said["choice"].format(value=text, choices="、".join(one.choices.values())), number, one.heading))
            text = chosen.get(text, text)
        values[one.key] = text
    return Filled(number, values)


def _text(cell: object) -> str:
    """A cell as a person sees it: whole numbers without a point, days in ISO form."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
