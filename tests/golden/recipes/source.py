"""Figures that are wrong in the source itself: they are read as printed, and what does not add up is said."""

from tests.bench.corpus.model import Block, Plan, Report, Text
from tests.golden.recipes.recipe import Recipe, printed

RECONSIDERATION = {"upheld": "10", "corrected": "1", "other": "0", "pending": "0", "total": "0"}


def twenty_one_for_twenty_seven(plan: Plan, report: Report) -> None:
    """（七）总计 prints 21 where its row and the rows above it come to 27 (平潭 2020)."""
    for (item, _), figure in report.figures.items():
        if item.startswith("requests"):
            figure.text, figure.value = "0", figure.value and figure.value * 0
    rows = {"received": "27", "granted": "20", "unavailable.not_held": "7", "concluded": "27"}
    asked = {f"requests.{item}|{measure}": text for item, text in rows.items() for measure in ("natural_person", "total")}
    printed({**asked, "requests.concluded|total": "21"})(plan, report)


def zero_for_eleven(plan: Plan, report: Report) -> None:
    """Zero is printed as the total of 10 + 1 reconsiderations (洪泽区 2023)."""
    printed({f"proceedings.reconsideration|{measure}": text for measure, text in RECONSIDERATION.items()})(plan, report)


def four_hundred_and_seventy(plan: Plan, report: Report) -> None:
    """470 applications in the table, all by natural persons and granted."""
    for (item, _), figure in report.figures.items():
        if item.startswith("requests"):
            figure.text, figure.value = "0", figure.value and figure.value * 0
    rows = ("received", "granted", "concluded")
    printed({f"requests.{item}|{measure}": "470" for item in rows for measure in ("natural_person", "total")})(plan, report)


def prose_says_393(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """The prose of section 1 gives another number."""
    at = next(i for i, block in enumerate(blocks) if isinstance(block, Text) and block.kind == "heading")
    blocks.insert(at + 1, Text(f"（二）依申请公开。{report.year}年共收到政府信息公开申请393件，均已按时答复。"))


RECIPES = (
    Recipe(
        "2019-html-total-printed-that-the-rows-do-not-come-to",
        "html",
        "ueditor",
        2020,
        ("2019", "2019"),
        figures=twenty_one_for_twenty_seven,
        # Its row, its column and the balance of 总计 fail, each of which has this figure as its total.
        issues=("printed_mismatch requests.concluded total",),
    ),
    Recipe(
        "2021-docx-zero-printed-as-the-total-of-eleven",
        "docx",
        "api_shaded",
        figures=zero_for_eleven,
        issues=("printed_mismatch proceedings.reconsideration total",),
    ),
    # Reading has no opinion on prose against tables: it hands both over, and the checks compare them.
    Recipe(
        "2021-html-prose-that-contradicts-the-table",
        "html",
        "trs",
        figures=four_hundred_and_seventy,
        blocks=prose_says_393,
        claims=("requests.received|total 393 件",),
    ),
)
