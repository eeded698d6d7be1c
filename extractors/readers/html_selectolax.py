"""HTML by selectolax: the tree that lexbor makes of a page by the parsing rules of browsers, written out and poured table by table."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from extractors.document import Document, UnreadableDocument
from extractors.grid import Reading
from extractors.readers import markup
from extractors.readers.flow import Flow
from extractors.readers.html_page import Page
from extractors.readers.html_pour import Pour
from extractors.readers.kinds import VOID, kinds_of
from extractors.readers.page import cut_off, source
from extractors.readers.settle import settle
from extractors.readers.sight import Sight
from extractors.readers.styles import Attributes, Styles

ENGINE = "html-selectolax"
_NOT_SHOWN = ["head", "script", "style", "iframe", "noembed", "noframes", "template", "svg"]
"""Elements whose content is no markup, or is not shown: lexbor would write most of it as it is, brackets and all."""

_AS_IT_IS = ("<xmp", "<plaintext")
_ASIDE = re.compile("<!--.*?-->|<[!?][^>]*>", re.DOTALL)
_TAG = re.compile("<([^>]*)>")
_FOREIGN_END = re.compile(f"</(?:{'|'.join(VOID)})>")
"""In a formula an element of any name has an end, which those that hold nothing have nowhere else."""


def read_selectolax(document: Document) -> Reading:
    """Read a page or a fragment of one.

    Raises :class:`UnreadableDocument` where it holds no markup, its tables are nested deeper than any page needs, or text in it is
    marked as no markup at all (``xmp``).
    """
    given = source(document)
    tree = LexborHTMLParser(given.encoded)
    if tree.root is None:
        raise UnreadableDocument("broken", "The page holds no markup; fetch it again.")
    styles = Styles.of(_sheets(tree), given.coloured, given.whole_style)
    title = tree.css_first("title")
    metadata = markup.metadata(title.text() if title else None, [meta.attributes for meta in tree.css("meta")])
    page = Page(_pieces(tree), kinds_of(styles, void=True), styles.sure)
    flow = Flow()
    try:
        Pour(flow, 0, page).until(2, Sight())
    except (IndexError, ValueError) as error:
        # lexbor wrote a tag without its end: where anything stands cannot be told, and the other engine can read the page.
        raise UnreadableDocument("broken", "The page's markup cannot be followed; save the page anew.") from error
    blocks, issues = settle(flow)
    return Reading(ENGINE, blocks, metadata, [*cut_off(given), *issues], markup.pictures(page.pictures))


def _pieces(tree: LexborHTMLParser) -> list[str]:
    """The tree as text, tag, text, tag … text. Brackets in texts and values are escaped, so that every tag ends at the next one."""
    tree.strip_tags(_NOT_SHOWN)
    written = tree.html or ""
    if any(tag in written for tag in _AS_IT_IS):
        raise UnreadableDocument("broken", "Part of the page is text that only looks like markup; look at it by hand.")
    if "<math" in written:
        written = _FOREIGN_END.sub("", written)
    return _TAG.split(_ASIDE.sub("", written) if "<!" in written or "<?" in written else written)


def _sheets(tree: LexborHTMLParser) -> Iterator[tuple[Attributes, str]]:
    for node in tree.css("style"):
        above = node.parent
        while above is not None and above.tag not in markup.UNSEEN - {"head"}:
            above = above.parent
        if above is None:
            yield node.attributes, node.text()
