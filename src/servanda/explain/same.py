"""Why two names stand for the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from pyoxigraph import Literal, NamedNode, Triple

from servanda.explain.axioms import Axioms
from servanda.explain.lookup import Lookup
from servanda.explain.model import Explanation, Node, Restriction, Term
from servanda.vocab import OWL, RDF

__all__ = ["same_things"]


def same_things(triple: Triple, facts: Lookup, axioms: Axioms) -> Iterator[Explanation]:
    """All single steps that give an `owl:sameAs`."""
    one, other = cast("Node", triple.subject), cast("Term", triple.object)
    if isinstance(other, Literal):
        return
    back = Triple(other, OWL.sameAs, one)
    if facts.holds(back):
        yield Explanation("eq-sym", (back,), ())
    for middle in facts.objects(one, OWL.sameAs):
        if middle not in (one, other) and other in facts.objects(middle, OWL.sameAs):
            first = Triple(one, OWL.sameAs, middle)
            yield Explanation(
                "eq-trans", (first, Triple(cast("Node", middle), OWL.sameAs, other)), ()
            )
    yield from _by_functions(one, other, facts, axioms)
    yield from _by_counts(one, other, facts, axioms)


def _by_functions(one: Node, other: Node, facts: Lookup, axioms: Axioms) -> Iterator[Explanation]:
    for prop in axioms.functional:
        if isinstance(prop, NamedNode):
            own = (Triple(prop, RDF.type, OWL.FunctionalProperty),)
            for holder in _common(facts.subjects(prop, one), facts.subjects(prop, other)):
                pair = (Triple(holder, prop, one), Triple(holder, prop, other))
                yield Explanation("prp-fp", pair, own)
    for prop in axioms.inverse_functional:
        if isinstance(prop, NamedNode):
            own = (Triple(prop, RDF.type, OWL.InverseFunctionalProperty),)
            for value in set(facts.objects(one, prop)) & set(facts.objects(other, prop)):
                pair = (Triple(one, prop, value), Triple(other, prop, value))
                yield Explanation("prp-ifp", pair, own)


def _by_counts(one: Node, other: Node, facts: Lookup, axioms: Axioms) -> Iterator[Explanation]:
    """From a class whose members have one value at most (cls-maxc2, cls-maxqc3, cls-maxqc4)."""
    for restrictions in axioms.at_most.values():
        for each in restrictions:
            prop = each.link.property
            if each.value.value == "1" and not each.link.backwards:
                for holder in _common(facts.subjects(prop, one), facts.subjects(prop, other)):
                    pair = (Triple(holder, prop, one), Triple(holder, prop, other))
                    yield from _counted(each, holder, pair, facts, axioms)


def _counted(
    restriction: Restriction,
    holder: Node,
    pair: tuple[Triple, Triple],
    facts: Lookup,
    axioms: Axioms,
) -> Iterator[Explanation]:
    kinds = axioms.ontology.objects(restriction.node, OWL.onClass)
    own = restriction.axioms
    rule = "cls-maxc2"
    members: tuple[Triple, ...] = ()
    if kinds:
        own = (*own, Triple(restriction.node, OWL.onClass, kinds[0]))
        rule = "cls-maxqc4" if kinds[0] == OWL.Thing else "cls-maxqc3"
        if rule == "cls-maxqc3":
            members = tuple(Triple(cast("Node", p.object), RDF.type, kinds[0]) for p in pair)
    for lower, way in axioms.classes.below(restriction.node).items():
        if isinstance(lower, NamedNode):
            premises = (Triple(holder, RDF.type, lower), *pair, *members)
            if all(facts.holds(each) for each in premises):
                yield Explanation(rule, premises, (*way.axioms, *own))


def _common(some: object, others: object) -> list[Node]:
    both = set(cast("set[Node]", some)) & set(cast("set[Node]", others))
    return sorted(both, key=str)
