"""Reading and warehouse use the same arithmetic: over random forms the SQL view and ``relations.check`` say the same of every relation."""

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.forms import load_forms
from extractors.frames import FIGURE
from extractors.records import Figure
from extractors.relations import blame, check
from flows.load_reference import load_form
from flows.settings import forms_folder, shipped

FORMS = load_forms(forms_folder())
SMALL = st.integers(min_value=0, max_value=30)
STATES = st.sampled_from(["reported"] * 12 + ["blank", "blank", "marked_empty", "absent", "unreadable"])


@st.composite
def forms(draw: st.DrawFn) -> tuple[str, dict[tuple[str, str], Figure]]:
    """An edition and figures in all states, whose totals hold unless something was changed afterwards."""
    edition = FORMS.editions[draw(st.sampled_from(sorted(FORMS.editions)))]
    keys = [key for table in edition.tables.values() for key in table.addresses()]
    values = dict(zip(keys, draw(st.lists(SMALL, min_size=len(keys), max_size=len(keys))), strict=True))
    for relation in edition.relations:
        if relation.kind == "row_total":
            values[relation.total] = sum(values[term.key] for term in relation.parts)
    for key in draw(st.lists(st.sampled_from(keys), max_size=40)):
        values[key] = draw(SMALL)
    figures = {}
    for key in keys:
        state = draw(STATES)
        how = draw(st.sampled_from(["read", "read", "read", "split", "repaired"]))
        agreement = draw(st.sampled_from(["agreed", "agreed", "agreed", "single", "disagreed"]))
        figures[key] = Figure(*key, Decimal(values[key]) if state == "reported" else None, state, how=how, agreement=agreement)
    return edition.name, figures


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """The form's tables, and of reports and figures what the view asks for, without constraints, so that they can be replaced."""
    connection = duckdb.connect()
    connection.execute(shipped("sql", "schema", "010_reference.sql").read_text(encoding="utf-8"))
    load_form(connection, FORMS)
    connection.execute(
        "CREATE TABLE reports AS SELECT 'r' AS report_id, 'a' AS agency_id, '990100' AS region_code, 2022 AS year, true AS is_current, "
        "'' AS edition_disclosure, '' AS edition_requests, 'any' AS edition_proceedings"
    )
    connection.from_arrow(_rows({})).create("figures")
    connection.execute(shipped("sql", "views", "030_relation_results.sql").read_text(encoding="utf-8"))
    yield connection
    connection.close()


def _rows(figures: dict[tuple[str, str], Figure]) -> pa.Table:
    names = ("item", "measure", "value", "state", "how", "agreement")
    rows = [{"report_id": "r"} | {name: getattr(figure, name) for name in names} for figure in figures.values()]
    return pa.Table.from_pylist(rows, schema=pa.schema([pa.field("report_id", pa.string()), *(FIGURE.field(name) for name in names)]))


def by_sql(warehouse: duckdb.DuckDBPyConnection, edition: str, figures: dict[tuple[str, str], Figure]) -> dict[str, tuple[str, str]]:
    warehouse.execute("UPDATE reports SET edition_disclosure = $1, edition_requests = $1", [edition])
    warehouse.execute("DELETE FROM figures")
    warehouse.from_arrow(_rows(figures)).insert_into("figures")
    answer = warehouse.execute("SELECT relation_id, outcome, blame FROM relation_results").fetchall()
    return {relation: (outcome, whose if outcome == "broken" else "") for relation, outcome, whose in answer}


@settings(max_examples=60)
@given(forms())
def test_sql_and_reading_agree(warehouse, form):
    edition, figures = form
    relations = FORMS.editions[edition].relations
    expected = {}
    for relation in relations:
        outcome = check(relation, figures).outcome
        expected[relation.relation_id] = (outcome, blame(relation, figures) if outcome == "broken" else "")
    assert by_sql(warehouse, edition, figures) == expected
