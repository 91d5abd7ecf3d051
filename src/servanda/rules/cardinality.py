"""Rules of restrictions by number, and those that make two resources the same (opt-in).

OWL 2 RL allows no other numbers than 0 and 1 in owl:maxCardinality and its qualified form.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from servanda.ntriples import iri_of, term_of
from servanda.rules.graph import Graph
from servanda.rules.model import NOTHING_FOLLOWS, TYPE, Rule, X, Y, Z
from servanda.vocab import OWL

__all__ = ["SAME", "cardinality_rules", "equality_rules", "number_of"]

SAME: Final = str(OWL.sameAs)
_THING: Final = str(OWL.Thing)


def number_of(value: str) -> int | None:
    """The number of a cardinality, None for what is none."""
    text = "" if iri_of(value) or value.startswith("_:") else str(term_of(value).value)
    return int(text) if text.isascii() and text.isdigit() else None


def cardinality_rules(graph: Graph) -> Iterator[Rule]:
    """No value where none may be (cls-maxc1, cls-maxqc1 and 2)."""
    for node, on, value in graph.restrictions(OWL.maxCardinality):
        if number_of(value) == 0:
            yield Rule("cls-maxc1", ((X, TYPE, node), (X, on, Y)), NOTHING_FOLLOWS)
    for node, on, value in graph.restrictions(OWL.maxQualifiedCardinality):
        for kind in graph.objects(node, OWL.onClass) if number_of(value) == 0 else ():
            if kind == _THING:
                yield Rule("cls-maxqc2", ((X, TYPE, node), (X, on, Y)), NOTHING_FOLLOWS)
                continue
            some = f"_:some({on} {kind})"
            yield Rule("cls-maxqc1", ((X, on, Y), (Y, TYPE, kind)), (X, TYPE, some))
            yield Rule("cls-maxqc1", ((X, TYPE, node), (X, TYPE, some)), NOTHING_FOLLOWS)


def equality_rules(graph: Graph) -> Iterator[Rule]:
    """What makes resources the same, and what forbids it (eq-*, prp-fp, prp-ifp, prp-key, …)."""
    yield Rule("eq-sym", ((X, SAME, Y),), (Y, SAME, X))
    yield Rule("eq-trans", ((X, SAME, Y), (Y, SAME, Z)), (X, SAME, Z))
    different = str(OWL.differentFrom)
    yield Rule("eq-diff1", ((X, SAME, Y), (X, different, Y)), NOTHING_FOLLOWS)
    for node in graph.instances(OWL.AllDifferent):
        for name, link in (("eq-diff2", OWL.members), ("eq-diff3", OWL.distinctMembers)):
            for head in graph.objects(node, link):
                for one, other in combinations(graph.items(head), 2):
                    yield Rule(name, ((one, SAME, other),), NOTHING_FOLLOWS)
    for each in graph.instances(OWL.FunctionalProperty):
        yield _one_value("prp-fp", each)
    for each in graph.instances(OWL.InverseFunctionalProperty):
        yield Rule("prp-ifp", ((X, each, Y), (Z, each, Y)), (X, SAME, Z))
    yield from _at_most_one(graph)
    for kind, properties in graph.lists(OWL.hasKey):
        yield from _key(kind, properties)


def _one_value(name: str, on: str) -> Rule:
    return Rule(name, ((X, on, Y), (X, on, Z)), (Y, SAME, Z))


def _at_most_one(graph: Graph) -> Iterator[Rule]:
    for node, on, value in graph.restrictions(OWL.maxCardinality):
        if number_of(value) == 1:
            own = f"_:of({node} {on})"
            yield Rule("cls-maxc2", ((X, TYPE, node), (X, on, Y)), (X, own, Y))
            yield _one_value("cls-maxc2", own)
    for node, on, value in graph.restrictions(OWL.maxQualifiedCardinality):
        for kind in graph.objects(node, OWL.onClass) if number_of(value) == 1 else ():
            own = f"_:of({node} {on})"
            name = "cls-maxqc4" if kind == _THING else "cls-maxqc3"
            yield Rule(name, ((X, TYPE, node), (X, on, Y)), (X, own, Y))
            if kind != _THING:
                some = f"_:in({own} {kind})"
                yield Rule(name, ((X, own, Y), (Y, TYPE, kind)), (X, some, Y))
                own = some
            yield _one_value(name, own)


def _key(kind: str, properties: list[str]) -> Iterator[Rule]:
    """Two members of a class that share a value of each property are the same."""
    name, shared = "prp-key", ""
    for number, on in enumerate(properties):
        both = f"_:share({on})"
        yield Rule(name, ((X, on, Z), (Y, on, Z)), (X, both, Y))
        if number:
            part = f"_:share({' '.join(properties[: number + 1])})"
            yield Rule(name, ((X, shared, Y), (X, both, Y)), (X, part, Y))
            both = part
        shared = both
    if shared:
        own = f"_:key({kind} {' '.join(properties)})"
        yield Rule(name, ((X, shared, Y), (X, TYPE, kind)), (X, own, Y))
        yield Rule(name, ((X, own, Y), (Y, TYPE, kind)), (X, SAME, Y))
