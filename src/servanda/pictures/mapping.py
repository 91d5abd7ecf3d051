"""A map laid out: the view that the data need, marks for what lies together, arcs between them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from servanda.pictures.base import Box, Label
from servanda.pictures.partners import Agreement, Party, Seat
from servanda.pictures.projection import arc, project

__all__ = ["NARROW", "WIDE", "Arc", "Frame", "Layout", "Spot", "lay_out"]

Point = tuple[float, float]

_WORLD: Final = Box(-2.74, -1.38, 5.48, 2.36)  # without the Antarctic, where no party is
_LEAST: Final = 0.3  # radians; a smaller view would show a coast that the land does not have


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing in pixels; a mark takes all that lies nearer than `near`."""

    width: float
    slimmest: float  # the least share of width to height
    broadest: float
    size: float
    near: float
    radius: float
    room: float  # for a label


WIDE: Final = Frame(880, 1.6, 2.5, 13, 7, 3.2, 170)
NARROW: Final = Frame(340, 1.0, 2.3, 11.5, 5.5, 2.0, 110)


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark: its number (from 1), where it stands, and the parties that it stands for."""

    number: int
    x: float
    y: float
    radius: float
    parties: tuple[Party, ...]
    labels: tuple[Label, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Arc:
    """What two spots have agreed: the lines of the way between them, and the agreements."""

    ends: tuple[int, int]
    lines: tuple[tuple[Point, ...], ...]
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All that a map shows; `view` is what it shows of the world, in radians."""

    frame: Frame
    view: Box
    height: float
    spots: tuple[Spot, ...]
    arcs: tuple[Arc, ...]


def lay_out(parties: Sequence[Party], agreements: Sequence[Agreement], frame: Frame) -> Layout:
    """Lay out the parties that have a seat and what they have agreed with each other."""
    seats = {each.key: each.seat for each in parties if each.seat is not None}
    places = {key: _degrees(seat) for key, seat in seats.items()}
    ways = {
        tuple(sorted((places[one], places[other])))
        for agreement in agreements
        for one, other in combinations([key for key in agreement.parties if key in places], 2)
    }
    drawn = [project(*place) for place in places.values()]
    drawn += [point for one, other in sorted(ways) for line in arc(one, other) for point in line]
    view = _view(drawn, frame)
    scale = frame.width / view.width
    weights = Counter(key for each in agreements for key in each.parties)
    spots = _spots(parties, weights, view, scale, frame)
    at = {party.key: spot.number for spot in spots for party in spot.parties}
    arcs = _arcs(agreements, at, spots, view, scale)
    return Layout(frame, view, round(view.height * scale, 1), spots, arcs)


def _degrees(seat: Seat) -> Point:
    """Where a seat is, on the globe whatever the data say; a millionth of a degree is enough."""
    lon = (seat.lon + 180.0) % 360.0 - 180.0 if math.isfinite(seat.lon) else 0.0
    lat = min(90.0, max(-90.0, seat.lat)) if math.isfinite(seat.lat) else 0.0
    return round(lon, 6), round(lat, 6)


def _view(points: Sequence[Point], frame: Frame) -> Box:
    """The part of the world with all points, a margin, and a shape that the frame allows."""
    if not points:
        return _shaped(_WORLD, frame)
    left, top = min(x for x, _ in points), min(y for _, y in points)
    right, bottom = max(x for x, _ in points), max(y for _, y in points)
    wide = max((right - left) * 1.12 + 0.06, _LEAST)
    high = (bottom - top) * 1.12 + 0.08
    middle = ((left + right) / 2, (top + bottom) / 2)
    return _shaped(Box(middle[0] - wide / 2, middle[1] - high / 2, wide, high), frame)


def _shaped(box: Box, frame: Frame) -> Box:
    """The box made wider or higher until its shape fits, and moved onto the world."""
    wide = max(box.width, min(box.height * frame.slimmest, _WORLD.width))
    wide = min(wide, _WORLD.width)
    high = min(max(box.height, wide / frame.broadest), wide / frame.slimmest)
    x = box.x + (box.width - wide) / 2
    y = box.y + (box.height - high) / 2
    x = min(max(x, _WORLD.x), _WORLD.right - wide)
    y = min(max(y, _WORLD.y), _WORLD.bottom - high) if high < _WORLD.height else _WORLD.y
    return Box(x, y, wide, high)


def _spots(
    parties: Sequence[Party], weights: Mapping[str, int], view: Box, scale: float, frame: Frame
) -> tuple[Spot, ...]:
    """Marks by weight; a place joins the first heavier one that it would touch."""
    groups: dict[Point, list[Party]] = {}
    for party in parties:
        if party.seat is not None:
            groups.setdefault(_degrees(party.seat), []).append(party)
    ranked = sorted(groups.items(), key=lambda item: (-_weight(item[1], weights), item[0]))
    merged: list[tuple[Point, list[Party]]] = []
    for place, members in ranked:
        x, y = project(*place)
        here = ((x - view.x) * scale, (y - view.y) * scale)
        home = next((each for at, each in merged if math.dist(at, here) < frame.near), None)
        if home is None:
            merged.append((here, list(members)))
        else:
            home.extend(members)
    merged.sort(key=lambda item: (-_weight(item[1], weights), item[0]))
    return tuple(
        _spot(number, at, members, frame) for number, (at, members) in enumerate(merged, start=1)
    )


def _spot(number: int, at: Point, members: Sequence[Party], frame: Frame) -> Spot:
    radius = frame.radius * min(1 + 0.45 * math.sqrt(len(members) - 1), 3.4)
    seats = [party.seat for party in members if party.seat is not None]
    labels = tuple(dict.fromkeys(seat.label for seat in seats))
    exact = any(seat.exact for seat in seats)
    x, y = (round(each, 1) for each in at)
    return Spot(number, x, y, round(radius, 1), tuple(members), labels, exact)


def _weight(members: Iterable[Party], weights: Mapping[str, int]) -> int:
    return sum(weights[each.key] for each in members)


def _arcs(
    agreements: Sequence[Agreement],
    at: Mapping[str, int],
    spots: Sequence[Spot],
    view: Box,
    scale: float,
) -> tuple[Arc, ...]:
    """One arc for each two spots, from the place of the first party of each; the thinnest first."""
    shared: dict[tuple[int, int], list[Agreement]] = {}
    for agreement in agreements:
        numbers = sorted({at[key] for key in agreement.parties if key in at})
        for ends in combinations(numbers, 2):
            shared.setdefault(ends, []).append(agreement)
    found: list[Arc] = []
    for ends, kept in sorted(shared.items(), key=lambda item: (len(item[1]), item[0])):
        one, other = (spots[number - 1].parties[0].seat for number in ends)
        if one is not None and other is not None:
            lines = tuple(
                tuple(((x - view.x) * scale, (y - view.y) * scale) for x, y in line)
                for line in arc(_degrees(one), _degrees(other))
            )
            found.append(Arc(ends, lines, tuple(kept)))
    return tuple(found)
