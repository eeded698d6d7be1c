"""Pages saved in one file, as word processors and browsers write them."""

import base64
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart

import pytest

from extractors.document import Document, UnreadableDocument
from extractors.grid import Grid
from extractors.readers.html import read_lxml
from extractors.readers.mhtml import picture_part, unpack

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
TABLE = "<table><tr><td>规章</td><td>3</td></tr><tr><td>规范性文件</td><td>12</td></tr></table>"


def word_saved(charset: str = "gb2312") -> bytes:
    """As Word writes a "Web page in one file", quoted-printable in the encoding of the system."""
    page = f'<html><head><meta charset={charset}></head><body><p>年度报告</p>{TABLE}<img src="a.files/image001.png"></body></html>'
    quoted = "".join(f"={byte:02X}" if byte > 126 or byte == 61 else chr(byte) for byte in page.encode(charset))
    lines = "=\r\n".join(quoted[i : i + 60] for i in range(0, len(quoted), 60)) if "=" not in quoted else quoted
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_NextPart_01"\r\n\r\n'
        "This document is a Single File Web Page.\r\n\r\n------=_NextPart_01\r\n"
        "Content-Location: file:///C:/0A0B/a.htm\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f'Content-Type: text/html; charset="{charset}"\r\n\r\n{lines}\r\n\r\n------=_NextPart_01\r\n'
        "Content-Location: file:///C:/0A0B/a.files/image001.png\r\nContent-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r\n"
        f"{base64.b64encode(PNG).decode()}\r\n\r\n------=_NextPart_01--\r\n"
    ).encode("latin-1")


def figures(page: Document) -> list[str]:
    return [cell.text for block in read_lxml(page).blocks if isinstance(block, Grid) for cell in block.cells]


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_page_saved_by_word(charset: str) -> None:
    document = Document(word_saved(charset), "report.doc")
    assert document.format == "mhtml"
    page = unpack(document)
    assert page.format == "html"
    assert figures(page) == ["规章", "3", "规范性文件", "12"]
    (picture,) = page.parts
    assert (picture.content, picture.name) == (PNG, "image001.png")
    assert picture_part(page, "a.files/image001.png") == picture
    assert picture_part(page, "a.files/image002.png") is None
    assert page.url is None


def test_a_page_saved_by_a_browser() -> None:
    page = f"<html><body>{TABLE}<img src='cid:one@mhtml.blink'><img src='/images/two.png'></body></html>"
    message = MIMEMultipart("related", type="text/html")
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://www.example.gov.cn/art/1.html"
    from email.mime.text import MIMEText

    root = MIMEText(page, "html", "utf-8")
    root["Content-Location"] = "https://www.example.gov.cn/art/1.html"
    first, second = MIMEImage(PNG + b"1", "png"), MIMEImage(PNG + b"2", "png")
    first["Content-ID"] = "<one@mhtml.blink>"
    second["Content-Location"] = "https://www.example.gov.cn/images/two.png"
    for part in (root, first, second):
        message.attach(part)
    content = b"From: <Saved by Blink>\r\n" + message.as_bytes()
    document = Document(content, "report.mht")
    assert document.format == "mhtml"
    read = unpack(document)
    assert figures(read) == ["规章", "3", "规范性文件", "12"]
    assert read.url == "https://www.example.gov.cn/art/1.html"
    assert [picture_part(read, a).content[-1:] for a in ("cid:one@mhtml.blink", "/images/two.png", "two.png")] == [b"1", b"2", b"2"]


def test_a_page_alone() -> None:
    content = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + TABLE.encode("gbk")
    assert figures(unpack(Document(content, "a.mht"))) == ["规章", "3", "规范性文件", "12"]


@pytest.mark.parametrize(
    "content",
    [
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\n\r\nabc\r\n--x--",
        b"Subject: a",
    ],
)
def test_without_a_page(content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        unpack(Document(content, "a.mht"))
    assert caught.value.code == "broken"


def test_a_cut_off_file_gives_what_is_left() -> None:
    assert figures(unpack(Document(word_saved()[:-300], "a.mht")))[:2] == ["规章", "3"]
