"""What a list's page says of its pages: which one it is, how many there are, and how many entries in all."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from extractors.listings.scripted_pager import pager_calls

_TAG = re.compile(r"<script\b.*?(?:</script>|\Z)|<style\b.*?(?:</style>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
# What is not closed goes to the end: else many such openings would each be followed there.
_OF = re.compile(r"(?:第|页次:?|条(?:记录)?|当前)\s*(\d{1,4})\s*页?\s*/\s*(?:共\s*)?(\d{1,4})|(?<![\d/])(\d{1,4})\s*/\s*(\d{1,4})\s*页")
_PAGES = re.compile(r"共\s*(\d{1,4})\s*页")
_ENTRIES = re.compile(r"共\s*(?:有|计)?\s*(\d{1,6})\s*(?:条|个?记录|篇|项)")
_CODE = re.compile(
    r"(?<![\w.$])(?:totalPages?|pageCount|totalpage|pagecount|countPage|nPageCount|page_count)[\"']?\s*[:=]\s*[\"']?(\d{1,4})(?!\d)[\"']?"
)
_BODA = re.compile(r"_simple_list_gotopage_fun\s*\(\s*(\d{1,4})\s*,")


@dataclass(frozen=True, slots=True)
class PagerSays:
    """``pages`` is None where nothing says how many there are; ``entries`` likewise. ``wording`` is where the number of pages was read."""

    pages: int | None
    entries: int | None
    wording: str = ""


def text_without_tags(page: str) -> str:
    """What a page shows, roughly: in a line, NFKC, without tags and scripts."""
    return " ".join(normalize("NFKC", _TAG.sub(" ", page).replace("&nbsp;", " ")).split())


def pager_says(page: str) -> PagerSays:
    """What the page prints of its pages (共86条 1/6, 第1页/共6页), else what a script in it says. ``ValueError`` where a script's call
    that says it is not understood."""
    text = text_without_tags(page)
    entries = _ENTRIES.search(text)
    pages, wording = _printed(text) or _scripted(page) or (None, "")
    return PagerSays(pages, int(entries[1]) if entries else None, wording)


def _printed(text: str) -> tuple[int, str] | None:
    for match in _OF.finditer(text):
        current, pages = match[1] or match[3], match[2] or match[4]
        if 1 <= int(current) <= int(pages):
            return int(pages), match[0].strip()
    found = _PAGES.search(text)
    return (int(found[1]), found[0]) if found else None


def _scripted(page: str) -> tuple[int, str] | None:
    for pattern in (_BODA, _CODE):
        if found := pattern.search(page):
            return int(found[1]), found[0].strip()
    calls = pager_calls(page)
    return (calls[0].pages, f'createPageHTML({calls[0].pages}, {calls[0].current}, "{calls[0].name}")') if calls else None
