"""The three tables of a report as grids, in the layout of the notices."""

from extractors.forms import Edition, Row, Table
from tests.bench.corpus.model import Cell, Grid, Report

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def tables(report: Report, forms: dict[str, Edition]) -> dict[str, Grid]:
    """The report's tables by name."""
    makers = {"disclosure": disclosure, "requests": requests, "proceedings": proceedings}
    found = {}
    for name, edition in report.editions.items():
        table = forms["2021" if edition == "any" else edition].tables[name]
        found[name] = makers[name](report, table)
    return found


def figure(report: Report, item: str, measure: str, colspan: int = 1) -> Cell:
    """The cell of a figure."""
    return Cell([report.figures[item, measure].text], "figure", 1, colspan, (item, measure), item, measure)


def groups(table: Table) -> dict[str, list[Row]]:
    """The rows of a table by the innermost label above them, in form order."""
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(row.path[-1] if row.path else row.item, []).append(row)
    return found


def disclosure(report: Report, table: Table) -> Grid:
    """表二: for each item of article 20 a title, a header and its rows, four columns wide."""
    rows: list[list[Cell]] = []
    for title, members in groups(table).items():
        measures = members[0].measures
        last = 4 - len(measures)
        spans = [1] * (len(measures) - 1) + [last]
        rows.append([Cell([title], "title", 1, 4)])
        heads = [Cell([table.measures[m].label], "head", 1, s, measure=m) for m, s in zip(measures, spans, strict=True)]
        rows.append([Cell(["信息内容"], "head"), *heads])
        for row in members:
            figures = [figure(report, row.item, m, s) for m, s in zip(measures, spans, strict=True)]
            rows.append([Cell([row.label], "label", item=row.item), *figures])
    return Grid("disclosure", rows, [1, 1, 1, 1])


def requests(report: Report, table: Table) -> Grid:
    """表三: three header rows, three columns of labels, seven of figures."""
    names = list(table.measures)
    label = {m: Cell([table.measures[m].label], "head", measure=m) for m in names}
    top = [Cell([CORNER], "note", 3, 3), Cell(["申请人情况"], "head", 1, 7)]
    second = [label[names[0]].copy(rowspan=2), Cell(["法人或其他组织"], "head", 1, 5), label[names[-1]].copy(rowspan=2)]
    rows = [top, second, [label[m] for m in names[1:-1]]]
    results = [row for row in table.rows if row.path]
    for row in table.rows:
        cells = [figure(report, row.item, m) for m in row.measures]
        rows.append([*_labels(row, table, results), *cells])
    return Grid("requests", rows, [0.75, 0.95, 3.2, *[0.7] * 7], 3)


def _labels(row: Row, table: Table, results: list[Row]) -> list[Cell]:
    if not row.path:
        return [Cell([row.label], "label", 1, 3, item=row.item)]
    cells = []
    if row is results[0]:
        cells.append(Cell([row.path[0]], "label", len(results), 1, vertical=True))
    if len(row.path) == 1:
        return [*cells, Cell([row.label], "label", 1, 2, item=row.item)]
    members = [r for r in table.rows if r.path == row.path]
    if row is members[0]:
        cells.append(Cell([row.path[1]], "label", len(members)))
    return [*cells, Cell([row.label], "label", item=row.item)]


def proceedings(report: Report, table: Table) -> Grid:
    """表四: fifteen columns, one row of figures."""
    names = list(table.measures)
    first, *suits = table.rows

    def heads(item: str, rowspan: int) -> list[Cell]:
        return [Cell([table.measures[m].label], "head", rowspan, item=item, measure=m) for m in names]

    rows = [
        [Cell([first.label], "head", 1, 5, item=first.item), Cell(["行政诉讼"], "head", 1, 10)],
        [*heads(first.item, 2), *[Cell([row.label], "head", 1, 5, item=row.item) for row in suits]],
        [cell for row in suits for cell in heads(row.item, 1)],
        [figure(report, row.item, m) for row in table.rows for m in names],
    ]
    return Grid("proceedings", rows, [1.0] * 15, 3)
