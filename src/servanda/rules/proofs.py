"""Proofs: the same rules, one fact at a time, with the rule and the premises of each new fact.

The slow way round: it is for a few facts that somebody asks about, and to check the quick way by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from servanda.ntriples import Fact
from servanda.rules.cardinality import SAME
from servanda.rules.equality import about_sameness, reflexive
from servanda.rules.model import TYPE, Proof, Rule, is_variable, symbol_of
from servanda.rules.useful import hidden

__all__ = ["Search", "shown"]

_REPLACING = ("eq-rep-s", "eq-rep-p", "eq-rep-o")


class Search:
    """Round after round from given facts; `proofs` holds the proof of each fact that is new.

    Of all proofs of a fact the one of the first round is kept, of those of one round the least by
    rule and premises. With `equal`, what holds of a resource holds of all that are the same.
    """

    def __init__(self, rules: Sequence[Rule], given: Iterable[Fact], *, equal: bool) -> None:
        self.proofs: dict[Fact, Proof] = {}
        self._equal = equal
        self._reflexive = equal and about_sameness(rules)
        self._rules: dict[str, list[tuple[Rule, int]]] = defaultdict(list)
        for rule in rules:
            for number, premise in enumerate(() if rule.contradicts else rule.premises):
                self._rules[symbol_of(premise)].append((rule, number))
        self._known: set[Fact] = set()
        self._by_symbol: dict[str, list[Fact]] = defaultdict(list)
        self._by_end: dict[tuple[str, int, str], list[Fact]] = defaultdict(list)
        self._by_term: dict[str, list[Fact]] = defaultdict(list)
        self._same: dict[str, list[str]] = defaultdict(list)
        delta = sorted(set(given))
        while delta:
            for fact in delta:
                self._enter(fact)
            found: dict[Fact, Proof] = {}
            for proof in self._round(delta):
                old = found.get(proof.fact)
                if proof.fact not in self._known and (old is None or _key(proof) < _key(old)):
                    found[proof.fact] = proof
            self.proofs |= found
            delta = sorted(found)

    def _enter(self, fact: Fact) -> None:
        self._known.add(fact)
        symbol = symbol_of(fact)
        self._by_symbol[symbol].append(fact)
        for place in (0, 2):
            self._by_end[symbol, place, fact[place]].append(fact)
        if self._equal:
            for term in set(fact):
                self._by_term[term].append(fact)
            if fact[1] == SAME:
                self._same[fact[0]].append(fact[2])

    def _round(self, delta: Iterable[Fact]) -> Iterator[Proof]:
        for fact in delta:
            for rule, number in self._rules.get(symbol_of(fact), ()):
                yield from self._applied(rule, number, fact)
            if self._reflexive:
                yield from (Proof(each, "eq-ref", ()) for each in reflexive((fact,)))
            if self._equal:
                yield from self._replaced(fact)

    def _applied(self, rule: Rule, number: int, fact: Fact) -> Iterator[Proof]:
        ends = _matched(rule.premises[number], fact, {})
        if ends is None:
            return
        if len(rule.premises) == 1:
            yield Proof(_filled(rule.conclusion, ends), rule.name, (fact,))
            return
        wanted = _filled(rule.premises[1 - number], ends)
        for other in self._fitting(wanted):
            both = _matched(wanted, other, ends)
            if both is not None:
                premises = (fact, other) if number == 0 else (other, fact)
                yield Proof(_filled(rule.conclusion, both), rule.name, premises)

    def _fitting(self, pattern: Fact) -> Sequence[Fact]:
        symbol = symbol_of(pattern)
        for place in (0, 2):
            if not is_variable(pattern[place]) and (place == 0 or pattern[1] != TYPE):
                return self._by_end.get((symbol, place, pattern[place]), ())
        return self._by_symbol.get(symbol, ())

    def _replaced(self, fact: Fact) -> Iterator[Proof]:
        for place, name in enumerate(_REPLACING):
            for same in self._same.get(fact[place], ()):
                link = (fact[place], SAME, same)
                yield Proof(_with(fact, place, same), name, (link, fact))
        if fact[1] == SAME:
            for each in self._by_term[fact[0]]:
                for place, name in enumerate(_REPLACING):
                    if each[place] == fact[0]:
                        yield Proof(_with(each, place, fact[2]), name, (fact, each))


def _key(proof: Proof) -> tuple[str, tuple[Fact, ...]]:
    return proof.rule, proof.premises


def _with(fact: Fact, place: int, term: str) -> Fact:
    subject, predicate, value = (term if n == place else old for n, old in enumerate(fact))
    return subject, predicate, value


def _matched(pattern: Fact, fact: Fact, ends: dict[str, str]) -> dict[str, str] | None:
    """What the variables of a pattern stand for in a fact; None if it does not fit."""
    bound = dict(ends)
    for wanted, term in zip(pattern, fact, strict=True):
        if is_variable(wanted):
            if bound.setdefault(wanted, term) != term:
                return None
        elif wanted != term:
            return None
    return bound


def _filled(pattern: Fact, ends: dict[str, str]) -> Fact:
    subject, predicate, value = pattern
    return ends.get(subject, subject), predicate, ends.get(value, value)


def shown(proof: Proof, proofs: dict[Fact, Proof]) -> Proof:
    """A proof from facts that can be told: a helper among its premises gives way to its own."""
    premises: dict[Fact, None] = {}
    waiting = list(reversed(proof.premises))
    while waiting:
        fact = waiting.pop()
        inner = proofs.get(fact)
        if not hidden(symbol_of(fact)) and fact[0][0] != '"':
            premises[fact] = None
        elif inner is not None:
            waiting += reversed(inner.premises)
    return Proof(proof.fact, proof.rule, tuple(premises))
