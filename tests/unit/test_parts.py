"""Several reports in one file: cut at the title of the next, and nowhere else."""

import pytest

from extractors.grid import Paragraph, Reading
from extractors.parts import split_reports, split_text
from extractors.pipeline import load_knowledge
from flows.settings import forms_folder
from tests.unit.made_grids import disclosure, grid, proceedings, requests

KNOWLEDGE = load_knowledge(forms_folder())
ONE, OTHER = "安平县水务局2023年政府信息公开工作年度报告", "安平县林业局2023年政府信息公开工作年度报告"
TABLES = [grid(disclosure("2021")), grid(requests("2021"), 2), grid(proceedings(), 3)]


def titles_of_parts(*parts: object) -> list[str]:
    blocks = [Paragraph(part) if isinstance(part, str) else part for part in parts]
    return [part.blocks[0].text for part in split_reports(Reading("made", blocks), KNOWLEDGE)]


def test_two_organs_in_one_file():
    assert titles_of_parts(ONE, *TABLES, "六、无", OTHER, *TABLES) == [ONE, OTHER]


BARE = "政府信息公开工作年度报告"
PROSE = [f"本报告由{organ}编制，如有疑问请与本机关联系，电话见网站。" for organ in ("安平县水务局", "安平县林业局")]


def test_the_second_report_has_a_bare_title():
    assert titles_of_parts(ONE, PROSE[0], *TABLES, "六、无", BARE, PROSE[1], *TABLES) == [ONE, BARE]


def test_the_second_report_has_no_title():
    assert titles_of_parts(ONE, "一、总体情况", PROSE[0], *TABLES, "一、总体情况", PROSE[1], *TABLES) == [ONE, "一、总体情况"]


def test_two_years_in_one_file():
    year = ONE.replace("2023", "2022")
    assert titles_of_parts(ONE, *TABLES, year, *TABLES) == [ONE, year]


def test_a_report_without_the_forms_tables_is_one_all_the_same():
    headings = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "五、存在的主要问题及改进情况"]
    assert titles_of_parts(ONE, *headings, OTHER, *headings[:2], *TABLES, headings[3]) == [ONE, OTHER]


@pytest.mark.parametrize(
    "parts",
    [
        (ONE, TABLES[0], ONE, TABLES[1], ONE, TABLES[2]),
        (ONE, *TABLES, "相关链接", OTHER, ONE.replace("2023", "2022")),
        ("相关链接", OTHER, ONE.replace("2023", "2022"), ONE, *TABLES),
        (ONE, TABLES[0], OTHER, TABLES[1], TABLES[2]),
        (ONE, PROSE[0], *TABLES, BARE, PROSE[0], *TABLES),
        (ONE, PROSE[0], *TABLES, BARE, PROSE[1], TABLES[1]),
        (ONE, PROSE[0], *TABLES, PROSE[1], *TABLES),
    ],
    ids=[
        "running title",
        "links below",
        "links above",
        "another title between tables the form has once",
        "printed again",
        "one table again",
        "no title",
    ],
)
def test_one_report_stays_one(parts):
    assert len(titles_of_parts(*parts)) == 1


def test_plain_text_is_cut_alike():
    rows = "\n".join("\t".join(row) for row in requests("2021"))
    assert [len(split_text(text, KNOWLEDGE)) for text in (f"{ONE}\n{rows}\n{OTHER}\n{rows}\n", f"{ONE}\n{rows}\n")] == [2, 1]
