"""Word files by lxml over ``document.xml`` itself: one walk down the tree, merged cells by who owns the columns of the row above."""

import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from extractors.document import Document, UnreadableDocument, open_zip
from extractors.grid import Reading
from extractors.readers.flow import Draft, DraftCell, Flow, settle

ENGINE = "docx-xml"
MAX_SPAN = 128
_GONE = frozenset(("del", "moveFrom", "pPr", "rPr", "tcPr", "trPr", "tblPr", "tblGrid", "sdtPr", "sdtEndPr", "rt", "rubyPr"))
_WRAPPERS = frozenset((
    "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo", "ruby", "rubyBase",
))
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


def read_xml(document: Document) -> Reading:
    """Read a Word file.

    Raises :class:`UnreadableDocument` where it is encrypted, truncated, no Word file, or made to exhaust its reader.
    """
    with open_zip(document.content) as archive:
        main = _main_part(archive)
        body = _parse(archive, main).find("{*}body")
        if body is None:
            raise UnreadableDocument("broken", "The Word file has no body; ask for it again.")
        levels = _levels(archive, main.rpartition("/")[0] + "/styles.xml")
        title = _title(archive)
    flow = Flow()
    try:
        _Walker(levels).blocks(body, flow)
    except RecursionError as error:
        raise UnreadableDocument("too_deep", "The Word file is nested too deeply; look at it by hand.") from error
    blocks, issues = settle(flow)
    return Reading(ENGINE, blocks, {"title": title} if title else {}, issues)


def _parse(archive: zipfile.ZipFile, name: str) -> "etree._Element":
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(archive.read(name), parser)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableDocument("truncated", f"The Word file is truncated or damaged ({error}); ask for it again.") from error
    except (etree.XMLSyntaxError, zlib.error) as error:
        raise UnreadableDocument("broken", f"{name} in the Word file cannot be parsed ({error}); ask for it again.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("unsafe", f"{name} in the Word file declares a document type, which no word processor writes.")
    return root


def _name(element: "etree._Element") -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _value(element: "etree._Element | None", attribute: str = "val") -> str | None:
    """An attribute by its local name: the strict and the transitional format differ in namespace only."""
    if element is None:
        return None
    return next((str(value) for name, value in element.items() if etree.QName(name).localname == attribute), None)


def _on(properties: "etree._Element | None", name: str) -> bool:
    found = None if properties is None else properties.find(f"{{*}}{name}")
    return found is not None and _value(found) not in ("0", "false", "off")


def _number(element: "etree._Element | None", least: int) -> int:
    text = (_value(element) or "").strip()
    return max(least, min(int(text), MAX_SPAN)) if re.fullmatch(r"[0-9]{1,9}", text) else least


def _main_part(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "_rels/.rels" in names:
        for relation in _parse(archive, "_rels/.rels"):
            if (_value(relation, "Type") or "").endswith("/officeDocument"):
                target = (_value(relation, "Target") or "").lstrip("/")
                if target in names:
                    return target
    if "word/document.xml" not in names:
        raise UnreadableDocument("wrong_format", "The package holds no Word document; see what it is and hand in the report itself.")
    return "word/document.xml"


def _title(archive: zipfile.ZipFile) -> str | None:
    if "docProps/core.xml" not in archive.namelist():
        return None
    return (_parse(archive, "docProps/core.xml").findtext("{*}title") or "").strip() or None


def _levels(archive: zipfile.ZipFile, name: str) -> dict[str, int]:
    """The heading level of each paragraph style, by outline level or name, its own or inherited."""
    if name not in archive.namelist():
        return {}
    own: dict[str, int] = {}
    base: dict[str, str] = {}
    for style in _parse(archive, name).iterfind("{*}style"):
        identity = _value(style, "styleId") or ""
        base[identity] = _value(style.find("{*}basedOn")) or ""
        level = _outline(style.find("{*}pPr"))
        named = _HEADING.fullmatch((_value(style.find("{*}name")) or "").strip())
        if level is not None:
            own[identity] = level
        elif named:
            own[identity] = int(named.group(1))
        elif (_value(style.find("{*}name")) or "").lower() == "title":
            own[identity] = 1
    return {identity: level for identity in base if (level := _inherited(identity, own, base)) is not None}


def _inherited(identity: str, own: dict[str, int], base: dict[str, str]) -> int | None:
    for _ in range(20):
        if identity in own:
            return own[identity]
        identity = base.get(identity, "")
    return None


def _outline(properties: "etree._Element | None") -> int | None:
    """The heading level (1-9) of paragraph properties, 10 for body text, None where they say nothing."""
    found = None if properties is None else properties.find("{*}outlineLvl")
    return None if found is None else _number(found, 0) + 1


class _Walker:
    """Walks block content. Deleted and moved-away content is left out, inserted content kept, wrappers are looked through."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.levels = levels

    def blocks(self, parent: "etree._Element", flow: Flow) -> None:
        for child in _seen(parent):
            if _name(child) == "p":
                self.paragraph(child, flow)
            elif _name(child) == "tbl":
                flow.table(self.table(child))

    def paragraph(self, paragraph: "etree._Element", flow: Flow) -> None:
        flow.block(self.level(paragraph))
        boxes: list[etree._Element] = []
        for run in _seen(paragraph):
            self.run(run, flow, boxes)
        flow.block()
        for box in boxes:
            self.blocks(box, flow)

    def level(self, paragraph: "etree._Element") -> int | None:
        properties = paragraph.find("{*}pPr")
        level = _outline(properties)
        if level is None and properties is not None:
            level = self.levels.get(_value(properties.find("{*}pStyle")) or "")
        return level if level is not None and level <= 6 else None

    def run(self, run: "etree._Element", flow: Flow, boxes: "list[etree._Element]") -> None:
        if _name(run) in ("oMath", "oMathPara"):
            flow.text("".join(part.text or "" for part in run.iter() if _name(part) == "t"))
        if _name(run) != "r":
            return
        properties = run.find("{*}rPr")
        if _on(properties, "vanish"):
            return
        apart = _apart(properties)
        flow.text(apart)
        for part in _seen(run):
            name = _name(part)
            if name == "t":
                flow.text(re.sub(r"[\r\n]", " ", part.text or ""))
            elif name in _MARKS:
                flow.text(_MARKS[name])
            elif name == "sym":
                flow.text(_symbol(part))
            elif name == "r":
                self.run(part, flow, boxes)
            elif name in ("drawing", "pict", "object"):
                boxes.extend(_boxes(part))
        flow.text(apart)

    def table(self, table: "etree._Element") -> Draft:
        """Expand a table. ``owners`` is, by column, the vertically merged cell that the row above left open there."""
        cells: list[DraftCell] = []
        owners: dict[int, DraftCell] = {}
        rows = [row for row in _seen(table) if _name(row) == "tr" and not _dropped(row.find("{*}trPr"))]
        for number, row in enumerate(rows, 1):
            above, owners = owners, {}
            for cell, column, span in _row(row):
                merge = _merge(cell, "vMerge")
                owner = _owner(above, column, span) if merge == "continue" else None
                if owner is None:
                    owner = DraftCell(number, column, 1, span, Flow())
                    self.blocks(cell, owner.flow)
                    cells.append(owner)
                else:
                    owner.rowspan += 1
                if merge is not None:
                    owners.update(dict.fromkeys(range(column, column + span), owner))
        return Draft(Flow(), cells)


def _row(row: "etree._Element") -> "list[tuple[etree._Element, int, int]]":
    """The cells of a row with their first column (1-based) and the columns they span, old horizontal merges folded in."""
    cells: list[tuple[etree._Element, int, int]] = []
    column = 1 + _number(row.find("{*}trPr/{*}gridBefore"), 0)
    for cell in _seen(row):
        if _name(cell) != "tc" or cell.find("{*}tcPr/{*}cellDel") is not None:
            continue
        span = _number(cell.find("{*}tcPr/{*}gridSpan"), 1)
        if cells and _merge(cell, "hMerge") == "continue":
            first, start, width = cells[-1]
            cells[-1] = (first, start, width + span)
        else:
            cells.append((cell, column, span))
        column += span
    return cells


def _owner(above: dict[int, DraftCell], column: int, span: int) -> DraftCell | None:
    """The merged cell above that stands over just these columns; a stray continuation is a cell of its own."""
    owner = above.get(column)
    return owner if owner is not None and (owner.column, owner.colspan) == (column, span) else None


def _merge(cell: "etree._Element", name: str) -> str | None:
    """``restart`` or ``continue`` (the default of a mark without a value), None without a mark."""
    mark = cell.find(f"{{*}}tcPr/{{*}}{name}")
    return None if mark is None else _value(mark) or "continue"


def _dropped(properties: "etree._Element | None") -> bool:
    return properties is not None and (properties.find("{*}del") is not None or _on(properties, "hidden"))


def _seen(parent: "etree._Element") -> "Iterator[etree._Element]":
    """The children of an element as they are shown: wrappers are replaced by their content, alternatives by the first choice."""
    for child in parent:
        name = _name(child)
        if name in _GONE or not name:
            continue
        if name == "AlternateContent":
            yield from _seen(_choice(child))
        elif name in _WRAPPERS:
            yield from _seen(child)
        else:
            yield child


def _choice(alternatives: "etree._Element") -> "etree._Element":
    """What newer programs show; the fallback says the same again for older ones."""
    return next((child for child in alternatives if _name(child) == "Choice"), alternatives[0])


def _boxes(drawing: "etree._Element") -> "Iterator[etree._Element]":
    for child in drawing:
        if _name(child) == "txbxContent":
            yield child
        elif _name(child):
            yield from _boxes(_choice(child) if _name(child) == "AlternateContent" and len(child) else child)


def _apart(properties: "etree._Element | None") -> str:
    """A blank around note marks and struck text, which must not be joined to the digits beside them."""
    raised = None if properties is None else _value(properties.find("{*}vertAlign"))
    return " " if raised in ("superscript", "subscript") or _on(properties, "strike") or _on(properties, "dstrike") else ""


def _symbol(symbol: "etree._Element") -> str:
    code = _value(symbol, "char") or ""
    return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else "\ufffd"
