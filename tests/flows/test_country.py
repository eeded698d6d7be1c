"""Nights in a small emulated country, whose contents and faults are known to the last link."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import doctor
from flows.archive import attempts
from flows.publish import warehouse_hash
from flows.run import RunReport
from tests.bench.country import behind_verdict
from tests.bench.country.night import night, settings_of
from tests.bench.country.plan import BEHIND, FAULTS
from tests.bench.country.verdict import fewest, fewest_documents, judge
from tests.bench.country.world import World, standing
from tests.flows.processes import none_left

HEALTHY = 16
WELL = {"hosts": HEALTHY, "sick": 0, "delay": 0.01, "organs": 1, "long_list": 10}
KILLS = 10


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def well(data: Path) -> Iterator[World]:
    """A country without faults: every kind and every quirk."""
    with standing(data, **WELL) as world:
        yield world


def _night(world: World) -> RunReport:
    world.ask("/reset")
    return night(settings_of(world.data), world.network)


def _asked(world: World) -> dict[str, int]:
    return {host: sum(paths.values()) for host, paths in world.ask("/stats")["asked"].items()}


@pytest.mark.timeout(300)
def test_a_night_finds_all_and_only_the_reports_and_names_every_fault(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with standing(data, hosts=16 + len(FAULTS), delay=0.01, organs=1) as world:
        report = _night(world)
        verdict = judge(settings_of(data), world.country, collect_only=False)
        assert verdict.is_right(), str(verdict)
        assert verdict.sick == len(FAULTS)
        assert (report.in_doubt, report.failed, report.postponed) == (0, 0, 0)
        asked = _asked(world)
        healthy = {host.name: fewest(host) for host in world.country.hosts if not host.fault}
        assert {name: asked.get(name, 0) for name in healthy} == healthy, "no request more than the fewest possible"
        _doctor_tells(world, capsys)


def _doctor_tells(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """What people see of the night: every host with its health, and for a sick one what to do."""
    settings = settings_of(world.data)
    sick = [host for host in world.country.hosts if host.fault]
    assert doctor.show_all(settings, every=True) == len(sick)
    said = capsys.readouterr().out
    assert all(host.name in said for host in world.country.hosts)
    assert f"{len(world.country.hosts)} portals: {len(sick)} sick, {len(world.country.hosts) - len(sick)} well" in said
    for fault, words in (("list_521", "HTTP 521"), ("documents_foreign", "also_hosts"), ("list_lost", "lower expect_min")):
        [host] = [host for host in sick if host.fault == fault]
        assert doctor.show_one(settings, host.name) == 1
        said = capsys.readouterr().out
        assert words in said
        assert "what to do:" in said
    assert doctor.show_one(settings, next(host.name for host in world.country.hosts if not host.fault)) == 0
    assert "nothing to do" in capsys.readouterr().out


@pytest.mark.timeout(300)
def test_a_second_night_asks_conditionally_and_builds_nothing_and_a_third_takes_exactly_what_changed(well: World) -> None:
    first = _night(well)
    assert judge(settings_of(well.data), well.country, collect_only=False).is_right()
    before = warehouse_hash(well.data / "gongkai.duckdb")

    second = _night(well)
    assert (second.fetched, second.read, second.built, second.unchanged) == (0, 0, False, first.fetched)
    # Where a host gives nothing to ask with: no robots.txt, no page after the last one, no ETag.
    bare = {host.name: 1 + (host.kind == "numbered") for host in well.country.hosts if host.quirk not in ("no_validators", "rules")}
    found = well.ask("/stats")["unconditional"]
    assert {name: found.get(name, 0) for name in bare} == bare

    changed = {f"http://{host}{path}" for host, path in well.ask("/news?share=0.05")}
    third = _night(well)
    new = {one.url for one in attempts(settings_of(well.data)) if one.run_id == third.run_id and one.outcome == "new"}
    assert new == changed
    assert (third.fetched, third.read, third.built) == (len(changed), len(changed), True)
    assert warehouse_hash(well.data / "gongkai.duckdb") != before


@pytest.mark.timeout(300)
def test_reports_behind_their_pages_are_counted_once_and_copies_that_disagree_are_named(data: Path) -> None:
    with standing(data, hosts=4, sick=0, delay=0.01, organs=1, behind=True) as world:
        assert {entry.behind for host in world.country.hosts for entry in host.entries} == set(BEHIND)
        first = _night(world)
        verdict = behind_verdict.judge(settings_of(data), world.country)
        assert verdict.is_right(), str(verdict)
        assert (first.in_doubt, first.failed, first.alarms) == (0, 0, [])
        assert _asked(world) == {host.name: fewest(host) for host in world.country.hosts}
        second = _night(world)
        assert (second.fetched, second.read, second.built) == (0, 0, False)


def _start(world: World) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.bench.country.night", str(world.data), str(world.port), json.dumps(WELL)]
    with (world.data.parent / "output.txt").open("ab") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | {"GONGKAI_DATA": str(world.data)})


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_nights_killed_ten_times_end_as_one_that_was_not(well: World, tmp_path: Path) -> None:
    undisturbed, began = tmp_path / "undisturbed", time.monotonic()
    assert _start(well).wait() == 0, _output(well)
    took = time.monotonic() - began
    whole = warehouse_hash(well.data / "gongkai.duckdb")
    well.data.rename(undisturbed)
    dice, left = random.Random(4), KILLS  # noqa: S311 - moments, no secret
    while left:
        _anew(well, undisturbed)
        killed = _killed(well, dice, took, left)
        left -= killed
        assert warehouse_hash(well.data / "gongkai.duckdb") == whole
        _asked_once(well, killed)


def _anew(world: World, known: Path) -> None:
    """The data folder before the first night."""
    shutil.rmtree(world.data, ignore_errors=True)
    for path in (known / "portals", known / "regions.csv", known / "agencies.csv"):
        if path.is_dir():
            shutil.copytree(path, world.data / path.name)
        else:
            shutil.copy(path, world.data)
    world.ask("/reset")


def _killed(world: World, dice: random.Random, took: float, most: int) -> int:
    """How often a night was killed and begun again before it ended by itself."""
    for times in range(most):
        run = _start(world)
        try:
            assert run.wait(dice.uniform(0.1, 1.0) * took) == 0, _output(world)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
            assert none_left(world.data) == []
            # Killed after its last line it was whole: another would be the next night.
            if any(one.event == "finished" for one in attempts(settings_of(world.data))):
                return times + 1
        else:
            return times
    assert _start(world).wait() == 0, _output(world)
    return most


def _output(world: World) -> str:
    return (world.data.parent / "output.txt").read_text(encoding="utf-8")


def _asked_once(world: World, killed: int) -> None:
    """No document was asked for twice in the night, but for those in flight when it was killed: one a host at most."""
    settings = settings_of(world.data)
    lines = Counter(one.url for one in attempts(settings) if one.kind == "document" and one.outcome == "new")
    assert set(lines.values()) == {1}
    asked = world.ask("/stats")["asked"]
    for host in world.country.hosts:
        documents = sum(asked[host.name].get(path, 0) for entry in host.entries for path in (entry.path, entry.file, f"/new{entry.path}"))
        assert documents <= fewest_documents(host) + killed
