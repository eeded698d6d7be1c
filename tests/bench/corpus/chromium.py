"""PDF as a browser prints it, from the same HTML."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import async_playwright

from tests.bench.corpus.html import DIALECTS, body
from tests.bench.corpus.model import Plan

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STYLES = ("trs", "layout", "divs", "modern", "wps", "word")
BORDERS = {"solid": "1px solid #000", "hairline": "0.3px solid #000", "dotted": "1px dotted #000", "grey": "1px solid #bbb", "none": "none"}


def printable(plan: Plan, dialect: str) -> str:
    """The document as a page to be printed."""
    look = plan.look
    font = "Noto Serif CJK SC" if look.serif else "Noto Sans CJK SC"
    paper = "A4 landscape" if look.landscape else "A4"
    rules = (
        f"@page{{size:{paper};margin:15mm}}body{{font-family:'{font}';font-size:{look.size}pt;margin:0}}"
        f"table table,body>table,div>table,article>table{{border-collapse:collapse!important;width:100%!important;margin:0!important}}"
        f"td,th{{border:{BORDERS[look.borders]}!important;font-size:{look.size - 1}pt;text-align:center}}"
        "table.side>tbody>tr>td{border:none!important;vertical-align:top}"
        "td,th{width:auto!important}p,div{margin:2px 0}"
        "span{font-family:inherit!important;font-size:inherit!important}"
    )
    shade = "th{background:#dce6f1}" if look.shaded else "th{font-weight:normal}"
    return f"<html><head><meta charset='utf-8'></head><body>{body(plan, DIALECTS[dialect])}<style>{rules}{shade}</style></body></html>"


def write(jobs: Iterable[tuple[str, Path]]) -> None:
    """Print pages to PDF files, one after the other in one browser."""
    asyncio.run(_write(list(jobs)))


async def _write(jobs: list[tuple[str, Path]]) -> None:
    if not jobs:
        return
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        page = await browser.new_page()
        for text, target in jobs:
            await page.set_content(text)
            await page.pdf(path=str(target), prefer_css_page_size=True, print_background=True)
        await browser.close()
