"""The numbers of a sorted dump by class, property and class, without holding its statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from servanda.exporters.statistics.count import (
    NODES,
    Counted,
    Group,
    classes_of,
    count,
    groups,
    number_of,
)
from servanda.exporters.statistics.hashes import FULL, Columns
from servanda.exporters.statistics.objects import Objects, objects_of
from servanda.ntriples import term_of

__all__ = [
    "ClassPart",
    "PropertyPart",
    "Tally",
    "Totals",
    "count_totals",
    "tally",
    "tally_of",
    "totals",
    "totals_of",
]

Number = tuple[int, int, int]
# A property, or a class and a property of its members, as they are spelled.
Name = tuple[bytes, ...]


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


def tally(dump: Path, work: Path, space: str, *, most: int = FULL) -> Tally:
    """Count the sorted N-Quads of `dump`, in the union of its graphs.

    `work` is a file for the work, which must not exist; `space` is the start of the dataset's
    IRIs. What is held grows with the combinations of classes, properties and datatypes alone,
    beside `most` numbers of eight bytes.
    """
    return tally_of(count(dump, Columns(work, most), space))


def tally_of(counted: Counted) -> Tally:
    """The tally of what was counted."""
    objects = objects_of(counted.columns)
    parts = _parts(counted, objects)
    properties = {
        _iri(name[0]): (part.triples, part.subjects, part.objects)
        for name, part in parts.items()
        if len(name) == 1
    }
    classes = _classes(counted, parts)
    return Tally(
        Totals(
            documents=counted.graphs,
            triples=sum(triples for triples, _, _ in properties.values()),
            entities=counted.own,
            classes=len(classes),
            properties=len(properties),
            subjects=sum(counted.subjects.values()),
            objects=objects.distinct[()],
        ),
        classes,
        dict(sorted(properties.items())),
        dict(sorted(counted.links.items())),
    )


def totals(dump: Path, work: Path, space: str) -> Totals:
    """The totals of `tally` alone, which take half the time."""
    graphs: set[bytes] = set()
    counted = count_totals(groups(dump, graphs), Columns(work), space)
    counted.graphs = len(graphs)
    return totals_of(counted)


def count_totals(told: Iterable[Group], columns: Columns, space: str) -> Counted:
    """Count as much of what `groups` gives as `totals_of` needs; its graphs are not counted."""
    counted = Counted(columns)
    numbers = columns.arrays[NODES, b"", b""]
    own = f"<{space}".encode()
    predicates_of: Counter[bytes] = Counter()
    for subject, predicates, objects in told:
        counted.subjects[b" ".join(classes_of(predicates, objects))] += 1
        counted.own += subject.startswith(own)
        predicates_of.update(predicates)
        numbers.extend(map(number_of, objects))
        if len(numbers) > columns.most:
            columns.settle()
    counted.nodes.update({(b"", each): number for each, number in predicates_of.items()})
    return counted


def totals_of(counted: Counted) -> Totals:
    """The totals of what `count_totals` counted."""
    return Totals(
        documents=counted.graphs,
        triples=sum(counted.nodes.values()),
        entities=counted.own,
        classes=len({each for classes in counted.subjects for each in classes.split()}),
        properties=len(counted.nodes),
        subjects=sum(counted.subjects.values()),
        objects=objects_of(counted.columns).distinct[()],
    )


def _names(classes: bytes, predicate: bytes) -> list[Name]:
    return [(predicate,), *((each, predicate) for each in classes.split())]


def _parts(counted: Counted, objects: Objects) -> dict[Name, PropertyPart]:
    triples: Counter[Name] = Counter()
    subjects: Counter[Name] = Counter()
    kinds: dict[Name, Counter[str]] = defaultdict(Counter)
    datatypes: dict[Name, Counter[str]] = defaultdict(Counter)
    for (classes, predicate), number in counted.having.items():
        for name in _names(classes, predicate):
            subjects[name] += number
    for (classes, predicate), number in counted.nodes.items():
        for name in _names(classes, predicate):
            triples[name] += number
    for (classes, predicate, suffix), number in counted.literals.items():
        datatype = term_of(f'""{suffix.decode()}').datatype.value
        for name in _names(classes, predicate):
            triples[name] += number
            datatypes[name][datatype] += number
    for (classes, predicate, others), number in objects.kinds.items():
        for name in _names(classes, predicate):
            kinds[name].update(dict.fromkeys(map(_iri, others.split()), number))
    return {
        name: PropertyPart(
            dict(sorted(kinds[name].items())),
            dict(sorted(datatypes[name].items())),
            number,
            subjects[name],
            objects.distinct[name],
        )
        for name, number in triples.items()
    }


def _classes(counted: Counted, parts: Mapping[Name, PropertyPart]) -> dict[str, ClassPart]:
    entities: Counter[bytes] = Counter()
    for classes, number in counted.subjects.items():
        entities.update(dict.fromkeys(classes.split(), number))
    properties: dict[bytes, dict[str, PropertyPart]] = {each: {} for each in entities}
    for (*kind, predicate), part in parts.items():
        for each in kind:
            properties[each][_iri(predicate)] = part
    return {
        _iri(kind): ClassPart(
            entities[kind], sum(each.triples for each in some.values()), dict(sorted(some.items()))
        )
        for kind, some in sorted(properties.items(), key=lambda pair: _iri(pair[0]))
    }


def _iri(spelled: bytes) -> str:
    term = spelled.decode()
    return str(term_of(term).value) if term.startswith("<") else term
