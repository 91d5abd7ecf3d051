"""The dumps: the stated dataset in every RDF syntax, and the inferred graph as N-Quads."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from servanda.exporters.again import fits, take
from servanda.exporters.base import Source
from servanda.runners import Processes
from servanda.serialize.index import Index, Pieces, Stamp, kept_index, writers_key
from servanda.serialize.slices import Target, batches, join_parts, write_dataset, write_part
from servanda.serialize.sorted_lines import StaleError
from servanda.serialize.splice import changed_graphs, splice

__all__ = ["INDEX", "dump"]

INDEX: Final = "dump.index"  # in the cache of a workspace
_STEM: Final = "dataset"
_WORTH_PROCESSES: Final = 32_000_000  # bytes of N-Quads, which one process writes in a second


def dump(source: Source, folder: Path) -> None:
    """Write `dump/dataset.{nq,ttl,nt,trig,jsonld,rdf}` and `dump/inferred.nq`.

    All are written from text, never from a store, so lexical forms are the source's. N-Quads and
    N-Triples are sorted by code point, the others graph by graph in the order of the names;
    a triple that stands in several graphs has one line in N-Triples.

    With `source.cache`, a folder, an index of the dump is kept there; where one is there already
    and fits the dump of the release at `source.before`, what did not change is copied from it.
    The bytes are the same either way.
    """
    out = folder / "dump"
    out.mkdir()
    key = writers_key(source.prefixes)
    target = Target(source.prefixes, out / _STEM)
    pieces = _spliced(source, target, key)
    if pieces is None:
        pieces = _written(source, target)
    else:
        source.outcome.take_stated(target.path("nq"))
    take(source.outcome.inferred, out / "inferred.nq")
    files = sorted(out.iterdir())
    source.digests.learn(files)
    if source.cache is not None:
        stamps = {path.name: Stamp.of(path, source.digests.of(path)) for path in files}
        with suppress(OSError):  # a cache that cannot be written is none
            Index(key, stamps, pieces).keep(source.cache / INDEX)


def _written(source: Source, target: Target) -> Pieces:
    """Write all of it anew."""
    quads = target.path("nq")
    take(source.outcome.stated, quads)
    graphs = source.outcome.graphs()
    if source.jobs <= 1 or quads.stat().st_size < _WORTH_PROCESSES:
        return write_dataset(graphs, target)
    outputs = Processes(source.jobs).outputs(write_part, target, batches(graphs, target))
    with closing(outputs) as parts:
        return join_parts(parts, target)


def _spliced(source: Source, target: Target, key: str) -> Pieces | None:
    """Write it from the dump before, as far as that can be trusted; None if nothing came of it."""
    if source.cache is None or source.before is None:
        return None
    index, old = kept_index(source.cache / INDEX, key), source.before / "dump"
    if index is None or not fits(index.stamps, old, source.digests):
        return None
    changed = changed_graphs(index.pieces, source.outcome.marks(), source.outcome.text)
    if changed is None:
        return None
    try:
        before = Target(source.prefixes, old / _STEM)
        pieces, subjects = splice(before, index.pieces, target, changed)
    except (StaleError, EOFError):
        for path in target.stem.parent.iterdir():
            path.unlink()
        return None
    source.since.dump = {name: stamp.sha256 for name, stamp in index.stamps.items()}
    source.since.subjects = subjects
    return pieces
