"""The lines beside a list of parties: what one party has agreed with others runs in one trunk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from servanda.pictures.networks.groups import Tie

__all__ = ["Trunk", "trunks"]


@dataclass(frozen=True, slots=True)
class Trunk:
    """Ties that share a vertical line; lane 0 is the nearest to the names.

    A tie between two shares the trunk of the upper party; one between more has a trunk of its own.
    """

    lane: int
    ties: tuple[Tie, ...]

    @property
    def shared(self) -> bool:
        """Whether this is the trunk of one agreement, or of several, between three or more."""
        return len(self.ties[0].rows) > 2


def trunks(ties: Sequence[Tie]) -> tuple[Trunk, ...]:
    """Trunks in lanes such that no two in a lane meet; the shortest run nearest to the names."""
    bundles: dict[tuple[int, ...], list[Tie]] = defaultdict(list)
    for tie in ties:
        bundles[tie.rows if len(tie.rows) > 2 else tie.rows[:1]].append(tie)
    spans = sorted(
        ((max(tie.rows[-1] for tie in kept), key[0], key) for key, kept in bundles.items()),
        key=lambda span: (span[0] - span[1], span[1], span[2]),
    )
    lanes: list[list[tuple[int, int]]] = []
    found: list[Trunk] = []
    for last, first, key in spans:
        lane = next(
            (
                number
                for number, runs in enumerate(lanes)
                if all(last < start or end < first for start, end in runs)
            ),
            len(lanes),
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((first, last))
        found.append(Trunk(lane, tuple(bundles[key])))
    return tuple(found)
