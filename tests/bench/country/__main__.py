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
from tests.bench.country.world import PATIENT, World, standing

_KIB = 1024
Asked = dict[str, int]


def _night(world: World, title: str, collect_only: bool) -> tuple[RunReport, Asked]:
    world.ask("/reset")
    began = time.monotonic()
    asked: Asked = {}

    def collected(report: RunReport) -> None:
        asked.update({host: sum(paths.values()) for host, paths in world.ask("/stats")["asked"].items()})
        counts = ", ".join(f"{name} {count}" for name, count in report.counts().items() if count)
        memory = resource.getrusage(resource.RUSAGE_SELF)
        used = f"{memory.ru_utime + memory.ru_stime:.0f} s of processor time so far, at most {memory.ru_maxrss / _KIB:.0f} MiB of memory"
        print(f"\n{title}: collected in {time.monotonic() - began:.1f} s, {sum(asked.values())} requests; {used}\n{counts}", flush=True)
        if title == "first night":
            _judge_collecting(world, report, asked)

    # What the manners cost is known after the first night: the others need not wait as long.
    delay = world.country.delay / (1 if title == "first night" else 5)
    report = night(settings_of(world.data), world.network, collect_only=collect_only, collected=collected, delay=delay)
    if not collect_only:
        took = time.monotonic() - began
        print(f"read {report.read}, in doubt {report.in_doubt}, failed {report.failed}, built {report.built}: {took:.1f} s in all")
    return report, asked


def _judge_collecting(world: World, report: RunReport, asked: Asked) -> None:
    print(judge(settings_of(world.data), world.country, collect_only=True))
    least = {host.name: fewest(host) for host in world.country.hosts}
    healthy = [host.name for host in world.country.hosts if not host.fault]
    for whom, names in (("all hosts", list(least)), ("healthy hosts", healthy)):
        made, needed = (sum(counts.get(name, 0) for name in names) for counts in (asked, least))
        print(f"requests to {whom}: {made}, fewest possible {needed}: {100 * (made / needed - 1):+.2f} %")
    log = (one for one in attempts(settings_of(world.data)) if one.run_id == report.run_id)
    times = [one.at for one in log if one.kind in ("listing", "document", "robots")]
    took = (max(times) - min(times)).total_seconds()
    need = max(least[name] - 1 for name in healthy) * world.country.delay
    print(f"collecting took {took:.1f} s; the manners alone need {need:.1f} s: {100 * (took / need - 1):+.1f} %", flush=True)


def _first(world: World, collect_only: bool) -> None:
    _night(world, "first night", collect_only)
    if not collect_only:
        print("judged after reading:")
        print(judge(settings_of(world.data), world.country, collect_only=False), flush=True)


def _second(world: World, collect_only: bool) -> None:
    _, asked = _night(world, "second night, without news", collect_only)
    stats = world.ask("/stats")["unconditional"]
    healthy = [host for host in world.country.hosts if not host.fault]
    bare = sum(stats.get(host.name, 0) for host in healthy if host.quirk != "no_validators")
    forgetful = sum(asked.get(host.name, 0) for host in healthy if host.quirk == "no_validators")
    print(
        f"to healthy hosts: {sum(asked.get(host.name, 0) for host in healthy)} requests, of these without a condition {bare + forgetful}:"
    )
    print(
        f"  {bare} robots.txt that is absent or page after a numbered list's last, {forgetful} to hosts that give no validator", flush=True
    )


def _third(world: World, collect_only: bool) -> None:
    changed = {f"http://{host}{path}" for host, path in world.ask("/news?share=0.01")}
    report, _ = _night(world, f"third night, {len(changed)} reports changed", collect_only)
    log = [one for one in attempts(settings_of(world.data)) if one.run_id == report.run_id and one.kind == "document"]
    new = {one.url for one in log if one.outcome == "new"}
    print(f"changed and taken {len(new & changed)}, changed and missed {len(changed - new)}, taken and not changed {len(new - changed)}")


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
            world.limits = PATIENT
            reports = sum(len(host.reports) for host in world.country.hosts)
            print(f"{given.hosts} hosts, {given.sick} of them sick, {reports} reports, a request every {given.delay} s a host")
            _first(world, given.collect_only)
            _second(world, given.collect_only)
            _third(world, given.collect_only)


if __name__ == "__main__":
    main()
