"""What is known of queries from those before them: which shapes are cheap, and which texts kill."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, TypeVar

from servanda.server.refusal import Refusal

__all__ = ["Known"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_CHEAP: Final = 0.025  # seconds
_MOST: Final = 20_000
_REFUSED: Final = 300.0  # seconds
_DOUBT: Final = 60.0  # seconds


class Known:
    """Remembers shapes that were cheap, clients that were not, and queries that ended a process.

    Bounded in memory; `clock` is in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock: Final = clock
        self._cheap: Final[OrderedDict[bytes, None]] = OrderedDict()
        self._doubtful: Final[OrderedDict[str, float]] = OrderedDict()
        self._deadly: Final[OrderedDict[bytes, tuple[float, Refusal]]] = OrderedDict()

    def is_cheap(self, shape: bytes) -> bool:
        """Whether queries of this shape have been cheap so far."""
        return shape in self._cheap

    def may_try(self, client: str) -> bool:
        """Whether a client may have unknown queries tried: none of its last ones was slow."""
        return self._clock() - self._doubtful.get(client, float("-inf")) > _DOUBT

    def took(self, shape: bytes, seconds: float) -> None:
        """A query of this shape took so long."""
        if seconds <= _CHEAP:
            _put(self._cheap, shape, None)
        else:
            self._cheap.pop(shape, None)

    def was_slow(self, shape: bytes, client: str) -> None:
        """A query of this shape did not end in the time of a cheap one."""
        self._cheap.pop(shape, None)
        _put(self._doubtful, client, self._clock())

    def killed(self, text: str, refusal: Refusal) -> None:
        """This query ended its process, or had to be ended: refuse it for a while."""
        _put(self._deadly, _digest(text), (self._clock() + _REFUSED, refusal))

    def refuse(self, text: str) -> None:
        """Raise the Refusal of a query that ended a process not long ago."""
        if not self._deadly:
            return
        key = _digest(text)
        found = self._deadly.get(key)
        if found is None:
            return
        until, refusal = found
        left = until - self._clock()
        if left <= 0:
            del self._deadly[key]
            return
        wait = max(1, round(left)) if refusal.retry_after is not None else None
        said = f"{refusal.message} (known from before, not tried again)"
        raise Refusal(refusal.status, said, retry_after=wait)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _put(table: OrderedDict[_Key, _Value], key: _Key, value: _Value) -> None:
    table[key] = value
    table.move_to_end(key)
    if len(table) > _MOST:
        table.popitem(last=False)
