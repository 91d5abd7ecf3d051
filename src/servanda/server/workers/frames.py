"""How a process that runs queries is spoken to: lengths before texts, JSON and never pickles.

A request is one frame. An answer is one frame of JSON, its head, then as many bytes as the head
says in `size`.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterable
from typing import Any, Final

__all__ = ["LENGTH", "packed", "read_frame", "write_frame"]

LENGTH: Final = struct.Struct(">I")


def packed(content: dict[str, Any]) -> bytes:
    """A frame of JSON."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return LENGTH.pack(len(text)) + text


def read_frame(connection: socket.socket) -> dict[str, Any] | None:
    """The next frame; None where the other side has closed. Blocks."""
    head = _exactly(connection, LENGTH.size)
    if head is None:
        return None
    text = _exactly(connection, LENGTH.unpack(head)[0])
    if text is None:
        return None
    content: dict[str, Any] = json.loads(text)
    return content


def write_frame(
    connection: socket.socket, content: dict[str, Any], body: Iterable[bytes] = ()
) -> None:
    """Send a frame and the bytes that follow it. Blocks."""
    connection.sendall(b"".join((packed(content), *body)))


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
