"""Conversion by LibreOffice: what comes out says what went in, and nothing a file does costs more than that file."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractors.archive import members, pack
from extractors.document import Document, UnreadableDocument, sniff
from extractors.grid import Paragraph
from extractors.readers.docx import read_python_docx
from extractors.readers.docx_xml import read_xml
from extractors.readers.sheet import read_calamine, read_raw
from flows import convert
from flows.convert import CONVERTIBLE, Converter
from flows.office import call, forget_socket, office, spawn

needs_office = pytest.mark.skipif(office() is None, reason="LibreOffice (soffice) is not installed: conversion is not tested")
RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'b1\'a8\'b8\'e6\par"
    rb"\trowd\cellx3000\cellx6000\intbl a\cell 7730.28\cell\row\trowd\cellx3000\cellx6000\intbl b\cell -1942\cell\row"
    rb"{\v hidden 5}\pard end\par}"
)


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter(seconds=60) as made:
        yield made
        folder = made._folder
    assert folder is not None
    assert not folder.exists()


def rewritten(content: bytes, kind: str, converter: Converter, source: str = "docx") -> bytes:
    """A file as LibreOffice writes it in another format."""
    folder = converter._ready(office() or Path())
    (folder / f"made.{source}").write_bytes(content)
    command = [*call(office() or Path(), folder), "--convert-to", kind, "--outdir", str(folder), str(folder / f"made.{source}")]
    client = spawn(command, folder, converter.memory_mib)
    client.wait(60)
    return (folder / f"made.{kind.partition(':')[0]}").read_bytes()


def word_file() -> bytes:
    """A report's features in small: merged cells, a tracked change, hidden text, a decimal, a blank, a nested table."""
    word = docx.Document()
    word.add_paragraph("年度报告")
    table = word.add_table(3, 3)
    table.style = "Table Grid"
    for row, texts in enumerate((("项目", "申请人", ""), ("规章", "7730.28", "0"), ("收费", "", "12"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    changed = (
        '<w:del w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"><w:r><w:delText>99</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a" w:date="2024-01-01T00:00:00Z"><w:r><w:t>34</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>5</w:t></w:r>"
    )
    table.cell(2, 1).paragraphs[0]._p.extend(parse_xml(f"<w:p {nsdecls('w')}>{changed}</w:p>"))
    word.add_paragraph("2024年1月12日")
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def grids(content: bytes) -> list[list[list[str]]]:
    """The tables by both engines, which must agree."""
    first, second = (
        [[[c.text for c in g.row(r)] for r in range(1, g.height + 1)] for g in engine(Document(content, "a.docx")).grids()]
        for engine in (read_python_docx, read_xml)
    )
    assert first == second
    return first


@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_figures_merges_changes_and_hidden_text_survive(kind: str, converter: Converter) -> None:
    content = rewritten(word_file(), kind, converter)
    assert sniff(content) == kind
    made = converter.convert(content, kind)
    assert made.by == "libreoffice"
    assert grids(made.content) == [[["项目", "申请人"], ["规章", "7730.28", "0"], ["收费", "34", "12"]]]


@needs_office
def test_rich_text_written_by_hand(converter: Converter) -> None:
    made = converter.convert(RTF, "rtf")
    assert grids(made.content) == [[["a", "7730.28"], ["b", "-1942"]]]
    texts = [block.text for block in read_xml(Document(made.content, "a")).blocks if isinstance(block, Paragraph)]
    assert texts == ["报告", "end"]


@needs_office
def test_members_of_an_archive_are_converted(converter: Converter) -> None:
    content = pack({"a.txt": b"text", "b/c.rtf": RTF, "d.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument" * 500})
    found = members(content, converter.convert_members(content)).documents
    assert [(d.name, d.format, sniff(d.body)) for d in found] == [
        ("a.txt", "text", "text"),
        ("b/c.rtf", "rtf", "docx"),
        ("d.doc", "unknown", "unknown"),
    ]
    assert grids(found[1].body) == [[["a", "7730.28"], ["b", "-1942"]]]


@needs_office
def test_an_open_workbook_is_read_by_two_engines(converter: Converter) -> None:
    source = (Path(__file__).parent / "old.xls").read_bytes()
    content = rewritten(source, "ods", converter, "xls")
    assert sniff(content) == "ods"
    document = Document(content, "a.ods", converted=converter.convert(content, "ods"))
    for engine in (read_raw, read_calamine):
        (grid,) = engine(document).grids()
        assert [cell.text for cell in grid.row(2)] == ["c", "1", "7730.28"]


@needs_office
def test_what_is_damaged_costs_itself_alone(converter: Converter) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        converter.convert(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument" * 500, "doc")
    assert caught.value.code == "conversion_failed"
    assert converter.convert(RTF, "rtf").content.startswith(b"PK")


@needs_office
def test_one_that_hangs_or_dies_is_started_again(converter: Converter) -> None:
    folder = converter._ready(office() or Path())
    assert converter._instance is not None
    inside = subprocess.run(["pgrep", "-P", str(converter._instance.pid), "soffice"], capture_output=True, check=True).stdout
    os.kill(int(inside.split()[0]), signal.SIGSTOP)
    converter.seconds = 2
    start = time.monotonic()
    with pytest.raises(UnreadableDocument) as caught:
        converter.convert(RTF, "rtf")
    converter.seconds = 60
    assert (caught.value.code, time.monotonic() - start < 20) == ("out_of_time", True)
    assert not folder.exists()
    converter._ready(office() or Path())
    os.killpg(converter._instance.pid, signal.SIGKILL)
    converter._instance.wait()
    assert converter.convert(RTF, "rtf").content.startswith(b"PK")


@needs_office
def test_it_ends_with_the_process_that_started_it() -> None:
    program = (
        "import sys, time; from flows.convert import Converter\n"
        f"c = Converter(); c.convert({RTF!r}, 'rtf'); print(c._instance.pid, c._folder, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        group, folder = parent.stdout.readline().split()
        parent.kill()
    until = time.monotonic() + 10
    while time.monotonic() < until and _running(int(group)):
        time.sleep(0.1)
    assert not _running(int(group))
    for left in Path(folder).parent.glob(Path(folder).name):
        forget_socket(left)
        subprocess.run(["rm", "-r", str(left)], check=True)


def _running(group: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-g", str(group)], capture_output=True, text=True, check=False).stdout.split()
    return any(not state.startswith("Z") for state in found)


@needs_office
def test_nothing_is_fetched(converter: Converter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked: list[object] = []
        threading.Thread(target=_listen, args=(server, asked), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        body = (
            f'<text:p><draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{address}" '
            'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>'
            f'<text:section text:name="s"><text:section-source xlink:href="{address}"/><text:p>old</text:p></text:section>'
        )
        made = converter.convert(_open_document(body), "odt")
    assert made.content.startswith(b"PK")
    assert asked == []


def _listen(server: socket.socket, asked: list[object]) -> None:
    try:
        while True:
            connection, _ = server.accept()
            asked.append(connection.recv(100))
            connection.close()
    except OSError:
        return


def _open_document(body: str) -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"))
    )
    content = f"<office:body><office:text>{body}</office:text></office:body>"
    root = f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">{content}'
    kind = "application/vnd.oasis.opendocument.text"
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    listed += '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{listed}</manifest:manifest>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", f"{root}</office:document-content>")
    return made.getvalue()


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "office", lambda: None)
    for kind, package in (("doc", "libreoffice-writer"), ("xlsb", "libreoffice-calc")):
        with Converter() as made, pytest.raises(UnreadableDocument, match=f"apt-get install {package}") as caught:
            made.convert(b"", kind)
        assert caught.value.code == "converter_missing"


def test_a_protected_word_file_is_named_so() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(500)
    with Converter() as made, pytest.raises(UnreadableDocument) as caught:
        made.convert(content, "doc")
    assert caught.value.code == "encrypted"


def test_a_large_file_is_not_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "LARGEST", 10)
    monkeypatch.setattr(convert, "office", lambda: Path("soffice"))
    with Converter() as made, pytest.raises(UnreadableDocument) as caught:
        made.convert(b"{\\rtf" + bytes(20), "rtf")
    assert caught.value.code == "too_large"


def test_every_format_has_a_filter() -> None:
    assert set(convert._IN) == set(CONVERTIBLE)
    assert set(CONVERTIBLE.values()) == set(convert._OUT) == set(convert._PACKAGES)
