"""Both HTML engines against matrices written by hand, and against each other."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Document, UnreadableDocument
from extractors.grid import Grid, Paragraph, Reading
from extractors.readers.flow import MAX_ROWS
from extractors.readers.html import read_lxml
from extractors.readers.html_selectolax import read_selectolax
from extractors.readers.settle import MAX_PARAGRAPHS
from extractors.readers.styles import Styles
from extractors.readers.tidy import tidy

Engine = Callable[[Document], Reading]
ENGINES = pytest.mark.parametrize("engine", [read_lxml, read_selectolax])


def page(html: str) -> Document:
    return Document(html.encode(), "page.html")


def matrix(grid: Grid) -> list[list[str | None]]:
    places = [[grid.at(row, column) for column in range(1, grid.width + 1)] for row in range(1, grid.height + 1)]
    return [[cell.text if cell else None for cell in row] for row in places]


def outline(reading: Reading) -> list[object]:
    """Blocks in order: text with its level, tables as matrices."""
    return [matrix(b) if isinstance(b, Grid) else (b.text, b.level) if b.level else b.text for b in reading.blocks]


TABLES = {
    "plain": ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", [["a", "b"], ["c", "d"]]),
    "both spans": (
        "<table><tr><td rowspan=2 colspan=2>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d</td><td>e</td><td>1</td></tr></table>",
        [["a", "a", "b"], ["a", "a", "c"], ["d", "e", "1"]],
    ),
    "spans interlock": (
        "<table><tr><td rowspan=2>a<td>b<td rowspan=3>c<tr><td rowspan=2>d<tr><td>e</table>",
        [["a", "b", "c"], ["a", "d", "c"], ["e", "d", "c"]],
    ),
    "bad values": (
        '<table><tr><td rowspan="2;">a<td colspan="x">b<td colspan="">c<tr><td colspan="-3">d<td colspan=" 1 ">e</table>',
        [["a", "b", "c"], ["a", "d", "e"]],
    ),
    "percent and huge spans end where columns end": (
        '<table><tr><td colspan="100%">a<tr><td>b<td>c<tr><td colspan="99999999999">d<tr><td>1<td colspan=7>2</table>',
        [["a", "a"], ["b", "c"], ["d", "d"], ["1", "2"]],
    ),
    "rows past the end are no rows": ("<table><tr><td rowspan=9>a<td>b<tr><td>c</table>", [["a", "b"], ["a", "c"]]),
    "zero rows is to the end of the group": (
        "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e</table>",
        [["a", "b"], ["a", "c"], ["d", "e"]],
    ),
    "zero columns is one": ("<table><tr><td colspan=0>a<td>b</table>", [["a", "b"]]),
    "no cell leaves its row group": (
        "<table><thead><tr><th rowspan=5>a<th>b</thead><tbody><tr><td>c<td>d</tbody><tr><td>e<td>f</tr></table>",
        [["a", "b"], ["c", "d"], ["e", "f"]],
    ),
    "a span over one from above ends before it": (
        "<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>",
        [["a", "b", "c", None], ["d", "b", None, "e"]],
    ),
    "missing cells": ("<table><tr><td>a<td>b<td>c<tr><td>d<tr><td>e<td>f</table>", [["a", "b", "c"], ["d", None, None], ["e", "f", None]]),
    "a row without cells is a row": ("<table><tr><td rowspan=3>a<td>b<tr><tr><td>c</table>", [["a", "b"], ["a", None], ["a", "c"]]),
    "hidden cell gives up its place": (
        '<table><tr><td>a<td style="DISPLAY : None">x<td hidden>y<td>b<tr style="display:none"><td>z<tr><td>c<td>d</table>',
        [["a", "b"], ["c", "d"]],
    ),
    "hidden row below a plain one": (
        "<table><tr><td>a<td>b<tr hidden><td>x<td>y<tr><td>c<td>d<tr style='display:none'><td>z<td>z<tr><td>e<td>f</table>",
        [["a", "b"], ["c", "d"], ["e", "f"]],
    ),
    "brackets in values and in text": (
        """<table title="<td>9</td>"><tr><td class='a>b"<'>a<td title="x>1</td><td>2">&lt;b&gt;<tr><td a"b=1>c<td>&amp;lt;</table>""",
        [["a", "<b>"], ["c", "&lt;"]],
    ),
    "invisible cell keeps its place": (
        '<table><tr><td>a<td style="visibility:hidden">x<td>b'
        '<tr style="visibility:hidden"><td>y<td style="visibility:visible">1<td>z</table>',
        [["a", "", "b"], ["", "1", ""]],
    ),
    "lines": (
        "<table><tr><td><p>1</p><p>2</p><td>3<br>4<td><div>5</div>6<td><b>7</b><span>8</span><font>9</font></table>",
        [["1\n2", "3\n4", "5\n6", "789"]],
    ),
    "block spans and inline blocks": (
        "<table><tr><td><span style='display:block'>1</span><span style='display:block'>2</span>"
        "<td><p style='display:inline'>3</p>4</table>",
        [["1\n2", "34"]],
    ),
    "blanks": (
        "<table><tr><td>&nbsp;<td> 规\n   章 <td>1&nbsp;\n 2<td>a&#8203;b\ufeff<td>\u3000\u3000商业\n企业</table>",
        [["", "规章", "1 2", "ab", "商业企业"]],
    ),
    "a note mark is no digit": ("<table><tr><td>a<td>5<sup>1</sup><td><s>5</s>6<td><del>5</del>6</table>", [["a", "5 1", "5 6", "6"]]),
    "word": (
        "<table class=MsoNormalTable><tr><td><p class=MsoNormal><span lang=EN-US>12<o:p></o:p></span></p><td><p><o:p>&nbsp;</o:p></p>"
        "<td><!--[if gte mso 9]><xml>9</xml><![endif]--><![if !supportEmptyParas]>&nbsp;<![endif]>3<?xml:namespace prefix = o />"
        "<td><span style='mso-hide:all'>7</span>4</table>",
        [["12", "", "3", "4"]],
    ),
    "left out": (
        "<table><tr><td>1<script>document.write('<td>2')</script><style>td{}</style><!-- 3 --><td>b<noscript>4</noscript></table>",
        [["1", "b"]],
    ),
    "fields show their value": (
        "<table><tr><td>a<td><input value=5><input type=hidden value=6><input type=button value=7></table>",
        [["a", "5"]],
    ),
    "form between table and rows": ("<table><form><tr><td>a<td>1</tr></form></table>", [["a", "1"]]),
    "cells without rows, tags left open": ("<table><td><span>a<td><b>1<tr><td>c<td>2</table>", [["a", "1"], ["c", "2"]]),
    "upper case, rows only": ("<TR><TD>a</TD><TD>1</TD></TR><TR><TD>b<TD>2", [["a", "1"], ["b", "2"]]),
    "a number framed by a table with blanks around its cell": (
        "<table><tr><td>规章<td><table>\n <tr>\n <td>5</td>\n </tr>\n</table><td>6</table>",
        [["规章", "5", "6"]],
    ),
    "a row of words in other elements": (
        "<table><tr><td><p><b>规</b><span>章</span></p><td><p style='font-size:9pt'><font color=red>5</font></p><td>6<sup>注</sup></table>",
        [["规章", "5", "6 注"]],
    ),
    "a number framed by a table": (
        "<table><tr><td>规章<td><table><tr><td><table><tr><td>5</table></table><td>6</table>",
        [["规章", "5", "6"]],
    ),
}


@ENGINES
@pytest.mark.parametrize("case", TABLES)
def test_a_table(engine: Engine, case: str) -> None:
    html, expected = TABLES[case]
    (grid,) = engine(page(html)).grids()
    assert matrix(grid) == expected


DATA = "<table><tr><td>规章<td>3<td>1</table>"
LONG = "本机关全年主动公开政府信息" * 20
PAGES = {
    "text, headings and tables in order": (
        f"<h1>某局<br>年度报告</h1><p>一、总体情况</p>甲<br>乙{DATA}<h2><b>二</b></h2><table><caption>表三</caption><tr><td>a<td>b</table>丙",
        [("某局\n年度报告", 1), "一、总体情况", "甲", "乙", [["规章", "3", "1"]], ("二", 2), "表三", [["a", "b"]], "丙"],
    ),
    "layout around everything": (
        f"<table><tr><td>首页<td>新闻<tr><td colspan=2>"
        f"<table><tr><td><h1>报告</h1><p>一、</p><table><tr><td>{DATA}</table>尾</table></table>{DATA}",
        ["首页", "新闻", ("报告", 1), "一、", [["规章", "3", "1"]], "尾", [["规章", "3", "1"]]],
    ),
    "a frame of text is text": ("<table><tr><td><p>甲</p><p>乙</p></table><table><tr><td>丙<tr><td>丁</table>", ["甲", "乙", "丙", "丁"]),
    "a number alone is still a table": ("<table><tr><td>5</table>", [[["5"]]]),
    "own data and an inner table": (
        f"<table><tr><td>合计<td>12<tr><td>其中<td>见下{DATA}</table>后",
        [[["合计", "12"], ["其中", "见下"]], [["规章", "3", "1"]], "后"],
    ),
    "columns of running text are layout": (f"<table><tr><td>导航<td><p>{LONG}</p></table>", ["导航", LONG]),
    "figures and prose in one table": (
        f"<table><tr><td colspan=3>一、总体情况<tr><td colspan=3>{LONG}<tr><td>规章<td>3<td>1<tr><td colspan=3>二、其他</table>",
        ["一、总体情况", LONG, [["一、总体情况"] * 3, [LONG] * 3, ["规章", "3", "1"], ["二、其他"] * 3], "二、其他"],
    ),
    "a counter of visits makes a layout table no data table": (
        f"<table><tr><td>浏览次数<td>123<tr><td colspan=2>一、总体情况{DATA}二、其他</table>",
        [
            [["浏览次数", "123"], ["一、总体情况\n二、其他"] * 2],
            "一、总体情况",
            [["规章", "3", "1"]],
            "二、其他",
        ],
    ),
    "text inside a table but in no cell": ("<table><tr><td>规章<td>3</tr><div>注</div></table>", ["注", [["规章", "3"]]]),
    "text between rows keeps its order": (
        "<table><tr><td>规章<td>3</tr><div>注一</div><tr><td>规章<td>4</tr><div>注二</div><tr><td>规章<td>5</tr></table>",
        ["注一", "注二", [["规章", "3"], ["规章", "4"], ["规章", "5"]]],
    ),
    "markup in scripts, comments and frames is none": (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
        "<?xml version='1.0'?><p>甲<?td ?><script>if (a<b) write('<table><tr><td>1</td><td>2</td></tr></table>')</script>"
        "乙<!-- <td>3 > 2 --></p>"
        "<noframes><table><tr><td>1<td>2</table></noframes><iframe><b>丙</b></iframe><p>丁",
        ["甲乙", "丁"],
    ),
    "links alike and hidden ones": (
        "<ul><li><a href=/1 title=一>甲</a><li><a href=/2>乙</a><li><a href=/3 style='display:none'>丙</a><li><a href=/4 hidden>丁</a>",
        ["甲", "乙"],
    ),
    "a body hidden until a script runs": ("<body style='display:none'><p>甲</p>", ["甲"]),
    "no tables": ("甲<ul><li>乙<li>丙</ul><pre>丁\n戊</pre>", ["甲", "乙", "丙", "丁", "戊"]),
}


@ENGINES
@pytest.mark.parametrize("case", PAGES)
def test_a_page(engine: Engine, case: str) -> None:
    html, expected = PAGES[case]
    reading = engine(page(html))
    assert outline(reading) == expected
    assert [grid.number for grid in reading.grids()] == list(range(1, len(list(reading.grids())) + 1))
    assert reading.issues == []


def test_text_marked_as_no_markup_is_left_to_the_engine_that_can_tell() -> None:
    document = page("<p>甲<xmp><table><tr><td>1<td>2</table></xmp><p>乙")
    assert outline(read_lxml(document))[0] == "甲"
    with pytest.raises(UnreadableDocument, match="only looks like markup"):
        read_selectolax(document)


@ENGINES
def test_a_formula_breaks_no_page(engine: Engine) -> None:
    reading = engine(page("<math><mi>x</mi><col>1</col><br></math><table><tr><td>规章<td>3</table>"))
    assert outline(reading)[-1] == [["规章", "3"]]


@ENGINES
def test_a_figure_cell_that_hides_a_table_is_reported(engine: Engine) -> None:
    reading = engine(page("<table><tr><td>规章<td>3<td><table><tr><td>1<td>2</table></table>"))
    assert outline(reading) == [[["规章", "3", ""]], [["1", "2"]]]
    assert [(issue.code, issue.severity) for issue in reading.issues] == [("nested_table", "warning")]


@ENGINES
def test_cells_keep_place_and_spans(engine: Engine) -> None:
    (grid,) = engine(page("<table><tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>1<td>2<td>3</table>")).grids()
    assert [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells][:3] == [
        ("a", 1, 1, 2, 2),
        ("b", 1, 3, 1, 1),
        ("c", 2, 3, 1, 1),
    ]


@ENGINES
def test_metadata(engine: Engine) -> None:
    reading = engine(
        page(
            '<head><title> 某局 -\n 门户 </title><meta name="ArticleTitle" content="年度报告">'
            '<META NAME="PubDate" CONTENT="2024-01-20 10:00">'
            '<meta name="SiteName" content="门户"><meta name="ContentSource" content="某局"></head><p>1</p>'
        )
    )
    assert reading.metadata == {"title": "某局 - 门户", "article_title": "年度报告", "published": "2024-01-20 10:00", "source": "某局"}


@ENGINES
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16", "utf-8-sig"])
def test_any_encoding_under_a_wrong_name(engine: Engine, encoding: str) -> None:
    html = "<html><head><meta charset=utf-8></head><table><tr><td>规章</td><td>本年制发件数</td></tr></table></html>"
    (grid,) = engine(Document(html.encode(encoding), "page")).grids()
    assert matrix(grid) == [["规章", "本年制发件数"]]


@ENGINES
def test_a_small_report_in_a_large_page(engine: Engine) -> None:
    chrome = "<div class='menu'><a href='/x'>栏目</a></div>" * 4_000
    reading = engine(page(f"<html><body>{chrome}<h1>年度报告</h1>{DATA}{chrome}</body></html>"))
    assert [matrix(grid) for grid in reading.grids()] == [[["规章", "3", "1"]]]
    assert Paragraph("年度报告", 1) in reading.blocks


@ENGINES
def test_a_page_nested_without_end_is_refused(engine: Engine) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        engine(page("<div>" * 20_000 + DATA))
    assert caught.value.code == "too_deep"


@ENGINES
def test_tables_nested_without_end_are_refused(engine: Engine) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        engine(page("<table><tr><td>x<td>" * 60 + "1"))
    assert caught.value.code == "too_deep"


def test_lxml_does_not_return_half_of_a_deep_page() -> None:
    with pytest.raises(UnreadableDocument):
        read_lxml(page("<div>" * 400 + DATA + "</div>" * 400 + DATA))
    assert len(list(read_selectolax(page("<div>" * 400 + DATA + "</div>" * 400 + DATA)).grids())) == 2


@ENGINES
def test_control_characters_and_an_empty_page(engine: Engine) -> None:
    assert engine(page("<p>a\x00b\x01</p>")).blocks == [Paragraph("a b")]
    assert engine(page("<html></html>")).blocks == []
    with pytest.raises(UnreadableDocument, match="empty"):
        engine(page(" \n"))


spans = st.sampled_from(
    ["", " rowspan=2", " colspan=2", " rowspan=3 colspan=2", " rowspan=0", ' colspan="100%"', ' rowspan="2;"', " hidden"]
)
texts = st.sampled_from(["1", "23", "规章", "", "<p>1</p><p>2</p>", "a<br>b", "&nbsp;", "<b>4</b>5", DATA, "<table><tr><td>7</table>"])
cells = st.builds("<td{}>{}</td>".format, spans, texts)
rows = st.lists(cells, max_size=5).map(lambda row: f"<tr>{''.join(row)}</tr>")
groups = st.builds("{}{}".format, st.sampled_from(["", "<tbody>", "<thead>"]), st.lists(rows, max_size=5).map("".join))
tables = st.lists(groups, max_size=3).map(lambda parts: f"<table>{''.join(parts)}</table>")


@given(st.lists(st.one_of(tables, st.sampled_from(["<p>甲</p>", "<h2>乙</h2>", "丙<br>丁"])), min_size=1, max_size=3).map("".join))
def test_the_engines_agree(html: str) -> None:
    one, other = read_lxml(page(html)), read_selectolax(page(html))
    assert one.blocks == other.blocks
    assert one.issues == other.issues


@given(tables)
def test_no_two_cells_share_a_place(html: str) -> None:
    for grid in read_lxml(page(html)).grids():
        places = [
            (cell.row + down, cell.column + right) for cell in grid.cells for down in range(cell.rowspan) for right in range(cell.colspan)
        ]
        assert len(places) == len(set(places))


HIDDEN_BY_STYLE = {
    "class": (".old{display:none}", "<td class='x old'>9<td>1", ["1"]),
    "id": ("#old { DISPLAY : none !important }", "<td id=old>9<td>1", ["1"]),
    "tag and class, in a list": ("p.a, td.old,\n.b{color:red;mso-hide:all}", "<td class=old>9<td class=c>1", ["1"]),
    "in comment marks": ("<!-- /* .c{display:none} */ .old{display:none} -->", "<td class=old>9<td class=c>1", ["1"]),
    "invisible, shown inside": (".old{visibility:hidden} .new{visibility:visible}", "<td class=old>9<b class=new>1</b><td>2", ["1", "2"]),
    "print only, as ever": (".old{display:none} @media print { .old{display:block} }", "<td class=old>9<td>1", ["1"]),
    "generated content aside": (".old{display:none} .old::after{display:block}", "<td class=old>9<td>1", ["1"]),
    "weaker rule that shows": (".old{display:none} td{display:table-cell}", "<td class=old>9<td>1", ["1"]),
    "in a rule for some screens": ("@media (max-width:600px){.old{display:none}}", "<td class=old>1<td>2", ["1", "2"]),
    "only inside something": (".a .old{display:none} .old:hover{display:none}", "<td class=old>1<td>2", ["1", "2"]),
    "bare tag": ("td{display:none}", "<td>1<td>2", ["1", "2"]),
    "shown again by a later rule": (".old{display:none} .old{display:table-cell}", "<td class=old>1<td>2", ["1", "2"]),
    "shown again by a stronger rule": ("td.now{display:table-cell} .old{display:none}", "<td class='old now'>1<td>2", ["1", "2"]),
    "shown again by a rule in doubt": (".old{display:none} #a .old{display:block}", "<td class=old>1<td>2", ["1", "2"]),
    "shown again in place": (".old{display:none}", "<td class=old style='display:table-cell'>1<td>2", ["1", "2"]),
    "never closed": (".old{display:none", "<td class=old>9<td>1", ["1"]),
    "nested rule": (".old{display:none; .a{color:red}}", "<td class=old>1<td>2", ["1", "2"]),
    "a brace in a string": (".c{content:'}'} .old{display:none}", "<td class=old>9<td class=c>1", ["1"]),
}


@ENGINES
@pytest.mark.parametrize("case", HIDDEN_BY_STYLE)
def test_what_a_style_sheet_hides(engine: Engine, case: str) -> None:
    sheet, row, expected = HIDDEN_BY_STYLE[case]
    reading = engine(page(f"<html><head><style>{sheet}</style></head><body><table><tr><td>规章{row}</table>"))
    assert [matrix(grid) for grid in reading.grids()] == [[["规章", *expected]]]


@ENGINES
@pytest.mark.parametrize("opening", ["<style media=print>", "<style type='text/x-template'>", "<noscript><style>", "<template><style>"])
def test_style_sheets_of_something_else(engine: Engine, opening: str) -> None:
    closing = "</style>" + ("</noscript>" if "noscript" in opening else "</template>" if "template" in opening else "")
    reading = engine(page(f"<body>{opening}.old{{display:none}}{closing}<p class=old>甲</p></body>"))
    assert outline(reading) == ["甲"]


@ENGINES
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<span style='font-size:0'>9</span>0", "0"),
        ("<span style='FONT-SIZE: 0px'>9</span>0", "0"),
        ("<span style='font-size:.0pt'>9</span>0", "0"),
        ("<span style='font:0/0 a'>9</span>0", "0"),
        ("<span style='font-size:0.8em'>9</span>", "9"),
        ("<span style='font-size:10px'>9</span>", "9"),
        ("<span style='font-size:0'><b style='font-size:12pt'>9</b><b style='font-size:2em'>8</b></span>", "9"),
        ("<span style='font-size:0'><font size=3>9</font></span>", "9"),
        ("<b style='visibility:hidden'><b style='font-size:12px'>9</b></b>0", "0"),
        ("<span style='text-decoration:line-through'>9</span>0", "9 0"),
        ("<span style='text-decoration:underline line-through red'>9</span>0", "9 0"),
        ("<span class=gone>9</span>0", "9 0"),
        ("<span style='text-decoration:underline'>9</span>0", "90"),
        ("<p style='text-decoration:line-through'>9</p><p>0</p>", "9\n0"),
    ],
)
def test_size_and_strokes_of_letters(engine: Engine, cell: str, text: str) -> None:
    sheet = "<style>.gone{text-decoration-line:line-through}</style>"
    reading = engine(page(f"{sheet}<table><tr><td>规章<td>{cell}<td>1</table>"))
    assert [matrix(grid) for grid in reading.grids()] == [[["规章", text, "1"]]]


@ENGINES
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<img src=a.png alt=33>", "\ufffc"),
        ("<p><a href=x><img data-src=a.png></a></p>&nbsp;", "\ufffc"),
        ("<img src=a.png>5", "5"),
        ("<img>", ""),
        ("<img src=''>", ""),
        ("<img src=dot.gif width=1 height=1>", ""),
        ("<img src=dot.gif style='width:100%;height:2px'>", ""),
        ("<img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5'>", ""),
        ("<img src=a.png style='display:none'>", ""),
        ("<div style='visibility:hidden'><img src=a.png></div>", ""),
        ("", ""),
    ],
)
def test_a_picture_is_not_blank(engine: Engine, cell: str, text: str) -> None:
    reading = engine(page(f"<table><tr><td><img src=icon.png>规章<td>{cell}<td>1</table>"))
    assert [matrix(grid) for grid in reading.grids()] == [[["规章", text, "1"]]]


@ENGINES
def test_pictures_make_no_table_of_a_layout(engine: Engine) -> None:
    layout = f"<table><tr><td><img src=logo.png><td>{DATA}<tr><td colspan=2>{DATA}</table>"
    assert [matrix(grid) for grid in engine(page(layout)).grids()] == [[["规章", "3", "1"]]] * 2


@ENGINES
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_pages_in_utf_16(engine: Engine, codec: str) -> None:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>示例市水利局</title></head><body>{DATA}</body></html>"
    document = Document(html.encode(codec), "page.html")
    assert document.format == "html"
    assert [matrix(grid) for grid in engine(document).grids()] == [[["规章", "3", "1"]]]


def test_a_rule_inside_another_at_rule_hides_nothing() -> None:
    sheet = "@supports (a:b){ @media screen { .old{display:none} } } .x{display:none} @media" + "{" * 500 + "a" * 100_000
    styles = Styles.of([({}, sheet)])
    assert not styles.look("td", {"class": "old"}).gone
    assert styles.look("td", {"class": "x"}).gone


@ENGINES
@pytest.mark.parametrize("between", ["\x00", "\x1f", "\x7f", "&#31;", "&#x1F;", "&#xD800;", "&#99999999;"])
def test_digits_beside_a_character_that_text_cannot_hold_stay_apart(engine: Engine, between: str) -> None:
    (grid,) = engine(page(f"<table><tr><td>规章<td>1{between}2</table>")).grids()
    assert matrix(grid) == [["规章", "1 2"]]


@ENGINES
def test_half_characters_do_not_stay_in_the_text(engine: Engine) -> None:
    content = "<p>规章</p>".encode("utf-16").replace("章".encode("utf-16-le"), b"\x00\xd8")
    (paragraph,) = engine(Document(content, "page.html")).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "规\ufffd"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("中 \x0b 国", "中国"),
        ("a\x0b中", "a 中"),
        ("\x0b中\x0b国\x0b人\x0b", "中国人"),
        ("a \x0b\x0b b", "a b"),
        ("a  b", "a b"),
        ("1 \t 2", "1\t2"),
    ],
)
def test_blanks_and_line_breaks_of_the_source(text: str, shown: str) -> None:
    assert tidy(text) == shown


@ENGINES
def test_a_megabyte_of_blanks_is_read(engine: Engine) -> None:
    blanks = " " * 1_000_000
    assert outline(engine(page(f"<p>a{blanks}b</p><pre>c{blanks}d</pre>"))) == ["a b", "c d"]


CUT = "<html><body><h1>年度报告</h1><table><tr><td>规章<td>3</table><table><tr><td>尚未审结<td>1"


@ENGINES
@pytest.mark.parametrize(
    "html",
    [CUT, CUT + "</td></tr>", CUT + "</td></tr></tab", "<table>", CUT + "<!-- </table></body> -->", CUT + "<script>'</table></html>'"],
)
def test_a_page_that_ends_inside_a_table_says_so(engine: Engine, html: str) -> None:
    assert [(issue.code, issue.severity) for issue in engine(page(html)).issues] == [("page_cut_off", "error")]


@ENGINES
@pytest.mark.parametrize(
    "html",
    [
        CUT + "</table>",
        CUT + "</table><p>六、其他",
        CUT + "</body></html>",
        CUT + "</BODY></HTML><script src=a></script>",
        "<tr><td>规章<td>3",
        "<!-- <table> --><table><tr><td>规章<td>3</table>",
    ],
)
def test_a_page_that_only_lacks_end_tags_is_whole(engine: Engine, html: str) -> None:
    assert engine(page(html)).issues == []


HUGE = {
    "rows": "<table>" + "<tr><td>规章<td>3" * (MAX_ROWS + 1) + "</table>",
    "columns": "<table><tr>" + "<td colspan=100>3" * 20 + "</table>",
    "covered places": "<table>" + "<tr><td>规章<td rowspan=900 colspan=60>3<td>1" * 901 + "</table>",
    "paragraphs": "<p>二、主动公开" * (MAX_PARAGRAPHS + 1),
    "attributes": "<table><tr><td " + " ".join(f"a{i}=1" for i in range(20_000)) + ">1<td>2</table>",
}


@ENGINES
@pytest.mark.parametrize("html", HUGE.values(), ids=HUGE.keys())
def test_more_than_any_report_holds_is_refused(engine: Engine, html: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        engine(page(html))
    assert caught.value.code == "too_large"


@ENGINES
def test_a_long_attribute_is_no_refusal(engine: Engine) -> None:
    picture = "data:image/svg+xml," + "%3Cpath d=1 /%3E " * 2_000
    assert outline(engine(page(f'<p>规章<img src="{picture}"></p>'))) == ["规章"]
