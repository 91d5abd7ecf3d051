"""The small process from which others are forked, as the one that holds the sockets sees it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from servanda.errors import EngineError
from servanda.server.limits import Limits
from servanda.server.served import Served
from servanda.server.workers.frames import read_frame, write_frame
from servanda.server.workers.process import Process

__all__ = ["Zygote"]

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
