"""Whole processes measured from outside: CPU, wall and memory of a command and all it starts."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_OFTEN: Final = 0.2  # seconds between two looks at the memory, which cost some themselves


@dataclass(frozen=True, slots=True)
class Run:
    """One run: CPU and wall in seconds, the most memory at one moment in bytes.

    CPU is that of the process and of all its children that have ended; memory the sum of the
    proportional set sizes (PSS: pages that processes share count once) of the whole tree.
    """

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command and its environment; `code` is how it must end, `before` makes all ready."""

    line: Sequence[str]
    code: frozenset[int] = frozenset({0})
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None


class FailedError(Exception):
    """A command ended otherwise than it must; the end of what it said is the message."""


def measured(command: Command, log: Path) -> Run:
    """Run a command once; what it says goes to `log`. Raises FailedError."""
    command.before()
    environment = {**os.environ, **command.environment}
    with log.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.line, stdout=out, stderr=subprocess.STDOUT, env=environment
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        watch.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.code:
        said = log.read_text("utf-8", "replace")[-2000:]
        raise FailedError(f"{' '.join(command.line)} ended with {process.returncode}\n{said}")
    return Run(usage.ru_utime + usage.ru_stime, wall, watch.peak)


class _Watch(threading.Thread):
    """Looks at the memory of a tree of processes again and again."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process: Final = process
        self._ended: Final = threading.Event()
        self.peak = 0

    def run(self) -> None:
        while not self._ended.is_set():
            self.peak = max(self.peak, sum(map(_memory, tree(self._process))))
            self._ended.wait(_OFTEN)

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()


def tree(root: int) -> list[int]:
    """A process and all that descend from it, as the kernel lists the children of each thread."""
    found, waiting = [], [root]
    while waiting:
        each = waiting.pop()
        found.append(each)
        for path in Path(f"/proc/{each}/task").glob("*/children"):
            with suppress(OSError):  # it ended meanwhile
                waiting += map(int, path.read_text("ascii").split())
    return found


def _memory(process: int) -> int:
    """The proportional set size of a process in bytes; nothing if it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def paired(commands: Mapping[str, Command], runs: int, log: Path) -> dict[str, list[Run]]:
    """Each command once, then each once more, as often as asked: so that all see the same noise."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(measured(command, log))
    return found


def median(runs: Sequence[Run]) -> Run:
    """The median of each measure by itself."""
    return Run(
        statistics.median(each.cpu for each in runs),
        statistics.median(each.wall for each in runs),
        int(statistics.median(each.peak for each in runs)),
    )


def ratio(ours: Sequence[Run], theirs: Sequence[Run]) -> float:
    """The median of the ratios of CPU, pair by pair."""
    return statistics.median(one.cpu / other.cpu for one, other in zip(ours, theirs, strict=True))
