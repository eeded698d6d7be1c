"""Nights in the emulated country, against what it holds.

Run as ``python -m tests.bench.country [--hosts 300] [--sick 15] [--delay 0.5] [--long 120] [--collect-only] [--data FOLDER]``.
Three nights: the first, one without news, one in which 1 % of the reports changed.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from flows.archive import attempts
from flows.run import RunReport
from tests.bench.country.night import night, settings_of
from tests.bench.country.verdict import fewest, judge
from tests.bench.country.world import World, standing

_KIB = 1024


def _night(world: World, title: str, collect_only: bool) -> tuple[RunReport, dict[str, int]]:
    world.ask("/reset")
    began = time.monotonic()
    report = night(settings_of(world.data), world.network, collect_only=collect_only)
    took = time.monotonic() - began
    asked = {host: sum(paths.values()) for host, paths in world.ask("/stats")["asked"].items()}
    counts = ", ".join(f"{name} {count}" for name, count in report.counts().items() if count)
    print(f"\n{title}: {took:.1f} s, {sum(asked.values())} requests; {counts}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB
    print(f"peak memory of the collecting process so far: {memory:.0f} MiB")
    return report, asked


def _first(world: World, collect_only: bool) -> None:
    _, asked = _night(world, "first night", collect_only)
    print(judge(settings_of(world.data), world.country, collect_only=collect_only))
    least = {host.name: fewest(host) for host in world.country.hosts}
    more = 100 * (sum(asked.values()) / sum(least.values()) - 1)
    print(f"requests: {sum(asked.values())}, fewest possible {sum(least.values())}: {more:+.2f} %")
    healthy = [host.name for host in world.country.hosts if not host.fault]
    print(f"requests to healthy hosts: {sum(asked[name] for name in healthy)}, fewest possible {sum(least[name] for name in healthy)}")
    times = [one.at for one in attempts(settings_of(world.data)) if one.kind in ("listing", "document", "robots")]
    took = (max(times) - min(times)).total_seconds()
    need = max(least[name] - 1 for name in healthy) * world.country.delay
    print(f"collecting: {took:.1f} s; the manners alone need {need:.1f} s: {100 * (took / need - 1):+.1f} %")


def _second(world: World, collect_only: bool) -> None:
    report, asked = _night(world, "second night, without news", collect_only)
    stats = world.ask("/stats")["unconditional"]
    healthy = [host for host in world.country.hosts if not host.fault]
    bare = sum(stats.get(host.name, 0) for host in healthy if host.quirk != "no_validators")
    forgetful = sum(asked.get(host.name, 0) for host in healthy if host.quirk == "no_validators")
    print(f"to healthy hosts: {sum(asked.get(host.name, 0) for host in healthy)} requests; without a condition {bare}")
    print(f"  (robots.txt that is absent, the page after a numbered list's last) and {forgetful} to hosts that give no validator")
    print(f"read {report.read}, built {report.built}")


def _third(world: World, collect_only: bool) -> None:
    changed = {f"http://{host}{path}" for host, path in world.ask("/news?share=0.01")}
    report, _ = _night(world, f"third night, {len(changed)} reports changed", collect_only)
    log = [one for one in attempts(settings_of(world.data)) if one.run_id == report.run_id and one.kind == "document"]
    new = {one.url for one in log if one.outcome == "new"}
    print(f"changed and taken {len(new & changed)}, changed and missed {len(changed - new)}, taken and not changed {len(new - changed)}")
    print(f"read {report.read}, built {report.built}")


def main() -> None:
    """Stand the country up and spend three nights in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=300)
    parser.add_argument("--sick", type=int, default=15)
    parser.add_argument("--delay", type=float, default=0.5)
    parser.add_argument("--long", type=int, default=120)
    parser.add_argument("--organs", type=int, default=4)
    parser.add_argument("--collect-only", action="store_true")
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = given.data or Path(folder) / "data"
        data.mkdir(parents=True)
        with standing(data, hosts=given.hosts, sick=given.sick, delay=given.delay, organs=given.organs, long_list=given.long) as world:
            reports = sum(len(host.reports) for host in world.country.hosts)
            print(f"{given.hosts} hosts, {given.sick} of them sick, {reports} reports, a request every {given.delay} s a host")
            for part in (_first, _second, _third):
                part(world, given.collect_only)


if __name__ == "__main__":
    main()
