"""What was answered lately, kept in memory up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final, NamedTuple

__all__ = ["Cache"]

# What the key and the entry itself take, so that a great number of empty answers counts as well.
_ENTRY: Final = 512


class _Entry(NamedTuple):
    value: Any
    size: int


class Cache:
    """Keeps values up to `limit` bytes; what was wanted longest ago goes first.

    One release has one cache, so nothing in it becomes out of date. A value over an eighth of the
    limit is not kept: it would drive out too many others. Used in one thread.
    """

    def __init__(self, limit: int) -> None:
        self._limit: Final = limit
        self._entries: Final[OrderedDict[Hashable, _Entry]] = OrderedDict()
        self.size = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._entries

    def find(self, key: Hashable) -> Any | None:  # noqa: ANN401  whatever was put there
        """The value that was kept for `key`, or None."""
        entry = self._entries.get(key)
        if entry is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return entry.value

    def keep(self, key: Hashable, value: object, size: int) -> None:
        """Keep a value of `size` bytes, if it may be kept."""
        size += _ENTRY
        old = self._entries.pop(key, None)
        if old is not None:
            self.size -= old.size
        if size > self._limit // 8:
            return
        self._entries[key] = _Entry(value, size)
        self.size += size
        while self.size > self._limit:
            self.size -= self._entries.popitem(last=False)[1].size

    def clear(self) -> None:
        """Let go of everything."""
        self._entries.clear()
        self.size = 0
