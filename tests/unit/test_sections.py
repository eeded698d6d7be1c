"""The six sections under their many headings, and the sub-headings that are not theirs."""

import sys
from pathlib import Path

import pytest

from extractors.grid import Cell, Grid, Paragraph, Reading
from extractors.identity import load_vocabulary
from extractors.records import Issue, Section
from extractors.sections import split_sections

ROOT = Path(__file__).parents[2]
VOCABULARY = load_vocabulary(ROOT / "data" / "forms")
REAL = ROOT.parent / "shared" / "real"
HEADINGS = [
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
]
NUMERALS = "一二三四五六"


def split(*lines: str) -> tuple[list[Section], list[Issue]]:
    """The sections of a document with ``lines``."""
    return split_sections(Reading("text", [Paragraph(line) for line in lines]), VOCABULARY)


def document(mark: str) -> list[str]:
    """Six headings numbered by ``mark`` (``{0}`` a Chinese numeral, ``{1}`` an Arabic one), each with a line of text."""
    lines: list[str] = []
    for place, heading in enumerate(HEADINGS):
        lines += [mark.format(NUMERALS[place], place + 1) + heading, f"第{place + 1}段的文字。"]
    return lines


@pytest.mark.parametrize(
    "mark",
    [
        *("{0}、", "{0}.", "（{0}）", "({0})", "{1}.", "{1}、", "第{0}部分 ", "## {0}、", "**{0}、", "", "{0}、 "),
        *(
            "{0} ",
            "{0}　",
            "{0}．",
            "{0}：",
            "（{0}）、",
            "第{0}部分：",
            "第{0}章 ",
            "第{0}、",
            "{1} ",
            "0{1} ",
            "({1})",
            "（{1}）",
            "■",
            "◆ {0}、",
        ),
    ],
)
def test_numberings(mark: str) -> None:
    sections, issues = split("前言。", *document(mark))
    assert [s.number for s in sections] == [None, 1, 2, 3, 4, 5, 6]
    assert [s.heading for s in sections[1:]] == HEADINGS
    assert [s.text for s in sections] == ["前言。", *(f"第{n}段的文字。" for n in range(1, 7))]
    assert issues == []


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("四、政府信息公开行政法复议、行政诉讼情况", 4),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4),
        ("五、存在主要问题及改进情况", 5),
        ("五、政府信息公开工作存在的主要问题及改进措施", 5),
        ("六、需要报告的其他事项", 6),
        ("六、其它需要报告的事项", 6),
        ("二、主动公开情况", 2),
        ("二、行政机关主动公开政府信息情况", 2),
        ("三、收到和处理政府信息公开情况", 3),
        ("三、依申请公开情况", 3),
        ("一、概述", 1),
        ("四、存在的主要问题及改进情况", 5),
        ("二、主动 公开政府 信息情况", 2),
    ],
)
def test_variants_and_typos(heading: str, number: int) -> None:
    sections, _ = split(heading, "文字。")
    assert [s.number for s in sections] == [number]
    assert sections[0].text == "文字。"


def test_subheadings_of_section_one_stay_in_it() -> None:
    inside = ["（一）主动公开情况", "甲。", "（二）依申请公开情况", "乙。", "（三）政府信息管理情况", "1.主动公开政府信息情况", "丁。"]
    sections, _ = split("一、总体情况", *inside, *document("{0}、")[2:])
    assert [s.number for s in sections] == [1, 2, 3, 4, 5, 6]
    assert sections[0].text == "\n".join(inside)


def test_subheadings_with_markup_levels_stay_too() -> None:
    lines = ["### 一、总体情况", "#### (一) 主动公开情况", "甲。", "## 二、主动公开政府信息情况", "乙。"]
    sections, _ = split(*lines)
    assert [(s.number, s.text) for s in sections] == [(1, "(一) 主动公开情况\n甲。"), (2, "乙。")]


def test_numbering_restarts_inside_section_five() -> None:
    lines = [*document("{0}、")[:9], "一、存在的主要问题", "问题。", "二、改进措施", "措施。", "六、其他需要报告的事项", "无"]
    sections, _ = split(*lines)
    assert [s.number for s in sections] == [1, 2, 3, 4, 5, 6]
    assert "二、改进措施\n措施。" in sections[4].text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("六、其他需要报告的事项无", "无"),
        ("六、其他需要报告的事项：无。", "无。"),
        ("六、其他需要报告的事项　本年度无其他事项。", "本年度无其他事项。"),
        ("**六、其他需要报告的事项**", ""),
    ],
)
def test_heading_and_text_in_one_paragraph(line: str, text: str) -> None:
    sections, _ = split(*document("{0}、")[:-2], line)
    assert (sections[-1].number, sections[-1].heading, sections[-1].text) == (6, "其他需要报告的事项", text)


def test_headings_inside_one_glued_paragraph() -> None:
    glued = (
        "二、主动公开政府信息情况 第二十条第（一）项规章000三、收到和处理政府信息公开申请情况（本列数据）"
        "一、本年新收政府信息公开申请数量1000001"
        "三、本年度办理结果四、结转下年度继续办理0四、政府信息公开行政复议、行政诉讼情况00000五、存在的主要问题及改进情况"
    )
    sections, issues = split(glued)
    assert [s.number for s in sections] == [2, 3, 4, 5]
    assert sections[0].text == "第二十条第（一）项规章000"
    assert sections[1].text.endswith("四、结转下年度继续办理0")
    assert [issue.code for issue in issues] == ["section_missing"]
    assert "总体情况" in issues[0].message
    assert "其他需要报告的事项" in issues[0].message
    assert "主动公开政府信息情况" not in issues[0].message


def test_quoted_heading_in_prose_splits_nothing() -> None:
    sections, _ = split("一、总体情况", "数据见“二、主动公开政府信息情况”一节。", *document("{0}、")[2:])
    assert [s.number for s in sections] == [1, 2, 3, 4, 5, 6]
    assert "一节。" in sections[0].text


def test_contents_before_the_headings() -> None:
    sections, _ = split(*[f"{NUMERALS[n]}、{HEADINGS[n]}" for n in range(6)], *document("{0}、"))
    assert [s.text for s in sections if s.number] == [f"第{n}段的文字。" for n in range(1, 7)]


def test_repeated_heading_is_dropped() -> None:
    sections, _ = split("一、总体情况", "甲。", "一、总体情况", "乙。", "二、主动公开政府信息情况", "丙。")
    assert [s.number for s in sections if s.number] == [1, 2]
    assert not any("总体情况" in s.text for s in sections)


def test_own_heading_behind_the_six() -> None:
    sections, _ = split(*document("{0}、"), "七、名词解释", "甲。")
    assert [(s.number, s.heading) for s in sections[-2:]] == [(6, "其他需要报告的事项"), (None, "名词解释")]


def test_tables_are_left_out_and_frame_and_signature_too() -> None:
    blocks: list[Paragraph | Grid] = [Paragraph(line) for line in document("{0}、")]
    blocks.insert(4, Grid(1, [Cell("规章", 1, 1), Cell("0", 1, 2)]))
    blocks += [Paragraph(line) for line in ("示例市水利局", "2024年1月16日", "附件：表格.xls", "上一篇：没有", "版权所有 示例市人民政府")]
    sections, _ = split_sections(Reading("html-lxml", blocks), VOCABULARY)
    assert sections[1].text == "第2段的文字。"
    assert sections[-1].text == "第6段的文字。"


def test_navigation_and_title_are_no_preamble() -> None:
    opening = "根据《中华人民共和国政府信息公开条例》，编制本报告。"
    sections, _ = split("首页", "示例市水利局2023年政府信息公开工作年度报告", opening, *document("{0}、"))
    assert sections[0] == Section(None, "", opening)


def test_nothing_is_missing_where_nothing_was_found() -> None:
    sections, issues = split("随便的文字。")
    assert [s.number for s in sections] == [None]
    assert issues == []
    assert split() == ([], [])


def real(name: str) -> Reading:
    """A real text file as one paragraph a line; skips where the shared folder is absent."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"the folder of real reports beside the checkout has no {name}")
    return Reading("text", [Paragraph(line) for line in path.read_text(encoding="utf-8").splitlines()])


def test_real_report_with_mixed_marks() -> None:
    sections, issues = split_sections(real("wenchanghu-investment-2020.txt"), VOCABULARY)
    assert [s.number for s in sections] == [None, 1, 2, 3, 4, 5, 6]
    assert [s.heading for s in sections[1:]] == HEADINGS
    assert issues == []
    assert sections[1].text.startswith("(一) 主动公开情况")
    assert sections[6].text.endswith("不存其他需要报告的事项。")


@pytest.mark.parametrize("name", ["pingtan-2019-glued.txt", "pingtan-2021-glued.txt"])
def test_real_glued_text(name: str) -> None:
    sections, issues = split_sections(real(name), VOCABULARY)
    assert [s.number for s in sections] == [2, 3, 4, 5]
    assert [issue.code for issue in issues] == ["section_missing"]


@pytest.mark.parametrize(
    "imprint", ["示例市人民政府办公室主办　电话：0000", "版权所有 示例市人民政府", "打印本页", "上一篇：没有了", "网站标识码：0000"]
)
def test_frame_below_the_text_is_no_part_of_the_last_section(imprint: str) -> None:
    sections, _ = split(*document("{0}、"), "本机关主办建议提案2件。", imprint, "联系电话")
    assert sections[-1].text == "第6段的文字。\n本机关主办建议提案2件。"


def table(number: int, *rows: str | tuple[str, ...], width: int = 3) -> Grid:
    """A table in which a row of one text is one cell over all columns."""
    cells: list[Cell] = []
    for place, row in enumerate(rows, 1):
        if isinstance(row, str):
            cells.append(Cell(row, place, 1, 1, width))
        else:
            cells += [Cell(text, place, column) for column, text in enumerate(row, 1)]
    return Grid(number, cells)


FIGURES = (("一、本年新收政府信息公开申请数量", "0", "0"), ("三、本年度办理结果", "0", "0"), "四、结转下年度继续办理")


def test_headings_in_rows_of_tables() -> None:
    blocks: list[Paragraph | Grid] = [
        Paragraph("一、总体情况"),
        Paragraph("甲。"),
        table(1, HEADINGS[1], "第二十条第（一）项", ("规章", "0", "0")),
        table(2, ("三、收到和处理政府信息公开申请情况", "单位：件", ""), *FIGURES),
        table(
            3,
            "四、政府信息公开行政复议、\n行政诉讼情况",
            ("0", "0", "0"),
            "五、存在的主要问题及改进情况",
            "乙。",
            "六、其他需要报告的事项\n无。",
        ),
    ]
    sections, issues = split_sections(Reading("html-lxml", blocks), VOCABULARY)
    assert [(s.number, s.text) for s in sections] == [(1, "甲。"), (2, ""), (3, ""), (4, ""), (5, "乙。"), (6, "无。")]
    assert [s.heading for s in sections] == HEADINGS
    assert issues == []


def test_a_whole_rest_of_a_report_in_one_cell() -> None:
    blocks: list[Paragraph | Grid] = [Paragraph(line) for line in document("{0}、")[:6]]
    blocks.append(table(1, ("", "结转 0 0\n" + "\n".join(document("{0}、")[6:]), "")))
    sections, issues = split_sections(Reading("camelot-vector", blocks), VOCABULARY)
    assert [(s.number, s.text) for s in sections] == [(n, f"第{n}段的文字。") for n in range(1, 7)]
    assert issues == []


def test_rows_of_the_form_are_no_headings() -> None:
    blocks: list[Paragraph | Grid] = [Paragraph("一、总体情况"), Paragraph("甲。"), table(1, *FIGURES, "（一）予以公开")]
    blocks.append(table(2, ("规章", "0", "0"), ("五、存在的主要问题及改进情况", "六、其他需要报告的事项", "0")))
    sections, issues = split_sections(Reading("html-lxml", blocks), VOCABULARY)
    assert [s.number for s in sections] == [1]
    assert [issue.code for issue in issues] == ["section_missing"]


def test_text_of_a_section_counts_more_than_its_line_in_a_table_of_contents() -> None:
    lines = [HEADINGS[0], HEADINGS[1], "一、总体情况", "甲。" * 50, "二、主动公开政府信息情况", "乙。"]
    sections, _ = split(*lines)
    assert [(s.number, s.text) for s in sections if s.number] == [(1, "甲。" * 50), (2, "乙。")]


def test_a_page_of_headings_takes_steps_in_proportion_to_its_length() -> None:
    steps: list[int] = []
    for length in (400, 1600):
        count = 0

        def count_call(frame: object, event: str, argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        lines = [f"{NUMERALS[n % 6]}、{HEADINGS[n % 6]}" if n % 2 else f"七、自己的标题{n}" for n in range(length)]
        sys.setprofile(count_call)
        try:
            split(*lines)
        finally:
            sys.setprofile(None)
        steps.append(count)
    assert steps[1] < 5 * steps[0]


@pytest.mark.parametrize(
    "form",
    [
        *("{0}、{2}。", "【{0}、{2}】", "《{2}》", "{0}、本机关{2}", "{0}、2023年{2}", "{0}、政府信息公开工作{2}", "{0}、{2}（表格附后）"),
        *("{0}、{2}统计表", "{0}、{2}及说明", "{0}；{2}", "Ⅰ"),
    ],
)
def test_headings_with_more_or_less_around_them(form: str) -> None:
    lines: list[str] = []
    for place, official in enumerate(HEADINGS):
        numbered = "ⅠⅡⅢⅣⅤⅥ"[place] + "、" + official if form == "Ⅰ" else form.format(NUMERALS[place], place + 1, official)
        lines += [numbered, f"第{place + 1}段的文字。"]
    sections, issues = split(*lines)
    assert [s.number for s in sections] == [1, 2, 3, 4, 5, 6]
    assert [s.text for s in sections] == [f"第{n}段的文字。" for n in range(1, 7)]
    assert all(official in section.heading for official, section in zip(HEADINGS, sections, strict=True))
    assert issues == []


def test_text_behind_a_heading_is_no_part_of_it() -> None:
    for text in ("无", "与上年相同。", "及时报告，无遗漏。", "和上年一样，没有需要报告的事项。"):
        sections, _ = split(*document("{0}、")[:-2], f"六、其他需要报告的事项{text}")
        assert sections[-1].text == text


@pytest.mark.parametrize("dots", ["……………{1}", "........{1}", "…………… {1}"])
def test_table_of_contents_with_page_numbers_is_left_out(dots: str) -> None:
    contents = ["目　录", *(f"{NUMERALS[n]}、{HEADINGS[n]}{dots.format('', n + 1)}" for n in range(6))]
    sections, issues = split(*contents, *document("{0}、"))
    assert [(s.number, s.text) for s in sections] == [(n, f"第{n}段的文字。") for n in range(1, 7)]
    assert issues == []


def test_headings_broken_over_two_lines() -> None:
    lines: list[str] = []
    for place, heading in enumerate(HEADINGS):
        cut = 4 if place % 2 else 0
        lines += [f"{NUMERALS[place]}、{heading[:cut]}", heading[cut:], f"第{place + 1}段的文字。"]
    sections, issues = split(*lines)
    assert [(s.number, s.heading, s.text) for s in sections] == [(n + 1, HEADINGS[n], f"第{n + 1}段的文字。") for n in range(6)]
    assert issues == []


def test_number_and_heading_in_cells_of_their_own() -> None:
    grid = table(
        1, ("一、", "总体情况"), "甲。", ("五、", "存在的主要问题及改进情况"), "乙。", ("一、", "本年新收政府信息公开申请数量"), width=2
    )
    sections, _ = split_sections(Reading("html-lxml", [Paragraph("示例市水利局2023年政府信息公开工作年度报告"), grid]), VOCABULARY)
    assert [(s.number, s.heading, s.text) for s in sections if s.number] == [
        (1, "总体情况", "甲。"),
        (5, "存在的主要问题及改进情况", "乙。"),
    ]


def test_points_of_section_five_are_no_headings() -> None:
    points = [f"第{numeral}、加强学习，做好第{numeral}项工作。" for numeral in "一二三四五六"] + [
        "一是认真。",
        "三个方面还要改进",
        "五年来的做法",
    ]
    sections, _ = split(*document("{0}、")[:9], *points, *document("{0}、")[10:])
    assert [s.number for s in sections] == [1, 2, 3, 4, 5, 6]
    assert sections[4].text == "\n".join(points)


def test_an_ellipsis_is_text() -> None:
    sections, _ = split(*document("{0}、"), "还有其他工作……", "等等......")
    assert sections[-1].text == "第6段的文字。\n还有其他工作……\n等等......"
