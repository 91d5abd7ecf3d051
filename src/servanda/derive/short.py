"""Short forms: what a qualified node says, in one statement; and the limits of dates.

Each fact comes with its cause: the node whose own facts lead to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from servanda.dates import Limits
from servanda.derive.facts import TYPE, Facts, date_limits
from servanda.derive.rules import Rules
from servanda.ntriples import Fact
from servanda.vocab import XSD

__all__ = ["classes_of_parties", "happened", "limits_of_dates", "short_forms", "spelled_day"]

_DATE: Final = str(XSD.date)


def spelled_day(day: str) -> str:
    """An ISO 8601 date as a literal of xsd:date."""
    return f'"{day}"^^{_DATE}'


def limits_of_dates(facts: Facts, rules: Rules) -> Iterator[tuple[Fact, str]]:
    """The first and last day of every node that has a date, as far as they are known."""
    own = rules.names
    dated = tuple(own[name] for name in ("eventDate", "since", "until", "targetDate"))
    for node in dict.fromkeys(chain.from_iterable(map(facts.subjects, dated))):
        at, since, until, target = (date_limits(facts.best(node, each)) for each in dated)
        whole = _widest([*at, *target])
        earliest = whole.earliest or _widest(since).earliest
        latest = whole.latest or _widest(until).latest
        if earliest is not None:
            yield (node, own["earliestDate"], spelled_day(earliest)), node
        if latest is not None:
            yield (node, own["latestDate"], spelled_day(latest)), node


def _widest(dates: Sequence[Limits]) -> Limits:
    """The days that several dates together can stand for: sources that disagree widen it."""
    if len(dates) == 1:
        return dates[0]
    known = [each for each in dates if each.known]
    if not known:
        return Limits(None, None)
    earliest, latest = min(each.first for each in known), max(each.last for each in known)
    ends = {each.latest for each in known}
    return Limits(earliest or None, None if None in ends else latest)


def happened(facts: Facts, rules: Rules, event: str) -> bool:
    """Whether an event took place; one without a state did."""
    return rules.notations.get(facts.one(event, rules.names["hasEventState"])) != "planned"


def classes_of_parties(facts: Facts, rules: Rules) -> Iterator[tuple[Fact, str]]:
    """The class of every party whose type has one."""
    own = rules.names
    # A participation may bear the type that its party had at the time, but is no party. It is told
    # by its own facts or as a part of its owner, so that no other record has a say in it.
    nodes = {*facts.subjects(own["participant"])}
    for owner, node in facts.pairs(own["hasParticipation"]):
        if node.startswith(owner[:-1]):
            nodes.add(node)
    for party, kind in facts.pairs(own["hasPartyType"]):
        if kind in rules.classes and party not in nodes:
            yield (party, TYPE, rules.classes[kind]), party


def short_forms(facts: Facts, rules: Rules) -> Iterator[tuple[Fact, str]]:
    """The short form of every event on one known day, of every participation and relation."""
    yield from _events(facts, rules)
    yield from _participations(facts, rules)
    own = rules.names
    for owner, relation in facts.pairs(own["hasRelation"]):
        yield from ((fact, owner) for fact in _relation(facts, rules, owner, relation))
    for relation, owner in facts.pairs(own["relationOf"]):
        yield from ((fact, relation) for fact in _relation(facts, rules, owner, relation))


def _events(facts: Facts, rules: Rules) -> Iterator[tuple[Fact, str]]:
    own, expiry = rules.names, rules.concepts.get(("event-type", "expiry"))
    for owner, event in facts.pairs(own["hasEvent"]):
        kind = facts.one(event, own["hasEventType"])
        # That an agreement is to expire is its term, so an expiry counts before it happens.
        if kind not in rules.short or not (kind == expiry or happened(facts, rules, event)):
            continue
        for each in date_limits(facts.best(event, own["eventDate"])):
            if each.day is not None:
                yield (owner, rules.short[kind], spelled_day(each.day)), owner


def _participations(facts: Facts, rules: Rules) -> Iterator[tuple[Fact, str]]:
    own = rules.names
    involves, party, partner = own["involves"], own["hasParty"], own["hasPartner"]
    partnerships = {owner for owner, kind in facts.pairs(TYPE) if kind == own["Partnership"]}
    for owner, node in facts.pairs(own["hasParticipation"]):
        roles = facts.all(node, own["hasRole"])
        shorts = dict.fromkeys(rules.short.get(role, involves) for role in roles)
        for who in facts.all(node, own["participant"]):
            for short in shorts or (party,):
                is_party = short == party and owner in partnerships
                yield (owner, partner if is_party else short, who), owner


def _relation(facts: Facts, rules: Rules, owner: str, relation: str) -> Iterator[Fact]:
    kind = facts.one(relation, rules.names["hasRelationType"])
    for target in facts.all(relation, rules.names["relationTarget"]):
        if kind in rules.short:
            yield owner, rules.short[kind], target
        if kind in rules.inverse and not target.startswith('"'):
            yield target, rules.inverse[kind], owner
