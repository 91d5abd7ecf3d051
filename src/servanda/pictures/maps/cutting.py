"""Lines cut at the edge of a box: of a way that leaves a map, the part on it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from servanda.pictures.drawing.base import Box

__all__ = ["cut_line"]

Point = tuple[float, float]


def cut_line(points: Sequence[Point], box: Box) -> tuple[tuple[Point, ...], ...]:
    """The parts of a line through points that lie in a box."""
    found: list[list[Point]] = []
    for start, end in pairwise(points):
        kept = _segment(start, end, box)
        if kept is None:
            continue
        first, last = kept
        if found and found[-1][-1] == first:
            found[-1].append(last)
        else:
            found.append([first, last])
    return tuple(tuple(line) for line in found)


def _segment(start: Point, end: Point, box: Box) -> tuple[Point, Point] | None:
    """What lies in the box of a straight line: from the last side entered to the first one left."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    sides = (
        (-dx, start[0] - box.x),
        (dx, box.right - start[0]),
        (-dy, start[1] - box.y),
        (dy, box.bottom - start[1]),
    )
    enter, leave = 0.0, 1.0
    for towards, room in sides:
        if towards == 0:
            if room < 0:
                return None
        elif towards < 0:
            enter = max(enter, room / towards)
        else:
            leave = min(leave, room / towards)
    if enter >= leave:
        return None
    return _at(start, end, enter), _at(start, end, leave)


def _at(start: Point, end: Point, share: float) -> Point:
    if share in {0.0, 1.0}:
        return end if share else start
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
