"""The Natural Earth projection, and arcs of great circles in it.

The polynomial is the published one (Šavrič and others, 2011), as d3-geo has it, so that what is
placed here lies on the land that was drawn there. Units are radians on the equator, y goes down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["arc", "project"]

Point = tuple[float, float]

_STEP = math.radians(2.5)  # An arc is drawn as chords of this length.
_NEAR_POLE = 88.0


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


def arc(start: Point, end: Point) -> tuple[tuple[Point, ...], ...]:
    """The shortest way between two places (lon, lat), projected; two lines where the map is cut.

    Between places that lie opposite each other on the globe no way is the shortest: a line that
    is straight in degrees is drawn.
    """
    lines: list[list[Point]] = [[]]
    before: Point | None = None
    for here in _way(start, end):
        if before is not None:
            if max(abs(before[1]), abs(here[1])) > _NEAR_POLE and abs(here[0] - before[0]) > 90:
                lines.append([])  # Across a pole the map is cut too.
            elif abs(here[0] - before[0]) > 180:
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


def _way(start: Point, end: Point) -> Sequence[Point]:
    one, other = _vector(start), _vector(end)
    cosine = sum(a * b for a, b in zip(one, other, strict=True))
    angle = math.acos(min(1.0, max(-1.0, cosine)))
    steps = max(1, math.ceil(angle / _STEP))
    shares = [step / steps for step in range(1, steps)]
    if math.sin(angle) < 1e-6:
        inner = [
            tuple(a + (b - a) * share for a, b in zip(start, end, strict=True)) for share in shares
        ]
        return [start, *((lon, lat) for lon, lat in inner), end]
    inner = [
        tuple(
            (a * math.sin((1 - share) * angle) + b * math.sin(share * angle)) / math.sin(angle)
            for a, b in zip(one, other, strict=True)
        )
        for share in shares
    ]
    return [start, *(_degrees(x, y, z) for x, y, z in inner), end]


def _vector(place: Point) -> tuple[float, float, float]:
    lon, lat = map(math.radians, place)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _degrees(x: float, y: float, z: float) -> Point:
    return math.degrees(math.atan2(y, x)), math.degrees(math.asin(min(1.0, max(-1.0, z))))
