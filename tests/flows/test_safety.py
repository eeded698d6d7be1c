"""Manners kept and hosts that mean harm: each is ended by a limit, and the limit is named."""

import time
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fetching import DAY, HOST, LIMITS, LIST, ROOT, link, listing, only, report, whole_run
from portal_server import Site, certificate, endless, page, serving, status

from extractors.listings.page import Link
from extractors.listings.static_list import StaticList
from flows.archive import AttemptLog, attempts, load, object_path
from flows.bodies import IN_MEMORY, Body, BrokenBody, TooLarge
from flows.expectations import no_news
from flows.fetch import CollectResult, collect
from flows.manners import Limits, gates
from flows.network import Network
from flows.portals import Portal
from flows.runs import start
from flows.settings import Settings
from flows.transport import exceptions_of

YEARS = range(2010, 2024)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, contact="https://operator.example/", as_of=DAY)


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal with one list of three reports, all sound."""
    pages = {"/nb/index.html": page(listing(link(2023), link(2022), link(2021)))}
    pages |= {f"/nb/{year}.html": page(report("示例市财政局", year)) for year in YEARS}
    with serving(Site(pages)) as served:
        yield served


def portal(scheme: str = "http", **more: Any) -> Portal:
    source = StaticList(url=LIST.replace("http:", f"{scheme}:"), pager=more.pop("pager", "links"), news_by="")
    known = {"host": HOST, "name": "示例市", "kind": "static_list", "scheme": scheme, "delay_seconds": 0, "verified_on": DAY}
    return Portal.model_validate({**known, "lists": [source.model_dump()], **more})


async def _nowhere(host: str, port: int) -> Sequence[str]:
    return []


def run(settings: Settings, site: Site, of: Portal, run_id: str = "r1", limits: Limits = LIMITS) -> CollectResult:
    return collect(settings, run_id, [of], network=Network(limits, _nowhere, {HOST: site.address}))


def test_a_host_is_asked_one_request_at_a_time_and_no_oftener_than_its_file_says(settings: Settings, site: Site) -> None:
    run(settings, site, portal(delay_seconds=0.2))
    times = [asked.at for asked in site.asked]
    assert len(times) == 5
    # Not gap by gap: one that a busy machine delayed makes the next gap shorter.
    assert times[-1] - times[0] > 3 * 0.2
    [gate] = gates([Portal.model_validate(portal().model_dump() | {"delay_seconds": 2.0})]).values()
    assert (gate.concurrency, gate.delay) == (1, 2.0)
    assert Portal.model_fields["delay_seconds"].default == 2.0


def test_the_delay_of_robots_txt_holds_from_the_next_request_on(settings: Settings, site: Site) -> None:
    site.pages["/robots.txt"] = page("User-agent: *\nCrawl-delay: 0.3\n", "text/plain")
    run(settings, site, portal())
    assert site.asked[-1].at - site.asked[0].at > 3 * 0.3


def test_where_two_portals_share_a_host_the_stricter_file_holds() -> None:
    one = portal(delay_seconds=3, concurrency=4, requests_per_night=100, tls_exceptions=["name", "legacy"])
    other = portal(delay_seconds=5, concurrency=2, requests_per_night=900, tls_exceptions=["legacy"])
    gate = gates([one, other])[HOST]
    assert (gate.delay, gate.concurrency, gate.budget) == (5, 2, 100)
    assert exceptions_of([one, other]) == {HOST: frozenset({"legacy"})}


def test_a_night_asks_no_more_than_its_budget_and_the_next_goes_on_where_it_stopped(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(*(link(year) for year in reversed(YEARS))))
    sparing = portal(requests_per_night=10)
    first = run(settings, site, sparing)
    assert len(site.asked) == 10
    assert (first.found, first.fetched, first.postponed) == (14, 8, 6)
    assert [(alarm.severity, "10 requests a night" in alarm.message) for alarm in first.alarms] == [("error", True)]
    left = [attempt.url for attempt in attempts(settings) if attempt.kind == "document" and attempt.outcome is None]
    assert left == [f"{ROOT}/nb/{year}.html" for year in range(2018, 2024)]
    site.asked.clear()
    second = run(settings, site, sparing, "r2")
    assert (second.fetched, second.unchanged, second.postponed) == (6, 2, 6)
    assert [alarm.severity for alarm in second.alarms] == ["warning"]
    assert [asked.path for asked in site.asked][2:8] == [f"/nb/{year}.html" for year in range(2018, 2024)]


def test_a_budget_is_that_of_the_night_however_often_the_run_is_begun_anew(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(*(link(year) for year in reversed(YEARS))))
    for run_id in ("r1", "r2", "r3"):
        with AttemptLog(settings, run_id) as log:
            start(settings, log, DAY)
        run(settings, site, portal(requests_per_night=10), run_id)
    assert len(site.asked) == 10


def test_the_bytes_of_a_night_are_counted(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(*(link(year) for year in reversed(YEARS))))
    for year in YEARS:
        site.pages[f"/nb/{year}.html"] = page(report("示例市财政局", year) + "<!--" + "x" * 400_000 + "-->")
    result = run(settings, site, portal(megabytes_per_night=1), limits=Limits(max_bytes=10**6))
    assert (result.fetched, result.postponed) == (3, 11)
    assert "1 megabytes a night" in result.errors[0].message


@pytest.mark.parametrize("size", [1_000_000, 200_000])
def test_endless_headers_are_too_large(settings: Settings, site: Site, size: int) -> None:
    site.pages["/nb/2021.html"] = status(200, b"x", X_Long="x" * size)
    run(settings, site, portal())
    assert only(settings, "/nb/2021.html").outcome == "too_large"
    assert "headers" in (only(settings, "/nb/2021.html").note or "")
    assert site.paths().count("/nb/2021.html") == 1


def test_a_stream_without_end_costs_no_memory(settings: Settings, site: Site) -> None:
    site.pages["/nb/2021.html"] = endless(b"x" * 65536)
    result = run(settings, site, portal(), limits=Limits(max_bytes=30 * IN_MEMORY))
    assert result.too_large == 1
    assert str(30 * IN_MEMORY) in (only(settings, "/nb/2021.html").note or "")


@pytest.mark.parametrize("exceptions", [[], ["name"], ["legacy"]])
def test_a_certificate_that_is_not_in_order_ends_the_connection(tmp_path: Path, settings: Settings, exceptions: list[str]) -> None:
    with serving(Site(), certificate(tmp_path, "other.example")) as site:
        result = run(settings, site, portal("https", tls_exceptions=exceptions))
    [attempt] = [one for one in attempts(settings) if one.kind == "robots"]
    assert (attempt.outcome, site.asked) == ("unreachable", [])
    assert "TLS: self-signed certificate" in (attempt.note or "")
    assert "tls_exceptions in the portal's file" in result.errors[0].message


def test_a_declared_exception_lets_the_connection_be_and_is_shown_with_every_attempt(tmp_path: Path, settings: Settings) -> None:
    pages = {"/nb/index.html": page(listing(link(2021))), "/nb/2021.html": page(report("示例市财政局", 2021))}
    with serving(Site(pages), certificate(tmp_path, "other.example")) as site:
        result = run(settings, site, portal("https", tls_exceptions=["certificate"]))
    assert (result.fetched, result.alarms) == (1, [])
    assert {attempt.tls for attempt in attempts(settings)} == {"certificate"}


@pytest.mark.parametrize(
    "href",
    ["../../../../etc/passwd.pdf", "/nb/..%2f..%2f..%2fpasswd.pdf", "/nb/%2e%2e%5c%2e%2e%5cpasswd.pdf", "/nb/a%00b.pdf", "/nb/%0aX.pdf"],
)
def test_a_name_that_means_a_folder_is_only_a_name(settings: Settings, site: Site, href: str) -> None:
    content = b"%PDF-1.7\n1 0 obj\n"
    site.pages["/nb/index.html"] = page(listing((href, link(2021)[1])))
    before = {path for path in settings.data.parent.rglob("*") if settings.data not in path.parents}
    for path in ("/etc/passwd.pdf", href):
        site.pages[path] = page(content, "application/pdf", Content_Disposition='attachment; filename="../../../passwd.pdf"')
    result = run(settings, site, portal())
    assert result.fetched == 1
    [attempt] = [one for one in attempts(settings) if one.kind == "document"]
    assert "/" not in (attempt.name or "")
    assert object_path(settings, attempt.sha256 or "").is_file()
    assert {path for path in settings.data.parent.rglob("*") if settings.data not in path.parents} == before


def test_a_list_without_end_ends(settings: Settings, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.discover.MAX_PAGES", 12)
    for number in range(1, 40):
        site.pages[f"/nb/index_{number}.html"] = page(listing((f"{number}/a.html", f"示例市财政局{1980 + number}年年度报告")))
    result = run(settings, site, portal(pager="numbered", requests_per_night=14))
    assert [alarm for alarm in result.errors if "12 pages" in alarm.message]
    assert len([path for path in site.paths() if "index" in path]) == 12


def test_a_challenge_of_a_list_is_kept_as_a_sample(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.pages["/nb/index.html"] = page(b"<html><script>document.cookie='a=1';location.reload()</script></html>")
    whole_run(settings, site, "r2")
    attempt = [one for one in attempts(settings) if one.url == LIST and one.kind == "listing"][-1]
    assert attempt.outcome == "refused"
    assert b"location.reload" in load(settings, attempt.sha256 or "")


def test_alarms_are_lines_of_the_log(settings: Settings, site: Site) -> None:
    whole_run(settings, site, "r1")
    site.pages["/nb/2022.html"] = page("<html><body><p>您访问的页面不存在</p></body></html>")
    whole_run(settings, site, "r2")
    [alarm] = [one for one in attempts(settings) if one.kind == "alarm"]
    assert (alarm.portal, alarm.severity, alarm.url, alarm.run_id) == (HOST, "warning", f"{ROOT}/nb/2022.html", "r2")
    assert load(settings, alarm.before or "") == report("示例市财政局", 2022).encode()


def _body(coding: str, *chunks: bytes, limit: int = 10 * IN_MEMORY) -> bytes:
    with Body(coding, limit) as body:
        for chunk in chunks:
            body.add(chunk)
        return body.whole().take()


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(content) + packer.flush()


def test_bodies_of_several_members_are_whole() -> None:
    packed = _gzip(b"a" * 1000) + _gzip(b"b" * 1000) + b"\0\0\0"
    for size in (1, 7, len(packed)):
        assert _body("gzip", *(packed[at : at + size] for at in range(0, len(packed), size))) == b"a" * 1000 + b"b" * 1000
    assert _body("deflate", zlib.compress(b"c")) == b"c"


def test_large_bodies_lie_on_disk() -> None:
    assert len(_body("", b"x" * (5 * IN_MEMORY))) == 5 * IN_MEMORY


def test_a_bomb_is_defused_piece_by_piece() -> None:
    began = time.monotonic()
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(bytes(IN_MEMORY)) for _ in range(200)) + packer.flush()
    with pytest.raises(TooLarge, match=str(IN_MEMORY)):
        _body("gzip", bomb, limit=IN_MEMORY)
    with pytest.raises(TooLarge, match=str(IN_MEMORY)):
        _body("gzip", *(_gzip(b"x" * 1000) for _ in range(2000)), limit=IN_MEMORY)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(("coding", "content"), [("br", b"x"), ("gzip", b"not gzip"), ("gzip", _gzip(b"x" * 100)[:-9])])
def test_bodies_that_are_not_what_they_say_are_broken(coding: str, content: bytes) -> None:
    with pytest.raises(BrokenBody):
        _body(coding, content)


def _links(*years: int) -> list[Link]:
    return [Link(f"{ROOT}/nb/{year}.html", link(year)[1]) for year in years]


@pytest.mark.parametrize(
    ("day", "news_by", "years", "alarmed"),
    [
        (date(2026, 4, 1), "03-31", [2024, 2023], True), (date(2026, 4, 1), "03-31", [2025, 2024], False),
        (date(2026, 3, 31), "03-31", [2024], False), (date(2026, 8, 1), "03-31", [2024], False),
        (date(2026, 2, 1), "01-31", [2024], True), (date(2026, 2, 1), "03-31", [2024], False), (date(2026, 4, 1), "", [2024], False),
    ],
)  # fmt: skip
def test_no_news_is_an_alarm_in_season_only(day: date, news_by: str, years: list[int], alarmed: bool) -> None:
    source = StaticList(url=LIST, news_by=news_by)
    found = no_news(portal(), source, _links(*years), day, None)
    assert [alarm.severity for alarm in found] == (["error"] if alarmed else [])


def test_links_without_year_and_date_are_news_by_when_they_came() -> None:
    source, silent = StaticList(url=LIST), [Link(f"{ROOT}/nb/a.html", "年度报告")]
    came = datetime(2026, 1, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert no_news(portal(), source, silent, date(2026, 4, 1), came) == []
    assert no_news(portal(), source, silent, date(2026, 4, 1), came.replace(year=2025)) != []


def _carrier(body: str) -> str:
    title = link(2021)[1]
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        '<p><a href="/files/1.pdf">附件</a></p>', '<iframe src="/pdfjs/web/viewer.html?file=/files/1.pdf"></iframe>',
        '<embed src="../files/1.pdf">', '<object data="/files/1.pdf#page=1"></object><a href="/files/1.pdf">下载</a>',
        '<a href="/files/0.pdf">公开指南</a><a href="/files/1.pdf">示例市财政局2021年政府信息公开工作年度报告.pdf</a>',
    ],
)  # fmt: skip
def test_the_file_that_a_page_carries_is_fetched_and_asked_for_conditionally(settings: Settings, site: Site, body: str) -> None:
    site.pages["/nb/index.html"] = page(listing(link(2021)))
    site.pages |= {"/nb/2021.html": page(_carrier(body)), "/files/1.pdf": page(b"%PDF-1.7\n1 0 obj\n", "application/pdf")}
    first = whole_run(settings, site, "r1", portal())
    assert (first.found, first.fetched, first.in_review, first.alarms) == (2, 1, 0, [])
    attempt = only(settings, "/files/1.pdf")
    assert (attempt.outcome, attempt.role, attempt.listing_url, attempt.link_text) == (
        "new",
        "attachment",
        f"{ROOT}/nb/2021.html",
        link(2021)[1],
    )
    site.asked.clear()
    second = whole_run(settings, site, "r2", portal())
    assert (second.found, second.unchanged) == (2, 1)
    assert [asked.conditional for asked in site.asked if asked.path != "/robots.txt"] == [True, True, True]


@pytest.mark.parametrize("address", ["http://copycat.example/1.pdf", "http://10.0.0.1/1.pdf", "http://169.254.169.254/1.pdf"])
def test_files_that_stand_off_the_portal_are_not_fetched(settings: Settings, site: Site, address: str) -> None:
    site.pages["/nb/index.html"] = page(listing(link(2021)))
    site.pages["/nb/2021.html"] = page(_carrier(f'<iframe src="{address}"></iframe>'))
    assert run(settings, site, portal()).off_site == 1


def test_files_beside_a_whole_report_or_an_explanation_are_left_alone(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(("2021.html", link(2021)[1] + "解读")))
    site.pages["/nb/2021.html"] = page(_carrier('<a href="/files/1.pdf">附件</a>'))
    run(settings, site, portal())
    assert "/files/1.pdf" not in site.paths()


def test_a_place_where_no_report_stands_is_no_loss(settings: Settings, site: Site) -> None:
    places = {"kind": "jcms_annual", "url": f"{ROOT}/xxgk?area={{area}}&fbtime={{year}}", "areas": {"A": ""}, "first_year": 2021}
    known = {"host": HOST, "name": "示例市", "kind": "jcms_annual", "scheme": "http", "delay_seconds": 0, "verified_on": DAY}
    site.pages["/xxgk?area=A&fbtime=2023"] = page(report("示例市财政局", 2023))
    result = run(settings, site, Portal.model_validate({**known, "lists": [places | {"news_by": ""}]}))
    assert (result.found, result.fetched, result.unreachable, result.alarms) == (1, 1, 0, [])
