"""Cells as offices fill them: units, signs, separators, padding, slashes, nothing at all, digits that ran together."""

from decimal import Decimal

from tests.bench.corpus.model import Plan, Report
from tests.bench.corpus.quirks_values import WIDE, thousands_separator
from tests.golden.recipes.recipe import Figures, Recipe, printed

OLD = ("2019", "2019")
CHARGES = ("disclosure.administrative_charges", "amount")
PROCUREMENT = ("disclosure.procurement", "amount")


def money(key: tuple[str, str], text: str, value: str, unit: str | None) -> Figures:
    """Print an amount; its value and unit are those of the contract."""

    def write(plan: Plan, report: Report) -> None:
        figure = report.figures[key]
        figure.text, figure.value, figure.unit = text, Decimal(value), unit

    return write


def all_zeros(state: str, text: str) -> Figures:
    """Print every zero of every table in another way."""

    def write(plan: Plan, report: Report) -> None:
        for figure in report.figures.values():
            if figure.value == 0:
                figure.text, figure.state, figure.value, figure.unit = text, state, None, None

    return write


def totals_left_blank(plan: Plan, report: Report) -> None:
    """The last column of 表三 is blank."""
    for (item, measure), figure in report.figures.items():
        if item.startswith("requests") and measure == "total":
            figure.text, figure.state, figure.value = "", "blank", None


def rows_to_add_up(report: Report) -> list[str]:
    """A blank total beside a part that is not zero is said for each row; nothing can be said of the columns."""
    rows = {item for (item, measure), f in report.figures.items() if item.startswith("requests") and measure != "total" and f.value}
    return [f"total_blank {item} total" for item in rows]


def padded(plan: Plan, report: Report) -> None:
    """Hard blanks and line breaks around the numbers."""
    pads = ("\u00a0", "\u00a0\u00a0\n", "\n", "\u3000", " \n \u00a0")
    for number, figure in enumerate(report.figures.values()):
        before, after = pads[number % 5], pads[number // 5 % 5]
        figure.text = f"{before}{figure.text}{after}"


def in_full_width(plan: Plan, report: Report) -> None:
    """Every number in full-width digits."""
    for figure in report.figures.values():
        figure.text = figure.text.translate(WIDE)


def signed(plan: Plan, report: Report) -> None:
    """Changes with their signs, and a third column that holds previous + change: 8249, -1942, 6307."""
    printed({"disclosure.licenses|previous_items": "8249", "disclosure.licenses|change": "-1942"})(plan, report)
    printed({"disclosure.licenses|decisions": "6307", "disclosure.penalties|change": "+43"})(plan, report)
    printed({"disclosure.administrative_charges|change": "-2"})(plan, report)
    report.figures["disclosure.administrative_charges", "change"].text = "－2"


def glued(plan: Plan, report: Report) -> None:
    """行政许可396442278 is 396, 442, 278, which neither text nor sums of 表二 can tell; 12 applications are told by their row."""
    for figure in report.figures.values():
        figure.text, figure.value, figure.unit = "0", Decimal(0), None
    asked = ("requests.received", "requests.granted", "requests.concluded")
    printed({f"{item}|{measure}": "12" for item in asked for measure in ("natural_person", "total")})(plan, report)
    printed(dict(zip((f"disclosure.licenses|{m}" for m in ("previous_items", "change", "decisions")), ("396", "442", "278"), strict=True)))(
        plan, report
    )
    for key in unbound(report):
        report.figures[key].state, report.figures[key].value = "unreadable", None


def unbound(report: Report) -> list[tuple[str, str]]:
    """The figures of 表二, each of which stands beside others in its row."""
    return [key for key in report.figures if key[0].startswith("disclosure")]


RECIPES = (
    Recipe("2019-docx-procurement-in-wan-yuan", "docx", "raw", 2020, OLD, figures=money(PROCUREMENT, "160.5964万元", "1605964", "元")),
    Recipe("2019-html-procurement-in-yuan", "html", "word", 2019, OLD, figures=money(PROCUREMENT, "75394432.52元", "75394432.52", "元")),
    Recipe("2021-xlsx-charges-with-the-headers-own-unit", "xlsx", "one_sheet", figures=money(CHARGES, "43.788万元", "43.788", "万元")),
    Recipe("2021-html-charges-in-yuan-under-wan-yuan", "html", "old", figures=money(CHARGES, "251000元", "25.1", "万元")),
    Recipe("2021-html-slashes-for-zero", "html", "ueditor", figures=all_zeros("marked_empty", "/")),
    Recipe("2021-docx-full-width-dashes-for-zero", "docx", "api", figures=all_zeros("marked_empty", "－")),
    Recipe("2019-docx-blanks-for-zero", "docx", "raw_control", 2020, OLD, figures=all_zeros("blank", "")),
    Recipe("2021-docx-totals-left-blank", "docx", "raw", figures=totals_left_blank, issues=rows_to_add_up),
    Recipe("2019-html-changes-with-signs", "html", "hanweb", 2020, OLD, figures=signed),
    Recipe("2021-html-money-of-six-decimals", "html", "trs", figures=money(CHARGES, "24252.311082", "24252.311082", "万元")),
    Recipe("2019-xlsx-money-ending-in-zeros", "xlsx", "one_sheet", 2019, OLD, figures=money(PROCUREMENT, "75.9260", "75.9260", None)),
    Recipe("2021-html-numbers-padded-with-blanks-and-breaks", "html", "modern", figures=padded),
    Recipe("2021-html-full-width-digits", "html", "wps", level="government", figures=in_full_width),
    Recipe("2021-pdf-thousands-separators", "pdf", "reportlab-ruled", level="government", figures=thousands_separator),
    Recipe(
        "2019-text-digits-that-ran-together",
        "text",
        "glued",
        2020,
        OLD,
        figures=glued,
        issues=lambda report: list(dict.fromkeys(f"split_ambiguous {item}" for item, _ in unbound(report))),
        status="partial",
    ),
)
