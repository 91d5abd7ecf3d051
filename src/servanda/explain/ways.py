"""Ways up a hierarchy: from a class or property to all that lie below it, with the axioms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from pyoxigraph import BlankNode, NamedNode, Triple

from servanda.explain.model import Node, Term
from servanda.vocab import OWL, RDF, RDFS

__all__ = ["Ontology", "Way", "Ways"]


@dataclass(frozen=True, slots=True)
class Way:
    """Why what holds of the lower holds of the upper; the way from a term to itself is empty."""

    rule: str
    axioms: tuple[Triple, ...]


class Ontology:
    """The triples of an ontology, by subject and by predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[tuple[Term, NamedNode], list[Term]] = defaultdict(list)
        self._pairs: dict[NamedNode, list[tuple[Node, Term]]] = defaultdict(list)
        for triple in dict.fromkeys(triples):
            subject, value = cast("Node", triple.subject), cast("Term", triple.object)
            self._objects[subject, triple.predicate].append(value)
            self._pairs[triple.predicate].append((subject, value))

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """The objects of a subject's triples with one predicate."""
        return self._objects.get((subject, predicate), [])

    def pairs(self, predicate: NamedNode) -> list[tuple[Node, Term]]:
        """Subject and object of the triples with one predicate."""
        return self._pairs.get(predicate, [])

    def instances(self, kind: NamedNode) -> set[Node]:
        """The subjects of a type."""
        return {subject for subject, value in self.pairs(RDF.type) if value == kind}

    def items(self, head: Term) -> tuple[tuple[Term, ...], tuple[Triple, ...]]:
        """The items of a list and the triples that make it up; a list that is cut ends there."""
        items: list[Term] = []
        triples: list[Triple] = []
        seen: set[Term] = set()
        while isinstance(head, NamedNode | BlankNode) and head != RDF.nil and head not in seen:
            seen.add(head)
            first, rest = self.objects(head, RDF.first), self.objects(head, RDF.rest)
            if not first or not rest:
                break
            items.append(first[0])
            triples += [Triple(head, RDF.first, first[0]), Triple(head, RDF.rest, rest[0])]
            head = rest[0]
        return tuple(items), tuple(triples)

    def shape(self, term: object, depth: int = 8) -> str:
        """A text for a term that does not depend on the labels of blank nodes."""
        if not isinstance(term, BlankNode) or depth == 0:
            return "[]" if isinstance(term, BlankNode) else str(term)
        parts = sorted(
            f"{predicate} {self.shape(value, depth - 1)}"
            for predicate in _SHAPING
            for value in self.objects(term, predicate)
        )
        return f"[{'; '.join(parts)}]"


_SHAPING = (
    OWL.onProperty,
    OWL.hasValue,
    OWL.someValuesFrom,
    OWL.allValuesFrom,
    OWL.maxCardinality,
    OWL.maxQualifiedCardinality,
    OWL.onClass,
    OWL.inverseOf,
    OWL.intersectionOf,
    OWL.unionOf,
    OWL.oneOf,
    RDF.first,
    RDF.rest,
)

Edges = Mapping[Term, list[tuple[Term, Way]]]


class Ways:
    """A hierarchy: the edges from each term down, and the shortest ways, found when asked for."""

    def __init__(
        self, ontology: Ontology, edges: Iterable[tuple[Term, Term, Way]], far: str
    ) -> None:
        """`edges` are (lower, upper, way); `far` names the rule of a way of several edges."""
        self._ontology, self._far = ontology, far
        down: dict[Term, list[tuple[Term, Way]]] = defaultdict(list)
        for lower, upper, way in edges:
            down[upper].append((lower, way))
        self._down: Edges = down
        self._known: dict[Term, dict[Term, Way]] = {}

    def below(self, top: Term) -> Mapping[Term, Way]:
        """The term itself and all below it, each with the shortest way up."""
        found = self._known.get(top)
        if found is None:
            found = self._known[top] = self._search(top)
        return found

    def _search(self, top: Term) -> dict[Term, Way]:
        found = {top: Way("", ())}
        level = [top]
        while level:
            new: dict[Term, Way] = {}
            for upper in level:
                for lower, edge in self._sorted(upper):
                    if lower not in found and lower not in new:
                        over = found[upper]
                        rule = self._far if over.axioms else edge.rule
                        new[lower] = Way(rule, (*edge.axioms, *over.axioms))
            found |= new
            level = list(new)
        return found

    def _sorted(self, upper: Term) -> list[tuple[Term, Way]]:
        edges = self._down.get(upper, [])
        shape = self._ontology.shape
        return sorted(edges, key=lambda edge: (len(edge[1].axioms), edge[1].rule, shape(edge[0])))


def class_edges(ontology: Ontology) -> Iterator[tuple[Term, Term, Way]]:
    """The edges of the hierarchy of classes, unions and intersections among them."""
    for lower, upper in ontology.pairs(RDFS.subClassOf):
        yield lower, upper, Way("cax-sco", (Triple(lower, RDFS.subClassOf, upper),))
    for one, other in ontology.pairs(OWL.equivalentClass):
        same = (Triple(one, OWL.equivalentClass, other),)
        yield one, other, Way("cax-eqc1", same)
        yield other, one, Way("cax-eqc2", same)
    for whole, head in ontology.pairs(OWL.unionOf):
        members, triples = ontology.items(head)
        for member in members:
            yield member, whole, Way("cls-uni", (Triple(whole, OWL.unionOf, head), *triples))
    for whole, head in ontology.pairs(OWL.intersectionOf):
        members, triples = ontology.items(head)
        for member in members:
            axioms = (Triple(whole, OWL.intersectionOf, head), *triples)
            yield whole, member, Way("cls-int2", axioms)


def property_edges(ontology: Ontology) -> Iterator[tuple[Term, Term, Way]]:
    """The edges of the hierarchy of properties."""
    for lower, upper in ontology.pairs(RDFS.subPropertyOf):
        yield lower, upper, Way("prp-spo1", (Triple(lower, RDFS.subPropertyOf, upper),))
    for one, other in ontology.pairs(OWL.equivalentProperty):
        axioms = (Triple(one, OWL.equivalentProperty, other),)
        yield one, other, Way("prp-eqp1", axioms)
        yield other, one, Way("prp-eqp2", axioms)
