"""Derived facts: what follows from qualified nodes and dates by counting, not by axioms.

* the first and last day of every date of limited precision, and the class of a party by its type;
* the short form of a node: `hasEvent` a signature on one day gives `signatureDate`, a participation
  gives `hasParty`, a relation gives `renews`; the concept names its property by `shortForm`;
* the status of an agreement on a day, as a claim of its own with its reason.

The terms are those of the workspace's own ontology, found by their local names; a workspace whose
ontology has none of them derives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from servanda.derive.claims import STATUS, status_claims
from servanda.derive.facts import Facts, near_claims
from servanda.derive.rules import Rules, derive_rules
from servanda.derive.short import classes_of_parties, limits_of_dates, short_forms
from servanda.ntriples import Fact

__all__ = ["STATUS", "Rules", "derive", "derive_rules", "derive_status", "near_claims"]


def derive(facts: Iterable[Fact], rules: Rules, day: str) -> list[tuple[Fact, str]]:
    """The derived facts, each with its cause: limits, short forms, classes, status on `day`.

    The cause is the spelled node whose own facts, and those of what it links to, give the fact:
    the dated node, the party, the agreement; of a short form, the node that states the tie
    (`hasEvent`, `hasParticipation`, `hasRelation` or `relationOf`). A fact that two nodes cause
    comes once with each. Pairs are unique, in an order that follows that of the facts.
    """
    read = Facts(facts, rules)
    return list(
        dict.fromkeys(
            chain(
                limits_of_dates(read, rules),
                short_forms(read, rules),
                classes_of_parties(read, rules),
                status_claims(read, rules, day),
            )
        )
    )


def derive_status(facts: Iterable[Fact], rules: Rules, day: str) -> list[Fact]:
    """Only the claims about the status on `day`, in the order of their agreements."""
    return [fact for fact, _ in status_claims(Facts(facts, rules), rules, day)]
