"""Golden cases: every folder holds one report made with known figures, and what must be read from it; its name says what it proves."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.document import Document
from extractors.pipeline import load_knowledge, read_document
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
    (report,) = read_document(Document(path.read_bytes(), path.name), KNOWLEDGE)
    figures = {"|".join(f.key): f for f in report.figures}
    wrong = {}
    for key, value in expected["figures"].items():
        figure = figures.get(key)
        found = None if figure is None else (figure.state, figure.value)
        if found != (("reported", Decimal(value)) if isinstance(value, str) else (value["state"], None)):
            wrong[key] = (value, found)
    assert wrong == {}
    assert {"|".join(key) for key in report.values()} <= set(expected["figures"])
    assert sorted({i.code for i in report.issues if i.severity != "info"}) == expected["issues"]
    assert (report.status, report.editions) == (expected["status"], expected["editions"])
    assert (report.title, report.agency, report.year) == (expected["title"], expected["agency"], expected["year"])
    assert (report.published_on.isoformat() if report.published_on else None) == expected["published_on"]
