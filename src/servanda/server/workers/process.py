"""The process that holds the sockets, as it sees those that run queries: start, ask, kill."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from servanda.errors import EngineError
from servanda.server.limits import Limits
from servanda.server.served import Served
from servanda.server.workers.frames import LENGTH, read_frame, write_frame

__all__ = ["GONE", "Process", "Zygote"]

GONE: Final = (asyncio.IncompleteReadError, ConnectionError, BrokenPipeError)
_BUFFER: Final = 1 << 20
_START: Final = 60.0  # seconds


class Zygote:
    """The process that forks others; `start` it before any socket of the server is open.

    `address` is what relative IRIs of queries are resolved against, `more` where all data are.
    """

    def __init__(self, served: Served, limits: Limits, *, address: str, more: str) -> None:
        self._setting: Final = {
            "store": str(served.store),
            "spellings": str(served.spellings),
            "graphs": str(served.store.parent / "graphs.txt"),
            "memory": limits.memory,
            "deadline": limits.deadline,
            "max_rows": limits.max_rows,
            "max_answer": limits.max_answer,
            "base": address,
            "more": more,
        }
        self._turn: Final = asyncio.Lock()
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.offline = False

    def start(self) -> None:
        """Start it and wait until it is ready. Raises EngineError if it ends at once."""
        here, there = socket.socketpair()
        module = "servanda.server.workers.zygote"
        command = [sys.executable, "-m", module, str(there.fileno()), str(os.getpid())]
        root = str(Path(__file__).parents[3])
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": root}
        self._process = subprocess.Popen(  # noqa: S603  our own module
            command, pass_fds=(there.fileno(),), env=environment, stdin=subprocess.DEVNULL
        )
        there.close()
        here.settimeout(_START)
        try:
            write_frame(here, self._setting)
            said = read_frame(here)
        except OSError:
            said = None
        if said is None:
            self.stop()
            raise EngineError("the process that runs queries could not be started")
        self.offline = bool(said["offline"])
        self._socket = here

    def stop(self) -> None:
        """End it, and with it all that it has forked."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    async def fork(self, *, low: bool) -> Process:
        """A new process that has opened the store; of low priority if asked."""
        here, there = socket.socketpair()
        async with self._turn:
            pid = await asyncio.to_thread(self._ask, there, low=low)
        here.settimeout(0)
        reader, writer = await asyncio.open_unix_connection(sock=here, limit=_BUFFER)
        process = Process(pid, reader, writer)
        try:
            await asyncio.wait_for(process.head(), _START)
        except (TimeoutError, *GONE) as error:
            process.kill()
            raise EngineError("a process that runs queries could not open the store") from error
        except asyncio.CancelledError:
            process.kill()
            raise
        return process

    def _ask(self, there: socket.socket, *, low: bool) -> int:
        with there:
            if self._socket is None:
                raise EngineError("the processes that run queries have been stopped")
            try:
                socket.send_fds(self._socket, [b"low" if low else b"new"], [there.fileno()])
                said = read_frame(self._socket)
            except OSError:
                said = None
            if said is None:
                raise EngineError("the process from which others are forked has ended")
            return int(said["pid"])


class Process:
    """One process that runs queries, one at a time; `served` counts those it was given."""

    def __init__(
        self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.pid: Final = pid
        self.served = 0
        self._reader: Final = reader
        self._writer: Final = writer
        # A number may be given to another process; a descriptor of a process is never.
        self._descriptor: int | None = None
        if hasattr(os, "pidfd_open"):
            with suppress(OSError):
                self._descriptor = os.pidfd_open(pid)

    @property
    def is_gone(self) -> bool:
        """Whether it has ended, as far as is known."""
        return self._reader.at_eof() or self._writer.is_closing()

    def send(self, job: bytes) -> None:
        """Give it a job, a frame."""
        self.served += 1
        self._writer.write(job)

    async def head(self) -> dict[str, Any]:
        """What it says first. Raises one of `GONE` if it has ended."""
        size = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))[0]
        content: dict[str, Any] = json.loads(await self._reader.readexactly(size))
        return content

    async def part(self, most: int) -> bytes:
        """The next bytes of an answer, `most` at most. Raises one of `GONE` if it has ended."""
        content = await self._reader.read(most)
        if not content:
            raise ConnectionError
        return content

    def lower(self) -> None:
        """Let everything else go first from here on."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, 15)

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._writer.close()
        if self._descriptor is not None:
            with suppress(OSError):
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
            os.close(self._descriptor)
            self._descriptor = None
        else:
            with suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)
