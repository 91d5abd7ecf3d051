"""The ontology and the concept schemes of a workspace, parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode

from servanda.parse import Document
from servanda.vocab import RDF, SKOS

__all__ = ["Parsed", "scheme_iri"]


class Parsed(dict[Path, Document]):
    """The ontology and the schemes as they were parsed when the workspace was opened.

    What is sent to another process is empty, and that process parses what it needs.
    """

    def of(self, paths: Iterable[Path]) -> Iterator[Document]:
        """The documents of some paths, as they are asked for."""
        return (self[path] for path in paths)

    def __reduce__(self) -> tuple[type[Parsed], tuple[()]]:
        return Parsed, ()


def scheme_iri(document: Document) -> NamedNode:
    """The IRI of the one scheme of a file. Raises InputError where there is not one."""
    found = sorted(
        quad.subject.value
        for quad in document.quads
        if quad.predicate == RDF.type
        and quad.object == SKOS.ConceptScheme
        and isinstance(quad.subject, NamedNode)
    )
    if len(found) != 1:
        raise document.error(
            "a file of concepts must hold exactly one skos:ConceptScheme, named by an IRI"
        )
    return NamedNode(found[0])
