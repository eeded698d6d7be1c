"""HTML by lxml: the tree that libxml2 makes of a page, written out and walked through once."""

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from extractors.document import Document, UnreadableDocument
from extractors.grid import Reading
from extractors.readers import markup
from extractors.readers.html_pieces import Pieces
from extractors.readers.html_walk import Walker
from extractors.readers.kinds import kinds_of
from extractors.readers.libxml import is_out_of_memory
from extractors.readers.page import cut_off, source
from extractors.readers.settle import settle
from extractors.readers.styles import Attributes, Styles

ENGINE = "html-lxml"
_TAG = re.compile("<([^>]*)>")


def read_lxml(document: Document) -> Reading:
    """Read a page or a fragment of one.

    Raises :class:`UnreadableDocument` where it holds no markup or is nested deeper than libxml2 allows.
    """
    page = source(document)
    root = _parse(page.encoded)
    styles = Styles.of(_sheets(root), page.coloured, page.whole_style)
    walker = Walker(Pieces(kinds_of(styles, void=False), _pieces(root)))
    walker.walk()
    blocks, issues = settle(walker.flow)
    metadata = markup.metadata(root.findtext(".//title"), [_attributes(meta) for meta in root.iter("meta")])
    return Reading(ENGINE, blocks, metadata, [*cut_off(page), *issues], markup.pictures(walker.pictures))


def _pieces(root: "etree._Element") -> list[str]:
    """The tree as text, tag, text, tag … text. Brackets in texts and values are escaped, so that every tag ends at the next one."""
    # Of a page that says it is XHTML, scripts would be written as they are, brackets and all.
    root.getroottree().docinfo.clear()
    return _TAG.split(etree.tostring(root, encoding="unicode"))


def _parse(encoded: bytes) -> "etree._Element":
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(encoded, parser)
    except etree.XMLSyntaxError as error:
        if is_out_of_memory(error):
            raise UnreadableDocument("too_large", "The page needs more memory than there is; hand in the report alone.") from error
        raise UnreadableDocument("broken", f"The page cannot be parsed ({error}); fetch it again.") from error
    if root is None:
        raise UnreadableDocument("broken", "The page holds no markup; fetch it again.")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # libxml2 drops the rest in silence: half a table would look like a whole one.
        raise UnreadableDocument("too_deep", "The page is nested too deeply for lxml; look at it by hand.")
    return root


def _sheets(root: "etree._Element") -> Iterator[tuple[Attributes, str]]:
    for element in root.iter("style"):
        if not any(above.tag in markup.UNSEEN - {"head"} for above in element.iterancestors()):
            yield _attributes(element), element.text or ""


def _attributes(element: "etree._Element") -> Attributes:
    # Only XML given as bytes has names that are bytes.
    return cast("Attributes", dict(element.items()))
