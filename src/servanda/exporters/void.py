"""The description of the dataset for tools: `void.ttl`, `.well-known/void`, and its SPARQL side."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from servanda.exporters.base import Source
from servanda.exporters.statistics import service_triples, tally, totals, void_triples
from servanda.exporters.statistics.described import VOID_EXT
from servanda.serialize.turtle import turtle

__all__ = ["void"]

SERVICE: Final = "sparql-service-description.ttl"


def void(source: Source, folder: Path) -> None:
    """Write `void.ttl`, the same as `.well-known/void`, and `sparql-service-description.ttl`."""
    workspace, outcome, head = source.workspace, source.outcome, source.head
    work = outcome.stated
    stated = tally(work, work.with_name("stated.hashes"), workspace.uri_space)
    inferred = totals(outcome.inferred, work.with_name("inferred.hashes"), workspace.uri_space)
    prefixes = {**source.prefixes, "void-ext": VOID_EXT.base}
    said = void_triples(head, stated, inferred, source.prefixes)
    text = turtle(said, prefixes, first=workspace.iri.value)
    known = folder / ".well-known" / "void"
    known.parent.mkdir()
    for path in (folder / "void.ttl", known):
        path.write_text(text, encoding="utf-8", newline="\n")
    graphs = [
        NamedNode(name.strip("<>")) for name in dict.fromkeys(name for name, _ in outcome.marks())
    ]
    service = service_triples(head, graphs, workspace.inferred_graph)
    (folder / SERVICE).write_text(
        turtle(set(service), prefixes, first=workspace.iri.value), encoding="utf-8", newline="\n"
    )
