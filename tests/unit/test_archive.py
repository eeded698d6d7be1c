"""The archive and the log of attempts."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from flows.archive import ArchiveError, Attempt, AttemptLog, attempts, holds, load, object_path, read_log, store
from flows.runs import finish, lineage, start, unfinished
from flows.settings import Settings

DAY = date(2025, 2, 3)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


def _log(settings: Settings, run_id: str, *urls: str) -> None:
    with AttemptLog(settings, run_id) as log:
        for url in urls:
            log.append(Attempt(run_id, "document", url=url, outcome="new", sha256="ab" * 32))


def test_stored_bytes_are_found_by_their_hash(settings: Settings) -> None:
    sha256 = store(settings, "公开".encode())
    assert sha256 == hashlib.sha256("公开".encode()).hexdigest()
    assert load(settings, sha256) == "公开".encode()
    assert object_path(settings, sha256) == settings.objects / sha256[:2] / sha256
    assert [path.name for path in settings.objects.rglob("*") if path.is_file()] == [sha256]


def test_storing_again_leaves_the_object_alone(settings: Settings) -> None:
    sha256 = store(settings, b"report")
    before = object_path(settings, sha256).stat()
    store(settings, b"report")
    after = object_path(settings, sha256).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_part_left_by_a_crash_is_no_object_and_is_written_over(settings: Settings) -> None:
    sha256 = hashlib.sha256(b"whole").hexdigest()
    object_path(settings, sha256).parent.mkdir(parents=True)
    object_path(settings, sha256).with_name(f".{sha256}.part").write_bytes(b"who")
    assert not holds(settings, sha256)
    store(settings, b"whole")
    assert load(settings, sha256) == b"whole"
    assert [path.name for path in settings.objects.rglob("*") if path.is_file()] == [sha256]


def test_a_damaged_or_missing_object_is_loud(settings: Settings) -> None:
    sha256 = store(settings, b"report")
    object_path(settings, sha256).write_bytes(b"rep0rt")
    with pytest.raises(ArchiveError, match="damaged"):
        load(settings, sha256)
    object_path(settings, sha256).unlink()
    with pytest.raises(ArchiveError, match="missing"):
        load(settings, sha256)


def test_an_attempt_survives_its_line(settings: Settings) -> None:
    attempt = Attempt(
        "r1",
        "document",
        portal="www.shili.example",
        url="http://www.shili.example/年报.pdf",
        status=200,
        outcome="new",
        sha256="00" * 32,
        bytes=12,
        etag='"x"',
        headers={"etag": '"x"'},
        link_text="示例市年度报告\n2020",
        role="report",
    )
    with AttemptLog(settings, "r1") as log:
        log.append(attempt)
    assert list(attempts(settings)) == [attempt]
    assert (settings.log / "r1.jsonl").read_bytes().count(b"\n") == 1


def test_a_torn_last_line_is_ignored_and_cut_off_before_the_next(settings: Settings) -> None:
    _log(settings, "r1", "http://a.example/1", "http://a.example/2")
    path = settings.log / "r1.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    assert [attempt.url for attempt in attempts(settings)] == ["http://a.example/1"]
    _log(settings, "r1", "http://a.example/3")
    assert [attempt.url for attempt in attempts(settings)] == ["http://a.example/1", "http://a.example/3"]


def test_a_broken_line_that_is_not_torn_is_loud(settings: Settings) -> None:
    _log(settings, "r1", "http://a.example/1")
    path = settings.log / "r1.jsonl"
    path.write_bytes(b'{"at": 1}\n' + path.read_bytes())
    with pytest.raises(ArchiveError, match="line 1"):
        list(read_log(path))


def test_runs_come_in_the_order_they_began_whatever_their_names(settings: Settings) -> None:
    _log(settings, "z-first", "http://a.example/1")
    _log(settings, "a-second", "http://a.example/2")
    assert [attempt.run_id for attempt in attempts(settings)] == ["z-first", "a-second"]


def test_an_unfinished_run_of_the_same_day_is_resumed_and_the_chain_is_kept(settings: Settings) -> None:
    for run_id, expected in (("r1", None), ("r2", "r1"), ("r3", "r2")):
        with AttemptLog(settings, run_id) as log:
            assert start(settings, log, DAY) == expected
    assert lineage(settings, "r3") == {"r1", "r2", "r3"}
    with AttemptLog(settings, "r3") as log:
        finish(log, DAY, {"found": 4})
    assert unfinished(settings, DAY) is None
    with AttemptLog(settings, "r4") as log:
        assert start(settings, log, DAY) is None
    assert lineage(settings, "r4") == {"r4"}


def test_an_unfinished_run_of_another_day_is_not_resumed(settings: Settings) -> None:
    with AttemptLog(settings, "r1") as log:
        start(settings, log, DAY)
    assert unfinished(settings, date(2025, 2, 4)) is None
