"""Processes that wait for work: quick ones for what is cheap, others of low priority for the rest.

Each lane has so many places; who finds none waits in turn, up to a number and a time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final

from servanda.errors import EngineError
from servanda.server.refusal import Refusal
from servanda.server.workers.forking import Zygote
from servanda.server.workers.process import Process

__all__ = ["Lane"]

_AGAIN: Final = 2  # seconds after which a refused client may ask again


class Lane:
    """Places for queries that run at once, and the processes they run in."""

    def __init__(self, zygote: Zygote, *, low: bool, places: int, queue: int, spare: int) -> None:
        self._zygote: Final = zygote
        self._low: Final = low
        self._queue: Final = queue
        self._wanted: Final = places + spare
        self._free = places
        self._waiting: Final[deque[asyncio.Future[None]]] = deque()
        self._idle: Final[deque[Process]] = deque()
        self._count = 0
        self._tasks: Final[set[asyncio.Task[bool]]] = set()
        self._closed = False
        self.started = 0

    @property
    def waiting(self) -> int:
        """How many queries wait for a place."""
        return sum(not each.done() for each in self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether a query would have to wait."""
        return self._free <= 0

    async def start(self) -> None:
        """Start its processes."""
        await asyncio.gather(*(self._add() for _ in range(self._wanted)))

    async def enter(self, patience: float) -> None:
        """Take a place, or wait for one that long, in seconds. Raises Refusal 503."""
        if self._free > 0:
            self._free -= 1
            return
        if self.waiting >= self._queue:
            raise Refusal(503, "the server is busy: too many queries wait", retry_after=_AGAIN)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await asyncio.wait_for(turn, patience)
        except TimeoutError as error:
            raise Refusal(
                503, "the server is busy: the query waited too long", retry_after=_AGAIN
            ) from error
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()
            raise
        finally:
            with suppress(ValueError):
                self._waiting.remove(turn)

    def enter_at_once(self) -> bool:
        """Take a place if there is one."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    def leave(self) -> None:
        """Give a place back, to who waits longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    async def process(self) -> Process:
        """A process that is ready; another is started where none is. Raises EngineError."""
        while True:
            while self._idle:
                found = self._idle.popleft()
                if not found.is_gone:
                    return found
                found.kill()  # to let go of what is held of it
                self._lost()
            # Who leaves meanwhile leaves it to the next.
            if not await asyncio.shield(self._later()):
                raise EngineError("no process that runs queries could be started")

    def process_at_once(self) -> Process | None:
        """A place with a process that is ready, None if there is not both."""
        if self._free <= 0:
            return None
        while self._idle:
            found = self._idle.popleft()
            if not found.is_gone:
                self._free -= 1
                return found
            found.kill()
            self._lost()
        return None

    def give_back(self, process: Process, most: int) -> None:
        """Keep a process for the next query, unless it has served `most`."""
        if process.served >= most or self._closed or self._count > self._wanted:
            self.lose(process)
        else:
            self._idle.appendleft(process)

    def lose(self, process: Process) -> None:
        """End a process; another takes its place."""
        process.kill()
        self._lost()

    def let_go(self) -> None:
        """A process of this lane goes on in another; another takes its place."""
        self._lost()

    def adopt(self) -> None:
        """A process of another lane goes on in this one."""
        self._count += 1

    def _lost(self) -> None:
        self._count -= 1
        if self._count < self._wanted and not self._closed:
            self._later()

    def _later(self) -> asyncio.Task[bool]:
        task = asyncio.get_running_loop().create_task(self._add())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _add(self) -> bool:
        """Start a process that waits for work; whether there is one."""
        self._count += 1
        try:
            process = await self._zygote.fork(low=self._low)
        except EngineError:
            self._count -= 1  # the next query tries again
            return False
        self.started += 1
        if self._closed:
            process.kill()
            return False
        self._idle.append(process)
        return True

    async def close(self) -> None:
        """End all processes that wait."""
        self._closed = True
        await asyncio.gather(*self._tasks, return_exceptions=True)
        while self._idle:
            self._idle.popleft().kill()
