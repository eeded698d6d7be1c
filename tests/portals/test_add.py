"""A list's address, or its saved page, becomes a portal's file: the kind and why, links with organ and year, and what is unsure."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from extractors.listings.looked_at import Looked
from extractors.listings.recognise import recognise
from flows import portal_add
from flows.cli import app
from flows.fetch import collect
from flows.judge import text_of
from flows.manners import Gate, Limits
from flows.network import Network
from flows.portals import load_portals, read_portal
from flows.roster import load_roster
from flows.settings import Settings, shipped
from tests.flows.portal_server import Answer, Handler, Site, page, serving, status
from tests.portals.adding import CASES, HERE, Case, folder, path_of, report, saved, site_of

DAY = "2025-02-03"
LIMITS = Limits(connect_seconds=2, read_seconds=2, total_seconds=4, backoff_seconds=0.01)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def now(self: Gate) -> None:
        return None

    monkeypatch.setattr(Gate, "wait", now)
    monkeypatch.setenv("GONGKAI_AS_OF", DAY)
    monkeypatch.setenv("GONGKAI_CONTACT", "https://operator.example/")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return folder(tmp_path / "data")


def add(data: Path, *arguments: str, answer: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["portals", "add", "--data", str(data), *arguments], input=answer)
    return done.exit_code, done.output


def local(monkeypatch: pytest.MonkeyPatch, site: Site, *hosts: str) -> None:
    monkeypatch.setattr(portal_add, "Network", lambda: Network(LIMITS, _nobody, dict.fromkeys(hosts, site.address)))


async def _nobody(host: str, port: int) -> list[str]:
    raise OSError(f"{host} is not to be resolved")


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def site(case: Case) -> Iterator[Site]:
    with serving(site_of(case)) as served:
        yield served


def test_a_listing_of_every_kind_is_recognised_for_a_reason(case: Case) -> None:
    answer = text_of((HERE / case.file).read_bytes(), {})
    found = recognise(Looked(answer, case.url, ("/info/1648/*.htm",)))
    assert found is not None
    assert found.table["kind"] == case.kind
    assert case.why in " ".join(found.why)
    assert found.table | case.fields == found.table


def test_from_an_address_to_collected_reports(case: Case, site: Site, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = urlsplit(case.url).hostname or ""
    local(monkeypatch, site, host)
    _serve_reports(case, site)
    code, said = add(data, case.url, "--yes", "--add-agencies", "--verified", *case.options)
    assert code == 0, said
    assert case.why in " ".join(said.split())
    portal = next(one for one in load_portals(Settings(data=data)) if one.host == host)
    assert (portal.verified_on is not None, portal.lists[0].kind) == (True, case.kind)
    for path, name, year in case.rows:
        assert path in said
        assert name is None or name in said
        assert year is None or f" {year} " in said
    assert ("was asked:" in said) == bool(case.further or case.kind == "site_search"), said
    settings = Settings(data=data, contact="https://operator.example/", as_of=DAY)
    site.asked.clear()
    result = collect(settings, "r1", [portal], network=Network(LIMITS, _nobody, {host: site.address}))
    asked = site.paths()
    assert [path for path, _, _ in case.rows if path not in asked] == []
    assert [path for path in case.further if path not in asked] == []
    assert result.fetched + result.in_review >= len(case.rows) + (len(case.further) if case.further else 0)
    assert [alarm.message for alarm in result.alarms if alarm.severity == "error"] == []
    roster = load_roster(settings)
    strangers = [name for _, name, year in case.rows if name and roster.identify(name, year)[0] is None]
    assert strangers == []


def _serve_reports(case: Case, site: Site) -> None:
    """The reports behind the links, and further pages of which each brings one more."""
    for path, name, year in case.rows:
        site.pages[path] = page(report(name or "示例县公安局", year or 2022))
    for number, path in enumerate(case.further):
        site.pages[path] = page(_one_more(number, path, len(case.further)))
        site.pages[f"/more{number}.html"] = page(report(f"示例县第{number}水务局", 2019))
    if case.kind == "postback":

        def turned(handler: Handler, fields: dict[str, str]) -> None:
            assert fields["__VIEWSTATE"]
            number = int(fields["__EVENTARGUMENT"])
            content = _one_more(number - 2, "", 2)
            pager = f"<a href=\"javascript:__doPostBack('AspNetPager1','{number + 1}')\">{number + 1}</a>" if number < 3 else ""
            form = f'<form method="post"><input type="hidden" name="__VIEWSTATE" value="/w{number}">{content}{pager}</form>'
            handler.send(200, f"<html><body>{form}</body></html>".encode(), {"Content-Type": "text/html"})

        site.forms[path_of(case.url)] = turned
    if case.kind == "site_search":
        site.pages[path_of(case.url).replace("&p=1", "&p=2")] = page("<html><body><p>没有更多结果</p></body></html>")


def _one_more(number: int, path: str, pages: int) -> str:
    said = f"<div>共9条 {number + 2}/{pages + 1}</div>" if path.endswith(".htm") else ""
    link = f'<li><a href="/more{number}.html">示例县第{number}水务局2019年政府信息公开工作年度报告</a></li>'
    call = f'<script>createPageHTML({pages + 1}, {number + 1}, "index", "html")</script>' if "index_" in path and "ndbg" in path else ""
    return f"<html><body><ul>{link}</ul>{said}{call}</body></html>"


def test_a_saved_page_asks_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_add, "asking", None)
    boda = CASES["boda"]
    code, said = add(data, boda.url, "--page", str(HERE / boda.file), answer="y\ny\nn\n")
    assert code == 0, said
    portal = read_portal(data / "portals" / "www.shili.example.toml")
    assert portal.verified_on is None
    assert "not verified yet" in said
    assert "990121-office" in load_roster(Settings(data=data)).by_id


def test_nothing_is_written_without_a_yes(data: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    boda = CASES["boda"]
    assert add(data, boda.url, "--page", str(HERE / boda.file), answer="n\n")[0] == 1
    assert add(data, boda.url, "--page", str(HERE / boda.file))[0] == 1
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_an_existing_file_is_only_added_to(data: Path) -> None:
    path = data / "portals" / "www.shili.example.toml"
    text = (
        'host = "www.shili.example" # ours\nname = "示例"\nkind = "static_list"\nscheme = "http"\nverified_on = 2025-01-01\n\n'
        '[[lists]]\nurl = "http://www.shili.example/a/"\n'
    )
    path.write_text(text, encoding="utf-8")
    boda = CASES["boda"]
    code, said = add(data, boda.url, "--page", str(HERE / boda.file), answer="y\nn\n")
    assert code == 0, said
    assert "the portal is verified, so the next run asks the new list" in said
    assert path.read_text(encoding="utf-8").startswith(text)
    assert [one.kind for one in read_portal(path).lists] == ["static_list", "numbered_pages"]


def test_an_existing_file_that_cannot_take_it_is_left(data: Path) -> None:
    path = data / "portals" / "www.shili.example.toml"
    lists = 'lists = [{ url = "http://www.shili.example/a/" }]'
    text = f'host = "www.shili.example"\nname = "示例"\nkind = "static_list"\nscheme = "http"\n{lists}\n'
    path.write_text(text, encoding="utf-8")
    boda = CASES["boda"]
    code, said = add(data, boda.url, "--page", str(HERE / boda.file), "--yes")
    assert (code, "by hand" in said, path.read_text(encoding="utf-8")) == (2, True, text)
    code, said = add(data, boda.url.replace("http:", "https:"), "--page", str(HERE / boda.file), "--yes")
    assert (code, path.read_text(encoding="utf-8")) == (2, text)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("news", "no link on it speaks of a report"),
        ("error", "of no kind that is known"),
        ("interpretations", "none of its 2 links is titled as a report"),
        ("challenge", "refuses programs"),
        ("app", "/prod-api/portal/annual/list"),
    ],
)
def test_what_is_no_list_of_reports_is_not_drafted(data: Path, name: str, word: str) -> None:
    before = sorted(data.rglob("*"))
    code, said = add(data, "http://www.shili.example/nb/", "--page", str(HERE / "unknown" / f"{name}.html"), "--yes", "--verified")
    assert (code, word in said) == (1, True), said
    assert sorted(data.rglob("*")) == before


def test_what_a_page_without_a_kind_needs_is_said(data: Path) -> None:
    said = add(data, "http://www.shili.example/nb/", "--page", str(HERE / "unknown" / "app.html"))[1]
    for word in ("createPageHTML", "dataproxy.jsp", "network tools", "address_list", "handed_in", "axios"):
        assert word in said


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://127.0.0.1:8080/nb/", "no public address"),
        ("http://10.0.0.8/nb/", "no public address"),
        ("ftp://www.shili.example/nb/", "scheme"),
        ("www.shili.example/nb/", "no address of a portal"),
        ("http://www.shili.example:99999/", "no address"),
    ],
)
def test_addresses_that_are_no_portal_s_are_refused(data: Path, url: str, word: str) -> None:
    code, said = add(data, url, "--yes")
    assert (code, word in said) == (2, True), said


def test_a_real_host_is_not_asked_without_a_contact(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_CONTACT")
    assert "GONGKAI_CONTACT" in add(data, "http://www.shili.example/nb/")[1]


def test_robots_are_obeyed_and_a_name_inside_is_not_asked(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    robots = page("User-agent: *\nDisallow: /nb/\n", "text/plain")
    with serving(Site({"/robots.txt": robots, "/nb/": saved("static_list/listing.html")})) as served:
        local(monkeypatch, served, "www.shili.example")
        code, said = add(data, "http://www.shili.example/nb/", "--yes")
        assert (code, "robots.txt forbids it" in said, served.paths()) == (1, True, [])

    async def inside(host: str, port: int) -> list[str]:
        return ["192.168.1.4"]

    monkeypatch.setattr(portal_add, "Network", lambda: Network(LIMITS, inside))
    code, said = add(data, "http://www.shili.example/nb/", "--yes")
    assert (code, "not in the open network" in said) == (1, True), said


def test_a_page_that_sends_off_the_host_or_is_absent_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Site({"/a/": status(302, Location="http://other.example/")})) as served:
        local(monkeypatch, served, "www.shili.example")
        assert "off_site" in add(data, "http://www.shili.example/a/")[1]
        assert "the page is absent" in add(data, "http://www.shili.example/b/")[1]


def test_what_is_unsure_is_named(data: Path, tmp_path: Path) -> None:
    listing = tmp_path / "listing.html"
    listing.write_text(
        "<html><body><ul><li><a href='1.html'>政府信息公开工作年度报告（2023年）</a></li>"
        "<li><a href='2.html'>示例县财政局政府信息公开工作年度报告</a> 2024-01-08</li>"
        "<li><a href='3.html'>示例县财政局2024年政府信息公开工作年度报告</a> 2022-01-08</li>"
        "<li><a href='http://files.shili.example/4.html'>示例县财政局2021年政府信息公开工作年度报告</a> 2022-01-08</li></ul>"
        "<p>共40条</p><script>$.get('/x', show)</script></body></html>",
        encoding="utf-8",
    )
    code, said = add(data, "http://www.shili.example/nb/", "--page", str(listing), answer="n\n")
    assert code == 1
    for word in (
        "the title names no organ",
        "the title names no year; the date 2024-01-08 makes 2023 likely",
        "year 2024, but the date beside it is 2022-01-08",
        "1 link leads to files.shili.example",
        "the page speaks of 40 entries; 4 links",
        "filled further by a script",
    ):
        assert word in said


def test_organs_are_proposed_with_what_is_guessed(data: Path) -> None:
    trs = CASES["trs"]
    said = add(data, trs.url, "--page", str(HERE / trs.file), answer="n\n")[1]
    assert "say --region CODE): 清水镇人民政府" in said
    assert "hash" not in said
    code, said = add(data, trs.url, "--page", str(HERE / trs.file), "--yes", "--add-agencies", "--region", "990121")
    assert code == 0, said
    [made] = [agency for agency in load_roster(Settings(data=data)).agencies if agency.kind == "township"]
    assert (made.name, made.level, made.reports_to) == ("示例县清水镇人民政府", "township", "990121-government")
    assert set(made.short_names) == {"清水镇人民政府", "清水镇"}
    assert add(data, trs.url + "x/", "--page", str(HERE / trs.file), "--region", "12")[0] == 2


def test_the_file_says_why_and_how_sure_it_is(data: Path) -> None:
    boda = CASES["boda"]
    add(data, boda.url, "--page", str(HERE / boda.file), "--yes")
    text = (data / "portals" / "www.shili.example.toml").read_text(encoding="utf-8")
    assert text.startswith("# Not verified:")
    assert "# its pager says 6 pages" in text
    assert tomllib.loads(text)["delay_seconds"] == 2.0


def test_the_help_teaches_with_an_example() -> None:
    said = " ".join(CliRunner().invoke(app, ["portals", "add", "--help"]).output.split())
    for word in ("gongkai portals add https://www.example.gov.cn/zwgk/zfxxgknb/", "--page saved.html", "--verified"):
        assert word in said


@pytest.mark.parametrize(
    ("second", "word"),
    [
        (status(404), "could not be read"),
        (saved("numbered_pages/anhui.html"), "gives again what the first gives"),
        (page("<html><body><p>没有更多</p></body></html>"), "0 further links"),
    ],
)
def test_the_second_page_shows_whether_pages_are_called_so(data: Path, monkeypatch: pytest.MonkeyPatch, second: Answer, word: str) -> None:
    anhui = CASES["anhui"]
    with serving(site_of(anhui)) as served:
        served.pages[anhui.further[0]] = second
        local(monkeypatch, served, "tjj.slah.example")
        said = add(data, anhui.url, answer="n\n")[1]
        assert word in said
        assert served.paths() == [path_of(anhui.url), anhui.further[0]]


def test_the_service_behind_a_page_is_asked_too(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jcms = CASES["jcms"]
    with serving(site_of(jcms)) as served:
        local(monkeypatch, served, "www.slxj.example")
        add(data, jcms.url, answer="n\n")
        assert served.paths() == [path_of(jcms.url), jcms.listed_at]
        served.pages[jcms.listed_at] = status(404)
        assert "the list itself" in add(data, jcms.url, answer="n\n")[1]


def test_a_portal_that_has_a_file_is_asked_as_the_file_says(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = data / "portals" / "www.shili.example.toml"
    path.write_text(
        'host = "www.shili.example"\nname = "示例"\nkind = "static_list"\nscheme = "http"\nalso_hosts = ["nb.shili.example"]\n'
        'delay_seconds = 0\n[[lists]]\nurl = "http://www.shili.example/a/"\n',
        encoding="utf-8",
    )
    with serving(Site({"/b/": status(302, Location="http://nb.shili.example/b/")})) as served:
        local(monkeypatch, served, "www.shili.example", "nb.shili.example")
        assert "go round in a circle" in add(data, "http://www.shili.example/b/")[1], "the other host was asked, and sent back"


def test_a_shipped_file_is_copied_before_it_is_added_to(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    url, listing = "http://fg.gov.cn/zwgk/zfxxgknb.htm", str(HERE / "numbered_pages" / "listing.html")
    code, said = add(data, url, "--page", listing, "--yes")
    assert code == 0, said
    before = read_portal(shipped("data", "portals", "fg.gov.cn.toml"))
    after = read_portal(data / "portals" / "fg.gov.cn.toml")
    assert [one.kind for one in after.lists] == [*(one.kind for one in before.lists), "numbered_pages"]
    assert read_portal(shipped("data", "portals", "fg.gov.cn.toml")) == before
    code, said = add(data, url.replace("http:", "https:"), "--page", listing, "--yes")
    assert (code, "give the address with http" in said) == (2, True)
    assert "portals/fg.gov.cn.toml seems to be of the same site" in add(data, url.replace("fg", "www.fg"), "--page", listing)[1]


def test_the_words_of_ids_are_those_of_the_shipped_roster(data: Path) -> None:
    said = add(data, CASES["guangdong"].url, "--page", str(HERE / CASES["guangdong"].file))[1]
    assert "990102-statistics,示例区统计局,990102,county,department,organ," in said
    said = add(data, CASES["xxgk_show"].url, "--page", str(HERE / CASES["xxgk_show"].file))[1]
    assert "a zone is a region of its own" in said
    assert "it is a saved copy" in said


def test_regions_are_told_by_names_and_not_made_up(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    names = (
        "府谷县孤山镇人民政府",
        "南京市鼓楼区财政局",
        "鼓楼区司法局",
        "广东省韶关市财政局",
        "市财政局",
        "县水利局",
        "陕西省府谷县统计局",
    )
    links = "".join(f"<li><a href='{n}.html'>{name}2024年政府信息公开工作年度报告</a></li>" for n, name in enumerate(names))
    listing = tmp_path / "listing.html"
    listing.write_text(f"<html><body><ul>{links}</ul></body></html>", encoding="utf-8")
    code, said = add(data, "http://www.shili.example/nb/", "--page", str(listing), "--yes", "--add-agencies", "--region", "610822")
    assert code == 0, said
    before = {agency.agency_id for agency in load_roster(Settings(data=tmp_path)).agencies}
    added = [one for one in load_roster(Settings(data=data)).agencies if one.agency_id not in before]
    assert {one.name for one in added if one.portal is None} == {"南京市鼓楼区财政局", "广东省韶关市财政局"}
    assert {one.portal for one in added} == {"www.shili.example", None}
    assert {one.name: one.region_code for one in added} == {
        "府谷县孤山镇人民政府": "610822",
        "南京市鼓楼区财政局": "320106",
        "广东省韶关市财政局": "440200",
        "府谷县水利局": "610822",
        "陕西省府谷县统计局": "610822",
    }
    assert "(say --region CODE): 鼓楼区司法局、市财政局" in said


def test_a_report_is_not_taken_for_a_list_of_reports(data: Path, tmp_path: Path) -> None:
    saved_report = tmp_path / "report.html"
    for more in ("", "<a href='/nb/2.html'>一图读懂：示例县财政局2024年政府信息公开工作年度报告</a>"):
        saved_report.write_text(report("示例县财政局", 2024).replace("</body>", f"{more}</body>"), encoding="utf-8")
        code, said = add(data, "http://www.shili.example/nb/1.html", "--page", str(saved_report), "--yes")
        assert (code, "it is a report itself" in said) == (1, True), said


@pytest.mark.parametrize(
    "content", ["[" * 100_000, '{"a":' * 50_000, "<" * 200_000, "<script" * 100_000, "/a" * 200_000, "<datastore>" * 100_000]
)
def test_hostile_pages_are_a_line_and_no_endless_work(data: Path, tmp_path: Path, content: str) -> None:
    hostile = tmp_path / "hostile.html"
    hostile.write_text(content, encoding="utf-8")
    code, said = add(data, "http://www.shili.example/nb/", "--page", str(hostile), "--yes")
    assert code == 1
    assert "Traceback" not in said


def test_nothing_that_an_address_says_gets_into_the_file_but_as_a_comment(data: Path) -> None:
    url = "http://www.shili.example/search?q=%E5%85%AC%E5%BC%80%0Averified_on%20%3D%202020-01-01%0A&p=1"
    listing = str(HERE / "site_search" / "listing.html")
    said = add(data, url, "--page", listing, "--agency", "990100-finance", "--yes")[1]
    path = data / "portals" / "www.shili.example.toml"
    assert not path.exists() or read_portal(path).verified_on is None, said
