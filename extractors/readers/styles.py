"""What style says of an element that changes its text: whether it is shown, can be seen, ends a line, or is struck through.

Of a page's style sheets only rules of one compound of tag, class and id (``.old``, ``td.x``, ``#a``) outside at-rules hide anything. Any
other rule is at most a doubt: one that shows what such a rule hides wins where it might apply and would then count for more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from extractors.readers import colours
from extractors.readers.colours import Ground, Ink

Attributes = Mapping[str, str | None]
Declared = dict[str, tuple[str, bool]]
"""Values by property, each with whether it is ``!important``."""

MAX_SHEETS = 1_000_000
"""Characters of style a page may carry; no rule of a longer one is looked at."""

_SHORT_SHEETS = 50_000
_COMMENTS = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_STRINGS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_INNERMOST = re.compile(r"(?<![^{};@])([^{};@]+)\{([^{}]*)\}")
_PRELUDE = re.compile(r"([^{};]*)([{};])")
_BRACE = re.compile(r"[{}]")
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)")
_PSEUDO_ELEMENT = re.compile(r"::|:(?:before|after|first-line|first-letter)\b", re.IGNORECASE)
_PASSING = re.compile(r":(?:hover|focus|active|visited|target)", re.IGNORECASE)
_CONDITIONS = re.compile(r":[\w-]+(?:\([^()]*\))?|\[[^\]]*\]")
_HIDING = re.compile(
    r"display[^;{}]*none|mso-hide|visibility[^;{}]*(?:hidden|collapse)|line-through|"
    r"font[\w-]*\s*:[^;{}]*(?<![\w./#-])(?:[0-8](?:\.\d+)?%|(?:[01](?:\.\d*)?|\.\d+)(?![\d.%]))",
    re.IGNORECASE,
)
"""What no sheet lacks that hides anything other than by colour."""

_SIZE = re.compile(r"(?<![\w.#-])([0-9]*\.?[0-9]+)(px|pt|pc|cm|mm|in|q|rem|vw|vh|em|ex|ch|%)?(?![\w.-])")
_SIZE_WORDS = re.compile(r"\b(?:(?:xx?-)?(?:small|large)|medium)\b")
_RELATIVE = frozenset(("em", "ex", "ch", "%"))
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "cm": 38, "mm": 3.8, "in": 96, "q": 0.95, "em": 16, "ex": 8, "ch": 8, "%": 0.16}
_SEEN = 4 / 3
"""Letters of this many pixels (a point) or fewer cannot be seen."""
_BLOCK_DISPLAYS = frozenset(("block", "flex", "grid", "list-item", "table", "table-row", "table-cell", "flow-root"))
_SAME = {
    "text-decoration-line": "text-decoration",
    "font": "font-size",
    "background": "background-color",
    "background-image": "background-color",
}
_COLOURS = frozenset(("color", "background-color"))
_WATCHED = frozenset(("display", "mso-hide", "visibility", "font-size", "text-decoration")) | _COLOURS


class Look(NamedTuple):
    """What style says of one element. ``visible``, ``sized`` (letters have a size), ``ink`` and ``ground`` are None if it does not say."""

    gone: bool = False
    visible: bool | None = None
    sized: bool | None = None
    struck: bool = False
    block: bool | None = None
    ink: Ink | None = None
    ground: Ground | None = None

    @property
    def changes_sight(self) -> bool:
        """Whether what stands inside is seen in another way than what stands around."""
        return any(said is not None for said in (self.visible, self.sized, self.ink, self.ground))


_PLAIN = Look()
_SAYING = ("class", "id", "style", "size", "color", "bgcolor", "background")


Shown = Literal["seen", "unseen", "doubtful"]


class Sight(NamedTuple):
    """Whether what stands at a place of the page is seen; all is inherited until an element says otherwise.

    ``ink`` is the text's colour, ``ground`` what is behind it, ``tinted`` whether anything around it has a ground that is not white,
    ``text`` whether text is seen.
    """

    visible: bool = True
    sized: bool = True
    ink: Ink = "dark"
    ground: Ground = "pale"
    tinted: bool = False
    text: Shown = "seen"

    def within(self, look: Look, sure: bool) -> "Sight":
        """The sight inside an element; ``sure`` where all style of the page is at hand."""
        visible = self.visible if look.visible is None else look.visible
        sized = self.sized if look.sized is None else look.sized
        ink, ground = look.ink or self.ink, look.ground or self.ground
        tinted = self.tinted or look.ground in ("dark", "maybe")
        text: Shown = "seen" if ink == "dark" or (ink == "pale" and ground == "dark") else "doubtful"
        if not (visible and sized) or (text == "doubtful" and sure and ink == "pale" and not tinted):
            text = "unseen"
        return Sight(visible, sized, ink, ground, tinted, text)


class _Rule(NamedTuple):
    """``names`` are the classes and ids an element must have; ``hides`` says that it surely hides something, ``said`` what counts of it."""

    tag: str
    names: frozenset[str]
    hides: bool
    specificity: tuple[int, int, int]
    said: tuple[tuple[str, str, bool], ...]


@dataclass(eq=False)
class Styles:
    """The style of a page's elements: ``sheets`` are its ``<style>`` elements, each with its attributes and text.

    ``coloured`` is False where no colour of the page hides text, ``sure`` where no sheet but these says anything of colours.
    """

    rules: list[_Rule] = field(default_factory=list)
    coloured: bool = False
    sure: bool = True
    _known: dict[tuple[str | None, ...], Look] = field(default_factory=dict)
    _index: dict[str, list[tuple[int, _Rule]]] = field(default_factory=dict)

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
        gone = any(_hides(name, style[name]) for name in ("display", "mso-hide") if name in style)
        visible = not _hides("visibility", style["visibility"]) if "visibility" in style else None
        block = inline["display"][0] in _BLOCK_DISPLAYS if "display" in inline else None
        struck = "text-decoration" in style and _hides("text-decoration", style["text-decoration"])
        sized = _sized(style["font-size"]) if "font-size" in style else (True if tag == "font" and "size" in attributes else None)
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
    if not coloured and not any(_HIDING.search(_COMMENTS.sub(" ", text)) for text, _ in texts):
        return Styles()
    rules = [rule for text, certain in texts for rule in _rules(text, certain)]
    if not coloured:
        rules = [rule for rule in rules if not all(name in _COLOURS for name, _, _ in rule.said)]
    sure = sure and not any("@import" in text for text, _ in texts)
    return Styles(rules if coloured or any(rule.hides for rule in rules) else [], coloured, sure)


_shared = lru_cache(maxsize=16)(_styles)


@lru_cache(maxsize=4096)
def declarations(style: str) -> Declared:
    """The declarations of a style attribute or a rule that matter here; the last of a property counts, ``!important`` before others."""
    found: Declared = {}
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        name = _SAME.get(name, name)
        value, mark, flag = value.strip().lower().partition("!")
        important = bool(mark) and flag.strip() == "important"
        if colon and name in _WATCHED and (important or not found.get(name, ("", False))[1]):
            found[name] = value.strip(), important
    return found


def _hides(name: str, value: str) -> bool:
    """Whether a value takes an element's text from the reader, strikes it through, or makes it or what is behind it white."""
    if name == "font-size":
        return _sized(value) is False
    if name == "text-decoration":
        return "line-through" in value.split()
    if name in _COLOURS:
        return colours.ink(value) in ("pale", "clear") if name == "color" else colours.ground(value) != "dark"
    return value in {"display": ("none",), "mso-hide": ("all",), "visibility": ("hidden", "collapse")}[name]


@lru_cache(maxsize=1024)
def _sized(value: str) -> bool | None:
    """Whether letters of a font size can be seen; None for one that is a part of the size around it."""
    if _SIZE_WORDS.search(value):
        return True
    sizes = [size for size in _SIZE.finditer(value.partition("/")[0]) if size[2] or float(size[1]) == 0]
    if not sizes:
        return None
    if float(sizes[0][1]) * _PIXELS.get(sizes[0][2] or "", 1000) <= _SEEN:
        return False
    return None if sizes[0][2] in _RELATIVE else True


def _rules(text: str, certain: bool) -> Iterator[_Rule]:
    for selectors, body, understood in _blocks(_STRINGS.sub('""', _COMMENTS.sub(" ", text))):
        declared = declarations(body)
        for selector in selectors.split(",") if declared else ():
            rule = _rule(selector.strip(), declared, certain and understood)
            if rule is not None:
                yield rule


def _blocks(css: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors and declarations of each rule, and whether it stands by itself: not in an at-rule, not in another rule."""
    at = 0
    while prelude := _PRELUDE.match(css, at):
        at = prelude.end()
        if prelude[2] != "{":
            continue
        end = _closing(css, at)
        opening, body = prelude[1].strip(), css[at:end]
        at = end + 1
        if re.match(r"@media\s+print\s*\Z", opening, re.IGNORECASE):
            continue
        if opening.startswith("@") or "{" in body:
            yield from ((inner[1], inner[2], False) for inner in _INNERMOST.finditer(body))
        else:
            yield opening, body, True


def _closing(css: str, start: int) -> int:
    """Where the block ends that began before ``start``."""
    depth = 1
    for brace in _BRACE.finditer(css, start):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return len(css)


def _rule(selector: str, declared: Declared, certain: bool) -> _Rule | None:
    """A rule by the compound that names the element itself; None where it styles only a part made up beside it."""
    if not selector or _PSEUDO_ELEMENT.search(selector):
        return None
    if _PASSING.search(selector):
        declared = {name: value for name, value in declared.items() if name not in _COLOURS}
    whole = _COMPOUND.fullmatch(selector)
    last = re.split(r"[\s>+~]+", _CONDITIONS.sub("", selector).strip())[-1]
    compound = whole or _COMPOUND.fullmatch(last)
    specificity = (
        len(re.findall(r"#[\w-]", selector)),
        len(re.findall(r"\.[\w-]|\[|:", selector)),
        len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector)),
    )
    names = frozenset(re.findall(r"[.#][\w-]+", compound[2])) if compound else frozenset()
    tag = (compound[1] or "").lower() if compound else ""
    exact = certain and whole is not None
    surely = exact and bool(names)
    hides = surely and any(_hides(name, value) for name, (value, _) in declared.items() if name not in _COLOURS)
    return _Rule(tag, names, hides, specificity, tuple(_said(declared, surely, exact)))


def _said(declared: Declared, surely: bool, exact: bool) -> Iterator[tuple[str, str, bool]]:
    """The declarations of a rule that count: what hides only where the rule surely applies; a background may be that of other elements."""
    for name, (value, important) in declared.items():
        if surely or not _hides(name, value):
            yield name, value if exact or name != "background-color" else f"{value} {colours.MAYBE}", important
