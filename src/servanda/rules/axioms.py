"""From axioms to rules: each axiom of OWL 2 RL as the rules that it stands for.

OWL 2 Profiles, section 4.3, tables 5 to 7, with the names of the ontology in the place of the
variables for classes and properties. Rules with more than two premises are written as several.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from servanda.rules.graph import Graph
from servanda.rules.model import NOTHING_FOLLOWS, TYPE, Rule, X, Y, Z
from servanda.vocab import OWL, RDFS

__all__ = ["chain_rules", "class_rules", "conjunction", "contradictions", "property_rules"]

_THING = str(OWL.Thing)


def property_rules(graph: Graph) -> Iterator[Rule]:
    """Hierarchies, inverses, domains, ranges, symmetry, transitivity and chains (prp-*)."""
    for lower, upper in graph.pairs(RDFS.subPropertyOf):
        yield Rule("prp-spo1", ((X, lower, Y),), (X, upper, Y))
    for one, other in graph.pairs(OWL.equivalentProperty):
        yield Rule("prp-eqp1", ((X, one, Y),), (X, other, Y))
        yield Rule("prp-eqp2", ((X, other, Y),), (X, one, Y))
    for one, other in graph.pairs(OWL.inverseOf):
        yield Rule("prp-inv1", ((X, one, Y),), (Y, other, X))
        yield Rule("prp-inv2", ((X, other, Y),), (Y, one, X))
    for each, kind in graph.pairs(RDFS.domain):
        yield Rule("prp-dom", ((X, each, Y),), (X, TYPE, kind))
    for each, kind in graph.pairs(RDFS.range):
        yield Rule("prp-rng", ((X, each, Y),), (Y, TYPE, kind))
    for each in graph.instances(OWL.SymmetricProperty):
        yield Rule("prp-symp", ((X, each, Y),), (Y, each, X))
    for each in graph.instances(OWL.TransitiveProperty):
        yield Rule("prp-trp", ((X, each, Y), (Y, each, Z)), (X, each, Z))
    for whole, links in graph.lists(OWL.propertyChainAxiom):
        yield from chain_rules(whole, links)


def chain_rules(whole: str, links: list[str]) -> Iterator[Rule]:
    """A chain as rules of two premises; the name of a part is the same in all chains that share it.

    A chain of one link is a hierarchy, one of none says nothing.
    """
    if len(links) == 1:
        yield Rule("prp-spo2", ((X, links[0], Y),), (X, whole, Y))
    while len(links) > 1:
        *most, last = links
        part = most[0] if len(most) == 1 else f"_:chain({' '.join(most)})"
        yield Rule("prp-spo2", ((X, part, Y), (Y, last, Z)), (X, whole, Z))
        whole, links = part, most


def class_rules(graph: Graph) -> Iterator[Rule]:
    """Hierarchies, class expressions and restrictions (cax-*, cls-*)."""
    for lower, upper in graph.pairs(RDFS.subClassOf):
        yield Rule("cax-sco", ((X, TYPE, lower),), (X, TYPE, upper))
    for one, other in graph.pairs(OWL.equivalentClass):
        yield Rule("cax-eqc1", ((X, TYPE, one),), (X, TYPE, other))
        yield Rule("cax-eqc2", ((X, TYPE, other),), (X, TYPE, one))
    for whole, members in graph.lists(OWL.intersectionOf):
        yield from conjunction("cls-int1", [(X, TYPE, each) for each in members], whole)
        for each in members:
            yield Rule("cls-int2", ((X, TYPE, whole),), (X, TYPE, each))
    for whole, members in graph.lists(OWL.unionOf):
        for each in members:
            yield Rule("cls-uni", ((X, TYPE, each),), (X, TYPE, whole))
    for whole, members in graph.lists(OWL.oneOf):
        for each in members:
            yield Rule("cls-oo", (), (each, TYPE, whole))
    yield from _restrictions(graph)


def _restrictions(graph: Graph) -> Iterator[Rule]:
    for node, on, value in graph.restrictions(OWL.hasValue):
        yield Rule("cls-hv1", ((X, TYPE, node),), (X, on, value))
        yield Rule("cls-hv2", ((X, on, value),), (X, TYPE, node))
    for node, on, kind in graph.restrictions(OWL.someValuesFrom):
        if kind == _THING:
            yield Rule("cls-svf2", ((X, on, Y),), (X, TYPE, node))
        else:
            yield Rule("cls-svf1", ((X, on, Y), (Y, TYPE, kind)), (X, TYPE, node))
    for node, on, kind in graph.restrictions(OWL.allValuesFrom):
        yield Rule("cls-avf", ((X, TYPE, node), (X, on, Y)), (Y, TYPE, kind))


def conjunction(name: str, premises: list[tuple[str, str, str]], kind: str) -> Iterator[Rule]:
    """What is of all these classes is of one more, as rules of two premises."""
    if len(premises) == 1:
        yield Rule(name, tuple(premises), (X, TYPE, kind))
    while len(premises) > 1:
        *most, last = premises
        part = f"_:and({' '.join(each[2] for each in most)})"
        first = most[0] if len(most) == 1 else (X, TYPE, part)
        yield Rule(name, (first, last), (X, TYPE, kind))
        kind, premises = part, most


def contradictions(graph: Graph) -> Iterator[Rule]:
    """What must not hold together (cls-nothing2, cls-com, cax-dw, prp-irp and their like)."""
    yield Rule("cls-nothing2", ((X, TYPE, str(OWL.Nothing)),), NOTHING_FOLLOWS)
    yield Rule("eq-diff1", ((X, str(OWL.differentFrom), X),), NOTHING_FOLLOWS)
    for each in graph.instances(OWL.IrreflexiveProperty):
        yield Rule("prp-irp", ((X, each, X),), NOTHING_FOLLOWS)
    for each in graph.instances(OWL.AsymmetricProperty):
        yield Rule("prp-asyp", ((X, each, Y), (Y, each, X)), NOTHING_FOLLOWS)
    for name, one, other in _disjoint_classes(graph):
        yield Rule(name, ((X, TYPE, one), (X, TYPE, other)), NOTHING_FOLLOWS)
    for name, one, other in _disjoint_properties(graph):
        yield Rule(name, ((X, one, Y), (X, other, Y)), NOTHING_FOLLOWS)
    for node, source in graph.pairs(OWL.sourceIndividual):
        for each in graph.objects(node, OWL.assertionProperty):
            for value in graph.objects(node, OWL.targetIndividual):
                yield Rule("prp-npa1", ((source, each, value),), NOTHING_FOLLOWS)
            for value in graph.objects(node, OWL.targetValue):
                yield Rule("prp-npa2", ((source, each, value),), NOTHING_FOLLOWS)


def _disjoint_classes(graph: Graph) -> Iterator[tuple[str, str, str]]:
    for one, other in graph.pairs(OWL.disjointWith):
        yield "cax-dw", one, other
    for one, other in graph.pairs(OWL.complementOf):
        yield "cls-com", one, other
    for node in graph.instances(OWL.AllDisjointClasses):
        for head in graph.objects(node, OWL.members):
            for one, other in combinations(graph.items(head), 2):
                yield "cax-adc", one, other


def _disjoint_properties(graph: Graph) -> Iterator[tuple[str, str, str]]:
    for one, other in graph.pairs(OWL.propertyDisjointWith):
        yield "prp-pdw", one, other
    for node in graph.instances(OWL.AllDisjointProperties):
        for head in graph.objects(node, OWL.members):
            for one, other in combinations(graph.items(head), 2):
                yield "prp-adp", one, other
