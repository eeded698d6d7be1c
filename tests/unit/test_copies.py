"""What a page prints twice, and what may stand without a unit: nothing to tell anybody of."""

from tests.unit.made_grids import disclosure, grid, proceedings, read, requests, truth


def test_a_table_that_follows_itself_is_a_copy():
    found = read(grid(proceedings()), grid(proceedings(), 2))
    assert {key: f.value for key, f in found.figures.items()} == truth("2021", "proceedings")
    assert [issue.code for issue in found.issues if issue.severity != "info"] == []


def test_a_line_of_other_figures_below_a_table_is_not():
    other = [["7", *row[1:]] if row[0].isdecimal() else row for row in proceedings()]
    found = read(grid(proceedings()), grid(other, 2))
    assert any(issue.severity == "error" for issue in found.issues)


def test_a_row_repeated_without_its_label_is_a_copy_where_no_row_is_missing():
    rows = requests("2021")
    found = read(grid([*rows, ["", "", "", *rows[-1][3:]]]))
    assert [issue.code for issue in found.issues if issue.severity != "info"] == []
    lacking = read(grid([*rows[:10], *rows[11:], ["", "", "", *rows[-1][3:]]]))
    assert "row_without_label" in {issue.code for issue in lacking.issues}


def test_no_charges_need_no_unit():
    rows = [["行政事业性收费", "0", "", ""] if row[0] == "行政事业性收费" else row for row in disclosure("2021")]
    rows = [[text.replace("（单位：万元）", "") for text in row] for row in rows]
    assert "unit_assumed" not in {issue.code for issue in read(grid(rows)).issues}
    charged = [[text.replace("0", "5") if row[0] == "行政事业性收费" else text for text in row] for row in rows]
    assert "unit_assumed" in {issue.code for issue in read(grid(charged)).issues}


def test_a_damaged_row_of_another_table_is_no_unknown_row_of_this_one():
    rows = disclosure("2021") + [
        [("二、上年结转政府信息公开数量" if text.startswith("二、上年") else text) for text in row] for row in requests("2021")
    ]
    found = read(grid([(row + [""] * 10)[:10] for row in rows]))
    assert "unknown_row_label" not in {issue.code for issue in found.issues}
