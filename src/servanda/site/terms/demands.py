"""What the shapes ask, told by shape and by the term that it is asked of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.site.read.definitions import Definitions, Node
from servanda.site.read.labels import Name, chosen
from servanda.site.read.paths import anchor_of
from servanda.site.terms.constraints import SILENT, constraints
from servanda.site.terms.sentences import Piece, Sentence, Speaker
from servanda.site.terms.shape_paths import path_pieces
from servanda.vocab import OWL, RDF, RDFS, SH, XSD

__all__ = ["Demand", "ShapeEntry", "demands_of_class", "demands_of_property", "shape_entries"]

_SEVERITIES: Final = ("Violation", "Warning", "Info")
_TARGETS: Final = (
    (SH.targetClass, "ontology-target-class"),
    (SH.targetNode, "ontology-target-node"),
    (SH.targetSubjectsOf, "ontology-target-subjects"),
    (SH.targetObjectsOf, "ontology-target-objects"),
)
_TRUE: Final = Literal("true", datatype=XSD.boolean)
_CLASSES: Final = (RDFS.Class, OWL.Class)


@dataclass(frozen=True, slots=True)
class Demand:
    """What one shape asks: of which nodes, of which of their values, and how strictly.

    `path` is empty for what is asked of the node itself; `message` is what is said to whoever does
    not fulfil it.
    """

    shape: str
    anchor: str
    targets: tuple[Sentence, ...]
    path: tuple[Piece, ...]
    sentences: tuple[Sentence, ...]
    severity: str
    message: Name | None
    deactivated: bool


@dataclass(frozen=True, slots=True)
class ShapeEntry:
    """A shape with what it asks of its nodes, and what its property shapes ask of their values."""

    own: Demand
    demands: tuple[Demand, ...]


def demands_of_property(speaker: Speaker, term: NamedNode) -> tuple[Demand, ...]:
    """What is asked of the values of a property, or of paths that lead through it."""
    book = speaker.view.site.definitions
    shapes = book.constrained.get(term, ())
    return tuple(each for shape in shapes if (each := _demand(speaker, book, shape)).sentences)


def demands_of_class(speaker: Speaker, term: NamedNode) -> tuple[Demand, ...]:
    """What is asked of the instances of a class, by shapes that name it as their target."""
    book = speaker.view.site.definitions
    named = book.shapes.subjects(SH.targetClass, term)
    found: list[Demand] = []
    for shape in [*named, *([term] if _is_shape(book, term) else [])]:
        parts = [shape, *book.shapes.nodes(shape, SH.property)]
        found += [each for part in parts if (each := _demand(speaker, book, part)).sentences]
    return tuple(found)


def shape_entries(speaker: Speaker) -> tuple[ShapeEntry, ...]:
    """All shapes that ask something and are not part of another one, sorted by their name."""
    book = speaker.view.site.definitions
    entries = [_entry(speaker, book, shape) for shape in _tops(book)]
    asking = [entry for entry in entries if entry.own.sentences or entry.demands]
    asking.sort(key=lambda entry: (entry.own.shape.casefold(), entry.own.anchor))
    seen: set[str] = {entry.own.anchor for entry in asking}
    return tuple(ShapeEntry(each.own, tuple(_once(each.demands, seen))) for each in asking)


def _once(demands: tuple[Demand, ...], seen: set[str]) -> Iterator[Demand]:
    """A part of several shapes is told with each, and has its anchor where it comes first."""
    for demand in demands:
        yield replace(demand, anchor="") if demand.anchor in seen else demand
        seen.add(demand.anchor)


def _entry(speaker: Speaker, book: Definitions, shape: Node) -> ShapeEntry:
    parts = book.shapes.nodes(shape, SH.property)
    return ShapeEntry(
        _demand(speaker, book, shape),
        tuple(each for part in parts if (each := _demand(speaker, book, part)).sentences),
    )


def _tops(book: Definitions) -> Iterator[Node]:
    shapes = book.shapes
    for shape in shapes.all_subjects():
        typed = any(k in (SH.NodeShape, SH.PropertyShape) for k in shapes.nodes(shape, RDF.type))
        targeted = any(shapes.objects(shape, predicate) for predicate, _ in _TARGETS)
        held = isinstance(shape, NamedNode) and shapes.subjects(SH.property, shape)
        if targeted or (typed and isinstance(shape, NamedNode) and not held):
            yield shape


def _demand(speaker: Speaker, book: Definitions, shape: Node) -> Demand:
    shapes = book.shapes
    name = anchor_of(shape.value) if isinstance(shape, NamedNode) else ""
    paths = [path_pieces(speaker, shapes, path) for path in shapes.objects(shape, SH.path)]
    severity = [anchor_of(each.value) for each in shapes.named(shape, SH.severity)]
    said = shapes.literals(shape, SH.message)
    return Demand(
        shape=name,
        anchor=f"shape-{name}" if name else "",
        targets=tuple(_targets(speaker, book, shape, frozenset())),
        path=paths[0] if paths else (),
        sentences=constraints(speaker, shapes, shape),
        severity=severity[0] if severity and severity[0] in _SEVERITIES else _SEVERITIES[0],
        message=chosen(said, speaker.view.language) if said else None,
        deactivated=_TRUE in shapes.objects(shape, SH.deactivated),
    )


def _targets(
    speaker: Speaker, book: Definitions, shape: Node, seen: frozenset[Node]
) -> Iterator[Sentence]:
    """The targets of a shape and of those that it is a part of."""
    for predicate, key in _TARGETS:
        terms = [(speaker.term(each),) for each in book.shapes.objects(shape, predicate)]
        if terms:
            yield speaker.say(key, value=speaker.listed(terms, "ontology-list"))
    if isinstance(shape, NamedNode) and _is_shape(book, shape):
        yield speaker.say("ontology-target-class", value=(speaker.term(shape),))
    for whole in book.shapes.subjects(SH.property, shape):
        if whole not in seen:
            yield from _targets(speaker, book, whole, seen | {shape})


def _is_shape(book: Definitions, term: NamedNode) -> bool:
    """Whether a class is a shape of its own instances (SHACL, section 2.1.3.3)."""
    kinds = [*book.shapes.nodes(term, RDF.type), *book.ontology.nodes(term, RDF.type)]
    is_shape = SH.NodeShape in kinds or bool(set(book.shapes.predicates(term)) - SILENT)
    return is_shape and any(kind in _CLASSES for kind in kinds)
