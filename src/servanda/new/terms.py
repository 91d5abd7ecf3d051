"""The terms that a new record is written in: those of the workspace's own ontology and schemes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from servanda.errors import UsageError
from servanda.parse import Document
from servanda.vocab import SKOS, Namespace
from servanda.vocabulary import vocabulary
from servanda.workspace import Workspace

__all__ = ["Terms", "read_terms"]


@dataclass(frozen=True, slots=True)
class Terms:
    """The namespace of the ontology, its concepts by scheme and notation, and known prefixes."""

    own: Namespace
    concepts: Mapping[tuple[str, str], NamedNode]
    prefixes: Mapping[str, str]

    def concept(self, scheme: str, name: str) -> NamedNode:
        """The concept of that notation. Raises UsageError with the known ones if there is none."""
        found = self.concepts.get((scheme, name))
        if found is None:
            known = ", ".join(self.names(scheme)) or "none"
            raise UsageError(f"no {scheme} is called {name!r}", hint=f"Known: {known}")
        return found

    def names(self, scheme: str) -> list[str]:
        """The notations of a scheme, sorted."""
        return sorted(name for within, name in self.concepts if within == scheme)


def read_terms(workspace: Workspace) -> Terms:
    """Read the ontology and the schemes. Raises UsageError if the ontology has no events."""
    ontology = [workspace.document(path) for path in workspace.ontology]
    schemes = [workspace.scheme(path) for path in workspace.schemes]
    known = vocabulary(ontology)
    bases = [base for base in known.namespaces if f"{base}hasEvent" in known.terms]
    if not bases:
        raise UsageError(
            "the ontology of this workspace has no term hasEvent, so no agreement can be written",
            path=workspace.root,
            hint="Write the record by hand, in the terms of the workspace's own ontology",
        )
    return Terms(
        own=Namespace(bases[0]),
        concepts=dict(_concepts(t for document in schemes for t in document.triples)),
        prefixes=_prefixes((*ontology, *schemes)),
    )


def _concepts(triples: Iterable[Triple]) -> Iterator[tuple[tuple[str, str], NamedNode]]:
    """Concepts by scheme and notation; where one has none, the end of its IRI stands for it."""
    stated = list(triples)
    notations = {
        t.subject: t.object.value
        for t in stated
        if t.predicate == SKOS.notation and isinstance(t.object, Literal)
    }
    for t in stated:
        if t.predicate != SKOS.inScheme or not isinstance(t.object, NamedNode):
            continue
        if isinstance(t.subject, NamedNode):
            name = notations.get(t.subject) or _end(t.subject)
            yield (_end(t.object), name), t.subject


def _end(iri: NamedNode) -> str:
    return iri.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _prefixes(documents: Iterable[Document]) -> dict[str, str]:
    found: dict[str, str] = {}
    for document in documents:
        found |= document.prefixes
    return found
