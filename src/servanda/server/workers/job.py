"""What a process that runs queries is asked, and what it says: plain values that travel as JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Answer", "Job", "Kind"]


class Kind(StrEnum):
    """What a query gives: rows, a truth value, or a graph."""

    ROWS = "rows"
    BOOLEAN = "boolean"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Job:
    """A query with the formats that its client takes, best first, for each kind of answer.

    Formats are names of `servanda.server.workers.results.FORMATS`; None for a kind means that no
    format of it is acceptable. `default_graphs` and `named_graphs` are those of the protocol
    (SPARQL 1.1 Protocol, section 2.1.4); None where the request names none.
    """

    text: str
    rows: str | None
    boolean: str | None
    graph: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, cut at a limit where `truncated` says so, as in `rows=10000`."""

    kind: Kind
    media_type: str
    truncated: str
    size: int
    chunks: AsyncIterator[bytes]
