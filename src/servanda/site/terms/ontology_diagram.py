"""The classes of the ontology as two diagrams: what contains what, and what leads where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import NamedNode

from servanda.pictures.diagram import diagram
from servanda.pictures.diagrams.parts import Edge, Link, Vertex
from servanda.pictures.drawing.base import Cell, Label, Picture
from servanda.site.read.uses import uses_of
from servanda.site.terms.entries import kind_of
from servanda.site.terms.sentences import Piece, Speaker
from servanda.vocab import OWL, RDFS, SCHEMA

__all__ = ["classes_picture", "relations_picture"]

_DOMAINS: Final = (SCHEMA.domainIncludes, RDFS.domain)
_RANGES: Final = (SCHEMA.rangeIncludes, RDFS.range)

Relation = tuple[NamedNode, NamedNode, NamedNode]


def classes_picture(speaker: Speaker, classes: Sequence[NamedNode]) -> Picture:
    """Each class with the classes that contain it, also those of other vocabularies."""
    triples = speaker.view.site.definitions.ontology
    pairs = [(c, up) for c in classes for up in triples.named(c, RDFS.subClassOf) if up != c]
    above = dict.fromkeys(up for _, up in pairs)
    nodes = sorted({*above, *classes}, key=lambda each: (each in classes, each.value))
    return diagram(
        "ontology-classes",
        speaker.view.language,
        speaker.view.t("ontology-diagram-classes"),
        speaker.view.t("ontology-diagram-classes-text"),
        [Vertex(n.value, _link(speaker.term(n)), own=n in classes) for n in nodes],
        [Edge(up.value, down.value, back=True) for down, up in pairs],
        columns=tuple(speaker.view.t(f"ontology-diagram-{key}") for key in ("class", "broader")),
        rows=tuple((_cell(speaker.term(down)), _cell(speaker.term(up))) for down, up in pairs),
    )


def relations_picture(
    speaker: Speaker, classes: Sequence[NamedNode], properties: Iterable[NamedNode]
) -> Picture:
    """Each class with the properties that lead from it to another class of the ontology.

    A short cut over a chain of properties is drawn only if somebody states it; the table has all.
    """
    found = list(_relations(speaker, classes, properties))
    drawn = [each for each in found if _is_main(speaker, each[1])]
    names: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for source, term, target in drawn:
        names[source.value, target.value].append(_link(speaker.term(term)))
    ends = {key for pair in names for key in pair}
    leaving = {key: sum(source == key for source, _ in names) for key in ends}
    nodes = sorted(
        (c for c in classes if c.value in ends), key=lambda c: (-leaving[c.value], c.value)
    )
    columns = ("class", "property", "target")
    return diagram(
        "ontology-relations",
        speaker.view.language,
        speaker.view.t("ontology-diagram-relations"),
        speaker.view.t("ontology-diagram-relations-text"),
        [
            Vertex(n.value, _link(speaker.term(n)), notes=tuple(names.get((n.value, n.value), ())))
            for n in nodes
        ],
        [Edge(one, two, tuple(said)) for (one, two), said in sorted(names.items()) if one != two],
        columns=tuple(speaker.view.t(f"ontology-diagram-{key}") for key in columns),
        rows=tuple(tuple(_cell(speaker.term(each)) for each in relation) for relation in found),
    )


def _relations(
    speaker: Speaker, classes: Sequence[NamedNode], properties: Iterable[NamedNode]
) -> Iterable[Relation]:
    triples = speaker.view.site.definitions.ontology
    for term in properties:
        if kind_of(speaker.view, term) in ("object-property", "property"):
            ends = [
                list(dict.fromkeys(each for p in way for each in triples.named(term, p)))
                for way in (_DOMAINS, _RANGES)
            ]
            for source in ends[0]:
                for target in ends[1]:
                    if source in classes and target in classes:
                        yield source, term, target


def _is_main(speaker: Speaker, term: NamedNode) -> bool:
    site = speaker.view.site
    chained = site.definitions.ontology.objects(term, OWL.propertyChainAxiom)
    return not chained or uses_of(site.index, term, is_class=False).stated > 0


def _link(piece: Piece) -> Link:
    return Link(Label(piece.name.text, piece.name.language), piece.href)


def _cell(piece: Piece) -> Cell:
    return Cell(piece.name.text, piece.name.language, piece.href)
