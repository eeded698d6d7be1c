"""What offices write into the cells: signs, units, separators, dashes, nothing at all, and sums that do not add up."""

from collections.abc import Callable
from decimal import Decimal

from extractors.records import Key
from tests.bench.corpus.model import Plan, Printed, Report

WIDE = str.maketrans("0123456789.-+,", "０１２３４５６７８９．－＋，")
DASHES = ("-", "—", "——", "－", "/", "／", "无", "--")
CHARGES: Key = ("disclosure.administrative_charges", "amount")
PROCUREMENT: Key = ("disclosure.procurement", "amount")


def _table(plan: Plan, report: Report) -> list[Printed]:
    name = plan.rng.choice(list(report.editions))
    return [p for (item, _), p in report.figures.items() if item.startswith(name)]


def _plain(printed: Printed) -> bool:
    """Whether a cell still shows its bare number."""
    return printed.state == "reported" and printed.text == f"{printed.value:f}"


def _zeros(plan: Plan, report: Report, state: str, text: str) -> bool:
    zeros = [p for p in _table(plan, report) if _plain(p) and p.value == 0]
    for printed in zeros:
        printed.text, printed.state, printed.value, printed.unit = text, state, None, None
    return bool(zeros)


def thousands_separator(plan: Plan, report: Report) -> bool:
    """1,234 or 1，234."""
    comma = plan.rng.choice((",", ",", "，"))
    large = [p for p in report.figures.values() if _plain(p) and p.value is not None and abs(p.value) >= 1000]
    for printed in large:
        printed.text = f"{printed.value:,f}".replace(",", comma)
    return bool(large)


def fullwidth_digits(plan: Plan, report: Report) -> bool:
    """A table typed with full-width digits."""
    cells = [p for p in _table(plan, report) if _plain(p)]
    for printed in cells:
        printed.text = printed.text.translate(WIDE)
    return bool(cells)


def dash_for_zero(plan: Plan, report: Report) -> bool:
    """A dash, slash or 无 in a table's zero cells."""
    return _zeros(plan, report, "marked_empty", plan.rng.choice(DASHES))


def blank_for_zero(plan: Plan, report: Report) -> bool:
    """Nothing in a table's zero cells."""
    return _zeros(plan, report, "blank", "")


def only_total_filled(plan: Plan, report: Report) -> bool:
    """表三 with nothing but its last column filled."""
    for (item, measure), printed in report.figures.items():
        if item.startswith("requests") and measure != "total":
            printed.text, printed.state, printed.value = "", "blank", None
    return True


def total_left_blank(plan: Plan, report: Report) -> bool:
    """表三 or 表四 without its totals."""
    name = plan.rng.choice(("requests", "proceedings"))
    for (item, measure), printed in report.figures.items():
        if item.startswith(name) and measure == "total":
            printed.text, printed.state, printed.value = "", "blank", None
    return True


def unit_in_cell(plan: Plan, report: Report) -> bool:
    """Money with its unit: 160.5964万元, 75394432.52元, 251000元."""
    done = False
    for key in (CHARGES, PROCUREMENT):
        printed = report.figures.get(key)
        if printed is None or not _plain(printed) or printed.value is None:
            continue
        value, wan = printed.value, plan.rng.random() < 0.5
        if key == CHARGES:
            printed.text = f"{value:f}万元" if wan else f"{_trim(value * 10000)}元"
        else:
            printed.text, printed.value = f"{value:f}{'万元' if wan else '元'}", value * (10000 if wan else 1)
            printed.unit = "元"
        done = True
    return done


def _trim(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_unit_in_cell(plan: Plan, report: Report) -> bool:
    """A count with its measure word: 12件."""
    cells = [p for (item, m), p in report.figures.items() if item.endswith("normative_documents") and _plain(p)]
    for printed in cells:
        printed.text += "件"
    return bool(cells)


def signs(plan: Plan, report: Report) -> bool:
    """Changes with a sign: -1942, +43, －12."""
    plus, minus = plan.rng.choice("+＋"), plan.rng.choice("-－−﹣")
    done = False
    for (_, measure), printed in report.figures.items():
        if measure == "change" and _plain(printed) and printed.value:
            printed.text = f"{plus if printed.value > 0 else minus}{abs(printed.value):f}"
            done = True
    return done


def long_decimals(plan: Plan, report: Report) -> bool:
    """Money with six decimals, or with zeros at the end."""
    printed = report.figures.get(CHARGES) or report.figures.get(PROCUREMENT)
    if printed is None or not _plain(printed):
        return False
    whole, parts = (
        plan.rng.randrange(1, 90000),
        plan.rng.choice((f"{plan.rng.randrange(10**6):06}", f"{plan.rng.randrange(1000):03}0", "00")),
    )
    printed.value = Decimal(f"{whole}.{parts}")
    printed.text = f"{printed.value:f}"
    return True


def padding(plan: Plan, report: Report) -> bool:
    """Hard and full-width blanks around the numbers."""
    pad = plan.rng.choice(("\u00a0", "\u00a0\u00a0 ", "\u3000", " "))
    for printed in report.figures.values():
        if plan.rng.random() < 0.7:
            printed.text = f"{pad}{printed.text}{pad if plan.rng.random() < 0.5 else ''}"
    return True


def own_arithmetic_error(plan: Plan, report: Report) -> bool:
    """The office's own sum is wrong: a total, or a part, that does not add up."""
    rng = plan.rng
    wanted = [k for k, p in report.figures.items() if k[1] == "total" and _plain(p)]
    if not wanted:
        return False
    printed = report.figures[rng.choice(wanted)]
    value = int(printed.value or 0)
    printed.value = Decimal(rng.choice([v for v in (0, value + 1, max(value - 1, 0), value + 10, value * 10) if v != value]))
    printed.text = f"{printed.value:f}"
    return True


Values = Callable[[Plan, Report], bool]
VALUES: dict[str, tuple[Values, float, bool]] = {
    "own_arithmetic_error": (own_arithmetic_error, 0.05, False),
    "only_total_filled": (only_total_filled, 0.015, False),
    "total_left_blank": (total_left_blank, 0.015, False),
    "long_decimals": (long_decimals, 0.06, True),
    "unit_in_cell": (unit_in_cell, 0.08, True),
    "signs": (signs, 0.3, True),
    "thousands_separator": (thousands_separator, 0.06, True),
    "count_unit_in_cell": (count_unit_in_cell, 0.02, True),
    "dash_for_zero": (dash_for_zero, 0.06, True),
    "blank_for_zero": (blank_for_zero, 0.08, True),
    "fullwidth_digits": (fullwidth_digits, 0.04, True),
    "padding": (padding, 0.06, True),
}
"""Each quirk with how often it is drawn and whether a document with it is sound; in the order in which they are applied."""
