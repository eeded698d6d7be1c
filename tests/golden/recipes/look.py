"""How tables lie on pages: cut by breaks, side by side, two reports in one file, landscape, with borders hardly seen or none."""

from tests.bench.corpus.model import Block, Break, Grid, Look, Plan, Report, Side, Text
from tests.bench.corpus.quirks_tables import cut_row, per_article, split
from tests.golden.recipes.recipe import Blocks, Recipe, parts, place, swapped

OLD = ("2019", "2019")


def cut(name: str, at: int, heads: bool = False) -> Blocks:
    """A table on pages of its own, cut before a row."""
    return swapped(name, lambda grid: [Break(), *parts(split(grid, at if at > 0 else len(grid.rows) + at, heads=heads))])


def through(grid: Grid, at: int) -> list[Block]:
    """A row of a table cut in two."""
    halves = cut_row(grid, at)
    assert halves is not None
    return parts(halves)


def in_three(grid: Grid) -> list[Block]:
    """A table on three pages."""
    first, rest = split(grid, 9)
    second, third = split(rest, 11)
    return [Break(), first, Break(), second, Break(), third]


def side_by_side(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """表二 and 表三 next to each other below both headings."""
    (first, disclosure), (second, requests) = place(blocks, "disclosure"), place(blocks, "requests")
    blocks[first : second + 1] = [blocks[second - 1], Side([disclosure, requests])]


def all_three_in_a_row(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """All tables of a sheet next to each other."""
    (first, _), (last, _) = place(blocks, "disclosure"), place(blocks, "proceedings")
    grids = [block for block in blocks if isinstance(block, Grid)]
    heads = [block for block in blocks[first:last] if isinstance(block, Text)]
    blocks[first : last + 1] = [*heads, Side(grids)]


RECIPES = (
    Recipe("2021-pdf-lone-last-row-on-the-next-page", "pdf", "reportlab-ruled", blocks=cut("requests", -1)),
    Recipe("2019-docx-lone-last-row-in-a-table-of-its-own", "docx", "raw", 2020, OLD, blocks=cut("proceedings", -1)),
    Recipe("2021-html-table-cut-between-two-groups", "html", "trs", blocks=cut("requests", 14)),
    Recipe("2019-pdf-table-on-three-pages", "pdf", "reportlab-tight", 2019, OLD, blocks=swapped("requests", in_three)),
    Recipe("2021-docx-header-again-in-the-second-part", "docx", "api", blocks=cut("requests", 12, heads=True)),
    Recipe("2021-pdf-disclosure-cut-in-its-middle", "pdf", "reportlab-ruled", blocks=cut("disclosure", 6)),
    Recipe("2021-html-a-table-for-each-item-of-article-20", "html", "hanweb", blocks=swapped("disclosure", lambda g: per_article(g, True))),
    Recipe(
        "2021-docx-row-cut-in-two",
        "docx",
        "raw_wps",
        blocks=swapped("requests", lambda grid: through(grid, 16)),
    ),
    Recipe("2021-xlsx-tables-side-by-side", "xlsx", "one_sheet", blocks=all_three_in_a_row),
    Recipe("2021-html-tables-side-by-side", "html", "trs", blocks=side_by_side),
    Recipe(
        "2021-pdf-tables-side-by-side-on-landscape-pages",
        "pdf",
        "reportlab-ruled",
        blocks=side_by_side,
        look=Look(landscape=True, size=8),
    ),
    Recipe("2019-pdf-landscape-pages", "pdf", "reportlab-ruled", 2020, OLD, look=Look(landscape=True)),
    Recipe(
        "2021-docx-two-years-in-one-file",
        "docx",
        "api",
        2022,
        then=Recipe("2021-docx-two-years-in-one-file", "docx", "api", 2023),
    ),
    Recipe(
        "2021-html-two-organs-in-one-page",
        "html",
        "hanweb",
        then=Recipe("2021-html-two-organs-in-one-page", "html", "hanweb", level="town"),
    ),
    Recipe("2019-pdf-hairline-borders", "pdf", "reportlab-ruled", 2020, OLD, look=Look(borders="hairline")),
    Recipe("2021-pdf-dotted-borders", "pdf", "reportlab-ruled", look=Look(borders="dotted")),
    Recipe("2021-pdf-grey-borders", "pdf", "reportlab-ruled", look=Look(borders="grey", shaded=False)),
    Recipe("2019-pdf-no-borders-at-all", "pdf", "reportlab-ruled", 2020, OLD, look=Look(borders="none", size=9)),
)
