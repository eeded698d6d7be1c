"""Cells a recogniser is not sure of: mended where the form's arithmetic leaves one way, else given up by name."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from extractors import constraints
from extractors.records import Alternative, Figure, Key
from extractors.relations import blame, broken
from extractors.repair import Repair, repair
from tests.unit.made_grids import FORMS, truth

EDITION = FORMS.editions["2021"]
CELL: Key = ("requests.granted", "company")
OTHER: Key = ("requests.refused.state_secret", "natural_person")


def upheld(group: str = "reconsideration") -> Key:
    return f"proceedings.{group}", "upheld"


def read_as(values: dict[Key, object]) -> dict[Key, Figure]:
    """The made form with some cells read otherwise; None is an empty cell."""
    made = {key: Decimal(value) for key, value in truth("2021", "disclosure", "requests", "proceedings").items()} | values
    return {k: Figure(*k, None if v is None else Decimal(v), "blank" if v is None else "reported", str(v or "")) for k, v in made.items()}


def ways(*readings: tuple[object, float]) -> tuple[Alternative, ...]:
    return tuple(Alternative(None if v is None else Decimal(v), "blank" if v is None else "reported", str(v), c) for v, c in readings)


def true(key: Key) -> int:
    return truth("2021", key[0].split(".")[0])[key]


def run(figures: dict[Key, Figure], alternatives: dict[Key, tuple[Alternative, ...]]) -> Repair:
    return repair(EDITION.relations, figures, alternatives)


def test_a_speck_is_taken_off():
    speck = int(f"4{true(CELL)}")
    result = run(read_as({CELL: speck}), {CELL: ways((speck, 0.8), (7, 0.2), (true(CELL), 0.1))})
    figure = result.figures[CELL]
    assert (figure.value, figure.how, figure.raw) == (true(CELL), "repaired", str(speck))
    assert figure.candidates == (str(speck), "7", str(true(CELL)))
    assert [(i.code, i.severity, i.item, i.measure) for i in result.issues] == [("reading_repaired", "info", *CELL)]
    assert not broken(EDITION.relations, result.figures)


def test_two_cells_of_one_column_are_mended_together():
    keys = [("requests.granted", "company"), ("requests.refused.third_party_rights", "company")]
    wrong = {key: true(key) + 40 for key in keys}
    result = run(read_as(wrong), {key: ways((wrong[key], 0.8), (true(key), 0.15)) for key in keys})
    assert set(result.repaired) == set(keys)


def test_two_ways_to_mend_are_none():
    part, total = upheld(), ("proceedings.reconsideration", "total")
    wrong = true(part) + 6
    alternatives = {part: ways((wrong, 0.8), (true(part), 0.2)), total: ways((true(total), 0.8), (true(total) + 6, 0.2))}
    result = run(read_as({part: wrong}), alternatives)
    assert set(result.unreadable) == {part, total}
    assert [i.code for i in result.issues] == ["reading_unsure", "reading_unsure", "sum_unsettled"]
    assert result.figures[part].candidates == (str(wrong), str(true(part)))


def test_what_the_source_printed_wrongly_stays():
    total = ("proceedings.reconsideration", "total")
    figures = read_as({total: 0})
    result = run(figures, {key: ways((f.value, 0.99), (8, 0.001)) for key, f in figures.items()})
    assert result.figures == figures
    assert not result.issues
    relation = next(r for r in EDITION.relations if r.total == total)
    assert blame(relation, result.figures) == "unclear"
    assert blame(relation, {k: replace(f, agreement="agreed") for k, f in figures.items()}) == "printed"


def test_only_the_doubtful_cells_of_a_broken_relation_are_given_up():
    result = run(read_as({CELL: true(CELL) + 1}), {CELL: ways((true(CELL) + 1, 0.8), (3, 0.2)), OTHER: ways((true(OTHER), 0.99))})
    assert result.unreadable == [CELL]
    assert result.figures[OTHER].value == true(OTHER)
    assert {(i.item, i.measure) for i in result.issues if i.code == "sum_unsettled"} == {
        (CELL[0], "total"),
        ("requests.concluded", CELL[1]),
    }


def test_a_cell_with_a_sum_of_its_own_outlives_the_broken_one_beside_it():
    total = (CELL[0], "total")
    result = run(read_as({total: true(total) + 1}), {CELL: ways((true(CELL), 0.8), (3, 0.2))})
    assert result.confirmed == [CELL]


def test_a_doubtful_cell_needs_a_sum():
    key = ("disclosure.licenses", "decisions")
    assert run(read_as({}), {key: ways((true(key), 0.8))}).unreadable == [key]
    assert run(read_as({}), {key: ways((true(key), 0.99))}).figures == read_as({})
    assert run(read_as({}), {CELL: ways((true(CELL), 0.8), (3, 0.2))}).confirmed == [CELL]


def test_errors_that_make_up_for_each_other_are_not_confirmed():
    part, total = upheld(), ("proceedings.reconsideration", "total")
    wrong = {part: true(part) + 40, total: true(total) + 40}
    known = {key: ways((wrong[key], 0.8), (true(key), 0.2)) for key in wrong}
    unknown = {key: ways((wrong[key], 0.8)) for key in wrong}
    assert set(run(read_as(wrong), known).unreadable) == set(wrong)
    assert set(run(read_as(wrong), unknown).unreadable) == set(wrong)


def test_arithmetic_cannot_tell_an_empty_cell_from_a_zero():
    key = upheld()
    values = {key: 0, ("proceedings.reconsideration", "total"): true(("proceedings.reconsideration", "total")) - true(key)}
    assert run(read_as(values), {key: ways((0, 0.8), (None, 0.2))}).unreadable == [key]
    assert run(read_as(values), {key: ways((0, 0.8), (None, 0.01))}).confirmed == [key]
    assert run(read_as(values | {key: 5}), {key: ways((5, 0.8), (None, 0.2))}).unreadable == [key]
    assert run(read_as(values | {key: 5}), {key: ways((5, 0.8), (0, 0.2))}).repaired == [key]


def test_two_engines_that_differ():
    figures = read_as({})
    figures[CELL] = replace(figures[CELL], value=None, state="unreadable", agreement="disagreed")
    result = run(figures, {CELL: ways((true(CELL) + 5, 0.5), (true(CELL), 0.5))})
    assert (result.figures[CELL].value, result.figures[CELL].how, result.figures[CELL].agreement) == (true(CELL), "repaired", "disagreed")


def test_a_confident_reading_takes_more_evidence_than_one_sum():
    key = upheld()
    wrong = true(key) + 1
    assert run(read_as({key: wrong}), {key: ways((wrong, 0.97), (true(key), 0.3))}).unreadable == [key]
    wrong = true(CELL) + 1
    assert run(read_as({CELL: wrong}), {CELL: ways((wrong, 0.97), (true(CELL), 0.3))}).repaired == [CELL]


def test_a_search_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch):
    keys = list(EDITION.tables["requests"].addresses())
    figures = read_as({key: true(key) + 7 for key in keys[::3]})
    alternatives = {key: ways((figures[key].value, 0.8), *((figures[key].value + n, 0.1) for n in (1, 10, 40, 100))) for key in keys}
    begun = time.perf_counter()
    result = run(figures, alternatives)
    assert time.perf_counter() - begun < 20
    assert not result.repaired
    monkeypatch.setattr(constraints, "NODES", 0)
    assert set(run(figures, alternatives).unreadable) <= set(keys)
