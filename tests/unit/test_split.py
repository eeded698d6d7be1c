"""Digits that ran together: the truth is always among the splits, and a split is only taken where the sums leave no other."""

import time
import unicodedata
from itertools import product
from math import prod

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.extraction import from_text
from extractors.flat import _settled
from extractors.flat_cells import Printed, after_label
from extractors.flat_rows import sequences, with_next
from extractors.forms import Table
from extractors.split import Split, as_digits, grouped_splits, marks_among, settle, splits
from tests.unit.made_grids import FORMS, numbers, requests

SMALL = st.integers(min_value=0, max_value=300)


@given(st.lists(SMALL, min_size=6, max_size=6))
def test_the_truth_is_among_the_splits(parts):
    row = (*parts, sum(parts))
    found = splits(("".join(map(str, row)),), 7)
    assert row in found
    assert all(len(s) == 7 and sum(s[:-1]) == s[-1] and "".join(map(str, s)) == "".join(map(str, row)) for s in found)


@given(st.lists(SMALL, min_size=6, max_size=6), st.integers(min_value=1, max_value=6))
def test_a_blank_parts_two_figures(parts, place):
    row = [str(n) for n in (*parts, sum(parts))]
    chunks = ("".join(row[:place]), "".join(row[place:]))
    found = splits(chunks, 7)
    assert tuple(map(int, row)) in found
    assert set(found) <= set(splits(("".join(row),), 7))


@settings(max_examples=25)
@given(st.lists(st.lists(SMALL, min_size=4, max_size=4), min_size=3, max_size=3))
def test_groups_of_the_last_table(groups):
    row = tuple(n for parts in groups for n in (*parts, sum(parts)))
    assert row in grouped_splits(("".join(map(str, row)),), 3, 5)


def test_a_row_with_two_splits_is_settled_by_the_columns_or_left():
    candidates = {"a": ((1, 1, 2), (11, 0, 11)), "b": ((0, 0, 0),), "sum": ((1, 1, 2),)}
    assert settle(candidates, [(["a", "b"], ["sum"])]) == {"a": (1, 1, 2), "b": (0, 0, 0), "sum": (1, 1, 2)}
    assert settle(candidates, []) == {"b": (0, 0, 0), "sum": (1, 1, 2)}
    assert settle(candidates | {"sum": ((9, 9, 18),)}, [(["a", "b"], ["sum"])]) == {"b": (0, 0, 0), "sum": (9, 9, 18)}


ROWS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=3), min_size=3)


@given(ROWS)
def test_settling_is_trying_every_choice(rows):
    candidates = {name: tuple(dict.fromkeys(found)) for name, found in rows.items()}
    first, *rest = candidates
    balances = [(rest, [first]), (rest[:1], rest[1:2])]
    choices = [dict(zip(candidates, choice, strict=True)) for choice in product(*candidates.values())]
    fitting = [c for c in choices if all(columns(c, parts) == columns(c, totals) for parts, totals in balances)]
    expected = {name: {c[name] for c in fitting} if fitting else set(found) for name, found in candidates.items()}
    assert settle(candidates, balances) == {name: next(iter(found)) for name, found in expected.items() if len(found) == 1}


def columns(chosen: dict[str, Split], rows: list[str]) -> list[int]:
    return [sum(chosen[row][i] for row in rows) for i in range(3)]


def test_a_table_with_millions_of_choices_is_settled():
    rows = {f"r{i:02}": (11 + i % 3, 0, 11 + i % 3) for i in range(20)}
    rows["sum"] = tuple(sum(row[i] for row in rows.values()) for i in range(3))
    other = {name: ((row[0] - 2, 2, row[2]), (row[0] + 5, -5, row[2])) for name, row in rows.items() if name != "sum"}
    candidates = {name: (row, *other.get(name, ())) for name, row in rows.items()}
    assert prod(len(found) for found in candidates.values()) > 10**9
    assert settle(candidates, [([*other], ["sum"])]).keys() <= rows.keys()
    small = {name: ((row[0] - 10, 10, row[2]), row) for name, row in rows.items() if name != "sum"} | {"sum": (rows["sum"],)}
    assert settle(small, [([*other], ["sum"])]) == rows


def test_where_cells_may_have_vanished_a_row_alone_proves_nothing():
    candidates = {"a": ((1, 1, 2),), "b": ((0, 0, 0),), "sum": ((1, 1, 2),), "else": ((5, 0, 5),)}
    balances = [(["a", "b"], ["sum"])]
    assert settle(candidates, balances, complete=False).keys() == {"a", "b", "sum"}
    assert settle(candidates | {"sum": ((9, 9, 18),)}, balances, complete=False) == {}


def test_endless_digits_do_not_take_long():
    begun = time.perf_counter()
    for digits in ("1" * 60, "123456789" * 6, "0" * 300, "9" * 5000, "1" * 100_000):
        assert all("".join(map(str, s)) == digits for s in splits((digits,), 7))
        grouped_splits((digits,), 3, 5)
    assert time.perf_counter() - begun < 60


def test_a_glued_table_with_an_empty_cell_is_not_guessed():
    for edition in FORMS.editions:
        table = FORMS.editions[edition].tables["requests"]
        read = from_text(glued(edition, {("requests.granted", "company"): ""}), FORMS)
        truth = numbers(table)
        assert all(figure.value in (None, truth[key]) for key, figure in read.figures.items())


def test_an_empty_row_leaves_its_table_to_the_sums():
    table = FORMS.editions["2021"].tables["requests"]
    read = from_text(glued("2021", dict.fromkeys(((row.item, m) for row in table.rows[2:3] for m in row.measures), "")), FORMS)
    reported = {figure.item for figure in read.figures.values() if figure.value is not None}
    assert reported <= {"requests.received", "requests.carried_in", "requests.concluded", "requests.carried_out"}


def glued(edition: str, printed: dict[tuple[str, str], str] | None = None) -> str:
    """表三 without its tags, some cells printed otherwise."""
    table: Table = FORMS.editions[edition].tables["requests"]
    cells = {key: str(value) for key, value in numbers(table).items()} | (printed or {})
    rows = [[*line[:3], *(cells[row.item, m] for m in row.measures)] for line, row in zip(requests(edition)[3:], table.rows, strict=True)]
    return "三、收到和处理政府信息公开申请情况" + "".join("".join(row) for row in rows)


def test_a_glued_table_gives_no_figure_that_was_not_there():
    for edition in FORMS.editions:
        read = from_text(glued(edition), FORMS)
        truth = numbers(FORMS.editions[edition].tables["requests"])
        assert read.editions == {"requests": edition}
        assert all(truth[key] == figure.value for key, figure in read.figures.items() if figure.value is not None)
        assert sum(figure.value is not None for figure in read.figures.values()) > len(truth) // 2


def test_one_cell_a_line_is_read_whole():
    text = "\n".join(cell for row in requests("2021") for cell in row if cell)
    read = from_text(text, FORMS)
    assert {key: figure.value for key, figure in read.figures.items()} == numbers(FORMS.editions["2021"].tables["requests"])
    assert {figure.how for figure in read.figures.values()} == {"read"}


def test_a_row_printed_apart_counts_in_the_columns_though_its_sum_is_wrong():
    table = FORMS.editions["2021"].tables["requests"]
    apart = {(table.rows[4].item, m): f" {numbers(table)[table.rows[4].item, m] + (m == 'total')} " for m in table.measures}
    chosen = _settled(table, printed(glued("2021", apart), table))
    assert sum(chosen[table.rows[4].item][:-1]) == chosen[table.rows[4].item][-1] - 1


def printed(text: str, table: Table) -> dict[str, Printed]:
    """The figures after each label."""
    text = unicodedata.normalize("NFKC", text)
    found = max(sequences(text, table), key=len)
    return {f.row.item: after_label(text, f.end, after, len(f.row.measures)) for f, after in with_next(found, text)}


def test_marks_among_digits_are_cells():
    assert as_digits("14/////14") == ("14", "0", "0", "0", "0", "0", "14")
    assert marks_among("10/5", (1, 0, 0, 5)) == {2: "/"}


def test_a_glued_row_with_marks_is_read_by_its_sum():
    table = FORMS.editions["2021"].tables["requests"]
    truth = numbers(table)
    marked = {key: "/" if value == 0 else str(value) for key, value in truth.items()}
    read = from_text(glued("2021", marked), FORMS)
    for key, figure in read.figures.items():
        assert figure.value in (None, truth[key])
        assert figure.state != "marked_empty" or truth[key] == 0
    assert sum(figure.state != "unreadable" for figure in read.figures.values()) > len(truth) // 2


def test_a_row_number_glued_to_a_total_is_no_part_of_it():
    read = from_text(glued("2021").replace("2.重复申请", "2重复申请"), FORMS)
    truth = numbers(FORMS.editions["2021"].tables["requests"])
    assert all(figure.value in (None, truth[key]) for key, figure in read.figures.items())
