"""The facts that derivation reads: by subject and predicate, with the ranks of their claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from servanda.dates import Limits, limits
from servanda.derive.rules import Rules
from servanda.vocab import RDF, XSD

__all__ = ["Facts", "date_limits", "near_claims"]


class Facts:
    """Triples in an order of their own, without values that claims only call deprecated."""

    def __init__(self, triples: Iterable[Triple], rules: Rules) -> None:
        self._values: dict[tuple[Any, NamedNode], list[Any]] = defaultdict(list)
        self._pairs: dict[NamedNode, list[tuple[Any, Any]]] = defaultdict(list)
        for triple in triples:
            self._values[triple.subject, triple.predicate].append(triple.object)
            self._pairs[triple.predicate].append((triple.subject, triple.object))
        ranks = self._ranks(rules)
        preferred = rules.concepts.get(("rank", "preferred"))
        deprecated = {rules.concepts.get(("rank", "deprecated"))}
        self._preferred = {fact for fact, found in ranks.items() if preferred in found}
        self._deprecated = {fact for fact, found in ranks.items() if found == deprecated}

    def _ranks(self, rules: Rules) -> dict[tuple[Any, Any, Any], set[Any]]:
        ranks: dict[tuple[Any, Any, Any], set[Any]] = defaultdict(set)
        normal = rules.concepts.get(("rank", "normal"))
        for claim, subject in self._pairs[RDF.subject]:
            rank = self._values.get((claim, rules.terms.hasRank), [normal])
            for predicate in self._values.get((claim, RDF.predicate), []):
                for value in self._values.get((claim, RDF.object), []):
                    ranks[subject, predicate, value].update(rank)
        return ranks

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Any, Any]]:
        """Subject and object of every statement with this predicate, save deprecated ones."""
        for subject, value in self._pairs.get(predicate, []):
            if (subject, predicate, value) not in self._deprecated:
                yield subject, value

    def all(self, subject: Any, predicate: NamedNode) -> list[Any]:  # noqa: ANN401  RDF terms
        """The values that no claim only deprecates, sorted."""
        found = self._values.get((subject, predicate), [])
        good = [each for each in found if (subject, predicate, each) not in self._deprecated]
        return sorted(set(good), key=str)

    def best(self, subject: Any, predicate: NamedNode) -> list[Any]:  # noqa: ANN401  RDF terms
        """Of a property with one true value: those of preferred rank, else all."""
        found = self.all(subject, predicate)
        return [each for each in found if (subject, predicate, each) in self._preferred] or found

    def one(self, subject: Any, predicate: NamedNode) -> Any:  # noqa: ANN401  RDF terms
        """The first of the best, None if there is none."""
        return next(iter(self.best(subject, predicate)), None)


def near_claims(triples: Sequence[Triple]) -> Iterator[Triple]:
    """The triples of one record, but nothing of what its claims say about another record's facts.

    A record is read together with those that it links to, not with those that link to it; a rank
    that counted from elsewhere would count in some batches and not in others.
    """
    subjects = {triple.subject for triple in triples}
    return (each for each in triples if each.predicate != RDF.subject or each.object in subjects)


def date_limits(values: Iterable[object]) -> list[Limits]:
    """The limits of the values that are dates."""
    found = []
    for value in values:
        if isinstance(value, Literal):
            # A day may bear a time zone, which changes nothing in an agreement.
            text = value.value[:10] if value.datatype == XSD.date else value.value
            try:
                found.append(limits(text))
            except ValueError:
                continue  # the check of datatypes names the fault
    return found
