"""The form as offices change it: another edition, a form of their own, rows too many or too few, no table, a layout around everything."""

import base64
import io

import pypdfium2 as pdfium
from PIL import Image

from tests.bench.corpus import prose, reportlab_pdf
from tests.bench.corpus.model import Block, Plan, Report, Text
from tests.bench.corpus.quirks_tables import local_form, row_added
from tests.bench.corpus.scans import cropped
from tests.golden.recipes.recipe import Grids, Recipe, Tables, place

OLD = ("2019", "2019")
MARK = "PICTURE OF A TABLE"


def without_row(item: str) -> Tables:
    """Leave a row out of 表三, its figures with it."""

    def leave(plan: Plan, grids: Grids) -> None:
        grid, report = grids["requests"], plan.reports[-1]
        at = next(i for i, row in enumerate(grid.rows) if any(cell.item == item and cell.kind == "figure" for cell in row))
        for r, _, cell in list(grid.places()):
            if r < at < r + cell.rowspan:
                cell.rowspan -= 1
        del grid.rows[at]
        drop(report, item)

    return leave


def drop(report: Report, prefix: str) -> None:
    """Take figures the tables do not have out of the truth."""
    gone = [key for key in report.figures if key[0].startswith(prefix)]
    report.absent += gone
    for key in gone:
        del report.figures[key]


def nothing_in_the_row(plan: Plan, report: Report) -> None:
    """The row that is left out has nothing in it, so that the sums hold without it."""
    for (item, measure), figure in report.figures.items():
        if item == "requests.not_processed.publication":
            other = report.figures["requests.not_processed.repeated", measure]
            assert other.value is not None
            assert figure.value is not None
            other.value += figure.value
            other.text, figure.text, figure.value = f"{other.value:f}", "0", figure.value * 0


def without_table(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """The heading of 表四 stands, its table does not."""
    del blocks[place(blocks, "proceedings")[0]]
    drop(report, "proceedings")
    del report.editions["proceedings"]


def of_the_regions_own(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """One table of local indicators in place of the three."""
    blocks[place(blocks, "disclosure")[0]] = local_form(plan)
    blocks[place(blocks, "requests")[0]] = Text("有关情况见上表。")
    blocks[place(blocks, "proceedings")[0]] = Text("无。")
    for name in list(report.editions):
        drop(report, name)
        del report.editions[name]


def own_outline(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """Six headings, none of them the form's."""
    mine = iter(("强化组织领导", "主要数据之一", "主要数据之二", "主要数据之三", "下一阶段打算", "附则"))
    for block in blocks:
        if isinstance(block, Text) and block.kind == "heading":
            block.text = f"{block.text[:2]}{next(mine)}"


def partly_own_outline(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """Headings of the office's own, of which the first and the last are the form's in other words."""
    mine = iter(prose.OWN)
    for block in blocks:
        if isinstance(block, Text) and block.kind == "heading":
            block.text = f"{block.text[:2]}{next(mine)}"


def as_picture(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """表四 is a picture."""
    at, grid = place(blocks, "proceedings")
    plan.look.size = 12
    picture = Plan(1, "", "pdf", "tight", plan.rng, blocks=[grid], look=plan.look)
    (page,) = pdfium.PdfDocument(reportlab_pdf.write(picture))
    bitmap = cropped(page.render(scale=200 / 72).to_numpy()[:, :, :3].copy())
    out = io.BytesIO()
    Image.fromarray(bitmap).convert("L").quantize(8).save(out, "PNG", optimize=True)
    blocks[at] = Text(MARK + base64.b64encode(out.getvalue()).decode())


def shown(plan: Plan, page: bytes) -> bytes:
    """A picture for its mark."""
    before, _, rest = page.partition(MARK.encode())
    data, tag, after = rest.partition(b"<")
    return before + b'<img src="data:image/png;base64,' + data + b'"/>' + tag + after


def not_handed_in(plan: Plan, report: Report, blocks: list[Block]) -> None:
    """表四 is a picture that did not come with the page."""
    blocks[place(blocks, "proceedings")[0]] = Text(MARK)
    drop(report, "proceedings")
    del report.editions["proceedings"]


def addressed(plan: Plan, page: bytes) -> bytes:
    """A picture elsewhere for its mark."""
    return page.replace(MARK.encode(), b'<img src="./W020240115389.png" width="620" height="180"/>')


RECIPES = (
    # 公主岭, 略阳, 东乡
    Recipe("2019-docx-old-edition-three-years-later", "docx", "raw_wps", 2022, OLD),
    # 洪泽区 2023
    Recipe("2021-html-new-disclosure-and-other-handling-in-one-row", "html", "hanweb", 2023, ("2021", "2019"), level="government"),
    Recipe("2019-html-old-disclosure-and-other-handling-in-three-rows", "html", "divs", 2021, ("2019", "2021")),
    # 张湾 2022
    Recipe(
        "2021-html-a-form-of-the-regions-own", "html", "ueditor", 2022, blocks=of_the_regions_own, issues=("no_tables",), status="failed"
    ),
    Recipe(
        "2021-xlsx-a-row-of-the-offices-own",
        "xlsx",
        "numbers",
        2021,
        tables=lambda plan, grids: row_added(plan, grids["disclosure"], 2021),
        # The form has all its rows, so the added one is only said.
        issues=("unknown_row_label disclosure",),
    ),
    Recipe(
        "2019-html-a-row-left-out",
        "html",
        "trs",
        2020,
        OLD,
        figures=nothing_in_the_row,
        tables=without_row("requests.not_processed.publication"),
        issues=("row_missing requests.not_processed.publication",),
    ),
    Recipe(
        "2021-html-heading-without-its-table",
        "html",
        "modern",
        blocks=without_table,
        issues=("table_missing proceedings",),
        status="partial",
    ),
    Recipe(
        "2021-html-table-in-a-picture-that-is-not-there",
        "html",
        "trs",
        blocks=not_handed_in,
        content=addressed,
        issues=("picture_missing", "table_missing proceedings"),
        status="partial",
    ),
    Recipe("2021-html-table-in-a-picture", "html", "trs", blocks=as_picture, content=shown),
    Recipe("2021-html-whole-report-in-a-layout-table", "html", "layout"),
    Recipe("2019-docx-whole-report-in-a-layout-table", "docx", "api_layout", 2020, OLD),
    Recipe("2021-html-page-of-nested-tables", "html", "nested", 2024),
    Recipe("2021-docx-outline-of-the-offices-own", "docx", "api_small", blocks=own_outline),
    Recipe("2021-html-outline-partly-the-offices-own", "html", "hanweb", blocks=partly_own_outline, issues=("section_missing",)),
)
