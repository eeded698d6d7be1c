"""Numbers that narrow cells wrap, be it over a page break, are read where sums prove them and left open where they do not."""

import pytest

from extractors.double_entry import Entry
from extractors.extraction import from_grids
from extractors.grid import Grid, Reading
from extractors.wrapped import join_wrapped
from tests.unit.made_grids import FORMS, grid, requests

ITEM = "requests.carried_in"


def row_of(matrix: list[list[str]]) -> int:
    return next(place for place, row in enumerate(matrix) if "上年结转" in row[0])


def entered(*grids: Grid) -> Entry:
    reading = Reading("test", list(grids))
    extraction = from_grids(reading, FORMS)
    entry = Entry(reading, [extraction], extraction)
    join_wrapped(entry, FORMS)
    return entry


def with_larger(matrix: list[list[str]], more: int) -> list[list[str]]:
    """The matrix with so much more carried in and carried out by natural persons, so that all sums still hold."""
    last = next(place for place, row in enumerate(matrix) if "结转下年度" in row[0])
    for place in (row_of(matrix), last):
        for column in (-7, -1):
            matrix[place][column] = str(int(matrix[place][column]) + more)
    return matrix


def wrapped(text: str, lines: int = 2) -> str:
    return text[:1] + "\n" + text[1:] if lines == 2 else text


@pytest.mark.parametrize("columns", [(-7,), (-7, -1)])
def test_a_number_on_two_lines_is_the_one_its_sums_ask_for(columns) -> None:
    matrix = with_larger(requests("2021"), 4000)
    place = row_of(matrix)
    whole = {column: int(matrix[place][column]) for column in columns}
    for column in columns:
        matrix[place][column] = wrapped(matrix[place][column])
    found = entered(grid(matrix)).extraction
    figures = {-7: found.figures[ITEM, "natural_person"], -1: found.figures[ITEM, "total"]}
    assert {column: int(figures[column].value) for column in columns} == whole
    assert {figures[column].how for column in columns} == {"repaired"}
    assert not [issue for issue in found.issues if issue.severity != "info"]


def test_a_number_whose_sums_are_wrong_stays_open() -> None:
    matrix = with_larger(requests("2021"), 4000)
    place = row_of(matrix)
    matrix[place][-7] = wrapped(matrix[place][-7])
    matrix[place][-1] = str(int(matrix[place][-1]) + 1)
    matrix[place - 1][-7] = str(int(matrix[place - 1][-7]) + 1)
    found = entered(grid(matrix)).extraction
    assert found.figures[ITEM, "natural_person"].state == "unreadable"
    assert ("number_with_gap", ITEM, "natural_person") in {(i.code, i.item, i.measure) for i in found.issues}


def test_a_line_alone_is_never_taken_for_the_number() -> None:
    matrix = with_larger(requests("2021"), 4000)
    place = row_of(matrix)
    whole = matrix[place][-7]
    matrix[place][-7] = f"{whole}\n7"
    assert entered(grid(matrix)).extraction.figures[ITEM, "natural_person"].state == "unreadable"


def test_the_rest_of_a_number_below_a_page_break() -> None:
    matrix = with_larger(requests("2021"), 4000)
    place = row_of(matrix)
    whole = int(matrix[place][-7])
    head, tail = matrix[place][-7][:1], matrix[place][-7][1:]
    matrix[place][-7] = head
    rest = ["" for _ in matrix[place]]
    rest[-7] = tail
    found = entered(grid(matrix[: place + 1], 1, 1), grid([rest, *matrix[place + 1 :]], 2, 2)).extraction
    assert int(found.figures[ITEM, "natural_person"].value or 0) == whole
    assert not [issue for issue in found.issues if issue.severity != "info"]
