"""The pool: which process runs a query, for how long, and what happens when it does not end.

A query of a shape that was cheap before, or of a client whose queries were, begins in the quick
lane, where it has a moment. One that does not end in it goes on with low priority if there is a
place, or begins again behind those that wait. So small queries stay fast while large ones run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Final

from servanda.server.clients import Clients
from servanda.server.limits import Limits
from servanda.server.refusal import Refusal
from servanda.server.scanner import scan
from servanda.server.served import Served
from servanda.server.workers.bodies import answer_of
from servanda.server.workers.express import Express, Hears
from servanda.server.workers.forking import Zygote
from servanda.server.workers.job import Answer, Job
from servanda.server.workers.lanes import Lane
from servanda.server.workers.runs import FAILED, Run, TooLate, end_of, frame_of, ready, refusal_in
from servanda.server.workers.shapes import Known

__all__ = ["Pool"]

_MOMENT: Final = 0.05  # seconds that a query has in the quick lane
_WHILE: Final = 0.5  # seconds for what has been cheap so far; the machine may be busy
_QUICK: Final = 4
_QUICK_QUEUE: Final = 256
_AGAIN: Final = 30
_WAIT: Final = 0.5  # seconds


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
        known = limits, self._known, self._clients
        self._express: Final = Express(self._zygote, self._quick, *known, self._counts)

    async def start(self) -> None:
        """Start all processes; call it in the main thread, with which they end."""
        await self._zygote.start()
        await asyncio.gather(self._quick.start(), self._slow.start())

    async def close(self) -> None:
        """End all processes. Answers that were given may still be read."""
        self._express.close()
        await self._quick.close()
        await self._slow.close()
        self._zygote.stop()
        await asyncio.sleep(0.01)  # the sockets of the processes are closed in a turn of their own

    @property
    def figures(self) -> Mapping[str, int]:
        """Counts since the start, and how many queries wait now."""
        started = self._quick.started + self._slow.started
        waiting = self._quick.waiting + self._slow.waiting + self._express.waiting
        return {**self._counts, "started": started, "waiting": waiting}

    @property
    def is_offline(self) -> bool:
        """Whether the processes have no network at all; they can open no socket in any case."""
        return self._zygote.offline

    async def answer(self, job: Job, client: str, *, began: float | None = None) -> Answer:
        """The whole answer to a query. Raises Refusal.

        When the task that waits for it is cancelled, the query is killed. `began` is when it came,
        if that is a while ago, by the monotonic clock.
        """
        began = time.monotonic() if began is None else began
        try:
            return await self._admitted(job, client, began)
        except TooLate:
            raise
        except Refusal as refusal:
            if refusal.retry_after is not None:
                # Who does not wait when asked to is made to: so refusing costs next to nothing.
                await asyncio.sleep(max(0.0, min(_WAIT, self._left(began))))
            raise

    def begin(self, job: Job, client: str, hears: Hears) -> bool:
        """Have a query answered without a task, as `Express.begin` tells; whether that can be."""
        return self._express.begin(job, client, hears)

    async def _admitted(self, job: Job, client: str, began: float) -> Answer:
        shape = self._scanned(job.text, client, began)
        cheap = self._known.is_cheap(shape)
        self._clients.admit(client, cheap=cheap)
        failed = True
        try:
            answer = await self._run(job, shape, client, began, cheap=cheap)
            failed = False
        except Refusal as refusal:
            self._counts["refused"] += 1
            failed = refusal.status in FAILED or isinstance(refusal, TooLate)
            raise
        except asyncio.CancelledError:
            failed = False
            raise
        else:
            self._counts["answered"] += 1
            return answer
        finally:
            self._clients.spent(client, time.monotonic() - began, failed=failed, cheap=cheap)

    def _scanned(self, text: str, client: str, began: float) -> bytes:
        """The shape of a query of a client who may ask. What is refused here counts as failed."""
        self._clients.check(client)
        try:
            shape = scan(text, self._limits)
            self._known.refuse(text)
        except Refusal:
            self._counts["refused"] += 1
            self._clients.spent(client, time.monotonic() - began, failed=True, cheap=True)
            raise
        return shape

    async def _run(
        self, job: Job, shape: bytes, client: str, began: float, *, cheap: bool
    ) -> Answer:
        frame = frame_of(job)
        if cheap or self._known.may_try(client):
            moment = _WHILE if cheap else _MOMENT
            answer = await self._try(frame, job.text, shape, client, (began, moment))
            if answer is not None:
                return answer
        patience = self._limits.deadline / 2 - (time.monotonic() - began)
        await self._slow.enter(max(0.0, patience))
        try:
            process = await ready(self._slow, self._left(began))
            said = process.ask(frame)
            run = Run(process, self._slow, said, time.monotonic())
            return await self._finish(run, job.text, shape, began)
        finally:
            self._slow.leave()

    async def _try(
        self, frame: bytes, text: str, shape: bytes, client: str, times: tuple[float, float]
    ) -> Answer | None:
        """Run a query in the quick lane; None if it was not quick and found no other place.

        `times` are when it came, and the seconds that it has.
        """
        began, moment = times
        lane = self._quick
        await lane.enter(self._limits.deadline / 2)
        try:
            process = await ready(lane, self._left(began))
            run = Run(process, lane, process.ask(frame), time.monotonic())
            try:
                done, _ = await asyncio.wait({run.said}, timeout=moment)
            except asyncio.CancelledError:
                lane.lose(process)
                raise
            if not done:
                self._known.was_slow(shape, client)
                self._counts["demoted"] += 1
                if not self._slow.enter_at_once():
                    lane.lose(process)
                    return None
                process.lower()
                lane.leave()
                lane.let_go()
                self._slow.adopt()
                lane = self._slow
            run = Run(process, lane, run.said, run.started)
            return await self._finish(run, text, shape, began)
        finally:
            lane.leave()

    async def _finish(self, run: Run, text: str, shape: bytes, began: float) -> Answer:
        """Wait for an answer; the process is given back only if it has said all of it."""
        kept = False
        try:
            if not run.said.done():
                async with asyncio.timeout(max(0.01, self._left(began))):
                    await run.said
            said = run.said.result()
            kept = True
        except TimeoutError as error:
            raise self._late(text, time.monotonic() - run.started) from error
        except ConnectionError as error:
            self._counts["died"] += 1
            raise await end_of(self._zygote, self._known, text, run.process.pid) from error
        finally:
            if kept:
                run.lane.give_back(run.process, self._limits.queries_per_worker)
            else:
                run.lane.lose(run.process)
        head = said.head
        self._known.took(shape, head["took"])
        refused = refusal_in(head)
        if refused is not None:
            raise refused
        return answer_of(said)

    def _left(self, began: float) -> float:
        """The seconds that a query has which came then."""
        return began + self._limits.deadline - time.monotonic()

    def _late(self, text: str, ran: float) -> Refusal:
        self._counts["late"] += 1
        deadline = self._limits.deadline
        refusal = TooLate(
            503,
            f"the query was stopped: it had no answer after {deadline:g} seconds (limit deadline)",
            retry_after=_AGAIN,
        )
        if ran > deadline * 0.9:  # else it had waited for others
            self._known.killed(text, refusal)
        return refusal
