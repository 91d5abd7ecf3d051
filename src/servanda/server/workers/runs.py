"""One query that runs: where, since when, and what is awaited of it."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass, fields
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, Final

from servanda.errors import EngineError
from servanda.server.refusal import Refusal
from servanda.server.workers.bodies import Said
from servanda.server.workers.forking import Zygote
from servanda.server.workers.frames import LENGTH, framed, packed
from servanda.server.workers.job import Job
from servanda.server.workers.lanes import Lane
from servanda.server.workers.process import Process
from servanda.server.workers.shapes import Known

__all__ = ["FAILED", "Run", "TooLate", "end_of", "frame_of", "ready", "refusal_in"]

FAILED: Final = frozenset({400, 413})
"""The statuses of queries that count as failed."""

_AGAIN: Final = 30
_SOON: Final = 1
_OUTSIDE: Final = frozenset({signal.SIGKILL, signal.SIGTERM})
_STOPPED: Final = "the process that ran the query was ended from outside; ask again"
_DEADLY: Final = (
    "the query ended the process that ran it: it needs more memory than a query may have, or nests"
    " too deeply (limits memory, max-nesting)"
)


class TooLate(Refusal):
    """The deadline came first; unlike a busy server, this is counted to the client."""


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


def frame_of(job: Job) -> bytes:
    """A job as a process is told of it."""
    if job.default_graphs is job.named_graphs is None:
        # Most jobs differ in their texts alone.
        rest = _rest(job.rows, job.boolean, job.graph)
        return framed(b'{"text":%b,%b' % (quoted(job.text).encode("ascii"), rest))
    return packed(_fields(job))


@lru_cache(maxsize=256)
def _rest(rows: str | None, boolean: str | None, graph: str | None) -> bytes:
    """What follows the text of a job without graphs, in JSON."""
    told = _fields(Job("", rows, boolean, graph))
    del told["text"]
    return packed(told)[LENGTH.size + 1 :]


def _fields(job: Job) -> dict[str, Any]:
    return {field.name: getattr(job, field.name) for field in fields(job)}


async def end_of(zygote: Zygote, known: Known, text: str, pid: int) -> Refusal:
    """The refusal of a query in whose process, forked with the id `pid`, it has ended."""
    if await zygote.ending(pid) in _OUTSIDE:  # it was not the query
        return Refusal(503, _STOPPED, retry_after=_SOON)
    refusal = Refusal(400, _DEADLY)
    known.killed(text, refusal)
    return refusal


def refusal_in(head: dict[str, Any]) -> Refusal | None:
    """The refusal that the head of an answer tells, if it tells one."""
    if "message" not in head:
        return None
    return Refusal(head["status"], head["message"], line=head["line"], column=head["column"])
