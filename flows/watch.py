"""Ending with the parent: a process killed with -9 cannot end its children, so each child looks whether its parent is still there."""

import os
import threading
import time


def end_with(parent: int) -> None:
    """End this process, from a thread of its own, as soon as the process ``parent`` is no longer its parent."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
