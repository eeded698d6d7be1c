"""Report pages in three styles of government portals: sections in divs, everything inside layout tables, and an old page in GB18030."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from layout import Box
from reports import SampleReport

ENCODINGS = {"html-div": "utf-8", "html-layout": "utf-8", "html-gb": "gb18030"}


@cache
def environment() -> Environment:
    """The templates, with the filter that breaks header words the way old pages do."""
    folder = Path(__file__).parent / "templates"
    made = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["pieces"] = pieces
    return made


def render(report: SampleReport) -> bytes:
    """The page of a report, in the encoding of its style."""
    template = environment().get_template(f"{report.style}.html.j2")
    page = template.render(report=report, day=report.published, hour=9 + report.year % 7)
    return page.encode(ENCODINGS[report.style])


def pieces(box: Box) -> list[str]:
    """The lines of a cell as old pages print them: short header words are broken, two-character words get a blank between."""
    text = box.text
    if box.kind != "head" or box.colspan > 1 or len(text) > 7:
        return [text]
    if len(text) == 2:
        return ["\u00a0".join(text)]
    return [text[i : i + 2] for i in range(0, len(text), 2)]
