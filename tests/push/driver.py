"""Pushes in processes of their own that a test may kill: plan once, then fork for each line read.

Arguments: the folder of a release, the kind of the store, and its addresses. For each line of
standard input the number of the new process is written, and how it ended, as Python gives it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from push.releases import trimmed
from push.stores import PASSWORD

from servanda.push import Login, deliver, plan_push


@dataclass
class Pushes:
    """The driver, as a test has it."""

    process: subprocess.Popen[str]
    pid: int = 0

    def start(self) -> None:
        """Begin a push."""
        self.said("go")

    def said(self, line: str) -> None:
        """Tell the driver to fork; its number is known before it does anything."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        self.pid = int(self.process.stdout.readline())

    def ended(self) -> int:
        """How the push ended, when it has: 0 current, or minus the signal that killed it."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())


@contextmanager
def pushes(folder: Path, kind: str, *addresses: str) -> Iterator[Pushes]:
    """The driver for the release in `folder`."""
    line = [sys.executable, "-m", "push.driver", str(folder), kind, *addresses]
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=here
    ) as process:
        yield Pushes(process)
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    """Fork for each line."""
    folder, kind, to, *others = sys.argv[1:]
    query, update = others or ("", "")
    plan = trimmed(plan_push(Path(folder), to, kind=kind, query=query, update=update))
    login = Login("dba", PASSWORD) if kind == "virtuoso" else None
    for _ in sys.stdin:
        begin, begun = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.read(begin, 1)
            try:
                current = deliver(plan, login=login).current
            except BaseException as error:  # noqa: BLE001  it is the end of the process
                sys.stderr.write(f"{error}\n")
                os._exit(3)
            os._exit(0 if current else 1)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        os.write(begun, b"x")
        _, status = os.waitpid(pid, 0)
        os.close(begin)
        os.close(begun)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
