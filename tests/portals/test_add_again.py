"""What stands against a plain yes: a list that is there, organs under several names, organs of other places, arguments, and no answer."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import portal_add
from flows.cli import app
from flows.portals import read_portal
from flows.roster import Agency, load_roster
from flows.settings import Settings, shipped
from tests.portals.adding import HERE, folder

URL = "http://www.shili.example/nb/"
FILE = "portals/www.shili.example.toml"
TITLE = "年政府信息公开工作年度报告"


@pytest.fixture(autouse=True)
def _nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_add, "asking", None)
    monkeypatch.setenv("GONGKAI_AS_OF", "2025-02-03")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return folder(tmp_path / "data")


def listing(data: Path, *titles: str, more: str = "", head: str = "") -> str:
    """A saved page beside the data folder, with a link a title."""
    path = data.parent / "list.html"
    links = "".join(f"<li><a href='{number}.html'>{title}</a></li>" for number, title in enumerate(titles))
    path.write_text(f"{head}<html><body><ul>{links}</ul>{more}</body></html>", encoding="utf-8")
    return str(path)


def add(data: Path, page: str, *options: str, answer: str = "", url: str = URL) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["portals", "add", url, "--data", str(data), "--page", page, *options], input=answer)
    return done.exit_code, done.output


def made(data: Path) -> dict[str, Agency]:
    return {one.name: one for one in load_roster(Settings(data=data)).agencies}


def test_a_list_that_is_there_still_brings_rows_hosts_and_the_day(data: Path) -> None:
    page = listing(data, f"示例县水务局2023{TITLE}", f"某某局2023{TITLE}")
    assert add(data, page, answer="y\nn\nn\n")[0] == 0
    text = (data / FILE).read_text(encoding="utf-8")
    assert add(data, page, answer="n\nn\n")[0] == 1, "nothing was written"
    code, said = add(data, page, "--region", "990121", "--also-host", "files.shili.example", answer="y\ny\ny\n")
    assert (code, "has this list already; it is not written again" in said) == (0, True), said
    assert {"示例县水务局", "示例县某某局"} <= set(made(data))
    after = read_portal(data / FILE)
    assert (len(after.lists), after.also_hosts, after.verified_on is not None) == (1, ("files.shili.example",), True)
    assert (data / FILE).read_text(encoding="utf-8").count("[[lists]]") == text.count("[[lists]]")
    code, said = add(data, page, "--also-host", "more.shili.example", "--yes")
    assert (code, read_portal(data / FILE).also_hosts) == (0, ("files.shili.example", "more.shili.example")), said
    code, said = add(data, page)
    assert (code, "nothing is to be added" in said) == (0, True)


def test_organs_without_a_place_are_named_before_the_question(data: Path) -> None:
    said = add(data, listing(data, f"某某局2023{TITLE}"), answer="n\n")[1]
    before, _, _ = said.partition("Write portals/")
    assert "nothing says where (say --region CODE): 某某局" in before
    assert f"gongkai portals add {URL} --page" in before


def test_an_organ_under_several_names_is_one_row(data: Path) -> None:
    names = ("卫生健康委2023", "卫生健康委员会2022", "卫健委2021", "卫生和计划生育委员会2018", "发改委2023", "发展和改革委员会2022")
    code, said = add(data, listing(data, *(f"示例县{name}{TITLE}" for name in names)), "--yes", "--add-agencies")
    assert code == 0, said
    health = made(data)["示例县卫生健康委员会"]
    assert set(health.short_names) == {"示例县卫生健康委", "示例县卫健委"}
    assert health.former_names == ("示例县卫生和计划生育委员会",)
    assert len(made(data)) == 5
    roster = load_roster(Settings(data=data))
    assert [roster.identify(f"示例县{name[:-4]}", int(name[-4:]))[0] for name in names[:4]] == [health.agency_id] * 4


@pytest.mark.parametrize(
    "names",
    [
        ("教育局2018", "教育体育局2020"),
        ("卫生健康局2023", "卫生健康委员会2023"),
        ("卫生和计划生育委员会2023", "卫生健康委员会2019"),
        ("清水镇人民政府2023", "清水乡人民政府2015"),
    ],
)
def test_names_that_may_be_one_organ_s_are_not_added(data: Path, names: tuple[str, ...]) -> None:
    before = made(data)
    code, said = add(data, listing(data, *(f"示例县{name}{TITLE}" for name in names)), "--yes", "--add-agencies")
    assert (code, "may be one organ; no row is proposed" in said) == (0, True), said
    assert made(data) == before


def test_organs_that_report_of_the_same_year_are_two(data: Path) -> None:
    add(data, listing(data, f"示例县农业局2023{TITLE}", f"示例县农业机械局2023{TITLE}"), "--yes", "--add-agencies")
    assert {"示例县农业局", "示例县农业机械局"} <= set(made(data))


def test_a_name_that_may_be_an_organ_of_the_roster_is_not_added(data: Path) -> None:
    add(data, listing(data, f"示例县卫生健康委员会2022{TITLE}"), "--yes", "--add-agencies")
    before = made(data)
    code, said = add(data, listing(data, f"示例县卫生健康委2022{TITLE}"), "--yes", "--add-agencies")
    assert "may be 990121-organ-" in said
    assert (code, made(data)) == (0, before)
    said = add(data, listing(data, f"示例县卫生健康委2022{TITLE}"), "--agency", before["示例县卫生健康委员会"].agency_id)[1]
    assert ("add 示例县卫生健康委 to the short_names" in said, "not the list's organ" in said) == (True, False), said


def test_short_and_former_names_of_the_organ_given_are_that_organ(data: Path) -> None:
    names = "卫生健康委员会2022", "卫健委2021", "卫生和计划生育委员会2018"
    add(data, listing(data, *(f"示例县{name}{TITLE}" for name in (*names, "卫生健康委2023"))), "--yes", "--add-agencies")
    organ = made(data)["示例县卫生健康委员会"].agency_id
    titles = [f"{name}{TITLE}" for name in ("示例县卫健委2021", "卫生健康委2023", "示例县卫生和计划生育委员会2018")]
    said = add(data, listing(data, *titles), "--agency", organ)[1]
    assert (said.count(f" {organ} "), "the title names" in said, "not in the roster" in said) == (3, False, False), said


@pytest.mark.parametrize(
    ("titles", "head"),
    [
        ((f"示例市财政局2023{TITLE}", f"示例市财政局2022{TITLE}"), ""),
        (("2023年度报告", "2022年度报告"), "<title>年报_示例市财政局</title>"),
    ],
)
def test_the_organ_of_another_place_is_refused(data: Path, titles: tuple[str, ...], head: str) -> None:
    code, said = add(data, listing(data, *titles, head=head), "--agency", "990121-finance", "--yes")
    assert (code, "--agency 990121-finance is 示例县财政局, but the list is of 示例市财政局" in said) == (2, True), said
    assert not (data / FILE).exists()
    assert add(data, listing(data, *titles, head=head), "--agency", "990100-finance", "--yes")[0] == 0


def test_one_title_of_another_place_is_enough(data: Path) -> None:
    page = listing(data, f"示例县财政局2023{TITLE}", f"示例市财政局2022{TITLE}")
    code, said = add(data, page, "--agency", "990121-finance", "--yes")
    assert (code, "but the list is of 示例市财政局" in said) == (2, True), said


@pytest.mark.parametrize(("agency", "code"), [("990121-finance", 0), ("990100-finance", 0), ("990102-finance", 2)])
def test_a_government_s_site_carries_the_lists_of_its_departments(data: Path, agency: str, code: int) -> None:
    add(data, listing(data, f"示例区财政局2023{TITLE}"), "--yes", "--add-agencies", url="http://www.other.example/nb/")
    page = listing(data, "2023年度报告", "2022年度报告", head="<title>年报_示例县人民政府</title>")
    done, said = add(data, page, "--agency", agency, "--yes")
    assert done == code, said


def test_the_organ_that_an_address_searches_for_is_not_another(data: Path) -> None:
    url = "http://www.shili.example/jsearch/search.do?q=示例市财政局%20政府信息公开年度报告&pos=title&p=1"
    page = str(HERE / "site_search" / "listing.html")
    assert add(data, page, "--agency", "990121-finance", "--yes", url=url)[0] == 2


def test_organs_of_vertical_systems_and_of_other_places(data: Path) -> None:
    names = ("国家税务总局示例区税务局", "示例区气象局", "示例区财政局", "示例区统计局", "示例县统计局", "示例区消防救援大队")
    code, said = add(data, listing(data, *(f"{name}2023{TITLE}" for name in names)), "--yes", "--add-agencies")
    assert code == 0, said
    rows = {name: made(data)[name] for name in names}
    assert {one.region_code for name, one in rows.items() if name != "示例县统计局"} == {"990102"}
    vertical = {one.agency_id: (one.scope, one.reports_to) for one in rows.values() if one.kind == "vertical"}
    assert vertical == dict.fromkeys(("990102-tax", "990102-weather", "990102-fire"), ("organ", None))
    assert [name for name, one in rows.items() if one.portal is None] == ["示例县统计局"]


def test_codes_get_the_organs_beside_them(data: Path) -> None:
    url, page = "http://www.slxs.example/zwgk/xxgknb.html", HERE / "jcms_annual" / "organs.html"
    path = data / "portals" / "www.slxs.example.toml"
    assert add(data, str(page), "--yes", url=url)[0] == 0
    assert '"11990828004431350G" = ""' in path.read_text(encoding="utf-8"), "the roster lacks the organs still"
    said = add(data, str(page), "--add-agencies", url=url, answer="n\n")[1]
    assert 'write "11990828004431350G" = "990121-water"' in said
    path.unlink()
    add(data, str(page), "--yes", url=url)
    assert '"11990828004431350G" = "990121-water"' in path.read_text(encoding="utf-8")


def test_codes_without_names_are_one_doubt(data: Path) -> None:
    page = data.parent / "codes.html"
    text = (HERE / "jcms_annual" / "organs.html").read_text(encoding="utf-8")
    page.write_text(text.replace("示例县水务局", "查看").replace("示例县公安局", "查看"), encoding="utf-8")
    said = add(data, str(page), url="http://www.slxs.example/zwgk/xxgknb.html")[1]
    assert said.count("it is not known whose they are") == 1
    assert 'areas = { "11990828004431350G" = "990100-finance", … }' in said
    assert "the title names no organ" not in said


def test_a_short_column_of_several_is_asked_about(data: Path) -> None:
    columns = "<a href='/nb/bm/'>部门年报</a><a href='/nb/xz/'>乡镇年报</a>"
    said = add(data, listing(data, f"示例县财政局2022{TITLE}", f"示例县财政局2023{TITLE}", more=columns))[1]
    assert "is this the whole list of 示例县财政局's reports, and from which year? first year seen here: 2022" in said
    assert "whole list" not in add(data, listing(data, f"示例县财政局2022{TITLE}", f"示例县财政局2023{TITLE}"))[1]


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("www.shili.example/nb/", "write https:// before it"),
        ("ftp://www.shili.example/nb/", "its scheme is ftp"),
        ("https://me:secret@www.shili.example/nb/", "give it as https://www.shili.example/nb/"),
        ("http://192.168.0.1/nb/", "no public address"),
        ("http://[::1]/nb/", "no public address"),
        ("http://a_b.example/nb/", "letters, digits, dots and hyphens"),
        ("https:///nb/", "names no host"),
    ],
)
def test_addresses_are_refused_in_words_that_help(data: Path, url: str, word: str) -> None:
    code, said = add(data, listing(data, f"示例县财政局2022{TITLE}"), "--yes", url=url)
    assert (code, word in said, "secret" in said) == (2, True, False), said


def test_a_chinese_host_is_asked_by_its_registered_form(data: Path) -> None:
    assert add(data, listing(data, f"示例县财政局2022{TITLE}"), "--yes", url="http://示例.example/nb/")[0] == 0
    assert (data / "portals" / "xn--fsq092h.example.toml").is_file()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--region", "12"), "regions.csv has no region 12"),
        (("--agency", "x"), "agencies.csv has no organ x"),
        (("--also-host", "https://files.shili.example/"), "--also-host wants a host"),
    ],
)
def test_arguments_are_looked_at_before_anything_is_asked(data: Path, options: tuple[str, ...], word: str) -> None:
    done = CliRunner().invoke(app, ["portals", "add", URL, "--data", str(data), *options])
    assert (done.exit_code, word in done.output) == (2, True), done.output


def test_a_page_that_is_not_there_is_named(data: Path) -> None:
    code, said = add(data, str(data / "none.html"))
    assert (code, f"--page {data / 'none.html'}: there is no such file" in said) == (2, True)
    code, said = add(data, str(data))
    assert (code, "is a folder" in said) == (2, True)


MHT = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://other.example/nb/\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: http://other.example/nb/\r\n\r\n"
    f"<html><body><a href='1.html'>示例县财政局2022{TITLE}</a></body></html>\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", 1, "is empty"),
        (bytes(range(256)) * 9, 1, "bytes that no browser saves"),
        (b"%PDF-1.7\n", 1, "a file of the kind pdf"),
        (MHT.encode(), 0, "saved from http://other.example/nb/, which is another host"),
        (b"<!-- saved from url=(0025)http://other.example/nb/ -->" + MHT.partition("\r\n\r\n<")[2].encode(), 0, "is another host"),
    ],
)
def test_saved_copies_are_what_they_are(data: Path, content: bytes, code: int, word: str) -> None:
    page = data.parent / "saved"
    page.write_bytes(content)
    done, said = add(data, str(page), "--yes")
    assert (done, word in said) == (code, True), said


@pytest.mark.parametrize("command", [("portals", "add", URL), ("portals", "verify", "fg.gov.cn"), ("roster", "check")])
def test_a_data_folder_that_is_none_is_refused(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("", encoding="utf-8")
    for name, word in (("none", "there is no data folder"), ("letters", "is no data folder")):
        done = CliRunner().invoke(app, [*command, "--data", str(tmp_path / name)])
        assert (done.exit_code, word in done.output, "gongkai init" in done.output) == (2, True, True), done.output
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.txt", "letters"]


def test_what_ships_is_enough_where_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GONGKAI_DATA", raising=False)
    assert CliRunner().invoke(app, ["roster", "check"]).exit_code == 0
    monkeypatch.setenv("GONGKAI_DATA", "none")
    assert CliRunner().invoke(app, ["roster", "check"]).exit_code == 2


def test_that_shipped_files_are_copied_is_said_before(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    said = add(data, listing(data, f"府谷县统计局2022{TITLE}"), answer="n\n")[1]
    before, _, _ = said.partition("Write portals/")
    count = len(list(shipped("data", "portals").glob("*.toml")))
    assert f"the {count} shipped files are copied" in before
    assert "rows are added to a copy of it" in before
    assert not any(data.iterdir())


def _started(data: Path) -> "subprocess.Popen[str]":
    page = listing(data, f"示例县财政局2022{TITLE}")
    command = [sys.executable, "-m", "flows", "portals", "add", URL, "--data", str(data), "--page", page]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
        # A shell that starts the tests in the background has its children ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_nobody_answers(data: Path) -> None:
    page = listing(data, f"示例县水务局2022{TITLE}")
    code, said = add(data, page)
    assert (code, "nothing was written. --yes, --add-agencies and --verified answer beforehand" in said) == (1, True), said
    code, said = add(data, page, answer="y\ny\n")
    assert (code, "and nothing else" in said, str(data / FILE) in said) == (1, True, True), said
    assert (data / FILE).is_file()


@pytest.mark.slow
def test_an_interrupt_is_a_line(data: Path) -> None:
    with _started(data) as process:
        assert process.stdout is not None
        shown = ""
        while not shown.endswith("[y/N]:"):
            shown += process.stdout.read(1)
            assert process.poll() is None
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, "interrupted: nothing was written" in said, "Traceback" in said) == (130, True, False), said


TREES = (
    "<ul><li><span>2023年</span><ul><li><a href='1.html'>示例县财政局</a></li><li><a href='2.html'>示例县水务局</a></li></ul></li>"
    "<li><span>2022年</span><ul><li><a href='3.html'>示例县财政局</a></li></ul></li></ul><p><a href='/'>示例省人民政府</a></p>",
    "<dl><dt>2023年度</dt><dd><a href='1.html'>示例县财政局</a></dd><dd><a href='2.html'>示例县水务局</a></dd>"
    "<dt>2022年度</dt><dd><a href='3.html'>示例县财政局</a></dd></dl>",
)


@pytest.mark.parametrize("tree", TREES)
def test_years_that_are_nodes_are_the_years_of_the_links_below(data: Path, tree: str) -> None:
    page = listing(data, more=tree)
    assert add(data, page, "--yes", "--add-agencies", "--verified")[0] == 0
    [source] = read_portal(data / FILE).lists
    titles = {link.url.removeprefix(URL): link.text for link in source.links(Settings(data=data).day)}  # type: ignore[union-attr]
    assert titles == {
        "1.html": f"示例县财政局2023{TITLE}",
        "2.html": f"示例县水务局2023{TITLE}",
        "3.html": f"示例县财政局2022{TITLE}",
    }
    assert "示例县水务局" in made(data)
    assert "is not written again" in add(data, page)[1]
    grown = listing(
        data, more=tree.replace("<ul><li><span>2023", "<ul><li><span>2024年</span><a href='9.html'>示例县水务局</a></li><li><span>2023", 1)
    )
    assert add(data, grown, "--yes")[0] == 0
    further = [link.url for one in read_portal(data / FILE).lists[1:] for link in one.links(Settings(data=data).day)]  # type: ignore[union-attr]
    assert further == ([f"{URL}9.html"] if tree.startswith("<ul") else [])


def test_years_that_are_links_are_lists_and_no_reports(data: Path) -> None:
    page = listing(data, more="<a href='2023/'>2023年年度报告</a><a href='2022/index.html'>2022年年度报告</a>")
    code, said = add(data, page, "--yes")
    assert (code, f"lists of a year each: give each of them to this command, such as {URL}2023/" in said) == (1, True), said
    assert add(data, page, "--yes", "--agency", "990121-finance")[0] == 0, "of one organ they may be reports"
