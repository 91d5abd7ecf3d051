"""The engines at work in a process of their own, so that pages are served while they run."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread
from typing import Final

from pyoxigraph import Triple

from servanda.errors import ServandaError
from servanda.exporters import EXPORTERS, Source, exporter
from servanda.findings import Finding, Level, of_error
from servanda.pipeline.map import map_batch
from servanda.pipeline.reference import Reference
from servanda.pipeline.run import run
from servanda.places import Found
from servanda.records import Index
from servanda.workspace import Workspace

__all__ = ["Done", "Task", "Worker"]


@dataclass(frozen=True, slots=True)
class Task:
    """What to reason from and to validate: some records, or all of them if `records` is empty."""

    workspace: Workspace
    reference: Reference
    index: Index
    prefixes: Mapping[str, str]
    records: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What a task gave; `inferred` is about its records, and lies in files for all records."""

    number: int
    inferred: tuple[Triple, ...] = ()
    found: tuple[Found, ...] = ()
    stated_file: Path | None = None
    inferred_file: Path | None = None
    release: Path | None = None
    error: Finding | None = None


class Worker:
    """One process that does the newest task; `done` hears of it, in another thread."""

    def __init__(self, done: Callable[[Done], None]) -> None:
        self._done: Final = done
        self._number = 0
        self._busy = False
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    def start(self, task: Task, folder: Path) -> None:
        """Begin a task, in place of one that is not done.

        The new `folder` takes what a task for all records writes, with the files of a release.
        """
        self.cancel()
        if self._connection is None or self._process is None or not self._process.is_alive():
            self._connection = self._begin()
        self._number += 1
        self._busy = True
        self._connection.send((self._number, task, folder))

    def finished(self, done: Done) -> bool:
        """Whether an outcome is that of the newest task."""
        if done.number == self._number:
            self._busy = False
            return True
        return False

    def cancel(self) -> None:
        """Give up the task if there is one that is not done."""
        if self._busy:
            self.stop()

    def stop(self) -> None:
        """Give up the task, and the process with it."""
        self._number += 1
        self._busy = False
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._process = None
        self._connection = None

    def _begin(self) -> Connection:
        context = get_context("spawn")
        here, there = context.Pipe()
        _leave_interrupts()
        self._process = context.Process(target=_work, args=(there,), daemon=True)
        self._process.start()
        there.close()
        Thread(target=self._listen, args=(here,), daemon=True).start()
        return here

    def _listen(self, connection: Connection) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._done(connection.recv())
        if connection is self._connection:
            self._done(Done(self._number, error=_failed("it ended before it was done")))


def _leave_interrupts() -> None:
    """Let a process that is started from this thread not be ended by Ctrl-C, but by us."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _work(connection: Connection) -> None:
    """Do one task after another, until nobody asks any more."""
    # The page that an author waits for comes first.
    if hasattr(os, "nice"):
        os.nice(10)
    with suppress(EOFError, OSError):
        while True:
            number, task, folder = connection.recv()
            connection.send(_outcome(number, task, folder))


def _outcome(number: int, task: Task, folder: Path) -> Done:
    try:
        return _of_records(number, task) if task.records else _of_all(number, task, folder)
    except ServandaError as error:
        return Done(number, error=of_error(error, "shapes"))
    except Exception as error:  # noqa: BLE001  told in the page instead of by a traceback
        return Done(number, error=_failed(f"{error!r}"))


def _failed(why: str) -> Finding:
    return Finding("", 1, "shapes", Level.ERROR, (("en", f"the engine failed: {why}"),))


def _of_records(number: int, task: Task) -> Done:
    output = map_batch(task.workspace, task.reference, task.index, task.records)
    return Done(number, inferred=output.inferred, found=output.found)


def _of_all(number: int, task: Task, folder: Path) -> Done:
    release = folder / "release"
    outcome = run(task.workspace, task.reference, task.index, folder)
    release.mkdir()
    source = Source(task.workspace, task.reference, outcome, task.prefixes)
    for name in EXPORTERS:
        if name != "site":
            exporter(name)(source, release)
    return Done(
        number,
        found=outcome.found,
        stated_file=outcome.stated,
        inferred_file=outcome.inferred,
        release=release,
    )
