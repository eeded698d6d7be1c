"""How long reading takes, engine by engine and whole: medians over the sample region's documents, as ratios within one run.

Run as ``make bench``. Absolute times are this machine's; the ratios carry.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from extractors.document import Document
from extractors.formats import PAIRS
from extractors.pipeline import load_knowledge, read_document
from flows.settings import forms_folder, shipped

SITE = shipped("data", "samples", "shili", "site")
ROUNDS = 3
PATTERNS = {"html": "t2*.html", "docx": "P*.docx", "pdf": "P*.pdf"}
MOST = 12


def documents(kind: str) -> list[Document]:
    """Up to ``MOST`` sample documents of a format."""
    paths: list[Path] = sorted(SITE.rglob(PATTERNS[kind]))[:MOST]
    return [Document(path.read_bytes(), path.name) for path in paths]


def seconds(work: Callable[[Document], object], document: Document) -> float:
    """The best of some rounds: what the work itself takes, the machine's noise left out."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work(document)
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    """Print one line a format: milliseconds a document and ratios to the first engine."""
    knowledge = load_knowledge(forms_folder())
    print(f"{'format':8}{'documents':>10}{'first':>12}{'second':>12}{'second/first':>14}{'whole':>12}{'whole/first':>13}")
    for kind, (first, second) in PAIRS.items():
        found = documents(kind)
        one, other, whole = ([seconds(work, d) for d in found] for work in (first, second, lambda d: read_document(d, knowledge)))
        medians = [1000 * statistics.median(times) for times in (one, other, whole)]
        print(
            f"{kind:8}{len(found):10}{medians[0]:9.1f} ms{medians[1]:9.1f} ms{medians[1] / medians[0]:14.2f}"
            f"{medians[2]:9.1f} ms{medians[2] / medians[0]:13.2f}"
        )


if __name__ == "__main__":
    main()
