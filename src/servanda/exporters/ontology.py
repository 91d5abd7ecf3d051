"""The ontology and the shapes as single files, with stable labels for their blank nodes."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from servanda.exporters.base import Source
from servanda.serialize.turtle import canonical_triples, turtle

__all__ = ["ontology"]


def ontology(source: Source, folder: Path) -> None:
    """Write `ontology.ttl`, `ontology.jsonld` and `shapes.ttl`."""
    reference, prefixes = source.reference, dict(source.prefixes)
    terms = canonical_triples(reference.ontology)
    shapes = canonical_triples((*reference.shapes, *reference.closure_shapes))
    for name, triples in (("ontology.ttl", terms), ("shapes.ttl", shapes)):
        text = turtle(triples, prefixes)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    pyoxigraph.serialize(
        terms, str(folder / "ontology.jsonld"), RdfFormat.JSON_LD, prefixes=prefixes
    )
