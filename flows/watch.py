"""Ending with the parent: a process killed with -9 cannot end its children, so each child looks whether its parent is still there."""

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """End this process, from a thread of its own, as soon as the process ``parent`` is no longer its parent."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def killed_with(parent: int) -> None:
    """End this process with the process ``parent`` even where a library holds the interpreter, so that no thread of Python's can run.

    On Linux the kernel kills it as soon as the *thread* that started it ends: only for children whose starting thread outlives their work.
    """
    killed_by_kernel_with(parent)
    end_with(parent)


def killed_by_kernel_with(parent: int) -> bool:
    """As ``killed_with``, without a thread of its own; False where only such a thread would do, outside Linux."""
    if sys.platform != "linux":
        return False
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    return True


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
