"""A network laid out: groups as lists of names in columns, with lines beside them.

Most networks of agreements are many pairs and few hubs. Nodes that push each other about would
show that as dust around a knot, and a name would rarely find room. So each party has a line of
its own, as in a list of files: a hub stands first, its partners stand under it, and what ties
them runs beside them. Names can never overlap, and hundreds of them stay legible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from servanda.pictures.networks.groups import Group
from servanda.pictures.networks.trunks import Trunk, trunks

__all__ = ["NARROW", "WIDE", "Block", "Sheet", "Weave", "weave"]

_LANE: Final = 11.0  # pixels from lane to lane where there is room
_LEAST_LANE: Final = 3.5
_USUAL: Final = 3  # lanes for which room is kept beside all groups, so that names are aligned


@dataclass(frozen=True, slots=True)
class Sheet:
    """The measures of a drawing in pixels, and how many parties it shows."""

    width: float
    columns: int
    size: float
    row: float
    limit: int


WIDE: Final = Sheet(880, 2, 13, 20, 400)
NARROW: Final = Sheet(340, 1, 12.5, 22, 400)
_BETWEEN: Final = 28.0  # between columns
_UNDER: Final = 12.0  # between groups
_SHARE: Final = 0.45  # of a column that lines may take


@dataclass(frozen=True, slots=True)
class Block:
    """A group at its place: `nodes` is the x of the marks of its parties, which lines end at."""

    group: Group
    x: float
    y: float
    width: float
    nodes: float
    lane: float
    trunks: tuple[Trunk, ...]

    @property
    def cut(self) -> int:
        """How many agreements of the group have no line, for want of room."""
        drawn = sum(len(tie.agreements) for trunk in self.trunks for tie in trunk.ties)
        return sum(len(tie.agreements) for tie in self.group.ties) - drawn


@dataclass(frozen=True, slots=True)
class Weave:
    """All that a network shows."""

    sheet: Sheet
    height: float
    blocks: tuple[Block, ...]


def weave(found: Sequence[Group], sheet: Sheet) -> Weave:
    """Set groups into columns, each into the shortest; what needs more room takes all columns."""
    heights = [0.0] * sheet.columns
    column = (sheet.width - _BETWEEN * (sheet.columns - 1)) / sheet.columns
    blocks: list[Block] = []
    for group in _shown(found, sheet.limit):
        lines = trunks(group.ties)
        lanes = max(trunk.lane for trunk in lines) + 1
        across = sheet.columns > 1 and lanes * _LEAST_LANE > column * _SHARE
        if across:
            heights = [max(heights)] * sheet.columns
        at = heights.index(min(heights))
        wide = sheet.width if across else column
        blocks.append(_block(group, lines, (at * (column + _BETWEEN), heights[at]), wide))
        end = heights[at] + len(group.parties) * sheet.row + _UNDER
        if across:
            heights = [end] * sheet.columns
        heights[at] = end
    return Weave(sheet, max(heights), tuple(blocks))


def _block(group: Group, lines: Sequence[Trunk], at: tuple[float, float], wide: float) -> Block:
    most = int(wide * _SHARE / _LEAST_LANE)
    drawn = tuple(trunk for trunk in lines if trunk.lane < most)
    lanes = max(trunk.lane for trunk in drawn) + 1
    lane = min(_LANE, wide * _SHARE / lanes)
    nodes = at[0] + max(lanes, _USUAL) * lane + 8
    return Block(group, at[0], at[1], wide, round(nodes, 1), round(lane, 2), drawn)


def _shown(found: Sequence[Group], limit: int) -> Sequence[Group]:
    """The largest groups with no more parties than the limit; of a larger first one, its head."""
    if found and len(found[0].parties) > limit:
        first = found[0]
        ties = tuple(tie for tie in first.ties if tie.rows[-1] < limit)
        return [Group(first.parties[:limit], ties, first.partners[:limit])]
    left = limit
    for count, group in enumerate(found):
        left -= len(group.parties)
        if left < 0:
            return found[:count]
    return found
