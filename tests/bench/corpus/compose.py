"""A document's content: reports drawn, quirks drawn and applied, blocks in order."""

import random
from dataclasses import replace

from extractors.forms import Edition
from tests.bench.corpus import names, prose
from tests.bench.corpus.draw import draw
from tests.bench.corpus.model import Block, Break, Grid, Plan, Report, Side, Text
from tests.bench.corpus.quirks_labels import LABELS
from tests.bench.corpus.quirks_tables import break_table, heading_inside, heads_in_two_rows, local_form, per_article, row_added, stacked
from tests.bench.corpus.quirks_values import VALUES
from tests.bench.corpus.tables import tables

Forms = dict[str, Edition]
NUMBERS = "一二三四五六"
TABLES = ("disclosure", "requests", "proceedings")
SIDE_FORMATS = {"html", "pdf", "xlsx", "xls", "docx"}
PAGED = {"pdf", "docx", "doc", "wps", "rtf", "odt", "html", "scan"}


def compose(plan: Plan, forms: Forms, plain: bool) -> None:
    """Fill a plan with reports and blocks. ``plain``: no quirk of content."""
    count = 2 if not plain and plan.format not in ("scan", "ofd") and plan.rng.random() < 0.04 else 1
    for number in range(count):
        report = _report(plan, forms, plan.reports[0] if number else None)
        plan.reports.append(report)
        if number:
            plan.marked("two_reports")
            plan.blocks.append(Break())
        plan.blocks += blocks(plan, report, forms, plain)


def _report(plan: Plan, forms: Forms, earlier: Report | None) -> Report:
    rng = plan.rng
    name, level = names.agency(rng)
    year = rng.randrange(2019, 2026)
    if earlier is not None:
        name, level, year = (earlier.agency, "office", earlier.year + 1) if rng.random() < 0.5 else (name, level, earlier.year)
    editions = _editions(plan, year)
    figures = draw(rng, level, editions, forms)
    day = (year + 1, rng.randrange(1, 4), rng.randrange(1, 29))
    return Report(name, year, names.title(rng, name, year), day if rng.random() < 0.85 else None, editions, figures)


def _editions(plan: Plan, year: int) -> dict[str, str]:
    due = "2019" if year < 2021 else "2021"
    first = second = due
    chance = plan.rng.random()
    if due == "2021" and chance < 0.06:
        plan.marked("old_edition")
        first = second = "2019"
    elif due == "2021" and chance < 0.12:
        plan.marked("mixed_editions")
        first, second = plan.rng.choice((("2021", "2019"), ("2019", "2021")))
    return {"disclosure": first, "requests": second, "proceedings": "any"}


def blocks(plan: Plan, report: Report, forms: Forms, plain: bool) -> list[Block]:
    """A report as it is printed. ``plain``: no quirk of content."""
    rng = plan.rng
    if plan.look.landscape:
        plan.marked("landscape")
    if not plain:
        _apply(plan, VALUES, report)
    grids = tables(report, _without_rows(plan, report, forms, plain))
    if not plain:
        _apply(plan, LABELS, grids)
    head = _headings(plan, plain)
    intro, first, fifth, sixth = prose.sections(rng, report, rng.random() < 0.6 and not _altered(plan))
    whole: list[Block] = [Text(_title(plan, report, plain), "title")]
    whole += _date(plan, report)
    whole += [Text(intro), Text(head[0], "heading"), *map(Text, first)]
    whole += _table_blocks(plan, report, grids, head, plain)
    return [*whole, Text(head[4], "heading"), *map(Text, fifth), Text(head[5], "heading"), *map(Text, sixth)]


def _date(plan: Plan, report: Report) -> list[Block]:
    """The date below the title; a page of a portal says it above the report instead."""
    page = plan.format in ("html", "mht") or (plan.format, plan.style) == ("zip", "html")
    if page and report is plan.reports[0]:
        return []
    if report.published and plan.rng.random() < 0.5:
        return [Text("（{}年{}月{}日）".format(*report.published), "date")]
    report.published = None
    return []


def _altered(plan: Plan) -> bool:
    """Whether prose that repeats the totals would contradict the tables."""
    return bool({"own_arithmetic_error", "total_left_blank"} & set(plan.quirks))


def _apply(plan: Plan, quirks: dict, subject: object) -> None:  # type: ignore[type-arg]
    for name, (function, chance, sound) in quirks.items():
        if plan.rng.random() < chance and function(plan, subject):
            plan.marked(name, sound)


def _title(plan: Plan, report: Report, plain: bool) -> str:
    if not plain and plan.rng.random() < 0.05:
        plan.marked("bare_title")
        report.title = plan.rng.choice(("政府信息公开工作年度报告", f"{report.year}年政府信息公开工作年度报告"))
    return report.title


def _headings(plan: Plan, plain: bool) -> list[str]:
    if not plain and plan.rng.random() < 0.04:
        plan.marked("own_outline", sound=False)
        return list(prose.OWN)
    mark = plan.rng.choice(("、", "、", "、", "．", "、 "))
    return [f"{NUMBERS[i]}{mark}{text}" for i, text in enumerate(prose.HEADINGS)]


def _without_rows(plan: Plan, report: Report, forms: Forms, plain: bool) -> Forms:
    """The forms the tables are laid out by, now and then without a row whose figures are all zero."""
    if plain or plan.rng.random() > 0.04:
        return forms
    name = plan.rng.choice(("disclosure", "requests"))
    edition = forms[report.editions[name]]
    table = edition.tables[name]
    zero = [r for r in table.rows if all(not report.figures[r.item, m].value for m in r.measures) and len(r.path) > (name == "requests")]
    groups = [r.path for r in table.rows]
    zero = [r for r in zero if groups.count(r.path) > 1]
    if not zero:
        return forms
    gone = plan.rng.choice(zero)
    for measure in gone.measures:
        del report.figures[gone.item, measure]
        report.absent.append((gone.item, measure))
    plan.marked("row_missing", sound=False)
    kept = replace(table, rows=tuple(r for r in table.rows if r is not gone))
    return forms | {edition.name: replace(edition, tables=edition.tables | {name: kept})}


def _table_blocks(plan: Plan, report: Report, grids: dict[str, Grid], head: list[str], plain: bool) -> list[Block]:
    rng = plan.rng
    if not plain and rng.random() < 0.015:
        return _local(plan, report, head)
    if not plain and plan.look.landscape and plan.format in SIDE_FORMATS and plan.look.borders != "none" and rng.random() < 0.5:
        return _side(plan, grids, head)
    gone = rng.choice(TABLES) if not plain and rng.random() < 0.015 else ""
    blocks: list[Block] = []
    for number, name in enumerate(TABLES, start=1):
        if name == gone:
            _drop(plan, report, name)
            blocks.append(Text(head[number], "heading"))
            continue
        blocks += _one_table(plan, report, grids[name], head[number], plain)
    return blocks


def _one_table(plan: Plan, report: Report, grid: Grid, heading: str, plain: bool) -> list[Block]:
    rng, name = plan.rng, grid.name
    if plain:
        return [Text(heading, "heading"), grid]
    if name == "disclosure" and rng.random() < 0.03:
        plan.marked("row_added", sound=False)
        row_added(plan, grid, report.year)
    if name == "requests" and rng.random() < 0.05 and heads_in_two_rows(grid):
        plan.marked("heads_in_two_rows")
    if name == "disclosure" and rng.random() < 0.06:
        plan.marked("table_per_article")
        return [Text(heading, "heading"), *per_article(grid, rng.random() < 0.4)]
    if name == "proceedings" and rng.random() < 0.04:
        plan.marked("proceedings_stacked")
        return [Text(heading, "heading"), *stacked(grid)]
    if rng.random() < 0.05:
        plan.marked("heading_inside_table")
        heading_inside(grid, heading)
        return [grid, Text("", "body")]
    if plan.format in PAGED and rng.random() < 0.08 and (broken := break_table(plan, grid)):
        plan.marked(broken[0])
        return [Text(heading, "heading"), *broken[1]]
    return [Text(heading, "heading"), grid]


def _drop(plan: Plan, report: Report, name: str) -> None:
    plan.marked("table_dropped", sound=False)
    gone = [key for key in report.figures if key[0].startswith(name)]
    report.absent += gone
    for key in gone:
        del report.figures[key]
    del report.editions[name]


def _local(plan: Plan, report: Report, head: list[str]) -> list[Block]:
    for name in TABLES:
        _drop(plan, report, name)
    plan.quirks.remove("table_dropped")
    plan.marked("local_form", sound=False)
    return [
        Text(head[1], "heading"),
        local_form(plan),
        Text(head[2], "heading"),
        Text("有关情况见上表。"),
        Text(head[3], "heading"),
        Text("无。"),
    ]


def _side(plan: Plan, grids: dict[str, Grid], head: list[str]) -> list[Block]:
    plan.marked("side_by_side")
    third: list[Block] = [Text(head[3], "heading"), grids["proceedings"]]
    both: list[Block] = [Text(head[1], "heading"), Text(head[2], "heading")]
    return [*both, Side([grids["disclosure"], grids["requests"]]), *third]


def seeded(seed: int, number: int) -> random.Random:
    """The random source of one document, the same however many others are made."""
    return random.Random(f"{seed}:{number}")  # noqa: S311
