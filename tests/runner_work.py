"""Work for runners: numbers to squares, with items that spoil it. Processes import this file."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from servanda.errors import InputError
from servanda.runners import Processes


@dataclass(frozen=True)
class Shared:
    """What all batches share; `log` takes a line from each process that opens it."""

    factor: int = 1
    log: Path | None = None
    weight: int = 0
    mark: Path | None = None

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        if self.log is not None:
            note(self.log, "opened")


def note(log: Path, line: str) -> None:
    with log.open("a", encoding="utf-8") as out:
        out.write(line + "\n")


def squares(shared: Shared, batch: Sequence[int]) -> tuple[list[int], bytes]:
    return [shared.factor * each * each for each in batch], bytes(shared.weight)


def slow(shared: Shared, batch: Sequence[int]) -> list[int]:
    time.sleep(0.02)
    return squares(shared, batch)[0]


def noted(shared: Shared, batch: Sequence[int]) -> list[int]:
    if shared.log is not None:
        note(shared.log, f"began {batch[0]}")
    return list(batch)


def names(_: Shared, batch: Sequence[str]) -> list[str]:
    """Names; some of them end the process or the work."""
    for name in batch:
        if name == "kills.ttl":
            os.kill(os.getpid(), signal.SIGKILL)
        if name == "leaves.ttl":
            os._exit(7)
        if name == "raises.ttl":
            raise RecursionError("too deep")
        if name == "faulty.ttl":
            raise InputError("no good", path=name, line=3, hint="Mend it")
    if len(batch) > 6 and "heavy.ttl" in batch:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(batch)


def endless(shared: Shared, batch: Sequence[int]) -> list[int]:
    if shared.log is not None:
        note(shared.log, str(os.getpid()))
    time.sleep(60)
    return list(batch)


def stands(shared: Shared, batch: Sequence[int]) -> list[int]:
    """The first process to come here writes its number and waits to be stopped."""
    if shared.mark is not None:
        try:
            with shared.mark.open("x", encoding="ascii") as out:
                out.write(str(os.getpid()))
        except FileExistsError:
            pass
        else:
            time.sleep(60)
    return squares(shared, batch)[0]


def main(log: Path) -> None:
    """What a user interrupts; a shell has its interrupts ignored by what it runs beside itself."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    list(Processes(2).outputs(endless, Shared(log=log), [[1], [2], [3]]))
