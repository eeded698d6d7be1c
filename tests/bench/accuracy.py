"""How exactly a corpus is read: ``python -m tests.bench.accuracy OUT [--fast]``.

Reads every file of ``OUT/truth.jsonl`` with ``gongkai extract --json``, prints a table per format, scan condition and quirk, and writes
``OUT/failures.jsonl``: a line for each document with an error or a false alarm, the unflagged ones first.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.bench.score import Score, Sum, format_of, grouped, score

HEAD = (
    f"{'':28}{'docs':>6}{'whole':>7}{'figures':>9}{'exact %':>10}"
    f"{'wrong':>7}{'missing':>8}{'invent.':>8}{'repair.':>8}{'unflag.':>8}{'sound':>7}{'alarms %':>9}"
)
TARGETS = {"all200": 99.5, "all150": 99.5, "clean150": 99.5}
CLEAN = (
    "exact: digital 100 %, scans 200 dpi 99.9 %, 150 dpi or all at once 99.5 %",
    "invented 0, unflagged 0, false alarms < 2 % digital, < 10 % scans",
)
SHOWN = 6


def main() -> None:
    """Read, score, print."""
    options = _arguments()
    truths = [json.loads(line) for line in (options.out / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = [t for t in truths if not options.format or t["format"] in options.format][: options.most or None]
    start = time.monotonic()
    readings = read(options, [t["path"] for t in wanted])
    took = time.monotonic() - start
    scores = [score(truth, readings.get(truth["path"], {})) for truth in wanted]
    report(scores, took)
    failures(scores, options.out / "failures.jsonl")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench.accuracy", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fast", action="store_true", help="the quick way of reading PDF")
    parser.add_argument("--format", action="append", default=[], help="only documents of this format; may be repeated")
    parser.add_argument("--most", type=int, default=0, help="only so many documents")
    parser.add_argument("--reuse", action="store_true", help="score the readings of the last run again")
    return parser.parse_args()


def read(options: argparse.Namespace, paths: list[str]) -> dict[str, Any]:
    """The readings by path, from one call of the program; kept in ``OUT/readings.jsonl``."""
    kept = options.out / f"readings{'-fast' if options.fast else ''}.jsonl"
    if not options.reuse:
        own = kept.with_suffix(f".{os.getpid()}")  # two runs over one corpus must not write into each other
        _extract(options, paths, own)
        own.replace(kept)
    with kept.open(encoding="utf-8") as lines:
        found = [json.loads(line, parse_float=Decimal) for line in lines if line.strip()]
    return {reading["path"]: reading for reading in found}


def _extract(options: argparse.Namespace, paths: list[str], target: Path) -> None:
    command = [str(Path(sys.executable).with_name("gongkai")), "extract", "--json", *(["--fast"] if options.fast else []), *paths]
    with target.open("wb") as out:
        done = subprocess.run(command, cwd=options.out, stdout=out, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"gongkai extract ended with {done.returncode}")


def report(scores: list[Score], took: float) -> None:
    """Print the tables."""
    print(f"{len(scores)} documents in {took:.0f} s ({took / max(len(scores), 1):.2f} s each)")
    print("targets:", "; ".join(CLEAN))
    for group, sums in grouped(scores).items():
        print(f"\nby {group}\n{HEAD}")
        for name in sorted(sums):
            print(line(name, sums[name]))
    total, digital = Sum(), Sum()
    for one in scores:
        total.add(one)
        if format_of(one.truth) not in ("scan", "text-glued"):
            digital.add(one)
    print(f"\n{HEAD}\n{line('digital (target 100)', digital)}\n{line('all', total)}")
    identity = sum((one.identity for one in scores), Counter())
    print("identity:", ", ".join(f"{n} {identity[n]}/{identity[n + '_asked']}" for n in ("agency", "year", "published_on", "editions")))
    alarms = Counter(alarm.split(":")[0] for one in scores if one.false_alarm for alarm in set(one.alarms))
    print("false alarms by code:", dict(alarms.most_common(12)))


def line(name: str, group: Sum) -> str:
    """A line of a table."""
    c, target = group.counts, f" (target {TARGETS[name]})" if name in TARGETS else ""
    every = sum(c[kind] for kind in ("exact", "wrong", "missing", "invented"))
    return (
        f"{name[:28]:28}{group.documents:>6}{group.exact_documents:>7}{every:>9}{group.share:>10.3f}{c['wrong']:>7}{c['missing']:>8}"
        f"{c['invented']:>8}{c['repaired']:>8}{group.unflagged:>8}{group.judged:>7}{group.alarm_share:>9.1f}{target}"
    )


def failures(scores: list[Score], target: Path) -> None:
    """Write the documents that failed, the worst first."""
    bad = sorted((s for s in scores if s.misses or s.false_alarm), key=lambda s: (-len(s.unflagged), -len(s.misses), s.truth["path"]))
    with target.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in map(_failure, bad))
    print(f"{len(bad)} documents in {target}")


def _failure(one: Score) -> dict[str, Any]:
    shown = sorted(one.misses, key=lambda miss: miss.flagged)[:SHOWN]
    kinds = Counter(miss.kind + ("" if miss.flagged else ", unflagged") for miss in one.misses)
    kinds["false alarm"] += one.false_alarm
    entry = {name: one.truth[name] for name in ("path", "format", "style", "condition", "quirks", "sound")}
    return entry | {
        "status": one.status,
        "kinds": {kind: number for kind, number in kinds.items() if number},
        "figures": [f"{m.report}:{m.figure} {m.kind}{'' if m.flagged else ' UNFLAGGED'}: is {m.truth}, read {m.read}" for m in shown],
        "issues": _first(one.alarms),
    }


def _first(alarms: list[str]) -> list[str]:
    return list(dict.fromkeys(alarms))[:SHOWN]


if __name__ == "__main__":
    main()
