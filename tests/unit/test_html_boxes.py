"""Tables drawn without table tags are read as the tables a person sees; what only stands side by side is left alone."""

import pytest

from extractors.document import Document
from extractors.grid import Grid, Paragraph
from extractors.readers.html import read_lxml
from extractors.readers.html_boxes import with_drawn_tables
from extractors.readers.html_selectolax import read_selectolax

PLACES = [
    ("信息内容", 1, 1, 1, 1),
    ("制发件数", 1, 2, 1, 1),
    ("废止件数", 1, 3, 1, 2),
    ("规章", 2, 1, 2, 1),
    ("1", 2, 2, 1, 1),
    ("2", 2, 3, 1, 1),
    ("3", 2, 4, 1, 1),
    ("4", 3, 2, 1, 1),
    ("5", 3, 3, 1, 1),
    ("", 3, 4, 1, 1),
]
"""Text, row, column, rows and columns of each cell."""
FLAT = [
    (text, row, column, 1, 1)
    for row, texts in enumerate((("信息内容", "制发件数", "废止件数"), ("规章", "1", "2"), ("文件", "3", ""), ("收费", "0", "7")), 1)
    for column, text in enumerate(texts, 1)
]


def places(markup: str) -> list[list[tuple[str, int, int, int, int]]]:
    """The cells of each table by both engines, which must agree."""
    page = Document(f"<html><body>{markup}</body></html>".encode(), "page.html")
    found = []
    for read in (read_lxml, read_selectolax):
        grids = [block for block in read(page).blocks if isinstance(block, Grid)]
        found.append(
            [[(c.text, c.row, c.column, c.rowspan, c.colspan) for c in sorted(g.cells, key=lambda c: (c.row, c.column))] for g in grids]
        )
    assert found[0] == found[1]
    return found[0]


def rows(opening: str, cell: str, closing: str = "</div>") -> str:
    """FLAT, each row between its tags, each cell in one that may name its width by ``{width}``."""
    widths = ("50%", "25%", "25%")
    lines = ("".join(cell.format(text=t, width=widths[c - 1]) for t, row, c, _, _ in FLAT if row == number) for number in range(1, 5))
    return "".join(f"{opening}{line}{closing}" for line in lines)


def test_a_grid_with_places_of_its_own():
    cell = '<div style="grid-column:{2} / span {4};grid-row:{1} / {5}">{0}</div>'
    inside = "".join(cell.format(*place, place[1] + place[3]) for place in PLACES)
    assert places(f'<div style="display:grid;grid-template-columns:2fr 1fr 1fr 1fr">{inside}</div>') == [PLACES]


def test_a_grid_whose_items_flow():
    inside = "".join(f'<span style="grid-row:span {high};grid-column:span {wide}">{text}</span>' for text, _, _, high, wide in PLACES)
    style = "<style>.g{display:grid;grid-template-columns:repeat(4, minmax(0, 1fr))}</style>"
    assert places(f'{style}<section class="g">{inside}</section>') == [PLACES]


def test_rows_of_flexible_boxes_with_rows_inside():
    def cell(text: str, grow: int) -> str:
        return f'<div style="flex:{grow}">{text}</div>'

    texts = [text for text, *_ in PLACES]
    head = f'<div class="row">{cell(texts[0], 2)}{cell(texts[1], 1)}{cell(texts[2], 2)}</div>'
    lines = "".join(f'<div class="row">{"".join(cell(t, 1) for t in texts[at : at + 3])}</div>' for at in (4, 7))
    group = f'<div class="row">{cell(texts[3], 2)}<div style="flex:3;display:flex;flex-direction:column">{lines}</div></div>'
    # A row of its own above, since three rows in a row are the fewest that are taken for a table.
    found = places(f'<style>.row{{display:flex}}</style><div><div class="row">{cell("表", 5)}{cell("", 0)}</div>{head}{group}</div>')
    assert [c[:3] for c in found[0] if c[0]][1:] == [(t, r + 1, c) for t, r, c, _, _ in PLACES if t]


@pytest.mark.parametrize(
    "markup",
    [
        rows('<div style="display:flex">', '<div style="width:{width}">{text}</div>'),
        rows('<div class="clear">', '<div style="float:left;width:{width}">{text}</div>'),
        rows('<div style="display:table-row">', '<div style="display:table-cell">{text}</div>'),
        rows("<div role=row>", "<span role=cell>{text}</span>"),
        '<div style="display:table">' + rows("<div class=r>", "<div class=c>{text}</div>") + "</div>"
        "<style>.r{display:table-row}.r .c{display:table-cell}</style>",
        '<div style="display:flex;flex-wrap:wrap">' + rows("", '<div style="flex:0 0 {width}">{text}</div>', "") + "</div>",
        '<ul style="display:table">'
        + rows('<li style="display:table-row">', '<b style="display:table-cell">{text}</b>', "</li>")
        + "</ul>",
    ],
    ids=["flex", "floats", "table-row", "roles", "classes", "wrapped", "list"],
)
def test_rows_without_spans(markup):
    found = places(f"<div>{markup}</div>")
    assert found == [FLAT]


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f'<div style="display:flex"><a>第{n}条要闻标题</a><span>2024-01-{n:02}</span></div>' for n in range(10, 19)),
        '<div style="display:flex"><div>导航</div><div>' + "政府信息公开" * 60 + "</div></div>" * 1,
        '<ul style="display:grid">' + "<li>栏目名称</li>" * 30 + "</ul>",
    ],
    ids=["news", "page frame", "navigation"],
)
def test_what_holds_no_figures_is_no_table(markup):
    assert places(markup) == []


def test_a_hidden_cell_stays_hidden():
    markup = rows('<div style="display:flex">', '<div style="width:{width}">{text}<i style="display:none">9</i></div>')
    assert places(f"<div>{markup}</div>") == [FLAT]


def test_items_over_one_another_are_left_as_text():
    inside = "".join(f'<div style="grid-column:1;grid-row:1">{n}</div>' for n in range(20))
    page = Document(f'<html><body><div style="display:grid">{inside}</div></body></html>'.encode(), "page.html")
    assert all(isinstance(block, Paragraph) for block in read_lxml(page).blocks)


@pytest.mark.parametrize(
    "markup",
    [
        '<div style="display:flex">' * 4_000 + "1" + "</div>" * 4_000,
        '<div style="display:contents">' * 4_000 + "1" + "</div>" * 4_000,
        '<div style="display:grid">' + '<b style="grid-row:span 5000;grid-column:span 200">1</b>' * 3_000 + "</div>",
        '<div style="display:grid;grid-template-columns:' + "repeat(999, 1fr) " * 50 + '">' + "<b>1</b>" * 9_000 + "</div>",
    ],
    ids=["nested", "contents", "spans", "columns"],
)
def test_what_no_table_is_ends_and_stays_as_it_is(markup):
    text = f"<html><body>{markup}</body></html>"
    assert with_drawn_tables(text, text.encode()) is text
