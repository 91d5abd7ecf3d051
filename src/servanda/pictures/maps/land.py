"""The land under maps, and a point for each country: baked from Natural Earth by `ui/bake`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from servanda.pictures.drawing.base import Box

__all__ = ["country_point", "country_points", "land_path"]

Point = tuple[float, float]

_UNITS: Final = 2000.0  # to the radian
_NUMBER: Final = re.compile(r"-?\d+")
_LEAST: Final = 1.5  # pixels; smaller islands are not drawn
_LEAST_STEP: Final = 2  # parts of a pixel; finer bends are not drawn
_PARTS: Final = 2  # of a pixel: what is finer is not seen


def country_point(code: str) -> Point | None:
    """A point (lon, lat) in the country of an ISO 3166-1 alpha-2 code; None if it has none."""
    return country_points().get(code.upper())


@cache
def country_points() -> Mapping[str, Point]:
    """The points of all countries, by code."""
    text = _asset("countries.tsv")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return MappingProxyType({code: (float(lon), float(lat)) for code, lon, lat in rows})


def land_path(view: Box, wide: float) -> str:
    """The path data of the land in a view (in radians) that is drawn `wide` pixels wide.

    What lies outside is cut off; what is too small to see is left out.
    """
    scale = wide / view.width
    drawn: list[str] = []
    for ring, bounds in _rings():
        if not bounds.meets(view) or max(bounds.width, bounds.height) * scale < _LEAST:
            continue
        kept = ring if bounds.within(view) else _clipped(ring, view)
        fine = scale * _PARTS
        drawn.append(_ring_path([((x - view.x) * fine, (y - view.y) * fine) for x, y in kept]))
    return "".join(drawn)


def _ring_path(points: Sequence[Point]) -> str:
    """A closed path of points in halves of pixels, written as differences: that is shortest."""
    whole = [(round(x), round(y)) for x, y in points]
    if len(set(whole)) < 3:
        return ""
    (x, y), text = whole[0], ""
    for to_x, to_y in whole[1:]:
        if max(abs(to_x - x), abs(to_y - y)) >= _LEAST_STEP:
            text += _joined(to_x - x) + _joined(to_y - y)
            x, y = to_x, to_y
    start = _joined(whole[0][0]) + _joined(whole[0][1])
    return f"M{start.lstrip()}l{text.lstrip()}z" if text else ""


def _joined(parts: int) -> str:
    text = (
        f"{parts / _PARTS:g}".replace("0.", ".") if abs(parts) < _PARTS else f"{parts / _PARTS:g}"
    )
    return text if parts < 0 else f" {text}"


@cache
def _rings() -> tuple[tuple[tuple[Point, ...], Box], ...]:
    return tuple((ring, _bounds(ring)) for ring in map(_ring, _asset("land.svgpath").splitlines()))


def _ring(line: str) -> tuple[Point, ...]:
    values = [int(each) / _UNITS for each in _NUMBER.findall(line)]
    x = y = 0.0
    points: list[Point] = []
    for dx, dy in zip(values[::2], values[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return tuple(points)


def _bounds(ring: Sequence[Point]) -> Box:
    left, top = min(x for x, _ in ring), min(y for _, y in ring)
    return Box(left, top, max(x for x, _ in ring) - left, max(y for _, y in ring) - top)


def _clipped(ring: Sequence[Point], edge: Box) -> Sequence[Point]:
    """What is left of a ring when the four sides have cut it, one after the other."""
    sides = ((0, edge.x, 1), (0, edge.right, -1), (1, edge.y, 1), (1, edge.bottom, -1))
    for at, limit, sign in sides:
        ring = list(_half(ring, at, limit, sign))
    return ring


def _half(ring: Sequence[Point], at: int, limit: float, sign: int) -> Iterator[Point]:
    """The part of a ring whose coordinate `at` lies on one side of the limit."""
    for before, here in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        if ((before[at] - limit) * sign >= 0) != ((here[at] - limit) * sign >= 0):
            share = (limit - before[at]) / (here[at] - before[at])
            yield (
                before[0] + (here[0] - before[0]) * share,
                before[1] + (here[1] - before[1]) * share,
            )
        if (here[at] - limit) * sign >= 0:
            yield here


def _asset(name: str) -> str:
    return (resources.files("servanda") / "assets" / name).read_text(encoding="utf-8")
