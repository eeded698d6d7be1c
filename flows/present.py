"""What people and programs see of a reading: JSON lines of ``extract`` (contract, section 2), a table of a run, a list of problems."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

import simplejson
from rich.console import Console
from rich.table import Table

from extractors.frames import ReadDocument
from extractors.records import Figure, Issue, Report
from flows.run import RunReport


def reading_json(path: str, read: ReadDocument) -> str:
    """One line of JSON for one document; numbers are written from their decimals, never through a float."""
    reports = [_report(path, read, report) for report in read.reports]
    line = reports[0] | {"more": reports[1:]}
    return str(simplejson.dumps(line, ensure_ascii=False, use_decimal=True))


def _report(path: str, read: ReadDocument, report: Report) -> dict[str, Any]:
    return {
        "path": path,
        "sha256": read.document_id,
        "format": read.format,
        "status": report.status,
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "published_on_basis": report.published_on_basis,
        "editions": report.editions,
        "figures": [_figure(figure) for figure in report.figures],
        "sections": [asdict(section) for section in report.sections],
        "issues": [_issue(issue) for issue in report.issues],
        "evidence": [asdict(evidence) for evidence in report.evidence],
        "more": [],
    }


def _number(value: Decimal | None) -> Decimal | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else Decimal(f"{value.normalize():f}")


def _figure(figure: Figure) -> dict[str, Any]:
    row = asdict(figure) | {"value": _number(figure.value), "engines": list(figure.engines), "candidates": list(figure.candidates)}
    if not figure.candidates:
        del row["candidates"]
    return row


def _issue(issue: Issue) -> dict[str, Any]:
    row = asdict(issue) | {"printed": _number(issue.printed), "computed": _number(issue.computed)}
    return {key: value for key, value in row.items() if value is not None}


def show_reading(console: Console, path: str, read: ReadDocument) -> None:
    """A few lines for a person: what the file is, how well it was read, and every issue."""
    for report in read.reports:
        reported = sum(figure.state == "reported" for figure in report.figures)
        who = f"{report.agency or 'agency unknown'}, {report.year or 'year unknown'}"
        console.print(
            f"{path}: {report.status}: {who}: {reported} of {len(report.figures)} figures ({read.format})", markup=False, soft_wrap=True
        )
        for issue in report.issues:
            place = " ".join(part for part in (issue.item, issue.measure) if part)
            console.print(f"  {issue.severity}: {issue.code}: {place + ': ' if place else ''}{issue.message}", markup=False, soft_wrap=True)


SHOWN = 8
"""Summaries named at the end of a run; the others lie beside them."""
_COUNTS = {
    "due": "lists due",
    "found": "documents found",
    "fetched": "fetched (new or changed)",
    "unchanged": "unchanged",
    "not_fetched": "not fetched",
    "read": "read",
    "in_doubt": "of these in doubt",
    "failed": "of these failed",
}


def show_run(console: Console, report: RunReport, warehouse: str) -> None:
    """The table at the end of a run, with the difference from the run before, then everything a person must look at."""
    table = Table(title=f"run {report.run_id}")
    table.add_column("")
    table.add_column("this run", justify="right")
    table.add_column("difference", justify="right")
    counts = report.counts()
    for name, label in _COUNTS.items():
        difference = f"{counts[name] - report.before[name]:+d}" if name in report.before else "first run"
        table.add_row(label, str(counts[name]), difference)
    console.print(table)
    for line in (*report.alarms, *report.problems):
        console.print(f"! {line}", markup=False, soft_wrap=True)
    console.print(
        f"warehouse {'built and published' if report.built else 'unchanged, nothing new'}: {warehouse}", markup=False, soft_wrap=True
    )
    pages = [path for path in report.summaries if path.endswith("index.html")]
    for path in pages[-SHOWN:]:
        console.print(f"summary: {path}", markup=False, soft_wrap=True)
    if len(pages) > SHOWN:
        console.print(f"and {len(pages) - SHOWN} more summaries beside them", markup=False)
