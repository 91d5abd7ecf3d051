"""The axioms of a term in words: what kind of property it is, and what reasoning does with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.site.read.definitions import Node, Triples
from servanda.site.read.index import Term
from servanda.site.terms.sentences import Piece, Sentence, Speaker
from servanda.vocab import OWL, RDF, RDFS, SKOS

__all__ = ["alignments", "axioms"]

_KINDS: Final = (
    "SymmetricProperty",
    "TransitiveProperty",
    "FunctionalProperty",
    "InverseFunctionalProperty",
    "ReflexiveProperty",
    "IrreflexiveProperty",
    "AsymmetricProperty",
)
_RELATIONS: Final = (
    (OWL.inverseOf, "ontology-axiom-inverse"),
    (OWL.disjointWith, "ontology-axiom-disjoint"),
    (OWL.propertyDisjointWith, "ontology-axiom-disjoint"),
)
_SETS: Final = (
    (OWL.intersectionOf, "ontology-list-and"),
    (OWL.unionOf, "ontology-path-or"),
    (OWL.oneOf, "ontology-path-or"),
)
_ALIGNED: Final = (
    (RDFS.subClassOf, "ontology-align-sub"),
    (RDFS.subPropertyOf, "ontology-align-sub"),
    (OWL.equivalentClass, "ontology-align-equivalent"),
    (OWL.equivalentProperty, "ontology-align-equivalent"),
    (SKOS.exactMatch, "ontology-align-exact"),
    (SKOS.closeMatch, "ontology-align-close"),
    (SKOS.broadMatch, "ontology-align-broad"),
    (SKOS.narrowMatch, "ontology-align-narrow"),
    (SKOS.relatedMatch, "ontology-align-related"),
)
_DEEPEST: Final = 6


def axioms(speaker: Speaker, term: NamedNode) -> tuple[Sentence, ...]:
    """The characteristics, chains and class expressions of a term, one sentence each."""
    return tuple(_axioms(speaker, speaker.view.site.definitions.ontology, term))


def _axioms(speaker: Speaker, triples: Triples, term: NamedNode) -> Iterator[Sentence]:
    kinds = triples.nodes(term, RDF.type)
    for kind in _KINDS:
        if OWL[kind] in kinds:
            yield speaker.say(f"ontology-axiom-{kind}")
    for predicate, key in _RELATIONS:
        both = [*triples.nodes(term, predicate), *triples.subjects(predicate, term)]
        for other in dict.fromkeys(both):
            yield speaker.say(key, value=_expression(speaker, triples, other))
    for chain in triples.objects(term, OWL.propertyChainAxiom):
        steps = [(speaker.term(each),) for each in triples.items(chain)]
        yield speaker.say("ontology-axiom-chain", value=speaker.listed(steps, "ontology-path-then"))
    yield from _classes(speaker, triples, term)


def _classes(speaker: Speaker, triples: Triples, term: NamedNode) -> Iterator[Sentence]:
    """The class expressions that a class is the same as, lies within, or holds."""
    for key, others in (
        ("ontology-axiom-equivalent", triples.nodes(term, OWL.equivalentClass)),
        ("ontology-axiom-within", triples.nodes(term, RDFS.subClassOf)),
        ("ontology-axiom-enough", triples.subjects(RDFS.subClassOf, term)),
    ):
        for other in others:
            if isinstance(other, BlankNode):
                yield speaker.say(key, value=_expression(speaker, triples, other))


def alignments(speaker: Speaker, term: NamedNode) -> tuple[Sentence, ...]:
    """How a term stands to terms of other vocabularies."""
    triples = speaker.view.site.definitions.ontology
    own = speaker.view.site.reference.terms.own
    found = [
        speaker.say(key, value=(speaker.term(other),))
        for predicate, key in _ALIGNED
        for other in triples.named(term, predicate)
        if other.value not in own
    ]
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        found += [
            speaker.say("ontology-align-super", value=(speaker.term(other),))
            for other in triples.subjects(predicate, term)
            if isinstance(other, NamedNode) and other.value not in own
        ]
    return tuple(found)


def _expression(speaker: Speaker, triples: Triples, node: Term, depth: int = 0) -> Sequence[Piece]:
    """A class or a class expression (OWL 2) in words."""
    if not isinstance(node, BlankNode) or depth > _DEEPEST:
        return (speaker.term(node),)
    properties = triples.nodes(node, OWL.onProperty)
    if properties:
        return _restriction(speaker, triples, node, properties[0], depth)
    for predicate, key in _SETS:
        for head in triples.objects(node, predicate):
            members = triples.items(head)
            said = [_expression(speaker, triples, each, depth + 1) for each in members]
            return speaker.listed(said, key)
    for other in triples.objects(node, OWL.complementOf):
        said_other = _expression(speaker, triples, other, depth + 1)
        return speaker.say("ontology-class-not", value=said_other).pieces
    return (speaker.term(node),)


def _restriction(
    speaker: Speaker, triples: Triples, node: Node, path: Node, depth: int
) -> Sequence[Piece]:
    said = (speaker.term(path),)
    for name in ("someValuesFrom", "allValuesFrom", "hasValue"):
        for value in triples.objects(node, OWL[name]):
            target = _expression(speaker, triples, value, depth + 1)
            return speaker.say(f"ontology-class-{name}", path=said, value=target).pieces
    for name in ("minCardinality", "maxCardinality", "cardinality"):
        for value in triples.objects(node, OWL[name]):
            if isinstance(value, Literal) and value.value.isdecimal():
                count = int(value.value)
                return speaker.say(f"ontology-class-{name}", path=said, count=count).pieces
    return (speaker.term(node),)
