"""``python -m tests.bench.corpus OUT --count 2000 --seed 1 [--format pdf ...]``."""

import argparse
import time
from collections import Counter
from pathlib import Path

from tests.bench.corpus.make import SHARES, make


def main() -> None:
    """Read the arguments, make the corpus, say what was made."""
    parser = argparse.ArgumentParser(prog="tests.bench.corpus", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", action="append", choices=list(SHARES), default=[])
    options = parser.parse_args()
    start = time.monotonic()
    plans = make(options.out, options.count, options.seed, options.format)
    print(f"{len(plans)} documents in {options.out} ({time.monotonic() - start:.0f} s)")
    print("formats:", dict(Counter(plan.format for plan in plans)))
    print("quirks:", dict(Counter(quirk for plan in plans for quirk in plan.quirks)))


if __name__ == "__main__":
    main()
