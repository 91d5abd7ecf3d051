"""A map laid out: the view that the data need, marks for what lies together, arcs between them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from servanda.pictures.drawing.base import Box, Label
from servanda.pictures.maps.cutting import cut_line
from servanda.pictures.maps.projection import arc, project
from servanda.pictures.partners import Agreement, Party, Seat

__all__ = [
    "NARROW",
    "WIDE",
    "Arc",
    "Frame",
    "Layout",
    "Spot",
    "detail_view",
    "lay_out",
    "lay_out_view",
]

Point = tuple[float, float]

_WORLD: Final = Box(-2.74, -1.38, 5.48, 2.36)  # without the Antarctic, where no party is
_LEAST: Final = 0.3  # radians; a smaller view would show a coast that the land does not have
_DETAIL: Final = 0.19  # of the width of a map, that a detail shows
_DETAIL_SHAPE: Final = 1.75
_CROWD: Final = 6  # nameless places that are worth a detail


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
    """What a map shows: `view` of the world, in radians, drawn from `top` down over `height`."""

    frame: Frame
    view: Box
    top: float
    height: float
    spots: tuple[Spot, ...]
    arcs: tuple[Arc, ...]

    @property
    def panel(self) -> Box:
        """The place of the map in its drawing."""
        return Box(0, self.top, self.frame.width, self.height)

    @property
    def visible(self) -> tuple[Spot, ...]:
        """The spots on the map; those of a detail lie beyond it in part."""
        panel = self.panel
        return tuple(spot for spot in self.spots if Box(spot.x, spot.y, 0, 0).within(panel))

    def pixel(self, point: Point) -> Point:
        """Where a projected point is drawn."""
        scale = self.frame.width / self.view.width
        return (point[0] - self.view.x) * scale, (point[1] - self.view.y) * scale + self.top


def lay_out(parties: Sequence[Party], agreements: Sequence[Agreement], frame: Frame) -> Layout:
    """Lay out the parties that have a seat and what they have agreed with each other."""
    places = {each.key: _degrees(each.seat) for each in parties if each.seat is not None}
    ways = {
        tuple(sorted((places[one], places[other])))
        for agreement in agreements
        for one, other in combinations([key for key in agreement.parties if key in places], 2)
    }
    drawn = [project(*place) for place in places.values()]
    drawn += [point for one, other in sorted(ways) for line in arc(one, other) for point in line]
    return lay_out_view(parties, agreements, frame, _view(drawn, frame))


def lay_out_view(
    parties: Sequence[Party],
    agreements: Sequence[Agreement],
    frame: Frame,
    view: Box,
    top: float = 0.0,
) -> Layout:
    """The same for one part of the world, drawn from `top` down; arcs are cut at its edge."""
    weights = Counter(key for each in agreements for key in each.parties)
    empty = Layout(frame, view, top, round(view.height * frame.width / view.width, 1), (), ())
    spots = _spots(parties, weights, empty)
    return replace(empty, spots=spots, arcs=tuple(_arcs(agreements, spots, empty)))


def detail_view(layout: Layout, nameless: Sequence[Spot]) -> Box | None:
    """The part of a map in which most places without a name lie crowded; None if few do."""
    wide = max(_DETAIL * layout.view.width, _LEAST)
    size = (wide, wide / _DETAIL_SHAPE)
    scale = layout.frame.width / layout.view.width
    reach = (size[0] * scale / 2, size[1] * scale / 2)
    bare = set(nameless)
    hidden = {spot: len(spot.labels) - (spot not in bare) for spot in layout.visible}
    crowds = [
        [
            each
            for each, names in hidden.items()
            if names and abs(each.x - spot.x) < reach[0] and abs(each.y - spot.y) < reach[1]
        ]
        for spot in hidden
    ]
    crowd = max(crowds, key=lambda each: sum(hidden[spot] for spot in each), default=[])
    if sum(hidden[spot] for spot in crowd) < _CROWD or wide > layout.view.width / 2:
        return None
    x = (min(spot.x for spot in crowd) + max(spot.x for spot in crowd)) / 2 / scale
    y = (min(spot.y for spot in crowd) + max(spot.y for spot in crowd)) / 2 / scale
    left = min(max(layout.view.x + x - size[0] / 2, layout.view.x), layout.view.right - size[0])
    top = min(max(layout.view.y + y - size[1] / 2, layout.view.y), layout.view.bottom - size[1])
    return Box(left, top, *size)


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
    parties: Sequence[Party], weights: Mapping[str, int], layout: Layout
) -> tuple[Spot, ...]:
    """Marks by weight; a place joins the first heavier one that it would touch."""
    groups: dict[Point, list[Party]] = {}
    for party in parties:
        if party.seat is not None:
            groups.setdefault(_degrees(party.seat), []).append(party)
    ranked = sorted(groups.items(), key=lambda item: (-_weight(item[1], weights), item[0]))
    merged: list[tuple[Point, list[Party]]] = []
    for place, members in ranked:
        here = layout.pixel(project(*place))
        near = layout.frame.near
        home = next((each for at, each in merged if math.dist(at, here) < near), None)
        if home is None:
            merged.append((here, list(members)))
        else:
            home.extend(members)
    merged.sort(key=lambda item: (-_weight(item[1], weights), item[0]))
    return tuple(
        _spot(number, at, members, layout.frame)
        for number, (at, members) in enumerate(merged, start=1)
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


def _arcs(agreements: Sequence[Agreement], spots: Sequence[Spot], layout: Layout) -> Iterator[Arc]:
    """One arc for each two spots, from the place of the first party of each; the thinnest first."""
    step = min(4.0, max(0.5, layout.view.width / _WORLD.width * 8))
    at = {party.key: spot.number for spot in spots for party in spot.parties}
    shared: dict[tuple[int, int], list[Agreement]] = {}
    for agreement in agreements:
        numbers = sorted({at[key] for key in agreement.parties if key in at})
        for ends in combinations(numbers, 2):
            shared.setdefault(ends, []).append(agreement)
    for ends, kept in sorted(shared.items(), key=lambda item: (len(item[1]), item[0])):
        one, other = (spots[number - 1].parties[0].seat for number in ends)
        if one is None or other is None:
            continue
        lines = tuple(
            part
            for line in arc(_degrees(one), _degrees(other), step)
            for part in cut_line([layout.pixel(point) for point in line], layout.panel)
        )
        if lines:
            yield Arc(ends, lines, tuple(kept))
