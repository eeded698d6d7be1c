"""Two nights in a country whose reports stand behind their pages: files attached and in frames, archives, pictures, copies elsewhere.

Run as ``python -m tests.bench.country.behind_nights [--hosts 100] [--organs 4] [--data FOLDER]``; the second night is without news.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bench.country import behind_verdict
from tests.bench.country.night import night, settings_of
from tests.bench.country.verdict import fewest
from tests.bench.country.world import World, standing


def _night(world: World, title: str) -> None:
    world.ask("/reset")
    began = time.monotonic()
    report = night(settings_of(world.data), world.network)
    counts = ", ".join(f"{name} {count}" for name, count in report.counts().items() if count)
    print(f"\n{title}: {time.monotonic() - began:.0f} s; {counts}", flush=True)
    for line in [*report.alarms, *report.problems][:10]:
        print(f"  {line}")
    stats = world.ask("/stats")
    made, least = sum(sum(paths.values()) for paths in stats["asked"].values()), sum(map(fewest, world.country.hosts))
    print(f"requests {made}, fewest possible {least}; without a condition {sum(stats['unconditional'].values())}")


def main() -> None:
    """Stand the country up and spend two nights in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--organs", type=int, default=4)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = given.data or Path(folder) / "data"
        data.mkdir(parents=True)
        with standing(data, hosts=given.hosts, sick=0, delay=0.01, organs=given.organs, behind=True) as world:
            modes = Counter(entry.behind for host in world.country.hosts for entry in host.reports)
            print(f"{given.hosts} hosts, {modes.total()} reports: {', '.join(f'{mode} {count}' for mode, count in modes.items())}")
            _night(world, "first night")
            print(behind_verdict.judge(settings_of(data), world.country), flush=True)
            _night(world, "second night, without news")


if __name__ == "__main__":
    main()
