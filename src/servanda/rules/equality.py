"""What holds of a resource holds of all that are the same as it (eq-ref, eq-rep-s, -p and -o)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

from servanda.ntriples import Fact
from servanda.rules.cardinality import SAME
from servanda.rules.model import Rule, symbol_of

__all__ = ["about_sameness", "reflexive", "replaced"]


def about_sameness(rules: Iterable[Rule]) -> bool:
    """Whether an axiom is about owl:sameAs, so that each thing must be the same as itself."""
    return any(
        not rule.name.startswith("eq-") and SAME in map(symbol_of, rule.premises) for rule in rules
    )


def reflexive(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Each term of facts as the same as itself."""
    for term in dict.fromkeys(term for fact in facts for term in fact):
        yield term, SAME, term


def replaced(facts: Collection[Fact]) -> Iterator[Fact]:
    """The facts with each of their terms in the place of those that are the same.

    `facts` must be closed under eq-sym and eq-trans.
    """
    same: Mapping[str, list[str]] = _same(facts)
    if same:
        for fact in facts:
            if any(term in same for term in fact):
                yield from product(*((term, *same.get(term, ())) for term in fact))


def _same(facts: Iterable[Fact]) -> dict[str, list[str]]:
    same: dict[str, list[str]] = defaultdict(list)
    for subject, predicate, value in facts:
        if predicate == SAME and subject != value:
            same[subject].append(value)
    return dict(same)
