"""The day of publication: formats, grades, conflicts, and links that must not lend theirs."""

from datetime import date
from pathlib import Path

import pytest

from extractors.dates import address_date, parse_date
from extractors.grid import Cell, Grid, Paragraph, Reading
from extractors.identity import Identity, identify, load_vocabulary

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "data" / "forms")
TITLE = "示例市水利局2023年政府信息公开工作年度报告"
BODY = ["一、总体情况", "2023年工作有序。", "二、主动公开政府信息情况", "六、其他需要报告的事项", "无。"]


def identified(*lines: str | Grid, url: str | None = None, **metadata: str) -> Identity:
    """The identity of a page with ``lines``."""
    blocks: list[Paragraph | Grid] = [line if isinstance(line, Grid) else Paragraph(line) for line in lines]
    return identify(Reading("html-lxml", blocks, metadata), "t1.html", url, VOCABULARY)


def codes(identity: Identity) -> set[str]:
    """The issue codes of an identity."""
    return {issue.code for issue in identity.issues}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-01-18", date(2023, 1, 18)),
        ("2024-01-16 08:17:27", date(2024, 1, 16)),
        ("2021- 01- 28 09: 55: 47", date(2021, 1, 28)),
        ("2023年01月31日 10:54:35", date(2023, 1, 31)),
        ("2021-1-26", date(2021, 1, 26)),
        ("2021/1/26", date(2021, 1, 26)),
        ("2021.1.26", date(2021, 1, 26)),
        ("二〇一〇年一月十九日", date(2010, 1, 19)),
        ("二○二四年一月二十一日", date(2024, 1, 21)),
        ("二零二四年十二月三十一日", date(2024, 12, 31)),
        ("（2026年1月13日）", date(2026, 1, 13)),
        ("２０２４年１月１６日", date(2024, 1, 16)),
        ("1970-01-01", None),
        ("2023-02-30", None),
        ("十十月", None),
        ("", None),
    ],
)
def test_formats(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://www.shili.example/zwgk/202401/t20240131_123.html", date(2024, 1, 31)),
        ("http://www.shili.example/art/2024/1/31/art_1_2.html", date(2024, 1, 31)),
        ("http://www.shili.example/nw12344/20240131/4a03.html", date(2024, 1, 31)),
        ("http://www.shili.example/202601/P020260129306014953899.pdf", date(2026, 1, 29)),
        ("http://www.shili.example/202401/123.html", None),
        ("http://www.shili.example/t19700101_1.html", None),
        ("http://www.shili.example/info/1648/47211.htm", None),
    ],
)
def test_address(url: str, day: date | None) -> None:
    assert address_date(url) == day


@pytest.mark.parametrize(
    "line",
    [
        "发布日期：2024-01-16 08:17:27",
        "发布时间: 2024-01-16",
        "【发布时间】2024年01月16日 10:54:35",
        "来源：示例市水利局 时间：2024-01-16 浏览次数：12",
        "日期：2024-1-16",
        "成文日期：2024年1月16日",
        "发 布 日 期 ： 2024-01-16",
        "2024年01月16日 10:54:35",
        "2024-01-16",
        "索引号 01-2024 发文日期 2024- 01- 16",
    ],
)
def test_printed_near_the_title(line: str) -> None:
    identity = identified(TITLE, line, *BODY)
    assert (identity.published_on, identity.published_on_basis) == (date(2024, 1, 16), "printed")


def test_label_and_day_on_two_lines() -> None:
    assert identified(TITLE, "发布日期：", "2024-01-16", *BODY).published_on_basis == "printed"


def test_particulars_in_a_table_before_the_title() -> None:
    rows = [("索引号", "01"), ("生成日期", "2024-01-10"), ("公开日期", "2024-01-16")]
    cells = [Cell(text, row, column) for row, pair in enumerate(rows, 1) for column, text in enumerate(pair, 1)]
    identity = identified(Grid(1, cells), TITLE, *BODY)
    assert (identity.published_on, identity.published_on_basis) == (date(2024, 1, 16), "printed")


@pytest.mark.parametrize("line", ["今天是2024年3月5日 星期二", "更新时间：2024-03-05", "有效期：2024-03-05"])
def test_other_days_are_not_taken(line: str) -> None:
    assert identified(line, TITLE, "来源：本站", *BODY).published_on is None


def test_day_under_the_title_in_the_reports_own_form() -> None:
    identity = identified(TITLE, "（2024年1月13日）", *BODY)
    assert (identity.published_on, identity.published_on_basis) == (date(2024, 1, 13), "text")


@pytest.mark.parametrize("end", [("示例市水利局", "2024年1月16日"), ("示例市水利局2024年1月16日",), ("二〇二四年一月十六日",)])
def test_signature(end: tuple[str, ...]) -> None:
    identity = identified(TITLE, *BODY, *end)
    assert (identity.published_on, identity.published_on_basis) == (date(2024, 1, 16), "text")


def test_a_signature_in_the_last_rows_of_a_worksheet() -> None:
    cells = [Cell("六、其他需要报告的事项", 1, 1, 1, 9), Cell("无。", 2, 1, 1, 9), Cell("安平县水务局", 3, 8), Cell("2024年1月18日", 4, 8)]
    assert identified(TITLE, *BODY, Grid(1, cells)).published_on == date(2024, 1, 18)
    cells[-1] = Cell("会议于2024年1月18日召开", 4, 8)
    assert identified(TITLE, *BODY, Grid(1, cells)).published_on is None


def test_links_in_a_side_list_lend_no_day() -> None:
    side = ["相关链接：", "示例市水利局2022年政府信息公开工作年度报告 2023-01-12", "2021-01-12", "2022年1月12日"]
    assert identified(TITLE, *BODY, *side).published_on is None
    before = ["示例市水利局2021年政府信息公开工作年度报告 2022-01-12", "示例市水利局2022年政府信息公开工作年度报告 2023-01-12"]
    assert identified(*before, TITLE, "字号：大 中 小", *BODY, article_title=TITLE).published_on is None


def test_days_in_prose_are_not_the_day_of_publication() -> None:
    assert identified(TITLE, "一、总体情况", "2023年5月15日召开会议。", "数据截至2023年12月31日", *BODY[2:]).published_on is None


def test_metadata_then_address() -> None:
    url = "http://www.shili.example/202402/t20240201_1.html"
    identity = identified(TITLE, *BODY, url=url, published="2024-01-16 08:17")
    assert (identity.published_on, identity.published_on_basis) == (date(2024, 1, 16), "meta")
    assert {e.basis for e in identity.evidence if e.field == "published_on"} == {"meta", "address"}
    identity = identified(TITLE, *BODY, url=url)
    assert (identity.published_on, identity.published_on_basis) == (date(2024, 2, 1), "address")


def test_printed_wins_over_all_others() -> None:
    url = "http://www.shili.example/202402/t20240201_1.html"
    identity = identified(TITLE, "发布日期：2024-01-18", *BODY, "示例市水利局", "2024年1月10日", url=url, published="2024-02-02")
    assert (identity.published_on, identity.published_on_basis) == (date(2024, 1, 18), "printed")
    assert "date_conflict" not in codes(identity)


def test_printed_and_signed_far_apart_is_a_conflict() -> None:
    identity = identified(TITLE, "发布日期：2024-03-18", *BODY, "示例市水利局", "2024年1月10日")
    conflict = next(issue for issue in identity.issues if issue.code == "date_conflict")
    assert conflict.severity == "warning"
    assert "2024-03-18" in conflict.message
    assert "2024-01-10" in conflict.message


def test_published_before_the_year_ended() -> None:
    assert "published_before_year_end" in codes(identified(TITLE, "发布日期：2023-12-28", *BODY))
    assert "published_before_year_end" not in codes(identified(TITLE, "发布日期：2024-01-02", *BODY))


def test_no_day_is_only_information() -> None:
    identity = identified(TITLE, *BODY)
    assert [issue.severity for issue in identity.issues if issue.code == "published_on_unknown"] == ["info"]
