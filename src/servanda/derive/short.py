"""Short forms: what a qualified node says, in one statement; and the limits of dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from servanda.dates import Limits
from servanda.derive.facts import Facts, date_limits
from servanda.derive.rules import Rules
from servanda.vocab import RDF, XSD

__all__ = ["classes_of_parties", "happened", "limits_of_dates", "short_forms"]


def limits_of_dates(facts: Facts, rules: Rules) -> Iterator[Triple]:
    """The first and last day of every node that has a date, as far as they are known."""
    own = rules.terms
    dated = ("eventDate", "since", "until", "targetDate")
    for node in {subject for name in dated for subject, _ in facts.pairs(own[name])}:
        at, since, until, target = (date_limits(facts.best(node, own[name])) for name in dated)
        for name, day in (
            ("earliestDate", _widest([*at, *target]).earliest or _widest(since).earliest),
            ("latestDate", _widest([*at, *target]).latest or _widest(until).latest),
        ):
            if day is not None:
                yield Triple(node, own[name], Literal(day, datatype=XSD.date))


def _widest(dates: list[Limits]) -> Limits:
    """The days that several dates together can stand for: sources that disagree widen it."""
    known = [each for each in dates if each.known]
    if not known:
        return Limits(None, None)
    earliest, latest = min(each.first for each in known), max(each.last for each in known)
    ends = {each.latest for each in known}
    return Limits(earliest or None, None if None in ends else latest)


def happened(facts: Facts, rules: Rules, event: object) -> bool:
    """Whether an event took place; one without a state did."""
    state = facts.one(event, rules.terms.hasEventState)
    return state is None or rules.notations.get(state) != "planned"


def classes_of_parties(facts: Facts, rules: Rules) -> Iterator[Triple]:
    """The class of every party whose type has one."""
    # A participation may bear the type that its party had at the time, but is no party.
    nodes = {node for _, node in facts.pairs(rules.terms.hasParticipation)}
    for party, kind in facts.pairs(rules.terms.hasPartyType):
        if kind in rules.classes and party not in nodes:
            yield Triple(party, RDF.type, rules.classes[kind])


def short_forms(facts: Facts, rules: Rules) -> Iterator[Triple]:
    """The short form of every event on one known day, of every participation and relation."""
    yield from _events(facts, rules)
    yield from _participations(facts, rules)
    for owner, relation in _relations(facts, rules):
        kind = facts.one(relation, rules.terms.hasRelationType)
        for target in facts.all(relation, rules.terms.relationTarget):
            if kind in rules.short:
                yield Triple(owner, rules.short[kind], target)
            if kind in rules.inverse and not isinstance(target, Literal):
                yield Triple(target, rules.inverse[kind], owner)


def _events(facts: Facts, rules: Rules) -> Iterator[Triple]:
    own, expiry = rules.terms, rules.concepts.get(("event-type", "expiry"))
    for owner, event in facts.pairs(own.hasEvent):
        kind = facts.one(event, own.hasEventType)
        # That an agreement is to expire is its term, so an expiry counts before it happens.
        if kind not in rules.short or not (kind == expiry or happened(facts, rules, event)):
            continue
        for each in date_limits(facts.best(event, own.eventDate)):
            if each.day is not None:
                yield Triple(owner, rules.short[kind], Literal(each.day, datatype=XSD.date))


def _participations(facts: Facts, rules: Rules) -> Iterator[Triple]:
    own = rules.terms
    partnerships = {owner for owner, kind in facts.pairs(RDF.type) if kind == own.Partnership}
    for owner, node in facts.pairs(own.hasParticipation):
        roles = facts.all(node, own.hasRole)
        shorts: set[NamedNode] = {rules.short.get(role, own.involves) for role in roles}
        for who in facts.all(node, own.participant):
            for short in shorts or {own.hasParty}:
                is_party = short == own.hasParty and owner in partnerships
                yield Triple(owner, own.hasPartner if is_party else short, who)


def _relations(facts: Facts, rules: Rules) -> Iterator[tuple[Any, Any]]:
    """Each agreement with its relations, from whichever side they are tied."""
    own = rules.terms
    yield from facts.pairs(own.hasRelation)
    yield from ((owner, node) for node, owner in facts.pairs(own.relationOf))
