"""A Word package read by hand: its parts, parsed without entities, attributes by local name, the heading level of each style."""

import re
import zipfile
import zlib
from itertools import islice

from lxml import etree

from extractors.document import UnreadableDocument
from extractors.readers.libxml import is_out_of_memory

MAX_PART = 32 * 1024 * 1024
MAX_ELEMENTS = 1_000_000
MAX_SPAN = 128
TWO_PIXELS = 19_050
"""In the units of drawings (EMU), 914,400 to the inch, at 96 pixels to the inch."""

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part; :class:`UnreadableDocument` (``too_large``) where no report fills so many. ``KeyError`` where it is missing."""
    if archive.getinfo(name).file_size > MAX_PART:
        raise UnreadableDocument("too_large", f"{name} in the Word file is larger than {MAX_PART} bytes; hand in the report alone.")
    return archive.read(name)


def unparsed(error: Exception) -> UnreadableDocument:
    """What to say of a Word file that could not be parsed."""
    if is_out_of_memory(error):
        return UnreadableDocument("too_large", "The Word file needs more memory than there is; hand in the report alone.")
    return UnreadableDocument("broken", f"The Word file cannot be parsed ({error}); ask for it again.")


def refuse_elements(body: "etree._Element") -> None:
    """Raise :class:`UnreadableDocument` (``too_large``) for a text of more elements than any report has."""
    if sum(1 for _ in islice(body.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        raise UnreadableDocument("too_large", f"The Word file has more than {MAX_ELEMENTS} elements; hand in the report alone.")


def symbol(code: str | None) -> str:
    """The character of a ``sym``, U+FFFD where its code (hexadecimal, UTF-16) stands for none that text can hold."""
    if not re.fullmatch(r"[0-9A-Fa-f]{1,4}", code or ""):
        return "\ufffd"
    character = chr(int(code or "", 16))
    return "\ufffd" if "\ud800" <= character <= "\udfff" or character < " " or character in "\x7f\ufffe\uffff" else character


def parse(archive: zipfile.ZipFile, name: str) -> "etree._Element":
    """A part of the package as a tree; :class:`UnreadableDocument` where it is missing, damaged or declares entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part(archive, name), parser)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableDocument("truncated", f"The Word file is truncated or damaged ({error}); ask for it again.") from error
    except (etree.XMLSyntaxError, zlib.error) as error:
        raise unparsed(error) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("unsafe", f"{name} in the Word file declares a document type, which no word processor writes.")
    return root


def local_name(element: "etree._Element") -> str:
    """The name of an element without its namespace, empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute_of(element: "etree._Element | None", attribute: str = "val") -> str | None:
    """An attribute by its local name: the strict and the transitional format differ in namespace only."""
    if element is None:
        return None
    return next((str(value) for name, value in element.items() if etree.QName(name).localname == attribute), None)


def is_picture(drawing: "etree._Element") -> bool:
    """Whether a ``drawing``, ``pict`` or ``object`` shows a picture, not merely a drawn line, and not one of a pixel or two."""
    extent = next((part for part in drawing.iter() if local_name(part) == "extent"), None)
    sizes = [attribute_of(extent, "cx") or "", attribute_of(extent, "cy") or ""]
    if any(size.strip().isdecimal() and int(size) <= TWO_PIXELS for size in sizes):
        return False
    return any(local_name(part) in ("blip", "imagedata") for part in drawing.iter())


def is_on(properties: "etree._Element | None", name: str) -> bool:
    """Whether a switch such as ``vanish`` is set in some properties."""
    found = None if properties is None else properties.find(f"{{*}}{name}")
    return found is not None and attribute_of(found) not in ("0", "false", "off")


def bounded(element: "etree._Element | None", least: int) -> int:
    """A count in an element's value, ``least`` where it is none, never above ``MAX_SPAN``."""
    text = (attribute_of(element) or "").strip()
    return max(least, min(int(text), MAX_SPAN)) if re.fullmatch(r"[0-9]{1,9}", text) else least


def main_part(archive: zipfile.ZipFile) -> str:
    """The name of the part that holds the text."""
    names = set(archive.namelist())
    if "_rels/.rels" in names:
        for relation in parse(archive, "_rels/.rels"):
            if (attribute_of(relation, "Type") or "").endswith("/officeDocument"):
                target = (attribute_of(relation, "Target") or "").lstrip("/")
                if target in names:
                    return target
    if "word/document.xml" not in names:
        raise UnreadableDocument("wrong_format", "The package holds no Word document; see what it is and hand in the report itself.")
    return "word/document.xml"


def title_field(archive: zipfile.ZipFile) -> str | None:
    """The title among the file's properties."""
    if "docProps/core.xml" not in archive.namelist():
        return None
    return (parse(archive, "docProps/core.xml").findtext("{*}title") or "").strip() or None


def heading_levels(archive: zipfile.ZipFile, name: str) -> dict[str, int]:
    """The heading level of each paragraph style, by outline level or name, its own or inherited."""
    if name not in archive.namelist():
        return {}
    own: dict[str, int] = {}
    base: dict[str, str] = {}
    for style in parse(archive, name).iterfind("{*}style"):
        identity = attribute_of(style, "styleId") or ""
        base[identity] = attribute_of(style.find("{*}basedOn")) or ""
        level = outline_level(style.find("{*}pPr"))
        named = _HEADING.fullmatch((attribute_of(style.find("{*}name")) or "").strip())
        if level is not None:
            own[identity] = level
        elif named:
            own[identity] = int(named.group(1))
        elif (attribute_of(style.find("{*}name")) or "").lower() == "title":
            own[identity] = 1
    return {identity: level for identity in base if (level := _inherited(identity, own, base)) is not None}


def _inherited(identity: str, own: dict[str, int], base: dict[str, str]) -> int | None:
    for _ in range(20):
        if identity in own:
            return own[identity]
        identity = base.get(identity, "")
    return None


def outline_level(properties: "etree._Element | None") -> int | None:
    """The heading level (1-9) of paragraph properties, 10 for body text, None where they say nothing."""
    found = None if properties is None else properties.find("{*}outlineLvl")
    return None if found is None else bounded(found, 0) + 1
