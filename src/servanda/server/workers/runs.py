"""One query that runs: where, since when, and what is awaited of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from servanda.errors import EngineError
from servanda.server.refusal import Refusal
from servanda.server.workers.bodies import Said
from servanda.server.workers.job import Job
from servanda.server.workers.lanes import Lane
from servanda.server.workers.process import Process

__all__ = ["Run", "fields_of", "ready"]

_AGAIN: Final = 30


@dataclass(frozen=True, slots=True)
class Run:
    """A query that runs: where, what is awaited, and since when."""

    process: Process
    lane: Lane
    said: asyncio.Future[Said]
    started: float


async def ready(lane: Lane, patience: float) -> Process:
    """A process that can be asked. Raises Refusal 503 where none can be had in so many seconds."""
    try:
        async with asyncio.timeout(max(0.01, patience)):
            return await lane.process()
    except (EngineError, TimeoutError) as error:
        raise Refusal(503, "the server cannot run queries now", retry_after=_AGAIN) from error


def fields_of(job: Job) -> dict[str, Any]:
    """A job as a process is told of it."""
    return {
        "text": job.text,
        "rows": job.rows,
        "boolean": job.boolean,
        "graph": job.graph,
        "default_graphs": job.default_graphs,
        "named_graphs": job.named_graphs,
    }
