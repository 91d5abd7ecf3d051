"""The facts that derivation reads: by predicate and subject, with the ranks of their claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from servanda.dates import Limits, limits
from servanda.derive.rules import Rules
from servanda.ntriples import Fact, term_of
from servanda.vocab import RDF, XSD

__all__ = ["SUBJECT", "TYPE", "Facts", "date_limits", "near_claims"]

TYPE: Final = str(RDF.type)
SUBJECT: Final = str(RDF.subject)
_PREDICATE: Final = str(RDF.predicate)
_OBJECT: Final = str(RDF.object)
_NONE: Final = ()


class Facts:
    """Facts without values that claims only call deprecated; terms are spelled as in N-Triples.

    Only facts with the predicates of `rules` are kept. What is read comes in the order in which
    subjects came; values are sorted.
    """

    def __init__(self, facts: Iterable[Fact], rules: Rules) -> None:
        self._values: dict[str, dict[str, list[str]]] = {each: {} for each in rules.predicates}
        kept = self._values.get
        for subject, predicate, value in facts:
            values = kept(predicate)
            if values is not None:
                if subject in values:
                    values[subject].append(value)
                else:
                    values[subject] = [value]
        self._preferred: set[Fact] = set()
        self._rank(rules)

    def _rank(self, rules: Rules) -> None:
        """Find the preferred facts and forget the deprecated ones."""
        preferred, deprecated, normal = (
            rules.concepts.get(("rank", name)) for name in ("preferred", "deprecated", "normal")
        )
        ranked = self._values[rules.names["hasRank"]]
        special = {preferred, deprecated} - {None}
        if special.isdisjoint(chain.from_iterable(ranked.values())):
            return  # claims of normal rank, of which there are many, change nothing
        found: dict[Fact, set[str | None]] = defaultdict(set)
        for claim, subjects in self._values[SUBJECT].items():
            for predicate in self._values[_PREDICATE].get(claim, _NONE):
                if predicate in rules.predicates:
                    for value in self._values[_OBJECT].get(claim, _NONE):
                        for subject in subjects:
                            found[subject, predicate, value].update(ranked.get(claim, [normal]))
        self._preferred = {fact for fact, ranks in found.items() if preferred in ranks}
        for (subject, predicate, value), ranks in found.items():
            if ranks == {deprecated} and deprecated is not None:
                values = self._values[predicate].get(subject, [])
                values[:] = [each for each in values if each != value]

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Subject and object of every fact with this predicate."""
        for subject, values in self._values[predicate].items():
            for value in values:
                yield subject, value

    def subjects(self, predicate: str) -> Iterable[str]:
        """The subjects of the facts with this predicate, among others without a value."""
        return self._values[predicate].keys()

    def all(self, subject: str, predicate: str) -> Sequence[str]:
        """The values, sorted."""
        found = self._values[predicate].get(subject)
        if found is None:
            return _NONE
        return found if len(found) == 1 else sorted(set(found))

    def best(self, subject: str, predicate: str) -> Sequence[str]:
        """Of a property with one true value: those of preferred rank, else all."""
        found = self.all(subject, predicate)
        if len(found) < 2 or not self._preferred:
            return found
        return [each for each in found if (subject, predicate, each) in self._preferred] or found

    def one(self, subject: str, predicate: str) -> str:
        """The first of the best, "" if there is none."""
        found = self.best(subject, predicate)
        return found[0] if found else ""


def near_claims(facts: Sequence[Fact]) -> Iterable[Fact]:
    """The facts of one record, but nothing of what its claims say about another record's facts.

    A record is read together with those that it links to, not with those that link to it; a rank
    that counted from elsewhere would count in some batches and not in others.
    """
    about = [fact for fact in facts if fact[1] == SUBJECT]
    if not about:
        return facts
    subjects = {fact[0] for fact in facts}
    far = {fact for fact in about if fact[2] not in subjects}
    return [fact for fact in facts if fact not in far] if far else facts


def date_limits(values: Iterable[str]) -> list[Limits]:
    """The limits of the values, spelled as in N-Triples, that are dates."""
    return [found for found in map(_limits, values) if found is not None]


@lru_cache(maxsize=1 << 16)  # the same dates come again and again
def _limits(spelling: str) -> Limits | None:
    if not spelling.startswith('"'):
        return None
    literal = term_of(spelling)
    # A day may bear a time zone, which changes nothing in an agreement.
    text = literal.value[:10] if literal.datatype == XSD.date else literal.value
    try:
        return limits(text)
    except ValueError:
        return None  # the check of datatypes names the fault
