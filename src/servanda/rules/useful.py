"""Which new facts are worth publishing: those about resources, none about axioms or everything."""

from __future__ import annotations

from typing import Final

from servanda.ntriples import Fact
from servanda.rules.model import TYPE
from servanda.vocab import OWL, RDF, RDFS

__all__ = ["EVERYTHING", "OF_AXIOMS", "hidden", "is_about_terms", "says_nothing"]

# Classes of everything, or of the words of ontologies.
EVERYTHING: Final = frozenset(
    {
        OWL.Thing,
        OWL.NamedIndividual,
        RDFS.Resource,
        RDFS.Literal,
        RDF.Property,
        RDFS.Class,
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.AnnotationProperty,
        OWL.TransitiveProperty,
        OWL.SymmetricProperty,
        OWL.FunctionalProperty,
        OWL.Restriction,
        OWL.Ontology,
        RDFS.Datatype,
        RDF.List,
    }
)
# Properties of axioms: what is a subject of one is a term of the ontology.
OF_AXIOMS: Final = frozenset(
    {
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        OWL.inverseOf,
        OWL.propertyChainAxiom,
        OWL.differentFrom,
        OWL.disjointWith,
        RDF.first,
        RDF.rest,
    }
)

_SAME: Final = str(OWL.sameAs)
_HIDDEN: Final = frozenset({*map(str, OF_AXIOMS), *(f"a {each}" for each in EVERYTHING)})


def hidden(symbol: str) -> bool:
    """Whether facts of a property or class are not told: axioms, classes of everything, helpers."""
    return symbol.startswith(("_:", "a _:")) or symbol in _HIDDEN


def says_nothing(fact: Fact) -> bool:
    """Whether a fact says that something is the same as itself."""
    return fact[1] == _SAME and fact[0] == fact[2]


def is_about_terms(fact: Fact) -> bool:
    """Whether the subject of a fact of an ontology is a term of it, not a resource."""
    return fact[1] in _HIDDEN or (fact[1] == TYPE and f"a {fact[2]}" in _HIDDEN)
