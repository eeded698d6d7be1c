"""Reading one cell: states, exact values, units."""

from decimal import Decimal

import pytest

from extractors.forms import Measure
from extractors.values import parse

COUNT = Measure("total", "总计", "Total", "count")
CHANGE = Measure("change", "本年增/减", "Change", "change")
CHARGES = Measure("amount", "本年收费金额（单位：万元）", "Amount", "money", unit="万元")
PROCUREMENT = Measure("amount", "采购总金额", "Amount", "money")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        (" 12\xa0", 12),
        ("３１１９", 3119),
        ("1,234", 1234),
        ("1，234,567", 1234567),
        ("5件", 5),
        ("7 宗", 7),
        ("+43", 43),
        ("3.0", 3),
    ],
)
def test_counts(text, value):
    read = parse(text, COUNT)
    assert (read.state, read.number, read.unit) == ("reported", Decimal(value), None)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\xa0\n\xa0", "\u200b"])
def test_blank_is_not_zero(text):
    read = parse(text, COUNT)
    assert (read.state, read.number) == ("blank", None)


@pytest.mark.parametrize("text", ["-", "—", "——", "/", "／", "无", " / ", "–"])
def test_dash_slash_and_none_are_marked_empty(text):
    read = parse(text, COUNT)
    assert (read.state, read.number) == ("marked_empty", None)


NO_NUMBERS = ["1\n2", "12 3", "O", "3?", "约5", "1,23", "1.2.3", "5元", "一", "5①", "0²", "\u202e12", "١٢", "9" * 2_000_000]


@pytest.mark.parametrize("text", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_what_is_no_plain_number_is_unreadable(text):
    read = parse(text, COUNT)
    assert (read.state, read.number) == ("unreadable", None)
    assert read.problem


@pytest.mark.parametrize(("text", "value"), [("-1942", -1942), ("－1942", -1942), ("−5", -5), ("减5", -5), ("增加12", 12), ("+43", 43)])
def test_change_has_a_sign(text, value):
    assert parse(text, CHANGE).number == Decimal(value)


def test_a_count_that_is_no_integer_is_kept_and_said():
    read = parse("12.7", COUNT)
    assert (read.number, read.problem) == (Decimal("12.7"), "not_an_integer")


@pytest.mark.parametrize(
    ("text", "header", "value"),
    [
        ("24252.311082", "", "24252.311082"),
        ("75.9260", "", "75.926"),
        ("251000元", "", "25.1"),
        ("43.788万元", "本年收费金额（单位：万元）", "43.788"),
        ("251000", "本年收费金额（单位：元）", "25.1"),
        ("0.5亿元", "", "5000"),
    ],
)
def test_charges_are_stored_in_ten_thousand_yuan(text, header, value):
    read = parse(text, CHARGES, header)
    assert (read.number, read.unit) == (Decimal(value), "万元")


@pytest.mark.parametrize(
    ("text", "header", "value", "unit"),
    [
        ("160.5964万元", "", "1605964", "元"),
        ("75394432.52元", "", "75394432.52", "元"),
        ("12.5", "", "12.5", None),
        ("3", "采购总金额（万元）", "30000", "元"),
    ],
)
def test_procurement_is_stored_in_yuan_where_a_unit_is_printed(text, header, value, unit):
    read = parse(text, PROCUREMENT, header)
    assert (read.number, read.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["1234567890123", "0.0000001", "0.001元"])
def test_what_does_not_fit_is_never_rounded(text):
    assert parse(text, CHARGES).state == "unreadable"


def test_a_unit_that_is_nowhere_printed_is_assumed_and_said():
    assert parse("251000", CHARGES, "本年收费金额").problem == "unit_assumed"
    assert parse("251000", CHARGES, "本年收费金额（单位：万元）").problem is None
    assert parse("251000元", CHARGES, "本年收费金额").problem is None


def test_a_wide_comma_has_room_around_it():
    assert parse("2 ， 093", COUNT).number == 2093
    for text in ("2 , 093", "2 ， 93", "2\n，093 1"):
        assert parse(text, COUNT).state == "unreadable"
