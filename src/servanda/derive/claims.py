"""The claim about the status of an agreement on a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servanda.derive.facts import SUBJECT, TYPE, Facts, date_limits
from servanda.derive.rules import Rules
from servanda.derive.short import happened, spelled_day
from servanda.ntriples import Fact, term_of
from servanda.status import Answer, History, Moment, status_on
from servanda.vocab import PROV, RDF, XSD

__all__ = ["STATUS", "status_claims", "status_iri"]

STATUS: Final = "status"
_PREDICATE: Final = str(RDF.predicate)
_OBJECT: Final = str(RDF.object)
_DERIVED_FROM: Final = str(PROV.wasDerivedFrom)
_CERTAIN: Final = f'"1.0"^^{XSD.decimal}'


def status_iri(agreement: str) -> str:
    """The IRI of the claim about an agreement's status: `#status` added to the agreement's.

    An IRI has one fragment, so in a space of hash IRIs it is `/status`.
    """
    return f"{agreement}{'/' if '#' in agreement else '#'}{STATUS}"


def status_claims(facts: Facts, rules: Rules, day: str) -> Iterator[tuple[Fact, str]]:
    """One claim for each agreement; none where the schemes lack the concepts for it."""
    kinds = rules.agreements
    agreements = dict.fromkeys(node for node, kind in facts.pairs(TYPE) if kind in kinds)
    for agreement in agreements:
        if agreement.startswith("<"):
            answer = status_on(_history(facts, rules, agreement), day)
            yield from ((fact, agreement) for fact in _claim(rules, agreement, answer, day))


def _claim(rules: Rules, agreement: str, answer: Answer, day: str) -> Iterator[Fact]:
    own, concepts = rules.names, rules.concepts
    status = concepts.get(("status", answer.status))
    reason = concepts.get(("status-reason", answer.reason))
    kind, rank = concepts.get(("claim-kind", "derived")), concepts.get(("rank", "normal"))
    if status is None or reason is None or kind is None or rank is None:
        return
    claim = f"<{status_iri(agreement[1:-1])}>"
    yield claim, TYPE, own["Claim"]
    yield claim, SUBJECT, agreement
    yield claim, _PREDICATE, own["hasStatus"]
    yield claim, _OBJECT, status
    yield claim, own["hasClaimKind"], kind
    yield claim, own["hasRank"], rank
    yield claim, own["confidence"], _CERTAIN
    yield claim, own["hasStatusReason"], reason
    yield claim, own["onDay"], spelled_day(day)
    for premise in answer.premises:
        yield claim, _DERIVED_FROM, premise


def _history(facts: Facts, rules: Rules, agreement: str) -> History:
    own = rules.names
    moments = tuple(_moments(facts, rules, agreement))
    ends = facts.best(agreement, own["hasEndType"])
    modes = facts.best(agreement, own["hasRenewalMode"])
    return History(
        moments=(*moments, *_short_moments(facts, rules, agreement, moments)),
        durations=_texts(facts, agreement, own["statedDuration"]),
        steps=_texts(facts, agreement, own["renewalStep"]),
        open_end={rules.notations.get(each) for each in ends} == {"open"},
        renewable=any(rules.notations.get(each) != "none" for each in modes),
    )


def _texts(facts: Facts, agreement: str, predicate: str) -> tuple[str, ...]:
    found = facts.best(agreement, predicate)
    return tuple(term_of(each).value for each in found if each.startswith('"'))


def _moments(facts: Facts, rules: Rules, agreement: str) -> Iterator[Moment]:
    own = rules.names
    for event in facts.all(agreement, own["hasEvent"]):
        if event.startswith("<"):
            yield Moment(
                rules.notations.get(facts.one(event, own["hasEventType"]), ""),
                tuple(date_limits(facts.best(event, own["eventDate"]))),
                event,
                happened(facts, rules, event),
            )


def _short_moments(
    facts: Facts, rules: Rules, agreement: str, moments: tuple[Moment, ...]
) -> Iterator[Moment]:
    """What short forms state beside the events; one that only repeats an event adds nothing."""
    for kind, predicate in rules.dated:
        values = facts.best(agreement, predicate)
        if values:
            known = {date for each in moments if each.kind == kind for date in each.dates}
            new = tuple(date for date in date_limits(values) if date not in known)
            if new:
                yield Moment(kind, new, agreement)
