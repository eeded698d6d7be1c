"""A form left in the file with nothing filled in is no report; the same form with a word or a figure in it is one."""

import io
import re
import zipfile

import pytest

from extractors.document import Document
from extractors.pipeline import load_knowledge, read_document
from extractors.records import Report
from flows.settings import forms_folder, shipped

KNOWLEDGE = load_knowledge(forms_folder())
SAMPLE = shipped("data", "samples", "shili", "site") / "zwgk" / "202501" / "t20250124_1051.html"
HEADINGS = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")


def written() -> str:
    """The body of a report."""
    page = SAMPLE.read_text(encoding="utf-8")
    return page[page.index('<div class="article">') : page.rindex("</table>") + 8]


def template(said: str = "（文字描述）", figure: str = "") -> str:
    """The form of the year after, empty but for what stands under its headings and in one cell."""
    tables = re.findall(r"<table.*?</table>", written(), re.DOTALL)
    empty = [re.sub(r"(<td[^>]*>)[\d.,\s]+(?=</td>)", r"\1", table) for table in tables]
    empty[0] = re.sub(r"(<td[^>]*>)(?=</td>)", rf"\g<1>{figure}", empty[0], count=1)
    parts = [f"<p>{heading}</p>" + (f"<p>{said}</p>" if number == 0 else empty[number - 1]) for number, heading in enumerate(HEADINGS)]
    return "<h2>示例市教育局2025年政府信息公开工作年度报告</h2>" + "".join(parts)


def read(*bodies: str) -> list[Report]:
    page = f"<html><body>{''.join(bodies)}</body></html>"
    return read_document(Document(page.encode(), "report.html"), KNOWLEDGE)


def test_an_empty_form_behind_a_report_is_left_out_and_said():
    (report,) = read(written(), template())
    assert (report.status, [i.severity for i in report.issues if i.code == "empty_form"]) == ("ok", ["info"])
    assert {figure.state for figure in report.figures} == {"reported"}


@pytest.mark.parametrize("filled", [template(said="全年未收到申请，亦未主动公开其他政府信息。"), template(figure="0")])
def test_a_form_with_something_in_it_is_a_report(filled):
    assert [report.year for report in read(written(), filled)] == [2024, 2025]


def test_an_empty_form_beside_a_report_in_an_archive_is_none_either():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        for name, body in (("a.html", template()), ("b.html", written())):
            members.writestr(name, f"<html><body>{body}</body></html>")
    (report,) = read_document(Document(archive.getvalue(), "reports.zip"), KNOWLEDGE)
    assert (report.year, [i.severity for i in report.issues if i.code == "empty_form"]) == (2024, ["info"])


def test_an_empty_form_alone_is_shown_as_it_is():
    (report,) = read(template())
    assert {figure.state for figure in report.figures} == {"blank"}
