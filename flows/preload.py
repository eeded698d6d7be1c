"""Imported by the process that workers are forked from, before any is: what every document needs stands ready in each of them."""

import gc
import os
import signal

# A person's Ctrl-C goes to every process of the terminal; this one and its children are ended by their parent.
signal.signal(signal.SIGINT, signal.SIG_IGN)

from flows.watch import end_with, killed_by_kernel_with  # noqa: E402 - the interrupt is ignored first

# A thread would be in the way of forking, so there is one only where the kernel does not help.
if not killed_by_kernel_with(os.getppid()):
    end_with(os.getppid())

from flows.reading import knowledge  # noqa: E402

knowledge()
# What stands ready for good is not looked through again at every collection: that took a fifth of the time of reading a PDF.
gc.collect()
gc.freeze()
