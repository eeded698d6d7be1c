"""What people and programs see of a reading: JSON lines of ``extract`` (contract, section 2), a table of a run, a list of problems."""

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import simplejson
from rich.console import Console, HighlighterType, JustifyMethod, OverflowMethod
from rich.style import Style
from rich.table import Table
from rich.text import Text

from extractors.records import Figure, Issue, ReadDocument, Report, as_row
from extractors.storable import utf8

if TYPE_CHECKING:
    from flows.run import RunReport

_TRICKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls and marks of direction: with them a document or a file name could steer a terminal, or show another name than it has."""


def plain(line: str) -> str:
    """A text that a terminal only shows."""
    return _TRICKS.sub("\ufffd", line)


class Terminal(Console):
    """Prints text for people as it is: no markup, no emoji, nothing that steers the terminal."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True)

    def render_str(
        self,
        text: str,
        *,
        style: str | Style = "",
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        emoji: bool | None = None,
        markup: bool | None = None,
        highlight: bool | None = None,
        highlighter: HighlighterType | None = None,
    ) -> Text:
        """Every string passes here on its way to the screen, those in tables too."""
        return super().render_str(
            plain(text),
            style=style,
            justify=justify,
            overflow=overflow,
            emoji=emoji,
            markup=markup,
            highlight=highlight,
            highlighter=highlighter,
        )


def _line(console: Console, line: str) -> None:
    console.print(plain(line.replace("\n", " ")), markup=False, emoji=False, soft_wrap=True)


def reading_json(path: str, read: ReadDocument) -> str:
    """One line of JSON for one document, without its end; numbers are written from their decimals, never through a float.

    A path that is not UTF-8 is written with U+FFFD in place of what is not, so that the line is. ``sha256`` is null where no byte was had.
    """
    reports = [_report(path, read, report) for report in read.reports]
    line = reports[0] | {"more": reports[1:]}
    return str(simplejson.dumps(line, ensure_ascii=False, use_decimal=True))


def _report(path: str, read: ReadDocument, report: Report) -> dict[str, Any]:
    return {
        "path": utf8(path),
        "sha256": read.document_id or None,
        "format": read.format,
        "status": report.status,
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "published_on_basis": report.published_on_basis,
        "editions": report.editions,
        "figures": [_figure(figure) for figure in report.figures],
        "sections": [as_row(section) for section in report.sections],
        "claims": [as_row(claim) | {"value": _number(claim.value)} for claim in report.claims],
        "issues": [_issue(issue) for issue in report.issues],
        "evidence": [as_row(evidence) for evidence in report.evidence],
        "more": [],
    }


def _number(value: Decimal | None) -> Decimal | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else Decimal(f"{value.normalize():f}")


def _figure(figure: Figure) -> dict[str, Any]:
    source = as_row(figure.source) if figure.source else None
    row = as_row(figure) | {"value": _number(figure.value), "source": source}
    del row["alternatives"]
    if not figure.candidates:
        del row["candidates"]
    return row


def _issue(issue: Issue) -> dict[str, Any]:
    row = as_row(issue) | {"printed": _number(issue.printed), "computed": _number(issue.computed)}
    return {key: value for key, value in row.items() if value is not None}


def show_reading(console: Console, path: str, read: ReadDocument) -> None:
    """A few lines for a person: what the file is, how well it was read, and every issue."""
    for report in read.reports:
        reported = sum(figure.state == "reported" for figure in report.figures)
        who = f"{report.agency or 'agency unknown'}, {report.year or 'year unknown'}"
        _line(console, f"{path}: {report.status}: {who}: {reported} of {len(report.figures)} figures ({read.format})")
        for issue in report.issues:
            place = " ".join(part for part in (issue.item, issue.measure) if part)
            _line(console, f"  {issue.severity}: {issue.code}: {place + ': ' if place else ''}{issue.message}")


_ALWAYS = frozenset({"due", "found", "fetched", "unchanged", "read", "in_doubt", "failed"})
"""Counts shown even where they are 0; the others only where there is something to see."""
SHOWN = 8
"""Summaries named at the end of a run; the others lie beside them."""
_COUNTS = {
    "due": "lists due",
    "found": "documents found",
    "fetched": "fetched (new or changed)",
    "unchanged": "unchanged",
    "refused": "refused",
    "unreachable": "unreachable",
    "off_site": "led off the portal",
    "too_large": "too large",
    "postponed": "left to the next night",
    "withdrawn": "withdrawn by the portal",
    "not_a_report": "no reports",
    "in_review": "to be judged by a person",
    "not_taken_in": "not taken in",
    "read": "read",
    "in_doubt": "of these in doubt",
    "failed": "of these failed",
}


def _newest_first(path: str) -> tuple[int, str]:
    """Sorts summaries (``<region>-<year>/index.html``) by year, the last first, then by region."""
    region, _, year = Path(path).parent.name.rpartition("-")
    return -int(year), region


def show_run(console: Console, report: "RunReport", warehouse: str) -> None:
    """The table at the end of a run, with the difference from the run before, then everything a person must look at."""
    table = Table(title=f"run {report.run_id}")
    table.add_column("")
    table.add_column("this run", justify="right")
    table.add_column("difference", justify="right")
    counts = report.counts()
    for name, label in _COUNTS.items():
        if name not in _ALWAYS and not counts[name] and not report.before.get(name):
            continue
        difference = f"{counts[name] - report.before[name]:+d}" if name in report.before else "first run"
        table.add_row(label, str(counts[name]), difference)
    console.print(table)
    for line in (*report.alarms, *report.problems):
        _line(console, f"! {line}")
    _line(console, f"warehouse {'built and published' if report.built else 'unchanged, nothing new'}: {warehouse}")
    pages = sorted((path for path in report.summaries if path.endswith("index.html")), key=_newest_first)
    for path in pages[:SHOWN]:
        _line(console, f"summary: {path}")
    if len(pages) > SHOWN:
        _line(console, f"and {len(pages) - SHOWN} more summaries beside them")
