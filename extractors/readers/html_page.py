"""A page of the selectolax engine in pieces: text, tag, text, tag … text, as lexbor writes them.

Every element that may hold something is closed by a tag of its own.
"""

from dataclasses import dataclass, field

from extractors.readers import markup
from extractors.readers.kinds import Kind, Kinds
from extractors.readers.sight import Sight
from extractors.readers.tidy import tidied


@dataclass(slots=True)
class Page:
    """What all of a page shares: its pieces, the kinds of its elements, whether all its style is at hand, the addresses of its
    pictures, the texts of cells by what is written in them."""

    pieces: list[str]
    kinds: Kinds
    sure: bool
    pictures: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def kind(self, at: int) -> Kind:
        """The kind of the element that the tag at a place begins."""
        tag = self.pieces[at]
        return self.kinds.known.get(tag) or self.kinds.of(tag)

    def past(self, at: int) -> int:
        """The place of the tag that ends the element begun at a place; the same place where none does."""
        ends = self.kind(at).ends
        begins, open_ = ends[1:], 1
        while ends and open_:
            at += 2
            tag = self.pieces[at]
            if tag == ends:
                open_ -= 1
            elif tag == begins or tag.startswith(f"{begins} "):
                open_ += 1
        return at

    def inside(self, kind: Kind, sight: Sight) -> Sight:
        """What can be seen in an element of a kind."""
        return sight if kind.same_sight else sight.within(kind.look, self.sure)


def cell_text(page: Page, start: int, end: int) -> str | None:
    """The text of a cell that holds a text and nothing else; that of cells written alike is worked out once."""
    written = "<".join(page.pieces[start:end])
    text = page.texts.get(written)
    if text is None and (text := gathered(page, start, end)) is not None:
        text = page.texts[written] = tidied(text)
    return text


def gathered(page: Page, start: int, end: int) -> str | None:
    """The text from one piece of text up to a tag, if nothing between them is more than text."""
    pieces, known = page.pieces, page.kinds.known
    parts, edges = list[str](), list[str]()
    at = start
    while at < end:
        parts.append(pieces[at])
        at += 1
        tag = pieces[at]
        if at < end and tag[0] == "/":
            if not edges:
                return None
            parts.append(edges.pop())
        elif at < end:
            kind = known.get(tag) or page.kinds.of(tag)
            if kind.unseen:
                at = page.past(at)
            elif kind.edges is None:
                return None
            else:
                parts.append(kind.edges[0])
                (edges if kind.ends else parts).append(kind.edges[1])
        at += 1
    return None if edges or at != end + 1 else markup.run(parts)
