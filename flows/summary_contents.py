"""What a regional summary consists of: its files by name, and what each is made from."""

from collections.abc import Callable

from extractors.forms import Forms
from flows.summary_data import Region
from flows.summary_docx import circular
from flows.summary_html import agency_page, environment, index_page, internal_page, show_organs
from flows.summary_trends import charts, consolidated, outcomes
from flows.summary_xlsx import summary_workbook, waiting_workbook


def contents(region: Region, forms: Forms) -> dict[str, Callable[[], bytes]]:
    """The files of a summary by their name in its folder, each made when it is asked for."""
    show_organs(region)
    made = environment()
    totals = region.ask("member_totals", government_id=region.region["government_id"])
    own = region.ask("own_totals", agency_id=region.region["government_id"])
    tables, shares = consolidated(region, forms), outcomes(totals, region.year, forms)
    pictures, trends = charts(region, totals, own, forms)
    pages: dict[str, Callable[[], bytes]] = {
        "index.html": lambda: index_page(made, region, tables, shares, pictures, trends).encode(),
        "汇总表.xlsx": lambda: summary_workbook(region, tables),
        "通报（代拟稿）.docx": lambda: circular(made, region, tables, shares, trends),
        "待核实清单.xlsx": lambda: waiting_workbook(region),
        "待核实清单（内部）.html": lambda: internal_page(made, region).encode(),
    }
    for organ in region.organs:
        pages[f"agencies/{organ['agency_id']}.html"] = lambda organ=organ: agency_page(made, region, organ, forms).encode()  # type: ignore[misc]
    return pages
