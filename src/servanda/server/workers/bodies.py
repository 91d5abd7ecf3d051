"""The bytes of an answer between the process that made them and the client that reads them."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from typing import IO, Any, Final

from servanda.server.workers.job import Answer, Kind
from servanda.server.workers.process import Process
from servanda.server.workers.results import FORMATS

__all__ = ["answer_of", "body_of"]

_PART: Final = 1 << 16
_HELD: Final = 1 << 20  # a larger answer is kept on disk until its client has read it


async def body_of(process: Process, size: int) -> IO[bytes] | bytes:
    """All bytes of an answer, in memory or, if they are many, in a file without a name.

    So a client that reads slowly holds no process. Raises one of `GONE`.
    """
    if size <= _HELD:
        parts: list[bytes] = []
        left = size
        while left:
            parts.append(await process.part(min(left, _PART)))
            left -= len(parts[-1])
        return b"".join(parts)
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed by who reads it
    try:
        left = size
        while left:
            part = await process.part(min(left, _PART))
            file.write(part)
            left -= len(part)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def answer_of(said: dict[str, Any], body: IO[bytes] | bytes) -> Answer:
    """The answer that a process has said: its head and its bytes."""
    return Answer(
        kind=Kind(said["kind"]),
        media_type=FORMATS[said["format"]].media_type,
        truncated=said["truncated"],
        size=said["size"],
        chunks=_chunks(body),
    )


async def _chunks(body: IO[bytes] | bytes) -> AsyncIterator[bytes]:
    if isinstance(body, bytes):
        yield body
        return
    with body:
        while part := body.read(_PART):
            yield part
