"""What people and portals hand in to break the program: each costs itself alone, says so, and leaves nothing behind."""

import hashlib
import json
import os
import signal
import subprocess
import time
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pebble import ProcessExpired

from extractors.document import sniff
from extractors.encoding import decode
from extractors.frames import nested
from extractors.records import Evidence, Figure, Issue, ReadDocument, Report, Section
from extractors.storable import fits, storable
from flows import extract, jobs, reading, run, workers
from flows.archive import Attempt, AttemptLog, attempts
from flows.ingest import files, ingest
from flows.jobs import Job, Limits
from flows.present import plain, reading_json
from flows.settings import Settings, shipped
from tests.flows.processes import GONGKAI, none_left, output, start

CODECS = ("hex", "zip", "bz2", "base64", "uu", "rot13", "undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7")
LONE = "甲\ud800乙"


@pytest.fixture(scope="module")
def good() -> Path:
    return next(iter(sorted(shipped("data", "samples", "shili", "site").rglob("t2*.html"))))


def run_extract(*paths: object, **surroundings: str) -> "subprocess.CompletedProcess[bytes]":
    command = [os.fsencode(part) for part in (GONGKAI, "extract", *paths)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120, env=os.environ | surroundings)


def lines(done: "subprocess.CompletedProcess[bytes]") -> list[dict]:
    return [json.loads(line.decode("utf-8")) for line in done.stdout.split(b"\n")[:-1]]


def codes(line: dict) -> list[str]:
    return [issue["code"] for issue in line["issues"]]


# Declared encodings


@pytest.mark.parametrize("codec", CODECS)
def test_a_codec_that_is_no_encoding_of_text_is_never_used(codec):
    content = f'charset="{codec}"\n'.encode() + "政府信息公开工作年度报告".encode("gb18030") + b"\n\\ud800 +2AA- \xff\n"
    assert sniff(content) == "text"
    found = decode(content, codec)
    assert "政府信息公开工作年度报告" in found
    found.encode("utf-8")


@pytest.mark.parametrize("codec", ["big5", "euc-kr", "shift_jis", "gb2312", "koi8-r", "windows-1251"])
def test_encodings_of_text_still_are(codec):
    text = "公開政府信息報告" if codec in ("big5", "euc-kr", "shift_jis") else "公开政府信息报告" if codec == "gb2312" else "отчёт"
    encoded = text.encode(codec, errors="ignore")
    assert decode(encoded * 3, codec)


# Readings that cannot be stored


def _report(**values: object) -> Report:
    return Report(status="ok", **values)


def test_text_and_sums_that_no_file_can_hold_are_made_storable():
    huge = Decimal("1E+30")
    report = _report(
        title=LONE,
        figures=[Figure("requests.received", "total", None, "unreadable", raw=LONE, candidates=(LONE,))],
        sections=[Section(1, LONE, "一\x00\x1b二\x0b三\uffff😀")],
        issues=[Issue("printed_mismatch", "warning", LONE, printed=huge, computed=Decimal("0.0000001"))],
        evidence=[Evidence("title", LONE, "text", LONE)],
    )
    clean = storable(report)
    assert clean.title == clean.figures[0].raw == clean.figures[0].candidates[0] == "甲\ufffd乙"
    assert clean.sections[0].text == "一\ufffd\ufffd二\n三\ufffd😀"
    issue = clean.issues[0]
    assert (issue.printed, issue.computed) == (None, None)
    assert "1E+30" in issue.message
    assert "1E-7" in issue.message
    assert nested([ReadDocument("ab", "a.html", "html", "", datetime.now(UTC), [clean])]).num_rows == 1


@pytest.mark.parametrize(
    ("number", "fit"),
    [
        ("999999999999.999999", True),
        ("-0", True),
        ("0E+40", True),
        ("1.5000000000", True),
        ("1E12", False),
        ("0.0000001", False),
        ("NaN", False),
    ],
)
def test_what_the_column_of_sums_holds(number, fit):
    assert fits(Decimal(number)) is fit


def test_a_number_of_millions_of_digits_is_no_arithmetic_error():
    issue = Issue("total_blank", "warning", "x", computed=Decimal("1" * 2_000_000))
    clean = storable(_report(issues=[issue])).issues[0]
    assert clean.computed is None
    assert len(clean.message) < 200


@pytest.fixture
def limits(tmp_path) -> Limits:
    (tmp_path / "scratch").mkdir()
    return Limits(2048, 60, tmp_path / "scratch")


def read_here(monkeypatch, limits: Limits, path: Path, result: object) -> ReadDocument:
    """Read with a reader that gives, or raises, what a hostile document might make it."""

    def reader(*_: object, **__: object) -> object:
        if isinstance(result, BaseException):
            raise result
        return result

    monkeypatch.setattr(reading, "read_document", reader)
    monkeypatch.setattr(reading, "_cap_processor_time", lambda seconds: None)
    return reading.read(Job(path, "", "a.html"), 0, limits)


class Mute(BaseException):
    """Needs two arguments, so that it cannot be unpickled; no Exception either."""

    def __init__(self, one: object, two: object) -> None:
        super().__init__(one)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (MemoryError(), "out_of_memory"),
        (RecursionError("deep"), "nested_too_deep"),
        (Mute("a\x1b\ud800", "b"), "reader_failed"),
        ([_report(figures=[Figure("a", "b", Decimal(10) ** 13, "reported")])], "not_storable"),
        ([_report(year=2**40)], "not_storable"),
        ([_report(sections=[Section(1, "一", "字" * 4_000_000)])], "too_large"),
    ],
)
def test_whatever_a_reader_does_the_worker_hands_back_a_reading(monkeypatch, limits, good, result, code):
    read = read_here(monkeypatch, limits, good, result)
    assert (read.format, read.document_id) == ("html", hashlib.sha256(good.read_bytes()).hexdigest())
    assert [(r.status, [i.code for i in r.issues]) for r in read.reports] == [("failed", [code])]
    assert nested([read]).num_rows == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [(-9, "killed by signal 9, probably out of memory"), (-11, "killed by signal 11"), (7, "exit status 7"), (-24, "processor time")],
)
def test_a_dead_worker_is_said_with_what_killed_it_and_the_format_it_left(limits, code, said):
    (limits.scratch / "3.note").write_text("ab pdf", encoding="ascii")
    read = jobs.failed(Job(Path("none"), "", LONE), 3, ProcessExpired("Abnormal termination", code=code), limits)
    assert (read.document_id, read.format, read.name) == ("ab", "pdf", "甲\ufffd乙")
    assert said in read.reports[0].issues[0].message
    assert jobs.failed(Job(Path("none"), "", "x"), 4, BrokenProcessPool(), limits).format == "unknown"


def test_a_pool_that_breaks_costs_no_other_document(monkeypatch, tmp_path):
    def pool(errand):
        """Reads one document, then breaks; breaks at once on the second."""
        for job in errand.more():
            if errand.done == 1:
                return
            errand.waiting.popleft()
            errand.done += 1
            yield ReadDocument(job.name, "", "html", "", datetime.now(UTC), [])
            if errand.done != 1:
                return

    monkeypatch.setattr(workers, "_read_in_pool", pool)
    given = [Job(Path("x"), "", name) for name in "abc"]
    found = list(workers.read_all(Settings(data=tmp_path), given, tmp_path))
    assert [(read.document_id, len(read.reports)) for read in found] == [("a", 0), ("", 1), ("c", 0)]

    def broken(errand):
        next(errand.more(), None)
        yield from ()

    monkeypatch.setattr(workers, "_read_in_pool", broken)
    with pytest.raises(workers.PoolBroken):
        list(workers.read_all(Settings(data=tmp_path), given * 10, tmp_path))


# Paths that are no files, and names that are no text


def test_paths_that_are_no_readable_files_cost_themselves_only(tmp_path, good):
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "folder").mkdir()
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(201 * 2**20)
    (tmp_path / "dangling.html").symlink_to("nowhere")
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb9\xab\xbf\xaa\x1b[31m.html"))
    strange.write_bytes(good.read_bytes())
    names = ["pipe.html", "folder", "huge.pdf", "dangling.html", "none.pdf"]
    paths = [*(str(tmp_path / name) for name in names), "/dev/zero", str(strange), f"{good.parent}//./{good.name}"]
    done = run_extract("--json", *paths, LC_ALL="C", PYTHONIOENCODING="ascii")
    found = lines(done)
    assert (done.returncode, done.stderr) == (1, b"")
    assert [line["path"] for line in found] == [*paths[:6], str(tmp_path / "\ufffd\ufffd\ufffd\ufffd\x1b[31m.html"), paths[7]]
    expected = [["not_a_file"], ["not_a_file"], ["too_large"], ["not_found"], ["not_found"], ["not_a_file"], [], []]
    assert [codes(line) for line in found] == expected
    assert [line["status"] for line in found] == ["failed"] * 6 + ["ok"] * 2
    assert [line["sha256"] is None for line in found] == [True] * 6 + [False] * 2
    assert done.stdout.isascii() is False, "figures' labels and names are written as UTF-8, not as escapes"


def test_a_terminal_is_shown_text_and_nothing_else(tmp_path, good):
    name = "[red]a\x1b[31m:smile:\nx\u202elmth.html"
    (tmp_path / name).write_bytes(b"\x1b]0;owned\x07")
    done = run_extract(tmp_path / name, tmp_path / "no\x1b[2Jne", good, PYTHONIOENCODING="ascii")
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"[red]a?[31m:smile: x?lmth.html: failed" in done.stdout
    assert b"\x1b" not in done.stdout + done.stderr
    assert len(done.stdout.splitlines()) >= 4
    assert plain("a\x9bb\ud800\u2066c\td") == "a\ufffdb\ufffd\ufffdc\td"


def test_no_path_that_exists_is_unusable_arguments_and_wrong_settings_too(tmp_path, good):
    for command in ("extract", "precheck", "ingest"):
        gone = [str(tmp_path / "one.pdf"), str(tmp_path / "t\x1bwo.pdf")]
        done = subprocess.run([GONGKAI, command, *gone], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)
        assert done.returncode == 2, command
        assert "one.pdf does not exist" in done.stderr
        assert "\x1b" not in done.stderr
    done = run_extract(good, GONGKAI_WORKERS="many")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


# Taking files in


@pytest.fixture
def hoard(tmp_path, good) -> Path:
    """A folder of reports with everything in it that is none."""
    folder = tmp_path / "hoard"
    (folder / "inner").mkdir(parents=True)
    content = good.read_bytes()
    for number, name in enumerate(("q?x#y%41.html", os.fsdecode(b"\xb9\xab.html"), ".hidden.html", "inner/plain.html")):
        (folder / name).write_bytes(content + b"\n" * number)
    (tmp_path / "secret.html").write_bytes(content)
    (tmp_path / "outside").mkdir()
    os.mkfifo(folder / "pipe.html")
    for name, target in (
        ("out.html", "../secret.html"),
        ("outdir", "../outside"),
        ("gone.html", "nowhere"),
        ("round", "round"),
        ("again", "inner"),
    ):
        (folder / name).symlink_to(target)
    return folder


def test_ingest_takes_in_what_is_a_file_and_names_the_rest(tmp_path, hoard):
    settings = Settings(data=tmp_path / "data", workers=1)
    report = ingest(settings, files([hoard, tmp_path / "none.html"]), publish=False)
    assert (report.found, report.fetched, report.not_taken_in, report.read, report.failed) == (9, 3, 6, 3, 0)
    for name in ("pipe.html", "out.html", "outdir", "gone.html", "round", "none.html"):
        assert [line for line in report.problems if f"/{name}: not taken in: " in line], name
    names = {attempt.name for attempt in attempts(settings) if attempt.kind == "ingest"}
    assert names == {"q?x#y%41.html", "\ufffd\ufffd.html", "plain.html"}
    assert run.jobs(settings) == []
    assert not (settings.state / "scratch").exists()
    assert not list(settings.objects.rglob("*.part"))


def test_names_of_files_and_addresses():
    assert Attempt("r", "ingest", url="ingest:q?x#y%41.html").name == "q?x#y%41.html"
    assert Attempt("r", "document", url="https://a.example/b/%E5%B9%B4.html?x=1#y").name == "年.html"
    assert Attempt("r", "document", url="https://a.example/").name is None
    assert b"?" in Attempt("r", "ingest", url=f"ingest:{LONE}").line()


def test_bytes_that_are_out_of_reach_are_read_again_by_the_next_run(tmp_path):
    settings = Settings(data=tmp_path, workers=1)
    with AttemptLog(settings, "r1") as log:
        log.append(Attempt("r1", "ingest", url="ingest:a.html", outcome="new", sha256="ab" * 32))
    found = extract.read_batches(settings, "r1", run.jobs(settings), lambda done, total: None)
    assert [(one.status, one.name) for one in found] == [("failed", "a.html")]
    assert len(run.jobs(settings)) == 1


def test_a_line_of_json_is_valid_where_nothing_was_read():
    read = ReadDocument("", "x", "unknown", "", datetime.now(UTC), [Report()])
    assert json.loads(reading_json("a\udcff", read))["path"] == "a\ufffd"


# Ends


def _reading(data: Path) -> list[int]:
    """The worker processes of a run that is started for a data folder and works on a document."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            mark, command = (folder / "environ").read_bytes(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"GONGKAI_DATA={data}".encode() in mark.split(b"\0") and b"multiprocessing" in command and b"forkserver" in command:
            found.append(int(folder.name))
    return found


@pytest.fixture
def slow(tmp_path, monkeypatch) -> Path:
    """A page that takes long to read; the temporary files of reading it go to ``tmp_path/scratch``."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    table = "<table>" + "<tr><td>政府信息公开</td><td>1 2</td></tr>" * 4_000 + "</table>"
    (tmp_path / "slow.html").write_bytes((table * 50).encode())
    return tmp_path / "slow.html"


def test_a_worker_out_of_time_leaves_its_format_and_no_files(slow, tmp_path):
    done = run_extract("--json", slow, GONGKAI_DOCUMENT_SECONDS="1")
    assert done.returncode == 1, done.stderr
    line = lines(done)[0]
    assert (codes(line), line["format"]) == (["out_of_time"], "html")
    assert line["sha256"] == hashlib.sha256(slow.read_bytes()).hexdigest()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_an_ended_process_leaves_no_files(slow, tmp_path):
    (tmp_path / "data").mkdir()
    process = start(tmp_path / "data", "extract", str(slow))
    _await_reading(process, tmp_path)
    process.terminate()
    assert process.wait(30) == 143
    assert list((tmp_path / "scratch").iterdir()) == []


def _await_reading(process: "subprocess.Popen[str]", place: Path) -> None:
    until = time.monotonic() + 60
    while not list((place / "scratch").glob("gongkai-*/0.note")):
        assert time.monotonic() < until
        assert process.poll() is None, output(place / "data")
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes below /proc")
def test_a_worker_that_cannot_run_python_dies_with_its_parent(slow, tmp_path):
    """A worker that is stopped stands for one whose interpreter a library holds: only the kernel can end it."""
    data = tmp_path / "data"
    data.mkdir()
    process = start(data, "extract", "--json", str(slow))
    _await_reading(process, tmp_path)
    found = _reading(data)
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    process.kill()
    process.wait()
    left = none_left(data, 10)
    for pid in found if left else ():
        os.kill(pid, signal.SIGKILL)
    assert len(found) == 2, "the worker and the process it was forked from"
    assert left == []
