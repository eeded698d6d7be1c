"""Whose report, of which year, published when: titles, periods, addresses and metadata as they mislead."""

from tests.bench.corpus.model import Block, Grid, Plan, Report, Text
from tests.golden.recipes.form import drop
from tests.golden.recipes.recipe import Blocks, Figures, Recipe

HOST = "http://www.example.gov.cn"
PARENT = "平江市人民政府办公室"


def retitled(text: str) -> Blocks:
    """Print another title; the truth keeps organ and year."""

    def write(plan: Plan, report: Report, blocks: list[Block]) -> None:
        report.title = text.format(agency=report.agency, year=report.year)
        next(b for b in blocks if isinstance(b, Text) and b.kind == "title").text = report.title

    return write


def period_of_last_year(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """The opening names the year before as the period of the figures."""
    opening = next(b for b in blocks if isinstance(b, Text) and b.kind == "body")
    before = report.year - 1
    opening.text = f"{report.agency}按照条例要求编制本报告，所列数据的统计期限自{before}年1月1日起至{before}年12月31日止。"


def published_on(year: int, month: int, day: int) -> Figures:
    """Another day of publication."""

    def write(plan: Plan, report: Report) -> None:
        report.published = (year, month, day)

    return write


def by_parent(plan: Plan, page: bytes) -> bytes:
    """The page's metadata and the line below the title name the office above."""
    meta = f'<meta name="ContentSource" content="{PARENT}"><meta name="SiteName" content="平江市人民政府">'
    text = page.decode().replace("<title>", f"{meta}<title>")
    return text.replace(f"来源：{plan.reports[0].agency}", f"来源：{PARENT}").encode()


def explained(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """A page that explains a report, without its tables."""
    retitled("《{agency}{year}年政府信息公开工作年度报告》解读")(plan, report, blocks)
    blocks[:] = [b for b in blocks if not isinstance(b, Grid) and not (isinstance(b, Text) and b.kind == "heading")]
    without_form(report)


def of_an_older_form(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """A report from before the form: prose only; another organ of the same place is named in it."""
    blocks[:] = [b for b in blocks if not isinstance(b, Grid)]
    blocks[1] = Text(f"根据《中华人民共和国政府信息公开条例》规定，由{report.agency}编制{report.year}年年度报告。")
    blocks.insert(3, Text("在平潭县人民政府各部门的配合下，各项公开工作有序推进。"))
    without_form(report)


def without_form(report: Report) -> None:
    """No table of the form is in the document."""
    for name in list(report.editions):
        drop(report, name)
        del report.editions[name]


def of_the_zone(plan: Plan, report: Report) -> None:
    """平潭综合实验区, which stands beside 平潭县."""
    report.agency = "平潭综合实验区管理委员会"
    report.title = f"{report.agency}{report.year}年政府信息公开工作年度报告"


SAID = {
    "requests.received|total": ("新收政府信息公开申请", "宗"),
    "requests.carried_in|total": ("上年结转", "件"),
    "requests.concluded|total": ("办结", "条"),
    "requests.carried_out|total": ("结转下年度", "函件"),
    "disclosure.normative_documents|issued": ("制发行政规范性文件", "份"),
    "proceedings.reconsideration|total": ("因政府信息公开被申请行政复议", "起"),
}
"""What the prose says of the form, with the word that counts it."""


def measured(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """Every word that counts something, each with a figure of the form."""
    at = next(i for i, block in enumerate(blocks) if isinstance(block, Text) and block.kind == "heading")
    told = [f"{words}{report.number(*key.split('|'))}{unit}" for key, (words, unit) in SAID.items()]
    sentences = ("，".join(told[:4]), f"本年{told[4]}", f"全年{told[5]}")
    blocks[at + 1 : at + 1] = [Text(f"{sentence}。") for sentence in sentences]


def claimed(report: Report) -> list[str]:
    """The figures of the form that :func:`measured` names."""
    return [f"{key} {report.number(*key.split('|'))} {unit}" for key, (_, unit) in SAID.items()]


RECIPES = (
    Recipe("2021-html-title-without-the-organ", "html", "trs", title="{year}年政府信息公开工作年度报告"),
    Recipe("2021-docx-title-without-the-year", "docx", "raw", title="{agency}政府信息公开工作年度报告"),
    Recipe("2021-html-title-with-neither", "html", "hanweb", 2024, title="政府信息公开工作年度报告"),
    Recipe("2019-html-called-a-yearbook", "html", "word", 2020, ("2019", "2019"), title="{agency}{year}年政府信息公开工作年报"),
    Recipe("2021-docx-called-a-work-report", "docx", "api", title="{agency}{year}年度政府信息公开工作报告"),
    Recipe("2021-html-called-a-report-on-disclosure", "html", "divs", title="{agency}关于{year}年政府信息公开情况的报告"),
    Recipe("2021-html-title-misspelt", "html", "trs", title="{agency}{year}年政府信息工开工作年度报告"),
    Recipe(
        "2021-html-period-names-another-year",
        "html",
        "hanweb",
        blocks=period_of_last_year,
        issues=("year_conflict",),
    ),
    Recipe("2021-html-another-year-in-the-path", "html", "trs", url=f"{HOST}/zwgk/xxgknb/2022/202401/t20240115_1.html"),
    Recipe(
        "2021-html-another-day-in-the-address",
        "html",
        "divs",
        figures=published_on(2024, 1, 19),
        url=f"{HOST}/art/2024/3/28/art_3301_229.html",
    ),
    Recipe("2021-html-published-before-the-year-ended", "html", "modern", 2024, figures=published_on(2024, 12, 27)),
    Recipe(
        "2021-html-on-the-host-of-another-organ",
        "html",
        "trs",
        url="http://sfj.example.gov.cn/xxgk/nb/202401/t20240116_77916480.html",
    ),
    Recipe("2021-html-mobile-copy", "html", "divs", url="http://wap.example.gov.cn/zwgk/202401/t20240116_1_wap.html"),
    Recipe(
        "2021-html-a-page-that-explains-a-report",
        "html",
        "trs",
        blocks=explained,
        # It is no report, so it is nobody's and of no year.
        issues=("no_tables", "not_a_report"),
        status="failed",
        expected={"title": None, "agency": None, "year": None},
    ),
    Recipe(
        "2019-html-two-organs-of-one-place",
        "html",
        "old",
        2012,
        ("2019", "2019"),
        figures=of_the_zone,
        blocks=of_an_older_form,
        issues=("no_tables",),
        status="failed",
    ),
    Recipe("2021-html-metadata-that-names-the-parent", "html", "trs", 2022, content=by_parent),
    Recipe("2021-html-prose-with-every-measure-word", "html", "ueditor", blocks=measured, level="government", claims=claimed),
)
