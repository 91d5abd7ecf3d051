"""The plan of a push: the graphs of a verified release, their names, and what is known in advance.

Nothing here opens a connection.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from servanda.digests import MANIFEST
from servanda.errors import InputError, UsageError
from servanda.push.adapters import ADAPTERS, Adapter
from servanda.push.names import Names
from servanda.push.quirks import Quirk, touches
from servanda.push.statements import digest, keyed
from servanda.push.store import Addresses
from servanda.verify import verify

__all__ = ["Plan", "plan_push"]

_DUMPS: Final = ("dump/dataset.nq", "dump/inferred.nq")
_ONTOLOGY: Final = "ontology.ttl"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be pushed, and where.

    `graphs` are the triples of each graph by its name: the records, the concept schemes, what was
    inferred, and the ontology. `warned` counts the literals whose value the store is known to
    write otherwise, by what it does and by datatype.
    """

    adapter: Adapter
    addresses: Addresses
    names: Names
    graphs: Mapping[NamedNode, tuple[Triple, ...]]
    warned: Mapping[tuple[str, str], int]

    @property
    def statements(self) -> int:
        """How many statements the graphs have together."""
        return sum(len(triples) for triples in self.graphs.values())


def plan_push(
    folder: Path, to: str, *, kind: str = "generic", query: str = "", update: str = ""
) -> Plan:
    """The plan for the release in `folder` and the store at `to`, of a kind in ADAPTERS.

    Raises UsageError for a kind or addresses that do not fit, InputError for a release that is not
    as it was published, and for literals that make the store fail.
    """
    if kind not in ADAPTERS:
        raise UsageError(f"no store is called {kind!r}", hint=f"Known: {', '.join(ADAPTERS)}")
    adapter = ADAPTERS[kind]
    addresses = adapter.addresses(to, query, update)
    changes = verify(folder)
    if changes:
        first = changes[0]
        raise InputError(
            f"{first.what}; {len(changes)} files are not as they were published",
            path=folder / first.path,
            hint="Build the release again, or run servanda verify",
        )
    manifest = json.loads((folder / MANIFEST).read_bytes())
    dataset, version = str(manifest["dataset"]), str(manifest["version"])
    graphs = _graphs(folder, dataset)
    _refuse_chokes(graphs, adapter)
    names = Names(dataset, version, _digest(graphs))
    return Plan(adapter, addresses, names, graphs, _warned(graphs, adapter.quirks))


def _graphs(folder: Path, dataset: str) -> dict[NamedNode, tuple[Triple, ...]]:
    found: dict[str, set[Triple]] = {}
    for quad in _quads(folder, dataset):
        name = quad.graph_name
        if isinstance(name, BlankNode):
            raise InputError("a graph has no name of its own", path=folder / _DUMPS[0])
        key = dataset if isinstance(name, DefaultGraph) else name.value
        found.setdefault(key, set()).add(quad.triple)
    return {NamedNode(name): tuple(sorted(found[name], key=str)) for name in sorted(found)}


def _quads(folder: Path, dataset: str) -> Iterator[Quad]:
    for name in _DUMPS:
        yield from pyoxigraph.parse(path=str(folder / name))
    ontology = NamedNode(f"{dataset}/ontology")
    for quad in pyoxigraph.parse(path=str(folder / _ONTOLOGY)):
        yield Quad(quad.subject, quad.predicate, quad.object, ontology)


def _digest(graphs: Mapping[NamedNode, tuple[Triple, ...]]) -> str:
    """Of all statements with their graphs, as they are spelled."""
    return digest(
        f"{name} {line}" for name, triples in graphs.items() for line in keyed(triples, None)
    )


def _literals(
    graphs: Mapping[NamedNode, tuple[Triple, ...]],
) -> Iterator[tuple[NamedNode, Triple, Literal]]:
    for name, triples in graphs.items():
        for triple in triples:
            if isinstance(triple.object, Literal):
                yield name, triple, triple.object


def _refuse_chokes(graphs: Mapping[NamedNode, tuple[Triple, ...]], adapter: Adapter) -> None:
    for name, triple, literal in _literals(graphs):
        for choke in adapter.chokes:
            if literal.datatype.value in choke.datatypes and choke.fails(literal.value):
                raise InputError(
                    f"{adapter.name}: {choke.why}: {str(literal)[:120]} of {triple.subject}",
                    hint=f"Mend the record {name}, or push to another store",
                )


def _warned(
    graphs: Mapping[NamedNode, tuple[Triple, ...]], quirks: tuple[Quirk, ...]
) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for _, _, literal in _literals(graphs):
        for quirk in quirks:
            if touches(quirk, literal):
                key = (quirk.note, literal.datatype.value)
                counts[key] = counts.get(key, 0) + 1
                break
    return dict(sorted(counts.items()))
