"""Title, organ and year, in the many ways agencies print them. Names such as 示例市水利局 are invented."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.document import Document
from extractors.grid import Cell, Grid, Paragraph, Reading
from extractors.identity import Identity, identify, load_vocabulary
from extractors.readers.html import read_lxml
from extractors.verdict import is_report

ROOT = Path(__file__).parents[2]
VOCABULARY = load_vocabulary(ROOT / "data" / "forms")
REAL = ROOT.parent / "shared" / "real"
BODY = ["一、总体情况", "政府信息公开工作有序推进。", "二、主动公开政府信息情况", "六、其他需要报告的事项", "无"]


def reading(*lines: str | Paragraph, engine: str = "text", **metadata: str) -> Reading:
    """A reading whose paragraphs are ``lines``."""
    return Reading(engine, [line if isinstance(line, Paragraph) else Paragraph(line) for line in lines], metadata)


def identified(*lines: str | Paragraph, url: str | None = None, engine: str = "text", **metadata: str) -> Identity:
    """The identity of a document with ``lines``, under a name that says nothing."""
    return identify(reading(*lines, engine=engine, **metadata), "P020260129306014953899.pdf", url, VOCABULARY)


def codes(identity: Identity) -> set[str]:
    """The issue codes of an identity."""
    return {issue.code for issue in identity.issues}


TITLES = [
    ("淮安市洪泽区人民政府2023年政府信息公开工作年度报告", "淮安市洪泽区人民政府", 2023),
    ("示例市水利局关于2022年度政府信息公开工作情况的报告", "示例市水利局", 2022),
    ("关于示例市水利局2022年度政府信息公开工作情况的报告", "示例市水利局", 2022),
    ("示例市水利局2021年政府信息公开工作年报", "示例市水利局", 2021),
    ("示例市工业和信息化局2024年政府信息公开工作年度报告", "示例市工业和信息化局", 2024),
    ("示例市水利局2021年信息公开年报", "示例市水利局", 2021),
    ("示例市水利局政府信息公开工作年度报告（2023年度）", "示例市水利局", 2023),
    ("示例市水利局政府信息公开年度报告(2023)", "示例市水利局", 2023),
    ("２０２３年示例市水利局政府信息公开工作年度报告", "示例市水利局", 2023),
    ("示例镇人民政府二〇二三年政府信息公开工作年度报告", "示例镇人民政府", 2023),
    ("示例镇人民政府二零二三年度政府信息公开工作报告", "示例镇人民政府", 2023),
    ("二○二三年度示例县政府信息公开年度报告", "示例县", 2023),
    ("示例县政府信息公开2023年度报告", "示例县", 2023),
    ("政府信息公开工作年度报告（示例市水利局2023年）", "示例市水利局", 2023),
    ("2022年度政府信息公开工作报告——示例市水利局", "示例市水利局", 2022),
    ("示例市水利局2023年政府信息工开工作年度报告", "示例市水利局", 2023),
    ("示例市水利局2023年政府信公开工作年度报告", "示例市水利局", 2023),
    ("示例市水利局2023年政府信息公开工作年度报", "示例市水利局", 2023),
    ("示例市水利局2023年度政府信息公开工作年度报吿", "示例市水利局", 2023),
    ("平潭综合实验区2018年政府信息公开工作年度报告", "平潭综合实验区", 2018),
    ("《示例市水利局2023年政府信息公开工作年度报告》", "示例市水利局", 2023),
    ("示例市人民政府办公室2023年度政府信息公开工作年度报告", "示例市人民政府办公室", 2023),
    ("示例市人民政府信息公开工作2023年度报告", "示例市人民政府", 2023),
    ("示例市住房和城乡建设局（示例市人民防空办公室）2022年政府信息公开工作年度报告", "示例市住房和城乡建设局(示例市人民防空办公室)", 2022),
    ("中国人民银行示例支行2023年政府信息公开工作年度报告", "中国人民银行示例支行", 2023),
    ("示例 市 水利局 2023 年 政府信息公开 工作 年 度 报告", "示例市水利局", 2023),
    ("示例市水利局2023年政务公开工作报告", "示例市水利局", 2023),
    ("示例市发展和改革委员会2023年政府信息公开年度工作报告", "示例市发展和改革委员会", 2023),
    ("示例市政府信息公开工作领导小组办公室2012年政府信息公开工作年度报告", "示例市政府信息公开工作领导小组办公室", 2012),
    ("示例市公安局2023年度政府信息公开报告", "示例市公安局", 2023),
    ("示例省水利厅政府信息公开2023年年度报告", "示例省水利厅", 2023),
    ("示例旗扎格苏木人民政府2023年政府信息公开工作年度报告", "示例旗扎格苏木人民政府", 2023),
    ("2023年度示例市财政局关于政府信息公开工作的年度报告", "示例市财政局", 2023),
    ("示例市东风路街道办事处关于2022年政府信息公开工作情况报告", "示例市东风路街道办事处", 2022),
    ("示例经济技术开发区管委会2021年政府信息公开工作年度报告", "示例经济技术开发区管委会", 2021),
    ("示例市气象局2022年政府信息公开工作年度报告", "示例市气象局", 2022),
    ("示例市残疾人联合会2022年政府信息公开工作年度报告", "示例市残疾人联合会", 2022),
    ("附件1：示例市水利局2023年政府信息公开工作年度报告", "示例市水利局", 2023),
    ("2020年度政府信息公开工作报告", None, 2020),
    ("示例市水利局政府信息公开工作年度报告", "示例市水利局", None),
    ("政府信息公开工作年度报告", None, None),
    ("鹿城区人民政府及办公室2008年政府信息公开年度报告", "鹿城区人民政府及办公室", 2008),
    ("二〇〇九年度永春县林业局政府信息公开工作年度报告", "永春县林业局", 2009),
    ("【2022年】张湾区文化和旅游局政府信息公开工作年度报告", "张湾区文化和旅游局", 2022),
    ("衡山县人民政府办公室2025年度政府信息公开工作年度报告（2026年1月13日）", "衡山县人民政府办公室", 2025),
    ("示例县自然资源局2021年政府公开信息工作年度报告", "示例县自然资源局", 2021),
    ("示例县自然资源局2021年度政府信息公开工作年底报告", "示例县自然资源局", 2021),
    ("示例区2022年政府信息公开工作年度报告正式稿", "示例区", 2022),
]


@pytest.mark.parametrize(("title", "agency", "year"), TITLES)
def test_title_says_organ_and_year(title: str, agency: str | None, year: int | None) -> None:
    identity = identified(title, *BODY)
    assert identity.title is not None
    assert (identity.agency, identity.year) == (agency, year)
    assert ("agency_unknown" in codes(identity)) == (agency is None)
    assert ("year_unknown" in codes(identity)) == (year is None)


SPLIT_TITLES = [
    (("淮安市洪泽区人民政府", "2023年政府信息公开工作年度报告"), "淮安市洪泽区人民政府", 2023),
    (("淮安市洪泽区人民政府\n2023年政府信息公开工作年度报告",), "淮安市洪泽区人民政府", 2023),
    (("示例市水利局", "2023年", "政府信息公开工作年度报告"), "示例市水利局", 2023),
    (("示例市水利局关于2022年度政府信息公开", "工作情况的报告"), "示例市水利局", 2022),
    (("2022年度政府信息公开工作报告", "示例市水利局"), "示例市水利局", 2022),
    (("2022年度政府信息公开工作报告", "（示例市水利局）"), "示例市水利局", 2022),
    (("示例市水利局政府信息公开工作年度报告", "（2022年度）"), "示例市水利局", 2022),
    (("示例市水利局", "政府信息公开工作年度报告", "二〇二二年"), "示例市水利局", 2022),
]


@pytest.mark.parametrize(("lines", "agency", "year"), SPLIT_TITLES)
def test_title_on_several_lines(lines: Sequence[str], agency: str, year: int) -> None:
    identity = identified(*lines, *BODY)
    assert (identity.agency, identity.year) == (agency, year)


NO_TITLES = [
    "《示例市水利局2023年政府信息公开工作年度报告》解读",
    "关于做好2023年政府信息公开工作年度报告编制发布工作的通知",
    "示例市2023年政府信息公开工作年度报告发布情况的通报",
    "示例市水利局2023年法治政府建设年度报告",
    "示例市2024年预算执行情况报告",
    "首页 > 政府信息公开 > 政府信息公开年报",
    "根据要求，现将我局2023年政府信息公开工作年度报告公布如下",
    "示例市水利局关于报送2023年政府信息公开工作年度报告的函",
    "一图读懂示例市水利局2023年政府信息公开工作年度报告",
    "图解：示例市水利局2023年政府信息公开工作年度报告",
    "专家解读示例市水利局2023年政府信息公开年报",
    "【政策解读】示例市水利局2023年政府信息公开工作年度报告",
    "关于公布2023年政府信息公开工作年度报告的公告",
    "示例市水利局2023年第三季度政府信息公开工作报告",
    "示例市水利局2023年上半年政务公开工作情况报告",
    "示例市水利局2023年政府信息公开工作自查报告",
    "示例市水利局政府信息公开保密审查情况报告",
    "示例市财政局2023年财政信息公开情况报告",
    "示例大学2022-2023学年信息公开工作年度报告",
    "示例县2022年环境信息公开年度报告",
]


@pytest.mark.parametrize("line", NO_TITLES)
def test_lines_that_are_no_title_of_a_report(line: str) -> None:
    assert identified(line, *BODY).title is None


PROSE = [
    ("2022年，示例市水利局严格按照《政府信息公开条例》做好工作。", "示例市水利局"),
    ("按照要求，示例县文昌镇人民政府结合自身实际，积极开展信息公开工作。", "示例县文昌镇人民政府"),
    ("现将示例市水利局2022年度政府信息公开工作情况报告如下。", "示例市水利局"),
    ("本报告由示例市水利局编制。", "示例市水利局"),
    ("现公布示例市水利局2022年度政府信息公开工作年度报告。", "示例市水利局"),
    ("兹刊载示例市水利局2022年度报告。\n2022年，示例市水利局认真落实。", "示例市水利局"),
    ("2022年，在上级领导下，示例区民政局认真贯彻《条例》。\n下一步，区民政局将继续努力，区民政局将进一步提高。", "示例区民政局"),
]


@pytest.mark.parametrize(("sentence", "agency"), PROSE)
def test_organ_from_prose_when_the_title_has_none(sentence: str, agency: str) -> None:
    identity = identified("2022年度政府信息公开工作年度报告", "一、总体情况", *sentence.split("\n"), *BODY[2:])
    assert identity.agency == agency


def test_organ_from_signature() -> None:
    identity = identified("2022年度政府信息公开工作年度报告", *BODY, "示例市水利局", "2023年1月16日")
    assert identity.agency == "示例市水利局"


def test_we_and_superiors_are_no_name() -> None:
    sentence = "2022年，我局认真落实工作，国务院办公厅按照规定部署。"
    identity = identified("2022年度政府信息公开工作年度报告", "一、总体情况", sentence, *BODY[2:])
    assert identity.agency is None


def test_subtitle_is_completed_by_the_longer_form_in_the_text() -> None:
    sentence = "按要求，示例湖区招商局结合实际开展工作。"
    identity = identified("2020年度政府信息公开工作报告", "区招商局", "一、总体情况", sentence, *BODY[2:])
    assert identity.agency == "示例湖区招商局"
    assert {e.value for e in identity.evidence if e.basis == "subtitle"} == {"区招商局"}


def test_title_is_completed_by_the_higher_region_only() -> None:
    title, rest = "洪泽区人民政府2023年政府信息公开工作年度报告", ["一、总体情况", *BODY[2:]]
    assert identified(title, "本报告由淮安市洪泽区人民政府办公室编制。", *rest).agency == "淮安市洪泽区人民政府"
    assert identified(title, "经验学习洪泽区人民政府。向洪泽区人民政府反映。", *rest).agency == "洪泽区人民政府"
    assert identified(title, "2023年洪泽区人民政府认真落实。", *rest).agency == "洪泽区人民政府"


def test_parent_in_metadata_is_evidence_only() -> None:
    identity = identified("2022年度政府信息公开工作年度报告", "来源：示例市人民政府", *BODY, engine="html-lxml", source="示例市人民政府")
    assert identity.agency is None
    assert ("示例市人民政府", "meta") in {(e.value, e.basis) for e in identity.evidence}


def test_what_a_page_declares_of_itself_is_kept_as_evidence() -> None:
    metas = {"ContentSource": "示例市水利局", "SiteName": "示例市人民政府", "ColumnName": "示例市水利局", "PubDate": "2023-01-18"}
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in metas.items())
    page = f"<html><head>{head}</head><body><h1>2022年度政府信息公开工作年度报告</h1><p>{'</p><p>'.join(BODY)}</p></body></html>"
    identity = identify(read_lxml(Document(page.encode(), "t1.html")), "t1.html", None, VOCABULARY)
    assert identity.agency is None
    assert {(e.value, e.basis) for e in identity.evidence if e.field == "agency"} == {("示例市水利局", "meta")}
    assert (str(identity.published_on), identity.published_on_basis) == ("2023-01-18", "meta")


def test_side_list_of_other_years_does_not_win() -> None:
    side = [f"示例市水利局{year}年政府信息公开工作年度报告" for year in (2019, 2020, 2021)]
    own = Paragraph("示例市水利局2022年政府信息公开工作年度报告", 1)
    identity = identified("首页", "政府信息公开年报", *side, own, "发布日期：2023-01-18", *BODY, *side, engine="html-lxml")
    assert (identity.year, identity.title) == (2022, "示例市水利局2022年政府信息公开工作年度报告")
    assert "year_conflict" not in codes(identity)


def test_list_between_title_and_text_does_not_win() -> None:
    side = [f"示例市水利局{year}年政府信息公开工作年度报告" for year in (2021, 2023, 2024)]
    title = "示例市水利局2022年政府信息公开工作年度报告"
    frame = ["友情链接", "站内导航", "便民", "查询"]
    identity = identified(title, "时间：2023-01-18", "字号：大 中 小", *side, *frame, *BODY, engine="html-lxml", article_title=title)
    assert identity.year == 2022


def test_page_title_without_the_sites_name() -> None:
    identity = identified("首页", *BODY, engine="html-lxml", title="示例市水利局2022年政府信息公开工作年度报告_示例市人民政府")
    assert (identity.title, identity.agency) == ("示例市水利局2022年政府信息公开工作年度报告", "示例市水利局")
    identity = identified("首页", *BODY, engine="html-lxml", title="2022年政府信息公开工作年度报告-示例市政府网")
    assert (identity.title, identity.agency) == ("2022年政府信息公开工作年度报告", None)


def test_stale_title_field_of_a_document_does_not_win() -> None:
    identity = identified("示例市水利局2023年政府信息公开工作年度报告", *BODY, engine="docx-xml", title="示例市财政局2019年信息公开年报")
    assert (identity.agency, identity.year) == ("示例市水利局", 2023)


def test_period_gives_the_year_where_the_title_does_not() -> None:
    period = "本报告中所列数据的统计期限自2023年1月1日起至12月31日止。"
    identity = identified("示例市水利局政府信息公开工作年度报告", period, *BODY)
    assert identity.year == 2023


def test_prose_gives_the_year_last_and_publication_never_does() -> None:
    sentence = "2023年，我局推进工作。2024年，我局将继续，根据国办公开办函〔2021〕30号。"
    identity = identified("政府信息公开工作年度报告", "2024年1月20日", "一、总体情况", sentence, *BODY[2:])
    assert identity.year == 2023
    assert identified("政府信息公开工作年度报告", "2024年1月20日", *BODY).year is None


STALE = "统计期限自2022年1月1日至2022年12月31日止。"


@pytest.mark.parametrize(
    ("lines", "url", "year"),
    [
        # Text of last year under this year's title: the day, the portal's own parameter or the prose speak for the title.
        (("发布日期：2024-01-18", STALE), None, 2023),
        ((STALE,), "http://www.shili.example/202401/t20240118_1.html", 2023),
        ((STALE,), "http://www.shili.example/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2023", 2023),
        ((STALE, "2023年，全局主动公开信息。2023年受理申请。"), None, 2023),
        # The title names the year of publication: it came out before the title's year was over.
        (("发布日期：2023-01-18", STALE), None, 2022),
        (("发布日期：2023-01-18", "2022年，全局主动公开信息。2022年受理申请。"), None, 2022),
        # Nothing settles it, or each has something for it.
        ((STALE,), None, None),
        ((STALE,), "http://www.shili.example/2023/1.html", None),
        (("发布日期：2024-01-18", STALE, "2022年，全局主动公开信息。2022年受理申请。"), None, None),
        (("发布日期：2024-01-18", STALE, "2022年，全局工作。2022年公开信息。2022年受理申请。2022年无复议。"), None, None),
        (("发布日期：2023-01-18", "全局主动公开信息。"), None, None),
        (("2022年，全局工作。2022年公开信息。2022年受理申请。2022年无复议。",), None, None),
        (("发布日期：2024-01-18", "2022年，全局工作。2022年公开信息。2022年受理申请。2022年无复议。"), None, 2023),
    ],
)
def test_years_that_disagree_are_weighed(lines: tuple[str, ...], url: str | None, year: int | None) -> None:
    identity = identified("示例市水利局2023年政府信息公开工作年度报告", *lines, *BODY, url=url)
    assert identity.year == year
    said = next(issue for issue in identity.issues if issue.code in ("year_conflict", "year_undecided"))
    assert (said.code, said.severity) == (("year_conflict", "warning") if year else ("year_undecided", "error"))
    assert "year_unknown" not in codes(identity)
    assert "2023" in said.message


@pytest.mark.parametrize(
    "lines",
    [
        ("发布日期：2024-01-18", "统计期限自2023年1月1日至12月31日止。", "2024年，全局将推进工作。"),
        ("发布日期：2023-12-28", "2023年，全局工作。"),
        ("发布日期：2026-08-01", "2023年，全局工作。"),
        ("发布日期：2023-01-18", "统计期限自2023年1月1日至12月31日止。"),
        ("2022年的计划已完成。", "2023年，全局工作。"),
    ],
)
def test_years_that_agree_raise_nothing(lines: tuple[str, ...]) -> None:
    identity = identified("示例市水利局2023年政府信息公开工作年度报告", *lines, *BODY)
    assert identity.year == 2023
    assert not codes(identity) & {"year_conflict", "year_undecided", "year_unknown"}


def test_year_of_the_address_is_evidence_only() -> None:
    identity = identified("示例市水利局政府信息公开工作年度报告", *BODY, url="http://www.shili.example/zwgk/2023/art_1.html")
    assert identity.year is None
    assert ("2023", "address") in {(e.value, e.basis) for e in identity.evidence if e.field == "year"}


def test_file_name_that_is_a_title_serves_last() -> None:
    identity = identify(reading(*BODY), "示例市水利局2023年政府信息公开工作年度报告.docx", None, VOCABULARY)
    assert (identity.agency, identity.year) == ("示例市水利局", 2023)
    assert "identity_from_file_name" in codes(identity)
    named = identify(reading(*BODY), "shili-2023.pdf", None, VOCABULARY)
    assert (named.title, named.agency, named.year) == (None, None, None)


@pytest.mark.parametrize(
    "title",
    [
        "《示例市水利局2023年政府信息公开工作年度报告》解读",
        "关于做好2023年政府信息公开工作年度报告编制发布工作的通知",
        "一图读懂示例市水利局2023年政府信息公开工作年度报告",
    ],
)
def test_a_document_about_reports_is_nobody_s_and_of_no_year(title: str) -> None:
    prose = ["2023年，示例市水利局认真落实工作。2023年示例市水利局受理申请3件。", "示例市水利局", "2024年1月3日"]
    identity = identified(Paragraph(title, 1), *prose)
    assert (identity.title, identity.agency, identity.year, codes(identity)) == (None, None, None, {"not_a_report"})
    # With the form in it a person must look: it may be a report under a wrong heading.
    filled = reading(Paragraph(title, 1), *prose)
    filled.blocks.append(statutory_grid())
    assert "not_a_report" not in codes(identify(filled, "a.pdf", None, VOCABULARY))


STATUTORY = ["本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "结转下年度继续办理", "未经复议直接起诉", "属于国家秘密"]


def statutory_grid(filled: bool = True) -> Grid:
    """Rows of the form, with or without figures."""
    cells = []
    for row, label in enumerate(STATUTORY, 1):
        cells += [Cell(label, row, 1), Cell("3" if filled else "", row, 2), Cell("0" if filled else "", row, 3)]
    return Grid(1, cells)


TITLE = "示例市水利局2023年政府信息公开工作年度报告"


NOTICE = "关于做好2023年政府信息公开工作年度报告编制发布工作的通知"
LIST = [f"示例市水利局{year}年政府信息公开年报" for year in range(2019, 2025)]


def page(title: str | None, *rest: str | Grid, field: str = "") -> Reading:
    """A page with ``title`` as its first heading, ``rest`` below and ``field`` as its ``<title>``."""
    heading: list[Paragraph | Grid] = [Paragraph(title, 1)] if title else []
    return Reading("html-lxml", [*heading, *(r if isinstance(r, Grid) else Paragraph(r) for r in rest)], {"title": field} if field else {})


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (page(TITLE, *BODY, statutory_grid()), "report"),
        (page(TITLE, *BODY), "report"),
        (page(None, *BODY, statutory_grid()), "report"),
        (page(None, statutory_grid(filled=False)), "in_review"),
        (page("工作情况统计", "一、总体情况", statutory_grid()), "in_review"),
        (page(TITLE, "附件：报告.pdf"), "in_review"),
        (page(None), "in_review"),
        (page(f"《{TITLE}》解读", "一、总体情况"), "not_a_report"),
        (page(NOTICE, statutory_grid(filled=False)), "in_review"),
        (page(NOTICE, "各镇："), "not_a_report"),
        (page(None, "404 您访问的页面不存在", field="404 Not Found"), "not_a_report"),
        (page(None, "用户登录", "密码"), "not_a_report"),
        (page("示例市2024年预算报告", "一、总体情况", "收入。"), "not_a_report"),
        (page("示例市水利局2023年法治政府建设年度报告", "2023年，全局推进法治建设。"), "not_a_report"),
        (page("示例市水利局2023年工作总结", "2023年，全局推进工作。"), "not_a_report"),
        (page(None, "政府信息公开年报", *LIST), "not_a_report"),
        (page(None, "政府信息公开年报", "示例县年报", "下一页"), "not_a_report"),
    ],
)
def test_verdict(document: Reading, kind: str) -> None:
    verdict = is_report(document, VOCABULARY)
    assert verdict.kind == kind, verdict.reason
    assert verdict.reason


def real(name: str) -> Reading:
    """A real text file as one paragraph a line; skips where the shared folder is absent."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"the folder of real reports beside the checkout has no {name}")
    return reading(*path.read_text(encoding="utf-8").splitlines())


def test_real_report_whose_subtitle_is_short() -> None:
    identity = identify(real("wenchanghu-investment-2020.txt"), "wenchanghu-investment-2020.txt", None, VOCABULARY)
    assert (identity.title, identity.agency, identity.year) == ("2020年度政府信息公开工作报告", "文昌湖区招商局", 2020)
    assert codes(identity) == {"published_on_unknown"}


@pytest.mark.parametrize("name", ["pingtan-2019-glued.txt", "pingtan-2021-glued.txt"])
def test_real_glued_text_says_nothing_and_nothing_is_guessed(name: str) -> None:
    identity = identify(real(name), name, None, VOCABULARY)
    assert (identity.title, identity.agency, identity.year, identity.published_on) == (None, None, None, None)
    assert codes(identity) == {"agency_unknown", "year_unknown", "published_on_unknown"}
    assert is_report(real(name), VOCABULARY).kind == "report"


def test_page_with_frame_lists_and_metadata() -> None:
    lists = [f"示例市水利局{year}年政府信息公开工作年度报告{year + 1}-01-12" for year in (2019, 2020)]
    top = ["首页", "政府信息公开年报", "当前位置：首页 > 政府信息公开 > 政府信息公开年报", *lists]
    title = Paragraph("2022年度政府信息公开工作年度报告", 1)
    below = ["发布日期：2023-01-19 08:17:27 来源：示例市人民政府 浏览次数：12", *BODY, "示例市水利局", "2023年1月18日", "【打印本页】"]
    after = ["上一篇：示例市水利局2021年政府信息公开工作年度报告", "示例市水利局2018年政府信息公开工作年度报告 2019-01-12"]
    field = "2022年度政府信息公开工作年度报告-示例市人民政府"
    identity = identified(*top, title, *below, *after, engine="html-lxml", title=field, source="示例市人民政府")
    assert (identity.title, identity.agency, identity.year) == ("2022年度政府信息公开工作年度报告", "示例市水利局", 2022)
    assert (str(identity.published_on), identity.published_on_basis) == ("2023-01-19", "printed")
    assert codes(identity) == set()
    assert ("示例市人民政府", "label") in {(e.value, e.basis) for e in identity.evidence}


def test_name_of_the_site_beside_the_title_is_not_the_organ() -> None:
    title, field = "2022年政府信息公开工作年度报告", "2022年政府信息公开工作年度报告-示例市人民政府"
    prose = "2022年，示例市水利局认真落实工作。"
    rest = ["一、总体情况", prose, *BODY[2:]]
    assert identified("示例市人民政府", title, *rest, engine="html-lxml", title=field).agency == "示例市水利局"
    assert identified(title, "来源：", "示例市人民政府", *rest, engine="html-lxml").agency == "示例市水利局"
    assert identified(title, "示例市人民政府", *rest, engine="html-lxml", source="示例市人民政府").agency == "示例市水利局"


def test_suffix_of_a_file_is_no_part_of_the_title() -> None:
    identity = identified("首页", *BODY, engine="html-lxml", title="示例市水利局2022年政府信息公开工作年度报告.pdf")
    assert (identity.title, identity.agency) == ("示例市水利局2022年政府信息公开工作年度报告", "示例市水利局")


def test_menu_entry_above_the_title_is_not_its_first_line() -> None:
    identity = identified(
        "政务公开", "依申请公开", "2022年政府信息公开工作年度报告", *BODY, "示例市水利局", "2023年1月18日", engine="html-lxml"
    )
    assert (identity.title, identity.agency) == ("2022年政府信息公开工作年度报告", "示例市水利局")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("示例县人民政府2021年政府信息公开工作", "年度报告"), "示例县人民政府2021年政府信息公开工作年度报告"),
        (("示例市人力资源和社会保障局2024年政府信息公开工作年度报", "告"), "示例市人力资源和社会保障局2024年政府信息公开工作年度报告"),
        (("示例县青山镇人民政府2024年政府信息公开工作年度", "报告"), "示例县青山镇人民政府2024年政府信息公开工作年度报告"),
        (("示例市水利局2022年政府信息公开工", "作年度报告"), "示例市水利局2022年政府信息公开工作年度报告"),
        (("示例市水利局", "2022年政府信息公开工作", "年度报告"), "示例市水利局2022年政府信息公开工作年度报告"),
        (
            ("示例市住房和城乡建设局（示例市人民防空办公室、示例市房产管理局）2022年政府信息公开工作年度", "报告"),
            "示例市住房和城乡建设局（示例市人民防空办公室、示例市房产管理局）2022年政府信息公开工作年度报告",
        ),
        (("示例市水利局2023年政府信息公开工作年度报告", "公开"), "示例市水利局2023年政府信息公开工作年度报告"),
        (("示例市水利局2023年政府信息公开工作年度报", "第一版"), "示例市水利局2023年政府信息公开工作年度报"),
    ],
)
@pytest.mark.parametrize("opening", [(), ("首页 政务公开", "发布日期：2022-01-24 来源：示例县人民政府")])
def test_title_broken_over_lines(lines: tuple[str, ...], title: str, opening: tuple[str, ...]) -> None:
    assert identified(*opening, *lines, *BODY).title == title
