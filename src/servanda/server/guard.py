"""What holds where the server below knows no bound: sizes, times, odd requests, slow clients.

The parser of the server below gathers a line or a header without end, waits for a body for ever,
and keeps what a client does not read. Here each request has a bounded size and a bounded time to
arrive, each part of an answer a bounded time to be read, and what could be read in two ways is
refused (RFC 9112, sections 3.2, 6 and 11.2).
"""

from __future__ import annotations

import asyncio
import math
import sys
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.server import ServerState

from servanda.server.repeating import Repeating
from servanda.server.unfit import Bounds, Unfit, checked, refusing, told

__all__ = ["Guard"]

_PIPELINED: Final = 16  # requests of a connection that wait for the one before them
_LINGER: Final = 1.0  # seconds in which a refused client may still send, so that it reads why
_LINGERED: Final = 1 << 20
_CHUNKED: Final = 8  # a body in chunks of one byte takes six times as much


class Guard(Repeating):
    """One connection; given to uvicorn as its protocol with `bounds` filled in."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        bounds: Bounds,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._bounds = bounds
        self._limits: Final = bounds.limits
        self._arriving = False  # a request has begun and is not whole
        self._headed = False  # its headers are
        self._raw = self._head = self._body = self._lingered = 0
        self._refused = False
        self._arrival: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, if need be in the place of one that is waiting for nothing."""
        super().connection_made(transport)  # type: ignore[arg-type]
        if len(self.connections) > self._limits.connections and not self._displace():
            self._refuse(503, "Too many connections are open", "connections")
            return
        self._await()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of all that waits."""
        self._cancel()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client says no more; what it asked is still answered, and then it is over."""
        if self._refused or self._idle or self._arriving:
            return False
        self.cycle.keep_alive = False
        return True

    @property
    def waits_since(self) -> float | None:
        """Since when it is waiting for its client, by the clock of the loop; None if it is not.

        One that has had its answers, and is open in case of another request, is the first to go.
        """
        kept, span = self.timeout_keep_alive_task, self._limits.request_time
        if kept is not None and self._idle and not self._arriving:
            return kept.when() - span - self.timeout_keep_alive
        timers = [] if self._refused else [self._arrival, self._reading]
        return min((each.when() - span for each in timers if each is not None), default=None)

    def _displace(self) -> bool:
        """End the connection that has waited for its client the longest, if there is one."""
        found = min(self.connections - {self}, key=_since, default=None)
        if found is None or _since(found) == math.inf:
            return False
        self._bounds.ended["displaced"] += 1
        self.connections.discard(found)
        found.transport.abort()
        return True

    def _await(self) -> None:
        """From now on what comes from the client must come in time."""
        self._has_come()
        self._arrival = self.loop.call_later(self._limits.request_time, self._late)

    def _has_come(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None

    def _late(self) -> None:
        self._arrival = None
        if self._arriving:
            self._refuse(408, "The request took too long to arrive", "slow request")
        elif self._idle:
            self._bounds.ended["silent"] += 1
            self.transport.abort()

    def _cancel(self) -> None:
        for timer in filter(None, (self._arrival, self._reading)):
            timer.cancel()
        self._arrival = self._reading = None
        self._unset_keepalive_if_required()

    def pause_writing(self) -> None:
        """The client must read what it has by a deadline."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """The client has read."""
        super().resume_writing()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def on_response_complete(self) -> None:
        """An answer is written; the client must read what is left of it by a deadline."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._watch()

    def _watch(self) -> None:
        if self._reading is None:
            self._reading = self.loop.call_later(self._limits.request_time, self._stalled)

    def _stalled(self) -> None:
        self._reading = None
        if self.transport.get_write_buffer_size():
            self._bounds.ended["slow reader"] += 1
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read what has come, as far as it is within all bounds."""
        if self._refused:
            self._lingered += len(data)
            if self._lingered > _LINGERED:
                self.transport.abort()
            return
        self._raw += len(data)
        super().data_received(data)
        if self._refused:
            return
        waits = self._arriving or (self._idle and self.timeout_keep_alive_task is None)
        if waits and self._arrival is None:  # line ends that belong to nothing are no request
            self._await()
        if not self._arriving:
            self._raw = 0
        elif self._raw > self._limits.max_headers + _CHUNKED * self._limits.max_query:
            status, said = (413, "body") if self._headed else (431, "head")
            self._refuse(status, f"The {said} of the request is too large", "large request")

    def on_message_begin(self) -> None:
        """A request begins: from now on it must arrive in time."""
        super().on_message_begin()
        self._arriving, self._headed, self._head, self._body = True, False, 0, 0
        self._has_come()

    def on_url(self, url: bytes) -> None:
        """A part of the target."""
        super().on_url(url)
        if len(self.url) > self._limits.max_query:
            raise Unfit(414, f"The address is longer than {self._limits.max_query} bytes")

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or what follows a body in chunks."""
        self._head += len(name) + len(value) + 4
        if self._head > self._limits.max_headers:
            raise Unfit(431, f"The headers are larger than {self._limits.max_headers} bytes")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there: refuse what has two meanings, and what is too large to be read."""
        self._headed = True
        if len(self.pipeline) >= _PIPELINED:
            raise Unfit(429, "Too many requests were sent without waiting for answers")
        version = self.parser.get_http_version()
        method, most = self.parser.get_method(), self._limits.max_query
        self.url = checked(method, version, self.headers, self.url, most)
        if version == "1.1" and self.repeats(method):
            return
        self._unset_keepalive_if_required()  # a remembered answer may have begun to wait
        super().on_headers_complete()
        if self.parser.should_upgrade():
            self.cycle.keep_alive = False  # what follows is in no protocol that is spoken here

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body, most = self._body + len(body), self._limits.max_query
        if self._body > most:
            raise Unfit(413, f"The body is larger than {most} bytes")
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._arriving, self._raw = False, 0
        self._has_come()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  the server below has one text
        """What the parser or a check of ours has refused."""
        error = sys.exception()
        cause = error.__context__ if error is not None else None
        why = cause if isinstance(cause, Unfit) else Unfit(400, "The request is not HTTP/1.1")
        self._refuse(why.status, why.said, "unfit request")

    def _refuse(self, status: int, said: str, reason: str) -> None:
        """Say why and end the connection, or end it after the answers that are under way."""
        self._bounds.ended[reason] += 1
        self._refused = True
        self._cancel()
        # Whether what is answered is this request, and not one before it.
        own = self._headed and self.cycle is not None and self.cycle.scope is self.scope
        if self._idle:
            self._end(b"" if own else told(status, said))
        elif not own or self.cycle.response_started:
            self.cycle.keep_alive = False
        elif self.pipeline:
            self.cycle.keep_alive = False
            self.pipeline[0] = (self.cycle, refusing(status, said))
        else:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._end(told(status, said))

    def _end(self, last: bytes) -> None:
        """Say the last, and let the client send for a moment more, or it would not read it."""
        self.transport.write(last)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.transport.resume_reading()
        self._reading = self.loop.call_later(_LINGER, self.transport.abort)


def _since(connection: object) -> float:
    since = connection.waits_since if isinstance(connection, Guard) else None
    return math.inf if since is None else since
