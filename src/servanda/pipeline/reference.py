"""What all batches share: ontology, concept schemes, shapes and the queries of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Quad, Triple

from servanda.query import Query, read_query
from servanda.vocabulary import Vocabulary, vocabulary
from servanda.workspace import Workspace

__all__ = ["Reference", "read_reference"]


@dataclass(frozen=True, slots=True)
class Reference:
    """The parsed common part of a workspace; it is read once per process."""

    ontology: tuple[Triple, ...]
    prefixes: Mapping[str, str]
    terms: Vocabulary
    schemes: tuple[Quad, ...]
    description: tuple[Quad, ...]
    shapes: tuple[Triple, ...]
    closure_shapes: tuple[Triple, ...]
    tables: tuple[Query, ...]

    @property
    def shared_triples(self) -> list[Triple]:
        """Description and concepts as triples: what every batch sees beside its records."""
        return [quad.triple for quad in (*self.description, *self.schemes)]


def read_reference(workspace: Workspace) -> Reference:
    """Parse everything that is no record. Raises InputError for the first faulty file."""
    ontology = [workspace.document(path) for path in workspace.ontology]
    schemes = [workspace.scheme(path) for path in workspace.schemes]
    shapes = [workspace.document(path) for path in workspace.shapes]
    closure_shapes = [workspace.document(path) for path in workspace.closure_shapes]
    prefixes: dict[str, str] = {}
    for document in (*ontology, *schemes, *shapes, workspace.description):
        prefixes |= document.prefixes
    return Reference(
        ontology=tuple(triple for document in ontology for triple in document.triples),
        prefixes=dict(sorted(prefixes.items())),
        terms=vocabulary(ontology),
        schemes=tuple(quad for document in schemes for quad in document.quads),
        description=workspace.description.quads,
        shapes=tuple(triple for document in shapes for triple in document.triples),
        closure_shapes=tuple(t for document in closure_shapes for t in document.triples),
        tables=tuple(read_query(path) for path in workspace.tables),
    )
