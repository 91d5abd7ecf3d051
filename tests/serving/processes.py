"""The processes of a server as /proc shows them: who they are, memory, open files. Linux only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Sample", "alive", "resident", "sample", "tree"]

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Sample:
    """The processes of a tree at one moment.

    `resident` is the sum of their resident sizes and `private` of what each has alone, in bytes
    (pages that forked processes share are counted once for each of them in the first);
    `files` counts open descriptors.
    """

    processes: int
    resident: int
    private: int
    files: int


def _parent(folder: Path) -> int:
    """The parent of a process; its name, which may hold anything, ends at the last bracket."""
    try:
        text = (folder / "stat").read_text("utf-8", "replace")
    except OSError:
        return -1
    return int(text.rpartition(")")[2].split()[1])


def tree(root: int) -> list[int]:
    """The ids of a process and all that descend from it, sorted."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            children.setdefault(_parent(folder), []).append(int(folder.name))
    found, waiting = set(), [root] if (_PROC / str(root)).exists() else []
    while waiting:
        each = waiting.pop()
        found.add(each)
        waiting += children.get(each, [])
    return sorted(found)


def alive(process: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        text = (_PROC / str(process) / "stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] not in {"Z", "X"}


def resident(process: int) -> tuple[int, int]:
    """Resident and private bytes of a process; zeros if it is gone."""
    try:
        words = (_PROC / str(process) / "statm").read_text("ascii").split()
    except OSError:
        return 0, 0
    return int(words[1]) * _PAGE, (int(words[1]) - int(words[2])) * _PAGE


def _files(process: int) -> int:
    try:
        return len(os.listdir(_PROC / str(process) / "fd"))  # noqa: PTH208  only the number counts
    except OSError:
        return 0


def sample(root: int) -> Sample:
    """The tree of a process now."""
    members = tree(root)
    sizes = [resident(each) for each in members]
    return Sample(
        processes=len(members),
        resident=sum(whole for whole, _ in sizes),
        private=sum(own for _, own in sizes),
        files=sum(_files(each) for each in members),
    )
