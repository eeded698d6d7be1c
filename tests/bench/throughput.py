"""How fast ``gongkai extract`` reads many files, how much memory it takes, and how both grow with the number of files.

Run as ``python -m tests.bench.throughput [FOLDER]``: 100, 1,000 and 5,000 files, copied from a folder of reports (default: the sample
region) with bytes of their own. The program runs as a person runs it; its processes are looked at from outside, twenty times a second.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from flows.settings import shipped
from tests.bench.fuzz import LARGEST_SEED

GONGKAI = Path(sys.executable).with_name("gongkai")
SIZES = (100, 1000, 5000)
_KINDS = ("html", "pdf", "docx", "xlsx", "xls", "ofd", "txt", "mht", "doc", "png", "tiff", "jpg")


def distinct(content: bytes, number: int) -> bytes:
    """A copy that is another file to every cache, and the same document to a reader."""
    mark = f"copy {number}"
    if content.startswith(b"PK"):
        file = io.BytesIO(content)
        with zipfile.ZipFile(file, "a") as archive:
            archive.comment = mark.encode()
        return file.getvalue()
    if content.startswith(b"%PDF"):
        return content.rstrip() + f"\n% {mark}\n".encode()
    return content + f"\n<!-- {mark} -->\n".encode() if b"<" in content[:500] else content


def copies(source: Path, target: Path, count: int) -> list[Path]:
    """So many files, the formats as frequent as in the source folder."""
    found = [p for p in sorted(source.rglob("*")) if p.suffix[1:].lower() in _KINDS and 2000 < p.stat().st_size < LARGEST_SEED]
    found = [p for p in found if not p.name.startswith("index")]
    made = []
    for number, path in zip(range(count), cycle(found), strict=False):
        made.append(target / f"{number:05d}{path.suffix}")
        made[-1].write_bytes(distinct(path.read_bytes(), number))
    return made


@dataclass
class Memory:
    """The most resident memory seen, in MiB: of the program, of its largest worker, of all its processes together (shared pages once)."""

    parent: float = 0
    worker: float = 0
    together: float = 0
    course: list[float] = field(default_factory=list)

    def look(self, parent: int) -> None:
        """Look at the processes once."""
        sizes = {pid: _resident(pid) for pid in [parent, *_below(parent)]}
        self.parent = max(self.parent, sizes[parent])
        self.worker = max(self.worker, *(size for pid, size in sizes.items() if pid != parent), 0)
        self.course.append(sizes[parent])

    def weigh(self, parent: int) -> None:
        """As ``look``, for what is shared between processes: slower, so done seldom."""
        self.together = max(self.together, sum(_proportional(pid) for pid in [parent, *_below(parent)]))


def _below(parent: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(above, []).append(int(folder.name))
    found, new = [], [parent]
    while new:
        new = [child for pid in new for child in children.get(pid, [])]
        found += new
    return found


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def _proportional(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def measure(paths: list[Path], options: list[str], output: Path) -> tuple[float, float, Memory]:
    """Seconds to the first line and to the end, and memory, of one ``gongkai extract --json``."""
    memory, first, looks = Memory(), 0.0, 0
    begun = time.perf_counter()
    with output.open("wb") as file, output.with_suffix(".err").open("wb") as errors:
        process = subprocess.Popen([GONGKAI, "extract", "--json", *options, *map(str, paths)], stdout=file, stderr=errors)
        while process.poll() is None:
            memory.look(process.pid)
            if looks % 40 == 20:
                memory.weigh(process.pid)
            looks += 1
            if not first and output.stat().st_size:
                first = time.perf_counter() - begun
            time.sleep(0.05)
    seconds = time.perf_counter() - begun
    if process.returncode not in (0, 1):
        raise SystemExit(f"exit status {process.returncode}: {output.with_suffix('.err').read_text(errors='replace')[-500:]}")
    return first, seconds, memory


def main() -> None:
    """Print one line a number of files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=shipped("data", "samples", "shili", "site"))
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--fast", action="store_true")
    given = parser.parse_args()
    print(f"{'files':>7}{'seconds':>9}{'files/s':>9}{'first line s':>14}{'ok':>7}", end="")
    print(f"{'program MiB':>13}{'worker MiB':>12}{'all, shared once':>18}")
    for count in given.sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "files"
            folder.mkdir()
            first, seconds, memory = measure(
                copies(given.folder, folder, count), ["--fast"] if given.fast else [], Path(place) / "out.jsonl"
            )
            with (Path(place) / "out.jsonl").open(encoding="utf-8") as file:
                lines = [line[:2000].count('"status": "ok"') for line in file]
            if len(lines) != count:
                raise SystemExit(f"{len(lines)} lines of {count} files")
            shutil.rmtree(folder)
        print(f"{count:7}{seconds:9.1f}{count / seconds:9.1f}{first:14.2f}{sum(lines):7}", end="")
        print(f"{memory.parent:13.0f}{memory.worker:12.0f}{memory.together:18.0f}", flush=True)


if __name__ == "__main__":
    main()
