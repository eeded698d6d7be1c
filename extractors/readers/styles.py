"""What style says of an element that changes its text: whether it is shown, ends a line, or is struck through.

Of a page's style sheets only rules of one compound of tag, class and id (``.old``, ``td.x``, ``#a``) outside at-rules hide anything. Any
other rule is at most a doubt: one that shows what such a rule hides wins where it might apply and would then count for more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

Attributes = Mapping[str, str | None]
Declared = dict[str, tuple[str, bool]]
"""Values by property, each with whether it is ``!important``."""

MAX_SHEETS = 1_000_000
"""Characters of style a page may carry; no rule of a longer one is looked at."""

_COMMENTS = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_STRINGS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_INNERMOST = re.compile(r"(?<![^{};@])([^{};@]+)\{([^{}]*)\}")
_PRELUDE = re.compile(r"([^{};]*)([{};])")
_BRACE = re.compile(r"[{}]")
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)")
_PSEUDO_ELEMENT = re.compile(r"::|:(?:before|after|first-line|first-letter)\b", re.IGNORECASE)
_CONDITIONS = re.compile(r":[\w-]+(?:\([^()]*\))?|\[[^\]]*\]")
_SIZE = re.compile(r"(?<![\w.#-])([0-9]*\.?[0-9]+)(px|pt|pc|cm|mm|in|q|rem|vw|vh|em|ex|ch|%)?(?![\w.-])")
_SIZE_WORDS = re.compile(r"\b(?:(?:xx?-)?(?:small|large)|medium)\b")
_RELATIVE = frozenset(("em", "ex", "ch", "%"))
_BLOCK_DISPLAYS = frozenset(("block", "flex", "grid", "list-item", "table", "table-row", "table-cell", "flow-root"))
_SAME = {"text-decoration-line": "text-decoration", "font": "font-size"}
_WATCHED = frozenset(("display", "mso-hide", "visibility", "font-size", "text-decoration"))


class Look(NamedTuple):
    """What style says of one element. ``visible`` and ``sized`` (its letters have a size) are None where it does not say."""

    gone: bool
    visible: bool | None
    sized: bool | None
    struck: bool
    block: bool | None


class Sight(NamedTuple):
    """Whether what stands at a place of the page is seen; both are inherited until an element says otherwise."""

    visible: bool = True
    sized: bool = True

    def within(self, look: Look) -> "Sight":
        """The sight inside an element."""
        return Sight(self.visible if look.visible is None else look.visible, self.sized if look.sized is None else look.sized)

    @property
    def text(self) -> bool:
        """Whether text is seen."""
        return self.visible and self.sized


@dataclass(frozen=True, slots=True)
class _Rule:
    tag: str
    names: frozenset[str]
    certain: bool
    specificity: tuple[int, int, int]
    declared: Declared

    def applies(self, tag: str, names: frozenset[str]) -> bool:
        return self.tag in ("", "*", tag) and self.names <= names


@dataclass
class Styles:
    """The style of a page's elements: ``sheets`` are its ``<style>`` elements, each with its attributes and text."""

    rules: list[_Rule] = field(default_factory=list)
    _known: dict[tuple[str | None, ...], Look] = field(default_factory=dict)

    @classmethod
    def of(cls, sheets: Iterable[tuple[Attributes, str]]) -> "Styles":
        """Read style sheets; those for print or of another type than CSS say nothing of the page."""
        rules: list[_Rule] = []
        left = MAX_SHEETS
        for attributes, text in sheets:
            media = (attributes.get("media") or "all").strip().lower()
            left -= len(text)
            if left < 0:
                return cls()
            if (attributes.get("type") or "text/css").strip().lower() == "text/css" and media != "print":
                rules.extend(_rules(text, media in ("all", "screen")))
        hiding = any(rule.certain and any(_hides(name, value) for name, (value, _) in rule.declared.items()) for rule in rules)
        return cls(rules if hiding else [])

    def look(self, tag: str, attributes: Attributes) -> Look:
        """What style says of an element."""
        key = (tag, attributes.get("class"), attributes.get("id"), attributes.get("style"), attributes.get("size"))
        look = self._known.get(key)
        if look is None:
            look = self._known[key] = self._look(tag, attributes)
        return look

    def _look(self, tag: str, attributes: Attributes) -> Look:
        inline = declarations(attributes.get("style") or "")
        style = dict(inline)
        for name, (value, important) in self._from_sheets(tag, attributes).items():
            if name not in inline or (important and not inline[name][1]):
                style[name] = value, important
        gone = any(_hides(name, style[name][0]) for name in ("display", "mso-hide") if name in style)
        visible = not _hides("visibility", style["visibility"][0]) if "visibility" in style else None
        block = inline["display"][0] in _BLOCK_DISPLAYS if "display" in inline else None
        struck = "text-decoration" in style and _hides("text-decoration", style["text-decoration"][0])
        sized = _sized(style["font-size"][0]) if "font-size" in style else (True if tag == "font" and "size" in attributes else None)
        return Look(gone, visible, sized, struck, block)

    def _from_sheets(self, tag: str, attributes: Attributes) -> Declared:
        if not self.rules:
            return {}
        names = frozenset("." + name for name in (attributes.get("class") or "").split()) | {"#" + (attributes.get("id") or "").strip()}
        winners: dict[str, tuple[tuple[bool, tuple[int, int, int], int], str]] = {}
        for order, rule in enumerate(self.rules):
            if not rule.applies(tag, names):
                continue
            for name, (value, important) in rule.declared.items():
                rank = important, rule.specificity, order
                if (rule.certain or not _hides(name, value)) and (name not in winners or rank > winners[name][0]):
                    winners[name] = rank, value
        return {name: (value, rank[0]) for name, (rank, value) in winners.items()}


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
    """Whether a value takes an element's text from the reader, or strikes it through."""
    if name == "font-size":
        return _sized(value) is False
    if name == "text-decoration":
        return "line-through" in value.split()
    return value in {"display": ("none",), "mso-hide": ("all",), "visibility": ("hidden", "collapse")}[name]


def _sized(value: str) -> bool | None:
    """Whether letters of a font size can be seen; None for one that is a part of the size around it."""
    if _SIZE_WORDS.search(value):
        return True
    sizes = [size for size in _SIZE.finditer(value.partition("/")[0]) if size[2] or float(size[1]) == 0]
    if not sizes:
        return None
    if float(sizes[0][1]) == 0:
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
    return _Rule(tag, names, certain and whole is not None and bool(names), specificity, declared)
