"""Golden cases: every folder holds one file made with known figures, and what must be read from it; its name says what it proves."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.document import Document
from extractors.pipeline import load_knowledge, read_document
from extractors.records import Claim, Figure, Issue, Report
from flows.settings import forms_folder

FOLDERS = sorted(p for p in Path(__file__).parent.iterdir() if (p / "expected.json").is_file())
KNOWLEDGE = load_knowledge(forms_folder())


def test_there_are_cases_of_every_format_and_edition():
    names = [folder.name.split("-")[:2] for folder in FOLDERS]
    assert {edition for edition, _ in names} == {"2019", "2021"}
    assert {kind for _, kind in names} >= {"pdf", "html", "docx", "text", "xlsx", "xls", "ofd", "mhtml", "zip"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_case(folder):
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    (path,) = [p for p in folder.iterdir() if p.stem == "report"]
    reports = read_document(Document(path.read_bytes(), path.name, expected.get("url")), KNOWLEDGE)
    wanted = [expected, *expected.get("more", ())]
    assert [report.title for report in reports] == [one["title"] for one in wanted]
    for report, one in zip(reports, wanted, strict=True):
        is_as_expected(report, one)


def is_as_expected(report: Report, expected: dict[str, Any]) -> None:
    figures = {"|".join(f.key): f for f in report.figures}
    found = {key: said(figures[key], value) if key in figures else None for key, value in expected["figures"].items()}
    assert {key: value for key, value in found.items() if value != expected["figures"][key]} == {}
    assert {"|".join(key) for key in report.values()} <= set(expected["figures"])
    loud = [i for i in report.issues if i.severity != "info"]
    assert sorted({i.code for i in loud}) == expected["issues"]
    assert "about" not in expected or sorted(set(map(about, loud))) == expected["about"]
    assert (report.status, report.editions) == (expected["status"], expected["editions"])
    assert (report.title, report.agency, report.year) == (expected["title"], expected["agency"], expected["year"])
    assert (report.published_on.isoformat() if report.published_on else None) == expected["published_on"]
    assert "claims" not in expected or sorted(map(claimed, report.claims)) == expected["claims"]


def said(figure: Figure, expected: Any) -> object:
    """A figure in the words of ``expected``: a state, a value, or a value and its unit."""
    if figure.state != "reported" or figure.value is None:
        return {"state": figure.state}
    if isinstance(expected, dict):
        return {"value": f"{figure.value.normalize():f}", "unit": figure.unit}
    return expected if isinstance(expected, str) and figure.value == Decimal(expected) else f"{figure.value:f}"


def about(issue: Issue) -> str:
    """An issue's code and what it is about."""
    return " ".join(filter(None, (issue.code, issue.item, issue.measure)))


def claimed(claim: Claim) -> str:
    """A figure said in prose."""
    return f"{'+'.join(claim.items)}|{claim.measure} {claim.value:f} {claim.unit or ''}".strip()
