"""The dumps: the stated dataset in every RDF syntax, and the inferred graph as N-Quads."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Triple

from servanda.exporters.base import Source
from servanda.pipeline.spine import quads_of
from servanda.serialize.turtle import turtle_by_group

__all__ = ["dump"]


def dump(source: Source, folder: Path) -> None:
    """Write `dump/dataset.{nq,ttl,nt,trig,jsonld,rdf}` and `dump/inferred.nq`.

    All are written from parsed quads, never from a store, so lexical forms are the source's.
    """
    out = folder / "dump"
    out.mkdir()
    outcome, prefixes = source.outcome, dict(source.prefixes)
    shutil.copyfile(outcome.stated, out / "dataset.nq")
    shutil.copyfile(outcome.inferred, out / "inferred.nq")
    with (out / "dataset.ttl").open("w", encoding="utf-8", newline="\n") as text:
        text.writelines(turtle_by_group(_groups(source), prefixes))
    for suffix, rdf_format in (("nt", RdfFormat.N_TRIPLES), ("rdf", RdfFormat.RDF_XML)):
        pyoxigraph.serialize(
            _triples(source), str(out / f"dataset.{suffix}"), rdf_format, prefixes=prefixes
        )
    for suffix, rdf_format in (("trig", RdfFormat.TRIG), ("jsonld", RdfFormat.JSON_LD)):
        pyoxigraph.serialize(
            _grouped(source), str(out / f"dataset.{suffix}"), rdf_format, prefixes=prefixes
        )


def _groups(source: Source) -> Iterator[tuple[str, Iterator[Triple]]]:
    for name, quads in source.outcome.spine.graphs():
        yield name, (quad.triple for quad in quads)


def _triples(source: Source) -> Iterator[Triple]:
    return (quad.triple for quad in quads_of(source.outcome.stated))


def _grouped(source: Source) -> Iterator[Quad]:
    for _, quads in source.outcome.spine.graphs():
        yield from quads
