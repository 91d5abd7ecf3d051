"""A client that sends bytes as they are and notes how the answer ended and how long it took."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field

__all__ = ["Exchange", "Manner", "exchange", "request"]

_MOST = 64 << 20


@dataclass(frozen=True, slots=True)
class Manner:
    """How a request is sent: in pieces of `piece` bytes, `pause` seconds apart; 0 is at once.

    With `leave` the client goes away after sending, without waiting for an answer.
    """

    piece: int = 0
    pause: float = 0.0
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came back for a request.

    `status` is 0 without a status line. `ended` is "whole", "cut" (the answer breaks off), "closed"
    (the server closed without an answer), "late" (nothing, or not all, within the patience) or
    "refused" (no connection).
    """

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    ended: str


@dataclass(slots=True)
class _Answer:
    """An answer as it arrives; `data` is what is not yet understood."""

    no_body: bool = False
    data: bytearray = field(default_factory=bytearray)
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    whole: bool = False

    def feed(self, data: bytes) -> None:
        """Take what has come; `whole` says whether the answer is complete."""
        self.data += data
        while not self.status and self._head():
            pass
        if self.status and not self.whole:
            self._rest()

    def _head(self) -> bool:
        """Take one head; an interim answer (1xx) is passed over."""
        head, found, rest = bytes(self.data).partition(b"\r\n\r\n")
        if not found:
            return False
        first, *lines = head.decode("latin-1").split("\r\n")
        words = first.split(" ", 2)
        status = int(words[1]) if len(words) > 1 and words[1].isdigit() else -1
        self.data = bytearray(rest)
        if 100 <= status < 200:
            return True
        pairs = (line.partition(":") for line in lines)
        self.headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        self.status = status
        self.no_body |= status in {204, 304}
        return True

    def _rest(self) -> None:
        if self.no_body:
            self.whole = True
        elif "chunked" in self.headers.get("transfer-encoding", ""):
            self._chunks()
        elif (length := self.headers.get("content-length", "")).isdigit():
            self.body += self.data
            self.data.clear()
            self.whole = len(self.body) >= int(length)
        else:
            self.body += self.data
            self.data.clear()

    def _chunks(self) -> None:
        while True:
            size, found, _ = bytes(self.data[:20]).partition(b"\r\n")
            if not found:
                return
            length, start = int(size.split(b";")[0], 16), len(size) + 2
            if len(self.data) < start + length + 2:
                return
            self.body += self.data[start : start + length]
            del self.data[: start + length + 2]
            if length == 0:
                self.whole = True
                return

    def closed(self) -> str:
        """How the answer ended, now that the server has closed the connection."""
        if not self.status:
            return "cut" if self.data else "closed"
        open_ended = not {"content-length", "transfer-encoding"} & self.headers.keys()
        return "whole" if self.whole or open_ended else "cut"


async def _send(writer: asyncio.StreamWriter, data: bytes, manner: Manner) -> None:
    """Send; the server may close meanwhile, which what it answers will say."""
    with contextlib.suppress(ConnectionError):
        if not manner.piece:
            writer.write(data)
            await writer.drain()
            return
        for start in range(0, len(data), manner.piece):
            writer.write(data[start : start + manner.piece])
            await writer.drain()
            await asyncio.sleep(manner.pause)


async def _receive(reader: asyncio.StreamReader, answer: _Answer) -> str:
    while not answer.whole:
        try:
            data = await reader.read(1 << 16)
        except ConnectionError:
            return answer.closed()
        if not data:
            return answer.closed()
        answer.feed(data)
        if len(answer.body) > _MOST:
            return "cut"
    return "whole"


async def exchange(
    port: int,
    data: bytes,
    *,
    patience: float,
    source: str = "127.0.0.1",
    manner: Manner | None = None,
) -> Exchange:
    """Send bytes to a port of loopback from an address of it, and wait for one answer.

    `patience` is in seconds, counted from the first byte sent.
    """
    how = manner or Manner()
    answer = _Answer(no_body=data.startswith(b"HEAD "))
    started = time.perf_counter()
    try:
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0)), patience
        )
    except (OSError, TimeoutError):
        return Exchange(0, {}, b"", time.perf_counter() - started, "refused")
    started = time.perf_counter()
    sending = asyncio.create_task(_send(writer, data, how))
    try:
        if how.leave:
            await sending
            ended = "whole"
        else:
            ended = await asyncio.wait_for(_receive(reader, answer), patience)
    except TimeoutError:
        ended = "late"
    seconds = time.perf_counter() - started
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError, ConnectionError, OSError):
        await sending
    writer.transport.abort()
    return Exchange(answer.status, answer.headers, bytes(answer.body), seconds, ended)


def request(
    target: str, *, method: str = "GET", body: bytes = b"", host: str = "localhost", **headers: str
) -> bytes:
    """A well-formed request for one answer; `_` in the name of a header stands for a hyphen."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body
