"""Labels as offices damage them: header words broken, misspelt, shortened, annotated, numbered otherwise, printed again, upright."""

import re
from collections.abc import Callable

from tests.bench.corpus.model import Block, Break, Plan, Report, Text
from tests.bench.corpus.quirks_labels import vertical_label
from tests.bench.corpus.quirks_tables import heads_in_two_rows, split
from tests.golden.recipes.recipe import Grids, Recipe, parts, place, swapped, written

OLD = ("2019", "2019")


def broken_by(mark: str) -> dict[str, list[str]]:
    """Header words of edition 2021, each broken once: into two lines, or by a blank."""
    halves = {
        "本年制发件数": 4, "本年废止件数": 3, "现行有效件数": 2, "本年处理决定数量": 4, "商业企业": 2, "科研机构": 2, "社会公益组织": 4,
        "法律服务机构": 4, "结果维持": 2, "结果纠正": 2, "其他结果": 2, "尚未审结": 3,
    }  # fmt: skip
    cut = {word: [word[:at], word[at:]] for word, at in halves.items()}
    return cut if mark == "\n" else {word: [mark.join(pair)] for word, pair in cut.items()}


def numbered_otherwise(plan: Plan, grids: Grids) -> None:
    """(一) for （一）, 1、 for 1."""
    for cell in grids["requests"].cells():
        if cell.kind == "label":
            text = re.sub(r"^(\d)\.", r"\1、", cell.text)
            cell.lines = [re.sub(r"^（(.)）", r"(\1)", text)]


def numbering_restarts(plan: Plan, grids: Grids) -> None:
    """The grounds of （三） are numbered 1 to 4 and again 1 to 4, those of （五） go on where （四） ended."""
    renumber(grids, "refused", lambda n: (n - 1) % 4 + 1)
    renumber(grids, "not_processed", lambda n: n + 3)


def numbering_repeats(plan: Plan, grids: Grids) -> None:
    """Two grounds of （三） are both the third, two of （五） the first."""
    renumber(grids, "refused", lambda n: n - (n > 3))
    renumber(grids, "not_processed", lambda n: max(n - 1, 1))


def renumber(grids: Grids, group: str, change: Callable[[int], int]) -> None:
    """Number the rows of a group of 表三 otherwise."""
    for cell in grids["requests"].cells():
        if cell.kind == "label" and f".{group}." in (cell.item or ""):
            cell.lines = [f"{change(int(cell.text[0]))}{cell.text[1:]}"]


def upright_over_a_break(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """三、本年度办理结果 one character a line, on either page, the table cut in its middle."""
    at, grid = place(blocks, "requests")
    blocks[at : at + 1] = [Break(), *parts(split(grid, 14, "repeat"))]


def heading_misspelt(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """四、政府信息公开行政法复议、行政诉讼情况."""
    heading = next(b for b in blocks if isinstance(b, Text) and b.text.startswith("四、"))
    heading.text = "四、政府信息公开行政法复议、行政诉讼情况"


RECIPES = (
    Recipe("2021-html-header-words-broken-by-line-breaks", "html", "trs", tables=written(broken_by("\n"), ("head",))),
    Recipe("2021-html-header-words-broken-by-blanks", "html", "hanweb", tables=written({**broken_by(" "), "总计": ["总 计"]}, ("head",))),
    Recipe(
        "2019-docx-header-words-broken-into-paragraphs",
        "docx",
        "raw",
        2020,
        OLD,
        # 平潭 2020
        tables=written(
            {
                "本年新制作数量": ["本年新", "制作数量"],
                "本年新公开数量": ["本年新", "公开数量"],
                "对外公开总数量": ["对外公开", "总数量"],
                "采购项目数量": ["采购", "项目数量"],
                "三、本年度办理结果": ["三、本年度", "办 理结果"],
            }
        ),
    ),
    Recipe(
        "2019-html-blanks-in-every-word",
        "html",
        "word",
        2019,
        OLD,
        tables=written(
            {
                "本年新制作数量": ["本年新 制作数量"],
                "商业企业": ["商 业 企业"],
                "总计": ["总 计"],
                "三、本年度办理结果": ["三、本年度 办 理结果"],
                "规章": ["规\u3000章"],
                "行政许可": ["行政\u00a0许可"],
            }
        ),
    ),
    Recipe(
        "2021-pdf-column-headers-cut-over-two-rows",
        "pdf",
        "reportlab-ruled",
        tables=lambda plan, grids: heads_in_two_rows(grids["requests"]),
        blocks=swapped("requests", lambda grid: [Break(), grid]),
    ),
    Recipe(
        "2021-html-words-misspelt",
        "html",
        "old",
        2022,
        tables=written(
            {
                "本年处理决定数量": ["本年处理绝对数量"],
                "现行有效件数": ["现行有效件"],
                "2.其他法律行政法规禁止公开": ["2.其他法律行政止公开"],
            }
        ),
        blocks=heading_misspelt,
        # Each is unlike the form in a character or more, so each is said; all are like nothing else in it, so all are read.
        issues=(
            "column_label_damaged disclosure in_force",
            "column_label_damaged disclosure decisions",
            "label_damaged requests.refused.prohibited_by_law",
        ),
    ),
    # A wording listed with the form, so nothing is said of it.
    Recipe(
        "2021-docx-a-word-dropped-from-a-label",
        "docx",
        "raw_runs",
        tables=written({"二、上年结转政府信息公开申请数量": ["二、上年结转政府信息公开数量"]}),
    ),
    Recipe(
        "2019-html-note-inside-a-label",
        "html",
        "ueditor",
        2020,
        OLD,
        tables=written({"规范性文件": ["规范性文件(指各行政机关印发的有正式文号的文件)"], "行政许可": ["行政许可（含其他行政权力）"]}),
    ),
    Recipe("2021-xlsx-numbering-that-restarts", "xlsx", "numbers", tables=numbering_restarts),
    Recipe("2021-html-numbering-that-repeats", "html", "wps", tables=numbering_repeats),
    Recipe("2019-html-half-width-brackets-and-other-marks", "html", "trs", 2020, OLD, tables=numbered_otherwise),
    Recipe(
        "2019-pdf-label-again-after-a-page-break",
        "pdf",
        "reportlab-ruled",
        2020,
        OLD,
        blocks=swapped("requests", lambda grid: [Break(), *parts(split(grid, 11, "repeat"))]),
    ),
    Recipe("2021-docx-one-character-a-line", "docx", "raw_wps", tables=vertical_label),
    Recipe("2021-pdf-upright-label-again-after-a-break", "pdf", "reportlab-ruled", tables=vertical_label, blocks=upright_over_a_break),
)
