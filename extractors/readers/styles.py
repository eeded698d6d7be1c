"""What style says of an element that changes its text: whether it is shown, can be seen, ends a line, or is struck through."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from extractors.readers import colours
from extractors.readers.colours import Ground, Ink
from extractors.readers.css import COMMENTS, Rule, rules_of
from extractors.readers.declarations import COLOURS, Declared, declarations, is_hiding, is_sized
from extractors.readers.sight import Look

Attributes = Mapping[str, str | None]

MAX_SHEETS = 1_000_000
"""Characters of style a page may carry; no rule of a longer one is looked at."""

_SHORT_SHEETS = 50_000
_HIDING = re.compile(
    r"display[^;{}]*none|mso-hide|visibility[^;{}]*(?:hidden|collapse)|line-through|"
    r"font[\w-]*\s*:[^;{}]*(?<![\w./#-])(?:[0-8](?:\.\d+)?%|(?:[01](?:\.\d*)?|\.\d+)(?![\d.%]))",
    re.IGNORECASE,
)
"""What no sheet lacks that hides anything other than by colour."""

_BLOCK_DISPLAYS = frozenset(("block", "flex", "grid", "list-item", "table", "table-row", "table-cell", "flow-root"))
_PLAIN = Look()
_SAYING = ("class", "id", "style", "size", "color", "bgcolor", "background")


@dataclass(eq=False)
class Styles:
    """The style of a page's elements: ``sheets`` are its ``<style>`` elements, each with its attributes and text.

    ``coloured`` is False where no colour of the page hides text, ``sure`` where no sheet but these says anything of colours.
    """

    rules: list[Rule] = field(default_factory=list)
    coloured: bool = False
    sure: bool = True
    _known: dict[tuple[str | None, ...], Look] = field(default_factory=dict)
    _index: dict[str, list[tuple[int, Rule]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Rules are found by one of the names they ask for, or else by their tag."""
        for order, rule in enumerate(self.rules):
            self._index.setdefault(min(rule.names, default=rule.tag.strip("*")), []).append((order, rule))

    @classmethod
    def of(cls, sheets: Iterable[tuple[Attributes, str]], coloured: bool = False, sure: bool = True) -> "Styles":
        """Read style sheets; those for print or of another type than CSS say nothing of the page."""
        texts: list[tuple[str, bool]] = []
        left = MAX_SHEETS
        for attributes, text in sheets:
            media = (attributes.get("media") or "all").strip().lower()
            left -= len(text)
            if left < 0:
                return cls([], coloured, False)
            if (attributes.get("type") or "text/css").strip().lower() == "text/css" and media != "print":
                texts.append((text, media in ("all", "screen")))
        # All pages of a site carry the same sheets.
        make = _shared if MAX_SHEETS - left <= _SHORT_SHEETS else _styles
        return make(tuple(texts), coloured, sure)

    def look(self, tag: str, attributes: Attributes) -> Look:
        """What style says of an element."""
        key = (tag, "href" if "href" in attributes else None, *map(attributes.get, _SAYING))
        look = self._known.get(key)
        if look is None:
            look = self._known[key] = self._look(tag, attributes)
        return look

    def _look(self, tag: str, attributes: Attributes) -> Look:
        inline = declarations(attributes.get("style") or "")
        style = {name: value for name, (value, _) in inline.items()}
        for name, (value, important) in self._from_sheets(tag, attributes).items():
            if name not in inline or (important and not inline[name][1]):
                style[name] = value
        if not style and "size" not in attributes and not self.coloured:
            return _PLAIN
        gone = any(is_hiding(name, style[name]) for name in ("display", "mso-hide") if name in style)
        visible = not is_hiding("visibility", style["visibility"]) if "visibility" in style else None
        block = inline["display"][0] in _BLOCK_DISPLAYS if "display" in inline else None
        struck = "text-decoration" in style and is_hiding("text-decoration", style["text-decoration"])
        sized = is_sized(style["font-size"]) if "font-size" in style else (True if tag == "font" and "size" in attributes else None)
        return Look(gone, visible, sized, struck, block, *(self._colours(tag, attributes, style) if self.coloured else ()))

    def _colours(self, tag: str, attributes: Attributes, style: dict[str, str]) -> tuple[Ink | None, Ground | None]:
        """Colours of text and background; attributes count where style says nothing. A link has its own colour."""
        written = style.get("color", (attributes.get("color") or "").strip().lower() if tag == "font" else "")
        ink = colours.ink(written) or ("dark" if tag == "a" and "href" in attributes and not written else None)
        behind = style.get("background-color", (attributes.get("bgcolor") or "").strip().lower())
        return ink, "dark" if (attributes.get("background") or "").strip() else colours.ground(behind)

    def _from_sheets(self, tag: str, attributes: Attributes) -> Declared:
        if not self.rules:
            return {}
        names = {"." + name for name in (attributes.get("class") or "").split()} | {"#" + (attributes.get("id") or "").strip()}
        winners: dict[str, tuple[tuple[bool, tuple[int, int, int], int], str]] = {}
        for order, rule in chain.from_iterable(self._index.get(key, ()) for key in (tag, "", *names)):
            if not rule.names <= names or rule.tag not in ("", "*", tag):
                continue
            for name, value, important in rule.said:
                rank = important, rule.specificity, order
                if name not in winners or rank > winners[name][0]:
                    winners[name] = rank, value
        return {name: (value, rank[0]) for name, (rank, value) in winners.items()}


def _styles(texts: tuple[tuple[str, bool], ...], coloured: bool, sure: bool) -> Styles:
    """The styles of sheets, each with whether it surely applies to what is seen."""
    if not coloured and not any(_HIDING.search(COMMENTS.sub(" ", text)) for text, _ in texts):
        return Styles()
    rules = [rule for text, certain in texts for rule in rules_of(text, certain)]
    if not coloured:
        rules = [rule for rule in rules if not all(name in COLOURS for name, _, _ in rule.said)]
    sure = sure and not any("@import" in text for text, _ in texts)
    return Styles(rules if coloured or any(rule.hides for rule in rules) else [], coloured, sure)


_shared = lru_cache(maxsize=16)(_styles)
