"""Both Word engines against matrices written by hand, and against each other; every package is made here."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extractors.document import Document, UnreadableDocument
from extractors.grid import Grid, Reading
from extractors.readers import docx_package, settle
from extractors.readers.docx import read_python_docx
from extractors.readers.docx_xml import read_xml
from extractors.readers.flow import MAX_ROWS

Engine = Callable[[Document], Reading]
ENGINES = pytest.mark.parametrize("engine", [read_python_docx, read_xml])

OFFICE = "http://schemas.openxmlformats.org"
W = f"{OFFICE}/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="{OFFICE}/markup-compatibility/2006" xmlns:m="{OFFICE}/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATION = f"{OFFICE}/officeDocument/2006/relationships"
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="a" w:default="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="own"/><w:basedOn w:val="y"/></w:style>
<w:style w:type="paragraph" w:styleId="y"><w:name w:val="other"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>"""


def package(body: str, *, main_type: str = MAIN_TYPE, doctype: str = "", title: str | None = None, dangling: bool = False) -> bytes:
    core = (
        ""
        if title is None
        else f'<Relationship Id="r2" Type="{OFFICE}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    )
    picture = f'<Relationship Id="r9" Type="{RELATION}/image" Target="../NULL"/>' if dangling else ""
    relations = f'xmlns="{OFFICE}/package/2006/relationships"'
    members = {
        "[Content_Types].xml": f'<Types xmlns="{OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/><Override PartName="/word/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType='
        '"application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f"<Relationships {relations}>"
        f'<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="word/document.xml"/>{core}</Relationships>',
        "word/_rels/document.xml.rels": f"<Relationships {relations}>"
        f'<Relationship Id="r1" Type="{RELATION}/styles" Target="styles.xml"/>{picture}</Relationships>',
        "word/document.xml": f"{doctype}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
    }
    if title is not None:
        members["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{OFFICE}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{title}</dc:title></cp:coreProperties>"
        )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(body: str) -> Document:
    return Document(package(body), "report.docx")


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(c if c.startswith('<') else r(c) for c in content)}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(c if c.startswith('<') else p(c) for c in content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def val(name: str, value: object) -> str:
    return f'<w:{name} w:val="{value}"/>'


def sdt(content: str) -> str:
    return f"<w:sdt><w:sdtPr><w:rPr/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


START, ON = val("vMerge", "restart"), "<w:vMerge/>"


def matrix(grid: Grid) -> list[list[str | None]]:
    places = [[grid.at(row, column) for column in range(1, grid.width + 1)] for row in range(1, grid.height + 1)]
    return [[cell.text if cell else None for cell in row] for row in places]


def outline(reading: Reading) -> list[object]:
    return [matrix(b) if isinstance(b, Grid) else (b.text, b.level) if b.level else b.text for b in reading.blocks]


TABLES = {
    "plain": (tbl(tr("a", "b"), tr("c", "1")), [["a", "b"], ["c", "1"]]),
    "columns merged": (tbl(tr(tc("a", properties=val("gridSpan", 2)), "b"), tr("c", "d", "1")), [["a", "a", "b"], ["c", "d", "1"]]),
    "rows merged": (
        tbl(
            tr(tc("a", properties=START), "b"),
            tr(tc("", properties=ON), "c"),
            tr(tc("", properties=val("vMerge", "continue")), "d"),
            tr("e", "1"),
        ),
        [["a", "b"], ["a", "c"], ["a", "d"], ["e", "1"]],
    ),
    "both merged": (
        tbl(
            tr(tc("a", properties=val("gridSpan", 2) + START), "b"), tr(tc("", properties=val("gridSpan", 2) + ON), "c"), tr("d", "e", "1")
        ),
        [["a", "a", "b"], ["a", "a", "c"], ["d", "e", "1"]],
    ),
    "one merge under another": (
        tbl(
            tr(tc("a", properties=START), "1"),
            tr(tc("", properties=ON), "2"),
            tr(tc("b", properties=START), "3"),
            tr(tc("", properties=ON), "4"),
        ),
        [["a", "1"], ["a", "2"], ["b", "3"], ["b", "4"]],
    ),
    "a continuation of nothing": (
        tbl(tr(tc("a", properties=ON), "b"), tr(tc("", properties=ON), "c"), tr("d", tc("1", properties=ON))),
        [["a", "b"], ["a", "c"], ["d", "1"]],
    ),
    "a continuation of other width": (
        tbl(tr(tc("a", properties=val("gridSpan", 2) + START), "b"), tr(tc("c", properties=ON), "d", "1")),
        [["a", "a", "b"], ["c", "d", "1"]],
    ),
    "columns before and after": (
        tbl(tr("a", "b", "c"), tr("d", "e", properties=val("gridBefore", 1)), tr("f", properties=val("gridAfter", 2))),
        [["a", "b", "c"], [None, "d", "e"], ["f", None, None]],
    ),
    "bad and huge spans": (
        tbl(
            tr(tc("a", properties=val("gridSpan", "x")), tc("b", properties=val("gridSpan", 0))),
            tr("c", "1", properties=val("gridBefore", "-1")),
        ),
        [["a", "b"], ["c", "1"]],
    ),
    "old horizontal merge": (
        tbl(tr(tc("a", properties=val("hMerge", "restart")), tc("", properties="<w:hMerge/>"), "b"), tr("c", "d", "1")),
        [["a", "a", "b"], ["c", "d", "1"]],
    ),
    "controls around rows, cells and text": (
        tbl(sdt(tr("a", sdt(tc("b")))), tr(tc(sdt(p("c"))), tc(p(sdt(r("1")), r("2"))))),
        [["a", "b"], ["c", "12"]],
    ),
    "tracked changes": (
        tbl(
            tr(tc(p("<w:del><w:r><w:delText>5</w:delText></w:r></w:del>", f"<w:ins>{r('6')}</w:ins>")), "规章"),
            tr(tc(p(f"<w:moveFrom>{r('7')}</w:moveFrom>", f"<w:moveTo>{r('8')}</w:moveTo>")), "b"),
            tr("x", "y", properties="<w:del/>"),
            tr("c", tc("z", properties="<w:cellDel/>"), "1", properties="<w:ins/>"),
        ),
        [["6", "规章"], ["8", "b"], ["c", "1"]],
    ),
    "hidden": (
        tbl(
            tr(tc(p(r("5", "<w:vanish/>"), r("6", val("vanish", 0)))), "b"),
            tr("x", properties="<w:hidden/>"),
            tr("c", tc(p(r("9", "<w:vanish/>")))),
        ),
        [["6", "b"], ["c", ""]],
    ),
    "lines": (
        tbl(
            tr(
                tc("1", "2"),
                tc(p("3", "<w:r><w:br/></w:r>", "4", "<w:r><w:cr/><w:t>5</w:t></w:r>")),
                tc(p("6", "7")),
                tc(p("a", "<w:r><w:tab/></w:r>", "b")),
            )
        ),
        [["1\n2", "3\n4\n5", "67", "a\tb"]],
    ),
    "links, fields and other wrappers": (
        tbl(
            tr(
                tc(p(f"<w:hyperlink>{r('1')}</w:hyperlink>", f"<w:smartTag>{r('2')}</w:smartTag>", f"<w:fldSimple>{r('3')}</w:fldSimple>")),
                tc(
                    p(
                        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> =SUM(ABOVE) </w:instrText>'
                        '<w:fldChar w:fldCharType="separate"/></w:r>',
                        "4",
                    )
                ),
                tc(p("<m:oMath><m:r><m:t>5</m:t></m:r></m:oMath>")),
                tc(
                    p(
                        "<w:r><w:ruby><w:rt><w:r><w:t>zhang</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>章</w:t></w:r></w:rubyBase></w:ruby></w:r>"
                    )
                ),
            )
        ),
        [["123", "4", "5", "章"]],
    ),
    "signs and notes": (
        tbl(
            tr(
                tc(p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')),
                tc(p("<w:r><w:noBreakHyphen/></w:r>")),
                tc(p("5", r("1", val("vertAlign", "superscript")))),
                tc(p(r("5", "<w:strike/>"), "6")),
            )
        ),
        [["\uf0fc", "-", "5 1", "5 6"]],
    ),
    "a number framed by a table": (tbl(tr("规章", tc(tbl(tr(tc(tbl(tr("5")), p()))), p()), "6")), [["规章", "5", "6"]]),
}


@ENGINES
@pytest.mark.parametrize("case", TABLES)
def test_a_table(engine: Engine, case: str) -> None:
    body, expected = TABLES[case]
    (grid,) = engine(word(body)).grids()
    assert matrix(grid) == expected


DATA = tbl(tr("规章", "3", "1"))
BOX = "<w:txbxContent>{}</w:txbxContent>"
SHAPE = "<w:drawing><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></w:drawing>"
PAGES = {
    "text, headings and tables in order": (
        p("某局年度报告", properties=val("pStyle", "T"))
        + p("一、总体情况", properties=val("pStyle", 1))
        + p("甲", "<w:r><w:br/></w:r>", "乙")
        + DATA
        + p("（一）", properties=val("pStyle", "x"))
        + p("（二）", properties=val("outlineLvl", 1))
        + p("正文", properties=val("pStyle", 1) + val("outlineLvl", 9))
        + "<w:sectPr/>",
        [("某局年度报告", 1), ("一、总体情况", 1), "甲", "乙", [["规章", "3", "1"]], ("（一）", 3), ("（二）", 2), "正文"],
    ),
    "text box, of which the fallback is the same again": (
        p(
            "前",
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{SHAPE.format(BOX.format(p('框') + DATA))}</mc:Choice>"
            f"<mc:Fallback><w:pict><v:shape><v:textbox>{BOX.format(p('框') + DATA)}</v:textbox></v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            "后",
        ),
        ["前后", "框", [["规章", "3", "1"]]],
    ),
    "text box of an older program, one in another": (
        p(
            "<w:r><w:pict><v:shape><v:textbox>"
            + BOX.format(p("外", f"<w:r><w:pict>{BOX.format(p('内'))}</w:pict></w:r>"))
            + "</v:textbox></v:shape></w:pict></w:r>"
        ),
        ["外", "内"],
    ),
    "the report inside a table": (tbl(tr(tc(p("甲"), tbl(tr(tc(DATA, p("乙")))), p("丙")))), ["甲", [["规章", "3", "1"]], "乙", "丙"]),
    "own data and an inner table": (
        tbl(tr("合计", "12"), tr("其中", tc(p("见下"), DATA, p()))),
        [[["合计", "12"], ["其中", "见下"]], [["规章", "3", "1"]]],
    ),
    "controls and insertions around blocks": (
        sdt(p("甲") + DATA) + f"<w:customXml>{p('乙')}</w:customXml>",
        ["甲", [["规章", "3", "1"]], "乙"],
    ),
    "nothing but text": (p("甲") + p() + p(" 乙 "), ["甲", "乙"]),
}


@ENGINES
@pytest.mark.parametrize("case", PAGES)
def test_a_document(engine: Engine, case: str) -> None:
    body, expected = PAGES[case]
    reading = engine(word(body))
    assert outline(reading) == expected
    assert reading.issues == []


@ENGINES
def test_the_title_field(engine: Engine) -> None:
    assert engine(Document(package(p("甲"), title="年度报告"), "x")).metadata == {"title": "年度报告"}
    assert engine(Document(package(p("甲")), "x")).metadata == {}


@ENGINES
def test_files_other_programs_write(engine: Engine) -> None:
    assert outline(engine(Document(package(p("甲"), dangling=True), "x"))) == ["甲"]
    assert outline(engine(Document(package(p("甲"), main_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "x"))) == ["甲"]


def code(engine: Engine, content: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        engine(Document(content, "report.docx"))
    assert len(caught.value.message) > 20
    return caught.value.code


@ENGINES
def test_broken_files_say_what_they_are(engine: Engine) -> None:
    whole = package(DATA)
    assert code(engine, whole[: len(whole) // 2]) == "truncated"
    damaged = bytearray(whole)
    at = whole.index(b"word/document.xml") + 40
    damaged[at : at + 8] = b"\xff" * 8
    assert code(engine, bytes(damaged)) in ("truncated", "broken")
    assert code(engine, package("<w:p>")) == "broken"
    assert code(engine, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "encrypted"
    assert code(engine, b"PK\x05\x06" + bytes(18)) in ("wrong_format", "unsupported")


@ENGINES
def test_entities_are_not_expanded(engine: Engine, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("12345")
    entity = f'<!DOCTYPE w:document [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    assert code(engine, package(p("&e;"), doctype=entity)) == "unsafe"


@ENGINES
def test_depth_without_end_is_refused(engine: Engine) -> None:
    assert code(engine, package("<w:customXml>" * 5_000 + p("1") + "</w:customXml>" * 5_000)) in ("broken", "too_deep")


@ENGINES
def test_the_blank_form(engine: Engine) -> None:
    path = Path(__file__).parents[3] / "shared" / "real" / "blank-form-2021.docx"
    if not path.exists():
        pytest.skip("the real documents are not beside the checkout")
    disclosure, requests, proceedings = map(matrix, engine(Document(path.read_bytes(), path.name)).grids())
    assert [row[0] for row in disclosure if not row[1]] == ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"]
    assert [len(requests), len(requests[0]), len(proceedings), len(proceedings[0])] == [28, 10, 4, 15]
    assert requests[2][3:] == ["自然人", "商业\n企业", "科研\n机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    assert requests[8][:4] == ["三、本年度办理结果", "（三）不予公开", "2.其他法律行政法规禁止公开", ""]
    assert proceedings[2][4:7] == ["总计", "结果\n维持", "结果\n纠正"]


properties = st.sampled_from(
    ["", "", "", START, ON, val("gridSpan", 2), val("gridSpan", 2) + START, val("gridSpan", 2) + ON, val("hMerge", "continue")]
)
contents = st.sampled_from(["1", "23", "规章", "", p("1") + p("2"), DATA + p(), p(f"<w:ins>{r('4')}</w:ins>", "5")])
cells = st.builds(lambda content, merged: tc(content, properties=merged), contents, properties)
rows = st.builds(
    lambda cells, before: tr(*cells, properties=before),
    st.lists(cells, max_size=5),
    st.sampled_from(["", "", val("gridBefore", 1), "<w:hidden/>"]),
)
tables = st.lists(rows, max_size=6).map(lambda rows: tbl(*rows))


@given(st.lists(st.one_of(tables, st.just(p("甲"))), max_size=3).map("".join))
def test_the_engines_agree(body: str) -> None:
    one, other = read_python_docx(word(body)), read_xml(word(body))
    assert one.blocks == other.blocks
    assert one.issues == other.issues


def drawing(content: str, size: int = 900_000) -> str:
    """A run with a drawing of a size in EMU."""
    wp = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    return f'<w:r><w:drawing><wp:inline {wp} {a}><wp:extent cx="{size}" cy="{size}"/>{content}</wp:inline></w:drawing></w:r>'


BLIP = '<a:graphic><a:blip r:embed="r9" xmlns:r="x"/></a:graphic>'


@ENGINES
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (p(drawing(BLIP)), "\ufffc"),
        (p('<w:r><w:pict><v:shape><v:imagedata o:title="" xmlns:o="urn:o"/></v:shape></w:pict></w:r>'), "\ufffc"),
        (
            p(f"<mc:AlternateContent><mc:Choice>{drawing(BLIP)}</mc:Choice><mc:Fallback>{r('x')}</mc:Fallback></mc:AlternateContent>"),
            "\ufffc",
        ),
        (p(drawing(BLIP), "5"), "5"),
        (p(drawing(BLIP, 9_525)), ""),
        (p("<w:r><w:pict><v:line/></w:pict></w:r>"), ""),
        (p(drawing(f"<wps:txbx><w:txbxContent>{p('7')}</w:txbxContent></wps:txbx>")), "7"),
        (p(drawing(BLIP).replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")), ""),
        (p(), ""),
    ],
)
def test_a_picture_is_not_blank(engine: Engine, cell: str, text: str) -> None:
    reading = engine(word(tbl(tr(tc(p(drawing(BLIP), "规章")), tc(cell), "1"))))
    assert [matrix(grid) for grid in reading.grids()] == [[["规章", text, "1"]]]


@ENGINES
@pytest.mark.parametrize("code", ["D800", "DFFF", "0000", "0001", "FFFF", "FFFE", "x", ""])
def test_a_symbol_that_is_no_character_is_a_replacement_character(engine: Engine, code: str) -> None:
    (paragraph,) = engine(word(p("a", f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>', "b"))).paragraphs()
    assert paragraph.text == "a\ufffdb"


HUGE = {
    "rows": tbl(tr("规章", "3") * (MAX_ROWS + 1)),
    "columns": tbl(tr(*["3"] * 1_001)),
    "paragraphs": p("二、主动公开") * 401,
}


@ENGINES
@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE.keys())
def test_more_than_any_report_holds_is_refused(engine: Engine, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # python-docx takes long over as many paragraphs as the true limit allows, which test_html reaches in the same code.
    monkeypatch.setattr(settle, "MAX_PARAGRAPHS", 400)
    with pytest.raises(UnreadableDocument) as caught:
        engine(word(body))
    assert caught.value.code == "too_large"


@ENGINES
@pytest.mark.parametrize("limit", ["MAX_PART", "MAX_ELEMENTS"])
def test_a_text_larger_than_any_report_is_refused(engine: Engine, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_package, limit, 10)
    with pytest.raises(UnreadableDocument) as caught:
        engine(word(tbl(tr("规章", "3"))))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (etree.XMLSyntaxError("unknown error", 0, 0, 0), "too_large"),
        (etree.XMLSyntaxError("Memory allocation failed", etree.ErrorTypes.ERR_NO_MEMORY, 7, 1), "too_large"),
        (etree.XMLSyntaxError("Opening and ending tag mismatch", etree.ErrorTypes.ERR_TAG_NAME_MISMATCH, 7, 1), "broken"),
    ],
)
def test_want_of_memory_is_not_called_damage(error: etree.XMLSyntaxError, code: str) -> None:
    assert docx_package.unparsed(error).code == code


@ENGINES
def test_a_file_with_two_texts_is_refused(engine: Engine) -> None:
    content = io.BytesIO(package(p("a")))
    with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableDocument) as caught:
        engine(Document(content.getvalue(), "report.docx"))
    assert caught.value.code == "broken"
