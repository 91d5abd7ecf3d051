"""One parsed file, and what a reader is given to make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from servanda.errors import InputError
from servanda.formats import SYNTAXES, syntax_of
from servanda.parse.context import Context
from servanda.parse.positions import Positions

__all__ = ["Document", "Source", "placed"]


@dataclass(frozen=True, slots=True)
class Source:
    """A text to be read: `name` is what messages call its file, `graph_name` takes its triples.

    `context` gives the keys of a YAML record their meaning; RDF syntaxes have no use for it.
    """

    path: Path
    name: str
    text: str
    graph_name: NamedNode | DefaultGraph | None
    context: Context | None


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its quads in the file's order, its prefixes, and where things stand.

    `name` is what messages call the file; `text` is kept for positions only, unless the reader
    has given them as `positions`.
    """

    path: Path
    name: str
    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str]
    text: str
    positions: Positions | None = None

    @property
    def triples(self) -> list[Triple]:
        """The quads without their graph names."""
        return [quad.triple for quad in self.quads]

    def line(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None = None,
        object: object | None = None,  # noqa: A002  RDF's own word
    ) -> int:
        """The line on which a statement stands, or the nearest that is known; 1 otherwise."""
        positions = self._positions()
        if subject is None or positions is None:
            return 1
        return positions.line(subject, predicate, object)

    def error(
        self,
        message: str,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: object | None = None,  # noqa: A002  RDF's own word
        *,
        hint: str | None = None,
    ) -> InputError:
        """An error that points at a statement of this file."""
        line, column = self.line(subject, predicate, object), None
        if subject is not None and self.positions is not None:
            column = self.positions.column(subject, predicate, object)
        return InputError(message, path=self.name, line=line, column=column, hint=hint)

    def _positions(self) -> Positions | None:
        if self.positions is not None or syntax_of(self.path) not in (SYNTAXES[0], SYNTAXES[3]):
            return self.positions
        return Positions.of_turtle(self.text)


def placed(quad: Quad, graph_name: NamedNode | DefaultGraph | None) -> Quad:
    """The quad in `graph_name`, unless it has a graph of its own."""
    if graph_name is None or quad.graph_name != DefaultGraph():
        return quad
    return Quad(quad.subject, quad.predicate, quad.object, graph_name)
