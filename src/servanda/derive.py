"""Derived facts: what follows from qualified nodes and dates by counting, not by axioms.

* the first and last day of every date of limited precision, and the class of a party by its type;
* the short form of a node: `hasEvent` a signature on one day gives `signatureDate`, a participation
  gives `hasParty`, a relation gives `renews`; the concept names its property by `shortForm`;
* the status of an agreement on a day, as a claim of its own with its reason.

The terms are those of the workspace's own ontology, found by their local names; a workspace whose
ontology has none of them derives nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.dates import Limits, limits
from servanda.status import History, Moment, status_on
from servanda.vocab import PROV, RDF, SKOS, XSD, Namespace
from servanda.vocabulary import Vocabulary

__all__ = ["STATUS", "Rules", "derive", "derive_rules", "derive_status"]

STATUS: Final = "#status"  # added to the IRI of an agreement, it names the claim about its status


@dataclass(frozen=True, slots=True)
class Rules:
    """What derivation knows of a workspace: its terms, and its concepts by scheme and notation."""

    terms: Namespace
    concepts: Mapping[tuple[str, str], NamedNode]
    notations: Mapping[NamedNode, str]
    short: Mapping[NamedNode, NamedNode]
    inverse: Mapping[NamedNode, NamedNode]
    classes: Mapping[NamedNode, NamedNode]


class _Facts:
    """Triples by subject and predicate, without values that a claim marks as deprecated."""

    def __init__(self, triples: Iterable[Triple], rules: Rules) -> None:
        self._values: dict[tuple[Any, NamedNode], list[Any]] = defaultdict(list)
        self.subjects: dict[NamedNode, list[tuple[Any, Any]]] = defaultdict(list)
        for triple in triples:
            self._values[triple.subject, triple.predicate].append(triple.object)
            self.subjects[triple.predicate].append((triple.subject, triple.object))
        bad = rules.concepts.get(("rank", "deprecated"))
        self._deprecated = {
            tuple(self.one(claim, each) for each in (RDF.subject, RDF.predicate, RDF.object))
            for claim, rank in self.subjects[rules.terms.hasRank]
            if rank == bad and bad is not None
        }

    def all(self, subject: Any, predicate: NamedNode) -> list[Any]:  # noqa: ANN401  RDF terms
        found = self._values.get((subject, predicate), [])
        return [each for each in found if (subject, predicate, each) not in self._deprecated]

    def one(self, subject: Any, predicate: NamedNode) -> Any:  # noqa: ANN401  RDF terms
        return self._values.get((subject, predicate), [None])[0]


def derive_rules(terms: Vocabulary, schemes: Iterable[Triple]) -> Rules | None:
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
        if t.predicate == SKOS.notation and isinstance(t.object, Literal)
    }
    return Rules(
        terms=own,
        concepts={
            (within[concept].value.rsplit("/", 1)[-1], notation): concept
            for concept, notation in notations.items()
            if concept in within
        },
        notations=notations,
        short={t.subject: t.object for t in triples if t.predicate == own.shortForm},
        inverse={t.subject: t.object for t in triples if t.predicate == own.inverseShortForm},
        classes={t.subject: t.object for t in triples if t.predicate == own.partyClass},
    )


def derive(triples: Iterable[Triple], rules: Rules, day: str) -> list[Triple]:
    """The derived triples, sorted: limits, short forms, classes, and the status on `day`."""
    facts = _Facts(triples, rules)
    found = {
        *_limits(facts, rules),
        *_short_events(facts, rules),
        *_short_participations(facts, rules),
        *_short_relations(facts, rules),
        *_party_classes(facts, rules),
        *_statuses(facts, rules, day),
    }
    return sorted(found, key=str)


def derive_status(triples: Iterable[Triple], rules: Rules, day: str) -> list[Triple]:
    """Only the claims about the status on `day`."""
    return sorted(set(_statuses(_Facts(triples, rules), rules, day)), key=str)


def _date_limits(values: Iterable[object]) -> list[Limits]:
    found = []
    for value in values:
        if isinstance(value, Literal):
            try:
                found.append(limits(value.value))
            except ValueError:
                continue  # the shapes and the check of datatypes name the fault
    return found


def _widest(many: list[Limits]) -> Limits:
    """The days that several dates together can stand for: sources that disagree widen it."""
    starts = [each.earliest for each in many if each.earliest]
    ends = [each.latest for each in many if each.latest]
    complete = len(starts) == len(ends) == len(many)
    return Limits(min(starts), max(ends)) if many and complete else Limits(None, None)


def _limits(facts: _Facts, rules: Rules) -> Iterator[Triple]:
    own = rules.terms
    nodes = {
        subject
        for name in ("eventDate", "since", "until", "targetDate")
        for subject, _ in facts.subjects[own[name]]
    }
    for node in nodes:
        at = _widest(
            _date_limits([*facts.all(node, own.eventDate), *facts.all(node, own.targetDate)])
        )
        since = _widest(_date_limits(facts.all(node, own.since)))
        until = _widest(_date_limits(facts.all(node, own.until)))
        for name, value in (
            ("earliestDate", at.earliest or since.earliest),
            ("latestDate", at.latest or until.latest),
        ):
            if value is not None:
                yield Triple(node, own[name], Literal(value, datatype=XSD.date))


def _happened(facts: _Facts, rules: Rules, event: object) -> bool:
    state = facts.one(event, rules.terms.hasEventState)
    return state is None or rules.notations.get(state) != "planned"


def _short_events(facts: _Facts, rules: Rules) -> Iterator[Triple]:
    own = rules.terms
    for owner, event in facts.subjects[own.hasEvent]:
        short = rules.short.get(facts.one(event, own.hasEventType))
        if short is None or not _happened(facts, rules, event):
            continue
        for each in _date_limits(facts.all(event, own.eventDate)):
            if each.day is not None:
                yield Triple(owner, short, Literal(each.day, datatype=XSD.date))


def _short_participations(facts: _Facts, rules: Rules) -> Iterator[Triple]:
    own = rules.terms
    partnerships = {owner for owner, kind in facts.subjects[RDF.type] if kind == own.Partnership}
    for owner, node in facts.subjects[own.hasParticipation]:
        roles = facts.all(node, own.hasRole)
        shorts = {rules.short.get(role, own.involves) for role in roles} or {own.hasParty}
        for who in facts.all(node, own.participant):
            for short in shorts:
                is_party = short == own.hasParty and owner in partnerships
                yield Triple(owner, own.hasPartner if is_party else short, who)


def _short_relations(facts: _Facts, rules: Rules) -> Iterator[Triple]:
    own = rules.terms
    for owner, node in facts.subjects[own.hasRelation]:
        kind = facts.one(node, own.hasRelationType)
        for target in facts.all(node, own.relationTarget):
            if kind in rules.short:
                yield Triple(owner, rules.short[kind], target)
            if kind in rules.inverse:
                yield Triple(target, rules.inverse[kind], owner)


def _party_classes(facts: _Facts, rules: Rules) -> Iterator[Triple]:
    nodes = {node for _, node in facts.subjects[rules.terms.hasParticipation]}  # these are no party
    for party, kind in facts.subjects[rules.terms.hasPartyType]:
        if kind in rules.classes and party not in nodes:
            yield Triple(party, RDF.type, rules.classes[kind])


def _statuses(facts: _Facts, rules: Rules, day: str) -> Iterator[Triple]:
    own, concepts = rules.terms, rules.concepts
    for agreement in sorted({s for s, _ in _agreements(facts, rules)}, key=str):
        answer = status_on(_history(facts, rules, agreement), day)
        status = concepts.get(("status", answer.status))
        reason = concepts.get(("status-reason", answer.reason))
        kind, rank = concepts.get(("claim-kind", "derived")), concepts.get(("rank", "normal"))
        if status is None or reason is None or kind is None or rank is None:
            continue
        claim = NamedNode(f"{agreement.value}{STATUS}")
        yield Triple(claim, RDF.type, own.Claim)
        yield Triple(claim, RDF.subject, agreement)
        yield Triple(claim, RDF.predicate, own.hasStatus)
        yield Triple(claim, RDF.object, status)
        yield Triple(claim, own.hasClaimKind, kind)
        yield Triple(claim, own.hasRank, rank)
        yield Triple(claim, own.confidence, Literal("1.0", datatype=XSD.decimal))
        yield Triple(claim, own.hasStatusReason, reason)
        yield Triple(claim, own.onDay, Literal(day, datatype=XSD.date))
        for premise in answer.premises:
            yield Triple(claim, PROV.wasDerivedFrom, NamedNode(premise))


def _agreements(facts: _Facts, rules: Rules) -> Iterator[tuple[Any, Any]]:
    own = rules.terms
    kinds = {own[name] for name in ("Agreement", "AcademicAgreement", "FrameworkAgreement")}
    kinds.add(own.TerritorialAgreement)
    yield from ((s, k) for s, k in facts.subjects[RDF.type] if k in kinds)


def _history(facts: _Facts, rules: Rules, agreement: NamedNode) -> History:
    own, names = rules.terms, rules.notations
    moments = []
    for event in sorted(facts.all(agreement, own.hasEvent), key=str):
        dates = _date_limits(facts.all(event, own.eventDate))
        kind = names.get(facts.one(event, own.hasEventType), "")
        moments.append(Moment(kind, tuple(dates), event.value, _happened(facts, rules, event)))
    for name, kind in (
        ("signatureDate", "signature"),
        ("entryIntoForceDate", "entry-into-force"),
        ("endDate", "expiry"),
    ):
        dates = _date_limits(facts.all(agreement, own[name]))
        if dates and not any(each.kind == kind and each.dates for each in moments):
            moments.append(Moment(kind, tuple(dates), agreement.value, happened=True))
    durations = [value.value for value in facts.all(agreement, own.statedDuration)]
    return History(
        moments=tuple(moments),
        durations=tuple(durations),
        end_type=names.get(facts.one(agreement, own.hasEndType), ""),
        renewal=names.get(facts.one(agreement, own.hasRenewalMode), ""),
    )
