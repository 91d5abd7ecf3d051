"""The terms that a workspace's own ontology declares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.parse import Document
from servanda.vocab import OWL, RDF, RDFS, VANN

__all__ = ["Vocabulary", "vocabulary"]

_TERM_TYPES: Final = frozenset(
    {
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.AnnotationProperty,
        OWL.NamedIndividual,
        RDFS.Class,
        RDF.Property,
        RDFS.Datatype,
    }
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that the workspace's ontology declares, and the namespaces that are its own."""

    namespaces: tuple[str, ...]
    terms: frozenset[str]

    @property
    def own(self) -> frozenset[str]:
        """The declared terms that lie in the ontology's own namespaces."""
        return _within(self.terms, self.namespaces)

    def unknown(self, iri: str) -> bool:
        """Whether an IRI lies in a namespace of the ontology without being declared there."""
        return iri not in self.terms and iri.startswith(self.namespaces)


@lru_cache(maxsize=16)
def _within(terms: frozenset[str], namespaces: tuple[str, ...]) -> frozenset[str]:
    """The terms in the namespaces; every page of a site asks for them."""
    return frozenset(term for term in terms if term.startswith(namespaces))


def vocabulary(ontology: Iterable[Document]) -> Vocabulary:
    """Read the declared terms; an ontology's namespace is its `vann:preferredNamespaceUri`.

    Where that is missing, the IRI of the ontology with `#` is taken.
    """
    terms: set[str] = set()
    namespaces: set[str] = set()
    for document in ontology:
        triples = document.triples
        for triple in triples:
            if triple.predicate == RDF.type and isinstance(triple.subject, NamedNode):
                if triple.object in _TERM_TYPES:
                    terms.add(triple.subject.value)
                elif triple.object == OWL.Ontology:
                    namespaces |= _namespaces(triples, triple.subject)
    return Vocabulary(tuple(sorted(namespaces)), frozenset(terms | namespaces))


def _namespaces(triples: list[Triple], ontology: NamedNode) -> set[str]:
    stated = {
        triple.object.value
        for triple in triples
        if triple.subject == ontology
        and triple.predicate == VANN.preferredNamespaceUri
        and isinstance(triple.object, Literal | NamedNode)
    }
    return stated or {ontology.value.rstrip("#/") + "#"}
