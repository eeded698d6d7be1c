"""A Prefect server that lasts as long as another process: ``python -m tests.flows.prefect_server PID PORT``."""

import os
import subprocess
import sys
import time


def keep(pid: int, port: int) -> None:
    """Serve until the process ``pid``, which need not be the parent, is gone."""
    command = [sys.executable, "-m", "flows.orchestration", str(os.getpid()), str(port)]
    with subprocess.Popen(command) as server:
        while server.poll() is None and lasts(pid):
            time.sleep(0.5)
        server.kill()


def lasts(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(int(sys.argv[1]), int(sys.argv[2]))
