"""Processes that answer batches, started as they are wanted and replaced when they end."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import parent_process
from typing import Any, Final

from servanda.runners.answer import EndedError, answered, unpacked

__all__ = ["Pool"]

_CONTEXT: Final = get_context("spawn")  # a fork would copy locks that threads hold
_ATTEMPTS: Final = 3  # processes that end over one batch
_STARTS: Final = 10  # processes that end before they could begin with it
_SCRIPT: Final = "A script that builds with several jobs does so below: if __name__ == '__main__':"
_MEMORY: Final = "A system that is short of memory ends processes: give fewer --jobs"


class Pool:
    """Processes for one function and what it shares; `answer` is called from several threads."""

    def __init__(self, work: object, shared: bytes) -> None:
        self._work: Final = work
        self._shared: Final = shared
        self._free: Final[list[_Child]] = []
        self._all: Final[set[_Child]] = set()
        self._lock: Final = threading.Lock()
        self._closed = False

    def answer(self, batch: bytes, attempts: int = _ATTEMPTS) -> bytes:
        """What a process answers to a batch: packed, whether it is an output, and the output.

        Raises EndedError if `attempts` processes in turn end over it, or none can begin.
        """
        over, before = 0, 0
        while True:
            child = self._child()
            try:
                answer = child.answer(batch, self._shared)
            except (EOFError, OSError):
                ended = child.end()
                with self._lock:
                    self._all.discard(child)
                over, before = over + child.ready, before + (not child.ready)
                if over >= attempts or before >= _STARTS or ended.hint == _SCRIPT:
                    raise ended from None
                continue
            with self._lock:
                self._free.append(child)
            return answer

    def close(self) -> None:
        """End all processes at once, whatever they are at."""
        with self._lock:
            self._closed = True
            children = list(self._all)
        for child in children:
            child.kill()

    def _child(self) -> _Child:
        with self._lock:
            if self._closed:
                raise EndedError("the work was given up", None, began=False)
            if self._free:
                return self._free.pop()
            child = _Child(self._work)
            self._all.add(child)
            return child


class _Child:
    """One process and the pipe to it."""

    def __init__(self, work: object) -> None:
        self._pipe, there = _CONTEXT.Pipe()
        self.ready = False
        self._process = _CONTEXT.Process(target=_serve, args=(there, work), daemon=True)
        with _interrupts_held():
            self._process.start()
        there.close()

    def answer(self, batch: bytes, shared: bytes) -> bytes:
        """The answer to a batch; raises EOFError or OSError where the process ended."""
        if not self.ready:
            self._pipe.send_bytes(shared)
            self._pipe.recv_bytes()
            self.ready = True
        self._pipe.send_bytes(batch)
        return self._pipe.recv_bytes()

    def end(self) -> EndedError:
        """End the process; gives how it had ended if it had, and what may help."""
        self._process.join(1)  # its pipe is closed a moment before a process is gone
        code = self._process.exitcode
        self.kill()
        what = "the process at work" if self.ready else "a process that was to begin"
        if code is not None and code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            said = f"{what} was ended by {name}, again and again"
            return EndedError(said, _MEMORY, began=self.ready)
        hint = None if self.ready else _SCRIPT
        said = f"{what} ended with code {code}, again and again"
        return EndedError(said, hint, began=self.ready)

    def kill(self) -> None:
        """End the process at once, and wait until it is gone."""
        self._process.kill()
        self._process.join()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C is for the process that asks, which ends the others: they are born deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which would end the block if it began within it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, work: Any) -> None:  # noqa: ANN401  a pickled function
    threading.Thread(target=_end_with_parent, daemon=True).start()
    shared = unpacked(pipe.recv_bytes())
    pipe.send_bytes(b"")
    with suppress(EOFError, OSError):
        while True:
            pipe.send_bytes(answered(work, shared, pipe.recv_bytes()))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
