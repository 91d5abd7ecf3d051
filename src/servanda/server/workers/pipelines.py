"""Queries that are cheap, several at once for each of a few processes of the quick lane.

A process that has its next query before it has answered the last one waits for nobody. So only
what has been cheap is sent here; when one is not, its process is ended, and those that stood
behind it are asked again elsewhere.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from servanda.server.workers.bodies import Said
from servanda.server.workers.lanes import Lane
from servanda.server.workers.process import Process

__all__ = ["End", "Pipelines", "Ticket"]

_DEPTH: Final = 8  # queries in one process at once
_WAITING: Final = 256
_LOOK: Final = 0.1  # seconds between two looks at what takes too long
_WHILE: Final = 0.5  # seconds for what has been cheap so far; the machine may be busy


class End(StrEnum):
    """How a query ends that has no answer here: it was not at fault, was slow, its process died."""

    AGAIN = "again"
    SLOW = "slow"
    DIED = "died"


@dataclass(slots=True)
class Ticket:
    """A query, a frame, and who hears its answer, or how it ends, with the id of its process.

    `since` is when it was asked.
    """

    frame: bytes
    hears: Callable[[Said | End, int], None]
    since: float = 0.0


@dataclass(slots=True)
class _Line:
    """A process with the queries that it has, in the order in which they are answered.

    `since` is when the first of them began.
    """

    process: Process
    tickets: deque[Ticket] = field(default_factory=deque)
    since: float = 0.0
    is_open: bool = True


class Pipelines:
    """Up to `most` processes of a lane, each taken when it is needed and given back when it is not.

    A process is replaced after `served` queries.
    """

    def __init__(self, lane: Lane, *, most: int, served: int) -> None:
        self._lane: Final = lane
        self._most: Final = most
        self._served: Final = served
        self._lines: Final[list[_Line]] = []
        self._waiting: Final[deque[Ticket]] = deque()
        self._watch: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """How many queries wait for a process."""
        return len(self._waiting)

    def ask(self, ticket: Ticket) -> bool:
        """Have a query answered; False where there is no process for it."""
        line = self._line()
        ticket.since = time.monotonic()
        if line is not None:
            self._give(line, ticket)
        elif self._lines and len(self._waiting) < _WAITING:
            self._waiting.append(ticket)
        else:
            return False
        if self._watch is None:
            self._watch = asyncio.get_running_loop().call_later(_LOOK, self._look)
        return True

    def _line(self) -> _Line | None:
        """The line with the fewest queries, a new one if that saves waiting."""
        best: _Line | None = None
        for line in self._lines:
            have = len(line.tickets)
            if have < _DEPTH and line.is_open and (best is None or have < len(best.tickets)):
                best = line
        if (best is None or best.tickets) and len(self._lines) < self._most:
            process = self._lane.process_at_once()
            if process is not None:
                best = _Line(process)
                self._lines.append(best)
        return best

    def _give(self, line: _Line, ticket: Ticket) -> None:
        if not line.tickets:
            line.since = time.monotonic()
        line.tickets.append(ticket)
        line.process.tell(ticket.frame, lambda said: self._hear(line, said))
        if line.process.served >= self._served:
            line.is_open = False

    def _hear(self, line: _Line, said: Said | None) -> None:
        """The process of a line has answered the first of its queries, or has ended."""
        if said is None:
            self._end(line, End.DIED)
            return
        if not line.tickets:
            said.close()
            return
        ticket = line.tickets.popleft()
        line.since = time.monotonic()
        ticket.hears(said, line.process.pid)
        if line.is_open and self._waiting:
            self._give(line, self._waiting.popleft())
        if not line.tickets and line in self._lines:
            self._lines.remove(line)
            self._lane.give_back(line.process, self._served)
            self._lane.leave()
            self._go_on()

    def _end(self, line: _Line, how: End) -> None:
        """End the process of a line; its first query has ended so, the others are asked again."""
        if line not in self._lines:
            return
        self._lines.remove(line)
        tickets, pid = list(line.tickets), line.process.pid
        line.tickets.clear()
        self._lane.lose(line.process)
        self._lane.leave()
        for number, ticket in enumerate(tickets):
            ticket.hears(End.AGAIN if number else how, pid)
        self._go_on()

    def _go_on(self) -> None:
        """Let who waits have a process, or go elsewhere."""
        while self._waiting:
            line = self._line()
            if line is not None:
                self._give(line, self._waiting.popleft())
            elif self._lines:
                return
            else:
                self._waiting.popleft().hears(End.AGAIN, 0)

    def _look(self) -> None:
        """End what takes longer than what is cheap."""
        self._watch = None
        late = time.monotonic() - _WHILE
        for line in tuple(self._lines):
            if line.tickets and line.since < late:
                self._end(line, End.SLOW)
        while self._waiting and self._waiting[0].since < late:
            self._waiting.popleft().hears(End.AGAIN, 0)
        if self._lines or self._waiting:
            self._watch = asyncio.get_running_loop().call_later(_LOOK, self._look)

    def close(self) -> None:
        """End all of it; who waits is told to ask elsewhere."""
        if self._watch is not None:
            self._watch.cancel()
        for line in tuple(self._lines):
            self._end(line, End.AGAIN)
        while self._waiting:
            self._waiting.popleft().hears(End.AGAIN, 0)
