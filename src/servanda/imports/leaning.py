"""What people's statements lean on: nodes that an edit of the table must not pull away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet

from pyoxigraph import NamedNode

from servanda.tables import Lens
from servanda.tables.changes import Delta
from servanda.tables.resolve import Statement

__all__ = ["keep_frames", "leaned_on"]


def leaned_on(
    lens: Lens, nodes: Collection[NamedNode], removed: AbstractSet[Statement]
) -> set[NamedNode]:
    """Those of the nodes that others link to, by statements that stay."""
    return {
        value
        for subject, said in lens.resolver.facts.items()
        if subject not in nodes
        for predicate, values in said.items()
        for value in values
        if isinstance(value, NamedNode)
        and value in nodes
        and (subject, predicate, value) not in removed
    }


def keep_frames(delta: Delta, lens: Lens, frames: Iterable[Statement]) -> None:
    """Keep class and place of each node that would vanish while others still link to it.

    The claims that people wrote about the date of a signature need the signature.
    """
    come = {subject for subject, _, _ in delta.added}
    goes = {subject for subject, _, _ in delta.removed}
    vanishing = {node for node in goes - come if _vanishes(lens, node, delta.removed)}
    kept = leaned_on(lens, vanishing, delta.removed) if vanishing else set()
    if kept:
        delta.removed -= {
            (subject, predicate, value)
            for subject, predicate, value in frames
            if subject in kept or value in kept
        }


def _vanishes(lens: Lens, node: NamedNode, removed: AbstractSet[Statement]) -> bool:
    return all(
        (node, predicate, value) in removed
        for predicate, values in lens.resolver.describe(node).items()
        for value in values
    )
