"""The pager that TRS pages build by a script: ``createPageHTML(pages, current, "index", "html")``."""

import re
from dataclasses import dataclass

_CALL = re.compile(r"(?<![\w.$])createPageHTML\s*\(([^()]*)\)")
_DEFINITION = re.compile(r"function\s+$")
_COMMENT = re.compile(r"/\*.*?\*/|<!--(?!.*?createPageHTML)[^\n]*|(?<![:\"'])//[^\n]*", re.DOTALL)
_VARIABLE = re.compile(r"(?<![\w.$])(?:var|let|const)\s+(\w+)\s*=\s*(\d+|\"[^\"]*\"|'[^']*')")
_ARGUMENT = re.compile(r"\"[^\"]*\"|'[^']*'|[^,\"']+")


@dataclass(frozen=True, slots=True)
class PagerCall:
    """How many pages there are, which one this is (0 is the first), and how their files are named: ``name.suffix``, ``name_1.suffix`` …"""

    pages: int
    current: int
    name: str
    suffix: str


def pager_calls(page: str) -> list[PagerCall]:
    """The calls in a page, in order, each once; ``ValueError`` where one's arguments are not understood."""
    if "createPageHTML" not in page:
        return []
    code = _COMMENT.sub(" ", page)
    known = dict(_VARIABLE.findall(code))
    calls = [found[1] for found in _CALL.finditer(code) if not _DEFINITION.search(code[: found.start()][-40:])]
    return list(dict.fromkeys(_call(arguments, known) for arguments in calls))


def _call(arguments: str, known: dict[str, str]) -> PagerCall:
    """One call. Some portals put the pager's element first, and the number of entries last."""
    given = [argument.strip() for argument in _ARGUMENT.findall(arguments) if argument.strip()]
    values = [known.get(argument, argument) for argument in given]
    start = next((at for at, value in enumerate(values) if value.isdecimal()), len(values))
    try:
        pages, current, name, suffix = values[start : start + 4]
        return PagerCall(int(pages), int(current), _string(name), _string(suffix).lstrip("."))
    except ValueError as error:
        raise ValueError(f"createPageHTML({arguments[:100]}) does not say pages, current page, name and suffix") from error


def _string(value: str) -> str:
    if len(value) < 2 or value[0] not in "\"'" or not re.fullmatch(r"[\w./-]+", value[1:-1]):
        raise ValueError(value)
    return value[1:-1]
