"""Lists that come from a service and not with their page: how an answer, or the page that asks for it, tells which service it is."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from extractors.listings.json_search import parsed
from extractors.listings.looked_at import Looked, Recognised, braced
from extractors.listings.sitemap import locations

_DATAPROXY = re.compile(r"dataproxy\.jsp(?:\?([^\"'<>\]\s\\]*))?")
_PER_PAGE = re.compile(r"perpage[\"']?\s*[:=]\s*[\"']?(\d{1,3})", re.IGNORECASE)
_SID = re.compile(r"\bSID[\"']?\s*[:=]\s*[\"']?(\d+)")
_CHANNEL = re.compile(r"((?:/[\w-]{1,60}){0,6}/(?:common/search|searchList|search)/[0-9a-f]{16,40})(?:\?([^\"'\s<>]*))?")
_SITE_WORDS = re.compile(r"(?:/|_)(?:[a-z]*xxgknb|ndbg|gknb|nb|[a-z]*annualreport)(?:/|_\d*/)", re.IGNORECASE)
_NAMES = {
    "title": ("title", "docTitle", "doctitle", "name", "DOCTITLE"),
    "link": ("url", "link", "href", "docpuburl", "post_url", "DOCPUBURL", "docUrl"),
    "date": ("publishedTimeStr", "display_publish_time", "time", "date", "pubDate", "publishTime", "create_time", "docreltime"),
    "total": ("total", "totalCount", "count", "totalRecords", "recordCount"),
}
_PAGE_FIELDS = ("page", "pageNo", "pageNum", "pageIndex", "curPage", "currentPage", "p")
_SIZE_FIELDS = ("size", "pageSize", "_pageSize", "pagesize", "prepage", "perPage", "rows", "limit")


def sitemap(page: Looked) -> Recognised | None:
    """A sitemap; which of its addresses are reports' only their form can tell."""
    found = re.search(r"<(urlset|sitemapindex)\b", page.answer[:5000])
    if found is None:
        return None
    why = (f"its root is {found[1]}: a sitemap",)
    if page.reports:
        return Recognised({"kind": "sitemap", "url": page.url, "reports": list(page.reports)}, why, page.answer)
    guessed = _forms(page.answer)
    doubts = (f"that addresses of the form {', '.join(guessed)} are reports is a guess from their names",) if guessed else ()
    missing = "" if guessed else "say with --reports which addresses are reports', such as --reports '/info/1648/*.htm'"
    return Recognised({"kind": "sitemap", "url": page.url, "reports": guessed}, why, page.answer, doubts, missing)


def _forms(answer: str) -> list[str]:
    paths = (urlsplit(address).path for address in locations(answer))
    folders = (path.rpartition("/")[0] + "/*" for path in paths if _SITE_WORDS.search(path))
    return list(dict.fromkeys(folders))[:20]


def jcms_records(page: Looked) -> Recognised | None:
    """Hanweb's dataproxy.jsp: asked itself, or called by a column's page, which often holds the first records."""
    begin, end = page.answer.find("<datastore>"), page.answer.find("</datastore>")
    embedded = page.answer[begin : end + len("</datastore>")] if 0 <= begin < end else None
    calls = [match[1] or "" for match in _DATAPROXY.finditer(f"{page.url} {page.answer}".replace("&amp;", "&"))]
    if not calls:
        return None
    fields = dict(parse_qsl(max(calls, key=len), keep_blank_values=True))
    column = re.search(r"/col/col(\d+)/", page.url)
    if "columnid" not in fields and column:
        fields["columnid"] = column[1]
    unit = re.search(r"<div[^>]*\bid=[\"'](\d{4,12})[\"']", page.answer)
    if "unitid" not in fields and unit:
        fields["unitid"] = unit[1]
    kept = {name: value for name, value in fields.items() if name not in ("page", "startrecord", "endrecord", "perpage")}
    per_page = _PER_PAGE.search(page.answer) or _PER_PAGE.search(page.url)
    numbers = "startrecord={start}&endrecord={end}&perpage={per_page}"
    url = page.at(f"/module/web/jpage/dataproxy.jsp?{numbers}&{urlencode(kept)}").replace("%7B", "{").replace("%7D", "}")
    shown = page.url if column else page.at(f"/col/col{kept.get('columnid', '')}/index.html")
    table: dict[str, object] = {"kind": "jcms_records", "url": url, "shown_at": shown}
    table |= {"per_page": int(per_page[1]), "batch": 3 * int(per_page[1])} if per_page else {}
    lacking = [name for name in ("columnid", "unitid") if not kept.get(name)]
    missing = f"{' and '.join(lacking)} stand neither in the page nor in its address" if lacking else ""
    why = ["the page calls dataproxy.jsp: Hanweb jcms, records in XML"]
    why += ["the page holds the first records itself (datastore)"] if embedded else []
    return Recognised(table, tuple(why), embedded, missing=missing)


def guangdong_service(page: Looked) -> Recognised | None:
    """The Guangdong platform's catalogue, filled from ``/gkmlpt/api/all/COLUMN?page=&sid=``."""
    parts = urlsplit(page.url)
    sid = _SID.search(page.answer)
    if "/gkmlpt/" not in parts.path or parts.path.count("/api/") or sid is None:
        return None
    begin = page.url.split("/gkmlpt/")[0]
    column = parts.fragment if parts.fragment.isdecimal() else ""
    missing = (
        "" if column else "open the column of the annual reports in a browser and give its address with the number, …/gkmlpt/index#152"
    )
    table: dict[str, object] = {
        "kind": "json_search", "url": f"{begin}/gkmlpt/api/all/{column}?page={{page}}&sid={sid[1]}", "shown_at": page.url.partition("#")[0],
        "page_size": 100, "entries": "articles", "total": "total", "title": "title", "link": "url", "date": "display_publish_time",
    }  # fmt: skip
    why = (f"/gkmlpt/ and SID {sid[1]}: the Guangdong platform's catalogue, a JSON service", *([f"column {column}"] if column else []))
    return Recognised(table, why, missing=missing)


def channel_service(page: Looked) -> Recognised | None:
    """A column with a name of hexadecimal digits whose list is asked from a search service, ``…/search/HEX?_isAgg=&_pageSize=``."""
    call = _CHANNEL.search(page.answer)
    if call is None or not re.search(r"_isAgg|_isJson|_pageSize", page.answer):
        return None
    size = re.search(r"_pageSize=(\d{1,3})", page.answer)
    query = "_isAgg=true&_isJson=true&_pageSize={size}&_template=index&_rangeTimeGte=&_channelName=&page={page}"
    table: dict[str, object] = {
        "kind": "json_search", "url": page.at(f"{call[1]}?{query}"), "shown_at": page.url, "page_size": int(size[1]) if size else 20,
        "entries": "data.results", "total": "data.total", "title": "title", "link": "url", "date": "publishedTimeStr",
    }  # fmt: skip
    return Recognised(table, (f"a script asks {call[1]} with _isAgg and _pageSize: a column's JSON service",))


def json_answer(page: Looked) -> Recognised | None:
    """An answer in JSON: where in it the entries are, and under which names."""
    try:
        data = parsed(page.answer)
    except ValueError:
        return None
    found = next(
        ((path, entries) for path, entries in _lists(data, "") if _named(entries[0], "title") and _named(entries[0], "link")), None
    )
    if found is None:
        return None
    path, entries = found
    number = next((name for name in _PAGE_FIELDS if name in page.query), None)
    size = next((name for name in _SIZE_FIELDS if name in page.query), None)
    page_size, doubts = _page_size(page, size, len(entries))
    names = {what: _named(entries[0], what) for what in ("title", "link", "date")}
    url = braced(page.url, **({"page": number} if number else {}), **({"size": size} if size else {}))
    table: dict[str, object] = {"kind": "json_search", "url": url, "shown_at": page.at("/"), "page_size": page_size, "entries": path}
    table |= names | {"total": _total_path(data, path)} | ({"first_page": 0} if number and page.query[number] == "0" else {})
    missing = "" if number else "no field of the address is the number of the page; give the address that has it"
    why = f"the answer is JSON with {len(entries)} entries at {path or 'its root'}, each with {names['title']} and {names['link']}"
    doubts += (f"shown_at is set to {page.at('/')}; the page on which people see the list would be better",)
    return Recognised(table, (why,), page.answer, doubts, missing)


def _page_size(page: Looked, field: str | None, count: int) -> tuple[int, tuple[str, ...]]:
    declared = page.query.get(field or "", "")
    if declared.isdecimal() and int(declared):
        return int(declared), ()
    if "/gkmlpt/" in page.url:
        return 100, ()
    return count, (f"page_size is set to {count}, the entries of this answer; if it is the last one, a full one holds more",)


def _lists(data: object, path: str) -> Iterator[tuple[str, list[dict[str, object]]]]:
    if isinstance(data, list) and data and all(isinstance(one, dict) for one in data):
        yield path, data
    for name, inner in data.items() if isinstance(data, dict) else ():
        yield from _lists(inner, f"{path}.{name}" if path else name)


def _named(entry: dict[str, object], what: str) -> str:
    return next((name for name in _NAMES[what] if entry.get(name) not in (None, "")), "")


def _total_path(data: object, path: str) -> str:
    """Where the number of entries stands: beside the entries, else empty."""
    above = path.split(".")[:-1]
    for name in above:
        data = data[name] if isinstance(data, dict) else None
    total = _named(data, "total") if isinstance(data, dict) else ""
    return ".".join([*above, total]) if total else ""
