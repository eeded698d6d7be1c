"""Files made to break readers, each by code: broken, lying, endless, or full of what nobody asked for. Small on disk, all of them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from flows.settings import shipped

SITE = shipped("data", "samples", "shili", "site")
REPORT_PDF = sorted(SITE.rglob("P*.pdf"))[0]
REPORT_DOCX = sorted(SITE.rglob("P*.docx"))[0]
REPORT_HTML = sorted(SITE.rglob("t2*.html"))[0]
HUGE = 10**9
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_LABELS = ("基本支出", "项目支出", "教育", "卫生健康", "农林水", "住房保障")


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF file of numbered objects with a right table of offsets; the first is its catalogue."""
    file, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    file += b"trailer<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(file)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object, deflated."""
    packed = zlib.compress(content)
    return b"<</Filter/FlateDecode/Length %d%s>>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def _pages(
    contents: list[bytes], resources: bytes = b"<</Font<</F 4 0 R>>>>", catalogue: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF file of pages; objects 1 to 4 are its catalogue, the pages, the resources and a font, ``more`` those behind them."""
    first = 5 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 595 842]/Resources 3 0 R>>" % (kids, len(contents)),
        resources,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]
    for number, content in enumerate(contents):
        objects += [b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (first + 2 * number + 1), stream(content)]
    return pdf(objects)


def _table(number: int, rows: int = 20, columns: int = 6) -> bytes:
    """A ruled table of numbers that is no table of the form."""
    lines = [b"0.5 w"]
    for row in range(rows + 1):
        lines.append(b"50 %d m 530 %d l S" % (800 - 30 * row, 800 - 30 * row))
    for column in range(columns + 1):
        lines.append(b"%d 800 m %d %d l S" % (50 + 80 * column, 50 + 80 * column, 800 - 30 * rows))
    for row in range(rows):
        for column in range(columns):
            lines.append(b"BT /F 10 Tf %d %d Td (%d) Tj ET" % (55 + 80 * column, 780 - 30 * row, number * 7 + row * column))
    return b"\n".join(lines)


def _rc4(key: bytes, content: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def encrypted_pdf() -> bytes:
    """A PDF file with a password nobody knows: what proves a password is made up."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32),
    ]
    return pdf(objects, b"/Encrypt 4 0 R/ID[<00><00>]")


def locked_pdf() -> bytes:
    """A PDF file that is encrypted and opens without a password, as files are that may not be printed: a table and a line of text."""
    from hashlib import md5

    owner = _rc4(md5(_PADDING, usedforsecurity=False).digest()[:5], _PADDING)
    permissions, identity = struct.pack("<i", -64), b"\x00" * 16
    key = md5(_PADDING + owner + permissions + identity, usedforsecurity=False).digest()[:5]
    user = _rc4(key, _PADDING)

    def hidden(number: int, content: bytes) -> bytes:
        return _rc4(md5(key + struct.pack("<I", number)[:3] + b"\0\0", usedforsecurity=False).digest()[:10], content)

    body = hidden(5, _table(1))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>>>",
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(body), body),
        b"<</Filter/Standard/V 1/R 2/Length 40/P -64/O<%s>/U<%s>>>" % (owner.hex().encode(), user.hex().encode()),
    ]
    return pdf(objects, b"/Encrypt 6 0 R/ID[<%s><%s>]" % ((b"00" * 16,) * 2))


def crashing_font_pdf(kind: bytes, font: bytes) -> bytes:
    """A report's worth of text in an embedded font that is damaged; ``kind`` is FontFile, FontFile2 or FontFile3."""
    descriptor = b"<</Type/FontDescriptor/FontName/Broken/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200"
    more = (
        descriptor + b"/CapHeight 700/StemV 80/%s 6 0 R>>" % kind,
        stream(font, b"/Length1 %d/Subtype/Type1C" % len(font)),
        b"<</Type/Font/Subtype/TrueType/BaseFont/Broken/FirstChar 0/LastChar 255/Widths[%s]/FontDescriptor 5 0 R>>" % (b"-1 " * 256),
    )
    return _pages([_table(1)], b"<</Font<</F 7 0 R>>>>", more=more)


def lying_truetype() -> bytes:
    """A TrueType font whose tables begin beyond its end, whose counts are as large as they go."""
    tables = (b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"fpgm", b"prep", b"cvt ")
    entries = b"".join(struct.pack(">4sIII", name, 0, 12 + 16 * number, 2**31 - 1) for number, name in enumerate(tables))
    return struct.pack(">IHHHH", 0x00010000, len(tables), 128, 3, 32) + entries + b"\xff" * 4000


def busy_pdf() -> bytes:
    """A PDF file that runs a script when it is opened and carries another file."""
    more = (
        b"<</S/JavaScript/JS(app.alert\\('x'\\);while\\(true\\){})>>",
        stream(b"MZ" + b"\0" * 500, b"/Type/EmbeddedFile"),
        b"<</Type/Filespec/F(../../evil.exe)/EF<</F 6 0 R>>>>",
    )
    catalogue = b"/OpenAction 5 0 R/AA<</WC 5 0 R>>/Names<</EmbeddedFiles<</Names[(evil.exe) 7 0 R]>>>>"
    return _pages([_table(1)], catalogue=catalogue, more=more)


def circular_pdf() -> bytes:
    """A PDF file whose forms and pages lead back to themselves."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2147483647/Parent 2 0 R>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources 6 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(b"/X Do " * 1000),
        b"<</XObject<</X 7 0 R>>/Font<</F 4 0 R>>>>",
        stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources 6 0 R"),
    ]
    return pdf(objects)


def inflating_pdf() -> bytes:
    """A PDF file of 20 kB whose page inflates to gigabytes, twice packed."""
    once = zlib.compress(b"0 0 m 1 1 l S\n" * 9_000_000, 1)
    twice = zlib.compress(once, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents[%s]>>" % (b"4 0 R " * 20),
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%s\nendstream" % (len(twice), twice),
    ]
    return pdf(objects)


def png(width: int, height: int, content: bytes = b"") -> bytes:
    """A PNG file that says it is of a size, around some rows of it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(content, 9)) + chunk(b"IEND", b"")


def image_pdf(width: int, height: int) -> bytes:
    """A PDF file whose page is a picture of a size that its data do not have."""
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (width, height)
    return _pages([b"595 0 0 842 0 0 cm /I Do"], b"<</XObject<</I 5 0 R>>>>", more=(stream(b"\0" * 1000, entries),))


def zipped(parts: dict[str, bytes]) -> bytes:
    """A package of parts, quickly deflated."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(path: Path | bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(path) if isinstance(path, bytes) else path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook() -> bytes:
    """A small workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_row(0, 0, ["年度", "金额", 1])
    return file.getvalue()


def docx_with(text: bytes, before: bytes = b"") -> bytes:
    """A Word file whose document is replaced by some XML in its body."""
    parts = parts_of(REPORT_DOCX)
    name = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts["word/document.xml"] = (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        + before
        + b'<w:document xmlns:w="'
        + name
        + b'"><w:body>'
        + text
        + b"</w:body></w:document>"
    )
    return zipped(parts)


def entities(names: int = 12) -> bytes:
    """A document type whose last entity stands for more text than any memory holds."""
    found = [b'<!ENTITY e0 "' + b"x" * 1000 + b'">']
    found += [b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, names)]
    return b"<!DOCTYPE x [" + b"".join(found) + b"]>"


def bomb(kind: str) -> bytes:
    """A package of a few hundred kB, a part of which inflates to gigabytes."""
    zeros = b" " * (540 * 2**20)
    if kind == "docx":
        return zipped(parts_of(REPORT_DOCX) | {"word/document.xml": b"<w:document>" + zeros})
    return zipped(parts_of(workbook()) | {"xl/worksheets/sheet1.xml": b"<worksheet>" + zeros})


def many_cells() -> bytes:
    """A workbook that says its only two cells are a thousand million apart."""
    parts = parts_of(workbook())
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
    sheet += b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet + b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    return zipped(parts)


def page(body: str) -> bytes:
    """A page that is no report."""
    return f"<html><head><meta charset=utf-8><title>预算</title></head><body>{body}</body></html>".encode()


def spans() -> bytes:
    """Tables whose cells cover a thousand million rows or columns."""
    rows = "".join(
        f"<table><tr><td {first}>1<td {second}>2<tr><td>3</table>"
        for first, second in (
            (f"rowspan={HUGE}", ""),
            (f"colspan={HUGE}", f"rowspan={HUGE}"),
            (f"rowspan=-{HUGE} colspan={HUGE}", "rowspan=0 colspan='9e99'"),
        )
    )
    return page(rows + f"<table>{f'<tr><td rowspan={HUGE} colspan={HUGE}>1' * 500}</table>")


_ESCAPE = b"<html><body>escaped</body></html>"
FILES: dict[str, Callable[[], bytes]] = {
    "truncated.pdf": lambda: REPORT_PDF.read_bytes()[: REPORT_PDF.stat().st_size // 3],
    "truncated.docx": lambda: REPORT_DOCX.read_bytes()[: REPORT_DOCX.stat().st_size // 2],
    "encrypted.pdf": encrypted_pdf,
    "empty.pdf": bytes,
    "zeros.docx": lambda: b"\0" * 100_000,
    "error-page.pdf": lambda: b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
    "other-tables.pdf": lambda: _pages([_table(n) for n in range(300)]),
    "most-pages-allowed.pdf": lambda: _pages([_table(n, 5) for n in range(200)]),
    "5000-pages.pdf": lambda: _pages([b"BT /F 10 Tf 50 700 Td (1) Tj ET"] * 5000),
    "circular.pdf": circular_pdf,
    "inflating.pdf": inflating_pdf,
    "font-truetype.pdf": lambda: crashing_font_pdf(b"FontFile2", lying_truetype()),
    "font-type1.pdf": lambda: crashing_font_pdf(b"FontFile", b"%!PS-AdobeFont-1.0\n/Encoding 999999999 array\n" + b"\xff" * 5000),
    "font-cff.pdf": lambda: crashing_font_pdf(b"FontFile3", b"\x01\x00\x04\x04\xff\xff\x04" + b"\xff" * 5000),
    "script.pdf": busy_pdf,
    "image-60000.pdf": lambda: image_pdf(60_000, 60_000),
    "image-0.pdf": lambda: image_pdf(0, 0),
    "bomb.docx": lambda: bomb("docx"),
    "bomb.xlsx": lambda: bomb("xlsx"),
    "cells.xlsx": many_cells,
    "entities.docx": lambda: docx_with(b"<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", entities()),
    "entities.html": lambda: entities().replace(b"DOCTYPE x", b"DOCTYPE html") + page("<table><tr><td>&e11;</table>"),
    "deep.html": lambda: page("<div>" * 50_000 + "1"),
    "deep-tables.html": lambda: page("<table><tr><td>" * 50_000 + "1"),
    "deep.docx": lambda: docx_with(b"<w:sdt>" * 50_000),
    "spans.html": spans,
    "utf8.html": lambda: page("预算").replace("预算".encode(), b"\xe5\x85\xff\xc0\x80\xed\xa0\x80\xf5" * 2000),
    "utf8.txt": lambda: b"\xe5\x85\xff\xc0\x80\xed\xa0\x80" * 2000,
    "image-0.png": lambda: png(0, 0),
    "image-60000.png": lambda: png(60_000, 60_000, b"\0" * 600_000),
    "path.zip": lambda: zipped({"../../../escaped.html": _ESCAPE, "/escaped.html": _ESCAPE, "C:\\escaped.html": _ESCAPE}),
    "nested.zip": lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c.html": page("x" * 1000)})})}),
    "bomb.zip": lambda: zipped(dict.fromkeys(("1.html", "2.html", "3.html"), b" " * 180 * 2**20)),
    "script.html": lambda: page("<script>while(1);</script><iframe src=file:///etc/passwd></iframe><img src=../../secret.png>"),
    # Below here: sound reports in clothes that are not theirs.
    "lying.docx": REPORT_PDF.read_bytes,
    "lying.png": REPORT_HTML.read_bytes,
    "lying.pdf": REPORT_DOCX.read_bytes,
}
"""What makes every hostile file, by its name. Some are large before they are packed: made only when they are wanted."""


SOUND = ("lying.docx", "lying.png", "lying.pdf")
"""Those of the files that are read well."""
