"""What derivation knows of a workspace: the terms of its ontology and its concepts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from servanda.vocab import OWL, RDFS, SKOS, Namespace
from servanda.vocabulary import Vocabulary

__all__ = ["Rules", "derive_rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The terms; the concepts by scheme and notation, with their short forms and classes."""

    terms: Namespace
    concepts: Mapping[tuple[str, str], NamedNode]
    notations: Mapping[NamedNode, str]
    short: Mapping[NamedNode, NamedNode]
    inverse: Mapping[NamedNode, NamedNode]
    classes: Mapping[NamedNode, NamedNode]
    agreements: frozenset[NamedNode]

    @property
    def relations(self) -> frozenset[NamedNode]:
        """The properties that are short forms of relations between two agreements."""
        kinds = [each for (scheme, _), each in self.concepts.items() if scheme == "relation-type"]
        found = [forms.get(kind) for kind in kinds for forms in (self.short, self.inverse)]
        return frozenset(each for each in found if each is not None)


def derive_rules(
    terms: Vocabulary, schemes: Iterable[Triple], ontology: Iterable[Triple]
) -> Rules | None:
    """The rules of a workspace, or None if its ontology has no events."""
    bases = [base for base in terms.namespaces if f"{base}hasEvent" in terms.terms]
    if not bases:
        return None
    own = Namespace(bases[0])
    triples: list[Any] = list(schemes)
    within = {t.subject: t.object for t in triples if t.predicate == SKOS.inScheme}
    notations = {
        t.subject: t.object.value
        for t in triples
        if t.predicate == SKOS.notation and isinstance(t.object, Literal) and t.subject in within
    }
    return Rules(
        terms=own,
        concepts={
            (within[concept].value.rsplit("/", 1)[-1], notation): concept
            for concept, notation in notations.items()
        },
        notations=notations,
        short={t.subject: t.object for t in triples if t.predicate == own.shortForm},
        inverse={t.subject: t.object for t in triples if t.predicate == own.inverseShortForm},
        classes={t.subject: t.object for t in triples if t.predicate == own.partyClass},
        agreements=_kinds(own.Agreement, ontology),
    )


def _kinds(top: NamedNode, ontology: Iterable[Triple]) -> frozenset[NamedNode]:
    """A class and all classes below it."""
    below: dict[object, set[object]] = defaultdict(set)
    for triple in ontology:
        if triple.predicate in (RDFS.subClassOf, OWL.equivalentClass):
            below[triple.object].add(triple.subject)
        if triple.predicate == OWL.equivalentClass:
            below[triple.subject].add(triple.object)
    found: set[object] = {top}
    waiting: list[object] = [top]
    while waiting:
        new = below[waiting.pop()] - found
        found |= new
        waiting += new
    return frozenset(each for each in found if isinstance(each, NamedNode))
