"""Style sheets: their rules, as far as they say anything of an element's text.

Only rules of one compound of tag, class and id (``.old``, ``td.x``, ``#a``) outside at-rules hide anything. Any other rule is at most a
doubt: one that shows what such a rule hides wins where it might apply and would then count for more.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.readers import colours
from extractors.readers.declarations import COLOURS, Declared, declarations, is_hiding

COMMENTS = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_STRINGS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_INNERMOST = re.compile(r"(?<![^{};@])([^{};@]+)\{([^{}]*)\}")
_PRELUDE = re.compile(r"([^{};]*)([{};])")
_BRACE = re.compile(r"[{}]")
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)")
_PSEUDO_ELEMENT = re.compile(r"::|:(?:before|after|first-line|first-letter)\b", re.IGNORECASE)
_PASSING = re.compile(r":(?:hover|focus|active|visited|target)", re.IGNORECASE)
_CONDITIONS = re.compile(r":[\w-]+(?:\([^()]*\))?|\[[^\]]*\]")


class Rule(NamedTuple):
    """``names`` are the classes and ids an element must have; ``hides`` says that it surely hides something, ``said`` what counts of it."""

    tag: str
    names: frozenset[str]
    hides: bool
    specificity: tuple[int, int, int]
    said: tuple[tuple[str, str, bool], ...]


def rules_of(text: str, certain: bool) -> Iterator[Rule]:
    for selectors, body, understood in blocks_of(text):
        declared = declarations(body)
        for selector in selectors.split(",") if declared else ():
            rule = _rule(selector.strip(), declared, certain and understood)
            if rule is not None:
                yield rule


def blocks_of(text: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors and declarations of each rule of a sheet, and whether it stands by itself: not in an at-rule, not in another rule."""
    css = _STRINGS.sub('""', COMMENTS.sub(" ", text))
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


def _rule(selector: str, declared: Declared, certain: bool) -> Rule | None:
    """A rule by the compound that names the element itself; None where it styles only a part made up beside it."""
    if not selector or _PSEUDO_ELEMENT.search(selector):
        return None
    if _PASSING.search(selector):
        declared = {name: value for name, value in declared.items() if name not in COLOURS}
    whole = _COMPOUND.fullmatch(selector)
    last = re.split(r"[\s>+~]+", _CONDITIONS.sub("", selector).strip())[-1]
    compound = whole or _COMPOUND.fullmatch(last)
    names = frozenset(re.findall(r"[.#][\w-]+", compound[2])) if compound else frozenset()
    tag = (compound[1] or "").lower() if compound else ""
    exact = certain and whole is not None
    surely = exact and bool(names)
    hides = surely and any(is_hiding(name, value) for name, (value, _) in declared.items() if name not in COLOURS)
    return Rule(tag, names, hides, specificity_of(selector), tuple(_said(declared, surely, exact)))


def specificity_of(selector: str) -> tuple[int, int, int]:
    """How much a selector counts: its ids, its classes and conditions, its tags."""
    return (
        len(re.findall(r"#[\w-]", selector)),
        len(re.findall(r"\.[\w-]|\[|:", selector)),
        len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector)),
    )


def _said(declared: Declared, surely: bool, exact: bool) -> Iterator[tuple[str, str, bool]]:
    """The declarations of a rule that count: what hides only where the rule surely applies; a background may be that of other elements."""
    for name, (value, important) in declared.items():
        if surely or not is_hiding(name, value):
            yield name, value if exact or name != "background-color" else f"{value} {colours.MAYBE}", important
