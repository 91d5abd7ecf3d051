"""Hierarchies among restrictions, which no rule on facts gives (scm-svf1, -svf2, -avf1, -avf2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from servanda.rules.graph import Graph
from servanda.rules.model import TYPE, Rule, X
from servanda.vocab import OWL, RDFS

__all__ = ["above", "schema_rules"]

Edges = Mapping[str, set[str]]


def schema_rules(graph: Graph) -> list[Rule]:
    """Rules from one restriction to another that it lies below.

    One on some value lies below one on a wider class or property, one on all values below one on
    a wider class or a narrower property. Each may bring classes under each other in turn.
    """
    some = list(graph.restrictions(OWL.someValuesFrom))
    every = list(graph.restrictions(OWL.allValuesFrom))
    if len(some) < 2 and len(every) < 2:
        return []
    properties = _edges(_property_pairs(graph))
    classes = _edges(_class_pairs(graph))
    rules: dict[tuple[str, str], str] = {}
    growing = True
    while growing:
        found = dict(_restricted(some, every, classes, properties))
        growing = not found.keys() <= rules.keys()
        rules = {**found, **rules}
        for lower, upper in found:
            classes[lower].add(upper)
    return [Rule(name, ((X, TYPE, one),), (X, TYPE, other)) for (one, other), name in rules.items()]


def above(edges: Edges, start: str) -> set[str]:
    """All that lies above a term by edges that lead up, itself among them."""
    found, waiting = {start}, [start]
    while waiting:
        new = edges.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _restricted(
    some: list[tuple[str, str, str]],
    every: list[tuple[str, str, str]],
    classes: Edges,
    properties: Edges,
) -> Iterator[tuple[tuple[str, str], str]]:
    for node, on, kind in some:
        wider, uppers = above(classes, kind), above(properties, on)
        for other, on_other, kind_other in some:
            if node != other and on == on_other and kind_other in wider:
                yield (node, other), "scm-svf1"
            elif node != other and kind == kind_other and on_other in uppers:
                yield (node, other), "scm-svf2"
    for node, on, kind in every:
        wider, uppers = above(classes, kind), above(properties, on)
        for other, on_other, kind_other in every:
            if node != other and on == on_other and kind_other in wider:
                yield (node, other), "scm-avf1"
            elif node != other and kind == kind_other and on_other in uppers:
                yield (other, node), "scm-avf2"


def _edges(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = defaultdict(set)
    for lower, upper in pairs:
        edges[lower].add(upper)
    return edges


def _property_pairs(graph: Graph) -> Iterator[tuple[str, str]]:
    yield from graph.pairs(RDFS.subPropertyOf)
    for one, other in graph.pairs(OWL.equivalentProperty):
        yield from ((one, other), (other, one))


def _class_pairs(graph: Graph) -> Iterator[tuple[str, str]]:
    yield from graph.pairs(RDFS.subClassOf)
    for one, other in graph.pairs(OWL.equivalentClass):
        yield from ((one, other), (other, one))
    for whole, members in graph.lists(OWL.intersectionOf):
        yield from ((whole, each) for each in members)
    for whole, members in graph.lists(OWL.unionOf):
        yield from ((each, whole) for each in members)
