"""The engines at work in a process of their own, so that pages are served while they run."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from servanda.ntriples import facts_of, triple_of
from servanda.pipeline.found import found_of, order
from servanda.pipeline.kit import Kit
from servanda.pipeline.map import map_records
from servanda.pipeline.read import record_of
from servanda.pipeline.record import Output, Record
from servanda.pipeline.reference import Reference
from servanda.pipeline.work import opened_run
from servanda.places import Found
from servanda.records import Index
from servanda.workspace import Workspace

__all__ = ["Done", "Task", "Worker", "outcome_of"]


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
            connection.send(outcome_of(number, task, folder))


def outcome_of(number: int, task: Task, folder: Path) -> Done:
    """What a task gives, whatever happens; `folder` is as in `Worker.start`."""
    try:
        return _of_records(number, task) if task.records else _of_all(number, task, folder)
    except ServandaError as error:
        return Done(number, error=of_error(error, "shapes"))
    except Exception as error:  # noqa: BLE001  told in the page instead of by a traceback
        return Done(number, error=_failed(f"{error!r}"))


def _failed(why: str) -> Finding:
    return Finding("", 1, "shapes", Level.ERROR, (("en", f"the engine failed: {why}"),))


def _of_records(number: int, task: Task) -> Done:
    kit = Kit(task.workspace, task.reference)
    own = _read(task, task.records)
    outputs = map_records(kit, own, _read(task, task.index.context(task.records)))
    return Done(number, inferred=tuple(_inferred(outputs)), found=tuple(_found(outputs)))


def _read(task: Task, paths: Sequence[Path]) -> list[Record]:
    workspace = task.workspace
    return [record_of(workspace.record(path), workspace.record_iri(path)) for path in sorted(paths)]


def _inferred(outputs: Iterable[Output]) -> Iterator[Triple]:
    for output in outputs:
        yield from map(triple_of, facts_of(output.inferred))


def _found(outputs: Iterable[Output]) -> list[Found]:
    found = (found_of(each) for output in outputs for each in json.loads(output.found or "[]"))
    return sorted(found, key=order)


def _of_all(number: int, task: Task, folder: Path) -> Done:
    release = folder / "release"
    release.mkdir(parents=True)
    with opened_run(task.workspace, task.reference, folder) as work:
        outcome = work.whole()
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
