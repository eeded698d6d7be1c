"""Double entry: agreement, difference settled by arithmetic, difference left open."""

from decimal import Decimal

from extractors.extraction import Extraction
from extractors.reconcile import reconcile, vote
from extractors.records import Figure
from extractors.relations import blame, broken
from tests.unit.made_grids import FORMS, truth

EDITION = FORMS.editions["2021"]
KEY = ("requests.granted", "natural_person")


def extraction(engine: str, **changed: str) -> Extraction:
    """A sound reading by one engine; ``changed`` gives other values to cells of the row requests.granted."""
    figures = {}
    for key, value in truth("2021", "requests", "proceedings").items():
        text = changed.get(key[1], str(value)) if key[0] == KEY[0] else str(value)
        state = "reported" if text.lstrip("-").isdecimal() else "blank" if not text else "unreadable"
        number = Decimal(text) if state == "reported" else None
        figures[key] = Figure(*key, number, state, text, engines=(engine,), candidates=(text,) if state == "unreadable" else ())
    return Extraction(engine, figures, {"requests": "2021", "proceedings": "any"})


def test_two_engines_that_agree():
    merged = reconcile(extraction("one"), extraction("two"), EDITION.relations)
    assert {f.agreement for f in merged.figures.values()} == {"agreed"}
    assert {f.engines for f in merged.figures.values()} == {("one", "two")}
    assert merged.issues == []


def test_a_difference_is_settled_by_the_sums():
    for one, other in (({"natural_person": "999"}, {}), ({}, {"natural_person": "999"})):
        merged = reconcile(extraction("one", **one), extraction("two", **other), EDITION.relations)
        figure = merged.figures[KEY]
        assert (figure.value, figure.agreement) == (Decimal(truth("2021", "requests")[KEY]), "disagreed")
        assert merged.issues == []


def test_a_difference_the_sums_do_not_settle_is_left_open_with_both():
    merged = reconcile(extraction("one", natural_person="998"), extraction("two", natural_person="999"), EDITION.relations)
    figure = merged.figures[KEY]
    assert (figure.state, figure.value, figure.candidates) == ("unreadable", None, ("998", "999"))
    assert [(i.code, i.item, i.measure) for i in merged.issues] == [("engines_disagree", *KEY)]


def test_where_no_relation_looks_nothing_is_settled():
    merged = reconcile(extraction("one", natural_person="998"), extraction("two"), ())
    assert merged.figures[KEY].state == "unreadable"


def test_what_one_engine_cannot_read_the_other_may_where_the_sums_hold():
    merged = reconcile(extraction("one", natural_person="3 0"), extraction("two"), EDITION.relations)
    assert merged.figures[KEY].value == truth("2021", "requests")[KEY]
    merged = reconcile(extraction("one", natural_person="3 0"), extraction("two", natural_person="31"), EDITION.relations)
    assert merged.figures[KEY].state == "unreadable"


def test_blank_beside_a_figure_is_a_difference():
    merged = reconcile(extraction("one", natural_person=""), extraction("two", natural_person="7"), ())
    assert (merged.figures[KEY].state, merged.figures[KEY].candidates) == ("unreadable", ("blank", "7"))


def test_a_table_only_the_second_engine_found_is_taken():
    first = extraction("one")
    first.editions.pop("proceedings")
    first.figures = {k: f for k, f in first.figures.items() if k[0].startswith("requests")}
    merged = reconcile(first, extraction("two"), EDITION.relations)
    assert merged.editions["proceedings"] == "any"
    assert merged.figures["proceedings.reconsideration", "total"].agreement == "single"


def test_blame():
    one = extraction("one", total="999")
    (row,) = [c.relation for c in broken(EDITION.relations, one.figures) if c.relation.kind == "row_total"]
    assert blame(row, one.figures) == "unclear"
    agreed = reconcile(one, extraction("two", total="999"), EDITION.relations)
    assert blame(row, agreed.figures) == "printed"
    agreed.figures[KEY].how = "split"
    assert blame(row, agreed.figures) == "unclear"
    agreed.figures[KEY].agreement = "disagreed"
    assert blame(row, agreed.figures) == "reading"


def test_a_third_engine_settles_what_two_read_differently():
    first, second = extraction("one", natural_person="998"), extraction("two", natural_person="999")
    merged = reconcile(first, second, ())
    vote(merged, second, extraction("three", natural_person="999"))
    figure = merged.figures[KEY]
    assert (figure.value, figure.engines, figure.agreement, merged.issues) == (Decimal(999), ("two", "three"), "disagreed", [])
    merged = reconcile(first, second, ())
    vote(merged, second, extraction("three", natural_person="998"))
    assert merged.figures[KEY].state == "unreadable"
