"""A fuzzer of the readers: sound documents, damaged at random, must be read or refused, in time, within memory, and storably.

Run as ``python -m tests.bench.fuzz --minutes 30 --seed 1``. A finding is a file in ``--out`` (``<seed>-<case>.<suffix>``) with what
happened beside it: an exception that leaves the reader, a process that was killed (crash, memory), a case that took too long, a reading
that cannot be stored or contradicts itself. The same seed and case give the same file, so a finding can be made again with ``--only``.
What a damaged report's figures ought to be nobody knows, so wrong figures are not found here; the benchmark of accuracy does that.
"""

import argparse
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from extractors.document import Document
from extractors.frames import ReadDocument, nested
from extractors.pipeline import read_document
from extractors.records import Report
from extractors.storable import storable
from flows.reading import knowledge
from flows.settings import shipped
from tests.bench.mutate import mutate

SECONDS, SLOW, MEMORY = 60, 20.0, 2 * 1024**3
"""Processor time, which others at work on the machine do not lengthen; twenty times as much by the clock."""
LARGEST_SEED = 3_000_000
CASES_PER_PROCESS = 300
_KINDS = frozenset(
    (
        "html",
        "htm",
        "mht",
        "mhtml",
        "txt",
        "pdf",
        "docx",
        "xlsx",
        "xls",
        "doc",
        "wps",
        "rtf",
        "odt",
        "ofd",
        "zip",
        "png",
        "jpg",
        "jpeg",
        "tif",
    )
)


def seeds(folders: list[Path]) -> list[Path]:
    """The sound documents to damage: those of the folders named, else golden cases and the sample region."""
    places = folders or [shipped("tests", "golden"), shipped("data", "samples", "shili", "site")]
    found = [p for place in places for p in sorted(place.rglob("*")) if p.suffix[1:].lower() in _KINDS and p.stat().st_size < LARGEST_SEED]
    by_kind: dict[str, list[Path]] = {}
    for path in found:
        by_kind.setdefault(path.suffix.lower(), []).append(path)
    return [path for paths in by_kind.values() for path in paths[:60]]


def case(paths: list[Path], seed: int, number: int) -> tuple[Path, bytes]:
    """The damaged document of a number: every format is as frequent as any other."""
    rng = random.Random(f"{seed}-{number}")  # noqa: S311 - to be repeatable is the point
    suffixes = sorted({path.suffix.lower() for path in paths})
    suffix = rng.choice(suffixes)
    path = rng.choice([p for p in paths if p.suffix.lower() == suffix])
    content = path.read_bytes()
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        content = mutate(rng, content)
    return path, content


def faults(reports: list[Report], document: Document) -> list[str]:
    """What is wrong with a reading in itself."""
    found = [f"not a report list: {reports!r}"] if not reports else []
    for report in reports:
        keys = [figure.key for figure in report.figures]
        found += [f"{key} stands twice" for key, times in Counter(keys).items() if times > 1][:1]
        found += [f"{f.key}: {f.state} with value {f.value}" for f in report.figures if (f.value is None) == (f.state == "reported")][:1]
        if report.status != "ok" and not any(issue.severity == "error" for issue in report.issues):
            found.append(f"{report.status} without an error that says why")
        if report.status == "ok" and any(figure.state == "unreadable" for figure in report.figures):
            found.append("ok with unreadable figures")
    nested([ReadDocument(document.sha256, "x", document.format, "", datetime.now(UTC), [storable(report) for report in reports])])
    return found


def try_one(document: Document) -> tuple[str, str]:
    """``(kind, text)`` of what happened; the kind is empty where nothing is wrong."""
    begun = time.process_time()
    try:
        found = faults(read_document(document, knowledge()), document)
    except BaseException as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "extractors" in f.filename]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "?"
        return f"{type(error).__name__} in {where}", traceback.format_exc()
    taken = time.process_time() - begun
    if found:
        return f"contradiction: {found[0].split(':')[-1]}", "\n".join(found)
    return (f"slow ({document.format})", f"{taken:.1f} s") if taken > SLOW else ("", "")


def keep(out: Path, seed: int, number: int, path: Path, content: bytes, kind: str, text: str) -> None:
    """Write a finding down: the file and what happened."""
    target = out / f"{seed}-{number}{path.suffix}"
    target.write_bytes(content)
    target.with_name(target.name + ".finding").write_text(f"{kind}\nfrom {path.name}\n{text}\n", encoding="utf-8", errors="replace")
    with (out / "findings.txt").open("a", encoding="utf-8", errors="replace") as file:
        file.write(f"{kind}\t{target.name}\n")


def work(paths: list[Path], seed: int, first: int, until: float, out: Path) -> None:
    """Try cases from number ``first`` on, in a limited process of its own, leaving word of each before it is tried."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    for number in range(first, first + CASES_PER_PROCESS):
        if time.time() > until:
            return
        (out / "current").write_text(str(number))
        path, content = case(paths, seed, number)
        _clock(SECONDS)
        kind, text = try_one(Document(content, path.name))
        _clock(0)
        if kind:
            keep(out, seed, number, path, content, kind, text)


def _clock(seconds: int) -> None:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(20 * seconds)


def supervise(paths: list[Path], seed: int, first: int, until: float, out: Path) -> int:
    """Run processes one after the other until the time is up; the number of cases tried."""
    number = first
    while time.time() < until:
        (out / "current").write_text(str(number))
        pid = os.fork()
        if pid == 0:
            try:
                work(paths, seed, number, until, out)
            finally:
                sys.stdout.flush()
                os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        number = int((out / "current").read_text())
        if status != 0:
            kind = "hang" if status in (-signal.SIGALRM, -signal.SIGPROF) else f"killed by signal {-status}"
            keep(out, seed, number, *case(paths, seed, number), kind, "")
        number += 1
    return number - first


def main() -> None:
    """Fuzz for some minutes and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--only", type=int, help="try this one case here, with its traceback")
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("folders", type=Path, nargs="*", help="sound documents; default: golden cases and the sample region")
    given = parser.parse_args()
    paths = seeds(given.folders)
    given.out.mkdir(parents=True, exist_ok=True)
    if given.only is not None:
        path, content = case(paths, given.seed, given.only)
        print(path, *try_one(Document(content, path.name)), sep="\n")
        return
    tried = supervise(paths, given.seed, given.first, time.time() + 60 * given.minutes, given.out)
    listed = given.out / "findings.txt"
    found = Counter(line.split("\t")[0] for line in listed.read_text(encoding="utf-8").splitlines()) if listed.exists() else Counter()
    print(f"{tried} cases from {len(paths)} documents, {sum(found.values())} findings")
    for kind, times in found.most_common():
        print(f"{times:6} {kind}")


if __name__ == "__main__":
    main()
