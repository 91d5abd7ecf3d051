"""Parties that are connected, in an order for reading: hubs first, their partners under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from servanda.pictures.partners import Agreement, Party

__all__ = ["Group", "Tie", "groups"]


@dataclass(frozen=True, slots=True)
class Tie:
    """All agreements between the same parties; `rows` are their places in the group, in order."""

    rows: tuple[int, ...]
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Parties of which each is connected with each, directly or over others, and their ties."""

    parties: tuple[Party, ...]
    ties: tuple[Tie, ...]
    partners: tuple[int, ...]  # how many partners each party has


def groups(parties: Sequence[Party], agreements: Sequence[Agreement]) -> tuple[Group, ...]:
    """The groups with two parties or more, the largest first; parties and agreements by key."""
    by_key = {party.key: party for party in parties}
    beside: dict[str, set[str]] = defaultdict(set)
    for agreement in agreements:
        for one, other in combinations(agreement.parties, 2):
            beside[one].add(other)
            beside[other].add(one)
    left = sorted(beside, key=lambda key: (-len(beside[key]), key))
    seen: set[str] = set()
    found: list[Group] = []
    for hub in left:
        if hub not in seen:
            order = _order(hub, beside)
            seen.update(order)
            found.append(_group(order, by_key, beside, agreements))
    return tuple(sorted(found, key=lambda each: (-len(each.parties), each.parties[0].key)))


def _order(hub: str, beside: Mapping[str, set[str]]) -> list[str]:
    """All that is connected with a hub: after each party its partners, those without others first.

    A stack and no recursion: a chain of agreements may be longer than Python recurses.
    """
    order: list[str] = []
    seen: set[str] = set()
    stack = [hub]
    while stack:
        key = stack.pop()
        if key not in seen:
            seen.add(key)
            order.append(key)
            ranked = sorted(beside[key] - seen, key=lambda each: (len(beside[each]), each))
            stack += reversed(ranked)
    return order


def _group(
    order: Sequence[str],
    by_key: Mapping[str, Party],
    beside: Mapping[str, set[str]],
    agreements: Sequence[Agreement],
) -> Group:
    rows = {key: row for row, key in enumerate(order)}
    ties: dict[tuple[int, ...], list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        if len(agreement.parties) > 1 and agreement.parties[0] in rows:
            ties[tuple(sorted(rows[key] for key in agreement.parties))].append(agreement)
    return Group(
        tuple(by_key[key] for key in order),
        tuple(Tie(ends, tuple(kept)) for ends, kept in sorted(ties.items())),
        tuple(len(beside[key]) for key in order),
    )
