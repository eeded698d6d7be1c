"""XLSX workbooks by lxml over the package itself: what each visible sheet shows, cell by cell, and what of it other readers cannot know."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from extractors.document import UnreadableDocument, open_zip
from extractors.readers.docx_package import attribute_of, is_on, local_name
from extractors.readers.flow import MAX_CELLS
from extractors.readers.libxml import is_out_of_memory
from extractors.readers.sheet_format import PLAIN, Look, look_of, number_text, serial_text
from extractors.readers.sheet_layout import Place, SheetCells

MAX_PART = 32 * 1024 * 1024
MAX_ROW, MAX_COLUMN = 20_000, 2_000
"""Places beyond these are no report's; a library that lays out the whole range of a sheet would exhaust the memory."""
MAX_SHEETS = 200
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(slots=True)
class Sheet:
    """A visible sheet: its ``name``, what it shows, and the cells that other readers of workbooks cannot tell from their value.

    ``looks`` are number formats that add to a number or change it; ``instead`` are texts of cells that show an error, of formulas
    nobody has computed, and of cells with struck or raised parts.
    """

    name: str
    cells: SheetCells
    looks: dict[Place, tuple[Look, str]] = field(default_factory=dict)
    instead: dict[Place, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Book:
    archive: zipfile.ZipFile
    strings: list[tuple[str, bool]]
    formats: list[tuple[int, str | None]]
    since_1904: bool


@lru_cache(maxsize=1)
def open_workbook(content: bytes) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook in order. The last one is kept, because two engines read each file in turn.

    Raises :class:`UnreadableDocument` where it is encrypted, truncated, no workbook, or made to exhaust its reader.
    """
    with open_zip(content) as archive:
        root = _parse(archive, "xl/workbook.xml")
        targets = _targets(archive)
        properties = root.find("{*}workbookPr")
        since_1904 = attribute_of(properties, "date1904") in ("1", "true")
        book = _Book(archive, _strings(archive), _formats(archive), since_1904)
        sheets = [sheet for sheet in root.iterfind("{*}sheets/{*}sheet") if (sheet.get("state") or "visible") == "visible"]
        if len(sheets) > MAX_SHEETS:
            raise UnreadableDocument("too_large", f"The workbook has more than {MAX_SHEETS} sheets; hand in the report alone.")
        found = [(sheet.get("name") or "", targets.get(_relation(sheet), "")) for sheet in sheets]
        return tuple(_sheet(book, name, target) for name, target in found if target.startswith("xl/worksheets/") or "sheet" in target)


def _parse(archive: zipfile.ZipFile, name: str) -> "etree._Element":
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        if archive.getinfo(name).file_size > MAX_PART:
            raise UnreadableDocument("too_large", f"{name} in the workbook is larger than {MAX_PART} bytes; hand in the report alone.")
        root = etree.fromstring(archive.read(name), parser)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableDocument("truncated", f"The workbook is truncated or damaged ({error}); ask for it again.") from error
    except (etree.XMLSyntaxError, zlib.error) as error:
        if is_out_of_memory(error):
            raise UnreadableDocument("too_large", "The workbook needs more memory than there is; hand in the report alone.") from error
        raise UnreadableDocument("broken", f"The workbook cannot be parsed ({error}); ask for it again.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("unsafe", f"{name} in the workbook declares a document type, which no spreadsheet program writes.")
    return root


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts of the workbook by relation."""
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    targets = {}
    for relation in _parse(archive, "xl/_rels/workbook.xml.rels"):
        target = relation.get("Target") or ""
        targets[relation.get("Id") or ""] = target.lstrip("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"
    return targets


def _relation(sheet: "etree._Element") -> str:
    return next((str(value) for name, value in sheet.items() if str(name).endswith("}id")), "")


def _strings(archive: zipfile.ZipFile) -> list[tuple[str, bool]]:
    """The shared strings, each with whether parts of it are struck or raised."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_rich(item) for item in _parse(archive, "xl/sharedStrings.xml").iterfind("{*}si")]


def _rich(item: "etree._Element") -> tuple[str, bool]:
    """A string's text; struck and raised parts stand apart from the digits beside them, and readings of characters are left out."""
    text, marked = "", False
    for part in item:
        if local_name(part) == "t":
            text += part.text or ""
        elif local_name(part) == "r":
            run = part.findtext("{*}t") or ""
            apart = _is_apart(part.find("{*}rPr"))
            marked = marked or apart
            text += f" {run} " if apart else run
    return text.replace("_x000D_", "\n"), marked


def _is_apart(properties: "etree._Element | None") -> bool:
    raised = None if properties is None else attribute_of(properties.find("{*}vertAlign"))
    return raised in ("superscript", "subscript") or is_on(properties, "strike")


def _formats(archive: zipfile.ZipFile) -> list[tuple[int, str | None]]:
    """The number format of each cell style: its number, and its code where the workbook defines one."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    root = _parse(archive, "xl/styles.xml")
    codes = {_whole(f.get("numFmtId")): f.get("formatCode") or "" for f in root.iterfind("{*}numFmts/{*}numFmt")}
    numbers = [_whole(style.get("numFmtId")) for style in root.iterfind("{*}cellXfs/{*}xf")]
    return [(number, codes.get(number)) for number in numbers]


def _whole(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text.strip()) else 0


def _sheet(book: _Book, name: str, target: str) -> Sheet:
    root = _parse(book.archive, target)
    sheet = Sheet(name, SheetCells({}))
    for row, cell, place in _cells(root):
        if len(sheet.cells.texts) > MAX_CELLS:
            raise UnreadableDocument("too_large", f"A sheet has more than {MAX_CELLS} cells; hand in the report alone.")
        if _is_hidden(row, "ht"):
            sheet.cells.hidden_rows.add(place[0])
        text = _text(book, sheet, cell, place)
        if text:
            sheet.cells.texts[place] = text
    sheet.cells.merges = [merge for merge in map(_range, root.iterfind("{*}mergeCells/{*}mergeCell")) if merge]
    for column in root.iterfind("{*}cols/{*}col"):
        if _is_hidden(column, "width"):
            sheet.cells.hidden_columns.update(range(_whole(column.get("min")) - 1, min(_whole(column.get("max")), MAX_COLUMN)))
    return sheet


def _is_hidden(element: "etree._Element", size: str) -> bool:
    return element.get("hidden") in ("1", "true") or bool(re.fullmatch(r"0+(\.0*)?", element.get(size) or ""))


def _cells(root: "etree._Element") -> "Iterator[tuple[etree._Element, etree._Element, Place]]":
    """Cells with their row and their place, which both may leave out: then it is the next one."""
    row_number = -1
    for row in root.iterfind("{*}sheetData/{*}row"):
        row_number = _whole(row.get("r")) - 1 if row.get("r") else row_number + 1
        column = -1
        for cell in row.iterfind("{*}c"):
            place = _place(cell.get("r")) or (row_number, column + 1)
            column = place[1]
            if place[0] >= MAX_ROW or place[1] >= MAX_COLUMN:
                message = f"The workbook has cells beyond row {MAX_ROW} or column {MAX_COLUMN}; hand in the report alone."
                raise UnreadableDocument("too_large", message)
            yield row, cell, place


def _place(text: str | None) -> Place | None:
    found = _PLACE.fullmatch((text or "").replace("$", "").upper())
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _range(merge: "etree._Element") -> tuple[int, int, int, int] | None:
    first, _, last = (merge.get("ref") or "").partition(":")
    start, end = _place(first), _place(last)
    return (*start, *end) if start and end and start[0] <= end[0] and start[1] <= end[1] else None


def _text(book: _Book, sheet: Sheet, cell: "etree._Element", place: Place) -> str:
    kind, value = cell.get("t") or "n", cell.findtext("{*}v")
    if kind in ("s", "inlineStr"):
        text, marked = _string(book, cell, kind, value)
        if marked:
            sheet.instead[place] = text
        return text
    if value is None or (kind == "n" and not value.strip()):
        formula = cell.find("{*}f")
        if formula is not None and kind != "str":
            # Nobody has computed it: what it would show is not known.
            sheet.instead[place] = f"={formula.text or '?'}"
        return sheet.instead.get(place, "")
    if kind == "n":
        return _number(book, sheet, cell, place, value)
    if kind == "e":
        sheet.instead[place] = value
    return {"1": "TRUE", "0": "FALSE"}.get(value, value) if kind == "b" else value


def _string(book: _Book, cell: "etree._Element", kind: str, value: str | None) -> tuple[str, bool]:
    if kind == "inlineStr":
        inside = cell.find("{*}is")
        return ("", False) if inside is None else _rich(inside)
    number = _whole(value) if value else -1
    return book.strings[number] if 0 <= number < len(book.strings) else ("\ufffd", True)


def _number(book: _Book, sheet: Sheet, cell: "etree._Element", place: Place, value: str) -> str:
    try:
        number = float(value)
        if number in (float("inf"), float("-inf")) or number != number:
            raise ValueError(value)
    except ValueError:
        sheet.instead[place] = value
        return value
    style = _whole(cell.get("s"))
    form, code = book.formats[style] if style < len(book.formats) else (0, None)
    look = look_of(form, code, (number > 0) - (number < 0))
    if look.date:
        return serial_text(number, book.since_1904)
    if look != PLAIN:
        sheet.looks[place] = (look, code or "")
    return number_text(number, look, code or "")
