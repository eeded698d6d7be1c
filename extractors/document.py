"""What a document really is: its bytes, the format they have (never the name alone) and the encoding of its text."""

import codecs
import hashlib
import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from extractors.encoding import decode, utf16

__all__ = ["Converted", "Document", "Format", "Part", "UnreadableDocument", "decode", "is_encrypted_word", "open_zip", "sniff"]

Format = Literal[
    "html",
    "pdf",
    "docx",
    "text",
    "doc",
    "xls",
    "xlsx",
    "ofd",
    "rtf",
    "odt",
    "mhtml",
    "wps",
    "ods",
    "xlsb",
    "wordml",
    "spreadsheetml",
    "zip",
    "rar",
    "7z",
    "png",
    "jpeg",
    "tiff",
    "empty",
    "unknown",
]

MAX_ENTRIES = 5_000
MAX_INFLATED = 512 * 1024 * 1024

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A Word file often embeds a workbook, a workbook hardly ever a Word file: so the order matters.
_OLE_STREAMS: tuple[tuple[str, Format], ...] = (
    ("EncryptedPackage", "docx"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("MatOST", "wps"),
)
_ZIP_MEMBERS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("OFD.xml", "ofd"),
)
_OPEN_DOCUMENT: tuple[tuple[bytes, Format], ...] = ((b"opendocument.text", "odt"), (b"opendocument.spreadsheet", "ods"))
_OFFICE_XML: tuple[tuple[str, Format], ...] = (
    ("urn:schemas-microsoft-com:office:spreadsheet", "spreadsheetml"),
    ("http://schemas.microsoft.com/office/word/2003/wordml", "wordml"),
    ("http://schemas.microsoft.com/office/2006/xmlPackage", "wordml"),
)
"""Office files in one piece of XML, by the namespace of their root."""
_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|table|tbody|thead|tr|td|th|div|p|span|br|h[1-6]|script|style|a|ul|ol|font|center)"
    r"(?=[\s>/])",
    re.IGNORECASE,
)
_BEFORE_XML = "\ufeff\xef\xbb\xbf \r\n\t"
_MIME = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:MIME-Version|From|Message-ID|Date|Subject|Content-Type)\s*:", re.IGNORECASE)


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
class Converted:
    """What another program made of a document: ``by`` names it (``libreoffice``) and stands in the provenance of every figure."""

    content: bytes
    by: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document as received. ``converted`` is what is read instead of ``content``, whose identity stays the document's."""

    content: bytes
    name: str
    url: str | None = None
    parts: tuple[Part, ...] = ()
    converted: Converted | None = None

    @property
    def sha256(self) -> str:
        """The identity of a document: the SHA-256 of its bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def format(self) -> Format:
        """What the bytes are, whatever the name says."""
        return sniff(self.content)

    @property
    def body(self) -> bytes:
        """The bytes that are read: those of the converted form where there is one."""
        return self.content if self.converted is None else self.converted.content


def sniff(content: bytes) -> Format:
    """The format of some bytes, from magic numbers and content."""
    if content.strip(b" \t\r\n\x00\xef\xbb\xbf") in (b"", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
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


def is_encrypted_word(content: bytes) -> bool:
    """Whether an old Word file is protected: a bit says so in the header of its text, which begins a sector (MS-DOC, 2.5.1)."""
    for sector in range(512, min(len(content), 1_000_000), 512):
        if content[sector : sector + 2] == b"\xec\xa5":
            return bool(content[sector + 11] & 1) if sector + 11 < len(content) else False
    return False


def _sniff_zip(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _zip_format(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
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
            for kind, found in _OPEN_DOCUMENT:
                if kind in text:
                    return found
            if b"wordprocessingml.document.main" in text or b"ms-word.document.macroEnabled.main" in text:
                return "docx"
    return "zip"


def _sniff_text(content: bytes) -> Format:
    head = content[:65_536]
    if _MIME.match(head) and re.search(rb"multipart/related|content-type:\s*text/html", head, re.IGNORECASE):
        return "mhtml"
    wide = utf16(head)
    text = head.decode(wide or "latin-1", errors="replace")
    if text.lstrip(_BEFORE_XML).startswith("<?xml"):
        for namespace, found in _OFFICE_XML:
            if namespace in text[:8192]:
                return found
    if _TAG.search(text) or _TAG.search(content[:2_000_000].decode(wide or "latin-1", errors="replace")):
        return "html"
    if wide is None and re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return "unknown"
    if text.lstrip(_BEFORE_XML).startswith("<?xml"):
        return "unknown"
    return "text" if decode(head).count("\ufffd") <= max(2, len(head) // 100) else "unknown"


def open_zip(content: bytes, allow_encrypted: bool = False) -> zipfile.ZipFile:
    """Open a package within limits (entries, declared inflated bytes; zipfile never inflates past the declared size).

    Raises :class:`UnreadableDocument` for a broken or truncated package, one that is encrypted (unless ``allow_encrypted``), one that
    holds a part twice, and a zip bomb.
    """
    if content.startswith(_OLE):
        raise UnreadableDocument("encrypted", "The file is protected with a password; ask the agency for a file without one.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise UnreadableDocument("truncated", f"The package is truncated or damaged ({error}); fetch or ask for it again.") from error
    entries = archive.infolist()
    if any(entry.header_offset < 0 for entry in entries):
        raise UnreadableDocument("truncated", "The package has lost its beginning; fetch or ask for it again.")
    if len(entries) > MAX_ENTRIES:
        raise UnreadableDocument(
            "too_large", f"The package holds {len(entries)} entries, more than the {MAX_ENTRIES} allowed; look at it by hand."
        )
    inflated = sum(entry.file_size for entry in entries)
    if inflated > MAX_INFLATED:
        raise UnreadableDocument(
            "too_large", f"The package would unpack to {inflated} bytes, more than the {MAX_INFLATED} allowed; look at it by hand."
        )
    if not allow_encrypted and any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableDocument("encrypted", "The package is encrypted with a password; ask the agency for a file without one.")
    parts = Counter(entry.filename.lower() for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
    if twice := [name for name, times in parts.items() if times > 1]:
        raise UnreadableDocument(
            "broken", f"The package holds {twice[0][:100]!r} more than once, so that its text depends on the program; save it anew."
        )
    return archive
