"""The order in which symbols are complete: what feeds others first, rings of symbols together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["strata"]


def strata(symbols: Iterable[str], after: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The symbols in groups: all that feed a group come before it, a ring is one group.

    `after` gives the symbols that each one feeds. The groups are the strongly connected components,
    found by one walk (Tarjan's method) that keeps its own stack, as hierarchies may be deep.
    """
    walk = _Walk(after)
    for symbol in symbols:
        walk.start(symbol)
    return walk.groups[::-1]


class _Walk:
    def __init__(self, after: Mapping[str, Sequence[str]]) -> None:
        self.groups: list[tuple[str, ...]] = []
        self._after = after
        self._number: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._path: list[str] = []
        self._on_path: set[str] = set()

    def start(self, first: str) -> None:
        """Walk from a symbol through all that were not visited."""
        way = [] if first in self._number else [(first, self._enter(first))]
        while way:
            symbol, waiting = way[-1]
            if waiting:
                following = waiting.pop()
                if following not in self._number:
                    way.append((following, self._enter(following)))
                elif following in self._on_path:
                    self._lower(symbol, self._number[following])
            else:
                way.pop()
                self._leave(symbol)
                if way:
                    self._lower(way[-1][0], self._lowest[symbol])

    def _enter(self, symbol: str) -> list[str]:
        self._number[symbol] = self._lowest[symbol] = len(self._number)
        self._path.append(symbol)
        self._on_path.add(symbol)
        return list(self._after.get(symbol, ()))

    def _lower(self, symbol: str, number: int) -> None:
        self._lowest[symbol] = min(self._lowest[symbol], number)

    def _leave(self, symbol: str) -> None:
        if self._lowest[symbol] == self._number[symbol]:
            start = self._path.index(symbol)
            group = tuple(self._path[start:])
            self.groups.append(group)
            self._on_path.difference_update(group)
            del self._path[start:]
