"""The process that holds the sockets, as it sees those that run queries: start, ask, kill."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final, cast

from servanda.errors import EngineError
from servanda.server.limits import Limits
from servanda.server.served import Served
from servanda.server.workers import guards
from servanda.server.workers.bodies import Coming, Said
from servanda.server.workers.frames import read_frame, write_frame

__all__ = ["Process", "Zygote"]

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

    async def start(self) -> None:
        """Start it and wait until it is ready. Raises EngineError if it ends at once."""
        await asyncio.to_thread(self._greet, self._spawn())

    def _spawn(self) -> socket.socket:
        """Start it, in the main thread: it ends with the thread that has started it."""
        here, there = socket.socketpair()
        module = "servanda.server.workers.zygote"
        command = [sys.executable, "-m", module, str(there.fileno()), str(os.getpid())]
        root = str(Path(__file__).parents[3])
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": root}
        self._process = subprocess.Popen(  # noqa: S603  our own module
            command, pass_fds=(there.fileno(),), env=environment, stdin=subprocess.DEVNULL
        )
        there.close()
        return here

    def _greet(self, here: socket.socket) -> None:
        here.settimeout(_START)
        try:
            write_frame(here, self._setting)
            said = read_frame(here)
        except OSError:
            said = None
        if said is None:
            here.close()
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

    @property
    def is_gone(self) -> bool:
        """Whether it has ended, although nobody has asked it to."""
        return self._process is not None and self._process.poll() is not None

    async def _again(self) -> None:
        """Start it again if something has ended it, such as a system that is short of memory."""
        if self.is_gone:
            self.stop()
            await self.start()

    async def fork(self, *, low: bool) -> Process:
        """A new process that has opened the store; of low priority if asked."""
        with ExitStack() as undo:  # what fails, or is given up, leaves nothing behind
            async with self._turn:
                await self._again()
                here, there = socket.socketpair()
                undo.callback(here.close)
                pid = await asyncio.to_thread(self._ask, there, low=low)
            process = Process(pid)
            await self._connect(process, here, undo)
            undo.pop_all()
            return process

    async def _connect(self, process: Process, here: socket.socket, undo: ExitStack) -> None:
        """Wait until a process has opened the store; from then on the loop has the socket."""
        undo.callback(process.kill)
        ready = process.next()
        here.settimeout(0)
        try:
            async with asyncio.timeout(_START):
                loop = asyncio.get_running_loop()
                await loop.create_unix_connection(lambda: process, sock=here)
                undo.pop_all()
                undo.callback(process.kill)
                await ready
        except (TimeoutError, ConnectionError) as error:
            raise EngineError("a process that runs queries could not open the store") from error

    async def ending(self, pid: int) -> int:
        """The signal that ended a process that was forked; 0 where that is not known."""
        # The turn ends with the answer, also for who does not wait for it.
        return await asyncio.shield(asyncio.ensure_future(self._ended(pid)))

    async def _ended(self, pid: int) -> int:
        async with self._turn:
            return await asyncio.to_thread(self._ending, pid)

    def _ending(self, pid: int) -> int:
        if self._socket is None or self.is_gone:
            return signal.SIGKILL
        try:
            self._socket.sendall(b"why%d" % pid)
            said = read_frame(self._socket)
        except OSError:
            said = None
        return signal.SIGKILL if said is None else int(said["signal"])

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


class Process(asyncio.Protocol):
    """One process that runs queries, one at a time; `served` counts those it was given."""

    def __init__(self, pid: int) -> None:
        self.pid: Final = pid
        self.served = 0
        self.is_gone = False
        self._transport: asyncio.Transport | None = None
        self._awaited: asyncio.Future[Said] | None = None
        self._coming = Coming()
        # A number may be given to another process; a descriptor of a process is never.
        self._descriptor: int | None = None
        if hasattr(os, "pidfd_open"):
            with suppress(OSError):
                self._descriptor = os.pidfd_open(pid)

    def ask(self, job: bytes) -> asyncio.Future[Said]:
        """Give it a job, a frame; what it will say. Raises ConnectionError in it if it ends."""
        self.served += 1
        awaited = self.next()
        if self._transport is not None and not self.is_gone:
            self._transport.write(job)
        return awaited

    def next(self) -> asyncio.Future[Said]:
        """What it says next."""
        self._awaited = awaited = asyncio.get_running_loop().create_future()
        if self.is_gone:
            awaited.set_exception(ConnectionError())
        return awaited

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is there (`asyncio.Protocol`)."""
        # uvloop's transports are of no class of asyncio.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Some bytes of what it says have come (`asyncio.Protocol`)."""
        said = self._coming.add(data)
        if said is None:
            return
        self._coming = Coming()
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(said)
        else:
            said.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended (`asyncio.Protocol`)."""
        del exc
        self.is_gone = True
        self._coming.close()
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_exception(ConnectionError())

    def lower(self) -> None:
        """Let everything else go first from here on."""
        guards.let_others_first(self.pid)

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self.is_gone = True
        if self._awaited is not None:
            self._awaited.cancel()
        if self._transport is not None:
            self._transport.abort()
        if self._descriptor is not None:
            with suppress(OSError):
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
            os.close(self._descriptor)
            self._descriptor = None
        elif not hasattr(os, "pidfd_open"):
            with suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)
