"""Nights in a small emulated country, whose contents and faults are known to the last link."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.archive import attempts
from flows.publish import warehouse_hash
from flows.run import RunReport
from tests.bench.country.night import night, settings_of
from tests.bench.country.plan import FAULTS
from tests.bench.country.verdict import fewest, judge
from tests.bench.country.world import World, standing
from tests.flows.processes import none_left

HEALTHY = 14
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
def test_a_night_finds_all_and_only_the_reports_and_names_every_fault(data: Path) -> None:
    with standing(data, hosts=12 + len(FAULTS), delay=0.01, organs=1) as world:
        report = _night(world)
        verdict = judge(settings_of(data), world.country, collect_only=False)
        assert verdict.is_right(), str(verdict)
        assert verdict.sick == len(FAULTS)
        assert (report.in_doubt, report.failed, report.postponed) == (0, 0, 0)
        asked = _asked(world)
        healthy = {host.name: fewest(host) for host in world.country.hosts if not host.fault}
        assert {name: asked.get(name, 0) for name in healthy} == healthy, "no request more than the fewest possible"


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


def _start(world: World) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.bench.country.night", str(world.data), str(world.port), json.dumps(WELL)]
    with (world.data.parent / "output.txt").open("ab") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | {"GONGKAI_DATA": str(world.data)})


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_night_killed_ten_times_ends_as_one_that_was_not(well: World, tmp_path: Path) -> None:
    began = time.monotonic()
    undisturbed = _start(well)
    assert undisturbed.wait() == 0, (tmp_path / "output.txt").read_text(encoding="utf-8")
    took = time.monotonic() - began
    whole = warehouse_hash(well.data / "gongkai.duckdb")
    well.data.rename(tmp_path / "undisturbed")
    (well.data / "portals").mkdir(parents=True)
    for name in ("regions.csv", "agencies.csv", *(f"portals/{host.name}.toml" for host in well.country.hosts)):
        (well.data / name).write_bytes((tmp_path / "undisturbed" / name).read_bytes())
    well.ask("/reset")
    dice = random.Random(4)  # noqa: S311 - moments, no secret
    killed = 0
    for _ in range(KILLS):
        run = _start(well)
        try:
            run.wait(dice.uniform(0.1, 1.1) * took)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
            killed += 1
        assert none_left(well.data) == []
    assert _start(well).wait() == 0, (tmp_path / "output.txt").read_text(encoding="utf-8")
    assert killed >= KILLS // 2
    assert warehouse_hash(well.data / "gongkai.duckdb") == whole
    _asked_once(well, killed)


def _asked_once(world: World, killed: int) -> None:
    """No document was asked for twice in the night, but for those in flight when it was killed: one a host at most."""
    settings = settings_of(world.data)
    lines = Counter(one.url for one in attempts(settings) if one.kind == "document" and one.outcome == "new")
    assert set(lines.values()) == {1}
    asked = world.ask("/stats")["asked"]
    for host in world.country.hosts:
        hops = fewest(host) - host.pages - 1 - (host.kind == "numbered")
        documents = sum(asked[host.name].get(path, 0) for entry in host.entries for path in (entry.path, f"/new{entry.path}"))
        assert documents <= hops + killed
