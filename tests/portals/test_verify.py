"""One look at a portal, and the day of the look in its file."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import portal_verify
from flows.cli import app
from flows.network import Network
from flows.portal_verify import Look, find, look, mark, show
from flows.portals import Portal, load_portals, read_portal
from flows.present import Terminal
from flows.reference import ReferenceFileError
from flows.settings import Settings, shipped
from tests.flows.portal_server import Site, page, serving, status

HOST = "www.shili.example"
ROOT = f"http://{HOST}"
DAY = date(2026, 1, 5)
SAMPLE = shipped("data", "samples", "shili")
LIST = (
    '<html><body><ul><li><a href="/nb/2025.html">示例市财政局2025年政府信息公开工作年度报告</a><span>2026-01-03</span></li></ul>'
    "<script>createPageHTML(3, 0, 'index', 'html')</script></body></html>"
)
FILE = f"""# Not verified: nobody has looked.
# The list is a guess.
host = "{HOST}"
name = "示例市"
kind = "trs_pager"   # as seen
scheme = "http"
delay_seconds = 0

[[lists]]
url = "{ROOT}/nb/"
# verified_on = never
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / f"{HOST}.toml").write_text(FILE, encoding="utf-8")
    return Settings(data=tmp_path, as_of=DAY, contact="https://operator.example/")


@pytest.fixture
def site() -> Iterator[Site]:
    robots = page("User-agent: *\nDisallow: /admin/\nCrawl-delay: 0.1\n", "text/plain")
    with serving(Site({"/robots.txt": robots, "/nb/": page(LIST)})) as served:
        yield served


def _look(settings: Settings, site: Site, portal: Portal | None = None, **more: bool) -> Look:
    return look(settings, portal or load_portals(settings)[0], network=Network(local={HOST: site.address}), **more)


def test_one_look_asks_for_the_rules_and_one_page_and_keeps_nothing(settings: Settings, site: Site, capsys) -> None:
    before = sorted(settings.data.rglob("*"))
    seen = _look(settings, site)
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/nb/"]
    assert sorted(settings.data.rglob("*")) == before
    assert seen.is_sound
    assert seen.lists[0].further == [f"{ROOT}/nb/index_1.html", f"{ROOT}/nb/index_2.html"]
    show(Terminal(), seen)
    said = capsys.readouterr().out
    for word in (
        "trs_pager",
        "User-agent: * | Disallow: /admin/ | Crawl-delay: 0.1",
        "0.1 seconds apart",
        "links: 1",
        "further pages: 2",
        "index_1.html",
        "2026-01-03",
        "not verified",
    ):
        assert word in said


def test_every_list_is_looked_at_where_that_is_wanted(settings: Settings, site: Site) -> None:
    values = load_portals(settings)[0].model_dump()
    portal = Portal.model_validate({**values, "lists": [*values["lists"], {"url": f"{ROOT}/nb/2022/"}]})
    site.pages["/nb/2022/"] = page("<html><ul></ul><script>createPageHTML(1, 0, 'index', 'html')</script></html>")
    assert len(_look(settings, site, portal).lists) == 1
    seen = _look(settings, site, portal, every_list=True)
    assert [one.problems for one in seen.lists] == [[], ["0 links, at least 1 expected"]]


@pytest.mark.parametrize(
    ("path", "answer", "word"),
    [
        ("/nb/", status(521), "refuses programs"),
        ("/nb/", page("<html><head><script>document.cookie='a=1';location.reload()</script></head></html>"), "refuses programs"),
        ("/nb/", status(404), "absent"),
        ("/nb/", page("<html><ul></ul></html>"), "createPageHTML"),
        ("/robots.txt", page("User-agent: *\nDisallow: /nb/\n", "text/plain"), "robots.txt forbids it"),
        ("/robots.txt", status(500), "robots.txt"),
    ],
)
def test_what_stands_against_a_portal_is_said(settings: Settings, site: Site, path: str, answer, word: str, capsys) -> None:
    site.pages[path] = answer
    seen = _look(settings, site)
    assert not seen.is_sound
    show(Terminal(), seen)
    assert word in capsys.readouterr().out


def test_lists_that_are_not_asked_are_shown_too(settings: Settings, site: Site) -> None:
    site.pages["/annual?a=1&y=2025"] = page("<html><body>暂无内容</body></html>")
    lists = [
        {"kind": "handed_in", "url": f"{ROOT}/"},
        {"kind": "jcms_annual", "url": f"{ROOT}/annual?a={{area}}&y={{year}}", "areas": {"1": ""}, "first_year": 2024},
    ]
    portal = Portal.model_validate({**load_portals(settings)[0].model_dump(), "lists": lists})
    seen = _look(settings, site, portal, every_list=True)
    assert "index.csv" in seen.lists[0].problems[0]
    assert seen.lists[1].problems == []
    assert "not_a_report" in seen.lists[1].answered
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/annual?a=1&y=2025"]


def test_a_real_portal_is_not_looked_at_without_a_contact(settings: Settings, site: Site) -> None:
    with pytest.raises(ReferenceFileError, match="GONGKAI_CONTACT"):
        _look(settings.model_copy(update={"contact": ""}), site)
    assert site.asked == []


def test_the_day_is_written_and_everything_else_stays(settings: Settings) -> None:
    path = mark(settings, load_portals(settings)[0], DAY)
    text = path.read_text(encoding="utf-8")
    expected = FILE.replace("# Not verified: nobody has looked.\n", "").replace("# as seen\n", f"# as seen\nverified_on = {DAY}\n")
    assert text == expected
    later = mark(settings, read_portal(path), date(2026, 2, 1)).read_text(encoding="utf-8")
    assert later == expected.replace(str(DAY), "2026-02-01")


@pytest.mark.parametrize(
    "head",
    [
        f'host = "{HOST}"\r\nname = "x"\r\nkind = "static_list"\r\nscheme = "http"\r\n',
        f'"kind" = "static_list"\nhost = "{HOST}"\nname = "x"\nscheme = "http"\nalso_hosts = [\n  "a.example",\n]\n',
        f'host = "{HOST}"\nverified_on=2020-01-01 # the first look\nname = "x"\nkind = "static_list"\nscheme = "http"\n',
    ],
)
def test_files_are_marked_however_they_are_written(settings: Settings, head: str) -> None:
    path = settings.data / "portals" / f"{HOST}.toml"
    path.write_bytes((head + f'\n[[lists]]\nurl = "{ROOT}/nb/"\n').encode())
    assert read_portal(mark(settings, read_portal(path), DAY)).verified_on == DAY
    assert (b"\r\n" in path.read_bytes()) == ("\r\n" in head)


def test_a_file_that_cannot_be_marked_is_left_alone(settings: Settings) -> None:
    path = settings.data / "portals" / f"{HOST}.toml"
    text = f'name = """\nkind = "x"\n"""\nhost = "{HOST}"\nkind = "static_list"\nscheme = "http"\nlists = [{{ url = "{ROOT}/nb/" }}]\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceFileError, match="yourself"):
        mark(settings, read_portal(path), DAY)
    assert path.read_text(encoding="utf-8") == text


def test_a_shipped_file_is_copied_with_its_folder_and_the_shipped_one_stays(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", as_of=DAY)
    settings.data.mkdir()
    portals = [portal for portal in load_portals(settings) if portal.verified_on is None]
    path = mark(settings, portals[0], DAY)
    assert path.parent == settings.data / "portals"
    assert {portal.host for portal in load_portals(settings)} >= {portal.host for portal in portals}
    assert [portal.host for portal in load_portals(settings) if portal.verified_on] == [portals[0].host]
    assert read_portal(shipped("data", "portals", path.name)).verified_on is None


def test_a_shipped_file_that_the_folder_lacks_is_found_and_added(settings: Settings) -> None:
    [portal] = load_portals(settings)
    host = next(path.stem for path in sorted(shipped("data", "portals").glob("*.toml")))
    found = find([portal], host)
    assert mark(settings, found, DAY) == settings.data / "portals" / f"{host}.toml"
    assert {one.host for one in load_portals(settings)} == {portal.host, host}
    with pytest.raises(ReferenceFileError, match="there is no"):
        find([portal], "../x")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the sample region, whose portal the project serves itself, not verified."""
    shutil.copytree(SAMPLE, tmp_path / "samples" / "shili")
    path = tmp_path / "samples" / "shili" / "portals" / f"{HOST}.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("verified_on = 2026-11-20\n", ""), encoding="utf-8")
    (tmp_path / "portals").mkdir()
    monkeypatch.setenv("GONGKAI_AS_OF", DAY.isoformat())
    return tmp_path


def _command(folder: Path, *arguments: str, answer: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["portals", "verify", "--data", str(folder), *arguments], input=answer)
    return done.exit_code, done.output


def test_the_command_writes_the_day_when_the_person_says_yes(folder: Path) -> None:
    path = folder / "samples" / "shili" / "portals" / f"{HOST}.toml"
    code, said = _command(folder, HOST, answer="n\n")
    assert (code, read_portal(path).verified_on) == (1, None)
    assert "示例市" in said
    assert "static_list" in said
    assert _command(folder, HOST, answer="y\n")[0] == 0
    assert read_portal(path).verified_on == DAY
    assert _command(folder, HOST, "--yes", "--every-list")[0] == 0


def test_a_host_without_a_file_is_an_error_of_the_arguments(folder: Path) -> None:
    code, said = _command(folder, "nowhere.example")
    assert (code, "there is no portals/nowhere.example.toml" in said) == (2, True)


def test_nothing_is_written_where_something_stands_against_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def against(*arguments: object) -> Look:
        seen = portal_verify.ListLook(load_portals(Settings(data=folder))[0].lists[0], problems=["the portal refuses programs"])
        return Look(load_portals(Settings(data=folder))[0], "none", "1 at a time", [seen])

    monkeypatch.setattr(portal_verify, "look", against)
    assert _command(folder, HOST, "--yes")[0] == 1
    assert read_portal(folder / "samples" / "shili" / "portals" / f"{HOST}.toml").verified_on is None
