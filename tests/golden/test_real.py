"""The real reports in ../shared/real, where that folder is there: every typed figure exact, none invented, nothing glued guessed."""

import json
from decimal import Decimal

import pytest

from extractors.records import Blame
from tests.golden.compare_real import REAL, Comparison, compare, pairs

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the folder shared/real is not beside the checkout")
COUNTS = {"hongze-2023": 186, "pingtan-2019-glued": 176, "pingtan-2021-glued": 194, "wenchanghu-investment-2020": 198}


@pytest.fixture(scope="module")
def compared() -> dict[str, Comparison]:
    found = {}
    for report, figures in pairs(REAL):
        truth = json.loads(figures.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
        found[report.stem] = compare(report, truth["figures"])
    return found


def test_every_report_is_there(compared):
    assert {name: len(c.truth) for name, c in compared.items()} == COUNTS


@pytest.mark.parametrize("name", COUNTS)
def test_every_figure_is_exact_and_none_invented(compared, name):
    c = compared[name]
    assert (c.exact, c.wrong, c.missing, c.invented) == (COUNTS[name], [], [], [])


def test_seed_raises_no_alarm(compared):
    report = compared["wenchanghu-investment-2020"].report
    assert report.status == "ok"
    assert [i for i in report.issues if i.severity != "info"] == []
    assert (report.agency, report.year) == ("文昌湖区招商局", 2020)
    assert report.editions == {"disclosure": "2019", "requests": "2019", "proceedings": "any"}
    assert {f.agreement for f in report.figures} == {"agreed"}


def test_hongze_has_two_printed_mismatches_and_a_damaged_label(compared):
    report = compared["hongze-2023"].report
    printed: Blame = "printed"
    mismatches = {(i.item, i.measure, i.printed, i.computed, i.blame) for i in report.issues if i.code == "printed_mismatch"}
    assert mismatches == {
        ("proceedings.reconsideration", "total", Decimal(0), Decimal(11), printed),
        ("proceedings.litigation_after_reconsideration", "total", Decimal(0), Decimal(5), printed),
    }
    assert [i.item for i in report.issues if i.code == "label_damaged"] == ["requests.refused.prohibited_by_law"]
    assert report.status == "ok"
    assert report.editions == {"disclosure": "2021", "requests": "2019", "proceedings": "any"}
    assert (report.agency, report.year) == ("淮安市洪泽区人民政府", 2023)
    assert "camelot-vector" in report.figures[0].engines


@pytest.mark.parametrize("name", ["pingtan-2019-glued", "pingtan-2021-glued"])
def test_glued_text_is_never_guessed(compared, name):
    report = compared[name].report
    assert report.status == "partial"
    assert (report.agency, report.year) == (None, None)
    assert {"agency_unknown", "year_unknown"} <= {i.code for i in report.issues}
    unread = [f for f in report.figures if f.state == "unreadable"]
    assert unread
    assert all(f.value is None and f.item.startswith("disclosure") for f in unread)
    assert not [i for i in report.issues if i.blame == printed_blame()]


def printed_blame() -> Blame:
    return "printed"
