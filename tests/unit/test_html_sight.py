"""What of a page is seen: pictures that may hold a table, and text in the colour of what is behind it."""

from collections.abc import Callable

import pytest

from extractors.document import Document
from extractors.grid import Grid, Reading
from extractors.readers.colours import ground, ink
from extractors.readers.html import read_lxml
from extractors.readers.html_selectolax import read_selectolax

Engine = Callable[[Document], Reading]
ENGINES = pytest.mark.parametrize("engine", [read_lxml, read_selectolax])


def page(html: str) -> Document:
    return Document(html.encode(), "page.html")


def row(reading: Reading) -> list[str]:
    (grid,) = (block for block in reading.blocks if isinstance(block, Grid))
    return [cell.text for cell in grid.cells]


def table(cell: str, head: str = "", around: str = "<table>") -> Document:
    return page(f"<html><head>{head}</head><body>{around}<tr><td>规章<td>7<td>{cell}</table></body></html>")


UNSEEN = {
    "white span": "5<span style='color:#fff'>3</span>",
    "white in words": "5<span style='COLOR: White !important'>3</span>",
    "nearly white": "5<span style='color:#fefefe'>3</span>",
    "rgb": "5<span style='color: rgb(255, 255, 255)'>3</span>",
    "white font": "5<font color=white>3</font>",
    "white font without a hash": "5<font color=FFFFFF>3</font>",
    "white on white": "5<span style='color:#fff;background:#ffffff'>3</span>",
    "white on nothing": "5<span style='color:#fff;background:transparent'>3</span>",
    "white paragraph": "<p>5</p><p style='color:white'>3</p>",
    "inherited": "5<b style='color:white'><i>3</i></b>",
    "dark again inside": "<b style='color:white'>3<i style='color:black'>5</i></b>",
    "a pixel": "5<span style='font-size:1px'>3</span>",
    "a point": "5<span style='font-size:1.0pt;line-height:0'>3</span>",
    "half a point": "<span style='font:0.5pt/1 serif'>3</span>5",
    "a few per cent": "5<span style='font-size:5%'>3</span>",
}


@ENGINES
@pytest.mark.parametrize("case", UNSEEN)
def test_figures_that_cannot_be_seen_are_not_read(engine: Engine, case: str) -> None:
    reading = engine(table(UNSEEN[case]))
    assert row(reading) == ["规章", "7", "5"]
    assert reading.issues == []


@ENGINES
@pytest.mark.parametrize(("sheet", "cell"), [(".w{color:#fff}", "5<b class=w>3</b>"), (".w{font-size:1px}", "5<b class=w>3</b>")])
def test_a_style_sheet_hides_figures_too(engine: Engine, sheet: str, cell: str) -> None:
    assert row(engine(table(cell, f"<style>{sheet}</style>"))) == ["规章", "7", "5"]


SEEN = {
    "cell of its own colour": ("", "<table>", "<span style='color:#fff;background:#369'>5</span>"),
    "coloured table": ("", "<table bgcolor=#003366>", "<font color=white>5</font>"),
    "coloured row group": ("", "<table style='background:navy'>", "<font color=white>5</font>"),
    "picture behind": ("", "<table background=a.jpg>", "<font color=white>5</font>"),
    "coloured body": ("<style>body{background:#036 url(a.png) no-repeat}</style>", "<table>", "<font color=white>5</font>"),
    "coloured class": ("<style>.h{background-color:#369;color:#fff}</style>", "<table>", "<b class=h>5</b>"),
    "coloured tag": ("<style>td{background:#369}</style>", "<table>", "<font color=white>5</font>"),
    "white only under the pointer": ("<style>.h:hover{color:#fff}</style>", "<table>", "<b class=h>5</b>"),
    "white in another place": ("<style>.top .h{color:#fff}</style>", "<table>", "<b class=h>5</b>"),
    "dark": ("", "<table>", "<span style='color:#333;background:#fff'>5</span>"),
    "small but readable": ("", "<table>", "<span style='font-size:6pt'>5</span>"),
    "a link": ("<style>.top{color:#fff}</style>", "<table style='color:white'>", "<a href=x>5</a><b style='color:#000'></b>"),
}


@ENGINES
@pytest.mark.parametrize("case", SEEN)
def test_white_on_a_colour_is_seen(engine: Engine, case: str) -> None:
    head, around, cell = SEEN[case]
    reading = engine(table(cell, head, around))
    assert row(reading)[-1] == "5"
    assert reading.issues == []


DOUBTFUL = {
    "sheet elsewhere": ("<link rel=stylesheet href=a.css>", "<table>", "5<font color=white>3</font>"),
    "imported sheet": ("<style>@import 'a.css';</style>", "<table>", "5<font color=white>3</font>"),
    "white cell in a coloured table": ("", "<table bgcolor=navy>", "5<font color=white style='background:#fff'>3</font>"),
    "rule about another place": ("<style>.top td{background:#369}</style>", "<table>", "5<font color=white>3</font>"),
    "no colour at all": ("", "<table>", "5<span style='color:transparent'>3</span>"),
}


@ENGINES
@pytest.mark.parametrize("case", DOUBTFUL)
def test_a_figure_that_may_be_invisible_is_in_doubt(engine: Engine, case: str) -> None:
    head, around, cell = DOUBTFUL[case]
    reading = engine(table(cell, head, around))
    assert row(reading) == ["规章", "7", "53\ufffc"]
    assert [(issue.code, issue.severity) for issue in reading.issues] == [("text_in_doubt", "warning")]
    assert "row 1, column 3 of table 1" in reading.issues[0].message


@ENGINES
def test_a_white_label_under_a_sheet_elsewhere_is_still_a_label(engine: Engine) -> None:
    reading = engine(page("<link rel=stylesheet href=a.css><table><tr style='color:#fff'><td>规章<td>总计<tr><td>1<td>2</table>"))
    assert row(reading) == ["规章", "总计", "1", "2"]


@pytest.mark.parametrize(
    ("colour", "is_ink", "is_ground"),
    [
        ("#fff", "pale", "pale"),
        ("#f5f5f5", "pale", "pale"),
        ("#eee", "dark", "dark"),
        ("hsl(0, 0%, 100%)", "pale", "pale"),
        ("rgba(255,255,255,0)", "clear", None),
        ("transparent", "clear", None),
        ("inherit", None, None),
        ("navy", "dark", "dark"),
        ("#fff url(a.png) no-repeat", "dark", "dark"),
        ("linear-gradient(#fff, #fff)", "dark", "dark"),
        ("none", "dark", None),
    ],
)
def test_colours(colour: str, is_ink: str | None, is_ground: str | None) -> None:
    assert (ink(colour), ground(colour)) == (is_ink, is_ground)


@ENGINES
def test_pictures_in_reading_order(engine: Engine) -> None:
    html = """<img src=logo.png width=60 height=20><p><img src="a.jpg"></p><table><tr><td><img src='b.png' width=600><td>1
        <td><img style="width:30px" src=icon.gif></table><img data-src=c.png src=wait.gif><img src="data:image/png;base64,iVBORw0KGgo=">
        <div style='display:none'><img src=d.png></div><p style='visibility:hidden'><img src=e.png></p><img src="a.jpg"><img src="">
        <img src=f.png width=100% height=auto><img src="data:image/gif;base64,R0lGODlhAQABAAA" ><img src=g.png width=1>"""
    reading = engine(page(html))
    assert reading.pictures == ["a.jpg", "b.png", "c.png", "data:image/png;base64,iVBORw0KGgo=", "f.png"]


@ENGINES
def test_no_more_pictures_than_are_worth_a_look(engine: Engine) -> None:
    assert len(engine(page("".join(f"<p><img src={n}.png>" for n in range(99)))).pictures) == 60
