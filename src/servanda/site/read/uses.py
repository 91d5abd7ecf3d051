"""How often the release uses each term, and the first statement that does."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Final

from pyoxigraph import NamedNode, Triple

from servanda.site.read.index import Index, Term, term_of
from servanda.site.read.reads import Read
from servanda.vocab import RDF

__all__ = ["Uses", "count_uses", "query_about", "query_of", "uses_of"]

# The index drops the table when it changes. A property is counted by its statements, a class by
# its instances; the least origin comes first, so that an example is stated if any is.
_COUNT: Final = """
CREATE TABLE uses (term TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL,
    stated INTEGER NOT NULL, first TEXT NOT NULL, PRIMARY KEY (term, kind));
INSERT INTO uses SELECT p, 'property', COUNT(*), SUM(origin = 0),
    MIN(origin || char(1) || s || char(1) || o)
    FROM (SELECT s, p, o, MIN(origin) AS origin FROM quad WHERE origin < 2 GROUP BY p, s, o)
    GROUP BY p;
INSERT INTO uses SELECT o, 'class', COUNT(*), SUM(origin = 0),
    MIN(origin || char(1) || s || char(1) || o)
    FROM (SELECT s, o, MIN(origin) AS origin FROM quad WHERE origin < 2 AND p = '{type}'
        GROUP BY o, s)
    GROUP BY o;
"""
_PLACE: Final = "<urn:term>"


@dataclass(frozen=True, slots=True)
class Uses:
    """The number of statements, of those that are stated, and the first, which may be None."""

    count: int
    stated: int
    example: Triple | None

    @property
    def inferred(self) -> int:
        """How many statements reasoning adds."""
        return self.count - self.stated


def uses_of(index: Index, term: NamedNode, *, is_class: bool) -> Uses:
    """How a class or a property is used by the statements of an index."""
    index.reads.note(Read.USES, str(term))
    count_uses(index)
    found = index.sql.execute(
        "SELECT count, stated, first FROM uses WHERE term = ? AND kind = ?",
        (str(term), "class" if is_class else "property"),
    ).fetchone()
    if found is None:
        return Uses(0, 0, None)
    count, stated, first = found
    _, subject, target = first.split("\x01", 2)
    return Uses(count, stated, _triple(subject, RDF.type if is_class else term, term_of(target)))


def count_uses(index: Index) -> None:
    """Count the uses of all terms, if that was not done since the index has changed."""
    known = index.sql.execute("SELECT 1 FROM sqlite_master WHERE name = 'uses'").fetchone()
    if known is None:
        index.sql.executescript(_COUNT.replace("{type}", str(RDF.type)))


def query_of(term: NamedNode, *, is_class: bool) -> str:
    """The query that lists the uses of a term."""
    return _query("class.rq" if is_class else "property.rq", term)


def query_about(node: NamedNode) -> str:
    """The query that lists what is said of a resource."""
    return _query("resource.rq", node)


def _query(name: str, term: NamedNode) -> str:
    path = resources.files("servanda") / "assets" / "uses" / name
    return path.read_text(encoding="utf-8").replace(_PLACE, str(term))


def _triple(subject: str, predicate: NamedNode, target: Term) -> Triple | None:
    node = term_of(subject)
    return Triple(node, predicate, target) if isinstance(node, NamedNode) else None
