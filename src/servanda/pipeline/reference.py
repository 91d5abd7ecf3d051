"""What all batches share: ontology, concept schemes, shapes and the queries of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Store, Triple

from servanda.derive import Rules, derive_rules
from servanda.errors import InputError
from servanda.parse import Document
from servanda.query import Query, read_query, run_local
from servanda.validate import calls_service
from servanda.vocab import OWL, SH
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
    rules: Rules | None

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
    _refuse_early(ontology, (*shapes, *closure_shapes))
    prefixes: dict[str, str] = {}
    for document in (*ontology, *schemes, *shapes, workspace.description):
        prefixes |= document.prefixes
    terms = vocabulary(ontology)
    return Reference(
        ontology=tuple(triple for document in ontology for triple in document.triples),
        prefixes=dict(sorted(prefixes.items())),
        terms=terms,
        schemes=tuple(quad for document in schemes for quad in document.quads),
        description=workspace.description.quads,
        shapes=tuple(triple for document in shapes for triple in document.triples),
        closure_shapes=tuple(t for document in closure_shapes for t in document.triples),
        tables=tuple(_table(read_query(path)) for path in workspace.tables),
        rules=derive_rules(
            terms,
            (t for document in schemes for t in document.triples),
            (t for document in ontology for t in document.triples),
        ),
    )


def _refuse_early(ontology: Sequence[Document], shapes: Sequence[Document]) -> None:
    """What the engines would refuse without knowing the file: keys, and shapes that call out."""
    for document in ontology:
        for triple in document.triples:
            if triple.predicate == OWL.hasKey:
                raise document.error(
                    "owl:hasKey is not supported: the reasoner makes unequal resources the same",
                    triple.subject if isinstance(triple.subject, NamedNode) else None,
                    triple.predicate,
                    hint="State the rule as a SHACL shape",
                )
    for document in shapes:
        for triple in document.triples:
            if triple.predicate in (SH.select, SH.ask) and calls_service(triple.object):
                raise document.error(
                    "SERVICE in a shape would open the network",
                    triple.subject if isinstance(triple.subject, NamedNode) else None,
                    triple.predicate,
                    hint="Copy the data it needs into the workspace",
                )


def _table(query: Query) -> Query:
    variables = run_local(Store(), query.text).variables
    if not variables or list(query.columns) != list(variables):
        raise InputError(
            f"the columns of the head ({', '.join(query.columns) or 'none'}) are not the variables "
            f"of the SELECT ({', '.join(variables) or 'none'})",
            path=query.path,
            line=1,
            hint="Describe each variable under columns, in the same order",
        )
    return query
