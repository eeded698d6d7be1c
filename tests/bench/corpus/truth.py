"""The truth about a document, as one line of ``truth.jsonl``."""

from typing import Any

from tests.bench.corpus.model import Plan, Report


def truth(plan: Plan) -> dict[str, Any]:
    """What a careful person would read in the document."""
    return {
        "path": plan.path,
        "format": plan.format,
        "style": plan.style,
        "quirks": plan.quirks,
        "sound": plan.sound,
        "condition": plan.condition,
        "reports": [_report(report) for report in plan.reports],
    }


def _report(report: Report) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for (item, measure), printed in report.figures.items():
        value = None if printed.value is None else f"{printed.value:f}"
        figures[f"{item}|{measure}"] = {"state": printed.state, "value": value, "unit": printed.unit}
    figures |= {f"{item}|{measure}": {"state": "absent", "value": None, "unit": None} for item, measure in report.absent}
    published = None if report.published is None else "{}-{:02}-{:02}".format(*report.published)
    return {
        "agency": report.agency,
        "year": report.year,
        "title": report.title,
        "published_on": published,
        "editions": report.editions,
        "figures": figures,
    }
