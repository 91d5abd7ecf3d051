"""Who holds a lock: a token and a process, so that a dead one is told from a slow one."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["is_dead", "new_holder"]


def new_holder() -> str:
    """`TOKEN process PID on HOST (PLACE) since TIME` for this process."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    host = "".join(char for char in socket.gethostname() if char.isalnum() or char in ".-")
    return f"{secrets.token_hex(8)} process {os.getpid()} on {host} ({_place()}) since {since}"


def is_dead(holder: str) -> bool:
    """Whether the process surely ended: it was of this very system, and is there no more."""
    words = holder.split()
    if len(words) < 6 or words[1] != "process" or not words[2].isdecimal() or not _place():
        return False
    if words[5] != f"({_place()})":
        return False
    return not Path("/proc", words[2][:10]).exists()


def _place() -> str:
    """The running system and its space of process numbers; empty where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return hashlib.sha256(
            (boot + str(Path("/proc/self/ns/pid").readlink())).encode()
        ).hexdigest()[:12]
    except OSError:
        return ""
