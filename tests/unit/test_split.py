"""Digits that ran together: the truth is always among the splits, and a split is only taken where the sums leave no other."""

from hypothesis import given
from hypothesis import strategies as st

from extractors.extraction import from_text
from extractors.split import grouped_splits, settle, splits
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


@given(st.lists(st.lists(SMALL, min_size=4, max_size=4), min_size=3, max_size=3))
def test_groups_of_the_last_table(groups):
    row = tuple(n for parts in groups for n in (*parts, sum(parts)))
    assert row in grouped_splits(("".join(map(str, row)),), 3, 5)


def test_a_row_with_two_splits_is_settled_by_the_columns_or_left():
    candidates = {"a": ((1, 1, 2), (11, 0, 11)), "b": ((0, 0, 0),), "sum": ((1, 1, 2),)}
    assert settle(candidates, [(["a", "b"], ["sum"])]) == {"a": (1, 1, 2), "b": (0, 0, 0), "sum": (1, 1, 2)}
    assert settle(candidates, []) == {"b": (0, 0, 0), "sum": (1, 1, 2)}
    assert settle(candidates | {"sum": ((9, 9, 18),)}, [(["a", "b"], ["sum"])]) == {"b": (0, 0, 0), "sum": (9, 9, 18)}


def glued(edition: str) -> str:
    rows = requests(edition)[3:]
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
