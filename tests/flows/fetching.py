"""A portal on loopback with a few short reports, and what tests of collecting ask and see of it."""

from collections.abc import Sequence
from datetime import date

from portal_server import Answer, Site, page

from extractors.listings.static_list import StaticList
from flows.archive import Attempt, AttemptLog, attempts
from flows.fetch import CollectResult, collect
from flows.manners import Limits
from flows.network import Network
from flows.portals import Portal
from flows.runs import finish, start
from flows.settings import Settings

HOST = "www.shili.example"
ROOT = f"http://{HOST}"
LIST = f"{ROOT}/nb/index.html"
DAY = date(2025, 2, 3)
LIMITS = Limits(max_bytes=60_000, connect_seconds=2, read_seconds=1, total_seconds=2, tries=3, backoff_seconds=0.01, retry_after_seconds=1)
BUSY_ERROR = "<html><head><title>出错了</title></head><body><p>您访问的页面不存在</p></body></html>"
CHALLENGE = "<html><head><script>document.cookie='a=1';location.reload()</script></head><body></body></html>"
SECTIONS = "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"


def report(agency: str, year: int, more: str = "") -> str:
    """A report's page, as short as one can be."""
    title = f"{agency}{year}年政府信息公开工作年度报告"
    sections = "".join(f"<h2>{heading}</h2><p>{agency}认真贯彻落实条例，做好政府信息公开工作。{more}</p>" for heading in SECTIONS)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{sections}</body></html>"


def listing(*links: tuple[str, str], more: str = "") -> str:
    """A list's page, links newest first."""
    return "<html><body><ul>" + "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links) + f"</ul>{more}</body></html>"


def link(year: int) -> tuple[str, str]:
    """The link to the finance bureau's report of a year."""
    return f"{year}.html", f"示例市财政局{year}年政府信息公开工作年度报告"


def sound() -> Site:
    """A portal with one list of three reports, all sound."""
    pages = {"/nb/index.html": page(listing(link(2023), link(2022), link(2021)))}
    return Site(pages | {f"/nb/{year}.html": page(report("示例市财政局", year)) for year in (2021, 2022, 2023)})


def portal(expect_min: int = 1, pager: str = "links", verified: bool = True, also_hosts: Sequence[str] = ()) -> Portal:
    """What is known of the portal."""
    return Portal.model_validate({
        "host": HOST, "name": "示例市", "kind": "static_list", "scheme": "http", "delay_seconds": 0, "also_hosts": also_hosts,
        "verified_on": DAY if verified else None, "lists": [StaticList(url=LIST, expect_min=expect_min, pager=pager).model_dump()],
    })  # fmt: skip


async def resolve(host: str, port: int) -> Sequence[str]:
    """A resolver that knows one name, which leads to a private address."""
    return {"files.shili.example": ["192.168.0.5"]}.get(host, [])


def run(settings: Settings, site: Site, run_id: str = "r1", of: Portal | None = None, limits: Limits = LIMITS) -> CollectResult:
    """One night's collecting from the portal."""
    network = Network(limits, resolve, {HOST: site.address})
    return collect(settings, run_id, [of or portal()], network=network)


def whole_run(settings: Settings, site: Site, run_id: str, of: Portal | None = None, limits: Limits = LIMITS) -> CollectResult:
    """A run with its started and finished lines."""
    with AttemptLog(settings, run_id) as log:
        start(settings, log, DAY)
        result = run(settings, site, run_id, of, limits)
        finish(log, DAY, {})
    return result


def only(settings: Settings, path: str) -> Attempt:
    """The one attempt that was made for a path."""
    [attempt] = [attempt for attempt in attempts(settings) if attempt.url == ROOT + path and attempt.kind != "alarm"]
    return attempt


def outcome_of(settings: Settings, site: Site, answer: Answer, name: str = "2021.html", of: Portal | None = None) -> Attempt:
    """The attempt for one linked document that answers so."""
    site.pages["/nb/index.html"] = page(listing((name, link(2021)[1])))
    site.pages[f"/nb/{name}"] = answer
    run(settings, site, of=of)
    return only(settings, f"/nb/{name}")
