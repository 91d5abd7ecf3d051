"""The rules of OWL 2 RL read backwards: all single steps that give a fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from pyoxigraph import NamedNode, Triple

from servanda.explain.axioms import Axioms, Chain
from servanda.explain.classes import memberships, within
from servanda.explain.lookup import Lookup
from servanda.explain.model import Explanation, Link, Node, Term
from servanda.explain.same import same_things
from servanda.explain.ways import Way
from servanda.vocab import OWL, RDF

__all__ = ["candidates"]


def candidates(triple: Triple, facts: Lookup, axioms: Axioms) -> Iterator[Explanation]:
    """All explanations of a fact in one step whose premises are facts, itself not among them."""
    found = [
        *_by_properties(triple, facts, axioms),
        *_by_chains(triple, facts, axioms),
        *_by_values(triple, facts, axioms),
        *_by_sameness(triple, facts),
    ]
    if triple.predicate == RDF.type:
        subject, kind = cast("Node", triple.subject), cast("Term", triple.object)
        found += memberships(subject, kind, facts, axioms)
    if triple.predicate == OWL.sameAs:
        found += same_things(triple, facts, axioms)
    return (each for each in dict.fromkeys(found) if triple not in each.premises)


def _by_properties(triple: Triple, facts: Lookup, axioms: Axioms) -> Iterator[Explanation]:
    """From a property below, an inverse, or the same one the other way round."""
    subject, value = cast("Node", triple.subject), cast("Term", triple.object)
    for lower, way in axioms.properties.below(triple.predicate).items():
        if way.axioms:
            yield from _linked(axioms.link(lower), subject, value, way, facts)
    for inverse, inverted in axioms.inverses(triple.predicate):
        for lower, way in axioms.properties.below(inverse).items():
            both = Way(inverted.rule, (*way.axioms, *inverted.axioms))
            # An expression for an inverse has no facts of its own, so it is not followed here.
            if isinstance(lower, NamedNode):
                yield from _linked(Link(lower, backwards=True), subject, value, both, facts)
    if triple.predicate in axioms.symmetric:
        own = (Triple(triple.predicate, RDF.type, OWL.SymmetricProperty),)
        back = Link(triple.predicate, backwards=True)
        yield from _linked(back, subject, value, Way("prp-symp", own), facts)


def _linked(
    link: Link | None, subject: Term, value: Term, way: Way, facts: Lookup
) -> Iterator[Explanation]:
    fact = None if link is None else link.fact(subject, value)
    if link is not None and fact is not None and facts.holds(fact):
        yield Explanation(way.rule, (fact,), (*link.axioms, *way.axioms))


def _by_chains(triple: Triple, facts: Lookup, axioms: Axioms) -> Iterator[Explanation]:
    subject, value = cast("Node", triple.subject), cast("Term", triple.object)
    for chain in axioms.chains(triple.predicate):
        for path in _paths(subject, value, chain.links, facts):
            yield Explanation("prp-spo2", path, chain.axioms)
    if triple.predicate in axioms.transitive:
        link = Link(triple.predicate, backwards=False)
        own = (Triple(triple.predicate, RDF.type, OWL.TransitiveProperty),)
        for path in _paths(subject, value, Chain((link, link), own).links, facts):
            yield Explanation("prp-trp", path, own)


def _paths(
    start: Term, end: Term, links: tuple[Link, ...], facts: Lookup
) -> Iterator[tuple[Triple, ...]]:
    link, *rest = links
    if not rest:
        last = link.fact(start, end)
        if last is not None and facts.holds(last):
            yield (last,)
        return
    for middle in facts.ends(start, link):
        fact = link.fact(start, middle)
        if fact is not None:
            yield from ((fact, *path) for path in _paths(middle, end, tuple(rest), facts))


def _by_values(triple: Triple, facts: Lookup, axioms: Axioms) -> Iterator[Explanation]:
    """From the class of all that have this value (cls-hv1)."""
    subject, value = cast("Node", triple.subject), cast("Term", triple.object)
    for backwards, member, held in ((False, subject, value), (True, value, subject)):
        for restriction in axioms.valued.get((triple.predicate, backwards, held), []):
            for each in within(member, restriction.node, facts, axioms):
                both = (*each.axioms, *restriction.axioms)
                yield Explanation("cls-hv1", each.premises, both)


def _by_sameness(triple: Triple, facts: Lookup) -> Iterator[Explanation]:
    """What holds of a thing holds of the same thing under another name."""
    subject, value = cast("Node", triple.subject), cast("Term", triple.object)
    if triple.predicate == OWL.sameAs:
        return
    for other in facts.objects(subject, OWL.sameAs):
        fact = Link(triple.predicate, backwards=False).fact(other, value)
        if fact is not None and other != subject and facts.holds(fact):
            same = Triple(subject, OWL.sameAs, other)
            yield Explanation("eq-rep-s", (fact, same), ())
    if triple.predicate == RDF.type:
        return
    for other in facts.objects(value, OWL.sameAs):
        fact = Triple(subject, triple.predicate, other)
        if other != value and facts.holds(fact):
            yield Explanation(
                "eq-rep-o", (fact, Triple(cast("Node", value), OWL.sameAs, other)), ()
            )
