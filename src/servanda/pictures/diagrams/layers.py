"""A graph in columns: where each node, and each edge between two, has a place of its own.

The first column has what no edge leads to; an edge passes through every column between its ends,
in a slot that nothing else takes. The same graph always gives the same places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Slot", "Track", "columns_of", "ordered", "spread"]

_SWEEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a column: `edge` is -1 for a node, else the number of the edge that passes.

    `first` is where the names of an edge are written.
    """

    column: int
    key: str
    edge: int = -1
    first: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """The slots of an edge from left to right; `turned` if it runs against its direction."""

    slots: tuple[Slot, ...]
    turned: bool


def columns_of(keys: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The column of each node: right of all that lead to it, as near as possible to what follows.

    Nodes are looked at in the given order, which decides where a cycle is cut.
    """
    after, before = _without_cycles(keys, edges)
    column: dict[str, int] = {}

    def place(key: str) -> int:
        if key not in column:
            column[key] = 1 + max((place(each) for each in before[key]), default=-1)
        return column[key]

    for key in keys:
        place(key)
    for key in keys:
        # What only leads on stands beside its nearest neighbour, not at the far left.
        if not before[key] and after[key]:
            column[key] = min(column[each] for each in after[key]) - 1
    return column


def _without_cycles(
    keys: Sequence[str], edges: Sequence[tuple[str, str]]
) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """The neighbours after and before each node, where edges that close a cycle are turned."""
    follows: dict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        if source != target and target not in follows[source]:
            follows[source].append(target)
    rank = _finished(keys, follows)
    after: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[str]] = defaultdict(list)
    for source in keys:
        for target in follows[source]:
            one, two = (source, target) if rank[source] > rank[target] else (target, source)
            after[one].append(two)
            before[two].append(one)
    return after, before


def _finished(keys: Sequence[str], follows: Mapping[str, list[str]]) -> dict[str, int]:
    """When each node is left for good by a search in depth: later than all that follow it."""
    rank: dict[str, int] = {}
    seen: set[str] = set()
    for start in keys:
        waiting = [(start, iter(follows.get(start, ())))] if start not in seen else []
        seen.add(start)
        while waiting:
            key, rest = waiting[-1]
            step = next((each for each in rest if each not in seen), None)
            if step is None:
                rank[key] = len(rank)
                waiting.pop()
            else:
                seen.add(step)
                waiting.append((step, iter(follows.get(step, ()))))
    return rank


def ordered(
    keys: Sequence[str], edges: Sequence[tuple[str, str]], column: Mapping[str, int]
) -> tuple[list[list[Slot]], list[Track]]:
    """The slots of each column from top to bottom, with few crossings, and the tracks of edges.

    Nodes have the even columns, the odd ones have the labels of edges.
    """
    tracks: list[Track] = []
    for number, (source, target) in enumerate(edges):
        turned = column[source] > column[target]
        left, right = (target, source) if turned else (source, target)
        first, last = 2 * column[left], 2 * column[right]
        between = (
            Slot(each, f"{left} {right}", number, first=each == (last - 1 if turned else first + 1))
            for each in range(first + 1, last)
        )
        tracks.append(Track((Slot(first, left), *between, Slot(last, right)), turned))
    found: dict[int, list[Slot]] = {n: [] for n in range(2 * max(column.values(), default=0) + 1)}
    for key in keys:
        found[2 * column[key]].append(Slot(2 * column[key], key))
    for track in tracks:
        for slot in track.slots[1:-1]:
            found[slot.column].append(slot)
    rows = [found[number] for number in sorted(found)]
    beside = _beside(tracks)
    for sweep in range(_SWEEPS):
        _sweep(rows, beside, forward=sweep % 2 == 0)
    return rows, tracks


def _beside(tracks: Sequence[Track]) -> dict[Slot, tuple[list[Slot], list[Slot]]]:
    """The slots left and right of each slot that a track joins to it."""
    beside: dict[Slot, tuple[list[Slot], list[Slot]]] = defaultdict(lambda: ([], []))
    for track in tracks:
        for one, two in zip(track.slots, track.slots[1:], strict=False):
            beside[one][1].append(two)
            beside[two][0].append(one)
    return beside


def _sweep(
    rows: list[list[Slot]],
    beside: Mapping[Slot, tuple[list[Slot], list[Slot]]],
    *,
    forward: bool,
) -> None:
    """Put the slots of each column in the order of the middles of their neighbours."""
    for row in rows if forward else reversed(rows):
        place = {slot: n / max(1, len(r)) for r in rows for n, slot in enumerate(r)}
        near = {slot: beside[slot][0 if forward else 1] if slot in beside else [] for slot in row}
        middle = {
            slot: sum(place[each] for each in near[slot]) / len(near[slot])
            if near[slot]
            else place[slot]
            for slot in row
        }
        row.sort(key=lambda slot: middle[slot])


def spread(
    rows: Sequence[Sequence[Slot]],
    tracks: Sequence[Track],
    heights: Mapping[Slot, float],
    gap: float,
) -> dict[Slot, float]:
    """The middle of each slot: near its neighbours, in the order of its column, none over another.

    The least is such that no slot begins above zero.
    """
    beside = _beside(tracks)
    middle: dict[Slot, float] = {}
    for row in rows:
        y = 0.0
        for slot in row:
            middle[slot] = y + heights[slot] / 2
            y += heights[slot] + gap
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else list(reversed(rows)):
            near = {slot: [*beside[slot][0], *beside[slot][1]] for slot in row if slot in beside}
            wish = [
                sum(middle[n] for n in near[slot]) / len(near[slot]) if slot in near
                else middle[slot]
                for slot in row
            ]  # fmt: skip
            middle.update(zip(row, _apart(row, wish, heights, gap), strict=True))
    top = min((middle[slot] - heights[slot] / 2 for slot in middle), default=0.0)
    return {slot: y - top for slot, y in middle.items()}


def _apart(
    row: Sequence[Slot], wish: Sequence[float], heights: Mapping[Slot, float], gap: float
) -> list[float]:
    """The middles nearest to the wished ones in which no slot meets the next.

    Seen from where each would stand if all were stacked, the middles must not fall: slots that
    would are pooled at the mean of their wishes.
    """
    stacked, y = [], 0.0
    for slot in row:
        stacked.append(y + heights[slot] / 2)
        y += heights[slot] + gap
    pools: list[tuple[float, int]] = []
    for wished, base in zip(wish, stacked, strict=True):
        total, count = wished - base, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            more, number = pools.pop()
            total, count = total + more, count + number
        pools.append((total, count))
    shifts = [total / count for total, count in pools for _ in range(count)]
    return [base + shift for base, shift in zip(stacked, shifts, strict=True)]
