"""The rules of an ontology, compiled: what follows from facts, whole or record by record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from servanda.ntriples import Fact
from servanda.rules.closure import Closure
from servanda.rules.cut import Cut
from servanda.rules.equality import about_sameness, reflexive, replaced
from servanda.rules.literals import types_of
from servanda.rules.model import TYPE, Proof, Rule, symbol_of
from servanda.rules.program import Program
from servanda.rules.proofs import Search, shown
from servanda.rules.useful import hidden, says_nothing

__all__ = ["RuleSet"]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules compiled from an ontology by `compile_rules`.

    Facts go in as canonical N-Triples spells them and come out the same way: only new ones, and
    only those that somebody may ask for (no `owl:Thing`, nothing that is the same as itself, no
    axioms about axioms, none about a term of the ontology, a literal or a blank node). What the
    ontology says of resources is known in every call. All calls but `backward` raise InputError
    for facts that contradict the ontology or are axioms themselves; `backward` for the former.

    For any division of facts into records, where a record's view holds all facts about the
    resources it describes and about all that these reach by links forwards: what `local` gives for
    the views, what `backward` gives for each record's stated and local facts, and what `reduce`
    gives for all those of them that cross, are together what `close` gives for everything.
    Only facts with the predicates in `maybe` can cross.
    """

    rules: tuple[Rule, ...]
    cut: Cut
    keys: bool
    base: tuple[Fact, ...]
    everything: Program
    near: Program
    outward: Program
    datatypes: frozenset[str]
    wide: bool
    terms: frozenset[str]
    maybe: frozenset[str]

    def close(self, facts: Iterable[Fact]) -> list[Fact]:
        """All that follows from facts, sorted."""
        return sorted(self._new(self.everything, facts))

    def local(self, facts: Iterable[Fact]) -> list[Fact]:
        """What follows about each subject from the facts about it and about what it reaches.

        What is said of a subject is the same whatever other views are given with its own. The
        facts come in no order.
        """
        return self._new(self.near, facts)

    def backward(self, facts: Iterable[Fact]) -> list[Fact]:
        """What each fact says of its object, and all that follows from that alone, in no order.

        With it comes what two facts about one subject say of their object (allValuesFrom), and
        what follows about the subject itself from facts that may come from other records.
        """
        return self._new(self.outward, facts)

    def reduce(self, facts: Iterable[Fact]) -> list[Fact]:
        """What follows from those facts of all records that cross, sorted."""
        return sorted(self._new(self.everything, facts))

    def proofs(self, facts: Iterable[Fact]) -> list[Proof]:
        """What `close` gives, each with its rule and its premises, sorted by fact.

        The premises are facts given or proved, never helpers, so that a proof may rest on a rule
        that took several steps. It takes about ten times as long as `close`; contradictions are
        passed over.
        """
        given = list(chain(self.base, facts))
        given += self._typed(given) if self.datatypes else ()
        search = Search(self.rules, given, equal=self.keys)
        found = search.proofs
        return [
            shown(found[fact], found)
            for fact in sorted(found)
            if not hidden(symbol_of(fact)) and self._tells(fact) and not says_nothing(fact)
        ]

    def table(self) -> list[tuple[str, Rule]]:
        """Each rule with where it is applied, in the order of the axioms.

        `local`: to a record and what it reaches; `backward`: to a record, saying something of what
        it links to; `crossing`: to all records together; `always`: to nothing, it just holds.
        """
        near, outward = frozenset(self.near.rules), frozenset(self.cut.outward)
        places = []
        for rule in self.rules:
            if not rule.premises:
                places.append("always")
            elif rule in near:
                places.append("local")
            elif len(rule.premises) == 1 or rule in outward:
                places.append("backward")
            else:
                places.append("crossing")
        return list(zip(places, self.rules, strict=True))

    def crosses(self, fact: Fact) -> bool:
        """Whether a fact can be a premise of a rule across records, and must come to `reduce`."""
        _, predicate, value = fact
        symbol = f"a {value}" if predicate == TYPE else predicate
        if symbol in self.cut.shared or self.keys:
            return True
        return symbol in self.cut.carried and (self.wide or value[0] == '"')

    def crossing(self, facts: Iterable[Fact]) -> list[Fact]:
        """Those facts that cross."""
        if self.keys:
            return list(facts)
        some = self.maybe
        return [fact for fact in facts if fact[1] in some and self.crosses(fact)]

    def _new(self, program: Program, facts: Iterable[Fact]) -> list[Fact]:
        known: Iterable[Fact] = chain(self.base, facts)
        if self.datatypes:
            known = [*known]
            known = chain(known, self._typed(known))
        if self.keys:
            return self._equal(program, list(known))
        return self._found(Closure(program, known).new)

    def _found(self, new: dict[str, list[set[Fact]]]) -> list[Fact]:
        terms = self.terms
        found: list[Fact] = []
        for symbol, parts in new.items():
            if not hidden(symbol):
                for part in parts:
                    # The same as `_tells`, without a call for each of a million facts.
                    found += [
                        fact
                        for fact in part
                        if fact[0][0] == "<" and fact[0] not in terms and fact[2][0] != "_"
                    ]
        return found

    def _tells(self, fact: Fact) -> bool:
        return fact[0][0] == "<" and fact[0] not in self.terms and fact[2][0] != "_"

    def _typed(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """Literals as of their datatypes, where a rule asks for that (dt-type2)."""
        for value in {fact[2] for fact in facts if fact[2][0] == '"'}:
            for each in types_of(value):
                if each in self.datatypes:
                    yield value, TYPE, each

    def _equal(self, program: Program, given: list[Fact]) -> list[Fact]:
        """What follows with resources that are the same, by turns with all other rules."""
        every = about_sameness(self.rules)
        known, more = dict.fromkeys(given), [("", "", "")]
        while more:
            closure = Closure(program, known)
            parts = chain.from_iterable(closure.new.values())
            known |= dict.fromkeys(sorted(chain.from_iterable(parts)))
            equals = chain(replaced(known), reflexive(known) if every else ())
            more = [fact for fact in equals if fact not in known]
            known |= dict.fromkeys(more)
        new: dict[str, list[set[Fact]]] = {}
        for fact in known.keys() - set(given):
            if not says_nothing(fact):
                new.setdefault(symbol_of(fact), []).append({fact})
        return self._found(new)
