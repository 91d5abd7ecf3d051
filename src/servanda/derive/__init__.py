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

from pyoxigraph import Triple

from servanda.derive.claims import STATUS, status_claims
from servanda.derive.facts import Facts, near_claims
from servanda.derive.rules import Rules, derive_rules
from servanda.derive.short import classes_of_parties, limits_of_dates, short_forms

__all__ = ["STATUS", "Rules", "derive", "derive_rules", "derive_status", "near_claims"]


def derive(triples: Iterable[Triple], rules: Rules, day: str) -> list[Triple]:
    """The derived triples, sorted: limits, short forms, classes, and the status on `day`."""
    facts = Facts(triples, rules)
    found = {
        *limits_of_dates(facts, rules),
        *short_forms(facts, rules),
        *classes_of_parties(facts, rules),
        *status_claims(facts, rules, day),
    }
    return sorted(found, key=str)


def derive_status(triples: Iterable[Triple], rules: Rules, day: str) -> list[Triple]:
    """Only the claims about the status on `day`, sorted."""
    return sorted(set(status_claims(Facts(triples, rules), rules, day)), key=str)
