"""What a process says, as it comes: a head of JSON and the bytes of an answer."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator
from typing import IO, Any, Final, NamedTuple

from servanda.server.workers.frames import LENGTH
from servanda.server.workers.job import Answer, Kind
from servanda.server.workers.results import FORMATS

__all__ = ["Coming", "Said", "answer_of"]

_decoded: Final = json.JSONDecoder().decode
_PART: Final = 1 << 16
_HELD: Final = 1 << 20  # a larger answer is kept on disk until its client has read it


class Said(NamedTuple):
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
    """Bytes from a process until they are whole answers."""

    def __init__(self) -> None:
        self._bytes = b""
        self._head: dict[str, Any] | None = None
        self._left = 0
        self._file: IO[bytes] | None = None

    def add(self, data: bytes) -> list[Said]:
        """Take up some bytes; the answers that are whole with them, in their order."""
        self._bytes = data if not self._bytes else self._bytes + data
        found = []
        while (said := self._next()) is not None:
            found.append(said)
        return found

    def _next(self) -> Said | None:
        """The next answer, if it is whole."""
        if self._head is None and not self._read_head():
            return None
        head = self._head or {}
        if self._file is not None:
            part = self._bytes[: self._left]
            self._file.write(part)
            self._bytes, self._left = self._bytes[len(part) :], self._left - len(part)
            if self._left:
                return None
            self._file.seek(0)
            file, self._file, self._head = self._file, None, None
            return Said(head, file)
        if len(self._bytes) < self._left:
            return None
        part, self._bytes = self._bytes[: self._left], self._bytes[self._left :]
        self._head = None
        return Said(head, part)

    def _read_head(self) -> bool:
        have = len(self._bytes)
        if have < LENGTH.size:
            return False
        end = LENGTH.size + LENGTH.unpack_from(self._bytes)[0]
        if have < end:
            return False
        head: dict[str, Any] = _decoded(self._bytes[LENGTH.size : end].decode("ascii"))
        self._bytes, self._head, self._left = self._bytes[end:], head, head.get("size", 0)
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
