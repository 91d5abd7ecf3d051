"""Ask the ready-made queries of the statements of a site, as the command line asks a release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Store

from servanda.query import Answer, Query, bind, read_query, run_local
from servanda.site.read.index import Index
from servanda.site.read.labels import shown
from servanda.site.read.reads import Read
from servanda.workspace import Workspace

__all__ = [
    "LANGUAGE_PARAMETER",
    "Asked",
    "Asking",
    "open_store",
    "query_of",
    "ready_made",
    "sparql_of",
]

# The parameter that a page fills with the language of its readers.
LANGUAGE_PARAMETER: Final = "lang"
_CHUNK: Final = 50_000
_MOST_IN_MEMORY: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as readers of a language ask it: its text, and the answer to it."""

    text: str
    answer: Answer


class Asking:
    """Answers for readers, from a store that is opened when it is first asked.

    The last answer is remembered: a page and the files beside it come one after another.
    """

    def __init__(self, index: Index) -> None:
        self._index: Final = index
        self._store: Store | None = None
        self._last: tuple[tuple[str, str], Asked] | None = None

    def ask(self, query: Query, language: str) -> Asked:
        """The answer for the default parameters, with names in a language."""
        # Any statement may be in the answer.
        self._index.reads.note(Read.ANY)
        key = (query.name, language)
        if self._last is None or self._last[0] != key:
            if self._store is None:
                self._store = open_store(self._index)
            text = sparql_of(query, language)
            self._last = (key, Asked(text, run_local(self._store, text)))
        return self._last[1]


def ready_made(workspace: Workspace) -> list[Query]:
    """The ready-made queries of a workspace, by name. Raises InputError for a faulty one."""
    return sorted((_shown(query_of(path)) for path in workspace.queries), key=lambda q: q.name)


def query_of(path: Path) -> Query:
    """The query in a file, which is parsed again only when it has changed."""
    found = path.stat()
    return _query(path, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=512)
def _query(path: Path, *_stamp: int) -> Query:
    return read_query(path)


def _shown(query: Query) -> Query:
    """The query with its texts as readers may see them."""
    return replace(
        query,
        title={language: shown(text) for language, text in query.title.items()},
        description={language: shown(text) for language, text in query.description.items()},
    )


def sparql_of(query: Query, language: str) -> str:
    """The SPARQL of a query with names in a language, without the lines of its head."""
    has_language = any(each.name == LANGUAGE_PARAMETER for each in query.parameters)
    text = bind(query, {LANGUAGE_PARAMETER: language}) if has_language else query.text
    # In SPARQL, other than in Python, only these two end a line.
    lines = [line for line in re.split("\r?\n", text) if not line.startswith("#+")]
    return "\n".join(lines).strip("\n") + "\n"


def open_store(index: Index) -> Store:
    """A store of all that `servanda query` sees: what is stated and inferred, and the ontology.

    A large store is kept on disk beside the file of the index, and goes when that folder goes.
    """
    (count,) = index.sql.execute("SELECT COUNT(*) FROM quad").fetchone()
    store = Store() if count <= _MOST_IN_MEMORY else Store(str(_beside(index)))
    for chunk in _chunks(index):
        store.bulk_extend(chunk)
    return store


def _beside(index: Index) -> Path:
    return index.path.with_suffix(".store")


def _chunks(index: Index) -> Iterator[Iterator[Quad]]:
    rows = index.sql.execute("SELECT s, p, o, g FROM quad ORDER BY rowid")
    while chunk := rows.fetchmany(_CHUNK):
        lines = (f"{s} {p} {o} <{g}> ." if g else f"{s} {p} {o} ." for s, p, o, g in chunk)
        yield pyoxigraph.parse("\n".join(lines), RdfFormat.N_QUADS)
