"""What the IRIs are called that a comparison mentions, in each of the two releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.diff.model import Evidence, Fact, Lexicon, Resource, Term
from servanda.diff.pair import Pair
from servanda.diff.reading import Reading
from servanda.diff.terms import WORDS, Vocabulary
from servanda.vocab import RDF, SKOS

__all__ = ["lexicon", "names_of"]

_MOST: Final = 4  # values that tell a part
_LONGEST: Final = 200  # characters; a longer text tells nothing at a glance


def lexicon(
    pair: Pair,
    side: Reading,
    words: Vocabulary,
    resources: Iterable[Resource],
    extra: Iterable[str],
) -> Lexicon:
    """The names that one release gives to everything that is mentioned; else those of the other."""
    labels: dict[str, tuple[Literal, ...]] = {}
    parts: dict[str, tuple[tuple[NamedNode, ...], tuple[Term, ...]]] = {}
    sides = (side, *(each for each in pair.sides if each is not side))
    waiting = [*_mentioned(resources), *(NamedNode(iri) for iri in extra)]
    seen: set[NamedNode] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        found = words.labels.get(node.value) or next(
            (names for each in sides if (names := each.source_names(node))), ()
        )
        if found:
            labels[node.value] = found
            continue
        teller = next((each for each in sides if each.about(node)), None)
        if teller is not None:
            parts[node.value] = teller.types(node), _telling(teller, node)
            waiting += [each for each in parts[node.value][1] if isinstance(each, NamedNode)]
            waiting += parts[node.value][0]
    return Lexicon(MappingProxyType(labels), MappingProxyType(parts), words.verbs)


def names_of(side: Reading, nodes: Iterable[NamedNode]) -> Lexicon:
    """The names that one release gives to some resources."""
    found = {node.value: names for node in nodes if (names := side.source_names(node))}
    return Lexicon(MappingProxyType(found), MappingProxyType({}), frozenset())


def _mentioned(resources: Iterable[Resource]) -> Iterator[NamedNode]:
    for resource in resources:
        yield from (resource.iri, *resource.types)
        if resource.was is not None:
            yield resource.was
        for fact in resource.facts:
            yield from _of_fact(fact)
        for each in resource.evidence:
            yield from _of_evidence(each)


def _of_fact(fact: Fact) -> Iterator[NamedNode]:
    yield from (fact.subject, fact.predicate)
    for value in (fact.before, fact.after):
        if isinstance(value, NamedNode):
            yield value


def _of_evidence(evidence: Evidence) -> Iterator[NamedNode]:
    for claim in (evidence.before, evidence.after):
        if claim is not None:
            yield from (claim.subject, claim.predicate, *claim.sources)
            if claim.kind is not None:
                yield claim.kind
            if isinstance(claim.value, NamedNode):
                yield claim.value


def _telling(side: Reading, node: NamedNode) -> tuple[Term, ...]:
    """The values that tell a part: things with a name first, then concepts, then texts."""
    ranked: list[tuple[int, str, Term]] = []
    for quad in side.about(node):
        value = quad.object
        if quad.predicate == RDF.type or quad.predicate in WORDS:
            continue
        if isinstance(value, Literal) and len(value.value) <= _LONGEST:
            ranked.append((2, str(quad.predicate), value))
        elif isinstance(value, NamedNode) and side.labels(value):
            ranked.append((int(SKOS.Concept in side.types(value)), str(quad.predicate), value))
    ordered = sorted(ranked, key=lambda each: (each[0], each[1], str(each[2])))
    return tuple(dict.fromkeys(value for _, _, value in ordered))[:_MOST]
