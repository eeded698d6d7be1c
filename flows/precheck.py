"""预审: what a draft's own figures, rows and sections show, in Chinese and the form's labels (wording: data/forms/messages.toml)."""

import tomllib
from functools import lru_cache

from rich.console import Console

from extractors.forms import Forms
from extractors.labels import squeeze
from extractors.pipeline import load_knowledge
from extractors.records import Issue, ReadDocument, Report
from extractors.vocabulary import SectionForm
from flows.settings import forms_folder

_QUIET = frozenset({"published_on_unknown"})
"""A draft is not published yet, so what only a published report has is not asked of it."""


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((forms_folder() / "messages.toml").read_text(encoding="utf-8"))


def show(console: Console, path: str, read: ReadDocument) -> int:
    """Print what needs a look; 1 where anything does, else 0."""
    worst = 0
    forms = load_knowledge(forms_folder()).forms
    for report in read.reports:
        lines = messages(report, forms)
        headline = _words()["headline"]["failed" if report.status == "failed" else "look" if lines else "ok"].format(count=len(lines))
        who = " ".join(str(part) for part in (report.agency, report.year) if part)
        console.print(f"{path}{'（' + who + '）' if who else ''}：{headline}", markup=False)
        for number, line in enumerate(lines, start=1):
            console.print(f"  {number}. {line}", markup=False)
        worst = max(worst, int(bool(lines)))
    console.print(_words()["headline"]["total"], markup=False)
    return worst


def messages(report: Report, forms: Forms) -> list[str]:
    """One sentence in Chinese for every issue of a report that its organ can look at."""
    return [_sentence(issue, report, forms) for issue in report.issues if issue.severity != "info" and issue.code not in _QUIET]


def _sentence(issue: Issue, report: Report, forms: Forms) -> str:
    template = _words()["issue"].get(issue.code) or _words()["issue"]["other"]
    raw = next((f.raw for f in report.figures if f.key == (issue.item, issue.measure)), None)
    found = {section.number for section in report.sections}
    return template.format(
        code=issue.code,
        place=_place(issue, forms),
        raw=squeeze(raw or ""),
        printed="" if issue.printed is None else f"{issue.printed.normalize():f}",
        computed="" if issue.computed is None else f"{issue.computed.normalize():f}",
        sections="、".join(form.heading for form in _sections() if form.number not in found),
    )


def _sections() -> tuple[SectionForm, ...]:
    return load_knowledge(forms_folder()).vocabulary.sections


def _place(issue: Issue, forms: Forms) -> str:
    """Where an issue is, in the form's own words: table, row, column."""
    for edition in reversed(forms.editions.values()):
        for table in edition.tables.values():
            row = table.by_item.get(issue.item or "")
            if row is None and issue.item != table.name:
                continue
            measure = table.measures.get(issue.measure or "")
            parts = (table.label, row.label if row else "", measure.label if measure else "")
            return " / ".join(part for part in parts if part)
    return _words()["headline"]["whole"]
