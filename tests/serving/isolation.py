"""What it costs that queries run in other processes, and how soon one replaces another."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from servanda.server.limits import limits_of
from servanda.server.prepare import prepare
from servanda.server.served import Served
from servanda.server.workers import zygote
from servanda.server.workers.evaluate import Setting, evaluate
from servanda.server.workers.forking import Zygote
from servanda.server.workers.job import Job
from servanda.server.workers.pool import Pool

__all__ = ["Isolation", "isolation"]

_ADDRESS: Final = "http://localhost/"
_QUERY: Final = "SELECT ?p ?o {{ ?s ?p ?o }} LIMIT 14 OFFSET {}"


@dataclass(frozen=True, slots=True)
class Isolation:
    """Medians, in milliseconds: a small query in this process and in another; a new process."""

    inside: float
    outside: float
    replaced: float


def _job(number: int) -> Job:
    return Job(_QUERY.format(number), rows="json", boolean="json", graph="ttl")


def _setting(served: Served, maker: Zygote) -> Setting:
    """What a process for queries has, in this one."""
    told = maker._setting
    return Setting(
        store=Store.read_only(str(served.store)),
        max_rows=told["max_rows"],
        max_answer=told["max_answer"],
        base=told["base"],
        more=told["more"],
        **zygote._shared(told),
    )


def _inside(served: Served, maker: Zygote, count: int) -> list[float]:
    setting, found = _setting(served, maker), []
    for number in range(count):
        begun = time.perf_counter()
        evaluate(setting, asdict(_job(number % 50)))
        found.append(time.perf_counter() - begun)
    return found


async def _outside(served: Served, count: int) -> list[float]:
    limits, found = limits_of({"client_time": 1e6}), []
    pool = Pool(served, limits, address=_ADDRESS)
    await pool.start()
    for number in range(count):
        begun = time.perf_counter()
        answer = await pool.answer(_job(number % 50), "127.0.0.1")
        async for _ in answer.chunks:
            pass
        found.append(time.perf_counter() - begun)
    await pool.close()
    return found


async def _replaced(maker: Zygote, count: int) -> list[float]:
    """From the kill of a process until the next one has opened the store."""
    await maker.start()
    found = []
    process = await maker.fork(low=False)
    for _ in range(count):
        begun = time.perf_counter()
        process.kill()
        process = await maker.fork(low=False)
        found.append(time.perf_counter() - begun)
    process.kill()
    maker.stop()
    return found


def isolation(release: Path, cache: Path, count: int) -> Isolation:
    """Measure with so many queries in turns of both kinds, and a tenth as many new processes."""
    served = prepare([release], cache=cache)
    maker = Zygote(served, limits_of({}), address=_ADDRESS, more=_ADDRESS)
    part = max(1, count // 4)
    inside, outside = [], []
    for _ in range(4):
        outside += asyncio.run(_outside(served, part))
        inside += _inside(served, maker, part)
    replaced = asyncio.run(_replaced(maker, max(5, count // 20)))
    medians = (statistics.median(each) * 1000 for each in (inside, outside, replaced))
    return Isolation(*medians)
