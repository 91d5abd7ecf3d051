"""What a process says, as it comes: a head of JSON and the bytes of an answer."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO, Any, Final

from servanda.server.workers.frames import LENGTH
from servanda.server.workers.job import Answer, Kind
from servanda.server.workers.results import FORMATS

__all__ = ["Coming", "Said", "answer_of"]

_PART: Final = 1 << 16
_HELD: Final = 1 << 20  # a larger answer is kept on disk until its client has read it


@dataclass(frozen=True, slots=True)
class Said:
    """A whole answer: its head, and its bytes in memory or in a file without a name.

    So a client that reads slowly holds no process, and many of them no memory.
    """

    head: dict[str, Any]
    body: IO[bytes] | bytes

    def close(self) -> None:
        """Let go of the file, if there is one."""
        if not isinstance(self.body, bytes):
            self.body.close()


class Coming:
    """Bytes from a process until they are a whole answer."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._head: dict[str, Any] | None = None
        self._left = 0
        self._file: IO[bytes] | None = None

    def add(self, data: bytes) -> Said | None:
        """Take up some bytes; the answer, once it is whole."""
        self._bytes += data
        if self._head is None and not self._read_head():
            return None
        if self._file is not None:
            self._file.write(self._bytes)
            self._left -= len(self._bytes)
            self._bytes.clear()
            if self._left:
                return None
            self._file.seek(0)
            file, self._file = self._file, None
            return Said(self._head or {}, file)
        if len(self._bytes) < self._left:
            return None
        return Said(self._head or {}, bytes(self._bytes))

    def _read_head(self) -> bool:
        have = len(self._bytes)
        if have < LENGTH.size:
            return False
        end = LENGTH.size + LENGTH.unpack_from(self._bytes)[0]
        if have < end:
            return False
        self._head = json.loads(self._bytes[LENGTH.size : end])
        del self._bytes[:end]
        self._left = (self._head or {}).get("size", 0)
        if self._left > _HELD:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed by who reads it
        return True

    def close(self) -> None:
        """Let go of what has come."""
        if self._file is not None:
            self._file.close()


def answer_of(said: Said) -> Answer:
    """The answer that a process has said."""
    head = said.head
    return Answer(
        kind=Kind(head["kind"]),
        media_type=FORMATS[head["format"]].media_type,
        truncated=head["truncated"],
        size=head["size"],
        chunks=_chunks(said),
    )


async def _chunks(said: Said) -> AsyncIterator[bytes]:
    if isinstance(said.body, bytes):
        yield said.body
        return
    try:
        while part := said.body.read(_PART):
            yield part
    finally:
        said.close()
