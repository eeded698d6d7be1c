"""What a page carries: files and pictures, asked for with the page, and no more than those."""

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import fetching
import pyarrow.parquet as pq
import pytest
from fetching import DAY, LIMITS, ROOT, link, listing, portal, report
from portal_server import Answer, Site, page, serving, status

from flows import extract, reading
from flows.archive import Attempt, attempts
from flows.jobs import Limits
from flows.reading import read
from flows.run import jobs
from flows.settings import Settings

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
IN_A_PICTURE = (GOLDEN / "2021-html-table-in-a-picture/report.html").read_text(encoding="utf-8")
WHOLE = next((GOLDEN / "2021-html-full-width-digits").glob("report.*")).read_text(encoding="utf-8")
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 1000
TITLE = link(2023)[1]


def pdf(text: str = "report") -> bytes:
    return f"%PDF-1.7\n%{text}\n".encode()


def bare(body: str) -> str:
    """A page that holds no more of a report than its title."""
    return f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>发布日期：2024-01-16</p>{body}</body></html>"


def whole(body: str) -> str:
    """A report's page with all its tables."""
    return WHOLE.replace("</body>", f"{body}</body>")


@pytest.fixture(autouse=True)
def _no_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading here must not limit the processor time of the process that runs the tests."""
    monkeypatch.setattr(reading, "_cap_processor_time", lambda seconds: None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, contact="https://operator.example/", as_of=DAY)


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal with one list of one report."""
    with serving(Site({"/nb/index.html": page(listing(link(2023)))})) as served:
        yield served


LARGER = replace(LIMITS, max_bytes=1_000_000)
run, whole_run = partial(fetching.run, limits=LARGER), partial(fetching.whole_run, limits=LARGER)


def lines(settings: Settings, role: str, run_id: str = "r1") -> list[Attempt]:
    return [one for one in attempts(settings) if one.kind == "document" and one.role == role and one.run_id == run_id]


ATTACHED = {
    "TRS": '<div class="attach">附件：<a href="./P020240116.pdf">点击下载</a></div>',
    "UEditor": '<p><img src="/ue/fileTypeImages/icon_pdf.gif"/><a href="P020240116.pdf" title="年报.pdf">年报.pdf</a></p>',
    "pdf.js": '<iframe src="/js/pdfjs/web/viewer.html?file=/nb/P020240116.pdf"></iframe>',
    "embed": '<embed src="P020240116.pdf#toolbar=0" type="application/pdf">',
    "object": '<object data="P020240116.pdf" type="application/pdf"></object>',
    "script": '<script>var fj = "<a href=\\"./P020240116.pdf\\">2023年政府信息公开年度报告</a>"; document.write(fj);</script>',
    "viewer by script": '<script>PDFObject.embed("/nb/P020240116.pdf", "#box");</script>',
    "onclick": '<a href="javascript:;" onclick="window.open(\'P020240116.pdf\')">查看全文</a>',
}


@pytest.mark.parametrize("markup", ATTACHED.values(), ids=ATTACHED)
def test_the_file_of_a_bare_page_is_the_report(settings: Settings, site: Site, markup: str) -> None:
    site.pages |= {"/nb/2023.html": page(bare(markup)), "/nb/P020240116.pdf": page(pdf(), "application/pdf")}
    result = whole_run(settings, site, "r1")
    assert (result.fetched, result.found, result.alarms) == (1, 2, [])
    [file] = lines(settings, "attachment")
    assert (file.outcome, file.listing_url, file.url) == ("new", f"{ROOT}/nb/2023.html", f"{ROOT}/nb/P020240116.pdf")
    site.asked.clear()
    again = whole_run(settings, site, "r2")
    assert (again.unchanged, again.fetched, again.alarms) == (1, 0, [])
    assert [(asked.path, asked.conditional) for asked in site.asked if asked.path != "/robots.txt"] == [
        ("/nb/index.html", True),
        ("/nb/2023.html", True),
        ("/nb/P020240116.pdf", True),
    ]


TAKEN = {
    "a file that speaks of the report": '<a href="a.pdf">示例局2023年政府信息公开工作年度报告</a>',
    "its name speaks": '<a href="a.pdf?name=2023年政府信息公开年度报告.pdf">相关文件</a>',
    "a frame": '<iframe src="a.pdf"></iframe>',
    "wordless": '<p>附件：<a href="a.pdf">下载</a></p>',
    "a file's own name": '<a href="a.pdf">P020240116306.pdf</a>',
}


@pytest.mark.parametrize("markup", TAKEN.values(), ids=TAKEN)
def test_files_beside_a_report_are_taken(settings: Settings, site: Site, markup: str) -> None:
    site.pages |= {"/nb/2023.html": page(whole(markup))}
    run(settings, site)
    assert [file.listing_url for file in lines(settings, "attachment")] == [f"{ROOT}/nb/2023.html"]


NOT_TAKEN = [
    '<a href="a.doc">政府信息公开申请表</a>',
    '<a href="a.jpg">依申请公开流程图</a>',
    '<a href="a.pdf">2023年政府信息公开工作年度报告解读</a>',
    '<a href="a.pdf">下载</a><a href="b.doc">某领导的讲话</a>',
    '<iframe src="/banner.jpg"></iframe>',
    '<script>var help = "/wza/help.pdf";</script>',
    '<a href="/nb/2022.html">示例市财政局2022年政府信息公开工作年度报告</a>',
]


@pytest.mark.parametrize("markup", NOT_TAKEN)
def test_other_files_beside_a_report_are_not_asked_for(settings: Settings, site: Site, markup: str) -> None:
    site.pages |= {"/nb/2023.html": page(whole(markup))}
    result = whole_run(settings, site, "r1")
    assert (result.fetched, result.alarms) == (1, [])
    assert site.paths() == ["/nb/index.html", "/nb/2023.html"]


@pytest.mark.parametrize("answer", [status(404), status(403), page("<p>无</p>"), page(b"\x00\x01" * 99)])
def test_a_copy_beside_a_report_that_cannot_be_had_is_no_loss(settings: Settings, site: Site, answer: Answer) -> None:
    site.pages |= {"/nb/2023.html": page(whole('<a href="a.pdf">2023年政府信息公开年度报告</a>')), "/nb/a.pdf": answer}
    result = whole_run(settings, site, "r1")
    assert (result.found, result.fetched, result.unreachable, result.refused, result.not_a_report) == (1, 1, 0, 0, 0)
    assert result.alarms == []
    assert len(lines(settings, "attachment")) == 1


def test_a_file_that_cannot_be_had_is_a_loss_where_it_is_the_report(settings: Settings, site: Site) -> None:
    site.pages |= {"/nb/2023.html": page(bare('<a href="a.pdf">下载</a>'))}
    assert run(settings, site).unreachable == 1


@pytest.mark.parametrize(("also", "outcome"), [([], "off_site"), (["files.shili.example"], "off_site")])
def test_a_file_on_another_host(settings: Settings, site: Site, also: list[str], outcome: str) -> None:
    """``files.shili.example`` has a private address: even where it is allowed it is not asked."""
    site.pages |= {"/nb/2023.html": page(bare('<a href="http://files.shili.example/a.pdf">下载</a>'))}
    result = run(settings, site, of=portal(also_hosts=also))
    assert [file.outcome for file in lines(settings, "attachment")] == [outcome]
    assert result.off_site == 1


def test_an_archive_of_two_reports_gives_two(settings: Settings, site: Site) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number, path in enumerate(["2021-html-full-width-digits", "2021-html-called-a-report-on-disclosure"]):
            archive.writestr(f"{number}.html", next((GOLDEN / path).glob("report.*")).read_bytes())
    content = held.getvalue()
    site.pages |= {"/nb/2023.html": page(bare('<a href="all.zip">下载</a>')), "/nb/all.zip": page(content, "application/zip")}
    run(settings, site)
    [job] = jobs(settings)
    assert job.carried_by == f"{ROOT}/nb/2023.html"
    found = read(job, 0, Limits(2048, 60, settings.data))
    assert [report.status for report in found.reports] == ["ok", "ok"]


def pictured(source: str, more: str = "") -> tuple[str, bytes]:
    """A report's page of which a table is a picture, with the picture elsewhere, and the picture."""
    [data] = re.findall(r'src="data:image/png;base64,([^"]+)"', IN_A_PICTURE)
    return re.sub(r'src="data:image/png;base64,[^"]+"', f'src="{source}"', IN_A_PICTURE) + more, base64.b64decode(data)


def test_pictures_that_are_tables_are_read_with_the_page(settings: Settings, site: Site) -> None:
    content, picture = pictured("./W020240116.png")
    site.pages |= {"/nb/2023.html": page(content), "/nb/W020240116.png": page(picture, "image/png")}
    result = whole_run(settings, site, "r1")
    assert (result.found, result.fetched, result.alarms) == (1, 1, [])
    [line] = lines(settings, "picture")
    assert (line.outcome, line.listing_url, line.url) == ("new", f"{ROOT}/nb/2023.html", f"{ROOT}/nb/W020240116.png")
    [job] = jobs(settings)
    assert [name for _, name in job.parts] == ["./W020240116.png"]
    found = read(job, 0, Limits(2048, 60, settings.data))
    assert set(found.reports[0].editions) == {"disclosure", "requests", "proceedings"}
    assert "picture_missing" not in {issue.code for issue in found.reports[0].issues}
    extract.write_batch(settings, "r1", [found])
    assert jobs(settings) == []
    site.asked.clear()
    assert whole_run(settings, site, "r2").unchanged == 1
    assert all(asked.conditional for asked in site.asked if asked.path != "/robots.txt")
    assert jobs(settings) == []


def test_a_page_whose_pictures_cannot_be_had_says_so_and_is_read_anew_once_they_come(settings: Settings, site: Site) -> None:
    content, picture = pictured("W1.png")
    site.pages |= {"/nb/2023.html": page(content)}
    assert whole_run(settings, site, "r1").unreachable == 0
    [job] = jobs(settings)
    found = read(job, 0, Limits(2048, 60, settings.data))
    assert found.reports[0].status == "partial"
    assert {"picture_missing", "table_missing"} <= {issue.code for issue in found.reports[0].issues}
    extract.write_batch(settings, "r1", [found])
    site.pages["/nb/W1.png"] = page(picture, "image/png")
    whole_run(settings, site, "r2")
    [later] = jobs(settings)
    assert (later.document_id, len(later.parts)) == (job.document_id, 1)
    extract.write_batch(settings, "r2", [read(later, 0, Limits(2048, 60, settings.data))])
    site.pages["/nb/W1.png"] = page(PNG, "image/png")
    whole_run(settings, site, "r3")
    [changed] = jobs(settings)
    assert changed.parts != later.parts, "another picture under an unchanged page is read anew"


def test_a_page_of_pictures_alone_is_the_report(settings: Settings, site: Site) -> None:
    shown = "".join(f'<p><img src="/upload/2024/{number}.jpg" width="800"></p>' for number in range(3))
    frame = '<div class="header"><img src="/images/a.png"></div><div class="foot"><a href="http://o.example"><img src="/x.png"></a></div>'
    site.pages |= {"/nb/2023.html": page(bare(shown + frame))}
    site.pages |= {f"/upload/2024/{number}.jpg": page(PNG, "image/png") for number in range(3)}
    result = run(settings, site)
    assert (result.fetched, result.in_review) == (1, 0)
    assert [path for path in site.paths() if "2023" not in path] == ["/nb/index.html", *(f"/upload/2024/{n}.jpg" for n in range(3))]
    [job] = jobs(settings)
    assert len(job.parts) == 3


def test_a_picture_that_two_pages_show_is_asked_for_once_and_belongs_to_both(settings: Settings, site: Site) -> None:
    site.pages["/nb/index.html"] = page(listing(link(2023), link(2022)))
    site.pages |= {f"/nb/{year}.html": page(bare(f'<img src="/upload/t.png"><p>{year}</p>')) for year in (2022, 2023)}
    site.pages["/upload/t.png"] = page(PNG, "image/png")
    run(settings, site)
    assert site.paths().count("/upload/t.png") == 1
    assert [len(job.parts) for job in jobs(settings)] == [1, 1]


def test_pictures_elsewhere_are_not_asked_for(settings: Settings, site: Site) -> None:
    site.pages |= {"/nb/2023.html": page(bare('<img src="http://other.example/a.png">'))}
    run(settings, site)
    assert lines(settings, "picture") == []


def test_a_file_beside_a_report_that_is_none_is_told_of_to_nobody(settings: Settings, site: Site) -> None:
    markup = '<a href="a.pdf">2023年政府信息公开年度报告</a>'
    other = "<html><body><h1>食堂菜单</h1><p>周一：白菜。</p></body></html>"
    site.pages |= {"/nb/2023.html": page(whole(markup)), "/nb/a.pdf": page(zipped(other), "application/zip")}
    run(settings, site)
    outcomes = extract.read_batches(settings, "r1", jobs(settings), lambda *_: None)
    assert [one.status for one in outcomes] == ["ok"]


def zipped(content: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.html", content)
    return held.getvalue()


def test_what_stood_where_a_document_changed_is_read_under_one_fingerprint(
    settings: Settings, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages |= {"/nb/2023.html": page(whole("<p>一</p>"))}
    whole_run(settings, site, "r1")
    [first] = jobs(settings)
    limits = Limits(2048, 60, settings.data)
    extract.write_batch(settings, "r1", [read(first, 0, limits)])
    monkeypatch.setattr("flows.extract.reading_fingerprint", lambda: "0" * 16)
    none = settings.model_copy(update={"reread_per_run": 0})
    assert jobs(none) == []
    site.pages["/nb/2023.html"] = page(whole("<p>二</p>"))
    whole_run(settings, site, "r2")
    assert [job.document_id == first.document_id for job in jobs(none)] == [True, False]
    assert {job.fingerprint for job in jobs(none)} == {"0" * 16}


def test_readings_of_earlier_programs_count(settings: Settings, site: Site) -> None:
    site.pages |= {"/nb/2023.html": page(report("示例市财政局", 2023))}
    run(settings, site)
    [job] = jobs(settings)
    path = extract.write_batch(settings, "r1", [read(job, 0, Limits(2048, 60, settings.data))])
    pq.write_table(pq.read_table(path).drop_columns(["parts"]), path)
    assert jobs(settings) == []
