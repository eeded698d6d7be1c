"""Grids of the form for tests, made from the form's own data: rows of texts, to be cut, damaged or rearranged before they are read."""

from pathlib import Path

from extractors.extraction import Extraction, from_grids
from extractors.forms import Forms, Table, load_forms
from extractors.grid import Cell, Grid, Paragraph, Reading
from flows.settings import forms_folder

FORMS: Forms = load_forms(forms_folder())
Matrix = list[list[str]]


def grid(matrix: Matrix, number: int = 1, page: int | None = None) -> Grid:
    """A grid of single cells."""
    cells = [Cell(text, r, c) for r, row in enumerate(matrix, start=1) for c, text in enumerate(row, start=1)]
    return Grid(number, cells, page)


def read(*blocks: Grid | Paragraph, engine: str = "made") -> Extraction:
    """What is read from blocks."""
    return from_grids(Reading(engine, list(blocks)), FORMS)


def numbers(table: Table) -> dict[tuple[str, str], int]:
    """Sound figures for a table: each row's parts count up from its position, totals and balances hold."""
    values = {(row.item, m): 0 for row in table.rows for m in row.measures}
    for row in table.rows:
        for place, m in enumerate(row.measures):
            values[row.item, m] = row.position * 10 + place
    if table.name == "requests":
        _balance(table, values)
    for relation in table.relations:
        if relation.kind == "row_total":
            values[relation.total] = sum(values[t.key] for t in relation.parts)
    return values


def _balance(table: Table, values: dict[tuple[str, str], int]) -> None:
    sums = [r for r in table.relations if r.kind == "column_sum"]
    for relation in sums:
        values[relation.total] = sum(values[t.key] for t in relation.parts)
        measure = relation.total[1]
        values["requests.carried_in", measure] = 3
        values["requests.carried_out", measure] = 1
        values["requests.received", measure] = values[relation.total] + 1 - 3


def requests(edition: str) -> Matrix:
    """表三 as engines without spans give it: group labels only where they begin, header in three rows."""
    table = FORMS.editions[edition].tables["requests"]
    labels = [m.label for m in table.measures.values()]
    head = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "", "", "申请人情况", *[""] * 6],
        ["", "", "", labels[0], "法人或其他组织", *[""] * 4, labels[6]],
        ["", "", "", "", *labels[1:6], ""],
    ]
    values, rows, shown = numbers(table), [], set[str]()
    for row in table.rows:
        path = ["" if p in shown else p for p in row.path]
        shown.update(row.path)
        left = [*path, row.label, "", ""][:3] if row.path else [row.label, "", ""]
        rows.append(left + [str(values[row.item, m]) for m in row.measures])
    return head + rows


def disclosure(edition: str) -> Matrix:
    """表二 with its headings, one header a block, four columns."""
    table = FORMS.editions[edition].tables["disclosure"]
    values, rows, block = numbers(table), [], ""
    for row in table.rows:
        if row.path[0] != block:
            block = row.path[0]
            rows += [[block, "", "", ""], (["信息内容", *[table.measures[m].label for m in row.measures]] + [""] * 3)[:4]]
        rows.append(([row.label, *[str(values[row.item, m]) for m in row.measures]] + [""] * 3)[:4])
    return rows


def proceedings() -> Matrix:
    """表四 in its four rows of fifteen columns."""
    table = FORMS.editions["2021"].tables["proceedings"]
    leaves = [m.label for m in table.measures.values()]
    values = numbers(table)
    return [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*leaves, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *leaves, *leaves],
        [str(values[key]) for key in table.addresses()],
    ]


def truth(edition: str, *names: str) -> dict[tuple[str, str], int]:
    """The figures of some tables as made above."""
    return {key: value for name in names for key, value in numbers(FORMS.editions[edition].tables[name]).items()}


def golden() -> Path:
    """The folder of golden cases."""
    return Path(__file__).resolve().parents[1] / "golden"
