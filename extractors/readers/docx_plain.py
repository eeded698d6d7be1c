"""The tree of a Word file in the plain form python-docx knows: nothing hidden or deleted, no wrappers, sane spans."""

import re

from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml.etree import _Element

from extractors.readers.docx_package import symbol

MAX_SPAN = 128
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DROPPED = ("w:del", "w:moveFrom", "w:rt", "w:rubyPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr")
_OPENED = (
    "w:sdtContent",
    "w:sdt",
    "w:ins",
    "w:moveTo",
    "w:customXml",
    "w:smartTag",
    "w:hyperlink",
    "w:fldSimple",
    "w:dir",
    "w:bdo",
    "w:rubyBase",
    "w:ruby",
)
_OPENED_TOO = (f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback", f"{_MATH}oMathPara")


def make_plain(body: BaseOxmlElement) -> None:
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
    for gap in body.iter(qn("w:gridBefore"), qn("w:gridAfter")):
        gap.set(qn("w:val"), str(sane(gap.get(qn("w:val")))))
    for cell in list(body.iter(qn("w:tc"))):
        _plain_cell(cell)


def _plain_run(run: _Element) -> None:
    """Symbols become text, page breaks breaks like any other; note marks and struck text stand apart from the digits beside them."""
    for found in list(run.iter(qn("w:sym"))):
        _replace(found, "w:t", [], symbol(found.get(qn("w:char"))))
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
        span.set(qn("w:val"), str(max(1, sane(span.get(qn("w:val"))))))
    merge = None if properties is None else properties.find(qn("w:hMerge"))
    before = cell.getprevious()
    if merge is None or merge.get(qn("w:val")) == "restart" or not isinstance(before, CT_Tc) or not isinstance(cell, CT_Tc):
        return
    before.grid_span = before.grid_span + cell.grid_span
    _remove(cell)


def sane(value: str | None) -> int:
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
    if text is not None:
        made.text = text
    above = element.getparent()
    if above is not None:
        above.replace(element, made)
