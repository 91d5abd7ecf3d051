"""What every answer has, whatever it answers, and what is noted of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from starlette.types import Message, Scope, Send

from servanda.server.state import State

__all__ = ["Told", "around", "common_headers"]

_EXPOSED: Final = (
    "Accept-Ranges, Allow, Content-Location, Content-Range, ETag, Link, Location, "
    "Memento-Datetime, Retry-After, Servanda-Release, Servanda-Truncated, Vary"
)
# What only a header can say; the pages themselves say what they load.
_HEADERS: Final = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED.encode()),
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(slots=True)
class Told:
    """What is known of an answer once it is sent."""

    status: int = 0
    size: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes | None = b""


def common_headers(state: State) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that every answer from a release has, if it has no others of their names."""
    return *_HEADERS, (b"servanda-release", state.served.key.encode())


def around(scope: Scope, state: State, send: Send, told: Told) -> Send:
    """Add to an answer what every answer has, and note what is sent."""
    bare = scope["method"] == "HEAD"
    common = common_headers(state)

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            told.status = message["status"]
            headers = list(message.get("headers", ()))
            names = {name for name, _ in headers}
            headers += [each for each in common if each[0] not in names]
            told.headers = headers
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body":
            if bare:
                message = {**message, "body": b""}
            part = message.get("body", b"")
            # A response in several parts is too large to be remembered.
            told.body = None if told.size or message.get("more_body") else part
            told.size += len(part)
        await send(message)

    return sending
