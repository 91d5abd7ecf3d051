"""Work that several clients wait for at once is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

__all__ = ["Pending"]

T = TypeVar("T")


@dataclass(slots=True)
class _Work:
    task: asyncio.Future[Any]
    waiting: int = 0


class Pending:
    """What is being made, by key. Work ends before its time when nobody waits for it any more."""

    def __init__(self) -> None:
        self._works: Final[dict[Hashable, _Work]] = {}

    def __len__(self) -> int:
        return len(self._works)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._works

    async def share(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives; who comes while the same is being made waits for that.

        Raises what `make` raises.
        """
        work = self._works.get(key)
        if work is None:
            work = self._works[key] = _Work(asyncio.ensure_future(make()))
        work.waiting += 1
        try:
            found: T = await asyncio.shield(work.task)
            return found
        finally:
            work.waiting -= 1
            if not work.waiting or work.task.done():
                work.task.cancel()
                if self._works.get(key) is work:
                    del self._works[key]
