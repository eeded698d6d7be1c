"""Hanweb jcms lists: records of HTML in XML, a batch at a time, from ``dataproxy.jsp?startrecord=&endrecord=&perpage=``."""

from typing import Annotated, Literal

from lxml import etree
from lxml.html import HtmlElement
from pydantic import Field

from extractors.listings.links import anchors, contents_of, each_once, report_links, shape_of, tree_of
from extractors.listings.page import MAX_ENTRIES, Link, ListingPage
from extractors.listings.source import AskedList, Form, Plain, fill, number_in, places


class JcmsRecords(AskedList):
    """``url`` is the address of ``dataproxy.jsp`` with ``{start}``, ``{end}`` and ``{per_page}`` where the records' numbers and the entries
    a page go. ``batch`` is how many records are asked for at once; ``shown_at`` is the page on which people see the list."""

    kind: Literal["jcms_records"] = "jcms_records"
    url: Annotated[str, places("end", "per_page", "start")]
    shown_at: Plain
    per_page: int = Field(default=15, ge=1, le=500)
    batch: int = Field(default=45, ge=1, le=1000)

    @property
    def form(self) -> Form:
        """XML."""
        return "xml"

    @property
    def address(self) -> str:
        """The address of the first batch."""
        return self._batch(1)

    def _batch(self, start: int) -> str:
        return fill(self.url, start=start, end=start + self.batch - 1, per_page=self.per_page)

    def addresses(self) -> list[str]:
        """The first batch's address, and that of the page for people."""
        return [self.address, self.shown_at]

    def read(self, answer: str, asked: str, base: str) -> ListingPage:  # noqa: ARG002 - links go from the page for people
        """One batch's links and the next batch. ``ValueError`` names the element that the answer lacks."""
        store = _parsed(answer)
        records = store.find(".//recordset")
        if records is None:
            raise ValueError("there is no element recordset")
        pieces = [record.text or "" for record in records.iterfind("record")]
        if len(pieces) > MAX_ENTRIES:
            raise ValueError(f"there are more than {MAX_ENTRIES} records")
        total = _total(store)
        start = number_in(self.url, "start", asked)
        due = max(0, min(self.batch, total - start + 1))
        doubts = [] if len(pieces) == due else [f"{len(pieces)} records from number {start}, where totalrecord = {total} makes {due}"]
        further = [self._batch(start + self.batch)] if pieces and start + self.batch <= total else []
        found = [pair for piece in pieces for pair in _links(piece, self.shown_at)]
        links = each_once(link for _, link in found)
        shape = shape_of(anchor for anchor, _ in found)
        return ListingPage(links, further, doubts, contents=contents_of(pieces), shape=shape)


def _parsed(answer: str) -> etree._Element:
    # Without its declaration, whose encoding lxml would refuse in text and whose doctype it would follow.
    begin = answer.find("<datastore")
    if begin < 0:
        raise ValueError("there is no element datastore")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=True)
    try:
        return etree.fromstring(answer[begin:].encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the answer is no XML: {error}") from error


def _total(store: etree._Element) -> int:
    text = (store.findtext(".//totalrecord") or "").strip()
    if not text.isdecimal():
        raise ValueError(f"there is no number in an element totalrecord: {text!r:.60}")
    return int(text)


def _links(piece: str, base: str) -> list[tuple[HtmlElement, Link]]:
    tree = tree_of(piece)
    return [] if tree is None else report_links(anchors(tree, base), base)
