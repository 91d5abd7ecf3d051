"""The ontology and the shapes as single files, with stable labels for their blank nodes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple

from servanda.exporters.base import Source
from servanda.serialize.turtle import turtle

__all__ = ["canonical", "ontology"]


def ontology(source: Source, folder: Path) -> None:
    """Write `ontology.ttl`, `ontology.jsonld` and `shapes.ttl`."""
    reference, prefixes = source.reference, dict(source.prefixes)
    terms = canonical(reference.ontology)
    shapes = canonical((*reference.shapes, *reference.closure_shapes))
    for name, triples in (("ontology.ttl", terms), ("shapes.ttl", shapes)):
        text = turtle(triples, prefixes)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    pyoxigraph.serialize(
        terms, str(folder / "ontology.jsonld"), RdfFormat.JSON_LD, prefixes=prefixes
    )


def canonical(triples: Iterable[Triple]) -> list[Triple]:
    """Sorted, unique triples whose blank nodes bear the labels of RDFC-1.0."""
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=str)
