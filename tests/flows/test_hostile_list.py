"""The list of files that must not break the program: each ends by itself, in time and memory, with a word; the others are read."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.bench.throughput import Memory
from tests.flows import hostile_files
from tests.flows.processes import GONGKAI

SECONDS, MEMORY_MIB = 60, 2048
PROCESSOR_SECONDS = 20
"""What one document may cost here. One file of the list never ends by itself, so it is what the test costs."""
EXPECTED = {
    "truncated.pdf": {"truncated"},
    "truncated.docx": {"truncated"},
    "encrypted.pdf": {"encrypted"},
    "empty.pdf": {"unsupported_format", "empty"},
    "zeros.docx": {"unsupported_format", "empty"},
    "other-tables.pdf": {"too_large"},
    "5000-pages.pdf": {"too_large"},
    "bomb.docx": {"too_large"},
    "bomb.xlsx": {"too_large"},
    "bomb.zip": {"too_large"},
}
"""What is wrong with a file, where no other word would do."""


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> tuple[dict[str, dict], Memory]:
    """Every hostile file, a sound report after each third, in one run: the lines by name, and the memory it took.

    No file may take longer than the limit set here, so each ends within it by being read or by being stopped.
    """
    folder = tmp_path_factory.mktemp("hostile")
    paths: list[Path] = []
    for number, (name, content) in enumerate(hostile_files.FILES.items()):
        paths.append(folder / name)
        paths[-1].write_bytes(content())
        if number % 3 == 2:
            paths.append(folder / f"sound-{number}.html")
            paths[-1].write_bytes(hostile_files.REPORT_HTML.read_bytes())
    before = set(folder.rglob("*"))
    scratch = tmp_path_factory.mktemp("scratch")
    process = subprocess.Popen(
        [GONGKAI, "extract", "--json", *map(str, paths)],
        stdout=(folder / "out.jsonl").open("wb"),
        stderr=subprocess.PIPE,
        env=os.environ
        | {"TMPDIR": str(scratch), "GONGKAI_DOCUMENT_SECONDS": str(PROCESSOR_SECONDS), "GONGKAI_DOCUMENT_MEMORY_MIB": str(MEMORY_MIB)},
    )
    memory = Memory()
    while process.poll() is None:
        memory.look(process.pid)
        time.sleep(0.1)
    said = process.stderr.read()
    assert (process.returncode, said) == (1, b""), said.decode()[-2000:]
    lines = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["path"] for line in lines] == [str(path) for path in paths]
    assert set(folder.rglob("*")) - before == {folder / "out.jsonl"}, "a file was written beside the documents"
    assert list(scratch.iterdir()) == []
    return {Path(line["path"]).name: line for line in lines}, memory


def _all(line: dict) -> list[dict]:
    return [line, *line["more"]]


@pytest.mark.parametrize("name", hostile_files.FILES)
def test_each_says_what_is_wrong_and_invents_nothing(read, name):
    line = read[0][name]
    if name in hostile_files.SOUND:
        assert line["status"] == "ok", line["issues"]
        return
    assert {report["status"] for report in _all(line)} == {"failed"}
    assert [figure for report in _all(line) for figure in report["figures"]] == []
    errors = [issue for issue in line["issues"] if issue["severity"] == "error"]
    assert errors
    assert all(len(issue["message"]) > 30 for issue in errors)
    codes = {issue["code"] for issue in errors}
    assert "reader_failed" not in codes, errors
    assert codes & EXPECTED.get(name, codes), errors


def test_no_file_takes_another_with_it(read):
    sound = [line for name, line in read[0].items() if name.startswith("sound-")]
    assert len(sound) > 8
    assert [(line["status"], line["issues"]) for line in sound] == [("ok", [])] * len(sound)


def test_memory_stays_bounded(read):
    assert read[1].worker < MEMORY_MIB
    assert read[1].parent < 200, "the program itself reads no document"


def test_a_file_that_opens_without_a_password_is_read(tmp_path):
    path = tmp_path / "locked.pdf"
    path.write_bytes(hostile_files.locked_pdf())
    done = subprocess.run([GONGKAI, "extract", "--json", path], capture_output=True, text=True, check=False, timeout=SECONDS)
    codes = {issue["code"] for issue in json.loads(done.stdout)["issues"]}
    assert "no_tables" in codes, "what it holds was seen, and is no report"
    assert not codes & {"encrypted", "broken", "reader_failed"}


def test_an_interrupt_ends_everything_at_once(tmp_path):
    slow = tmp_path / "slow.html"
    slow.write_bytes(b"<table>" + "<tr><td>政府信息公开</td><td>1 2</td></tr>".encode() * 300_000)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [GONGKAI, "extract", slow, slow],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(scratch)},
        start_new_session=True,
        # A shell that starts the tests in the background has its children ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + SECONDS
    while not list(scratch.glob("gongkai-*/0.note")) and time.monotonic() < until:
        time.sleep(0.05)
    begun = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    said, complained = process.communicate(timeout=SECONDS)
    assert time.monotonic() - begun < 15
    assert process.returncode == 130, complained
    assert said == b""
    assert complained.decode().startswith("gongkai: interrupted")
    assert complained.count(b"\n") == 1
    assert list(scratch.iterdir()) == []
    # The kernel ends the children with the program, not before it.
    while _group(process.pid) and time.monotonic() - begun < 15:
        time.sleep(0.02)
    assert not _group(process.pid)


def _group(leader: int) -> list[str]:
    """What is left of a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(folder.name)
    return found
