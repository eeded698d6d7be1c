"""Kinds of elements: all that a tag says of what stands in it, worked out once for all elements written alike."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from extractors.readers import markup
from extractors.readers.sight import Look
from extractors.readers.styles import Attributes, Styles

_MOST_KNOWN = 4096
_LONGEST_KNOWN = 500
_VALUE = re.compile(r"""(?<! class)(?<! id)(?<! style)="[^"]*\"""")
_ATTRIBUTE = re.compile(r""" ([^ \t\n\f\r/>][^ \t\n\f\r/>=]*)(?:="([^"]*)")?""")
VOID = frozenset(("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta"))
VOID |= {"param", "source", "track", "wbr"}
"""What HTML is written without an end tag."""


class Kind(NamedTuple):
    """All that an element's tag, attributes and style say of it; elements alike in these share one.

    ``ends`` is the tag that ends it (empty where none does). ``inert`` elements do nothing to what stands in them, ``breaks`` and
    ``apart`` say what the edges of others do. ``edges`` is what both come to for an element that is no more than its text where dark
    text is seen (None for others), ``flat`` the same where sight in it is then also as around it. ``plain_cell`` is a cell that is no
    more than its text there, ``rows`` and ``columns`` are what a cell asks for (0 rows is to the end of its group). ``shows`` says whether
    a picture could show something, ``address`` where it is (empty where it is too small to hold a table), ``typed`` what a form field
    shows.
    """

    tag: str
    ends: str
    look: Look
    unseen: bool
    inert: bool
    breaks: bool
    apart: bool
    preformatted: bool
    same_sight: bool
    heading: int | None
    edges: tuple[str, str] | None
    flat: tuple[str, str] | None
    plain_cell: bool
    rows: int
    columns: int
    shows: bool
    address: str
    typed: str


@dataclass(slots=True)
class Kinds:
    """The kinds of elements; ``known`` are those met so far by their tags as written by a serialiser, which quotes every value,
    ``cells`` the rows and columns that plain cells among them ask for.

    ``void`` says that elements of HTML that hold nothing have no end; where it is False they are written as in XML.
    """

    styles: Styles
    void: bool
    known: dict[str, Kind] = field(default_factory=dict)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)

    def of(self, written: str) -> Kind:
        """The kind of an element by its tag without the brackets."""
        if written[:2] == "a ":
            written = _link(written)
        kind = self.known.get(written)
        if kind is None:
            kind = _kind(*parsed(written), self.styles, self.void)
            if len(written) <= _LONGEST_KNOWN:
                self.known[written] = kind
                if kind.plain_cell:
                    self.cells[written] = kind.rows, kind.columns
        return kind

    def asked(self, tags: list[str]) -> list[tuple[int, int]] | None:
        """The rows and columns that cells ask for by their tags, None where any of them is no plain cell."""
        known = list(map(self.cells.get, tags))
        if None in known:
            known = [(kind.rows, kind.columns) if kind.plain_cell else None for kind in map(self.of, tags)]
        return None if None in known else known  # type: ignore[return-value] # None is not in it


def kinds_of(styles: Styles, void: bool) -> Kinds:
    """The kinds of a page's elements; pages of the same styles share them."""
    kinds = _kinds_of(styles, void)
    if len(kinds.known) > _MOST_KNOWN:
        kinds.known.clear()
        kinds.cells.clear()
    return kinds


_kinds_of = lru_cache(maxsize=16)(Kinds)


def parsed(written: str) -> tuple[str, str, dict[str, str]]:
    """A tag as a serialiser writes it: its name, what closes it there (``/`` where it is both), its attributes."""
    name = written.partition(" ")[0].removesuffix("/")
    attributes = {found[1]: unescape(found[2] or "") for found in _ATTRIBUTE.finditer(written, len(name))}
    return name, written[-1:] if written[-1:] == "/" else "", attributes


def _link(written: str) -> str:
    """A link's tag without what says nothing here: every link has an address and often a title of its own."""
    if "class" in written or "style" in written or "id=" in written or "hidden" in written or written[-1] == "/":
        return _VALUE.sub("", written)
    return "a href" if " href" in written else "a"


def _kind(tag: str, closed: str, attributes: Attributes, styles: Styles, void: bool) -> Kind:
    look = styles.look(tag, attributes)
    gone, same = markup.unseen(tag, attributes, look), not look.changes_sight
    broken, separate = markup.breaks(tag, look), markup.apart(tag, look)
    quiet = not gone and look.visible is not False and look.sized is not False and look.ink in (None, "dark")
    edges = _edges(tag, broken, separate) if quiet else None
    cell, picture = tag in markup.CELLS, tag == "img"
    return Kind(
        tag,
        "" if closed or (void and tag in VOID) else f"/{tag}",
        look,
        gone,
        same and not gone and not broken and not separate and tag not in markup.ACTING,
        broken,
        separate,
        tag in markup.PREFORMATTED,
        same,
        markup.HEADINGS.get(tag),
        edges,
        edges if look.ground is None else None,
        cell and quiet,
        markup.rowspan(attributes) if cell else 1,
        markup.colspan(attributes) if cell else 1,
        picture and markup.is_picture(tag, attributes),
        markup.address(tag, attributes) if picture else "",
        f" {markup.typed(attributes)} " if tag == "input" else "",
    )


def _edges(tag: str, broken: bool, separate: bool) -> tuple[str, str] | None:
    if tag == "br":
        return markup.BREAK, ""
    if tag in markup.ACTING:
        return None
    edge = markup.BREAK if broken else " " if separate else ""
    return edge, edge
