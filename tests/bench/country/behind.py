"""What stands behind the pages of the country's portals: files attached and in frames, archives, pictures, copies elsewhere.

Every report is drawn from its organ and its year, so that whoever asks for one of its documents gets the same figures, but where a copy is
to disagree.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from random import Random

import pypdfium2 as pdfium

from extractors.forms import Edition, load_forms
from extractors.records import Key
from tests.bench.corpus import compose, html, reportlab_pdf, word
from tests.bench.corpus.draw import draw
from tests.bench.corpus.make import FORMS
from tests.bench.corpus.model import Plan, Printed, Report
from tests.bench.country.plan import CARRIED, Entry

ALTERED: Key = ("disclosure.licenses", "decisions")
"""The figure in which a copy that disagrees differs: no sum tells which of the two is right."""
_MORE = 7
_DPI = 200
_FOOT = '</div><div class="footer">'
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
    "png": "image/png",
}
Body = tuple[bytes, str]


@dataclass(frozen=True, slots=True)
class Mode:
    """How a report stands on its portal: whether its page has the tables, whether the file that the page carries stands in a viewer's
    frame, whether there is another copy that differs."""

    has_tables: bool = True
    framed: bool = False
    disagrees: bool = False


MODES = {
    "page": Mode(),
    "beside_pdf": Mode(),
    "beside_docx": Mode(),
    "beside_disagrees": Mode(disagrees=True),
    "framed": Mode(framed=True),
    "only_pdf": Mode(has_tables=False),
    "only_docx": Mode(has_tables=False),
    "only_framed": Mode(has_tables=False, framed=True),
    "only_zip": Mode(has_tables=False),
    "pictures": Mode(has_tables=False),
    "elsewhere": Mode(),
    "elsewhere_disagrees": Mode(disagrees=True),
}
"""The modes of ``plan.BEHIND``."""


@lru_cache(maxsize=1)
def _forms() -> dict[str, Edition]:
    return load_forms(FORMS).editions


def figures(entry: Entry, altered: bool = False) -> dict[Key, Printed]:
    """The figures of an entry's report, as its own page has them, or altered as a copy that disagrees has them."""
    name = "2019" if entry.year < 2021 else "2021"
    editions = {"disclosure": name, "requests": name, "proceedings": "any"}
    drawn = draw(_random(entry), "office", editions, _forms())
    if altered:
        value = (drawn[ALTERED].value or Decimal(0)) + _MORE
        drawn[ALTERED] = Printed(f"{value:f}", "reported", value)
    return drawn


def answer(entry: Entry, target: str) -> Body:
    """The bytes and the content type that an address of an entry, its page's or a file's, answers with."""
    mode = MODES[entry.behind]
    if target == entry.path:
        return _page(entry, mode), "text/html; charset=utf-8"
    return _file(entry, CARRIED[entry.behind], mode.disagrees, entry.files.index(target)), _TYPES[CARRIED[entry.behind]]


def _random(entry: Entry) -> Random:
    return Random(f"{entry.agency_id} {entry.year}")  # noqa: S311 - a plan, no secret


def _plan(entry: Entry, kind: str, style: str, altered: bool) -> Plan:
    plan = Plan(entry.year, "", kind, style, _random(entry))
    name = "2019" if entry.year < 2021 else "2021"
    day = entry.published
    report = Report(entry.agency, entry.year, f"{entry.agency}{entry.year}年政府信息公开工作年度报告", (day.year, day.month, day.day),
                    {"disclosure": name, "requests": name, "proceedings": "any"}, figures(entry, altered))  # fmt: skip
    plan.reports.append(report)
    plan.blocks += compose.blocks(plan, report, _forms(), plain=True)
    return plan


def _page(entry: Entry, mode: Mode) -> bytes:
    is_copy = entry.thing == "elsewhere"
    if mode.has_tables:
        page = html.page(_plan(entry, "html", "divs" if is_copy else "trs", mode.disagrees and is_copy)).decode()
    else:
        title = f"{entry.agency}{entry.year}年政府信息公开工作年度报告"
        page = (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>发布日期：{entry.published}</p>{_FOOT}</div></body></html>"
        )
    return page.replace(_FOOT, f"{_carried(entry, mode)}{_FOOT}").encode() if entry.files else page.encode()


def _carried(entry: Entry, mode: Mode) -> str:
    if CARRIED[entry.behind] == "png":
        return "".join(f'<p style="text-align:center"><img src="{file}" width="900"></p>' for file in entry.files)
    if mode.framed:
        return f'<iframe src="/js/pdfjs/web/viewer.html?file={entry.files[0]}" width="100%" height="900"></iframe>'
    return f'<p>附件：<a href="{entry.files[0]}">{entry.agency}{entry.year}年政府信息公开工作年度报告.{CARRIED[entry.behind]}</a></p>'


@lru_cache(maxsize=4000)
def _file(entry: Entry, kind: str, altered: bool, number: int) -> bytes:
    return _WRITERS[kind](entry, altered, number)


def _docx(entry: Entry, altered: bool, _: int = 0) -> bytes:
    return word.write(_plan(entry, "docx", "raw", altered))


def _pdf(entry: Entry, altered: bool, _: int = 0) -> bytes:
    return reportlab_pdf.write(_plan(entry, "pdf", "ruled", altered))


def _zip(entry: Entry, altered: bool, _: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(f"{entry.agency}{entry.year}年年度报告.docx", (2026, 1, 12, 9, 0, 0)), _docx(entry, altered))
    return out.getvalue()


def _png(entry: Entry, altered: bool, number: int) -> bytes:
    out = io.BytesIO()
    document = pdfium.PdfDocument(_pdf(entry, altered))
    if number < len(document):
        document[number].render(scale=_DPI / 72).to_pil().convert("L").save(out, "PNG")
    document.close()
    return out.getvalue()


_WRITERS: dict[str, Callable[[Entry, bool, int], bytes]] = {"docx": _docx, "pdf": _pdf, "zip": _zip, "png": _png}
