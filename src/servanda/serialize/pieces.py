"""The forms of a dataset that are put together from one piece for each graph.

A form is a head, the pieces of the graphs in order of name with something between them, and a
tail. A piece depends on its graph and on the prefixes only, so what did not change can be copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from servanda.serialize.grouped import (
    Subject,
    graph_blocks,
    has_blank_nodes,
    json_graph,
    subject_blocks,
    subjects_of,
)
from servanda.serialize.lines import prefix_lines
from servanda.serialize.names import Names
from servanda.serialize.rdfxml import XML_TAIL, XmlWriter

__all__ = ["SUFFIXES", "Form", "Graph", "forms"]

SUFFIXES: Final = ("ttl", "trig", "jsonld", "rdf")
# Escapes that JSON has otherwise, or behind which a sign can be that XML has not.
_ODD: Final = re.compile(r"\\[bfuU]")


class Graph:
    """A named graph: its name as `<iri>`, and its sorted, unique, canonical N-Triples."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._blocks: list[str] | None = None

    def blocks(self, names: Names) -> list[str]:
        """Its canonical Turtle, made once: the resource that the graph is named after leads."""
        if self._blocks is None:
            first = self.name[1:-1]
            if self.is_plain:
                self._blocks = subject_blocks(self.subjects, names, first)
            else:
                self._blocks = graph_blocks(self.text, names, first)
        return self._blocks

    @cached_property
    def subjects(self) -> list[Subject]:
        """The graph by subject."""
        return subjects_of(self.text)

    @cached_property
    def is_plain(self) -> bool:
        """Whether it can be written without a look at its terms."""
        text = self.text
        return not (
            ("\\" in text and _ODD.search(text))
            or ("(" in text and " <<(" in text)
            or self.has_blank_nodes
        )

    @cached_property
    def has_blank_nodes(self) -> bool:
        """Whether a subject or an object is a blank node."""
        # Single signs are found several times as fast as two.
        return "_" in self.text and "_:" in self.text and has_blank_nodes(self.subjects)

    @cached_property
    def quads(self) -> list[Quad]:
        """The quads of the graph in the order of its lines."""
        lines = self.text.replace(" .\n", f" {self.name} .\n").encode()
        return list(pyoxigraph.parse(lines, RdfFormat.N_QUADS))


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
    with its name, and TriG has the same in braces. JSON-LD is expanded. RDF/XML names no graphs,
    and what it cannot hold is left out: see `servanda.serialize.rdfxml`.
    """
    return (*_turtle_and_trig(prefixes), _json(), _xml(prefixes))


def _turtle_and_trig(prefixes: Mapping[str, str]) -> tuple[Form, Form]:
    names = Names(prefixes)
    head = prefix_lines(prefixes, prefixes).encode()

    def turtle(graph: Graph) -> bytes:
        return "\n".join((f"\n# {graph.name}\n", *graph.blocks(names))).encode()

    def trig(graph: Graph) -> bytes:
        if graph.has_blank_nodes:  # whose labels hold for all graphs
            return pyoxigraph.serialize(graph.quads, format=RdfFormat.TRIG) or b""
        inner = "\n".join(graph.blocks(names))
        return f"\n{names.term(graph.name)} {{\n{inner}}}\n".encode()

    return Form("ttl", head, b"", b"", turtle), Form("trig", head, b"", b"", trig)


def _json() -> Form:
    def piece(graph: Graph) -> bytes:
        if graph.is_plain:
            return json_graph(graph.name, graph.subjects).encode()
        return (pyoxigraph.serialize(graph.quads, format=RdfFormat.JSON_LD) or b"")[1:-1]

    return Form("jsonld", b"[", b",", b"]", piece)


def _xml(prefixes: Mapping[str, str]) -> Form:
    writer = XmlWriter(prefixes)

    def piece(graph: Graph) -> bytes:
        if graph.is_plain:
            return writer.subjects(graph.subjects).encode()
        return writer.triples(graph.quads)

    return Form("rdf", writer.head, b"", XML_TAIL, piece)
