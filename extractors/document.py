"""What a document really is: its bytes, the format they have (never the name alone) and the encoding of its text."""

import codecs
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from charset_normalizer import from_bytes

Format = Literal[
    "html", "pdf", "docx", "text", "doc", "xls", "xlsx", "ofd", "rtf", "odt", "mhtml", "wps", "zip", "rar", "png", "jpeg", "tiff",
    "empty", "unknown",
]

MAX_ENTRIES = 5_000
MAX_INFLATED = 512 * 1024 * 1024

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A Word file often embeds a workbook, a workbook hardly ever a Word file: so the order matters.
_OLE_STREAMS: tuple[tuple[str, Format], ...] = (
    ("EncryptedPackage", "docx"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("MatOST", "wps"),
)
_ZIP_MEMBERS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsx"), ("OFD.xml", "ofd"),
)
_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|table|tbody|thead|tr|td|th|div|p|span|br|h[1-6]|script|style|a|ul|ol|font|center)"
    r"(?=[\s>/])", re.IGNORECASE,
)
_META_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_MIME = re.compile(rb"\A\s*(?:MIME-Version|From|Message-ID|Date|Subject|Content-Type)\s*:", re.IGNORECASE)
_COMMON = frozenset("的一是在不了有和为上年公开政府信息申请工作报告情况本机关行政其他總資訊開報與會處關機")
_GB_NAMES = frozenset(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "936", "euc-cn", "hz-gb-2312", "hz", "chinese"))


class UnreadableDocument(Exception):
    """A document that cannot be read: ``code`` for programs, ``message`` for people (what happened, what to do)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-resource of a document (picture, viewer frame, attachment) that was archived with it."""

    content: bytes
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as received."""

    content: bytes
    name: str
    url: str | None = None
    parts: tuple[Part, ...] = ()

    @property
    def sha256(self) -> str:
        """The identity of a document: the SHA-256 of its bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def format(self) -> Format:
        """What the bytes are, whatever the name says."""
        return sniff(self.content)


def sniff(content: bytes) -> Format:
    """The format of some bytes, from magic numbers and content."""
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return "empty"
    for magic, found in _MAGIC:
        if content.startswith(magic):
            return found
    if content.startswith(_OLE):
        return _sniff_ole(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(content)
    # Readers of PDF allow junk before the header; a page that merely talks about it has markup there.
    at = content.find(b"%PDF-", 0, 1024)
    if at >= 0 and b"<" not in content[:at]:
        return "pdf"
    return _sniff_text(content)


def _sniff_ole(content: bytes) -> Format:
    """Directory entries hold their names in UTF-16; an encrypted OOXML package is an OLE file around one stream."""
    for stream, found in _OLE_STREAMS:
        if (stream + "\0").encode("utf-16-le") in content:
            return found
    return "unknown"


def _sniff_zip(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _zip_format(archive)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
        # A broken package still shows its members' names in the local headers; its reader then says that it is broken.
        head = content[:65_536]
        for member, found in _ZIP_MEMBERS:
            if member.encode() in head:
                return found
        return "docx" if b"word/" in head else "zip"


def _zip_format(archive: zipfile.ZipFile) -> Format:
    names = {info.filename: info for info in islice(archive.infolist(), MAX_ENTRIES)}
    for member, found in _ZIP_MEMBERS:
        if member in names:
            return found
    for member in ("mimetype", "[Content_Types].xml"):
        if member in names and names[member].file_size < 1_000_000 and not names[member].flag_bits & 1:
            text = archive.read(member)
            if b"opendocument.text" in text:
                return "odt"
            if b"wordprocessingml.document.main" in text or b"ms-word.document.macroEnabled.main" in text:
                return "docx"
    return "zip"


def _sniff_text(content: bytes) -> Format:
    head = content[:65_536]
    if _MIME.match(head) and re.search(rb"multipart/related|content-type:\s*text/html", head, re.IGNORECASE):
        return "mhtml"
    wide = _utf16(head)
    text = head.decode(wide or "latin-1", errors="replace")
    if _TAG.search(text) or _TAG.search(content[:2_000_000].decode(wide or "latin-1", errors="replace")):
        return "html"
    if wide is None and re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return "unknown"
    if text.lstrip("\ufeff\xef\xbb\xbf \r\n\t").startswith("<?xml"):
        return "unknown"
    return "text" if decode(head).count("\ufffd") <= max(2, len(head) // 100) else "unknown"


def open_zip(content: bytes) -> zipfile.ZipFile:
    """Open a package within limits (entries, declared inflated bytes; zipfile never inflates past the declared size).

    Raises :class:`UnreadableDocument` for a broken or truncated package, one that is encrypted, and a zip bomb.
    """
    if content.startswith(_OLE):
        raise UnreadableDocument("encrypted", "The file is protected with a password; ask the agency for a file without one.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise UnreadableDocument("truncated", f"The package is truncated or damaged ({error}); fetch or ask for it again.") from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise UnreadableDocument(
            "too_large", f"The package holds {len(entries)} entries, more than the {MAX_ENTRIES} allowed; look at it by hand.")
    inflated = sum(entry.file_size for entry in entries)
    if inflated > MAX_INFLATED:
        raise UnreadableDocument(
            "too_large", f"The package would unpack to {inflated} bytes, more than the {MAX_INFLATED} allowed; look at it by hand.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableDocument("encrypted", "The package is encrypted with a password; ask the agency for a file without one.")
    return archive


def decode(content: bytes, declared: str | None = None) -> str:
    """The text of some bytes: a BOM, else UTF-8 where it is valid, else what is declared (by the server, by the page), else a guess.

    UTF-8 goes before any declaration because text in another encoding is hardly ever valid UTF-8, while declarations are often wrong;
    every name of the GB family is read as GB18030, their superset.
    """
    wide = _utf16(content)
    if wide is not None:
        return content.decode(wide, errors="replace").removeprefix("\ufeff")
    content = content.removeprefix(codecs.BOM_UTF8)
    names = [name for name in (declared, _meta_charset(content)) if name]
    if any(name.lower().startswith("hz") for name in names) and content.isascii() and b"~{" in content:
        return content.decode("hz", errors="replace")
    utf8 = content.decode("utf-8", errors="replace")
    # A page cut in the middle of a character, or pasted together from two, is still UTF-8.
    if utf8.count("\ufffd") * 50 <= sum(1 for c in utf8 if c > "\x7f") and (b"\xef\xbf\xbd" in content or _mostly(utf8)):
        return utf8
    return _decode_other(content, names)


def _mostly(text: str) -> bool:
    """Whether what UTF-8 could not read is too little to make it another encoding."""
    bad = text.count("\ufffd")
    return bad == 0 or sum(1 for c in text if c in _COMMON) > bad


def _decode_other(content: bytes, names: list[str]) -> str:
    best, best_score = None, -1.0
    for name in dict.fromkeys([_codec(name) for name in names] + ["gb18030", "big5hkscs"]):
        if name is None or name in ("utf-8", "ascii", "iso8859-1", "cp1252"):
            continue
        text = content.decode(name, errors="replace")
        score = _plausible(text)
        if score > best_score:
            best, best_score = text, score
    if best is not None and best_score > 0.05:
        return best
    for name in ["gb18030", *names]:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    match = from_bytes(content[:200_000]).best()
    return content.decode(match.encoding if match else "gb18030", errors="replace")


def _plausible(text: str) -> float:
    """The share of characters beyond ASCII that running Chinese prose of this kind is made of, less what could not be decoded."""
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    return (sum(1 for c in beyond if c in _COMMON) - 4 * beyond.count("\ufffd")) / len(beyond)


def _codec(name: str) -> str | None:
    if name.lower() in _GB_NAMES:
        return "gb18030"
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def _meta_charset(content: bytes) -> str | None:
    found = _META_CHARSET.search(content[:4096])
    return found.group(1).decode("ascii") if found else None


def _utf16(content: bytes) -> str | None:
    """The codec of UTF-16 or UTF-32 text, by its BOM or by the NUL bytes that ASCII markup leaves in it; None for any other."""
    for bom, codec in ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
                       (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(bom):
            return codec
    head = content[:2048]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0) / (len(head) / 2), head[1::2].count(0) / (len(head) / 2)
    if odd > 0.3 and even < 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.02 else None
