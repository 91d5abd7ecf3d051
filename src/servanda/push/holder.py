"""Who holds a lock: a token and a process, so that a dead one is told from a slow one."""

from __future__ import annotations

import hashlib
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["is_dead", "new_holder"]


def new_holder() -> str:
    """`TOKEN process PID of PLACE since TIME` for this process; readers of the store may see it."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    place = _place() or "an unknown system"
    return f"{secrets.token_hex(8)} process {os.getpid()} of {place} since {since}"


def is_dead(holder: str) -> bool:
    """Whether the process surely ended: it was of this very system, and is there no more."""
    words = holder.split()
    if len(words) < 5 or words[1] != "process" or not words[2].isdecimal():
        return False
    return words[4] == _place() and not _exists(int(words[2][:9]))


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)  # which sends nothing
    except ProcessLookupError:
        return False
    except OSError:
        return True  # of somebody else
    return True


def _place() -> str:
    """The running system and its space of process numbers; empty where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return hashlib.sha256(
            (boot + str(Path("/proc/self/ns/pid").readlink())).encode()
        ).hexdigest()[:12]
    except OSError:
        return ""
