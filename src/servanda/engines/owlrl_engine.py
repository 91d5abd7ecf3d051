"""OWL 2 RL by owlrl: the rules as the standard writes them, in Python."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import owlrl
import rdflib
from pyoxigraph import Literal, Triple
from rdflib.namespace import OWL, RDF, RDFS

from servanda.bridge import from_rdflib, to_rdflib
from servanda.errors import EngineError, InputError

__all__ = ["closure"]

_ERROR: Final = "http://www.daml.org/2002/03/agents/agent-ont#error"
_TYPE: Final = RDF.type


def closure(triples: Iterable[Triple]) -> list[Triple]:
    """All triples of the OWL 2 RL closure that are legal RDF, but for `owl:sameAs` to oneself.

    Raises InputError where the engine finds an inconsistency, EngineError where it fails.
    """
    return list(_closed(frozenset(triples)))


# Batches whose records reach each other by links all ask for the same closure.
@lru_cache(maxsize=1)
def _closed(triples: frozenset[Triple]) -> tuple[Triple, ...]:
    graph = to_rdflib(triples, store="SimpleMemory")
    rules = owlrl.DeductiveClosure(
        _rules_for(graph), axiomatic_triples=False, datatype_axioms=False
    )
    try:
        rules.expand(graph)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as e:
        raise EngineError(f"owlrl failed: {type(e).__name__}: {e}") from e
    closed = tuple(from_rdflib(graph))
    for triple in closed:
        if triple.predicate.value == _ERROR and isinstance(triple.object, Literal):
            raise InputError(
                f"the facts contradict the ontology: {' '.join(triple.object.value.split())}",
                hint="Mend the facts or the axiom that forbids them",
            )
    return closed


# Where the rules of each table of the standard start: from axioms with these predicates, and from
# things of these types. `_equality` is in it without eq-ref, `_properties` without prp-ap.
_STARTS: Final[tuple[tuple[str, tuple[rdflib.URIRef, ...], tuple[rdflib.URIRef, ...]], ...]] = (
    (
        "_properties",
        (
            *(RDFS.domain, RDFS.range, RDFS.subPropertyOf, OWL.propertyChainAxiom),
            *(OWL.equivalentProperty, OWL.propertyDisjointWith, OWL.inverseOf, OWL.hasKey),
            OWL.sourceIndividual,
        ),
        (
            *(OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty),
            *(OWL.SymmetricProperty, OWL.AsymmetricProperty, OWL.TransitiveProperty),
            OWL.AllDisjointProperties,
        ),
    ),
    ("_equality", (OWL.sameAs,), (OWL.AllDifferent,)),
    (
        "_classes",
        (
            *(OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.someValuesFrom),
            *(OWL.allValuesFrom, OWL.hasValue, OWL.maxCardinality, OWL.maxQualifiedCardinality),
            OWL.oneOf,
        ),
        (OWL.Nothing,),
    ),
    (
        "_class_axioms",
        (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith),
        (OWL.AllDisjointClasses,),
    ),
    (
        "_schema_vocabulary",
        (
            *(RDFS.subClassOf, OWL.equivalentClass, RDFS.subPropertyOf, OWL.equivalentProperty),
            *(RDFS.domain, RDFS.range, OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom),
            *(OWL.intersectionOf, OWL.unionOf),
        ),
        (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property),
    ),
)


def _tables(column: int) -> dict[object, tuple[str, ...]]:
    terms = {term for start in _STARTS for term in start[column]}
    return {term: tuple(start[0] for start in _STARTS if term in start[column]) for term in terms}


_BY_PREDICATE: Final = MappingProxyType(_tables(1))
_BY_TYPE: Final = MappingProxyType(_tables(2))


class _FromAxioms(owlrl.OWLRL_Semantics):  # type: ignore[misc]  # owlrl has no types
    """The same rules, tried only on triples that some rule can start from.

    Every rule of OWL 2 RL has a premise in a term of OWL or RDFS, and looks for the facts from
    there. The one that has none, eq-ref, says that each thing is the same as itself; to follow
    that up costs most of the time and gives nothing, unless an axiom is about owl:sameAs.
    """

    def __init__(self, graph: rdflib.Graph, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self.added_triples: set[tuple[Any, Any, Any]] = set()
        # All triples of the graph: a set is quicker to ask than the three indexes of a store.
        self._known = set(graph)
        super().__init__(graph, *args, **kwargs)

    def rules(self, t: tuple[Any, Any, Any], cycle_num: int) -> None:
        """Try the rules that start from one triple."""
        subject, predicate, value = t
        starts, term = (_BY_TYPE, value) if predicate == _TYPE else (_BY_PREDICATE, predicate)
        if subject == value and predicate == OWL.differentFrom:
            self.add_error(f"{subject} is said to be different from itself")
        if subject != value or predicate != OWL.sameAs:
            for name in starts.get(term, ()):
                getattr(self, name)(t, cycle_num)

    def store_triple(self, t: tuple[Any, Any, Any]) -> None:
        """Keep a triple for the end of the cycle, if it is new and its predicate is no literal."""
        if t not in self._known and not isinstance(t[1], rdflib.Literal):
            self.added_triples.add(t)

    def empty_stored_triples(self) -> None:
        """Begin a cycle: what was kept is in the graph."""
        self._known |= self.added_triples
        self.added_triples = set()


def _rules_for(graph: rdflib.Graph) -> type[owlrl.OWLRL_Semantics]:
    about_sameness = (OWL.sameAs, None, None) in graph or (None, None, OWL.sameAs) in graph
    return owlrl.OWLRL_Semantics if about_sameness else _FromAxioms
