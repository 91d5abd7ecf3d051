"""One pass over a sorted dump: what its subjects are like, and the objects of each property.

In a sorted dump the statements of a subject are neighbours, so its classes are known before they
are needed, and all counts but two add up from subject to subject. The two are how many objects
differ, and of which classes objects are: for these, 64-bit hashes of objects and of typed
subjects are put into columns. Two of 10⁷ objects share a hash once in 400,000 builds. The hashes
are the same in every process, so that the counts of one build can be corrected by the next.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final

from servanda.exporters.statistics.hashes import Columns, Key
from servanda.exporters.statistics.targets import LINKS, target_of
from servanda.ntriples import term_of
from servanda.vocab import RDF

__all__ = [
    "LITERALS",
    "NODES",
    "TYPED",
    "Counted",
    "Group",
    "classes_of",
    "count",
    "count_groups",
    "groups",
    "groups_of",
    "number_of",
]

# What a column holds: hashes of objects that are literals or nodes, or of subjects with classes.
LITERALS, NODES, TYPED = "literals", "nodes", "typed"
_TYPE: Final = str(RDF.type).encode()
_LINKS: Final = frozenset(str(link).encode() for link in LINKS)
_QUOTE: Final = ord('"')
_MOST: Final = 1 << 14  # patterns

Group = tuple[bytes, list[bytes], list[bytes]]


@dataclass(slots=True)
class Counted:
    """What was counted by the classes of subjects (spelled, with spaces between them).

    `subjects` gives their number; `having` those with a property; `literals` and `nodes` the
    statements with a literal of a datatype, or a node, as object. `columns` has the hashes: of
    objects by kind, classes and property, of subjects by TYPED and classes.
    """

    columns: Columns
    subjects: Counter[bytes] = field(default_factory=Counter)
    own: int = 0
    graphs: int = 0
    having: Counter[tuple[bytes, bytes]] = field(default_factory=Counter)
    literals: Counter[tuple[bytes, bytes, bytes]] = field(default_factory=Counter)
    nodes: Counter[tuple[bytes, bytes]] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)


def groups(dump: Path, graphs: set[bytes]) -> Iterator[Group]:
    """Each subject of sorted N-Quads with the predicates and objects of its statements.

    A triple of several graphs comes once. The names of all graphs are put into `graphs`.
    """
    with dump.open("rb") as lines:
        yield from groups_of(lines, graphs)


def groups_of(lines: Iterable[bytes], graphs: set[bytes]) -> Iterator[Group]:
    """The groups of `groups` for lines that stand in their order."""
    last: bytes | None = None
    graph = before = b""
    predicates: list[bytes] = []
    objects: list[bytes] = []
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        value, name, _ = rest.rsplit(b" ", 2)
        if name != graph:
            graph = name
            graphs.add(name)
        if subject != last:
            if last is not None:
                yield last, predicates, objects
            last, predicates, objects = subject, [], []
        elif value == before and predicate == predicates[-1]:
            continue
        predicates.append(predicate)
        objects.append(value)
        before = value
    if last is not None:
        yield last, predicates, objects


def classes_of(predicates: list[bytes], objects: list[bytes]) -> list[bytes]:
    """The classes that a subject is stated to have."""
    if _TYPE not in predicates:
        return []
    pairs = zip(predicates, objects, strict=True)
    return [value for each, value in pairs if each == _TYPE and value[0] != _QUOTE]


def count(dump: Path, columns: Columns, space: str) -> Counted:
    """Count sorted N-Quads into empty `columns`; `space` is the start of the dataset's IRIs.

    What is held grows with the number of combinations of classes, properties and datatypes.
    """
    names: set[bytes] = set()
    counted = count_groups(groups(dump, names), columns, space)
    counted.graphs = len(names)
    return counted


def count_groups(told: Iterable[Group], columns: Columns, space: str) -> Counted:
    """Count what `groups` gives as `count` does; its graphs are not counted."""
    counted = Counted(columns)
    reader = _Reader(counted, space)
    often = max(1, columns.most >> 9)
    for number, group in enumerate(told):
        reader.read(*group)
        if number % often == 0:
            reader.settle(_MOST)
            counted.columns.settle()
    reader.settle(0)
    return counted


def number_of(term: bytes) -> int:
    """The hash of a term as it is spelled: the first 64 bits of a BLAKE2b of that length."""
    return int.from_bytes(blake2b(term, digest_size=8).digest(), "little", signed=True)


class _Reader:
    """Many subjects have the same classes, properties and kinds of objects: a pattern.

    Patterns are counted, and each is looked at once. A pattern is the classes, then each property,
    with a literal's quote and what follows that.
    """

    def __init__(self, counted: Counted, space: str) -> None:
        self._counted = counted
        self._space = f"<{space}".encode()
        self._local = (self._space, b"_:")
        self._patterns: Counter[tuple[bytes, ...]] = Counter()
        self._columns: dict[bytes, tuple[_Objects, _Objects, array[int]]] = {}

    def read(self, subject: bytes, predicates: list[bytes], objects: list[bytes]) -> None:
        """Take a subject into account."""
        classes = b" ".join(classes_of(predicates, objects))
        literals, nodes, typed = self._columns.get(classes) or self._opened(classes)
        pattern = [classes]
        for predicate, value in zip(predicates, objects, strict=True):
            if value[0] == _QUOTE:
                literals[predicate].append(number_of(value))
                pattern.append(predicate + value[value.rindex(b'"') :])
            else:
                nodes[predicate].append(number_of(value))
                pattern.append(predicate)
        self._patterns[tuple(pattern)] += 1
        if classes:
            typed.append(number_of(subject))
        if subject.startswith(self._space):
            self._counted.own += 1
        if not _LINKS.isdisjoint(predicates):
            self._link(predicates, objects)

    def settle(self, most: int) -> None:
        """Look at the patterns if there are more than `most`."""
        if len(self._patterns) <= most:
            return
        counted = self._counted
        for (classes, *properties), number in self._patterns.items():
            counted.subjects[classes] += number
            having = set()
            for each in properties:
                predicate, quote, datatype = each.partition(b'"')
                having.add(predicate)
                if quote:
                    counted.literals[classes, predicate, datatype] += number
                else:
                    counted.nodes[classes, predicate] += number
            for predicate in having:
                counted.having[classes, predicate] += number
        self._patterns.clear()

    def _opened(self, classes: bytes) -> tuple[_Objects, _Objects, array[int]]:
        arrays = self._counted.columns.arrays
        opened = (
            _Objects(arrays, LITERALS, classes),
            _Objects(arrays, NODES, classes),
            arrays[TYPED, classes, b""],
        )
        self._columns[classes] = opened
        return opened

    def _link(self, predicates: list[bytes], objects: list[bytes]) -> None:
        for predicate, value in zip(predicates, objects, strict=True):
            if predicate in _LINKS and value[0] != _QUOTE and not value.startswith(self._local):
                iri = term_of(value.decode()).value
                self._counted.links[predicate[1:-1].decode(), target_of(iri).space] += 1


class _Objects(dict[bytes, "array[int]"]):
    """The columns of one kind of object and some classes, by property."""

    def __init__(self, arrays: dict[Key, array[int]], kind: str, classes: bytes) -> None:
        super().__init__()
        self._arrays = arrays
        self._kind, self._classes = kind, classes

    def __missing__(self, predicate: bytes) -> array[int]:
        column = self[predicate] = self._arrays[self._kind, self._classes, predicate]
        return column
