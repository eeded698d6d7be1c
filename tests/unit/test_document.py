"""What bytes are, and what text they hold."""

import io
import pickle
import struct
import warnings
import zipfile

import pytest

from extractors import document
from extractors.document import Document, Part, UnreadableDocument, decode, open_zip, sniff

PROSE = "本年新收政府信息公开申请数量，行政机关年度工作报告。"
PAGE = '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head><body>' + PROSE + "</body></html>"


def package(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b" \r\n\t\x00", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\xfe\xff", "empty"),
        (b"\xff\xfe \x00\n\x00", "empty"),
        (b"%PDF-1.7\n...", "pdf"),
        (b"\r\njunk\n%PDF-1.4\n...", "pdf"),
        (b"<html><body>%PDF-1.4 is not here</body></html>", "html"),
        (b"<!DOCTYPE html>\n<html><title>404</title>", "html"),
        (b"<table><tr><td>1</td></tr></table>", "html"),
        (b"\xef\xbb\xbf<p>1</p>", "html"),
        ("﻿<div>规章</div>".encode("utf-16"), "html"),
        (b"\n" * 100_000 + b"<TABLE>", "html"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"Rar!\x1a\x07\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpeg"),
        (b"II*\x00....", "tiff"),
        (b"MM\x00*....", "tiff"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "doc"),
        (OLE + "Workbook\0".encode("utf-16-le") + "WordDocument\0".encode("utf-16-le"), "doc"),
        (OLE + "Workbook\0".encode("utf-16-le"), "xls"),
        (OLE + "EncryptedPackage\0".encode("utf-16-le"), "docx"),
        (OLE, "unknown"),
        (package(**{"word/document.xml": b"<w/>"}), "docx"),
        (package(**{"word/document2.xml": b"<w/>", "[Content_Types].xml": b"wordprocessingml.document.main+xml"}), "docx"),
        (package(**{"word/document.xml": b"<w/>"})[:60], "docx"),
        (package(**{"xl/workbook.xml": b"<w/>"}), "xlsx"),
        (package(**{"OFD.xml": b"<w/>"}), "ofd"),
        (package(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        (package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (package(**{"xl/workbook.bin": b"\x00"}), "xlsb"),
        (OLE + "MatOST\0".encode("utf-16-le"), "wps"),
        (b"<?xml version='1.0'?>\n<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Table ss:a='1'/>", "spreadsheetml"),
        (b"<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:p/>", "wordml"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table>", "html"),
        (b"\xef\xbb\xbf<html xmlns:w='urn:schemas-microsoft-com:office:word'><p class=MsoNormal>1</p>", "html"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype='text/html'\r\n", "mhtml"),
        (b"\xef\xbb\xbfMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n<html>", "mhtml"),
        (package(readme=b"1"), "zip"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n<html>", "mhtml"),
        ("规章\t3\t1\t10\n".encode("gb18030"), "text"),
        (PROSE.encode(), "text"),
        (b"5 < 7 and 3 > 1", "text"),
        (b"<?xml version='1.0'?><data/>", "unknown"),
        (b"\x00\x01\x02\x03binary\x04", "unknown"),
    ],
)
def test_sniff_goes_by_content(content: bytes, expected: str) -> None:
    assert sniff(content) == expected
    assert Document(content, "report.pdf").format == expected


def test_document_identity_is_the_hash_of_its_bytes() -> None:
    one = Document(b"abc", "a.html", None, (Part(b"p", "p.png"),))
    assert one.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "iso-8859-1", "big5", "no-such-thing", ""])
@pytest.mark.parametrize("server", [None, "utf-8", "gbk", "ISO-8859-1"])
def test_no_declaration_spoils_a_page(encoding: str, declared: str, server: str | None) -> None:
    text = PAGE.format(declared)
    assert decode(text.encode(encoding), server) == text


def test_gb18030_beyond_gbk_is_read_under_the_name_gb2312() -> None:
    text = PAGE.format("gb2312").replace("本年", "䶮㙍𠮷")
    assert decode(text.encode("gb18030")) == text


def test_big5_is_read_where_it_is_big5() -> None:
    text = "政府信息公開工作年度報告，總體情況。"
    assert decode(text.encode("big5"), "big5") == text
    assert decode(text.encode("big5")) == text


def test_hz_is_read_where_it_is_declared() -> None:
    assert decode(PROSE.encode("hz"), "hz-gb-2312") == PROSE


def test_a_page_cut_within_a_character_stays_utf8() -> None:
    assert decode((PROSE * 5).encode()[:-1]).startswith(PROSE)


def test_a_damaged_gb_page_stays_gb() -> None:
    damaged = (PROSE * 20).encode("gbk")[:-1] + b"\xff"
    assert decode(damaged).startswith(PROSE * 19)


def test_short_gb_text_without_any_declaration() -> None:
    assert decode("规章".encode("gbk")) == "规章"


def test_a_package_with_too_many_entries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_ENTRIES", 3)
    with pytest.raises(UnreadableDocument) as caught:
        open_zip(package(a=b"1", b=b"2", c=b"3", d=b"4"))
    assert caught.value.code == "too_large"


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_INFLATED", 100_000)
    with pytest.raises(UnreadableDocument, match="100000"):
        open_zip(package(a=bytes(1_000_000)))


def test_an_encrypted_package_is_named_so() -> None:
    content = bytearray(package(a=b"1"))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, directory + 8, 1)
    with pytest.raises(UnreadableDocument) as caught:
        open_zip(bytes(content))
    assert caught.value.code == "encrypted"


def test_a_truncated_package_is_named_so() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        open_zip(package(a=b"1")[:-10])
    assert caught.value.code == "truncated"


def test_the_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(UnreadableDocument("broken", "why")))  # noqa: S301 - made on this line
    assert (error.code, error.message, str(error)) == ("broken", "why", "why")


@pytest.mark.parametrize("second", ["word/document.xml", "Word/Document.XML"])
def test_a_package_that_holds_its_text_twice_is_refused(second: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", b"<one/>")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            archive.writestr(second, b"<two/>")
    with pytest.raises(UnreadableDocument, match="more than once") as caught:
        open_zip(made.getvalue())
    assert caught.value.code == "broken"


def test_a_protected_word_file_is_known_by_its_header() -> None:
    head = OLE + b"\xec\xa5\xc1\x00" + bytes(6)
    assert [document.is_encrypted_word(head + bytes([0, flags]) + bytes(100)) for flags in (0x00, 0x01, 0x12)] == [False, True, False]
    assert not document.is_encrypted_word(OLE)
