"""Reduce: what needs all records at once, and only that.

* the other side of symmetric and inverse facts, chains and transitive closures that cross
  batches: one more run of the reasoner over the few triples that can take part in them;
* two resources that share one identifier or one exact match;
* counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from servanda.pipeline.reference import Reference
from servanda.reason import reason
from servanda.vocab import ADMS, OWL, RDF, RDFS, SKOS

__all__ = ["Clash", "clashes", "count_types", "join_classes", "join_predicates", "reduce_inferred"]

_JOIN_TYPES: Final = frozenset(
    {
        OWL.TransitiveProperty,
        OWL.SymmetricProperty,
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
    }
)


_JOIN_CLASSES: Final = frozenset(
    {OWL.someValuesFrom, OWL.allValuesFrom, OWL.onClass, OWL.complementOf, OWL.disjointWith}
)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two resources that say to be the same thing."""

    subjects: tuple[str, ...]
    what: str


def join_predicates(ontology: Iterable[Triple]) -> frozenset[str]:
    """The predicates by which one record's fact can follow from another record's.

    They are those of property chains, inverses, restrictions, and transitive, symmetric or
    functional properties, with all their sub-properties.
    """
    triples = list(ontology)
    objects = _objects(triples)
    joins: set[object] = set()
    for triple in triples:
        if triple.predicate == RDF.type and triple.object in _JOIN_TYPES:
            joins.add(triple.subject)
        elif triple.predicate == OWL.inverseOf:
            joins |= {triple.subject, triple.object}
        elif triple.predicate == OWL.onProperty:
            joins.add(triple.object)
        elif triple.predicate == OWL.propertyChainAxiom:
            joins |= {triple.subject, *_list(objects, triple.object)}
    return _named(_below(triples, joins, (RDFS.subPropertyOf, OWL.equivalentProperty)))


def join_classes(ontology: Iterable[Triple]) -> frozenset[str]:
    """The classes whose members in one record let a fact follow from another record's.

    They are those of restrictions, intersections and disjointness, with all their sub-classes. Of
    any other class a record's own batch says already what follows.
    """
    triples = list(ontology)
    objects = _objects(triples)
    joins: set[object] = set()
    for triple in triples:
        if triple.predicate in _JOIN_CLASSES:
            joins |= {triple.subject, triple.object}
        elif triple.predicate == OWL.onProperty:
            joins.add(triple.subject)
        elif triple.predicate in (OWL.intersectionOf, OWL.members):
            joins |= {triple.subject, *_list(objects, triple.object)}
    return _named(_below(triples, joins, (RDFS.subClassOf, OWL.equivalentClass)))


def _objects(triples: Iterable[Triple]) -> dict[tuple[Any, NamedNode], list[object]]:
    found: dict[tuple[Any, NamedNode], list[object]] = defaultdict(list)
    for triple in triples:
        found[triple.subject, triple.predicate].append(triple.object)
    return found


def _named(terms: Iterable[object]) -> frozenset[str]:
    return frozenset(each.value for each in terms if isinstance(each, NamedNode))


def _list(
    objects: Mapping[tuple[Any, NamedNode], Sequence[object]], head: object
) -> Iterator[object]:
    while head != RDF.nil and objects[head, RDF.first]:
        yield objects[head, RDF.first][0]
        head = objects[head, RDF.rest][0] if objects[head, RDF.rest] else RDF.nil


def _below(
    triples: list[Triple], top: set[object], links: tuple[NamedNode, NamedNode]
) -> set[object]:
    """All that is below, by the link that leads up and the one that leads both ways."""
    up, both = links
    subs: dict[object, set[object]] = defaultdict(set)
    for triple in triples:
        if triple.predicate in (up, both):
            subs[triple.object].add(triple.subject)
        if triple.predicate == both:
            subs[triple.subject].add(triple.object)
    waiting = list(top)
    while waiting:
        new = subs[waiting.pop()] - top
        top |= new
        waiting += new
    return top


def reduce_inferred(
    stated: Callable[[], Iterable[Triple]], inferred: Iterable[Triple], reference: Reference
) -> list[Triple]:
    """All inferred triples: those of the batches, and those that only all records together give.

    `stated` opens the stream of stated triples; it is read twice. The result does not depend on
    how the records were cut into batches.
    """
    known = set(inferred)
    joins = _joins(reference)
    premises = {triple for triple in stated() if joins(triple)}
    premises |= {triple for triple in known if joins(triple)}
    if premises:
        known.update(reason(sorted(premises, key=str), reference.ontology))
    known.difference_update(stated())
    return sorted(known, key=str)


def _joins(reference: Reference) -> Callable[[Triple], bool]:
    """Whether a fact can take part in what only all records together give."""
    related = frozenset() if reference.rules is None else reference.rules.relations
    predicates = join_predicates(reference.ontology) | {each.value for each in related}
    classes = join_classes(reference.ontology)

    def joins(triple: Triple) -> bool:
        if triple.predicate == RDF.type:
            return getattr(triple.object, "value", "") in classes
        return triple.predicate.value in predicates

    return joins


def clashes(stated: Iterable[Quad]) -> list[Clash]:
    """Resources that share an exact match, or an identifier of the same agency."""
    same: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, set[str]] = defaultdict(set)
    notations: dict[str, set[str]] = defaultdict(set)
    for quad in stated:
        if not isinstance(quad.subject, NamedNode):
            continue
        subject, value = quad.subject.value, getattr(quad.object, "value", "")
        if quad.predicate == SKOS.exactMatch:
            same[value].add(subject)
        elif quad.predicate == ADMS.identifier:
            holders[value].add(subject)
        elif quad.predicate in (SKOS.notation, ADMS.schemaAgency) and isinstance(
            quad.object, Literal
        ):
            notations[subject].add(value)
    for node, owners in holders.items():
        same[" ".join(sorted(notations[node])) or node] |= owners
    return [
        Clash(tuple(sorted(subjects)), what)
        for what, subjects in sorted(same.items())
        if len(subjects) > 1
    ]


def count_types(stated: Iterable[Quad]) -> dict[str, int]:
    """How many resources each class has among the stated facts, by the class's IRI."""
    counts: dict[str, int] = defaultdict(int)
    for quad in stated:
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            counts[quad.object.value] += 1
    return dict(sorted(counts.items()))
