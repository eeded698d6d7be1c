"""What each part of reading earns: ``python -m tests.bench.ablation OUT [--most N] [--format F]``.

Reads the documents of a corpus (``tests.bench.corpus``) in this process, whole and without one part at a time: the second engine, the
form's relations, the alignment of damaged labels. Prints a line each, scored as ``tests.bench.accuracy`` does.
"""

import argparse
import contextlib
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from unittest import mock

from extractors import alignment, ocr_entry, reconcile
from extractors.document import Document
from extractors.double_entry import compare
from extractors.pipeline import load_knowledge, read_document
from extractors.records import ReadDocument
from extractors.repair import Repair
from flows.jobs import Job, result
from flows.present import reading_json
from flows.settings import forms_folder
from tests.bench.score import Sum, score

KNOWLEDGE = load_knowledge(forms_folder())


@contextlib.contextmanager
def whole() -> Iterator[None]:
    """Nothing left out."""
    yield


@contextlib.contextmanager
def without_second() -> Iterator[None]:
    """Only the first engine's reading of each document counts."""
    first = mock.Mock(side_effect=lambda readings, knowledge: compare(list(readings)[:1], knowledge))
    with contextlib.ExitStack() as stack:
        for module in ("double_entry", "formats", "pdf_entry"):
            stack.enter_context(mock.patch(f"extractors.{module}.compare", first))
        yield


@contextlib.contextmanager
def without_relations() -> Iterator[None]:
    """Differences between engines are not settled by sums, and nothing recognised is mended or confirmed by them."""
    kept = mock.Mock(side_effect=lambda relations, figures, alternatives, trust=None: Repair(dict(figures)))
    with mock.patch.object(reconcile, "_fitting", return_value=[]), mock.patch.object(ocr_entry, "repair", kept):
        yield


@contextlib.contextmanager
def without_alignment() -> Iterator[None]:
    """A row counts only under the official label or a known variant of it."""
    kind = mock.Mock(side_effect=lambda line, row, alike, j: "label" if alignment._is_variant(line, row) else "gap")
    with mock.patch.object(alignment, "_kind", kind), mock.patch("extractors.tables._gap_matches", return_value=[]):
        yield


PARTS: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "whole": whole,
    "without the second engine": without_second,
    "without relations": without_relations,
    "without alignment": without_alignment,
}


def readings(folder: Path, truths: list[dict]) -> Iterator[dict]:
    """The JSON of each document."""
    for truth in truths:
        path = folder / truth["path"]
        document = Document(path.read_bytes(), path.name)
        read: ReadDocument = result(
            Job(path, document.sha256, path.name), document.sha256, document.format, read_document(document, KNOWLEDGE)
        )
        yield json.loads(reading_json(truth["path"], read), parse_float=Decimal)


def main() -> None:
    """Print a line a part."""
    parser = argparse.ArgumentParser(prog="tests.bench.ablation", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--most", type=int, default=150)
    parser.add_argument("--format", action="append", default=[])
    options = parser.parse_args()
    truths = [json.loads(line) for line in (options.out / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    truths = [t for t in truths if not options.format or t["format"] in options.format][: options.most]
    print(f"{len(truths)} documents\n{'':28}{'whole':>7}{'exact %':>10}{'wrong':>7}{'missing':>9}{'unflagged':>11}{'alarms %':>10}")
    for name, part in PARTS.items():
        total = Sum()
        with part():
            for truth, reading in zip(truths, readings(options.out, truths), strict=True):
                total.add(score(truth, reading))
        c = total.counts
        print(
            f"{name:28}{total.exact_documents:7}{total.share:10.3f}{c['wrong']:7}{c['missing']:9}{total.unflagged:11}{total.alarm_share:10.1f}"
        )


if __name__ == "__main__":
    main()
