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
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl, CT_Tc
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.styles.style import BaseStyle
from docx.text.paragraph import Paragraph
from lxml import etree
from lxml.etree import _Element

from extractors.document import Document, UnreadableDocument, open_zip
from extractors.grid import Reading
from extractors.readers.flow import Draft, DraftCell, Flow, settle

ENGINE = "docx-python-docx"
MAX_SPAN = 128
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])|title", re.IGNORECASE)
_DROPPED = ("w:del", "w:moveFrom", "w:rt", "w:rubyPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr")
_OPENED = (
    "w:sdtContent", "w:sdt", "w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:hyperlink", "w:fldSimple", "w:dir", "w:bdo",
    "w:rubyBase", "w:ruby",
)
_OPENED_TOO = (f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback", f"{_MATH}oMathPara")
_KEPT_PARTS = re.compile(r"\[Content_Types\]\.xml|.*\.rels|docProps/core\.xml|[^/]+/[^/]+\.xml")
_MACRO_OR_TEMPLATE = re.compile(rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled|[a-z.-]+\.template)\.main\+xml")
_PLAIN_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KEPT_RELATIONS = ("/officeDocument", "/styles", "/core-properties")


def read_python_docx(document: Document) -> Reading:
    """Read a Word file.

    Raises :class:`UnreadableDocument` where it is encrypted, truncated, of a kind python-docx does not open, or made to exhaust it.
    """
    word = _open(document.content)
    body = word.element.body
    if body is None:
        raise UnreadableDocument("broken", "The Word file has no body; ask for it again.")
    if body.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("unsafe", "The Word file declares a document type, which no word processor writes.")
    _plain(body)
    flow = Flow()
    try:
        _pour(body, flow, word)
    except RecursionError as error:
        raise UnreadableDocument("too_deep", "The Word file is nested too deeply; look at it by hand.") from error
    blocks, issues = settle(flow)
    title = _title(word)
    return Reading(ENGINE, blocks, {"title": title} if title else {}, issues)


def _open(content: bytes) -> WordDocument:
    try:
        with open_zip(content) as archive:
            return docx.Document(io.BytesIO(_lean(archive)))
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, PackageNotFoundError, NotImplementedError) as error:
        raise UnreadableDocument("truncated", f"The Word file is truncated or damaged ({error}); ask for it again.") from error
    except (etree.XMLSyntaxError, zlib.error) as error:
        raise UnreadableDocument("broken", f"The Word file cannot be parsed ({error}); ask for it again.") from error
    except ValueError as error:
        raise UnreadableDocument("unsupported", f"python-docx does not open this kind of file ({error}); save it as .docx.") from error


def _lean(archive: zipfile.ZipFile) -> bytes:
    """The package without pictures and without relations but those of the text: python-docx loads every part it finds named, and
    stops at relations to parts that are not there, which other word processors leave behind."""
    lean = io.BytesIO()
    names = [name for name in archive.namelist() if _KEPT_PARTS.fullmatch(name)]
    with zipfile.ZipFile(lean, "w") as target:
        for name in dict.fromkeys(names):
            content = archive.read(name)
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


def _plain(body: BaseOxmlElement) -> None:
    """Take out what is not shown and the wrappers python-docx does not look into."""
    for alternatives in list(body.iter(f"{_MC}AlternateContent")):
        for fallback in list(alternatives)[1:]:
            alternatives.remove(fallback)
    deleted, cut = f"{qn('w:trPr')}/{qn('w:del')}", f"{qn('w:tcPr')}/{qn('w:cellDel')}"
    gone = [row for row in body.iter(qn("w:tr")) if row.find(deleted) is not None or _is_on(row, "w:trPr", "w:hidden")]
    gone += [cell for cell in body.iter(qn("w:tc")) if cell.find(cut) is not None]
    gone += [run for run in body.iter(qn("w:r")) if _is_on(run, "w:rPr", "w:vanish")]
    for element in [*gone, *body.iter(*map(qn, _DROPPED))]:
        _remove(element)
    for wrapper in list(body.iter(*map(qn, _OPENED), *_OPENED_TOO))[::-1]:
        _unwrap(wrapper)
    for math in list(body.iter(f"{_MATH}oMath")):
        _replace(math, "w:r", [_text(math, "".join(part.text or "" for part in math.iter(f"{_MATH}t")))])
    for run in list(body.iter(qn("w:r")))[::-1]:
        _plain_run(run)
    for cell in list(body.iter(qn("w:tc"))):
        _plain_cell(cell)


def _plain_run(run: _Element) -> None:
    """Symbols become text, page breaks breaks like any other; note marks and struck text stand apart from the digits beside them."""
    for symbol in list(run.iter(qn("w:sym"))):
        code = symbol.get(qn("w:char")) or ""
        _replace(symbol, "w:t", [], chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else "\ufffd")
    for part in run:
        if part.tag == qn("w:br"):
            part.attrib.clear()
        elif part.tag == qn("w:t") and part.text:
            part.text = part.text.replace("\r", " ").replace("\n", " ")
    raised = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    noted = raised is not None and raised.get(qn("w:val")) in ("superscript", "subscript")
    if noted or _is_on(run, "w:rPr", "w:strike") or _is_on(run, "w:rPr", "w:dstrike"):
        run.insert(0, _text(run, " "))
        run.append(_text(run, " "))
    above = run.getparent()
    if above is not None and above.tag == qn("w:r"):
        _unwrap(run)


def _plain_cell(cell: _Element) -> None:
    """Spans that are no sane number become 1; a cell of an old horizontal merge goes into the one before it."""
    properties = cell.find(qn("w:tcPr"))
    span = None if properties is None else properties.find(qn("w:gridSpan"))
    if span is not None:
        span.set(qn("w:val"), str(max(1, _sane(span.get(qn("w:val"))))))
    merge = None if properties is None else properties.find(qn("w:hMerge"))
    before = cell.getprevious()
    if merge is None or merge.get(qn("w:val")) == "restart" or not isinstance(before, CT_Tc) or not isinstance(cell, CT_Tc):
        return
    before.grid_span = before.grid_span + cell.grid_span
    _remove(cell)


def _sane(value: str | None) -> int:
    value = (value or "").strip()
    return min(int(value), MAX_SPAN) if re.fullmatch(r"[0-9]{1,9}", value) else 0


def _is_on(element: _Element, properties: str, name: str) -> bool:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off")


def _remove(element: _Element) -> None:
    above = element.getparent()
    if above is not None:
        above.remove(element)


def _unwrap(element: _Element) -> None:
    above = element.getparent()
    if above is not None:
        at = above.index(element)
        above[at : at + 1] = [child for child in element if child.tag != qn("w:rPr")]


def _text(near: _Element, text: str) -> _Element:
    made = near.makeelement(qn("w:t"))
    made.text = text
    return made


def _replace(element: _Element, tag: str, children: list[_Element], text: str | None = None) -> None:
    made = element.makeelement(qn(tag))
    made.extend(children)
    made.text = text
    above = element.getparent()
    if above is not None:
        above.replace(element, made)


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
    return None if found is None else _sane(found.get(qn("w:val"))) + 1


def _table(table: CT_Tbl, word: WordDocument) -> Draft:
    """Expand a table: from the first cell of a vertical merge look down, row by row, for those that continue it."""
    rows = [(row, {tc.grid_offset: tc for tc in row.tc_lst}) for row in table.tr_lst]
    cells: list[DraftCell] = []
    used: set[CT_Tc] = set()
    for index, (_, places) in enumerate(rows):
        for offset, tc in places.items():
            if tc in used:
                continue
            below = [] if tc.vMerge is None else _continued(tc, offset, [places for _, places in rows[index + 1 :]])
            used.update(below)
            flow = Flow()
            _pour(tc, flow, word)
            cells.append(DraftCell(index + 1, offset + 1, 1 + len(below), tc.grid_span, flow))
    return Draft(Flow(), cells)


def _continued(tc: CT_Tc, offset: int, below: list[dict[int, CT_Tc]]) -> list[CT_Tc]:
    """The cells that continue a vertical merge: marked so, and just as wide."""
    found: list[CT_Tc] = []
    for places in below:
        candidate = places.get(offset)
        if candidate is None or candidate.vMerge != "continue" or candidate.grid_span != tc.grid_span:
            break
        found.append(candidate)
    return found
