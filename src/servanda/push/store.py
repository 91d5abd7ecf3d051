"""What a push asks of a store: SPARQL 1.1 Query and Update, and the Graph Store Protocol."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

import pyoxigraph
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from servanda.errors import EngineError
from servanda.push.client import Client, Reply
from servanda.push.texts import text
from servanda.query.answer import Row, Term, answer_of

__all__ = ["Addresses", "Store", "whole_number"]

_ROWS: Final = "application/sparql-results+json"
_LINES: Final = "application/n-triples"
_MISSING: Final = 404


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a store takes queries, updates, and graphs."""

    query: str
    update: str
    graphs: str


def whole_number(term: Term | None) -> int | None:
    """The number that a literal of a store writes, None for what is none, or is absurd."""
    if isinstance(term, Literal) and term.value.isdecimal() and len(term.value) < 19:
        return int(term.value)
    return None


class Store:
    """A store behind HTTP; each method is one request and raises EngineError if it fails."""

    def __init__(self, addresses: Addresses, client: Client) -> None:
        self._at = addresses
        self._client = client

    def rows(self, query: str) -> tuple[Row, ...]:
        """The rows of a SELECT query."""
        body = urlencode({"query": query}).encode()
        reply = self._client.request(
            "POST",
            self._at.query,
            body,
            Content_Type="application/x-www-form-urlencoded",
            Accept=_ROWS,
        )
        self._check(reply, self._at.query, "query")
        try:
            found = pyoxigraph.parse_query_results(io.BytesIO(reply.body), QueryResultsFormat.JSON)
            rows = answer_of(found).rows if isinstance(found, QuerySolutions) else None
        except (SyntaxError, ValueError):
            rows = None
        if rows is None:
            raise EngineError(f"{self._at.query} gave no rows but {self._client.said(reply)!r}")
        return rows

    def update(self, update: str) -> None:
        """One request of one or more operations."""
        reply = self._client.request(
            "POST", self._at.update, update.encode(), Content_Type="application/sparql-update"
        )
        self._check(reply, self._at.update, "update")

    def count(self, graph: NamedNode) -> int:
        """How many statements a graph has."""
        rows = self.rows(text("count.rq", graph=graph))
        number = rows[0][0] if rows and rows[0] else None
        found = whole_number(number)
        if found is None:
            raise EngineError(f"{self._at.query} cannot count the statements of {graph}")
        return found

    def graph(self, name: NamedNode) -> list[Triple] | None:
        """The statements of a graph, None where there is no such graph."""
        address = self._graph_address(name)
        reply = self._client.request("GET", address, Accept=_LINES)
        if reply.status == _MISSING:
            return None
        self._check(reply, address, "reading")
        try:  # N-Triples, whatever it is called: no other syntax was asked for
            quads = pyoxigraph.parse(reply.body, format=RdfFormat.N_TRIPLES)
            return [quad.triple for quad in quads]
        except (SyntaxError, ValueError) as error:
            said = self._client.shown(str(error))
            raise EngineError(f"{address} gave back no N-Triples: {said}") from None

    def add(self, name: NamedNode, lines: bytes) -> None:
        """Add N-Triples to a graph, which need not exist."""
        address = self._graph_address(name)
        reply = self._client.request("POST", address, lines, Content_Type=_LINES)
        self._check(reply, address, "loading")

    def _graph_address(self, name: NamedNode) -> str:
        between = "&" if "?" in self._at.graphs else "?"
        return f"{self._at.graphs}{between}graph={quote(name.value, safe='')}"

    def _check(self, reply: Reply, address: str, what: str) -> None:
        if not 200 <= reply.status < 300:
            said = self._client.said(reply)
            raise EngineError(f"{address}: {what} failed with {reply.status}: {said}")
