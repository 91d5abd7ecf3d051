"""What an ontology and its concept schemes declare, as far as the keys of records need it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.vocab import EDTF, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, XSD

__all__ = ["Declared", "is_standard", "local_name", "scheme_words"]

_STANDARD: Final = tuple(sorted(PREFIXES.values()))
_KINDS: Final = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def local_name(iri: str) -> str:
    """What stands after the last `#`, `/` or `:` of an IRI."""
    return min((iri.rpartition(mark)[2] for mark in "#/:"), key=len)


def is_standard(iri: str) -> bool:
    """Whether a term belongs to one of the standard vocabularies."""
    return iri.startswith(_STANDARD)


class Declared:
    """The terms of an ontology and what leads from one to another."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._typed: dict[str, set[str]] = defaultdict(set)
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
                subject, value = triple.subject.value, triple.object.value
                self._objects[subject, triple.predicate.value].add(value)
                if triple.predicate == RDF.type:
                    self._typed[value].add(subject)

    def objects(self, subject: str, *predicates: NamedNode) -> list[str]:
        """The IRIs that a term is linked to, sorted."""
        return sorted(
            {o for each in predicates for o in self._objects.get((subject, each.value), ())}
        )

    def properties(self) -> Iterator[tuple[str, NamedNode]]:
        """Each declared property once with its kind, the ontology's own terms first.

        Annotation properties of other vocabularies are for the ontology's own description.
        """
        seen: set[str] = set()
        for kind in _KINDS:
            for iri in sorted(self._typed[kind.value], key=_own_first):
                foreign = is_standard(iri)
                if iri not in seen and not (foreign and kind == OWL.AnnotationProperty):
                    seen.add(iri)
                    yield iri, kind

    def classes(self) -> list[str]:
        """The declared classes and those named in ranges and domains, own ones first."""
        near = (SCHEMA.rangeIncludes, SCHEMA.domainIncludes, RDFS.range, RDFS.domain)
        named = {iri for subject, _ in self.properties() for iri in self.objects(subject, *near)}
        declared = self._typed[OWL.Class.value] | self._typed[RDFS.Class.value]
        return sorted(declared | {n for n in named if not self.is_datatype(n)}, key=_own_first)

    def is_datatype(self, iri: str) -> bool:
        """Whether an IRI names a datatype."""
        return (
            iri in (EDTF.EDTF.value, RDF.langString.value, RDFS.Literal.value)
            or iri.startswith(XSD.base)
            or iri in self._typed[RDFS.Datatype.value]
        )


def _own_first(iri: str) -> tuple[bool, str]:
    return is_standard(iri), iri


def scheme_words(triples: Iterable[Triple]) -> dict[str, dict[str, str]]:
    """The concepts of each scheme, by scheme and by word; all sorted.

    A concept's word is its `skos:notation`, or the last part of its IRI.
    """
    members: dict[str, set[str]] = defaultdict(set)
    notations: dict[str, str] = {}
    for triple in triples:
        if not isinstance(triple.subject, NamedNode):
            continue
        if triple.predicate in (SKOS.inScheme, SKOS.topConceptOf):
            members[_text(triple.object)].add(triple.subject.value)
        elif triple.predicate == SKOS.notation and isinstance(triple.object, Literal):
            notations[triple.subject.value] = triple.object.value
    return {
        scheme: dict(sorted((notations.get(iri) or local_name(iri), iri) for iri in concepts))
        for scheme, concepts in sorted(members.items())
    }


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
