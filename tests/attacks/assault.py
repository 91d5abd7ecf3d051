"""Send cases to a server with many connections, and report how it stood."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from serving.client import Exchange, exchange, request
from serving.processes import sample
from serving.server import Server

from attacks.corpus import Case
from attacks.judge import Rules, faults

__all__ = ["Report", "assault", "sources"]

_TICK: Final = 0.02
_KEPT: Final = 200
_AGAIN: Final = 10
_STILL: Final = 0.2  # seconds


@dataclass(slots=True)
class Report:
    """What happened: counts by status and by the end of exchanges, faults, times, memory."""

    sent: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    fault_count: int = 0
    slowest: float = 0.0
    late: float = 0.0
    resident: int = 0
    processes: int = 0
    seconds: float = 0.0
    lives: bool = False
    answers: bool = False

    def note(self, case: Case, status: int, ended: str, found: list[str]) -> None:
        """Count one exchange, and keep what was wrong with it."""
        self.sent += 1
        self.statuses[str(status)] = self.statuses.get(str(status), 0) + 1
        self.ended[ended] = self.ended.get(ended, 0) + 1
        if found:
            self.fault_count += 1
        if found and len(self.faults) < _KEPT:
            told = {"case": case.name, "why": case.why, "status": status, "faults": found}
            self.faults.append(told | {"begins": repr(case.data[:160])})


def sources() -> Iterator[str]:
    """Addresses of loopback, so many that no limit for one client is met by another's requests."""
    for number in itertools.cycle(range(256, 1 << 23)):
        yield f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number % 254 + 1}"


def _crowded() -> float:
    """What others who keep this machine busy may cost an answer, in seconds.

    Two processes that are ready for each core are our own: nothing is allowed for them.
    """
    beyond = os.getloadavg()[0] / (os.cpu_count() or 1) - 2
    return max(0.0, beyond) / 4


@dataclass(slots=True)
class _Clock:
    """How long this loop stood still, for which no server is to blame; in seconds."""

    stood: float = 0.0
    ticked: float = field(default_factory=time.perf_counter)

    def lost(self) -> float:
        """All that was lost until now."""
        return self.stood + max(0.0, time.perf_counter() - self.ticked - _TICK)

    def tick(self) -> None:
        """Called every `_TICK` seconds, or later."""
        self.stood, self.ticked = self.lost(), time.perf_counter()


async def _watch(server: Server, report: Report, clock: _Clock) -> None:
    """Sample memory, and how late this loop comes to its own appointments."""
    for turn in itertools.count():
        await asyncio.sleep(_TICK)
        clock.tick()
        if turn % 25 == 0:
            seen = await asyncio.to_thread(sample, server.process.pid)
            report.resident = max(report.resident, seen.resident)
            report.processes = max(report.processes, seen.processes)


@dataclass(frozen=True, slots=True)
class _Attack:
    server: Server
    rules: Rules
    report: Report
    clock: _Clock
    keep: Path | None

    async def one(self, case: Case, source: str) -> None:
        """Send a case and note what came back."""
        for _ in range(_AGAIN):
            begun = self.clock.lost()
            found, answer = await self._tried(case, source, begun)
            stood = self.clock.lost() - begun > _STILL
            busy = answer.status == 503 and "503" not in case.expected
            if not found or not (stood or busy):
                break
            await asyncio.sleep(0.5)  # this machine stood still, or others keep the server busy
        if not case.manner.leave:
            self.report.slowest = max(self.report.slowest, answer.seconds)
        if not case.manner.leave or answer.ended == "refused":
            self.report.note(case, answer.status, answer.ended, found)
        if found and self.keep:
            name = case.name.replace("/", "-").replace(" ", "-")
            self.keep.joinpath(f"{name}.sent").write_bytes(case.data)
            told = f"{found}\n{answer.status} {answer.headers}\n".encode() + answer.body[:100_000]
            self.keep.joinpath(f"{name}.came").write_bytes(told)

    async def _tried(self, case: Case, source: str, begun: float) -> tuple[list[str], Exchange]:
        patience = self.rules.patience(case) + 5
        answer = await exchange(
            self.server.port, case.data, patience=patience, source=source, manner=case.manner
        )
        late = self.clock.lost() - begun + _crowded()
        return faults(case, answer, replace(self.rules, late=late)), answer

    async def all(self, cases: Iterator[Case], clients: Iterator[str]) -> None:
        """One connection after the other, until no case is left or the server is gone."""
        for case in cases:
            if not self.server.lives:
                return
            await self.one(case, next(clients))


async def assault(
    server: Server,
    lanes: list[tuple[Iterator[Case], int]],
    rules: Rules,
    keep: Path | None = None,
) -> Report:
    """Send the cases of each lane with so many connections at once, and see how the server stands.

    With `keep`, what was sent and what came back is written there for each fault.
    """
    report = Report()
    clock, clients = _Clock(), sources()
    attack = _Attack(server, rules, report, clock, keep)
    watching = asyncio.create_task(_watch(server, report, clock))
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for cases, connections in lanes:
            for _ in range(connections):
                group.create_task(attack.all(cases, clients))
    watching.cancel()
    report.late = clock.lost()
    report.seconds = time.perf_counter() - begun
    await asyncio.sleep(0.2)
    report.lives = server.lives
    query = request("/sparql?query=ASK%20%7B%7D", Accept="*/*")
    last = await exchange(server.port, query, patience=rules.deadline + 1, source="127.200.0.1")
    report.answers = last.status == 200
    return report
