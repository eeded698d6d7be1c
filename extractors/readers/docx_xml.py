"""Word files by lxml over ``document.xml`` itself: one walk down the tree, merged cells by who owns the columns of the row above."""

import re
from collections.abc import Iterator

from lxml import etree

from extractors.document import Document, UnreadableDocument, open_zip
from extractors.grid import Cell, Reading
from extractors.readers.docx_package import (
    attribute_of,
    bounded,
    heading_levels,
    is_on,
    is_picture,
    local_name,
    main_part,
    outline_level,
    parse,
    refuse_elements,
    symbol,
    title_field,
)
from extractors.readers.flow import Draft, Flow, refuse_large
from extractors.readers.settle import settle

ENGINE = "docx-xml"
_GONE = frozenset(("del", "moveFrom", "pPr", "rPr", "tcPr", "trPr", "tblPr", "tblGrid", "sdtPr", "sdtEndPr", "rt", "rubyPr"))
_WRAPPERS = frozenset(
    (
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "customXml",
        "smartTag",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
    )
)
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_xml(document: Document) -> Reading:
    """Read a Word file.

    Raises :class:`UnreadableDocument` where it is encrypted, truncated, no Word file, or made to exhaust its reader.
    """
    with open_zip(document.body) as archive:
        main = main_part(archive)
        body = parse(archive, main).find("{*}body")
        if body is None:
            raise UnreadableDocument("broken", "The Word file has no body; ask for it again.")
        refuse_elements(body)
        levels = heading_levels(archive, main.rpartition("/")[0] + "/styles.xml")
        title = title_field(archive)
    flow = Flow()
    try:
        _Walker(levels).blocks(body, flow)
    except RecursionError as error:
        raise UnreadableDocument("too_deep", "The Word file is nested too deeply; look at it by hand.") from error
    blocks, issues = settle(flow)
    return Reading(ENGINE, blocks, {"title": title} if title else {}, issues)


class _Walker:
    """Walks block content. Deleted and moved-away content is left out, inserted content kept, wrappers are looked through."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.levels = levels

    def blocks(self, parent: "etree._Element", flow: Flow) -> None:
        for child in _seen(parent):
            if local_name(child) == "p":
                self.paragraph(child, flow)
            elif local_name(child) == "tbl":
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
        level = outline_level(properties)
        if level is None and properties is not None:
            level = self.levels.get(attribute_of(properties.find("{*}pStyle")) or "")
        return level if level is not None and level <= 6 else None

    def run(self, run: "etree._Element", flow: Flow, boxes: "list[etree._Element]") -> None:
        if local_name(run) in ("oMath", "oMathPara"):
            flow.text("".join(part.text or "" for part in run.iter() if local_name(part) == "t"))
        if local_name(run) != "r":
            return
        properties = run.find("{*}rPr")
        if is_on(properties, "vanish"):
            return
        apart = _apart(properties)
        flow.text(apart)
        for part in _seen(run):
            name = local_name(part)
            if name == "t":
                flow.text(re.sub(r"[\r\n]", " ", part.text or ""))
            elif name in _MARKS:
                flow.text(_MARKS[name])
            elif name == "sym":
                flow.text(symbol(attribute_of(part, "char")))
            elif name == "r":
                self.run(part, flow, boxes)
            elif name in ("drawing", "pict", "object"):
                boxes.extend(_drawn(part, flow))
        flow.text(apart)

    def table(self, table: "etree._Element") -> Draft:
        """Expand a table. ``owners`` is, by column, the vertically merged cell that the row above left open there."""
        draft = Draft(Flow())
        owners: dict[int, Cell] = {}
        rows = [row for row in _seen(table) if local_name(row) == "tr" and not _dropped(row.find("{*}trPr"))]
        for number, row in enumerate(rows, 1):
            above, owners = owners, {}
            places = _row(row)
            refuse_large(len(rows), len(places), len(draft.cells))
            for cell, column, span in places:
                merge = _merge(cell, "vMerge")
                owner = _owner(above, column, span) if merge == "continue" else None
                if owner is None:
                    flow = Flow()
                    self.blocks(cell, flow)
                    owner = draft.add(number, column, 1, span, flow)
                else:
                    owner.rowspan += 1
                if merge is not None:
                    owners.update(dict.fromkeys(range(column, column + span), owner))
        return draft


def _row(row: "etree._Element") -> "list[tuple[etree._Element, int, int]]":
    """The cells of a row with their first column (1-based) and the columns they span, old horizontal merges folded in."""
    cells: list[tuple[etree._Element, int, int]] = []
    column = 1 + bounded(row.find("{*}trPr/{*}gridBefore"), 0)
    for cell in _seen(row):
        if local_name(cell) != "tc" or cell.find("{*}tcPr/{*}cellDel") is not None:
            continue
        span = bounded(cell.find("{*}tcPr/{*}gridSpan"), 1)
        if cells and _merge(cell, "hMerge") == "continue":
            first, start, width = cells[-1]
            cells[-1] = (first, start, width + span)
        else:
            cells.append((cell, column, span))
        column += span
    return cells


def _owner(above: dict[int, Cell], column: int, span: int) -> Cell | None:
    """The merged cell above that stands over just these columns; a stray continuation is a cell of its own."""
    owner = above.get(column)
    return owner if owner is not None and (owner.column, owner.colspan) == (column, span) else None


def _merge(cell: "etree._Element", name: str) -> str | None:
    """``restart`` or ``continue`` (the default of a mark without a value), None without a mark."""
    mark = cell.find(f"{{*}}tcPr/{{*}}{name}")
    return None if mark is None else attribute_of(mark) or "continue"


def _dropped(properties: "etree._Element | None") -> bool:
    return properties is not None and (properties.find("{*}del") is not None or is_on(properties, "hidden"))


def _seen(parent: "etree._Element") -> "Iterator[etree._Element]":
    """The children of an element as they are shown: wrappers are replaced by their content, alternatives by the first choice."""
    for child in parent:
        name = local_name(child)
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
    return next((child for child in alternatives if local_name(child) == "Choice"), alternatives[0])


def _drawn(drawing: "etree._Element", flow: Flow) -> "list[etree._Element]":
    """The text boxes of a drawing; one without any may be a picture."""
    boxes = list(_boxes(drawing))
    if not boxes and is_picture(drawing):
        flow.picture()
    return boxes


def _boxes(drawing: "etree._Element") -> "Iterator[etree._Element]":
    for child in drawing:
        if local_name(child) == "txbxContent":
            yield child
        elif local_name(child):
            yield from _boxes(_choice(child) if local_name(child) == "AlternateContent" and len(child) else child)


def _apart(properties: "etree._Element | None") -> str:
    """A blank around note marks and struck text, which must not be joined to the digits beside them."""
    raised = None if properties is None else attribute_of(properties.find("{*}vertAlign"))
    return " " if raised in ("superscript", "subscript") or is_on(properties, "strike") or is_on(properties, "dstrike") else ""
