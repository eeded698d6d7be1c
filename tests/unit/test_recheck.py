"""Signs that one engine lost: taken only where the picture of the cell surely shows them."""

from decimal import Decimal

import pytest

from extractors import issues as say
from extractors import recheck
from extractors.double_entry import Entry
from extractors.extraction import Extraction
from extractors.grid import Reading, Recognised
from extractors.records import Figure
from tests.unit.made_grids import FORMS

KEY = ("disclosure.licenses", "change")


def settled(monkeypatch: pytest.MonkeyPatch, seen: Recognised, candidates: tuple[str, ...] = ("35", "-35")) -> Extraction:
    figure = Figure(*KEY, None, "unreadable", "35", engines=("camelot-vector", "pdfium"), agreement="disagreed", candidates=candidates)
    extraction = Extraction("camelot-vector", {KEY: figure}, {"disclosure": "2019"}, [say.about_cell("engines_disagree", figure)])
    monkeypatch.setattr(recheck, "_seen", lambda content, places: {KEY: (seen,)})
    recheck.recheck(b"", Entry(Reading("camelot-vector"), [extraction], extraction), FORMS)
    return extraction


def test_a_sign_that_the_picture_surely_shows_is_taken(monkeypatch):
    found = settled(monkeypatch, Recognised("-35", 0.99))
    assert found.figures[KEY].value == Decimal(-35)
    assert found.issues == []


@pytest.mark.parametrize(
    ("seen", "candidates"),
    [
        (Recognised("35", 0.99), ("35", "-35")),
        (Recognised("-35", 0.6), ("35", "-35")),
        (Recognised("-85", 0.99), ("35", "-35")),
        (Recognised("-36", 0.99), ("35", "-36")),
    ],
)
def test_else_the_cell_stays_open(monkeypatch, seen, candidates):
    found = settled(monkeypatch, seen, candidates)
    assert found.figures[KEY].state == "unreadable"
    assert [i.code for i in found.issues] == ["engines_disagree"]
