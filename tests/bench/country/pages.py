"""What the hosts of the country show: lists of every kind, reports, and pages that are none."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.bench.country.plan import Entry, Host

_SAMPLE = Path(__file__).resolve().parents[3] / "data/samples/shili/site/zwgk/202301/t20230112_1024.html"
CHALLENGE = "<html><head><script>document.cookie='a=1';location.reload()</script></head><body></body></html>"
ERROR_PAGE = "<html><head><title>出错了</title></head><body><p>您访问的页面不存在或已删除</p></body></html>"
LIST = "/zwgk/zfxxgk/zfxxgknb/index.html"
SEARCH = "/irs/front/search"
RECORDS = "/module/jslib/jquery/jpage/dataproxy.jsp"


@cache
def _sample() -> str:
    return _SAMPLE.read_text(encoding="utf-8")


def report(entry: Entry, corrected: bool) -> str:
    """The page of a report, with the three tables; a corrected one says so."""
    page = _sample().replace("示例市教育局", entry.agency).replace("2023", "NEXT").replace("2022", str(entry.year))
    page = page.replace("NEXT-01-12", f"{entry.published}").replace("NEXT", str(entry.year + 1))
    page = page.replace("示例市", entry.agency[:3])
    return page.replace("<h2>一、", "<p>更正说明：本报告文字有一处更正。</p><h2>一、") if corrected else page


def carrier(entry: Entry, framed: bool) -> str:
    """A page that only carries the report, as a file attached or in a viewer's frame."""
    file = (
        f'<iframe src="/js/pdfjs/web/viewer.html?file={entry.file}"></iframe>'
        if framed
        else f'<p>附件：<a href="{entry.file}">下载</a></p>'
    )
    title = f"{entry.agency}{entry.year}年政府信息公开工作年度报告"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>发布日期：{entry.published}</p>{file}</body></html>"


def look_alike(entry: Entry) -> str:
    """A page that explains a report and is none."""
    text = f"{entry.agency}近日发布年度报告。为便于公众了解，现就主要内容解读如下：全年主动公开信息稳步增长。"
    return f"<html><head><title>{entry.text}</title></head><body><h1>{entry.text}</h1><p>{text * 3}</p></body></html>"


def listing(host: Host, target: str, shown: list[Entry]) -> str | None:
    """The answer of the host's list, None where the target is no part of it."""
    parts = urlsplit(target)
    if host.kind == "json_search":
        return _search(host, parse_qs(parts.query), shown) if parts.path == SEARCH else None
    if host.kind == "jcms_records":
        return _records(parse_qs(parts.query), shown) if parts.path == RECORDS else None
    if host.kind in ("jcms_annual", "address_list"):
        return None
    pages = max(1, -(-len(shown) // host.page_size))
    number = next((number for number in range(pages) if parts.path == _page(number)), None)
    return None if number is None else _page_of(host, shown, number, pages)


def _page(number: int) -> str:
    return LIST if number == 0 else LIST.replace("index.", f"index_{number}.")


def _page_of(host: Host, shown: list[Entry], number: int, pages: int) -> str:
    items = "".join(_item(entry) for entry in shown[number * host.page_size : (number + 1) * host.page_size])
    near = range(max(0, number - 3), min(pages, number + 4))
    pager = "".join(f'<a href="{_page(one).rpartition("/")[2]}">{one + 1}</a>' for one in near if one != number)
    if host.kind == "trs_pager":
        pager = f'<script>createPageHTML({pages}, {number}, "index", "html");</script>'
    elif host.kind == "numbered":
        pager = ""
    top = '<a href="/index.html">首页</a><a href="/zwgk/zfxxgk/zfxxgknb/index.html">政府信息公开年报</a>'
    return f"<html><head><title>政府信息公开年报</title></head><body><div>{top}</div><ul>{items}</ul><div>{pager}</div></body></html>"


def _item(entry: Entry) -> str:
    return f'<li><a href="{entry.path}" title="{entry.text}">{entry.text}</a><span>{entry.published}</span></li>\n'


def _search(host: Host, query: dict[str, list[str]], shown: list[Entry]) -> str:
    number, size = int(query["page"][0]), int(query["size"][0])
    batch = shown[(number - 1) * size : number * size]
    rows = [{"title": entry.text, "url": f"http://{host.name}{entry.path}", "pubDate": _stamp(entry)} for entry in batch]
    return json.dumps({"code": 200, "data": {"total": len(shown), "list": rows}}, ensure_ascii=False)


def _stamp(entry: Entry) -> str:
    return f"{datetime.combine(entry.published, datetime.min.time()):%Y-%m-%d %H:%M:%S}"


def _records(query: dict[str, list[str]], shown: list[Entry]) -> str:
    batch = shown[int(query["startrecord"][0]) - 1 : int(query["endrecord"][0])]
    records = "".join(f"<record><![CDATA[{_item(entry)}]]></record>" for entry in batch)
    head = f"<totalrecord>{len(shown)}</totalrecord><totalpage>{-(-len(shown) // 10)}</totalpage>"
    return f"<datastore>{head}<recordset>{records}</recordset></datastore>"
