"""What can be wrong with links beside the form of their files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode

from servanda.errors import InputError
from servanda.mappings.links import Links
from servanda.mappings.model import FOLDER, SUFFIX
from servanda.mappings.slots import PREDICATES
from servanda.parse import Document
from servanda.vocab import PROV

__all__ = ["contradictory", "dangling", "unreviewed"]


def dangling(links: Links, owners: Mapping[str, Path]) -> Iterator[InputError]:
    """An error for each row about what no file describes, or from a source that none describes."""
    for each in links.sets:
        for row in each.mappings:
            sources = row.slots.get("mapping_source", "").split("|")
            own = [source for source in sources if source.startswith(links.space)]
            for iri in (row.subject.value, *own):
                if iri not in owners:
                    near = difflib.get_close_matches(iri, sorted(owners), n=1, cutoff=0.8)
                    yield InputError(
                        f"no file describes <{iri}>",
                        path=each.name,
                        line=row.line,
                        hint=f"Did you mean <{near[0]}>?" if near else "Mend or delete the row",
                    )


def contradictory(links: Links) -> Iterator[InputError]:
    """An error for each row that rejects what a row of another file accepts.

    Within one file reading refuses it.
    """
    accepted = {
        (row.subject.value, row.predicate.value, row.object.value): (each.name, row.line)
        for each in links.sets
        for row in each.accepted
    }
    for each in links.sets:
        for row in each.rejected:
            other = accepted.get((row.subject.value, row.predicate.value, row.object.value))
            if other is not None:
                yield InputError(
                    f"<{row.subject.value}> and <{row.object.value}> are rejected here and "
                    f"accepted in {other[0]}:{other[1]}",
                    path=each.name,
                    line=row.line,
                    hint="Keep one of the two rows",
                )


def unreviewed(links: Links, document: Document) -> Iterator[InputError]:
    """An error for each link that a record states itself.

    The links of an imported record are its table's, and stay: what names the graph, which is the
    record, is then `prov:wasDerivedFrom` a row.
    """
    if any(
        q.predicate == PROV.wasDerivedFrom and q.subject == q.graph_name for q in document.quads
    ):
        return
    for quad in document.quads:
        if quad.predicate in PREDICATES and isinstance(quad.subject, NamedNode):
            known = links.accepted.get(quad.subject.value, ())
            if (quad.predicate, quad.object) not in {(row.predicate, row.object) for row in known}:
                yield document.error(
                    f"a link to another dataset stands in {FOLDER}, where it is reviewed",
                    quad.subject,
                    quad.predicate,
                    quad.object,
                    hint=f"Make it a row of a file {FOLDER}/*{SUFFIX}",
                )
