"""Why a resource is a member of a class: hierarchies, domains, ranges and class expressions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.explain.axioms import Axioms, Recipe
from servanda.explain.lookup import Lookup
from servanda.explain.model import Explanation, Node, Restriction, Term
from servanda.vocab import OWL, RDF, RDFS

__all__ = ["memberships", "within"]

# The memberships that one is a part of, from the outermost in.
Above = tuple[tuple[Term, Term], ...]

_DEEPEST: Final = 5  # class expressions inside class expressions
_MOST: Final = 64  # ways in which one resource may be a member of an intersection
_ALL: Final = frozenset({OWL.Thing, RDFS.Resource})


def memberships(
    member: Term, kind: Term, facts: Lookup, axioms: Axioms, above: Above = ()
) -> Iterator[Explanation]:
    """All single steps that make a resource a member of a class, named or not."""
    if isinstance(member, Literal):
        if kind in (member.datatype, RDFS.Literal):
            yield Explanation("dt-type2", (), ())
        return
    recipe = axioms.recipe(kind)
    yield from _by_facts(member, recipe, facts)
    for predicate, own in recipe.ranges.items():
        for subject in facts.subjects(predicate, member):
            if not isinstance(subject, Literal):
                yield Explanation("prp-rng", (Triple(subject, predicate, member),), own)
    if member in recipe.listed:
        yield Explanation("cls-oo", (), recipe.listed[member])
    yield from _by_expressions(member, kind, facts, axioms, above)


def _by_facts(member: Node, recipe: Recipe, facts: Lookup) -> Iterator[Explanation]:
    """From the facts about the member itself: another class of it, or the domain of a property."""
    for predicate, objects in facts.about(member).items():
        if predicate == RDF.type:
            for value in objects:
                way = recipe.types.get(value)
                if way is not None:
                    yield Explanation(way.rule, (Triple(member, RDF.type, value),), way.axioms)
        elif predicate in recipe.domains:
            own = recipe.domains[predicate]
            for value in objects:
                yield Explanation("prp-dom", (Triple(member, predicate, value),), own)


def _by_expressions(
    member: Term, kind: Term, facts: Lookup, axioms: Axioms, above: Above
) -> Iterator[Explanation]:
    if len(above) >= _DEEPEST:
        return
    inside = (*above, (member, kind))
    recipe = axioms.recipe(kind)
    for restriction, way in recipe.restrictions:
        for each in _restricted(member, restriction, facts, axioms, inside):
            yield Explanation(each.rule, each.premises, (*each.axioms, *way.axioms))
    for restriction, way in recipe.fillers:
        for each in _filling(member, restriction, facts, axioms, inside):
            yield Explanation("cls-avf", each.premises, (*each.axioms, *way.axioms))
    for members, own in recipe.intersections:
        parts = [_shortest(within(member, each, facts, axioms, inside), axioms) for each in members]
        for chosen in islice(product(*parts), _MOST):
            premises = dict.fromkeys(fact for part in chosen for fact in part.premises)
            inner = dict.fromkeys(axiom for part in chosen for axiom in part.axioms)
            yield Explanation("cls-int1", tuple(premises), (*inner, *own))


def _restricted(
    member: Term, restriction: Restriction, facts: Lookup, axioms: Axioms, above: Above
) -> Iterator[Explanation]:
    """What makes a resource have what a restriction asks for (cls-hv2, cls-svf1, cls-svf2)."""
    link, wanted = restriction.link, restriction.value
    if restriction.kind == OWL.hasValue:
        fact = link.fact(member, wanted)
        if fact is not None and facts.holds(fact):
            yield Explanation("cls-hv2", (fact,), restriction.axioms)
    elif restriction.kind == OWL.someValuesFrom:
        for value in facts.ends(member, link):
            fact = link.fact(member, value)
            if fact is None:
                continue
            if wanted in _ALL:
                yield Explanation("cls-svf2", (fact,), restriction.axioms)
                continue
            for each in within(value, wanted, facts, axioms, above):
                premises = tuple(dict.fromkeys((fact, *each.premises)))
                yield Explanation("cls-svf1", premises, (*each.axioms, *restriction.axioms))


def _filling(
    member: Term, restriction: Restriction, facts: Lookup, axioms: Axioms, above: Above
) -> Iterator[Explanation]:
    """From the class of those that have only members of this one (cls-avf)."""
    link = restriction.link
    holders = (
        facts.objects(member, link.property)
        if link.backwards
        else facts.subjects(link.property, member)
    )
    for holder in holders:
        fact = link.fact(holder, member)
        if fact is None:
            continue
        for each in within(holder, restriction.node, facts, axioms, above):
            premises = tuple(dict.fromkeys((fact, *each.premises)))
            yield Explanation("cls-avf", premises, (*each.axioms, *restriction.axioms))


def within(
    member: Term, kind: Term, facts: Lookup, axioms: Axioms, above: Above = ()
) -> Iterator[Explanation]:
    """A membership as part of a larger step: a fact of it, or else the step that gives it.

    Nothing is explained by the memberships above it, of which it is itself a part.
    """
    if (member, kind) in above:
        return
    if isinstance(kind, NamedNode) and not isinstance(member, Literal):
        if kind in _ALL:
            yield Explanation("cls-thing", (), ())
            return
        fact = Triple(member, RDF.type, kind)
        if facts.holds(fact):
            yield Explanation("", (fact,), ())
    for each in memberships(member, kind, facts, axioms, above):
        pairs = {(p.subject, p.object) for p in each.premises if p.predicate == RDF.type}
        if pairs.isdisjoint(above):
            yield each


def _shortest(steps: Iterator[Explanation], axioms: Axioms) -> list[Explanation]:
    """Of the steps from the same premises the shortest, in an order of their own."""
    found: dict[tuple[Triple, ...], Explanation] = {}
    for step in steps:
        old = found.get(step.premises)
        if old is None or axioms.rank(step.axioms) < axioms.rank(old.axioms):
            found[step.premises] = step
    return sorted(found.values(), key=lambda step: [str(each) for each in step.premises])
