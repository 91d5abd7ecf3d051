"""The forms of a dataset that are put together from one piece for each graph.

A form is a head, the pieces of the graphs in order of name with something between them, and a
tail. A piece depends on its graph and on the prefixes only, so what did not change can be copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from servanda.serialize.grouped import graph_blocks
from servanda.serialize.lines import prefix_lines
from servanda.serialize.names import Names
from servanda.serialize.rdfxml import held_by_xml, is_held_by_xml

__all__ = ["SUFFIXES", "Form", "Graph", "forms"]

SUFFIXES: Final = ("ttl", "trig", "jsonld", "rdf")
_XML_TAIL: Final = b"\n</rdf:RDF>"


class Graph:
    """A named graph: its name as `<iri>`, and its sorted, unique, canonical N-Triples."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @cached_property
    def quads(self) -> list[Quad]:
        """The quads of the graph in the order of its lines."""
        lines = self.text.replace(" .\n", f" {self.name} .\n").encode()
        # What is canonical was checked when it was read: checking it again takes half the time.
        return list(pyoxigraph.parse(lines, RdfFormat.N_QUADS, lenient=True))


@dataclass(frozen=True, slots=True)
class Form:
    """How a file of one format is put together; `piece` gives what stands for one graph."""

    suffix: str
    head: bytes
    between: bytes
    tail: bytes
    piece: Callable[[Graph], bytes]


def forms(prefixes: Mapping[str, str]) -> tuple[Form, ...]:
    """The forms with the prefixes given, in the order of `SUFFIXES`.

    Turtle is the canonical Turtle of `servanda.serialize.turtle`, each graph under a comment
    with its name; TriG, JSON-LD and RDF/XML are pyoxigraph's. RDF/XML names no graphs, and what
    it cannot hold is left out: see `servanda.serialize.rdfxml`.
    """
    return (_turtle(prefixes), _trig(dict(prefixes)), _json(), _xml(dict(prefixes)))


def _turtle(prefixes: Mapping[str, str]) -> Form:
    names = Names(prefixes)

    def piece(graph: Graph) -> bytes:
        blocks = graph_blocks(graph.text, names, graph.name[1:-1])
        return "\n".join((f"\n# {graph.name}\n", *blocks)).encode()

    return Form("ttl", prefix_lines(prefixes, prefixes).encode(), b"", b"", piece)


def _trig(prefixes: dict[str, str]) -> Form:
    # The engine gives the prefixes at the head of whatever it writes, and nothing without a quad.
    node = NamedNode("urn:x")
    written = _written([Quad(node, node, node, node)], RdfFormat.TRIG, prefixes)
    head = b"".join(
        line for line in written.splitlines(keepends=True) if line.startswith(b"@prefix ")
    )

    def piece(graph: Graph) -> bytes:
        return _written(graph.quads, RdfFormat.TRIG, prefixes)[len(head) :]

    return Form("trig", head, b"", b"", piece)


def _json() -> Form:
    def piece(graph: Graph) -> bytes:
        return _written(graph.quads, RdfFormat.JSON_LD, {})[1:-1]

    return Form("jsonld", b"[", b",", b"]", piece)


def _xml(prefixes: dict[str, str]) -> Form:
    head = _written([], RdfFormat.RDF_XML, prefixes)[: -len(_XML_TAIL)]

    def piece(graph: Graph) -> bytes:
        triples = [quad.triple for quad in graph.quads]
        written = _written(triples, RdfFormat.RDF_XML, prefixes)
        if not is_held_by_xml(graph.text, written):
            written = _written(held_by_xml(graph.quads), RdfFormat.RDF_XML, prefixes)
        # As it is, a reader of XML would make a line feed of it.
        return written[len(head) : -len(_XML_TAIL)].replace(b"\r", b"&#13;")

    return Form("rdf", head, b"", _XML_TAIL, piece)


def _written(
    statements: list[Quad] | list[Triple], rdf_format: RdfFormat, prefixes: dict[str, str]
) -> bytes:
    return pyoxigraph.serialize(statements, format=rdf_format, prefixes=prefixes) or b""
