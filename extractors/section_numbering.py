"""How headings are numbered, and numberings and headings that are broken over lines."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from extractors.lines import Line
from extractors.section_wordings import NUMERALS, Patterns

Style = Literal["top", "round", "arabic", "bracket", "glued", "none"]
_ORNAMENT = re.compile(r"[■◆★☆●▲◇□○◎※·•【《〖\[\"“#*\-—]+")
_NUMBERING = re.compile(
    rf"(?:第(?P<part>[{NUMERALS}])(?:部分|章|节)[、:,.]?|第(?P<ordinal>[{NUMERALS}])[、,.]|(?P<top>[{NUMERALS}])[、.,:;]"
    rf"|\((?P<round>[{NUMERALS}])\)[、.]?|0?(?P<arabic>\d{{1,2}})[、.)](?!\d)|\((?P<bracket>\d{{1,2}})\)[、.]?"
    rf"|(?P<roman>I{{1,3}}|IV|VI{{0,3}})[、.,:]|(?P<glued>[{NUMERALS}](?![{NUMERALS}])|0?[1-9](?![\d年月.,、])))"
)
_STYLES: dict[str, Style] = {"part": "top", "top": "top", "ordinal": "round", "round": "round", "roman": "round"}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_CONTENTS = re.compile(r"目录|.{2,40}\.{3,}\d{1,3}")
_BROKEN = 25
_OPENS = frozenset(f'第(IV■◆★☆●▲◇□○◎※·•【《〖["“{NUMERALS}')


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number a line opens with (None: none), the way it is written, and where in the folded line the text behind it begins."""

    printed: int | None
    style: Style
    end: int


def numbering_of(folded: str) -> Numbering:
    """The numbering of a folded line; ornaments before it do not count."""
    ornament = _ORNAMENT.match(folded)
    start = ornament.end() if ornament else 0
    found = _NUMBERING.match(folded, start)
    if found is None:
        return Numbering(None, "none", start)
    name = found.lastgroup or ""
    text = found[name]
    number = _ROMAN.index(text) + 1 if name == "roman" else NUMERALS.index(text) + 1 if text in NUMERALS else int(text)
    style = _STYLES.get(name) or ("arabic" if name == "arabic" else "bracket" if name == "bracket" else "glued")
    return Numbering(number, style, found.end())


def is_number(folded: str) -> bool:
    """Whether a folded text is a numbering and nothing else."""
    numbering = numbering_of(folded)
    return numbering.printed is not None and numbering.style != "glued" and numbering.end == len(folded)


def is_contents(line: Line) -> bool:
    """Whether a line is of a table of contents: dots up to a page number, or its title."""
    return line.folded.endswith(("录", *"0123456789")) and _CONTENTS.fullmatch(line.folded) is not None


def mended(lines: list[Line], patterns: Patterns) -> list[Line]:
    """The lines, a heading that is broken over two of them, or stands below its number, put together."""
    result: list[Line] = []
    for line in lines:
        if result and _goes_on(result[-1].folded, line.folded, patterns):
            last = result.pop()
            line = replace(last, text=last.text + line.text, folded=last.folded + line.folded)
        result.append(line)
    return result


def _goes_on(first: str, second: str, patterns: Patterns) -> bool:
    if len(first) > _BROKEN or len(second) > _BROKEN or first[0] not in _OPENS or first[-1] in "。;:!?":
        return False
    numbering = numbering_of(first)
    if numbering.style not in ("top", "round"):
        return False
    rest = first[numbering.end :]
    words = next((words for words in patterns.sections if words.form.number == numbering.printed), None)
    return words is not None and not words.alone_whole.match(rest) and words.alone_whole.match(rest + second) is not None
