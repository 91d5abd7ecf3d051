"""Heads of requests that are refused before anything else looks at them (RFC 9112, section 3.2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import PlainTextResponse

from servanda.server.limits import Limits
from servanda.server.remembered import Known, Remembered

__all__ = ["Bounds", "Give", "Unfit", "checked", "refusing", "told"]

Give = Callable[[Known | None], None]
_HOST: Final = re.compile(
    rb"(?:(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?"
)
_ABSOLUTE: Final = re.compile(rb"https?://([^/?#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits, the counts of connections that were ended by reason, and finished responses.

    `repeated` hears of each that was given again: the scope of the request, what was asked, and
    what was given. `begin` is given what a request is answered in, and what is to be called once
    with a response, or with None for the application to answer; it may decline.
    """

    limits: Limits
    ended: Counter[str] = field(default_factory=Counter)
    remembered: Remembered = field(default_factory=lambda: Remembered(0))
    repeated: Callable[[Any, bytes, Known], None] = lambda *_: None
    begin: Callable[[Any, Give], bool] = lambda *_: False


class Unfit(Exception):  # noqa: N818  raised within the parser to end it
    """A request that is refused: the status, and a sentence for people."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.said = said


def checked(
    method: bytes, version: str, headers: Sequence[tuple[bytes, bytes]], target: bytes, body: int
) -> bytes:
    """The target of a request as a path with its query.

    `body` is the size in bytes that a body may have. Raises Unfit for what has two meanings, for
    what is no HTTP/1.0 or 1.1, and for a body that says of itself that it is too large.
    """
    hosts = [value for name, value in headers if name == b"host"]
    if version not in {"1.0", "1.1"}:
        raise Unfit(400, "The server speaks HTTP/1.1")
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        raise Unfit(400, "A request has one header Host")
    if hosts and not _HOST.fullmatch(hosts[0]):
        raise Unfit(400, "The header Host names no host")
    lengths = [value for name, value in headers if name == b"content-length"]
    if any(length.isdigit() and int(length[:20]) > body for length in lengths):
        raise Unfit(413, f"The body is larger than {body} bytes")
    return _path(method, target, hosts[0] if hosts else b"")


def _path(method: bytes, target: bytes, host: bytes) -> bytes:
    if absolute := _ABSOLUTE.match(target):
        if absolute[1].lower() != host.lower():
            raise Unfit(400, "The address is that of another host")
        target = target[absolute.end() :]
        target = target if target.startswith(b"/") else b"/" + target
    elif method == b"OPTIONS" and target == b"*":
        target = b"/"
    if not target.startswith(b"/") or method == b"CONNECT":
        raise Unfit(400, "An address begins with a slash")
    if not target.isascii():
        raise Unfit(400, "What is not ASCII is escaped in an address")
    # Two slashes at the beginning would be read as the name of a host.
    if target.startswith(b"//"):
        raise Unfit(404, "There is nothing at this address")
    return target.partition(b"#")[0]


def refusing(status: int, said: str) -> Any:  # noqa: ANN401  what the server below calls so
    """The application that refuses a request whose turn comes after others."""
    return PlainTextResponse(f"{said}\n", status, {"Connection": "close"})


def told(status: int, said: str) -> bytes:
    """A refusal as bytes for the connection, which ends with it."""
    body = f"{said}\n".encode()
    head = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Access-Control-Allow-Origin: *",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
        *(["Retry-After: 5"] if status in {429, 503} else []),
    ]
    return "\r\n".join((*head, "", "")).encode() + body
