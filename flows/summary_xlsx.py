"""The workbooks of a summary: the attachments with the consolidated tables in the official layout, and the internal list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from flows.summary_data import Record, Region, wording
from flows.summary_html import day, held
from flows.summary_layout import Layout, Slot
from flows.summary_trends import Consolidated

# No text is ever taken for a formula, a number or a link: labels and findings come from documents of others.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_FONT = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
_BORDER = {"border": 1}
_HEIGHT = 16.5
_PORTRAIT_COLUMNS = 4
# Rows that fit on a page, by landscape or not.
_PAGE_ROWS = {True: 36, False: 44}


Value = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """A column of a list: heading, width in characters, and the value of a record."""

    heading: str
    width: float
    value: Callable[[Record], Value]


class Book:
    """A workbook in memory with the formats all its sheets share."""

    def __init__(self, region: Region, title: str) -> None:
        """``title`` goes into the document properties; the creation date is the build's, so that the same build writes the same book."""
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, _OPTIONS)
        self.book.set_properties({"title": title, "author": "", "created": region.build["built_at"]})
        self.title = self._format(bold=True, font_size=16, align="center", font_name="方正小标宋简体")
        self.note = self._format(font_size=9, font_color="#5a6472")
        self.head = self._format(**_BORDER, bold=True, align="center", bg_color="#eef1f5")
        self.label = self._format(**_BORDER)
        self.text = self._format(**_BORDER)
        self.centre = self._format(**_BORDER, align="center")
        self.figure = self._format(**_BORDER, align="right")
        self.differs = self._format(**_BORDER, align="right", bg_color="#fdf3dc")

    def _format(self, **properties: object) -> Format:
        return self.book.add_format({**_FONT, **properties})

    def sheet(self, name: str, landscape: bool = True) -> Worksheet:
        """A sheet set up for A4, one page wide, with page numbers."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Value, text: Format | None = None) -> None:
        """Write one value, 0-based: numbers as numbers, everything else as text, nothing as a formula."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            sheet.write_string(row, column, "" if value is None else str(value), text or self.text)
        else:
            sheet.write_number(row, column, float(value), text or self.figure)

    def span(self, sheet: Worksheet, slot: Slot, top: int, value: Value, text: Format | None) -> None:
        """Write a slot of a layout, merged over its spans; ``top`` is the 0-based row of the layout's first line."""
        row, column = top + slot.row - 1, slot.column - 1
        if slot.rowspan * slot.colspan > 1:
            sheet.merge_range(row, column, row + slot.rowspan - 1, column + slot.colspan - 1, "", text or self.figure)
        self.put(sheet, row, column, value, text)

    def heading(self, sheet: Worksheet, row: int, width: int, text: str, note: str, room: float = 90) -> None:
        """A title and a note below it over ``width`` columns, which together have ``room`` characters."""
        sheet.merge_range(row, 0, row, width - 1, "", self.title)
        sheet.write_string(row, 0, text, self.title)
        sheet.set_row(row, 30)
        sheet.merge_range(row + 1, 0, row + 1, width - 1, "", self.note)
        sheet.write_string(row + 1, 0, note, self.note)
        sheet.set_row(row + 1, max(28, 14 * _lines(note, room)))

    def listing(self, name: str, title: str, note: str, columns: Sequence[Column], records: Sequence[Record]) -> None:
        """A sheet with one line a record, its heading frozen and repeated on every page."""
        sheet = self.sheet(name)
        self.heading(sheet, 0, len(columns), title, note, sum(column.width for column in columns))
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(2, index, column.heading, self.head)
        for line, record in enumerate(records, start=3):
            values = [column.value(record) for column in columns]
            for index, value in enumerate(values):
                self.put(sheet, line, index, value)
            texts = zip(map(str, values), columns, strict=True)
            sheet.set_row(line, _HEIGHT * max(_lines(text, column.width) for text, column in texts))
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        if records:
            sheet.autofilter(2, 0, 2 + len(records), len(columns) - 1)

    def close(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self.buffer.getvalue()


def summary_workbook(region: Region, tables: Sequence[Consolidated]) -> bytes:
    """汇总表.xlsx: 发布情况表, 经核实问题清单, the consolidated tables in the official layout, 口径说明."""
    book = Book(region, f"{region.region['name']}{region.year}年度政府信息公开工作年度报告汇总表")
    until = f"截至{day(region.build['as_of_on'])}；数据批次 {region.build['build_id']}"
    _coverage(book, region, until)
    verified = [{**f, "number": n} for n, f in enumerate(region.verified, start=1)]
    book.listing("经核实问题清单", f"{region.region['name']}{region.year}年度经核实问题清单", until, _findings(), verified)
    for table in tables:
        _table(book, region, table, until)
    _notes(book, until)
    return book.close()


def waiting_workbook(region: Region) -> bytes:
    """待核实清单.xlsx: what no person has confirmed yet, with room for the outcome. Internal, never attached."""
    book = Book(region, f"内部　{region.region['name']}{region.year}年度待核实清单")
    note = f"内部资料，不作附件，不对外提供；未经核实不得据此点名。截至{day(region.build['as_of_on'])}"
    blank = [Column(heading, width, _nothing) for heading, width in (("核实结论", 12), ("核实人", 10), ("核实日期", 12), ("说明", 20))]
    columns = [*_findings()[:-2], Column("读取判断", 16, lambda f: wording()["blame"].get(f["blame"], "—")), *blank]
    columns.append(Column("线索编号", 20, lambda f: f["finding_id"]))
    waiting = [{**f, "number": n} for n, f in enumerate(region.waiting, start=1)]
    book.listing("待核实清单", f"{region.region['name']}{region.year}年度待核实清单（内部）", note, columns, waiting)
    return book.close()


def _coverage(book: Book, region: Region, until: str) -> None:
    columns = [
        Column("序号", 6, lambda o: o["number"]),
        Column("单位", 28, lambda o: o["name"]),
        Column("类别", 12, lambda o: o["class_label"]),
        Column("应发布日", 12, lambda o: o["due_on"]),
        Column("发布日", 18, lambda o: o["shown_date"]),
        Column("证据", 30, lambda o: o["evidence"]),
        Column("网址", 36, lambda o: o["url"]),
        Column("首次采集", 12, lambda o: o["first_seen_on"]),
    ]
    t = region.total
    late, not_seen = held(t.late, t.late_pending, "家"), held(t.not_seen, t.not_seen_pending, "家")
    counts = f"应发布{t.due}家＝按时{t.on_time}家＋逾期{late}＋截至时点未见发布{not_seen}＋未能核查{t.not_verified}家"
    note = f"{until}。{counts}。{wording()['coverage_note']}"
    organs = [{**o, "number": n} for n, o in enumerate(region.organs, start=1)]
    book.listing("发布情况表", f"{region.region['name']}{region.year}年度年度报告发布情况表", note, columns, organs)


def _findings() -> list[Column]:
    return [
        Column("序号", 6, lambda f: f["number"]),
        Column("单位", 24, lambda f: f["agency_name"]),
        Column("核查项目", 20, lambda f: f["title_zh"]),
        Column("问题", 44, lambda f: f["message_zh"]),
        Column("位置", 36, lambda f: f["place"]),
        Column("原文", 10, lambda f: f["printed"] if f["printed"] is not None else f["raw"]),
        Column("按分项（上年数）计算", 12, lambda f: f["computed"]),
        Column("依据", 34, lambda f: f["basis"]),
        Column("反馈", 16, _nothing),
        Column("整改状态", 12, _nothing),
    ]


def _nothing(_: Record) -> None:
    """A column for people to fill in."""


def _table(book: Book, region: Region, table: Consolidated, until: str) -> None:
    """One official table four times below each other: the members' sums, the government's figures, the difference, the number counted."""
    layout, words = table.layout, wording()
    landscape = layout.width > _PORTRAIT_COLUMNS
    sheet = book.sheet(words["sheets"][layout.name], landscape)
    for index, width in enumerate(_widths(layout)):
        sheet.set_column(index, index, width)
    note = f"{until}。空白、未能识读的不作零计，也不推算；“—”为没有可计入的数字。表格版式：{words['edition'][layout.edition]}"
    book.heading(sheet, 0, layout.width, words["tables"][layout.name], note)
    top: int = 2
    breaks: list[int] = []
    for part in words["blocks"]:
        if part["column"] in ("government_value", "difference") and not table.own:
            continue
        if top + layout.height > (breaks[-1] if breaks else 0) + _PAGE_ROWS[landscape]:
            breaks.append(top)
        sheet.merge_range(top, 0, top, layout.width - 1, "", book.head)
        sheet.write_string(top, 0, part["title"].format(government=region.government_name), book.head)
        _block(book, sheet, table, part["column"], top + 1)
        top += layout.height + 2
    sheet.set_h_pagebreaks(breaks)
    sheet.freeze_panes(3 + layout.header, layout.labels)


def _block(book: Book, sheet: Worksheet, table: Consolidated, column: str, top: int) -> None:
    widths = _widths(table.layout)
    for line in range(table.layout.height):
        texts = [slot for slot in table.layout.slots if slot.row <= line + 1 < slot.row + slot.rowspan]
        sheet.set_row(top + line, _HEIGHT * max(_lines(slot.text, _room(slot, widths)) for slot in texts))
    for slot in table.layout.slots:
        if slot.key is None:
            book.span(sheet, slot, top, slot.text, book.head if slot.kind == "head" else book.label)
            continue
        found = table.sums.get(slot.key)
        value = found[column] if found else None
        mark = book.differs if column == "difference" and value else None
        book.span(sheet, slot, top, "—" if value is None else value, mark or (book.centre if value is None else None))


def _lines(text: str, width: float) -> int:
    """Lines a text needs in a column; spreadsheet programs do not grow rows for merged cells. Chinese letters are two units wide."""
    return max(1, ceil(1.05 * sum(2 if ord(letter) > 0x2E7F else 1 for letter in text) / width))


def _room(slot: Slot, widths: Sequence[float]) -> float:
    return sum(widths[slot.column - 1 : slot.column - 1 + slot.colspan]) * slot.rowspan


def _widths(layout: Layout) -> list[float]:
    """Column widths in characters: labels as deep as the form's paths, figures alike."""
    if layout.labels > 1:
        return [*(9.0, 11.0, 38.0)[-layout.labels :], *[10.5] * (layout.width - layout.labels)]
    return [22.0 if layout.labels else 9.0] * layout.width


def _notes(book: Book, until: str) -> None:
    sheet = book.sheet("口径说明", landscape=False)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 86)
    book.heading(sheet, 0, 2, "数据口径说明", until)
    for line, text in enumerate(wording()["notes"], start=1):
        sheet.write_number(line + 1, 0, line, book.centre)
        sheet.write_string(line + 1, 1, text, book.text)
        sheet.set_row(line + 1, 17 * (1 + len(text) // 42))
    sheet.freeze_panes(2, 0)
