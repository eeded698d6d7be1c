"""The pool as a whole: order, a window that slides, memory that does not grow with the number of files, pictures and conversions."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from extractors.document import Converted, Document, UnreadableDocument, sniff
from extractors.pipeline import read_document
from extractors.records import Issue
from flows import capacity, conversion, workers
from flows.jobs import Job, Limits
from flows.pictures import LARGEST, MOST, pictures_beside
from flows.reading import knowledge
from flows.settings import Settings, shipped
from tests.flows.hostile_files import page, parts_of, png, workbook, zipped

SITE = shipped("data", "samples", "shili", "site")
PICTURE = png(1, 1, b"\0\0")


def test_jobs_are_taken_as_they_are_needed_and_come_back_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "AHEAD", 3)
    (tmp_path / "scratch").mkdir()
    for number in range(30):
        (tmp_path / f"{number}.html").write_bytes(page("x" * (30 - number) * 2000))
    taken = []

    def jobs():
        for number in range(30):
            taken.append(number)
            yield Job(tmp_path / f"{number}.html", "", f"{number}.html")

    names = []
    for read in workers.read_all(Settings(data=tmp_path, workers=2), jobs(), tmp_path / "scratch"):
        names.append(read.name)
        assert len(taken) <= len(names) + 2 * 3
    assert names == [f"{number}.html" for number in range(30)]
    assert list((tmp_path / "scratch").iterdir()) == []


def test_workers_are_as_many_as_processors_and_memory_allow(monkeypatch):
    monkeypatch.setattr(capacity, "_processors", lambda: 64)
    monkeypatch.setattr(capacity, "_memory_mib", lambda: 10 * 1024)
    assert capacity.workers() == 10 * 1024 // capacity.WORKER_MIB
    monkeypatch.setattr(capacity, "_memory_mib", lambda: 100)
    assert capacity.workers() == 1


class _Office:
    """Stands for LibreOffice: makes a Word file of anything, fails where it is told to."""

    def __init__(self, **_: object) -> None:
        self.closed = False

    def convert(self, content: bytes, format: str) -> object:
        if content.startswith(b"{\\rtf broken"):
            raise UnreadableDocument("conversion_failed", "LibreOffice could not convert the file; save it by hand.")
        assert format == "rtf"
        return Converted(sorted(SITE.rglob("P*.docx"))[0].read_bytes(), "libreoffice")

    def close(self) -> None:
        self.closed = True


def test_what_must_be_converted_is_and_a_failure_costs_itself_only(tmp_path, monkeypatch):
    monkeypatch.setattr(conversion, "Converter", _Office)
    (tmp_path / "scratch").mkdir()
    contents = {"good.rtf": b"{\\rtf good}", "broken.rtf": b"{\\rtf broken}", "a.html": page("x")}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    jobs = [Job(tmp_path / name, "", name) for name in contents]
    good, broken, other = workers.read_all(Settings(data=tmp_path, workers=1), jobs, tmp_path / "scratch")
    assert (good.format, good.reports[0].status) == ("rtf", "ok")
    assert all(engine.startswith("libreoffice/") for figure in good.reports[0].figures for engine in figure.engines)
    assert good.document_id == hashlib.sha256(contents["good.rtf"]).hexdigest()
    expected = [Issue("conversion_failed", "error", "LibreOffice could not convert the file; save it by hand.")]
    assert (broken.format, broken.reports[0].issues) == ("rtf", expected)
    assert other.format == "html"
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_conversion_of_what_is_gone_says_so(tmp_path):
    with conversion.Conversions(Limits(2048, 60, tmp_path)) as conversions:
        error = conversions.start(Job(tmp_path / "none.doc", "", "none.doc"), 0, "doc").exception()
    assert getattr(error, "code", None) == "not_found"


@pytest.fixture
def saved(tmp_path) -> Path:
    """A saved page's folder with pictures in it, below it and around it."""
    folder = tmp_path / "saved"
    (folder / "page_files").mkdir(parents=True)
    for name in ("a.png", "page_files/b c.png", "../outside.png"):
        (folder / name).write_bytes(PICTURE)
    (folder / "text.png").write_bytes(b"no picture")
    (folder / "link.png").symlink_to("../outside.png")
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.png")
    with (folder / "large.png").open("wb") as file:
        file.write(PICTURE)
        file.truncate(LARGEST + 1)
    return folder / "page.html"


def test_pictures_beside_a_saved_page_are_taken_in_and_nothing_else(saved):
    names = (
        "a.png",
        "./page_files/b%20c.png",
        "a.png",
        "a.png?x=1",
        "../outside.png",
        "up/outside.png",
        "link.png",
        "text.png",
        "pipe.png",
    )
    more = (
        "large.png",
        "none.png",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://a.example/a.png",
        "//a.example/a.png",
        "a\0.png",
        "http://[",
    )
    content = page("".join(f'<img alt=x src="{name}">' for name in names + more) + "<IMG SRC=a.png#x>")
    parts = pictures_beside(saved, content)
    assert [part.name for part in parts] == ["a.png", "./page_files/b%20c.png", "a.png?x=1", "a.png#x"]
    assert all(part.content == PICTURE and part.url == part.name for part in parts)


def test_no_more_pictures_are_taken_than_a_report_has(saved):
    for number in range(MOST + 5):
        shutil.copyfile(saved.parent / "a.png", saved.parent / f"n{number}.png")
    content = page("".join(f"<img src=n{number}.png>" for number in range(MOST + 5)))
    assert len(pictures_beside(saved, content)) == MOST


def _read(content: bytes) -> list[str]:
    return [issue.code for report in read_document(Document(content, "x"), knowledge()) for issue in report.issues]


@pytest.mark.parametrize(
    "package", [sorted(SITE.rglob("P*.docx"))[0].read_bytes(), workbook(), zipped({"a.html": page("x")})], ids=["docx", "xlsx", "zip"]
)
def test_a_package_without_its_beginning_is_truncated(package):
    assert _read(package[:30] + package[70:])[:1] == ["truncated"]


def test_a_package_whose_kind_cannot_be_inflated_is_still_a_package():
    content = bytearray(zipped({"[Content_Types].xml": b"<Types/>" * 50, "word/other.xml": b"<w/>"}))
    at = content.index(b"[Content_Types].xml") + len(b"[Content_Types].xml")
    content[at : at + 8] = b"\xff" * 8
    assert sniff(bytes(content)) == "docx"
    assert _read(bytes(content))


def test_a_word_file_whose_parts_have_other_roots_is_read_by_one_engine_or_refused():
    parts = parts_of(sorted(SITE.rglob("P*.docx"))[0])
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"<Types", b"<Kinds").replace(b"</Types", b"</Kinds")
    assert "reader_failed" not in _read(zipped(parts))
