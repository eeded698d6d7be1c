"""Word files by python-docx: the file is put into the plain form the library knows, then read with its paragraphs, tables and cells."""

import io
import posixpath
import re
import zipfile
import zlib

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl, CT_Tc
from docx.oxml.text.paragraph import CT_P
from docx.styles.style import BaseStyle
from docx.text.paragraph import Paragraph
from lxml import etree
from lxml.etree import _Element

from extractors.document import Document, UnreadableDocument, open_zip
from extractors.grid import Reading
from extractors.readers.docx_package import is_picture, part, refuse_elements, unparsed
from extractors.readers.docx_plain import make_plain, sane
from extractors.readers.flow import Draft, Flow, refuse_large
from extractors.readers.settle import settle

ENGINE = "docx-python-docx"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])|title", re.IGNORECASE)
_KEPT_PARTS = re.compile(r"\[Content_Types\]\.xml|.*\.rels|docProps/core\.xml|[^/]+/[^/]+\.xml")
_MACRO_OR_TEMPLATE = re.compile(rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled|[a-z.-]+\.template)\.main\+xml")
_PLAIN_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KEPT_RELATIONS = ("/officeDocument", "/styles", "/core-properties")


def read_python_docx(document: Document) -> Reading:
    """Read a Word file.

    Raises :class:`UnreadableDocument` where it is encrypted, truncated, of a kind python-docx does not open, or made to exhaust it.
    """
    word = _open(document.body)
    body = word.element.body
    if body is None:
        raise UnreadableDocument("broken", "The Word file has no body; ask for it again.")
    if body.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("unsafe", "The Word file declares a document type, which no word processor writes.")
    refuse_elements(body)
    make_plain(body)
    flow = Flow()
    try:
        _pour(body, flow, word)
    except RecursionError as error:
        raise UnreadableDocument("too_deep", "The Word file is nested too deeply; look at it by hand.") from error
    except (InvalidXmlError, ValueError) as error:
        raise UnreadableDocument("broken", f"The Word file has markup that python-docx refuses ({error}); save it anew.") from error
    blocks, issues = settle(flow)
    title = _title(word)
    return Reading(ENGINE, blocks, {"title": title} if title else {}, issues)


def _open(content: bytes) -> WordDocument:
    try:
        with open_zip(content) as archive:
            return docx.Document(io.BytesIO(_lean(archive)))
    except (zipfile.BadZipFile, EOFError, OSError, PackageNotFoundError, NotImplementedError) as error:
        raise UnreadableDocument("truncated", f"The Word file is truncated or damaged ({error}); ask for it again.") from error
    except (etree.XMLSyntaxError, zlib.error) as error:
        raise unparsed(error) from error
    except (AttributeError, KeyError, ValueError) as error:  # the first where a part of the package has another root than it must have
        raise UnreadableDocument("unsupported", f"python-docx does not open this kind of file ({error}); save it as .docx.") from error


def _lean(archive: zipfile.ZipFile) -> bytes:
    """The package without pictures and without relations but those of the text: python-docx loads every part it finds named, and
    stops at relations to parts that are not there, which other word processors leave behind."""
    lean = io.BytesIO()
    names = [name for name in archive.namelist() if _KEPT_PARTS.fullmatch(name)]
    with zipfile.ZipFile(lean, "w") as target:
        for name in dict.fromkeys(names):
            content = part(archive, name)
            if name.endswith(".rels"):
                content = _relations(content, posixpath.dirname(posixpath.dirname(name)), set(names))
            elif name == "[Content_Types].xml":
                content = _MACRO_OR_TEMPLATE.sub(_PLAIN_DOCUMENT, content)
            target.writestr(name, content)
    return lean.getvalue()


def _relations(content: bytes, folder: str, names: set[str]) -> bytes:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    for relation in list(root):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
        if not (relation.get("Type") or "").endswith(_KEPT_RELATIONS) or target not in names:
            root.remove(relation)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _title(word: WordDocument) -> str:
    """The title field, where the file has one: python-docx makes one up for a file without properties."""
    relations = word.part.package.rels.values() if word.part.package else ()
    return (word.core_properties.title or "").strip() if any(r.reltype == RT.CORE_PROPERTIES for r in relations) else ""


def _pour(container: _Element, flow: Flow, word: WordDocument) -> None:
    for child in container:
        if isinstance(child, CT_P):
            _paragraph(child, flow, word)
        elif isinstance(child, CT_Tbl):
            flow.table(_table(child, word))


def _paragraph(element: CT_P, flow: Flow, word: WordDocument) -> None:
    paragraph = Paragraph(element, word)
    flow.block(_level(paragraph))
    flow.text(paragraph.text)
    flow.block()
    for box in element.iter(qn("w:txbxContent")):
        if next(box.iterancestors(qn("w:p")), None) is element:
            _pour(box, flow, word)
    for drawing in element.iter(qn("w:drawing"), qn("w:pict"), qn("w:object")):
        own = next(drawing.iterancestors(qn("w:p")), None) is element
        if own and next(drawing.iter(qn("w:txbxContent")), None) is None and is_picture(drawing):
            flow.picture()


def _level(paragraph: Paragraph) -> int | None:
    """The heading level a paragraph has itself or by its style: outline level first, then the style's name."""
    level = _outline(paragraph._p)
    style: BaseStyle | None = paragraph.style
    for _ in range(20):
        if level is not None or style is None:
            break
        named = _HEADING.fullmatch((style.name or "").strip())
        level = _outline(style.element)
        if level is None and named:
            level = int(named.group(1) or 1)
        style = getattr(style, "base_style", None)
    return level if level is not None and level <= 6 else None


def _outline(element: _Element) -> int | None:
    found = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    return None if found is None else sane(found.get(qn("w:val"))) + 1


def _table(table: CT_Tbl, word: WordDocument) -> Draft:
    """Expand a table: from the first cell of a vertical merge look down, row by row, for those that continue it."""
    cells_of = [row.tc_lst for row in table.tr_lst]
    refuse_large(len(cells_of), max(map(len, cells_of), default=0), sum(map(len, cells_of)))
    rows = [{tc.grid_offset: tc for tc in row} for row in cells_of]
    draft = Draft(Flow())
    used: set[CT_Tc] = set()
    for index, places in enumerate(rows):
        for offset, tc in places.items():
            if tc in used:
                continue
            below = [] if tc.vMerge is None else _continued(tc, offset, rows[index + 1 :])
            used.update(below)
            flow = Flow()
            _pour(tc, flow, word)
            draft.add(index + 1, offset + 1, 1 + len(below), tc.grid_span, flow)
    return draft


def _continued(tc: CT_Tc, offset: int, below: list[dict[int, CT_Tc]]) -> list[CT_Tc]:
    """The cells that continue a vertical merge: marked so, and just as wide."""
    found: list[CT_Tc] = []
    for places in below:
        candidate = places.get(offset)
        if candidate is None or candidate.vMerge != "continue" or candidate.grid_span != tc.grid_span:
            break
        found.append(candidate)
    return found
