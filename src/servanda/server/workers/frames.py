"""How a process that runs queries is spoken to: lengths before texts, JSON and never pickles.

A request is one frame. An answer is one frame of JSON, its head, then as many bytes as the head
says in `size`. Several requests may be sent at once; they are answered in their order.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["LENGTH", "framed", "packed", "read_frame", "read_frames", "write_frame"]

LENGTH: Final = struct.Struct(">I")
_PART: Final = 1 << 16
_encoded: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def packed(content: dict[str, Any]) -> bytes:
    """A frame of JSON."""
    return framed(_encoded(content).encode("ascii"))


def framed(text: bytes) -> bytes:
    """A frame of a text of JSON."""
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


def read_frames(connection: socket.socket) -> Iterator[dict[str, Any]]:
    """Each frame until the other side closes, as many as have come with one reading. Blocks."""
    had = b""
    while part := connection.recv(_PART):
        had = had + part if had else part
        at, size = 0, len(had)
        while size - at >= LENGTH.size:
            end = at + LENGTH.size + LENGTH.unpack_from(had, at)[0]
            if end > size:
                break
            yield json.loads(had[at + LENGTH.size : end])
            at = end
        had = had[at:]


def write_frame(connection: socket.socket, content: dict[str, Any]) -> None:
    """Send a frame. Blocks."""
    connection.sendall(packed(content))


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
