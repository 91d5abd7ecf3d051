"""Count the statements of a sorted dump by class, property and class, without holding them.

The statements go into an SQLite file, which sorts and joins on disk. What is held in memory grows
with the number of combinations of a class, a property and a class, and not with the dataset.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.exporters.statistics.targets import LINKS, target_of
from servanda.pipeline.spine import quads_of
from servanda.vocab import RDF

__all__ = ["ClassPart", "PropertyPart", "Tally", "Totals", "tally"]

Row = tuple[str, str, str, str]
Key = tuple[str, ...]
Number = tuple[int, ...]
_TABLES: Final = """
CREATE TABLE statement (subject TEXT, predicate TEXT, object TEXT, datatype TEXT);
CREATE TABLE type (node TEXT, class TEXT, PRIMARY KEY (node, class)) WITHOUT ROWID;
"""
_TYPED: Final = "FROM statement AS s JOIN type AS t ON t.node = s.subject"
_COUNTS: Final = "COUNT(*), COUNT(DISTINCT s.subject), COUNT(DISTINCT s.object)"

_LINKS: Final = (
    "SELECT predicate, object FROM statement "
    "WHERE datatype = '' AND predicate IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class PropertyPart:
    """A property: its triples, distinct subjects and objects, and the objects' kinds.

    `classes` and `datatypes` give the number of triples by the IRI of the class or datatype; an
    object of two classes counts for both, one of no class for none.
    """

    classes: Mapping[str, int]
    datatypes: Mapping[str, int]
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class ClassPart:
    """A class: how many are of it, the triples that they are subjects of, and its properties."""

    entities: int
    triples: int
    properties: Mapping[str, PropertyPart]


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers of a whole dataset; `entities` are subjects in its own IRI space."""

    documents: int
    triples: int
    entities: int
    classes: int
    properties: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All counts of a dump; each mapping is sorted by IRI.

    `links` gives the number of triples by the property and the IRI space of the target.
    """

    totals: Totals
    classes: Mapping[str, ClassPart]
    properties: Mapping[str, Number]
    links: Mapping[tuple[str, str], int]


def tally(dump: Path, database: Path, space: str) -> Tally:
    """Count the sorted N-Quads of `dump`, in the union of its graphs.

    `database` is a file for the work, which must not exist; `space` is the dataset's IRI space.
    """
    graphs: set[str] = set()
    with closing(sqlite3.connect(database)) as store:
        store.executescript(_TABLES)
        store.executemany("INSERT INTO statement VALUES (?, ?, ?, ?)", _rows(dump, graphs))
        store.execute(
            "INSERT INTO type SELECT DISTINCT subject, object FROM statement "
            "WHERE predicate = ? AND datatype = ''",
            (RDF.type.value,),
        )
        return Tally(
            _totals(store, space, len(graphs)),
            _classes(store),
            {
                key[0]: numbers
                for key, numbers in _grouped(
                    store, f"s.predicate, {_COUNTS} FROM statement AS s", 1
                )
            },
            _links(store, space),
        )


def _rows(dump: Path, graphs: set[str]) -> Iterator[Row]:
    """Each triple once: in a sorted dump, those that differ in their graph alone are neighbours."""
    last: Row | None = None
    for quad in quads_of(dump):
        graphs.add(str(quad.graph_name))
        what = quad.object
        literal = isinstance(what, Literal)
        row = (
            _name(quad.subject),
            quad.predicate.value,
            str(what) if literal else _name(what),
            what.datatype.value if isinstance(what, Literal) else "",
        )
        if row != last:
            yield row
        last = row


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _totals(store: sqlite3.Connection, space: str, documents: int) -> Totals:
    (numbers,) = store.execute(
        "SELECT COUNT(*), COUNT(DISTINCT CASE WHEN substr(subject, 1, ?) = ? THEN subject END), "
        "(SELECT COUNT(DISTINCT class) FROM type), COUNT(DISTINCT predicate), "
        "COUNT(DISTINCT subject), COUNT(DISTINCT object) FROM statement",
        (len(space), space),
    )
    return Totals(documents, *numbers)


def _typed(store: sqlite3.Connection, columns: str, keys: int) -> Iterator[tuple[Key, Number]]:
    yield from _grouped(store, f"t.class, {columns} {_TYPED}", keys)


def _grouped(store: sqlite3.Connection, what: str, keys: int) -> Iterator[tuple[Key, Number]]:
    """Rows of a grouped query: the first `keys` columns, by which it is sorted, then numbers."""
    group = ", ".join(map(str, range(1, keys + 1)))
    for row in store.execute(f"SELECT {what} GROUP BY {group} ORDER BY {group}"):
        yield row[:keys], row[keys:]


def _classes(store: sqlite3.Connection) -> dict[str, ClassPart]:
    entities = dict(store.execute("SELECT class, COUNT(*) FROM type GROUP BY class"))
    triples = {key[0]: number for key, (number,) in _typed(store, "COUNT(*)", 1)}
    kinds = _nested(
        _grouped(
            store,
            f"t.class, s.predicate, o.class, COUNT(*) {_TYPED} "
            "JOIN type AS o ON o.node = s.object AND s.datatype = ''",
            3,
        )
    )
    literals = _nested(
        _grouped(
            store,
            f"t.class, s.predicate, s.datatype, COUNT(*) {_TYPED} WHERE s.datatype <> ''",
            3,
        )
    )
    found: dict[str, ClassPart] = {}
    parts = _typed(store, f"s.predicate, {_COUNTS}", 2)
    for kind, rows in groupby(parts, key=lambda part: part[0][0]):
        properties = {
            key[1]: PropertyPart(kinds.get(key, {}), literals.get(key, {}), *numbers)
            for key, numbers in rows
        }
        found[kind] = ClassPart(entities[kind], triples[kind], properties)
    return found


def _nested(rows: Iterable[tuple[Key, Number]]) -> dict[Key, dict[str, int]]:
    found: dict[Key, dict[str, int]] = {}
    for key, (number,) in rows:
        found.setdefault(key[:2], {})[key[2]] = number
    return found


def _links(store: sqlite3.Connection, space: str) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    wanted = json.dumps([link.value for link in LINKS])
    for predicate, other in store.execute(_LINKS, (wanted,)):
        if not other.startswith((space, "_:")):
            found[predicate, target_of(other).space] += 1
    return dict(sorted(found.items()))
