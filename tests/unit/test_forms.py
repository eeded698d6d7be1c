"""The form as data: editions, relations, identifiers."""

from collections import Counter

import pytest

from extractors.forms import load_forms
from flows.settings import forms_folder

FORMS = load_forms(forms_folder())


def test_relations_of_each_edition():
    assert {name: len(edition.relations) for name, edition in FORMS.editions.items()} == {"2019": 40, "2021": 42}
    kinds = {name: Counter(r.kind for r in edition.relations) for name, edition in FORMS.editions.items()}
    assert kinds["2019"] == {"row_total": 23 + 3, "balance": 7, "column_sum": 7}
    assert kinds["2021"] == {"row_total": 25 + 3, "balance": 7, "column_sum": 7}


def test_panel_has_226_columns():
    assert len(FORMS.columns()) == 226
    assert len(set(FORMS.columns())) == 226


@pytest.mark.parametrize(("edition", "disclosure", "requests"), [("2019", 22, 161), ("2021", 10, 175)])
def test_figures_of_each_table(edition, disclosure, requests):
    tables = FORMS.editions[edition].tables
    assert [len(list(t.addresses())) for t in tables.values()] == [disclosure, requests, 15]


def test_every_relation_names_figures_of_its_edition():
    for edition in FORMS.editions.values():
        keys = {key for table in edition.tables.values() for key in table.addresses()}
        assert all(term.key in keys for relation in edition.relations for term in relation.terms)
        assert len({relation.relation_id for relation in edition.relations}) == len(edition.relations)


def test_other_rows_are_comparable_as_their_sum():
    items = {i.item: i.comparable_as for i in FORMS.form_items() if i.measure == "total"}
    assert {items[f"requests.other{part}"] for part in ("", ".rest", ".fee_unpaid", ".clarification_lapsed")} == {"requests.other"}
    assert items["requests.received"] == "requests.received"


def test_a_malformed_edition_is_named(tmp_path):
    (tmp_path / "2030.toml").write_text('edition = "2030"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"2030\.toml"):
        load_forms(tmp_path)
