"""Of which kind a list is, told from one answer: the tests, one after the other, the surest first."""

import re
from collections.abc import Callable

from extractors.listings import recognise_pages as pages
from extractors.listings import recognise_services as services
from extractors.listings import recognise_years as years
from extractors.listings.looked_at import Looked, Recognised
from extractors.listings.pager import text_without_tags

Test = Callable[[Looked], Recognised | None]
TESTS: dict[str, Test] = {
    "a sitemap (urlset, sitemapindex)": services.sitemap,
    "an answer in JSON whose entries have titles and addresses": services.json_answer,
    "a call of dataproxy.jsp (Hanweb jcms)": services.jcms_records,
    "the Guangdong platform's catalogue (/gkmlpt/ with a SID)": services.guangdong_service,
    "a script that asks a column's search service (_isAgg, _pageSize)": services.channel_service,
    "a pager that sends the page's form (__doPostBack, __VIEWSTATE)": pages.postback,
    "results of the portal's own search (an address with the name of an organ)": pages.search_results,
    "addresses with the code of an organ and a year (xxgkAnnualReport.jsp, public/column)": pages.annual,
    "a pager built by createPageHTML (TRS)": pages.trs_pager,
    "addresses of a known make (/info/, post_, 32 hexadecimal digits, xxgk-show, /public/)": pages.family,
    "a tree of years whose links name organs": years.year_tree,
    "links that speak of a report in the page itself": pages.plain,
}
_ASKS = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\(|axios[.(]|\bfetch\(|XMLHttpRequest|new Vue\(|createApp\(|layui\.|list2\.trsapi|was5/web"
)
_ADDRESS_IN_SCRIPT = re.compile(r"url\s*:\s*[\"']([^\"'\s]{3,200})[\"']|(?:get|post|fetch|getJSON)\(\s*[\"']([^\"'\s]{3,200})[\"']")


def recognise(page: Looked) -> Recognised | None:
    """What the page is, None where no test knows it. ``ValueError`` where something of the page is not understood."""
    return next((found for test in TESTS.values() if (found := test(page)) is not None), None)


def seen(page: Looked) -> list[str]:
    """What a page holds that nothing recognised, for a person to go on with."""
    title = re.search(r"<title[^>]*>([^<]{1,200})", page.answer, re.IGNORECASE)
    words = len("".join(text_without_tags(page.answer).split()))
    lines = [f"title: {' '.join(title[1].split()) or '(empty)'}" if title else "no title", f"{words} characters of text"]
    lines.append(f"{len(page.anchors)} links, of which {len(page.links)} speak of a report")
    lines += scripts(page)
    return lines


def scripts(page: Looked) -> list[str]:
    """What in a page asks for further data, which this program does not run."""
    calls = list(dict.fromkeys(match[0].strip("(") for match in _ASKS.finditer(page.answer)))
    asked = list(dict.fromkeys(match[1] or match[2] for match in _ADDRESS_IN_SCRIPT.finditer(page.answer)))
    lines = [f"scripts that ask for data: {', '.join(calls[:5])}"] if calls else []
    return lines + [f"addresses in scripts: {', '.join(asked[:5])}"] * bool(asked)
