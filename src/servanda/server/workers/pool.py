"""The pool: which process runs a query, for how long, and what happens when it does not end.

A query of a shape that was cheap before, or of a client whose queries were, begins in the quick
lane, where it has a moment. One that does not end in it goes on with low priority if there is a
place, or begins again behind those that wait. So small queries stay fast while large ones run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from servanda.errors import EngineError
from servanda.server.clients import Clients
from servanda.server.limits import Limits
from servanda.server.refusal import Refusal
from servanda.server.scanner import scan
from servanda.server.served import Served
from servanda.server.workers.bodies import answer_of, body_of
from servanda.server.workers.frames import packed
from servanda.server.workers.job import Answer, Job
from servanda.server.workers.lanes import Lane
from servanda.server.workers.process import GONE, Process, Zygote
from servanda.server.workers.shapes import Known

__all__ = ["Pool"]

_MOMENT: Final = 0.05  # seconds that a query has in the quick lane
_QUICK: Final = 2
_QUICK_QUEUE: Final = 256
_AGAIN: Final = 30
_FAILED: Final = frozenset({400, 413})
_DEADLY: Final = (
    "the query ended the process that ran it: it needs more memory than a query may have, or nests"
    " too deeply (limits memory, max-nesting)"
)


class _TooLate(Refusal):
    """The deadline came first; unlike a busy server, this is counted to the client."""


class Pool:
    """Answers queries in processes that are killed at the deadline.

    `address` is that of the server, with a slash at its end: relative IRIs are resolved against
    it, and an answer that was cut names it. `clients` are the budgets of clients.
    """

    def __init__(
        self, served: Served, limits: Limits, *, address: str, clients: Clients | None = None
    ) -> None:
        self._limits: Final = limits
        self._clients: Final = clients or Clients(limits)
        self._zygote: Final = Zygote(served, limits, address=address, more=f"{address}dump/")
        self._quick: Final = Lane(
            self._zygote, low=False, places=_QUICK, queue=_QUICK_QUEUE, spare=1
        )
        self._slow: Final = Lane(
            self._zygote, low=True, places=limits.workers, queue=limits.queue, spare=0
        )
        self._known: Final = Known(time.monotonic)
        self._counts: Final = {"answered": 0, "refused": 0, "late": 0, "died": 0, "demoted": 0}

    async def start(self) -> None:
        """Start all processes; call it in the main thread, before a socket is open to clients."""
        self._zygote.start()
        await asyncio.gather(self._quick.start(), self._slow.start())

    async def close(self) -> None:
        """End all processes. Answers that were given may still be read."""
        await self._quick.close()
        await self._slow.close()
        self._zygote.stop()

    @property
    def figures(self) -> Mapping[str, int]:
        """Counts since the start, and how many queries wait now."""
        started = self._quick.started + self._slow.started
        waiting = self._quick.waiting + self._slow.waiting
        return {**self._counts, "started": started, "waiting": waiting}

    @property
    def is_offline(self) -> bool:
        """Whether the processes have no network at all; they can open no socket in any case."""
        return self._zygote.offline

    async def answer(self, job: Job, client: str) -> Answer:
        """The whole answer to a query. Raises Refusal.

        When the task that waits for it is cancelled, the query is killed.
        """
        began = time.monotonic()
        shape = scan(job.text, self._limits)
        self._known.refuse(job.text)
        cheap = self._known.is_cheap(shape)
        self._clients.admit(client, cheap=cheap)
        failed = True
        try:
            answer = await self._run(job, shape, client, began, cheap=cheap)
            failed = False
        except Refusal as refusal:
            self._counts["refused"] += 1
            failed = refusal.status in _FAILED or isinstance(refusal, _TooLate)
            raise
        except asyncio.CancelledError:
            failed = False
            raise
        else:
            self._counts["answered"] += 1
            return answer
        finally:
            self._clients.spent(client, time.monotonic() - began, failed=failed, cheap=cheap)

    async def _run(
        self, job: Job, shape: bytes, client: str, began: float, *, cheap: bool
    ) -> Answer:
        if cheap or self._known.may_try(client):
            answer = await self._try(job, shape, client, began)
            if answer is not None:
                return answer
        patience = self._limits.deadline / 2 - (time.monotonic() - began)
        await self._slow.enter(max(0.0, patience))
        try:
            process = await _ready(self._slow)
            process.send(packed(asdict(job)))
            left = began + self._limits.deadline - time.monotonic()
            return await self._finish(process, self._slow, job, shape, left)
        finally:
            self._slow.leave()

    async def _try(self, job: Job, shape: bytes, client: str, began: float) -> Answer | None:
        """Run a query in the quick lane; None if it was not quick and found no other place."""
        lane = self._quick
        await lane.enter(self._limits.deadline / 2)
        inside = [lane]
        try:
            process = await _ready(lane)
            started = time.monotonic()
            process.send(packed(asdict(job)))
            head = asyncio.ensure_future(process.head())
            try:
                done, _ = await asyncio.wait({head}, timeout=_MOMENT)
            except asyncio.CancelledError:
                head.cancel()
                lane.lose(process)
                raise
            if not done:
                self._known.was_slow(shape, client)
                self._counts["demoted"] += 1
                if not self._slow.enter_at_once():
                    head.cancel()
                    lane.lose(process)
                    return None
                process.lower()
                lane.leave()
                lane.let_go()
                self._slow.adopt()
                lane = inside[0] = self._slow
            left = began + self._limits.deadline - time.monotonic()
            return await self._finish(process, lane, job, shape, left, started=started, head=head)
        finally:
            inside[0].leave()

    async def _finish(  # noqa: PLR0913  all that a running query is
        self,
        process: Process,
        lane: Lane,
        job: Job,
        shape: bytes,
        left: float,
        *,
        started: float = 0.0,
        head: asyncio.Future[dict[str, Any]] | None = None,
    ) -> Answer:
        """Wait for an answer; the process is given back only if it has said all of it."""
        kept = False
        started = started or time.monotonic()
        try:
            async with asyncio.timeout(max(0.01, left)):
                said = await (head or process.head())
                body = await body_of(process, said.get("size", 0))
            kept = True
        except TimeoutError as error:
            raise self._late(job.text, time.monotonic() - started) from error
        except GONE as error:
            self._counts["died"] += 1
            refusal = Refusal(400, _DEADLY)
            self._known.killed(job.text, refusal)
            raise refusal from error
        finally:
            if kept:
                lane.give_back(process, self._limits.queries_per_worker)
            else:
                if head is not None:
                    head.cancel()
                lane.lose(process)
        self._known.took(shape, time.monotonic() - started)
        if "message" in said:
            raise Refusal(said["status"], said["message"], line=said["line"], column=said["column"])
        return answer_of(said, body)

    def _late(self, text: str, ran: float) -> Refusal:
        self._counts["late"] += 1
        deadline = self._limits.deadline
        refusal = _TooLate(
            503,
            f"the query was stopped: it had no answer after {deadline:g} seconds (limit deadline)",
            retry_after=_AGAIN,
        )
        if ran > deadline * 0.9:  # else it had waited for others
            self._known.killed(text, refusal)
        return refusal


async def _ready(lane: Lane) -> Process:
    try:
        return await lane.process()
    except EngineError as error:
        raise Refusal(503, "the server cannot run queries now", retry_after=_AGAIN) from error
