"""Files handed in with their addresses: attempts like fetched ones, nothing asked, nothing read outside their folder."""

from datetime import date
from pathlib import Path

import pytest

from extractors.listings.handed_in import read_table
from flows.archive import Attempt, AttemptLog, attempts, load
from flows.fetch import CollectResult, collect
from flows.network import Network
from flows.portals import Portal, check_contact
from flows.runs import finish, start
from flows.settings import Settings

HOST = "www.refuses.example"
ROOT = f"http://{HOST}"
DAY = date(2025, 2, 3)
HEADER = "file,url,title,published,retrieved_on,by\n"
SECTIONS = "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"
TITLE = "示例市财政局2024年政府信息公开工作年度报告"
REPORT = (
    f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
    + "".join(f"<h2>{heading}</h2><p>示例市财政局认真贯彻落实条例，做好政府信息公开工作。</p>" for heading in SECTIONS)
    + "</body></html>"
)
CHALLENGE = "<html><head><script>document.cookie='a=1';location.reload()</script></head><body></body></html>"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "data" / "handed_in" / HOST).mkdir(parents=True)
    return Settings(data=tmp_path / "data", as_of=DAY)


def _portal(verified: bool = False, **more: object) -> Portal:
    lists = [{"url": f"{ROOT}/nb/", **more}]
    values = {"host": HOST, "name": "示例市", "kind": "handed_in", "scheme": "http", "verified_on": DAY if verified else None}
    return Portal.model_validate({**values, "lists": lists})


def _hand_in(settings: Settings, rows: str, **files: str | bytes) -> Path:
    folder = settings.data / "handed_in" / HOST
    (folder / "index.csv").write_text(HEADER + rows, encoding="utf-8")
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def _run(settings: Settings, run_id: str = "r1", portal: Portal | None = None) -> CollectResult:
    with AttemptLog(settings, run_id) as log:
        start(settings, log, DAY)
        # Without any address for the host: whoever asked it would fail.
        result = collect(settings, run_id, [portal or _portal()], network=Network(resolve=_nobody))
        finish(log, DAY, {})
    return result


async def _nobody(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was asked")


def _documents(settings: Settings) -> list[Attempt]:
    return [attempt for attempt in attempts(settings) if attempt.kind == "document"]


def test_a_file_is_an_attempt_with_its_address_and_nothing_is_asked(settings: Settings) -> None:
    _hand_in(settings, f"a.html,{ROOT}/nb/1.html,{TITLE},2025-01-20,2025-02-01,某科\n", **{"a.html": REPORT})
    result = _run(settings)
    assert (result.due, result.found, result.fetched, result.alarms) == (1, 1, 1, [])
    [attempt] = _documents(settings)
    assert (attempt.url, attempt.outcome, attempt.status, attempt.link_text) == (f"{ROOT}/nb/1.html", "new", None, TITLE)
    assert (attempt.portal, attempt.listing_url, attempt.role) == (HOST, f"{ROOT}/nb/", "report")
    assert (attempt.note or "").endswith("handed in by 某科, retrieved on 2025-02-01")
    assert load(settings, attempt.sha256 or "") == REPORT.encode()
    assert {attempt.kind for attempt in attempts(settings)} == {"run", "document"}


def test_the_next_night_brings_nothing_new(settings: Settings) -> None:
    _hand_in(settings, f"a.html,{ROOT}/nb/1.html,{TITLE},,2025-02-01,某科\n", **{"a.html": REPORT})
    _run(settings)
    result = _run(settings, "r2")
    assert (result.fetched, result.unchanged, result.alarms) == (0, 1, [])
    assert len({attempt.note for attempt in _documents(settings)}) == 1


def test_what_was_handed_in_needs_no_verified_portal_and_no_contact(settings: Settings) -> None:
    check_contact(settings, [_portal(), _portal(verified=True)])


def test_a_handed_in_file_goes_before_what_another_list_leads_to(settings: Settings) -> None:
    values = _portal(verified=True).model_dump()
    address = {"kind": "address_list", "url": f"{ROOT}/", "entries": [{"url": f"{ROOT}/nb/1.html"}], "expect_min": 0}
    portal = Portal.model_validate({**values, "lists": [address, *values["lists"]]})
    _hand_in(settings, f"a.html,{ROOT}/nb/1.html,{TITLE},,2025-02-01,某科\n", **{"a.html": REPORT})
    assert _run(settings, portal=portal).fetched == 1


def test_the_files_a_handed_in_page_carries_are_not_asked_for(settings: Settings) -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><a href='P1.pdf'>{TITLE}</a></body></html>"
    rows = f"a.html,{ROOT}/nb/1.html,{TITLE},2025-01-20,2025-02-01,某科\n"
    _hand_in(settings, rows, **{"a.html": page})
    assert [(alarm.severity, "P1.pdf" in alarm.message) for alarm in _run(settings).alarms] == [("error", False), ("warning", True)]
    _hand_in(settings, rows + f"P1.pdf,{ROOT}/nb/P1.pdf,{TITLE},,2025-02-01,某科\n", **{"P1.pdf": b"%PDF-1.7\n1 0 obj\n"})
    result = _run(settings, "r2")
    assert (result.fetched, result.not_a_report, result.alarms) == (1, 1, [])


@pytest.mark.parametrize(
    ("content", "url", "outcome"),
    [
        (CHALLENGE, f"{ROOT}/nb/1.html", "refused"),
        ("<html><body>您访问的页面不存在</body></html>", f"{ROOT}/nb/1.pdf", "not_a_report"),
        (b"", f"{ROOT}/nb/1.html", "not_a_report"),
        (REPORT, "http://other.example/1.html", "off_site"),
        (REPORT, f"{ROOT}:22/1.html", "off_site"),
    ],
)
def test_a_file_ends_in_the_outcome_of_a_fetched_one(settings: Settings, content: str | bytes, url: str, outcome: str) -> None:
    _hand_in(settings, f"a.html,{url},{TITLE},,2025-02-01,某科\n", **{"a.html": content})
    _run(settings)
    assert [attempt.outcome for attempt in _documents(settings)] == [outcome]


@pytest.mark.parametrize(
    "name", ["../secret.html", "/etc/passwd", "..\\secret.html", "sub/../../secret.html", "link.html", "loop", "~/x", "."]
)
def test_names_that_lead_out_of_the_folder_are_refused(settings: Settings, name: str) -> None:
    folder = _hand_in(settings, f"{name},{ROOT}/nb/1.html,{TITLE},,2025-02-01,某科\n")
    (folder.parent / "secret.html").write_text(REPORT, encoding="utf-8")
    (folder / "link.html").symlink_to(folder.parent / "secret.html")
    (folder / "loop").symlink_to(folder / "loop")
    result = _run(settings)
    assert result.fetched == 0
    assert result.errors
    assert not any(attempt.sha256 for attempt in _documents(settings))


def test_rows_that_cannot_be_used_do_not_keep_the_others_back(settings: Settings) -> None:
    rows = [
        f"a.html,{ROOT}/nb/1.html,{TITLE},2025-01-20,2025-02-01,某科",
        f"gone.html,{ROOT}/nb/2.html,{TITLE},,2025-02-01,某科",
        f"a.html,{ROOT}/nb/3.html,{TITLE},,yesterday,某科",
        f"a.html,{ROOT}/nb/4.html,{TITLE},,2025-02-01,",
        f"a.html,{ROOT}/nb/1_wap.html,{TITLE},,2025-02-01,某科",
        "a.html",
        f"a.html,file:///etc/passwd,{TITLE},,2025-02-01,某科",
        f"a.html,http://[broken/,{TITLE},,2025-02-01,某科",
    ]
    _hand_in(settings, "\n".join(rows) + "\n", **{"a.html": REPORT, "forgotten.pdf": b"%PDF-1.4", ".DS_Store": b"x", "~$a.docx": b"x"})
    result = _run(settings)
    assert result.fetched == 1
    faults = " ".join(alarm.message for alarm in result.errors)
    assert len(result.errors) == 8
    for word in (
        "gone.html: there is no such file",
        "line 4",
        "line 5: by is wanted",
        "another file",
        "line 7",
        "passwd is no address",
        "broken/ is no address",
        "forgotten.pdf lies",
    ):
        assert word in faults


@pytest.mark.parametrize("table", [None, b"\x00\x01", b"file,url\n", b'file,url,title,published,retrieved_on,by\n"a'])
def test_a_table_that_is_none_is_an_alarm(settings: Settings, table: bytes | None) -> None:
    if table is not None:
        (settings.data / "handed_in" / HOST / "index.csv").write_bytes(table)
    result = _run(settings)
    assert len(result.errors) == 2
    assert any("index.csv" in alarm.message for alarm in result.errors)
    assert any("0 reports, at least 1 expected" in alarm.message for alarm in result.errors)


def test_a_table_saved_by_a_chinese_spreadsheet_program_is_read(settings: Settings) -> None:
    folder = _hand_in(settings, "", **{"a.html": REPORT})
    rows = HEADER.replace("\n", "\r\n") + f"a.html,{ROOT}/nb/1.html,{TITLE},2025-01-20,2025-02-01,示例市政务公开办公室\r\n"
    (folder / "index.csv").write_bytes(rows.encode("gb18030"))
    _run(settings)
    assert _documents(settings)[0].link_text == TITLE


def test_a_header_in_another_order_with_more_columns_is_a_table() -> None:
    rows, faults = read_table("by,note,url,file,title,published,retrieved_on\n某科,x,http://a.example/,a.pdf,t,,2025-02-01\n")
    assert (rows[0].file, rows[0].by, faults) == ("a.pdf", "某科", [])


@pytest.mark.parametrize("folder", ["../other", "/etc", "a/b", ".hidden"])
def test_a_folder_elsewhere_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="folder"):
        _portal(folder=folder)
