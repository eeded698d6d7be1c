"""Text files: which lines with tabs are one table."""

from extractors.document import Document
from extractors.readers.text import read_tabs


def shapes(text: str) -> list[tuple[int, int, bool]]:
    """Height, width and exactness of each table."""
    return [(grid.height, grid.width, grid.exact) for grid in read_tabs(Document(text.encode(), "report.txt")).grids()]


def test_a_blank_line_before_another_header_ends_a_table():
    assert shapes("复议\t\n维持\t总计\n1\t1\n\n诉讼\t\t\n维持\t纠正\t总计\n0\t0\t0\n") == [(3, 2, True), (3, 3, True)]


def test_a_blank_line_within_a_table_does_not():
    assert shapes("规章\t0\n\n许可\t3\n") == [(2, 2, True)]


def test_what_goes_on_without_a_header_after_a_page_break_is_the_same_table():
    assert shapes("标签\t甲\n一\t0\n\n理结果\t二\t0\n三\t0\t\n") == [(4, 3, False)]
