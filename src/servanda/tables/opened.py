"""A description together with what it looks at: the concepts and records of a workspace."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import Quad

from servanda.errors import UsageError
from servanda.tables.forward import Lens
from servanda.tables.metadata import Description
from servanda.tables.resolve import Resolver
from servanda.vocab import RDF, SKOS, VOID
from servanda.workspace import Workspace

__all__ = ["lens_of_dump", "lens_of_workspace"]


def lens_of_workspace(workspace: Workspace, description: Description) -> Lens:
    """The description over all records of a workspace."""
    quads = [quad for path in workspace.schemes for quad in workspace.scheme(path).quads]
    for path in workspace.records:
        quads += workspace.record(path).quads
    return _lens(quads, description, workspace.uri_space)


def lens_of_dump(dump: bytes, description: Description) -> Lens:
    """The description over the dump of a release, in N-Quads."""
    quads = list(pyoxigraph.parse(dump, pyoxigraph.RdfFormat.N_QUADS))
    spaces = {quad.object.value for quad in quads if quad.predicate == VOID.uriSpace}
    if len(spaces) != 1:
        raise UsageError("the release does not say its void:uriSpace once")
    return _lens(quads, description, spaces.pop())


def _lens(quads: Iterable[Quad], description: Description, base: str) -> Lens:
    resolver = Resolver()
    quads = list(quads)
    schemes = {
        quad.subject
        for quad in quads
        if quad.predicate == RDF.type and quad.object == SKOS.ConceptScheme
    }
    for scheme in sorted(schemes, key=str):
        mine = [quad.triple for quad in quads if quad.graph_name == scheme]
        resolver.add_concepts(str(getattr(scheme, "value", "")).rsplit("/", 1)[-1], mine)
    resolver.add(quad.triple for quad in quads if quad.graph_name not in schemes)
    return Lens(description, resolver, base)
