"""The parts of a resource: which came, which went, and which only got another number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from servanda.diff.pair import Pair
from servanda.diff.reading import Reading

__all__ = ["Parts", "sorted_out"]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that differ: `gone` and `come` are told by the link to them.

    `whole` are all of which nothing else need be told, those too that were only moved.
    """

    all: frozenset[NamedNode]
    gone: tuple[NamedNode, ...]
    come: tuple[NamedNode, ...]
    whole: frozenset[NamedNode]


def sorted_out(pair: Pair, nodes: Iterable[NamedNode]) -> Parts:
    """Compare the contents of parts, wherever they stand."""
    ordered = sorted(set(nodes), key=str)
    old = {node: content for node in ordered if (content := _content(pair.old, node))}
    new = {node: content for node in ordered if (content := _content(pair.new, node))}
    by_content: dict[frozenset[tuple[str, str]], list[NamedNode]] = defaultdict(list)
    for node, content in old.items():
        by_content[content].append(node)
    left, settled = set(old), set()
    for node, content in new.items():
        if by_content[content]:
            left.discard(by_content[content].pop(0))
            settled.add(node)
    come = [node for node in new if node not in settled]
    changed = {node for node in come if node in left}
    gone = tuple(node for node in old if node in left and node not in changed)
    return Parts(
        all=frozenset(ordered),
        gone=gone,
        come=tuple(node for node in come if node not in changed),
        whole=frozenset(ordered) - changed,
    )


def _content(side: Reading, node: NamedNode) -> frozenset[tuple[str, str]]:
    return frozenset((str(quad.predicate), str(quad.object)) for quad in side.about(node))
