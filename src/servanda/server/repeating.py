"""A connection that answers from memory what it can, before anything else is begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from servanda.server.remembered import KEY, key_of

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

    from servanda.server.remembered import Known
    from servanda.server.unfit import Bounds

__all__ = ["Repeating"]


_BURST: Final = 16


class Repeating(HttpToolsProtocol):
    """The protocol of the server below, with responses that are given again as they were."""

    _bounds: Bounds
    _given = False  # the request that is arriving has its answer
    _burst = 0  # answers given since bytes have come

    @property
    def _idle(self) -> bool:
        """Whether no answer is under way."""
        return self.cycle is None or self.cycle.response_complete

    def repeats(self, method: bytes) -> bool:
        """Answer a request whose headers are there from memory; nothing may be under way.

        Where that cannot be, the scope holds the key under which its answer may be remembered.
        """
        key = key_of(method, self.url, self.headers)
        self.scope[KEY] = key  # type: ignore[typeddict-unknown-key]
        found = self._bounds.remembered.find(key) if key is not None else None
        if found is None or self.pipeline or not self._idle or not self.parser.should_keep_alive():
            return False
        if self._burst >= _BURST or self.transport.get_write_buffer_size():
            return False  # who does not read what there is, or wait for it, has to
        self._burst += 1
        self._write(found, b"")
        self._given = True
        self._bounds.repeated(self.scope, self.url, found)
        self.on_response_complete()
        return True

    def _write(self, known: Known, more: bytes) -> None:
        dated = [b"%b: %b\r\n" % each for each in self.server_state.default_headers]
        self.transport.write(b"".join((known.line, *dated, more, known.rest)))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Have a request answered whose turn it is, without a task if that can be."""
        start = super()._start_asgi_task

        def give(known: Known | None) -> None:
            if known is None:
                start(cycle, app)
            else:
                self._give(cycle, known)

        plain = app is self.app and not self.flow.write_paused
        if not plain or not self._bounds.begin(cycle, give):
            start(cycle, app)

    def _give(self, cycle: RequestResponseCycle, known: Known) -> None:
        """Send a whole response, as the cycle itself does with one in parts."""
        if cycle.disconnected or self.transport.is_closing():
            return
        cycle.response_started = cycle.response_complete = True
        self._write(known, b"" if cycle.keep_alive else b"connection: close\r\n")
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        self._burst = 0
        super().data_received(data)

    def on_message_complete(self) -> None:
        """The request is whole."""
        if self._given:
            self._given = False
        else:
            super().on_message_complete()
