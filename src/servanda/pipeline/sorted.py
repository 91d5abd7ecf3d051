"""Sorted streams larger than memory: chunks that come almost in order, and runs on disk."""

from __future__ import annotations

import heapq
import marshal
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, Final

__all__ = ["Sorter", "in_order", "unique"]

_MOST: Final = 200_000  # items held before they are spilled
_BLOCK: Final = 5_000  # items that are read back at once


def in_order(chunks: Iterable[Sequence[str]], firsts: Sequence[str]) -> Iterator[list[str]]:
    """The lines of chunks in order, in pieces; `firsts` holds the first line of each, or "".

    Held in memory is what may still have to wait for a later chunk, so that the nearer the chunks
    come to their order, the less it is.
    """
    bounds = _bounds(firsts)
    held: list[str] = []
    for at, lines in enumerate(chunks, start=1):
        held += lines
        if len(held) > _BLOCK or at == len(bounds):
            held.sort()
            end = len(held) if bounds[at - 1] is None else bisect_left(held, bounds[at - 1] or "")
            yield held[:end]
            del held[:end]
    held.sort()
    yield held


def _bounds(firsts: Sequence[str]) -> list[str | None]:
    """For each chunk the smallest line of those after it; None if there is none."""
    bounds: list[str | None] = []
    smallest: str | None = None
    for first in reversed(firsts):
        bounds.append(smallest)
        if first and (smallest is None or first < smallest):
            smallest = first
    bounds.reverse()
    return bounds


class Sorter:
    """Items that can be compared, in sorted runs on disk; `folder` exists and is the caller's.

    At most `most` are held before they are spilled, and as many as one call of `add` brings.
    """

    def __init__(self, folder: Path, name: str, most: int = _MOST) -> None:
        self._folder: Final = folder
        self._name: Final = name
        self._most: Final = most
        self._held: list[Any] = []
        self._runs: Final[list[Path]] = []

    def add(self, items: Iterable[Any]) -> None:
        """Take items; they are texts or tuples of texts."""
        self._held += items
        if len(self._held) > self._most:
            self._spill()

    def __iter__(self) -> Iterator[Any]:
        """All items in order, each once; more may be added afterwards."""
        self._held = sorted(set(self._held))
        with ExitStack() as stack:
            opened = [stack.enter_context(run.open("rb")) for run in self._runs]
            yield from unique(heapq.merge(*map(_read, opened), list(self._held)))

    def _spill(self) -> None:
        run = self._folder / f"{self._name}-{len(self._runs):04d}.run"
        items = sorted(set(self._held))
        with run.open("wb") as out:
            for at in range(0, len(items), _BLOCK):
                marshal.dump(items[at : at + _BLOCK], out)
        self._runs.append(run)
        self._held = []


def _read(opened: BinaryIO) -> Iterator[Any]:
    while True:
        try:
            block = marshal.load(opened)  # noqa: S302  the caller's own folder of this build
        except EOFError:
            return
        yield from block


def unique(items: Iterable[Any]) -> Iterator[Any]:
    """Sorted items, each once."""
    for item, _ in groupby(items):
        yield item
