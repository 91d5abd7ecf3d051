"""What a process may not do: grow, live for ever, reach a network, open a file.

All of it holds on Linux; elsewhere what the system lacks is left out.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from typing import Final

__all__ = [
    "bound_memory",
    "close_files",
    "die_with_parent",
    "leave_network",
    "let_others_first",
    "limit_processor",
]

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_PDEATHSIG: Final = 1
_LOW: Final = 15


def die_with_parent(parent: int) -> None:
    """End this process when the one with the id `parent`, which started it, ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before it was asked to tell
            os._exit(1)


def leave_network() -> bool:
    """Go into a network of one's own, which has no way out; whether the system allows it.

    It must come before there are threads.
    """
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None).unshare
    # With rights over the machine no name space of users is needed, and files stay readable.
    return any(unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def bound_memory(size: int) -> None:
    """Let this process have no more than `size` bytes of address space, and leave no core."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def close_files() -> None:
    """Let this process open nothing from here on: no file, no socket."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def let_others_first(pid: int = 0) -> None:
    """Let a process, this one by default, run only while no other wants to."""
    with suppress(OSError):
        if hasattr(os, "SCHED_IDLE"):
            os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
        else:
            os.setpriority(os.PRIO_PROCESS, pid, _LOW)


def limit_processor(seconds: float) -> None:
    """Let this process take that much processor time more, in case nobody is left to stop it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
