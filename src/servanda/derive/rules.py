"""What derivation knows of a workspace: the terms of its ontology and its concepts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.vocab import OWL, RDF, RDFS, SKOS, Namespace
from servanda.vocabulary import Vocabulary

__all__ = ["Rules", "derive_rules"]

# The terms of the ontology that derivation reads in facts, by their local names.
_READ: Final = (
    *("eventDate", "since", "until", "targetDate", "hasEvent", "hasEventType", "hasEventState"),
    *("hasParticipation", "participant", "hasRole", "hasPartyType", "hasRank"),
    *("hasRelation", "relationOf", "hasRelationType", "relationTarget"),
    *("hasEndType", "hasRenewalMode", "statedDuration", "renewalStep"),
)
# Those that it writes.
_WRITTEN: Final = (
    *("earliestDate", "latestDate", "hasParty", "hasPartner", "involves", "Partnership"),
    *("Claim", "hasStatus", "hasClaimKind", "confidence", "hasStatusReason", "onDay"),
)
_OF_RDF: Final = (RDF.type, RDF.subject, RDF.predicate, RDF.object)


@dataclass(frozen=True, slots=True)
class Rules:
    """The terms; the concepts by scheme and notation, with their short forms and classes.

    Terms are spelled as N-Triples spells them, save in `terms`. `names` gives the terms of the
    ontology by local name, `dated` the kinds of event with the property that is their short form,
    and `predicates` those of which a fact must have one to be read.
    """

    terms: Namespace
    names: Mapping[str, str]
    concepts: Mapping[tuple[str, str], str]
    notations: Mapping[str, str]
    short: Mapping[str, str]
    inverse: Mapping[str, str]
    classes: Mapping[str, str]
    agreements: frozenset[str]
    dated: tuple[tuple[str, str], ...]
    predicates: frozenset[str]

    @property
    def relations(self) -> frozenset[str]:
        """The short forms of relations, as IRIs: one record says them of what another describes."""
        kinds = [each for (scheme, _), each in self.concepts.items() if scheme == "relation-type"]
        found = [forms.get(kind, "") for kind in kinds for forms in (self.short, self.inverse)]
        return frozenset(each[1:-1] for each in found if each)


def derive_rules(
    terms: Vocabulary, schemes: Iterable[Triple], ontology: Iterable[Triple]
) -> Rules | None:
    """The rules of a workspace, or None if its ontology has no events."""
    bases = [base for base in terms.namespaces if f"{base}hasEvent" in terms.terms]
    if not bases:
        return None
    own = Namespace(bases[0])
    names = {name: str(own[name]) for name in (*_READ, *_WRITTEN)}
    triples: list[Any] = list(schemes)
    within = {t.subject: t.object for t in triples if t.predicate == SKOS.inScheme}
    notations = {
        t.subject: t.object.value
        for t in triples
        if t.predicate == SKOS.notation and isinstance(t.object, Literal) and t.subject in within
    }
    concepts = {
        (within[concept].value.rsplit("/", 1)[-1], notation): str(concept)
        for concept, notation in notations.items()
    }
    short, inverse, classes = (
        {str(t.subject): str(t.object) for t in triples if t.predicate == own[name]}
        for name in ("shortForm", "inverseShortForm", "partyClass")
    )
    dated = _dated(concepts, short)
    read = {*map(str, _OF_RDF), *(names[name] for name in _READ), *(each for _, each in dated)}
    return Rules(
        terms=own,
        names=names,
        concepts=concepts,
        notations={str(concept): notation for concept, notation in notations.items()},
        short=short,
        inverse=inverse,
        classes=classes,
        agreements=_kinds(own.Agreement, ontology),
        dated=dated,
        predicates=frozenset(read),
    )


def _dated(
    concepts: Mapping[tuple[str, str], str], short: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (kind, short[concept])
        for (scheme, kind), concept in sorted(concepts.items())
        if scheme == "event-type" and concept in short
    )


def _kinds(top: NamedNode, ontology: Iterable[Triple]) -> frozenset[str]:
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
    return frozenset(str(each) for each in found if isinstance(each, NamedNode))
