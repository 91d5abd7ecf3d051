"""The next release, made ready by a process of its own while this one goes on answering."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from servanda.errors import ServandaError, UsageError
from servanda.server.prepare import prepare
from servanda.server.served import Served
from servanda.server.sources import Progress, pinned, sources

__all__ = ["prepared", "ready"]


def ready(paths: Sequence[Path], cache: Path, progress: Progress) -> Served:
    """What the command line names, ready to be served. Raises ServandaError, as `prepare` does."""
    found = sources(paths, cache, progress)
    return pinned(prepare(found, cache=cache, progress=lambda stage: progress(stage, 0, 1)))


async def prepared(paths: Sequence[Path], cache: Path) -> Served:
    """The same, without holding up the loop; the other process ends when this is cancelled.

    Raises ServandaError, with what the other process says of it.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, tuple(paths), cache), daemon=True)
    process.start()
    there.close()
    try:
        said = await _heard(here)
    finally:
        here.close()
        process.kill()
        process.join()
    if said:
        raise UsageError(said)
    # All that takes long lies in the cache now.
    return await asyncio.to_thread(ready, paths, cache, _quiet)


async def _heard(connection: Connection) -> str:
    """What the other process says last; that it ended, if it says nothing."""
    loop = asyncio.get_running_loop()
    spoken = asyncio.Event()
    loop.add_reader(connection.fileno(), spoken.set)
    try:
        await spoken.wait()
    finally:
        loop.remove_reader(connection.fileno())
    try:
        return connection.recv_bytes().decode()
    except EOFError:
        return "the process that made it ready ended before it was done"


def _work(connection: Connection, paths: tuple[Path, ...], cache: Path) -> None:
    os.nice(10)
    try:
        ready(paths, cache, _quiet)
    except (ServandaError, OSError) as error:
        connection.send_bytes(str(error).encode())
    else:
        connection.send_bytes(b"")


def _quiet(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody sees."""
