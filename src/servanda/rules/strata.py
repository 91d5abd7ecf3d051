"""The order in which symbols are complete: what feeds others first, rings of symbols together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["strata"]


def strata(symbols: Iterable[str], after: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The symbols in groups: all that feed a group come before it, a ring is one group.

    `after` gives the symbols that each one feeds. The groups are the strongly connected components,
    found by one walk that keeps its own stack (Tarjan's method).
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    groups: list[tuple[str, ...]] = []

    def enter(symbol: str) -> tuple[str, list[str]]:
        number[symbol] = lowest[symbol] = len(number)
        path.append(symbol)
        on_path.add(symbol)
        return symbol, list(after.get(symbol, ()))

    def leave(symbol: str) -> None:
        if lowest[symbol] == number[symbol]:
            start = path.index(symbol)
            groups.append(tuple(path[start:]))
            on_path.difference_update(path[start:])
            del path[start:]

    for first in symbols:
        walk = [] if first in number else [enter(first)]
        while walk:
            symbol, waiting = walk[-1]
            if waiting:
                following = waiting.pop()
                if following not in number:
                    walk.append(enter(following))
                elif following in on_path:
                    lowest[symbol] = min(lowest[symbol], number[following])
            else:
                walk.pop()
                leave(symbol)
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[symbol])
    return groups[::-1]
