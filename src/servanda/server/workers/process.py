"""One process that runs queries, as the process that holds the sockets sees it: asked, killed."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final, cast

from servanda.server.workers import guards
from servanda.server.workers.bodies import Coming, Said

__all__ = ["Hears", "Process"]

Hears = Callable[[Said | None], None]


class Process(asyncio.Protocol):
    """One process that runs queries, one after the other; `served` counts those it was given."""

    def __init__(self, pid: int) -> None:
        self.pid: Final = pid
        self.served = 0
        self.is_gone = self._is_killed = False
        self._transport: asyncio.Transport | None = None
        self._hearing: Final[deque[Hears]] = deque()
        self._jobs: Final[list[bytes]] = []
        self._coming = Coming()
        # A number may be given to another process; a descriptor of a process is never.
        self._descriptor: int | None = None
        if hasattr(os, "pidfd_open"):
            with suppress(OSError):
                self._descriptor = os.pidfd_open(pid)

    def ask(self, job: bytes) -> asyncio.Future[Said]:
        """Give it a job, a frame; what it will say. Raises ConnectionError in it if it ends."""
        awaited = self.next()
        self._give(job)
        return awaited

    def tell(self, job: bytes, hears: Hears) -> None:
        """Give it a job after those that it has; `hears` is told its answer, None if it ends."""
        self._hearing.append(hears)
        self._give(job)

    def _give(self, job: bytes) -> None:
        """Send a job, together with others that are given in this turn of the loop."""
        self.served += 1
        self._jobs.append(job)
        if len(self._jobs) == 1:
            asyncio.get_running_loop().call_soon(self._send)

    def _send(self) -> None:
        jobs = self._jobs[0] if len(self._jobs) == 1 else b"".join(self._jobs)
        self._jobs.clear()
        if self._transport is not None and not self.is_gone:
            self._transport.write(jobs)

    def next(self) -> asyncio.Future[Said]:
        """What it says next."""
        awaited: asyncio.Future[Said] = asyncio.get_running_loop().create_future()

        def hears(said: Said | None) -> None:
            if awaited.done():
                if said is not None:
                    said.close()
            elif said is not None:
                awaited.set_result(said)
            elif self._is_killed:
                awaited.cancel()
            else:
                awaited.set_exception(ConnectionError())

        if self.is_gone:
            hears(None)
        else:
            self._hearing.append(hears)
        return awaited

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is there (`asyncio.Protocol`)."""
        # uvloop's transports are of no class of asyncio.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Some bytes of what it says have come (`asyncio.Protocol`)."""
        for said in self._coming.add(data):
            if not self._hearing:  # it is killed, or says what nobody asked
                said.close()
                continue
            try:
                self._hearing.popleft()(said)
            except Exception as error:  # noqa: BLE001  the next answer is for the next who hears
                told = {"message": "who asked a query has failed", "exception": error}
                asyncio.get_running_loop().call_exception_handler(told)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended (`asyncio.Protocol`)."""
        del exc
        self.is_gone = True
        self._coming.close()
        self._silence()

    def _silence(self) -> None:
        """Nothing more is to be heard of it."""
        while self._hearing:
            self._hearing.popleft()(None)

    def lower(self) -> None:
        """Let everything else go first from here on."""
        guards.let_others_first(self.pid)

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self.is_gone = self._is_killed = True
        self._silence()
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
