"""Changes to the index of a site: the statements of one record take the place of earlier ones."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from pyoxigraph import Quad, Triple

from servanda.ntriples import iri_of
from servanda.pipeline.map import home_of
from servanda.site.read.index import Index, Origin
from servanda.workspace import Workspace

__all__ = ["drop_inferred", "inferred_lines", "put_inferred", "put_stated"]


def put_stated(index: Index, records: Mapping[str, Iterable[Quad]]) -> None:
    """Let the quads of records stand in place of those before, by the IRI of their graph."""
    for graph, quads in records.items():
        index.drop(graph)
        index.add(quads, Origin.STATED)


def put_inferred(
    index: Index, workspace: Workspace, about: Container[str], triples: Iterable[Triple]
) -> bool:
    """Let triples stand in place of what was inferred about resources; whether that is new."""
    graph, space = workspace.inferred_graph, workspace.uri_space
    # What follows for resources of other records is known when all records are seen together.
    new = {
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for triple in triples
        if home_of(iri_of(str(triple.subject)), about, space)
    }
    lines = {f"{quad} .\n" for quad in new}
    if lines == set(inferred_lines(index, workspace, about)):
        return False
    drop_inferred(index, workspace, about)
    index.add(sorted(new, key=str), Origin.INFERRED)
    return True


def drop_inferred(index: Index, workspace: Workspace, about: Container[str]) -> None:
    """Forget what was inferred about resources and their parts."""
    subjects = list(_subjects(index, workspace, about))
    index.base.executemany(
        "DELETE FROM quad WHERE origin = ? AND s = ?",
        [(int(Origin.INFERRED), subject) for subject in subjects],
    )


def inferred_lines(
    index: Index, workspace: Workspace, about: Container[str] | None = None
) -> Iterator[str]:
    """What is inferred, about all or about some resources and their parts, as N-Quads."""
    for subject in list(_subjects(index, workspace, about)):
        rows = index.base.execute(
            "SELECT p, o, g FROM quad WHERE s = ? AND origin = ?", (subject, int(Origin.INFERRED))
        )
        for p, o, g in rows:
            yield f"{subject} {p} {o} <{g}> .\n"


def _subjects(index: Index, workspace: Workspace, about: Container[str] | None) -> Iterator[str]:
    rows = index.base.execute(
        "SELECT DISTINCT s FROM quad WHERE origin = ?", (int(Origin.INFERRED),)
    )
    for (subject,) in rows:
        if about is None or home_of(iri_of(subject), about, workspace.uri_space):
            yield subject
