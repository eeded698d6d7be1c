"""What a recipe says, and the document it comes to: figures drawn at random, one quirk put in, everything else as the notices print it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors.forms import load_forms
from tests.bench.corpus import names, prose
from tests.bench.corpus.compose import NUMBERS
from tests.bench.corpus.draw import draw
from tests.bench.corpus.model import Block, Break, Grid, Look, Plan, Report, Text
from tests.bench.corpus.tables import tables

FORMS = load_forms(Path(__file__).resolve().parents[3] / "data" / "forms").editions
Grids = dict[str, Grid]
Figures = Callable[[Plan, Report], object]
Tables = Callable[[Plan, Grids], object]
Blocks = Callable[[Plan, Report, list[Block]], object]
Told = tuple[str, ...] | Callable[[Report], list[str]]


@dataclass(frozen=True)
class Recipe:
    """One case. ``name`` is the folder: edition, format and what it proves.

    ``figures``, ``tables`` and ``blocks`` put the quirk in: what is printed, how the tables are laid out, what the document consists of;
    ``content`` changes the bytes. ``issues`` are what a reader must say of it, each a code with the item and measure it is about;
    ``claims`` what its prose says of the form. Both may be a function of the report. ``expected`` are fields that differ from what the
    document was made of, ``then`` is another report in the same file.
    """

    name: str
    format: str
    style: str
    year: int = 2023
    editions: tuple[str, str] = ("2021", "2021")
    level: str = "office"
    figures: Figures | None = None
    tables: Tables | None = None
    blocks: Blocks | None = None
    content: Callable[[Plan, bytes], bytes] | None = None
    look: Look = field(default_factory=Look)
    issues: Told = ()
    claims: Told | None = None
    status: str = "ok"
    url: str | None = None
    title: str | None = None
    number: int = 1
    expected: dict[str, Any] = field(default_factory=dict)
    then: "Recipe | None" = None


def planned(recipe: Recipe, path: str) -> Plan:
    """The recipe's document, composed and not yet written."""
    plan = Plan(recipe.number, path, recipe.format, recipe.style, random.Random(recipe.name))  # noqa: S311
    plan.look = recipe.look
    course: Recipe | None = recipe
    while course is not None:
        if plan.blocks:
            plan.blocks.append(Break())
        plan.blocks += _served(course, plan)
        course = course.then
    return plan


def _served(recipe: Recipe, plan: Plan) -> list[Block]:
    """The blocks of one report; it joins the plan's reports."""
    report = _report(recipe, plan)
    plan.reports.append(report)
    if recipe.figures:
        recipe.figures(plan, report)
    grids = tables(report, FORMS)
    if recipe.tables:
        recipe.tables(plan, grids)
    blocks = _blocks(plan, report, grids)
    if recipe.blocks:
        recipe.blocks(plan, report, blocks)
    return blocks


def _report(recipe: Recipe, plan: Plan) -> Report:
    rng = plan.rng
    agency, level = names.agency(rng)
    while level != recipe.level:
        agency, level = names.agency(rng)
    title = (recipe.title or "{agency}{year}年政府信息公开工作年度报告").format(agency=agency, year=recipe.year)
    editions = {"disclosure": recipe.editions[0], "requests": recipe.editions[1], "proceedings": "any"}
    day = (recipe.year + 1, 1, rng.randrange(4, 29))
    figures = draw(rng, level, editions, FORMS)
    while not _lively(figures):
        figures = draw(rng, level, editions, FORMS)
    return Report(agency, recipe.year, title, day, editions, figures)


def _lively(figures: dict[Any, Any]) -> bool:
    """Whether a report has applications and normative documents: one of nothing but zeros proves little."""
    asked = figures["requests.received", "total"].value
    return asked > 3 and any(p.value for (item, _), p in figures.items() if item.endswith("normative_documents"))


def _blocks(plan: Plan, report: Report, grids: Grids) -> list[Block]:
    head = [f"{NUMBERS[i]}、{text}" for i, text in enumerate(prose.HEADINGS)]
    intro, first, fifth, sixth = prose.sections(plan.rng, report, figures=False)
    page = plan.format in ("html", "mht") and not plan.blocks
    date: list[Block] = [] if page or report.published is None else [Text("（{}年{}月{}日）".format(*report.published), "date")]
    middle: list[Block] = []
    for number, grid in enumerate(grids.values(), start=1):
        middle += [Text(head[number], "heading"), grid]
    opening: list[Block] = [Text(report.title, "title"), *date, Text(intro), Text(head[0], "heading"), *map(Text, first)]
    return [*opening, *middle, Text(head[4], "heading"), *map(Text, fifth), Text(head[5], "heading"), *map(Text, sixth)]


def place(blocks: list[Block], name: str) -> tuple[int, Grid]:
    """A table and where it stands among the blocks."""
    return next((i, block) for i, block in enumerate(blocks) if isinstance(block, Grid) and block.name == name)


def swapped(name: str, made: Callable[[Grid], list[Block]]) -> Blocks:
    """Put what is made of a table into its place."""

    def swap(plan: Plan, report: Report, blocks: list[Block]) -> None:
        at, grid = place(blocks, name)
        blocks[at : at + 1] = made(grid)

    return swap


def parts(pair: tuple[Grid, Grid]) -> list[Block]:
    """The halves of a table, a page break between them."""
    return [pair[0], Break(), pair[1]]


def written(words: dict[str, list[str]], kinds: tuple[str, ...] = ("head", "label")) -> Tables:
    """Print labels otherwise: the lines of each, by the label as the notices print it. Every one must be there."""

    def write(plan: Plan, grids: Grids) -> None:
        left = set(words)
        for grid in grids.values():
            for cell in grid.cells():
                if cell.kind in kinds and cell.text in words:
                    left.discard(cell.text)
                    cell.lines = list(words[cell.text])
        assert not left, left

    return write


def printed(values: dict[str, str]) -> Figures:
    """Print figures of one's own: whole numbers, by item and measure joined by a bar."""

    def write(plan: Plan, report: Report) -> None:
        for key, text in values.items():
            item, measure = key.split("|")
            figure = report.figures[item, measure]
            figure.text, figure.value = text, Decimal(text)

    return write
