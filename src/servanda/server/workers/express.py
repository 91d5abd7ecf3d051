"""Queries of shapes that were cheap, answered without a task of their own.

Most of what such a query costs would be the tasks, timers and waits around it. Here it is sent to
a process at once, and who has asked is called with the answer. Whatever does not go that way goes
the way of all others, by `Pool.answer`.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from servanda.server.clients import Clients
from servanda.server.limits import Limits
from servanda.server.refusal import Refusal
from servanda.server.scanner import scan
from servanda.server.workers.bodies import Said
from servanda.server.workers.forking import Zygote
from servanda.server.workers.job import Job
from servanda.server.workers.lanes import Lane
from servanda.server.workers.pipelines import End, Pipelines, Ticket
from servanda.server.workers.runs import FAILED, end_of, frame_of, refusal_in
from servanda.server.workers.shapes import Known

__all__ = ["Again", "Express", "Hears"]

_MOST: Final = min(2, os.cpu_count() or 1)  # processes that have several queries at once


@dataclass(frozen=True, slots=True)
class Again:
    """A query that has to be asked by `Pool.answer` after all; `began` is when it came."""

    began: float


Hears = Callable[[Said | Refusal | Again], None]


class _Begun(NamedTuple):
    """A query that was begun: its text and shape, whose it is, when it came, and who hears."""

    text: str
    shape: bytes
    client: str
    began: float
    hears: Hears


class Express:
    """Sends what is known to be cheap to the processes of the quick lane, and keeps account."""

    def __init__(  # noqa: PLR0913  what a pool is made of
        self,
        zygote: Zygote,
        lane: Lane,
        limits: Limits,
        known: Known,
        clients: Clients,
        counts: dict[str, int],
    ) -> None:
        self._zygote: Final = zygote
        self._limits: Final = limits
        self._known: Final = known
        self._clients: Final = clients
        self._counts: Final = counts
        self._lines: Final = Pipelines(lane, most=_MOST, served=limits.queries_per_worker)
        self._tasks: Final[set[asyncio.Task[None]]] = set()

    @property
    def waiting(self) -> int:
        """How many queries wait for a process."""
        return self._lines.waiting

    def close(self) -> None:
        """End all of it."""
        self._lines.close()

    def begin(self, job: Job, client: str, hears: Hears) -> bool:
        """Have a query answered, if it is of a shape that was cheap and nothing speaks against it.

        If so, `hears` gets its answer later, or its refusal, or `Again`. Otherwise nothing has
        happened, and the query is to be asked by `Pool.answer`, which says what speaks against it.
        """
        began = time.monotonic()
        if self._clients.refusal_of(client) is not None:
            return False
        try:
            shape = scan(job.text, self._limits)
            self._known.refuse(job.text)
        except Refusal:
            return False
        if not self._known.is_cheap(shape):
            return False
        begun = _Begun(job.text, shape, client, began, hears)
        heard = lambda said, pid: self._heard(begun, said, pid)  # noqa: E731  as short as it is
        return self._lines.ask(Ticket(frame_of(job), heard))

    def _heard(self, begun: _Begun, said: Said | End, pid: int) -> None:
        """A query has its answer, or has ended otherwise."""
        if isinstance(said, Said):
            self._known.took(begun.shape, said.head["took"])
            refusal = refusal_in(said.head)
            self._ended(begun, refusal)
            begun.hears(refusal or said)
        elif said is End.DIED:
            task = asyncio.ensure_future(self._died(begun, pid))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            if said is End.SLOW:
                self._known.was_slow(begun.shape, begun.client)
                self._counts["demoted"] += 1
            begun.hears(Again(begun.began))

    async def _died(self, begun: _Begun, pid: int) -> None:
        """Tell who has asked why the process has ended that ran the query."""
        self._counts["died"] += 1
        refusal = await end_of(self._zygote, self._known, begun.text, pid)
        self._ended(begun, refusal)
        begun.hears(refusal)

    def _ended(self, begun: _Begun, refusal: Refusal | None) -> None:
        self._counts["answered" if refusal is None else "refused"] += 1
        failed = refusal is not None and refusal.status in FAILED
        seconds = time.monotonic() - begun.began
        self._clients.spent(begun.client, seconds, failed=failed, cheap=True)
