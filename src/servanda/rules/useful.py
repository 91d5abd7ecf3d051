"""Which new facts are worth publishing: those about resources, none about axioms or everything."""

from __future__ import annotations

from typing import Final

from servanda.vocab import OWL, RDF, RDFS

__all__ = ["EVERYTHING", "OF_AXIOMS"]

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
