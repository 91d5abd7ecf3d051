"""A connection that answers from memory what it can, before anything else is begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from servanda.server.remembered import KEY, key_of

if TYPE_CHECKING:
    from servanda.server.unfit import Bounds

__all__ = ["Repeating"]


_BURST: Final = 16


class Repeating(HttpToolsProtocol):
    """The protocol of the server below, with responses that are given again as they were."""

    _given = False  # the request that is arriving has its answer
    _burst = 0  # answers given since bytes have come

    @property
    def _idle(self) -> bool:
        """Whether no answer is under way."""
        return self.cycle is None or self.cycle.response_complete

    def repeats(self, method: bytes, bounds: Bounds) -> bool:
        """Answer a request whose headers are there from memory; nothing may be under way.

        Where that cannot be, the scope holds the key under which its answer may be remembered.
        """
        key = key_of(method, self.url, self.headers)
        self.scope[KEY] = key  # type: ignore[typeddict-unknown-key]
        found = bounds.remembered.find(key) if key is not None else None
        if found is None or self.pipeline or not self._idle or not self.parser.should_keep_alive():
            return False
        if self._burst >= _BURST or self.transport.get_write_buffer_size():
            return False  # who does not read what there is, or wait for it, has to
        self._burst += 1
        dated = [b"%b: %b\r\n" % each for each in self.server_state.default_headers]
        self.transport.write(b"".join((found.line, *dated, found.rest)))
        self._given = True
        bounds.repeated(self.scope, self.url, found)
        self.on_response_complete()
        return True

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
