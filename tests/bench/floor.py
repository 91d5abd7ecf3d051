"""The floor: pyoxigraph reads the Turtle of a workspace and writes the six formats of the dumps.

Nothing is checked, sorted, grouped or inferred: what a release costs cannot be less. The files are
parsed once, each into the graph of its record, and every writer is fed from what was parsed, a few
thousand quads at a time, so that memory does not grow with the workspace.

It does not load the package, so that what that costs is not counted here.

Usage: python -m bench.floor WORKSPACE SCHEMES FOLDER, SCHEMES being where the model's concepts are
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

FORMATS: Final = {
    "nq": RdfFormat.N_QUADS,
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
_GRAPHS: Final = {RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD}
_SPACE: Final = NamedNode("http://rdfs.org/ns/void#uriSpace")
_CHUNK: Final = 5_000  # quads
_WAITING: Final = 4  # chunks
Chunk = Sequence[Quad]


def files(root: Path, schemes: Path) -> Iterator[tuple[Path, NamedNode]]:
    """What the dump of a release is made of: each file with the graph it goes into."""
    data = root / "data"
    described = data / "dataset.ttl"
    said = list(pyoxigraph.parse(path=str(described)))
    space = next(quad.object.value for quad in said if quad.predicate == _SPACE)
    for path in sorted(data.rglob("*.ttl")):
        yield path, NamedNode(space + path.relative_to(data).with_suffix("").as_posix())
    for path in sorted(schemes.glob("*.ttl")):
        yield path, NamedNode(path.resolve().as_uri())


def quads(root: Path, schemes: Path) -> Iterator[Quad]:
    """All quads of a workspace, in the order of its files."""
    for path, graph in files(root, schemes):
        for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)


def main() -> None:
    """Parse once, write six times."""
    root, schemes, folder = map(Path, sys.argv[1:])
    folder.mkdir(parents=True)
    queues: dict[str, Queue[Chunk]] = {suffix: Queue(_WAITING) for suffix in FORMATS}
    writers = [
        Thread(target=_write, args=(folder / f"dataset.{suffix}", FORMATS[suffix], queue))
        for suffix, queue in queues.items()
    ]
    for writer in writers:
        writer.start()
    source = quads(root, schemes)
    while chunk := tuple(islice(source, _CHUNK)):
        for queue in queues.values():
            queue.put(chunk)
    for queue in queues.values():
        queue.put(())
    for writer in writers:
        writer.join()


def _write(path: Path, rdf_format: RdfFormat, queue: Queue[Chunk]) -> None:
    given: Iterator[Quad] = (quad for chunk in iter(queue.get, ()) for quad in chunk)
    if rdf_format in _GRAPHS:
        pyoxigraph.serialize(given, str(path), rdf_format)
    else:
        pyoxigraph.serialize((quad.triple for quad in given), str(path), rdf_format)


if __name__ == "__main__":
    main()
