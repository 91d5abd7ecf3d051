"""A description together with what it looks at: the concepts and records of a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad

from servanda.errors import InputError, UsageError
from servanda.parse import read_bytes, read_text
from servanda.tables.describe import read_description
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


def lens_of_dump(dump: Path, metadata: Path) -> Lens:
    """The description in the file `metadata` over the dump of a release, in N-Quads.

    Raises InputError or UsageError for a dump that is none of a release.
    """
    try:
        quads = list(pyoxigraph.parse(read_bytes(dump), pyoxigraph.RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise InputError("no N-Quads", path=dump, line=error.lineno) from error
    spaces = {quad.object.value for quad in quads if quad.predicate == VOID.uriSpace}
    if len(spaces) != 1:
        raise UsageError("the release does not say its void:uriSpace once", path=dump)
    base = spaces.pop()
    return _lens(quads, read_description(metadata, base), base)


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
    _check_schemes(description, {str(getattr(each, "value", "")) for each in schemes})
    return Lens(description, resolver, base)


def _check_schemes(description: Description, iris: Iterable[str]) -> None:
    """Refuse a description that looks for words in a scheme that is not there."""
    known = sorted({iri.rsplit("/", 1)[-1] for iri in iris})
    for field in description.all_fields():
        if field.scheme and field.scheme not in known:
            before, _, _ = read_text(description.path).partition(f'"{field.scheme}"')
            raise InputError(
                f"no concept scheme is called {field.scheme!r}",
                path=description.path,
                line=before.count("\n") + 1,
                hint=f"The schemes are: {', '.join(known)}",
            )
