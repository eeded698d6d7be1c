"""Workbooks by two engines: calamine, and what lies in the file itself (XML or records). A number is read as stored, to 15 digits.

What a workbook hides, and what a number format adds to a number, calamine does not tell: for that, and for that alone, its engine looks
at what the other one found.
"""

import io
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from extractors.document import Document, UnreadableDocument, sniff
from extractors.grid import Grid, Paragraph, Reading
from extractors.readers.ole import CompoundFile
from extractors.readers.sheet_biff import open_biff
from extractors.readers.sheet_format import PLAIN, Look, moment_text, number_text
from extractors.readers.sheet_layout import Place, SheetCells, blocks_of
from extractors.readers.sheet_xml import MAX_COLUMN, MAX_ROW, MAX_SHEETS, Sheet, open_workbook

RAW_ENGINE = "sheet-raw"
CALAMINE_ENGINE = "sheet-calamine"
_Value = int | float | str | bool | time | date | datetime | timedelta


def read_raw(document: Document) -> Reading:
    """Read a workbook, XLSX or XLS, from its parts or records.

    Raises :class:`UnreadableDocument` where it is encrypted, truncated, no workbook, or made to exhaust its reader; ``not_converted`` for
    versions before 1997.
    """
    return Reading(RAW_ENGINE, _told(blocks_of([sheet.cells for sheet in _sheets(document.body)])))


def read_calamine(document: Document) -> Reading:
    """Read a workbook, XLSX or XLS.

    Raises :class:`UnreadableDocument` where it is encrypted, truncated, no workbook, or made to exhaust its reader.
    """
    sheets = _known(document.body)
    if sniff(document.body) == "xls" and CompoundFile(document.body).overstated:
        # It would ask for as much memory as the file claims to fill.
        raise UnreadableDocument("broken", "The workbook claims to be longer than it is; save it anew.")
    try:
        with load_workbook(io.BytesIO(document.body)) as workbook:
            cells = _visible(workbook, sheets)
    except PasswordError as error:
        message = "The workbook is protected with a password; ask the agency for a file without one."
        raise UnreadableDocument("encrypted", message) from error
    except CalamineError as error:
        raise _broken(error) from error
    except BaseException as error:
        # What calamine cannot go on with is no Exception; it costs this engine alone.
        if type(error).__name__ != "PanicException":
            raise
        raise _broken(error) from error
    return Reading(CALAMINE_ENGINE, _told(blocks_of(cells)))


def _broken(error: BaseException) -> UnreadableDocument:
    return UnreadableDocument("broken", f"The workbook is truncated or damaged ({error}); ask for it again.")


def _sheets(content: bytes) -> tuple[Sheet, ...]:
    return open_biff(content) if sniff(content) == "xls" else open_workbook(content)


def _known(content: bytes) -> tuple[Sheet, ...] | None:
    """The sheets as the other engine finds them; None of a version it does not know."""
    try:
        return _sheets(content)
    except UnreadableDocument as error:
        if error.code != "not_converted":
            raise
        return None


def _told(blocks: list[Paragraph | Grid]) -> list[Paragraph | Grid]:
    if not blocks:
        raise UnreadableDocument("empty", "The workbook shows nothing: its sheets are empty, hidden or pictures; look at it by hand.")
    return blocks


def _visible(workbook: CalamineWorkbook, sheets: tuple[Sheet, ...] | None) -> list[SheetCells]:
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]
    known = {sheet.name: sheet for sheet in sheets or ()}
    return [_cells(workbook.get_sheet_by_name(name), known.get(name)) for name in names[:MAX_SHEETS]]


def _cells(sheet: CalamineSheet, known: Sheet | None) -> SheetCells:
    """What a sheet shows. ``known`` tells what calamine does not: hidden rows and columns, looks, errors."""
    if sheet.total_height > MAX_ROW or sheet.total_width > MAX_COLUMN:
        message = f"The workbook has cells beyond row {MAX_ROW} or column {MAX_COLUMN}; hand in the report alone."
        raise UnreadableDocument("too_large", message)
    texts: dict[Place, str] = {}
    # Rows one by one would begin at the sheet's edge, but their columns at the first that is filled.
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            place = (row, column)
            text = _shown(value, *(known.looks.get(place, (PLAIN, "")) if known else (PLAIN, "")))
            if text:
                texts[place] = text
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    if known is None:
        return SheetCells(texts, merges)
    return SheetCells(texts | known.instead, merges, known.cells.hidden_rows, known.cells.hidden_columns)


def _shown(value: _Value, look: Look, code: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value, look, code)
    return moment_text(value)
