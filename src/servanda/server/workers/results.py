"""The formats of answers: which kinds of answer each can hold, and its media type."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from servanda.formats import SYNTAXES
from servanda.server.workers.job import Kind

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its short name: the kinds of answers that it can hold, and its media type."""

    name: str
    kinds: frozenset[Kind]
    media_type: str


_TABLES: Final = (
    Format("json", frozenset({Kind.ROWS, Kind.BOOLEAN}), "application/sparql-results+json"),
    Format("xml", frozenset({Kind.ROWS, Kind.BOOLEAN}), "application/sparql-results+xml"),
    Format("csv", frozenset({Kind.ROWS}), "text/csv"),
    Format("tsv", frozenset({Kind.ROWS}), "text/tab-separated-values"),
)
_GRAPHS: Final = tuple(
    Format(syntax.suffix.removeprefix("."), frozenset({Kind.GRAPH}), syntax.media_type)
    for syntax in SYNTAXES
)
FORMATS: Final = MappingProxyType({each.name: each for each in (*_TABLES, *_GRAPHS)})
