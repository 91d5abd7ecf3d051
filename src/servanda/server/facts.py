"""The statements about resources that have no file of their own in the release, as parsed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

__all__ = ["Facts", "write_facts"]

_TABLE: Final = "CREATE TABLE fact (subject TEXT NOT NULL, line TEXT NOT NULL)"
_INDEX: Final = "CREATE INDEX by_subject ON fact (subject)"
_FIND: Final = "SELECT DISTINCT line FROM fact WHERE subject = ? ORDER BY line LIMIT ?"
_MOST: Final = 100_000  # statements of one resource


def write_facts(path: Path, triples: Iterable[Triple]) -> None:
    """Write statements into a new SQLite file, found by subject; those of blank nodes are left."""
    with sqlite3.connect(path) as base:
        base.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLE};")
        rows = (
            (triple.subject.value, f"{triple} .")
            for triple in triples
            if isinstance(triple.subject, NamedNode)
        )
        base.executemany("INSERT INTO fact VALUES (?, ?)", rows)
        base.execute(_INDEX)
    base.close()


class Facts:
    """Statements by subject, from a file that `write_facts` wrote; read from any thread."""

    def __init__(self, path: Path) -> None:
        address = f"file:{path}?mode=ro&immutable=1"
        self._base: Final = sqlite3.connect(address, uri=True, check_same_thread=False)

    def triples(self, iri: str) -> list[Triple]:
        """The statements about a resource, sorted; an empty list where there are none."""
        lines = [line for (line,) in self._base.execute(_FIND, (iri, _MOST))]
        text = "\n".join(lines)
        return [quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES)]

    def close(self) -> None:
        """Close the file."""
        self._base.close()
