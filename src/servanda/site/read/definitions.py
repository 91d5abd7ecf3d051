"""What ontology and shapes say, indexed once for all pages that tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.pipeline.reference import Reference
from servanda.site.read.index import Term
from servanda.site.terms.shape_paths import path_terms
from servanda.vocab import RDF, SH

__all__ = ["Definitions", "Node", "Triples", "definitions_of"]

Node = NamedNode | BlankNode


class Triples:
    """Statements by subject and by object, in an order that no label of a blank node changes."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: Final[dict[tuple[Node, NamedNode], list[Term]]] = {}
        self._subjects: Final[dict[tuple[NamedNode, Term], list[Node]]] = {}
        self._predicates: Final[dict[Node, list[NamedNode]]] = {}
        for triple in dict.fromkeys(triples):
            subject, target = triple.subject, triple.object
            if isinstance(subject, Triple) or isinstance(target, Triple):
                continue
            self._objects.setdefault((subject, triple.predicate), []).append(target)
            self._subjects.setdefault((triple.predicate, target), []).append(subject)
            self._predicates.setdefault(subject, []).append(triple.predicate)

    def objects(self, subject: Node, predicate: NamedNode) -> list[Term]:
        """The objects of one predicate: sorted, blank nodes last and in the order of the file."""
        return sorted(self._objects.get((subject, predicate), ()), key=_place)

    def nodes(self, subject: Node, predicate: NamedNode) -> list[Node]:
        """The objects that are no literals."""
        return [o for o in self.objects(subject, predicate) if not isinstance(o, Literal)]

    def named(self, subject: Node, predicate: NamedNode) -> list[NamedNode]:
        """The objects that have an IRI."""
        return [o for o in self.objects(subject, predicate) if isinstance(o, NamedNode)]

    def literals(self, subject: Node, predicate: NamedNode) -> list[Literal]:
        """The objects that are literals."""
        return [o for o in self.objects(subject, predicate) if isinstance(o, Literal)]

    def subjects(self, predicate: NamedNode, target: Term) -> list[Node]:
        """The subjects that have an object: sorted, blank nodes last."""
        return sorted(self._subjects.get((predicate, target), ()), key=_place)

    def predicates(self, subject: Node) -> list[NamedNode]:
        """The predicates of a subject, each once, sorted."""
        return sorted(set(self._predicates.get(subject, ())), key=_place)

    def all_subjects(self) -> list[Node]:
        """Everything that something is said of: sorted, blank nodes last."""
        return sorted(self._predicates, key=_place)

    def items(self, head: Term) -> list[Term]:
        """The members of an RDF list; a list that turns back on itself ends there."""
        return list(self._items(head))

    def _items(self, head: Term) -> Iterator[Term]:
        seen: set[Term] = set()
        while not isinstance(head, Literal) and head != RDF.nil and head not in seen:
            seen.add(head)
            yield from self.objects(head, RDF.first)[:1]
            rest = self.objects(head, RDF.rest)
            head = rest[0] if rest else RDF.nil


@dataclass(frozen=True, slots=True)
class Definitions:
    """The ontology and all shapes, those over stated and those over inferred facts.

    `constrained` are the property shapes in whose path a property stands.
    """

    ontology: Triples
    shapes: Triples
    constrained: Mapping[NamedNode, tuple[Node, ...]]


def definitions_of(reference: Reference) -> Definitions:
    """Index the statements of a reference."""
    shapes = Triples((*reference.shapes, *reference.closure_shapes))
    found: dict[NamedNode, list[Node]] = {}
    for shape in shapes.all_subjects():
        for path in shapes.objects(shape, SH.path):
            for term in dict.fromkeys(path_terms(shapes, path)):
                found.setdefault(term, []).append(shape)
    constrained = {term: tuple(dict.fromkeys(each)) for term, each in found.items()}
    return Definitions(Triples(reference.ontology), shapes, constrained)


def _place(term: Term) -> tuple[int, str]:
    return (1, "") if isinstance(term, BlankNode) else (0, str(term))
