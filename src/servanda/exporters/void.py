"""The description of the dataset for tools: `void.ttl`, `.well-known/void`, and its SPARQL side."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from servanda.exporters.again import keep, kept, take
from servanda.exporters.base import Source
from servanda.exporters.statistics import (
    Tally,
    Totals,
    count_groups,
    count_totals,
    service_triples,
    tally_of,
    totals_of,
    void_triples,
)
from servanda.exporters.statistics.described import VOID_EXT
from servanda.exporters.void_counts import Counting, changed_subjects
from servanda.serialize.index import mark_of
from servanda.serialize.turtle import turtle

__all__ = ["void"]

SERVICE: Final = "sparql-service-description.ttl"


def void(source: Source, folder: Path) -> None:
    """Write `void.ttl`, the same as `.well-known/void`, and `sparql-service-description.ttl`."""
    prefixes = {**source.prefixes, "void-ext": VOID_EXT.base}
    said = void_triples(source.head, _stated(source), _inferred(source), source.prefixes)
    text = turtle(said, prefixes, first=source.workspace.iri.value)
    known = folder / ".well-known" / "void"
    known.parent.mkdir()
    for path in (folder / "void.ttl", known):
        path.write_text(text, encoding="utf-8", newline="\n")
    _write_service(source, folder / SERVICE)


def _stated(source: Source) -> Tally:
    subjects, dump = source.since.subjects, source.outcome.stated
    counted = Counting(
        source, "dataset.nq", dump, count_groups, lambda _old, _new: subjects
    ).counted()
    marks = source.outcome.marks()
    counted.graphs = len({name for name, mark in marks if mark != mark_of("")})
    return tally_of(counted)


def _inferred(source: Source) -> Totals:
    dump = source.outcome.inferred
    counted = Counting(source, "inferred.nq", dump, count_totals, changed_subjects).counted()
    counted.graphs = int(dump.stat().st_size > 0)  # all of it is in one graph
    return totals_of(counted)


def _write_service(source: Source, path: Path) -> None:
    """Write what a SPARQL service would say, or take it over where it would say the same."""
    names = list(dict.fromkeys(name for name, _ in source.outcome.marks()))
    prefixes = {**source.prefixes, "void-ext": VOID_EXT.base}
    told = hashlib.sha256(json.dumps([names, sorted(prefixes.items())]).encode()).hexdigest()
    again = kept(source, "service", "")
    if again is not None and again.told == told and source.before is not None:
        take(source.before / path.name, path)
    else:
        graphs = [NamedNode(name.strip("<>")) for name in names]
        said = set(service_triples(source.head, graphs, source.workspace.inferred_graph))
        text = turtle(said, prefixes, first=source.workspace.iri.value)
        path.write_text(text, encoding="utf-8", newline="\n")
    keep(source, "service", (path,), told)
