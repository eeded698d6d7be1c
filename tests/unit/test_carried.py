"""Files and pictures that real pages carry, and those that only stand in their frame."""

import pytest

from extractors.listings.attached import MOST, attached_files, carried_files
from extractors.listings.shown import shown_pictures

URL = "https://www.example.gov.cn/zwgk/nb/202401/t20240116_1.html"
HERE = "https://www.example.gov.cn/zwgk/nb/202401/"
TITLE = "<h1>示例市财政局2023年政府信息公开工作年度报告</h1>"

FILES = [
    ('<p>附件：<a href="./P020240116.pdf">点击下载</a></p>', f"{HERE}P020240116.pdf", "wordless"),
    ('<p><img src="/ue/icon_doc.gif"><a href="/ue/1.docx" title="2023年年报.docx">2023年年报.docx</a></p>', "/ue/1.docx", "speaking"),
    ('<a href="/module/download/downfile.jsp?classid=0&filename=24.pdf">原文</a>', "filename=24.pdf", "wordless"),
    ('<a href="/system/_content/download.jsp?wbfileid=12">附件【2023年度报告.docx】</a>', "wbfileid=12", "speaking"),
    ('<a href="/pdfjs/web/viewer.html?file=/a/b.pdf">在线预览</a>', "/a/b.pdf", "wordless"),
    ('<iframe src="/pdfjs/web/viewer.html?file=%2Fa%2Fb.pdf#page=1"></iframe>', "example.gov.cn/a/b.pdf", "framed"),
    ('<iframe data-src="../b.ofd"></iframe>', "/nb/b.ofd", "framed"),
    ('<object><param name="src" value="/a/b.pdf"></object>', "/a/b.pdf", "framed"),
    ('<embed src="b.pdf#toolbar=0">', f"{HERE}b.pdf", "framed"),
    ("<script>document.write('<a href=\"/a/b.doc\">2023年年度报告<\\/a>')</script>", "/a/b.doc", "speaking"),
    ('<script>new Pdfh5("#box", {pdfurl: "/a/b.pdf"})</script>', "/a/b.pdf", "scripted"),
    ("<a href=\"javascript:open('/a/b.pdf')\">查看</a>", "/a/b.pdf", "wordless"),
    ('<p>示例市2023年政府信息公开工作年度报告 <a href="b.zip">下载</a></p>', f"{HERE}b.zip", "speaking"),
    ('<base href="https://files.example.gov.cn/x/"><a href="b.pdf">PDF</a>', "files.example.gov.cn/x/b.pdf", "wordless"),
    ('<a href="b.pdf">附表一 机构信息</a>', "b.pdf", "other"),
]


@pytest.mark.parametrize(("markup", "address", "kind"), FILES)
def test_a_file_is_found_and_told_what_it_is(markup: str, address: str, kind: str) -> None:
    [file] = carried_files(TITLE + markup, URL)
    assert file.link.url.endswith(address)
    assert file.kind == kind


NO_FILES = [
    '<a href="/a/b.doc">政府信息公开申请表（下载）</a>',
    '<p>依申请公开流程图 <a href="b.jpg">查看</a></p>',
    '<a href="b.pdf">一图读懂2023年政府信息公开工作年度报告</a>',
    '<a href="big.jpg"><img src="small.jpg"></a>',
    '<a href="/zwgk/nb/">更多年度报告</a><a href="2022.html">2022年政府信息公开工作年度报告</a>',
    '<iframe src="/banner/ad.jpg"></iframe><iframe src="/counter.html"></iframe>',
    '<a href="mailto:a@example.gov.cn">年度报告.pdf</a><a href="#top">返回顶部</a>',
]


@pytest.mark.parametrize("markup", NO_FILES)
def test_what_names_itself_as_something_else_is_no_file_of_the_report(markup: str) -> None:
    assert carried_files(TITLE + markup, URL) == []


def test_the_sure_go_before_all_others_and_a_list_beside_a_report_is_left_alone() -> None:
    both = '<iframe src="a.pdf"></iframe><a href="b.pdf">下载</a><a href="c.pdf">附表 机构信息</a>'
    assert [link.url for link in attached_files(both, URL)] == [f"{HERE}a.pdf"]
    unsure = '<a href="b.pdf">下载</a><a href="c.pdf">附表 机构信息</a>'
    assert len(attached_files(unsure, URL)) == 2
    assert attached_files(unsure, URL, beside=True) == []
    many = "".join(f'<a href="{year}.pdf">{year}年政府信息公开年度报告</a>' for year in range(2008, 2008 + MOST + 1))
    assert attached_files(many, URL, beside=True) == []
    assert len(attached_files(many, URL)) == MOST


PICTURES = [
    ('<p><img src="./W020240116.png" oldsrc="W020240116.png"></p>', ["./W020240116.png"]),
    ('<img src="/upload/2024/1.jpg" width="900" height="1200">', ["/upload/2024/1.jpg"]),
    ('<img src="/images/loading.gif" data-original="t.png">', ["t.png"]),
    ('<a href="big.png"><img src="t.png"></a><a href="javascript:;"><img src="u.png"></a>', ["t.png", "u.png"]),
    ('<div class="content"><img src="t.png"></div><div class="share"><img src="v.png"></div>', ["t.png"]),
    ('<img src="t.png"><p>版权所有：示例市人民政府</p><img src="v.png">', ["t.png"]),
    ('<img src="t.png"><img src="t.png">', ["t.png"]),
]


@pytest.mark.parametrize(("markup", "written"), PICTURES)
def test_pictures_of_the_article_are_found_as_the_page_writes_them(markup: str, written: list[str]) -> None:
    found = shown_pictures(f'<html><body><div class="top"><img src="/v.jpg"></div><img src="/w.jpg">{TITLE}{markup}</body></html>', URL)
    assert [link.text for link in found] == written
    assert all(link.url.startswith("https://www.example.gov.cn/") for link in found)


NO_PICTURES = [
    '<img src="/images/logo.png">',
    '<img src="ewm_2024.jpg">',
    '<img src="icon_pdf.png">',
    '<img src="t.png" width="80">',
    '<img src="t.png" style="height: 60px">',
    '<a href="https://www.other.example/"><img src="t.png"></a>',
    '<footer><img src="t.png"></footer>',
    '<div id="qrcode"><img src="t.png"></div>',
    '<img src="t.gif">',
    '<img src="data:image/png;base64,AAAA">',
    "<img>",
]


@pytest.mark.parametrize("markup", NO_PICTURES)
def test_pictures_of_the_frame_are_left_alone(markup: str) -> None:
    assert shown_pictures(f"<html><body>{TITLE}{markup}</body></html>", URL) == []
