"""HTML in ten styles: what portals, Word and editors in the browser make of a report."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.bench.corpus import names
from tests.bench.corpus.model import Break, Cell, Grid, Plan, Side, Text

Wrap = Callable[[str, Cell], str]


@dataclass(frozen=True)
class Dialect:
    """How a style writes paragraphs, tables and cells."""

    table: str
    cell: Callable[[Cell], str]
    lines: Callable[[Cell], str]
    paragraph: Callable[[Text], str]
    row: str = "<tr>"
    th: bool = False
    upper: bool = False
    unclosed: bool = False
    columns: bool = False
    thead: bool = False
    wrap: str = "{}"


def _esc(text: str) -> str:
    return escape(text, quote=False).replace("\u00a0", "&nbsp;")


def _br(cell: Cell) -> str:
    return "<br/>".join(map(_esc, cell.lines)) or "&nbsp;"


def _paragraphs(inner: str, empty: str = "&nbsp;") -> Callable[[Cell], str]:
    return lambda cell: "".join(inner.format(_esc(line) or empty) for line in cell.lines)


def _spans(cell: Cell) -> str:
    return (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "")


def _both(cell: Cell) -> str:
    return f' rowspan="{cell.rowspan}" colspan="{cell.colspan}"'


def _plain_text(body: str, heading: str, title: str) -> Callable[[Text], str]:
    forms = {"title": title, "heading": heading}
    return lambda text: forms.get(text.kind, body).format(_esc(text.text) or "&nbsp;")


MSO = "mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt;border:solid windowtext 1.0pt"
SONG = "font-size:10.5pt;font-family:宋体;mso-bidi-font-family:宋体;color:black;mso-font-kerning:0pt"
EMPTY_RUN = "<span lang=EN-US><o:p></o:p></span>"
DIALECTS: dict[str, Dialect] = {
    "word": Dialect(
        "<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0 width=649 style='width:487.0pt;border-collapse:collapse'>",
        lambda c: f" width={60 * c.colspan}{_spans(c).replace(chr(34), '')} style='width:{45 * c.colspan}.0pt;{MSO}'",
        _paragraphs(f"<p class=MsoNormal align=center style='text-align:center'><span style='{SONG}'>{{}}{EMPTY_RUN}</span></p>"),
        _plain_text(
            f"<p class=MsoNormal style='text-indent:32.0pt'><span style='{SONG}'>{{}}<span lang=EN-US><o:p></o:p></span></span></p>",
            f"<p class=MsoNormal style='text-indent:32.0pt'><b><span style='{SONG}'>{{}}</span></b></p>",
            "<p class=MsoNormal align=center><b><span style='font-size:22.0pt'>{}</span></b></p>",
        ),
        row="<tr style='mso-yfti-irow:1;height:17.0pt'>",
    ),
    "trs": Dialect(
        '<table cellspacing="0" cellpadding="0" border="1" style="border-collapse:collapse;width:100%">',
        lambda c: _spans(c) + ' style="text-align:center"',
        _br,
        _plain_text('<p align="justify">　　{}</p>', '<p align="justify"><strong>　　{}</strong></p>', "<h1>{}</h1>"),
    ),
    "layout": Dialect(
        '<table width="95%" border="1" align="center" cellpadding="3" cellspacing="0" bordercolor="#000000">',
        lambda c: f' align="center" valign="middle"{_spans(c)}',
        lambda c: f'<font size="2">{_br(c)}</font>',
        _plain_text("<p>　　{}</p>", "<p><b>{}</b></p>", '<div align="center"><font size="5"><b>{}</b></font></div>'),
        wrap='<table width="960" align="center" border="0" cellspacing="0" class="side">'
        '<tr><td height="20"></td></tr><tr><td width="20"></td>'
        '<td>{}</td><td width="20"></td></tr></table>',
    ),
    "divs": Dialect(
        '<div style="overflow-x:auto;margin:10px 0"><table style="border-collapse: collapse; border: none; width: 554px;">',
        lambda c: f'{_spans(c)} style="border: 1px solid rgb(0, 0, 0); padding: 0px 7px; width: {c.colspan * 50}px;"',
        lambda c: "".join(
            f'<div style="line-height:1.5"><span style="font-family: 宋体;"><span>{_esc(x) or "<br>"}</span></span></div>' for x in c.lines
        ),
        _plain_text(
            '<div style="text-indent:2em"><span style="font-size:16px">{}</span></div>',
            '<div style="font-weight:bold"><span>{}</span></div>',
            '<div class="tit" style="text-align:center;font-size:24px">{}</div>',
        ),
    ),
    "hanweb": Dialect(
        '<table style="width:100%;border-collapse:collapse" class="NewsTable" border="1"><tbody>',
        lambda c: f'{_spans(c)} valign="center"',
        _paragraphs('<p style="text-align:center"><span style="font-size:14px">{}</span></p>', ""),
        _plain_text(
            '<p style="text-indent:2em"><span>{}</span></p>',
            '<p style="text-indent:2em"><strong>{}</strong></p>',
            "<!--title--><h2>{}</h2>",
        ),
        wrap='<div id="zoom"><!--ZJEG_RSS.content.begin-->{}<!--ZJEG_RSS.content.end--></div>',
    ),
    "old": Dialect(
        "<TABLE cellSpacing=0 cellPadding=0 width=600 border=1>",
        lambda c: _spans(c).replace('"', "").upper() + " align=middle",
        lambda c: "<FONT face=宋体>" + "<BR>".join(_esc(x) or "&nbsp;" for x in c.lines) + "</FONT>",
        _plain_text("<P>&nbsp;&nbsp;&nbsp;&nbsp;{}", "<P><STRONG>{}</STRONG>", "<P align=center><FONT size=5>{}</FONT></P>"),
        row="<TR>",
        upper=True,
        unclosed=True,
    ),
    "modern": Dialect(
        '<table class="table table-bordered">',
        lambda c: _spans(c) + (' scope="col"' if c.kind == "head" else ' scope="row"' if c.kind == "label" else ""),
        lambda c: "\n            ".join(map(_esc, c.lines)),
        _plain_text("<p>{}</p>", "<h2>{}</h2>", "<h1>{}</h1>"),
        th=True,
        thead=True,
        wrap="<article>{}</article>",
    ),
    "ueditor": Dialect(
        "<table><tbody>",
        lambda c: f' width="{c.colspan * 61}" valign="top"{_both(c)} style="word-break: break-all;"',
        lambda c: "".join(f"<p>{_esc(x) or '<br/>'}</p>" for x in c.lines),
        _plain_text(
            "<p>&nbsp; &nbsp; {}<br/></p>",
            "<p><strong>{}</strong></p>",
            '<p style="text-align: center;"><span style="font-size: 24px;">{}</span></p>',
        ),
        row='<tr class="firstRow">',
    ),
    "wps": Dialect(
        '<table border="1" cellspacing="0" style="border-collapse:collapse;margin-left:6.75pt">',
        lambda c: f'{_spans(c)} style="width:{c.colspan * 40}pt;mso-border-left-alt:0.5000pt solid windowtext"',
        _paragraphs(
            '<p class="MsoNormal" style="text-align:center"><span style="font-family:仿宋_GB2312">'
            '<font face="仿宋_GB2312">{}</font></span></p>'
        ),
        lambda t: '<p class="p0">' + "".join(f"<span>{_esc(t.text[i : i + 7])}</span>" for i in range(0, len(t.text), 7)) + "</p>",
        columns=True,
    ),
    "nested": Dialect(
        '<table width="100%" class="bg"><tr><td><table border="1" width="100%">',
        lambda c: _spans(c) + ' bgcolor="#FFFFFF"',
        lambda c: f"<span>{_br(c)}</span>",
        _plain_text(
            '<tr><td colspan="2" class="z">　　{}</td></tr>',
            '<tr><td colspan="2"><b>{}</b></td></tr>',
            '<tr><td colspan="2"><h3>{}</h3></td></tr>',
        ),
        wrap='<table class="content">{}</table>',
    ),
}
STYLES = tuple(DIALECTS)


def table(grid: Grid, dialect: Dialect) -> str:
    """A table in a dialect."""
    parts = [dialect.table]
    if dialect.columns:
        parts.append("<colgroup>" + "".join(f'<col style="width:{w * 40:.0f}pt"/>' for w in grid.widths) + "</colgroup>")
    thead = dialect.thead and grid.heads > 0 and all(r + c.rowspan <= grid.heads for r, _, c in grid.places() if r < grid.heads)
    for number, row in enumerate(grid.rows):
        parts.append("<thead>" if thead and number == 0 else "<tbody>" if thead and number == grid.heads else "")
        parts.append(dialect.row + "".join(_cell(cell, dialect) for cell in row) + ("" if dialect.unclosed else "</tr>"))
        parts.append("</thead>" if thead and number == grid.heads - 1 else "")
    parts.append("</tbody>" if thead or "<tbody>" in dialect.table else "")
    parts.append(
        "</table>" * dialect.table.lower().count("<table") + ("</td></tr></table>" if dialect.table.lower().count("<table") > 1 else "")
    )
    text = "\n".join(p for p in parts if p)
    if dialect.table.lower().count("<table") > 1:
        text = text.replace("</table></table></td></tr></table>", "</table></td></tr></table>")
    return text.replace("</table>", "</TABLE>") if dialect.upper else text + ("</div>" if dialect.table.startswith("<div") else "")


def _cell(cell: Cell, dialect: Dialect) -> str:
    tag = "th" if dialect.th and cell.kind in ("head", "title") else "TD" if dialect.upper else "td"
    return f"<{tag}{dialect.cell(cell)}>{dialect.lines(cell)}" + ("" if dialect.unclosed else f"</{tag}>")


def body(plan: Plan, dialect: Dialect, wrap: bool = True) -> str:
    """All blocks of a document in a dialect."""
    parts = []
    for block in plan.blocks:
        if isinstance(block, Text):
            parts.append(dialect.paragraph(block) if block.text or "<tr>" not in dialect.wrap else "")
        elif isinstance(block, Grid):
            parts.append(_inside(table(block, dialect), dialect))
        elif isinstance(block, Side):
            cells = "".join(f'<td valign="top">{table(grid, dialect)}</td>' for grid in block.grids)
            parts.append(_inside(f'<table border="0" class="side"><tr>{cells}</tr></table>', dialect))
        elif isinstance(block, Break):
            parts.append(_inside('<p style="page-break-before:always"></p>', dialect))
    text = "\n".join(parts)
    return dialect.wrap.replace("{}", text) if wrap else text


def _inside(text: str, dialect: Dialect) -> str:
    """In a style whose content is one table, everything stands in rows of it."""
    return f'<tr><td colspan="2">{text}</td></tr>' if dialect.wrap.startswith('<table class="content">') else text


HIDDEN = '<div style="display:none"><table><tr><td>总计</td><td>9999</td></tr></table></div>'
NAV = (
    '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>'
    '<li><a href="/hdjl/">互动交流</a></li></ul></div>'
)
FOOT = '<div class="footer"><p>主办：{agency}　网站标识码：{code}</p><p>ICP备{code}号　访问量：<span id="v">{visits}</span></p></div>'


def page(plan: Plan) -> bytes:
    """A whole page: head, navigation, the report, footer; in the encoding its style declares."""
    dialect, report, rng = DIALECTS[plan.style], plan.reports[0], plan.rng
    date = names.printed_date(rng, report.published) if report.published else ""
    shown = f'<div class="info">发布时间：{date}　来源：{report.agency}　字体：[大 中 小]</div>' if date else ""
    content = body(plan, dialect)
    if plan.style in ("modern", "divs") and rng.random() < 0.15:
        plan.marked("hidden_table")
        content += HIDDEN
    bare = plan.style in ("word", "wps") and rng.random() < 0.5
    foot = FOOT.format(agency=report.agency, code=rng.randrange(10**9, 10**10), visits=rng.randrange(10**5))
    middle = f"{shown}{content}" if bare else f"{NAV}<div class='main'>{shown}{content}</div>{foot}"
    charset = "gb2312" if plan.style in ("old", "word") else "utf-8"
    meta = (
        f'<meta name="ArticleTitle" content="{report.title}"><meta name="PubDate" content="{date}">'
        if plan.style in ("trs", "hanweb") and date
        else ""
    )
    kind = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    head = f"<head>{kind}{meta}<title>{report.title}</title>{_css(plan)}</head>"
    doctype = "" if plan.style in ("old", "word") else "<!DOCTYPE html>\n"
    text = f"{doctype}<html>{head}\n<body>{middle}</body></html>"
    return text.encode("gb18030" if charset == "gb2312" else "utf-8")


def _css(plan: Plan) -> str:
    if plan.style == "word":
        rules = "\n".join(
            f"p.Mso{i}, li.Mso{i} {{mso-style-name:'样式 {i}';margin:0cm;font-size:10.5pt;font-family:宋体}}" for i in range(60)
        )
        note = "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
        return f"{note}<style><!--\n{rules}\n--></style>"
    rules = ".TRS_Editor P{line-height:2;font-size:12pt}.main{width:1000px;margin:auto}"
    return f"<style>{rules}</style><script>var x='<table><tr><td>1</td></tr></table>';</script>"
