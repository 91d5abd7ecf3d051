"""The statements of a release, found by subject, by object and by class, without holding them.

The index is an SQLite file beside the release in the making. Terms are kept in their N-Triples
form, so that no lexical form changes. Every reading is noted in `reads`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from servanda.site.read.reads import Read, Reads
from servanda.vocab import RDF

__all__ = ["Fact", "Index", "Origin", "term_of"]

_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE quad (s TEXT NOT NULL, p TEXT NOT NULL, o TEXT NOT NULL, g TEXT NOT NULL,
    origin INTEGER NOT NULL);
"""
_REMEMBERED: Final = 2_000
_REMEMBERED_NAMING: Final = 20
_KEYS: Final = """
DROP TABLE IF EXISTS uses;
CREATE INDEX IF NOT EXISTS by_subject ON quad (s, p);
CREATE INDEX IF NOT EXISTS by_object ON quad (o, p);
CREATE INDEX IF NOT EXISTS by_graph ON quad (g);
CREATE TABLE IF NOT EXISTS claim (s TEXT NOT NULL, p TEXT NOT NULL, o TEXT NOT NULL,
    claim TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_claimed ON claim (s, p, o);
"""
_ABOUT: Final = "SELECT s, p, o, g, origin FROM quad WHERE s = ?"
_NAMING: Final = "SELECT s, p, o, g, origin FROM quad WHERE o = ?"
_CLAIMS: Final = """
INSERT INTO claim SELECT DISTINCT a.o, b.o, c.o, a.s FROM quad a
    JOIN quad b ON b.s = a.s AND b.p = ?
    JOIN quad c ON c.s = a.s AND c.p = ?
    WHERE a.p = ?
"""

Term = NamedNode | BlankNode | Literal


class Origin(IntEnum):
    """Where a statement comes from."""

    STATED = 0
    INFERRED = 1
    ONTOLOGY = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement, the graph it stands in, and where it comes from."""

    triple: Triple
    graph: str
    origin: Origin


class Index:
    """Statements in the file `path`, which must not exist; call `close` when done.

    With `written`, it is the file of another index, of which nothing is added or dropped.
    """

    def __init__(self, path: Path, *, written: bool = False) -> None:
        self.reads: Final = Reads()
        # For those who note what they read: `base` notes that they read everything.
        self.sql: Final = sqlite3.connect(path, check_same_thread=False)
        if not written:
            self.sql.executescript(_TABLES)
        self.settled = 0  # how often; what was read before is old
        self._known: Final[dict[NamedNode | BlankNode, list[Fact]]] = {}
        self._naming: Final[dict[Term, list[Fact]]] = {}

    @property
    def base(self) -> sqlite3.Connection:
        """The SQLite file, for questions that nothing else here answers."""
        self.reads.note(Read.ANY)
        return self.sql

    @property
    def path(self) -> Path:
        """Where the file lies."""
        (_, _, path) = self.sql.execute("PRAGMA database_list").fetchone()
        return Path(path)

    def close(self) -> None:
        """Close the file, which is of no more use."""
        self.sql.close()

    def add(self, quads: Iterable[Quad], origin: Origin) -> None:
        """Add statements; `settle` makes them findable."""
        rows = (
            (str(q.subject), str(q.predicate), str(q.object), _name(q), int(origin)) for q in quads
        )
        self.sql.executemany("INSERT INTO quad VALUES (?, ?, ?, ?, ?)", rows)

    def drop(self, graph: str) -> None:
        """Forget all statements of one graph, given by its IRI."""
        self.sql.execute("DELETE FROM quad WHERE g = ?", (graph,))

    def settle(self) -> None:
        """Make everything added findable; to be called after additions and removals."""
        self.settled += 1
        self._known.clear()
        self._naming.clear()
        self.sql.executescript(_KEYS)
        self.sql.execute("DELETE FROM claim")
        self.sql.execute(_CLAIMS, (str(RDF.predicate), str(RDF.object), str(RDF.subject)))
        self.sql.commit()

    def facts(self, subject: NamedNode | BlankNode) -> list[Fact]:
        """The statements about a resource, sorted by predicate and object."""
        self.reads.note(Read.ABOUT, str(subject))
        # A page is written in three languages one after another, from the same statements.
        known = self._known.get(subject)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[subject] = self._facts(_ABOUT, str(subject))
        return known

    def facts_naming(self, target: Term) -> list[Fact]:
        """The statements that have a term as their object, sorted by predicate and subject."""
        self.reads.note(Read.LINKING, str(target))
        known = self._naming.get(target)
        if known is None:
            # A class has thousands: few are kept, and those of the page at hand are among them.
            if len(self._naming) >= _REMEMBERED_NAMING:
                self._naming.clear()
            known = self._naming[target] = self._facts(_NAMING, str(target))
        return known

    def about(self, subject: NamedNode | BlankNode) -> list[Triple]:
        """The statements about a resource, as triples."""
        return [fact.triple for fact in self.facts(subject)]

    def linking(self, target: Term) -> list[Triple]:
        """The statements that have a term as their object, as triples."""
        return [fact.triple for fact in self.facts_naming(target)]

    def claims(self, triple: Triple) -> list[NamedNode]:
        """The claims about a statement, sorted."""
        self.reads.note(Read.CLAIMS, str(triple.subject))
        found = self.sql.execute(
            "SELECT DISTINCT claim FROM claim WHERE s = ? AND p = ? AND o = ? ORDER BY claim",
            (str(triple.subject), str(triple.predicate), str(triple.object)),
        )
        return [cast("NamedNode", term_of(text)) for (text,) in found]

    def claimed(self, subject: NamedNode | BlankNode) -> list[tuple[Triple, NamedNode]]:
        """What claims say about a resource, whether it is asserted or not; with each claim."""
        self.reads.note(Read.CLAIMS, str(subject))
        found = self.sql.execute(
            "SELECT DISTINCT s, p, o, claim FROM claim WHERE s = ? ORDER BY p, o, claim",
            (str(subject),),
        )
        return [(_triple(s, p, o), cast("NamedNode", term_of(c))) for s, p, o, c in found]

    def objects(self, subject: NamedNode | BlankNode, predicate: NamedNode) -> list[Term]:
        """The objects of a resource's statements with one predicate, sorted."""
        self.reads.note(Read.OBJECTS, str(subject), str(predicate))
        found = self.sql.execute(
            "SELECT DISTINCT o FROM quad WHERE s = ? AND p = ? ORDER BY o",
            (str(subject), str(predicate)),
        )
        return [term_of(text) for (text,) in found]

    def subjects(self, predicate: NamedNode, target: Term) -> list[NamedNode]:
        """The resources that have a term as the object of one predicate, sorted."""
        self.reads.note(Read.SUBJECTS, str(predicate), str(target))
        found = self.sql.execute(
            "SELECT DISTINCT s FROM quad WHERE o = ? AND p = ? ORDER BY s",
            (str(target), str(predicate)),
        )
        return [n for (text,) in found if isinstance(n := term_of(text), NamedNode)]

    def is_given(self, triple: Triple) -> bool:
        """Whether a statement is stated, or an axiom of the ontology; not inferred."""
        self.reads.note(Read.OBJECTS, str(triple.subject), str(triple.predicate))
        found = self.sql.execute(
            # The plus keeps SQLite from going through all that have the object, such as a class.
            "SELECT 1 FROM quad WHERE s = ? AND p = ? AND +o = ? AND origin <> 1 LIMIT 1",
            (str(triple.subject), str(triple.predicate), str(triple.object)),
        )
        return found.fetchone() is not None

    def count(self) -> int:
        """How many statements are stated."""
        self.reads.note(Read.COUNT)
        found = self.sql.execute("SELECT COUNT(*) FROM quad WHERE origin = 0").fetchone()
        return int(found[0])

    def instances(self, kind: NamedNode) -> list[NamedNode]:
        """The resources of a class, stated or inferred, sorted."""
        return self.subjects(RDF.type, kind)

    def described(self) -> Iterator[tuple[NamedNode, str, Origin]]:
        """Each described resource with its first graph and origin, sorted; blank nodes left out."""
        self.reads.note(Read.ANY)
        found = self.sql.execute(
            "SELECT s, MIN(origin || ' ' || g) FROM quad WHERE s LIKE '<%' GROUP BY s ORDER BY s"
        )
        for text, first in found:
            origin, _, graph = first.partition(" ")
            yield cast("NamedNode", term_of(text)), graph, Origin(int(origin))

    def _facts(self, query: str, key: str) -> list[Fact]:
        found = self.sql.execute(f"{query} ORDER BY p, o, s, origin, g", (key,))
        facts: dict[Triple, Fact] = {}
        for s, p, o, g, origin in found:
            # What is stated is not told again as inferred: the lowest origin comes first.
            triple = _triple(s, p, o)
            facts.setdefault(triple, Fact(triple, g, Origin(origin)))
        return list(facts.values())


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _triple(subject: str, predicate: str, target: str) -> Triple:
    return Triple(
        cast("NamedNode", term_of(subject)), cast("NamedNode", term_of(predicate)), term_of(target)
    )


@lru_cache(maxsize=1 << 16)
def term_of(text: str) -> Term:
    """The term that an N-Triples form stands for."""
    if text.startswith("<") and "\\" not in text:
        return NamedNode(text[1:-1])
    if text.startswith("_:"):
        return BlankNode(text[2:])
    line = f"<x:s> <x:p> {text} ."
    return cast("Term", next(iter(pyoxigraph.parse(line, RdfFormat.N_TRIPLES))).object)
