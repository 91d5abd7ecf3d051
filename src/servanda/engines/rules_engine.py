"""OWL 2 RL by the rules that the axioms among the triples are compiled into."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Triple

from servanda.ntriples import fact_of, triple_of
from servanda.rules import compile_facts
from servanda.rules.coverage import is_axiom

__all__ = ["closure"]


def closure(triples: Iterable[Triple]) -> list[Triple]:
    """The new triples of the OWL 2 RL closure that are about resources, sorted.

    What is the same is followed, by owl:sameAs and by functional properties. Raises InputError
    for an axiom that no rule covers and for facts that contradict the axioms.
    """
    facts = [fact_of(triple) for triple in triples]
    rules = compile_facts(facts, keys=True)
    return [triple_of(fact) for fact in rules.close(each for each in facts if not is_axiom(each))]
