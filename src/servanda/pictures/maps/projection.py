"""The Natural Earth projection, and arcs of great circles in it.

The polynomial is the published one (Šavrič and others, 2011), as d3-geo has it, so that what is
placed here lies on the land that was drawn there. Units are radians on the equator, y goes down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["arc", "project"]

Point = tuple[float, float]
Vector = tuple[float, float, float]

_HIGHEST = 68.0  # degrees: how near to a pole an arc may come


def project(lon: float, lat: float) -> Point:
    """The place of a longitude and a latitude in degrees."""
    turn, rise = math.radians(lon), math.radians(lat)
    two = rise * rise
    four = two * two
    across = (
        0.8707 - 0.131979 * two + four * (-0.013791 + four * (0.003971 * two - 0.001529 * four))
    )
    up = 1.007226 + two * (0.015085 + four * (-0.044475 + 0.028874 * two - 0.005916 * four))
    return turn * across, -rise * up


def arc(start: Point, end: Point, step: float = 4.0) -> tuple[tuple[Point, ...], ...]:
    """The way between two places (lon, lat), projected; two lines where the map is cut.

    It is the shortest way on the globe, unless that passes near a pole, which this map tears apart
    to a line: then it is a flatter one in the same direction. It has a chord for each `step`
    degrees.
    """
    lines: list[list[Point]] = [[]]
    before: Point | None = None
    for here in _way(start, end, step):
        if before is not None and abs(here[0] - before[0]) > 180:
            edge = math.copysign(180.0, before[0])
            lat = _crossing(before, here)
            lines[-1].append(project(edge, lat))
            lines.append([project(-edge, lat)])
        lines[-1].append(project(*here))
        before = here
    return tuple(tuple(line) for line in lines if len(line) > 1)


def _crossing(before: Point, here: Point) -> float:
    """The latitude at which a chord crosses the antimeridian."""
    first = 180.0 - abs(before[0])
    second = 180.0 - abs(here[0])
    share = first / (first + second) if first + second else 0.5
    return before[1] + (here[1] - before[1]) * share


def _way(start: Point, end: Point, step: float) -> Sequence[Point]:
    one, other = _vector(start), _vector(end)
    cosine = sum(a * b for a, b in zip(one, other, strict=True))
    angle = math.acos(min(1.0, max(-1.0, cosine)))
    steps = max(1, math.ceil(math.degrees(angle) / step))
    shares = [part / steps for part in range(1, steps)]
    limit = max(_HIGHEST, *(abs(lat) + 4 for _, lat in (start, end)))
    if math.sin(angle) > 1e-6 and limit < 85:
        inner = [_between(one, other, angle, share) for share in shares]
        if all(abs(lat) <= limit for _, lat in inner):
            return [start, *inner, end]
    return [start, *(_flat(start, end, share) for share in shares), end]


def _between(one: Vector, other: Vector, angle: float, share: float) -> Point:
    """The point of a great circle that divides the way between two places by a share."""
    first, second = math.sin((1 - share) * angle), math.sin(share * angle)
    x, y, z = ((a * first + b * second) / math.sin(angle) for a, b in zip(one, other, strict=True))
    return _degrees(x, y, z)


def _flat(start: Point, end: Point, share: float) -> Point:
    """The same on a way of even turns, bent towards the nearer pole as far as the map allows."""
    turn = (end[0] - start[0] + 180) % 360 - 180
    lon = (start[0] + turn * share + 180) % 360 - 180
    top = max(abs(start[1]), abs(end[1]), min(_HIGHEST, abs(start[1] + end[1]) / 2 + 14))
    middle = (start[1] + end[1]) / 2
    bend = (math.copysign(top, middle) - middle) * math.sin(math.pi * share)
    return lon, start[1] + (end[1] - start[1]) * share + bend * 0.8


def _vector(place: Point) -> Vector:
    lon, lat = map(math.radians, place)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _degrees(x: float, y: float, z: float) -> Point:
    return math.degrees(math.atan2(y, x)), math.degrees(math.asin(min(1.0, max(-1.0, z))))
