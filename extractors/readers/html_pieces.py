"""A page of the lxml engine in pieces: text, tag, text, tag … text, as libxml2 writes them.

Every element is closed by a tag of its own or ends in ``/``.
"""

from dataclasses import dataclass, field

from extractors.readers import markup
from extractors.readers.kinds import Kinds
from extractors.readers.tidy import tidied

_MOST_REMEMBERED = 64
"""Pieces of a cell whose content is worth remembering: cells of the same content come again and again."""


@dataclass(slots=True)
class Pieces:
    """The pieces and what is known of them: the kinds of elements, the texts of plain cells by what is written in them."""

    kinds: Kinds
    pieces: list[str]
    texts: dict[str, str] = field(default_factory=dict)

    def past(self, at: int) -> int:
        """The place of the tag that ends an element."""
        depth = 0
        for place in range(at, len(self.pieces), 2):
            tag = self.pieces[place]
            if tag[0] == "/":
                depth -= 1
            elif tag[-1] != "/":
                depth += 1
            if not depth:
                return place
        return len(self.pieces) - 2

    def gathered(self, start: int, end: int) -> str | None:
        """The text from one piece of text up to a tag, if nothing between them is more than text."""
        pieces, known = self.pieces, self.kinds.known
        parts, open_ = [pieces[start]], list[str]()
        at = start + 1
        while at < end:
            tag = pieces[at]
            if tag[0] == "/":
                if not open_:
                    return None
                parts.append(open_.pop())
            else:
                kind = known.get(tag) or self.kinds.of(tag)
                if kind.unseen:
                    at = self.past(at)
                elif kind.edges is None:
                    return None
                else:
                    parts.append(kind.edges[0])
                    (open_ if kind.ends else parts).append(kind.edges[1])
            parts.append(pieces[at + 1])
            at += 2
        return None if open_ or at != end else markup.run(parts)

    def content(self, start: int, end: int) -> str | None:
        """The text of a cell from one piece up to its end tag, if it holds nothing but text; each is worked out once."""
        if end - start > _MOST_REMEMBERED:
            text = self.gathered(start, end)
            return None if text is None else tidied(text)
        written = "<".join(self.pieces[start:end])
        known = self.texts.get(written)
        if known is None:
            text = self.gathered(start, end) if written else ""
            if text is None:
                return None
            known = self.texts[written] = tidied(text)
        return known
