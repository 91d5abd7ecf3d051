"""The claim about the status of an agreement on a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.derive.facts import Facts, date_limits
from servanda.derive.rules import Rules
from servanda.derive.short import happened
from servanda.status import Answer, History, Moment, status_on
from servanda.vocab import PROV, RDF, XSD

__all__ = ["STATUS", "status_claims", "status_iri"]

STATUS: Final = "status"


def status_iri(agreement: NamedNode) -> NamedNode:
    """The IRI of the claim about an agreement's status: `#status` added to the agreement's.

    An IRI has one fragment, so in a space of hash IRIs it is `/status`.
    """
    sign = "/" if "#" in agreement.value else "#"
    return NamedNode(f"{agreement.value}{sign}{STATUS}")


def status_claims(facts: Facts, rules: Rules, day: str) -> Iterator[Triple]:
    """One claim for each agreement; none where the schemes lack the concepts for it."""
    for agreement in {s for s, kind in facts.pairs(RDF.type) if kind in rules.agreements}:
        if isinstance(agreement, NamedNode):
            answer = status_on(_history(facts, rules, agreement), day)
            yield from _claim(rules, agreement, answer, day)


def _claim(rules: Rules, agreement: NamedNode, answer: Answer, day: str) -> Iterator[Triple]:
    own, concepts = rules.terms, rules.concepts
    status = concepts.get(("status", answer.status))
    reason = concepts.get(("status-reason", answer.reason))
    kind, rank = concepts.get(("claim-kind", "derived")), concepts.get(("rank", "normal"))
    if status is None or reason is None or kind is None or rank is None:
        return
    claim = status_iri(agreement)
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


def _history(facts: Facts, rules: Rules, agreement: NamedNode) -> History:
    own = rules.terms
    moments = tuple(_moments(facts, rules, agreement))
    ends, modes, durations, steps = (
        facts.best(agreement, own[name])
        for name in ("hasEndType", "hasRenewalMode", "statedDuration", "renewalStep")
    )
    end_types = {rules.notations.get(each) for each in ends}
    return History(
        moments=(*moments, *_short_moments(facts, rules, agreement, moments)),
        durations=tuple(each.value for each in durations if isinstance(each, Literal)),
        steps=tuple(each.value for each in steps if isinstance(each, Literal)),
        open_end=end_types == {"open"},
        renewable=any(rules.notations.get(each) != "none" for each in modes),
    )


def _moments(facts: Facts, rules: Rules, agreement: NamedNode) -> Iterator[Moment]:
    own = rules.terms
    for event in facts.all(agreement, own.hasEvent):
        if isinstance(event, NamedNode):
            yield Moment(
                rules.notations.get(facts.one(event, own.hasEventType), ""),
                tuple(date_limits(facts.best(event, own.eventDate))),
                event.value,
                happened(facts, rules, event),
            )


def _short_moments(
    facts: Facts, rules: Rules, agreement: NamedNode, moments: tuple[Moment, ...]
) -> Iterator[Moment]:
    """What short forms state beside the events; one that only repeats an event adds nothing."""
    known = {(each.kind, date) for each in moments for date in each.dates}
    for (scheme, kind), concept in sorted(rules.concepts.items(), key=lambda each: each[0]):
        if scheme == "event-type" and concept in rules.short:
            dates = date_limits(facts.best(agreement, rules.short[concept]))
            new = tuple(date for date in dates if (kind, date) not in known)
            if new:
                yield Moment(kind, new, agreement.value)
