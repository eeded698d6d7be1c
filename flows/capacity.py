"""How many documents this machine reads at once: one a processor, as far as memory goes."""

import os
from collections.abc import Iterator
from pathlib import Path

WORKER_MIB = 1024
"""Memory a worker may come to hold: one that has recognised scans keeps the models."""
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_QUOTA = "/sys/fs/cgroup/cpu.max"


def workers() -> int:
    """At least 1, at most the processors this process may use."""
    return max(1, min(_processors(), _memory_mib() // WORKER_MIB))


def _processors() -> int:
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _text(Path(_QUOTA)).partition(" ")
    return min(found, max(1, int(quota) // int(period))) if quota.isdecimal() and period.isdecimal() else found


def _memory_mib() -> int:
    """Memory free for use; what a container may use where that is less; plenty where neither is known."""
    return min(_known(), default=2**20)


def _known() -> Iterator[int]:
    for line in _text(Path("/proc/meminfo")).splitlines():
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) // 1024
    yield from (int(limit) // 2**20 for limit in map(_text, map(Path, _LIMITS)) if limit.isdecimal())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
